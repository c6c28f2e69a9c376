use convene_domain::id::GameId;
use convene_store::Tx;
use convene_store::quiz::door::{self, Door};
use convene_store::quiz::game::{self, Progress, State};
use convene_store::quiz::seat;

use crate::seed::{self, NOW, begin, later};

fn ids(doors: &[Door]) -> Vec<GameId> {
    let mut ids: Vec<_> = doors.iter().map(|door| door.id).collect();
    ids.sort_unstable();
    ids
}

async fn end(tx: &mut Tx, id: GameId) {
    let finished_at = Some(later(9));
    let over = Progress { phase: "", state: State::Finished, started_at: Some(later(1)), finished_at };
    assert!(game::save_phase(tx, id, 0, &over).await.expect("stores"));
}

both! {
    async fn a_door_says_what_is_behind_it_and_is_gone_with_the_game(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        assert!(game::set_locked(&mut tx, id, 0, true).await.unwrap());
        let (title, pin) = ("Funding rates".to_owned(), Some("123456".to_owned()));
        let expected = Door { id, title, pin, state: State::Lobby, locked: true };
        assert_eq!(door::by_pin(&mut tx, "123456").await.unwrap(), Some(expected));
        end(&mut tx, id).await;
        assert_eq!(door::by_pin(&mut tx, "123456").await.unwrap(), None);
    }

    async fn people_find_the_games_they_host_and_play(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let [hosted, helped, played, other] = {
            let mut games = Vec::new();
            for (host, pin) in [(ada, "111111"), (ben, "222222"), (ben, "333333"), (ben, "444444")] {
                games.push(seed::game(&mut tx, host, pin, NOW).await);
            }
            games.try_into().expect("four")
        };
        game::add_cohost(&mut tx, helped, ada, NOW).await.unwrap();
        let seated = seat::New { person_id: Some(ada), ..seed::new_seat(played, "Ada", "seat of Ada", "home") };
        assert_eq!(seat::insert(&mut tx, &seated).await.unwrap(), seat::Seated::New);
        seed::seat(&mut tx, other, "browser of a guest").await;

        let of = door::of_viewer(&mut tx, Some(ada), "a browser", NOW).await.unwrap();
        assert_eq!(ids(&of), [hosted, helped, played]);
        let of = door::of_viewer(&mut tx, None, "browser of a guest", NOW).await.unwrap();
        assert_eq!(ids(&of), [other]);
        let of = door::of_viewer(&mut tx, None, "seat of Ada", NOW).await.unwrap();
        assert_eq!(ids(&of), [], "the seat of an account is no browser's");
    }

    async fn a_game_that_ended_is_found_for_as_long_as_asked(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, ada, "123456", NOW).await;
        end(&mut tx, id).await;
        let of = door::of_viewer(&mut tx, Some(ada), "", later(8)).await.unwrap();
        assert_eq!((ids(&of), of[0].pin.as_deref()), (vec![id], None));
        assert_eq!(door::of_viewer(&mut tx, Some(ada), "", later(9)).await.unwrap(), []);
    }

    async fn a_link_opens_the_living_game_it_was_made_for(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let new = game::New { link_key: "secret", ..seed::new_game(host, "123456", NOW) };
        assert!(game::insert(&mut tx, &new).await.unwrap());
        seed::game(&mut tx, host, "222222", NOW).await;
        assert_eq!(ids(&door::by_key(&mut tx, "secret").await.unwrap()), [new.id]);
        assert_eq!(door::by_key(&mut tx, "guessed").await.unwrap(), []);
        end(&mut tx, new.id).await;
        assert_eq!(door::by_key(&mut tx, "secret").await.unwrap(), []);
    }

    async fn an_address_is_around_a_game_that_is_hosted_or_played_from_there(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        seed::game(&mut tx, host, "222222", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        assert_eq!(ids(&door::around(&mut tx, "home").await.unwrap()), [game]);
        assert_eq!(door::around(&mut tx, "elsewhere").await.unwrap(), []);
        assert_eq!(door::around(&mut tx, "host address").await.unwrap().len(), 2);
        seat::set_removed(&mut tx, game, mia, Some(later(1))).await.unwrap();
        assert_eq!(door::around(&mut tx, "home").await.unwrap(), [], "whoever was removed opens it to nobody");
        end(&mut tx, game).await;
        assert_eq!(door::around(&mut tx, "host address").await.unwrap().len(), 1);
    }
}
