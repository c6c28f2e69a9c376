use convene_store::quiz::game::{self, Progress, State};
use convene_store::quiz::played;

use crate::seed::{self, NOW, begin, commit, later, read};

both! {
    async fn a_quiz_knows_when_it_was_last_played(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let quiz = seed::quiz(&mut tx, ada, "Vaults", NOW).await;
        let waiting = seed::quiz(&mut tx, ada, "Funding", NOW).await;
        for (pin, host, started) in [("000001", ada, Some(5)), ("000002", ben, Some(9)), ("000003", ada, None)] {
            let quiz_id = Some(if started.is_some() { quiz } else { waiting });
            let new = game::New { quiz_id, ..seed::new_game(host, pin, NOW) };
            assert!(game::insert(&mut tx, &new).await.unwrap());
            if let Some(at) = started {
                let epoch = game::claim(&mut tx, new.id).await.unwrap().expect("the game");
                let started_at = Some(later(at));
                let now = Progress { phase: "{}", state: State::Running, started_at, finished_at: None };
                assert!(game::save_phase(&mut tx, new.id, epoch, &now).await.unwrap());
            }
        }
        commit(tx).await;

        let mut tx = read(&db).await;
        let expected = vec![played::Played { quiz_id: quiz, started_at: later(9) }];
        assert_eq!(played::last(&mut tx, Some(ada)).await.unwrap(), expected);
        assert_eq!(played::last(&mut tx, None).await.unwrap(), expected);
        assert_eq!(played::last(&mut tx, Some(ben)).await.unwrap(), []);
    }
}
