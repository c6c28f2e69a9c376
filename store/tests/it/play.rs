//! Seats and answers.

use convene_domain::account::Role;
use convene_store::quiz::seat::{self, Seated};
use convene_store::quiz::{answer, game};

use crate::seed::{self, NOW, begin, commit, later, read};

both! {
    async fn a_seat_reads_back_as_it_was_taken(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let new = seat::New {
            nickname_key: "rnia",
            person_id: Some(mia),
            extra_time: 150,
            ..seed::new_seat(game, "Mia", "browser", "home")
        };
        assert_eq!(seat::insert(&mut tx, &new).await.unwrap(), Seated::New);
        commit(tx).await;

        let seats = seat::of_game(&mut read(&db).await, game).await.unwrap();
        let [seat] = seats.as_slice() else { panic!("one seat: {seats:?}") };
        assert_eq!((seat.id, seat.game_id, *seat.person_id), (new.id, game, Some(mia)));
        assert_eq!((seat.nickname.as_str(), seat.nickname_key.as_str()), ("Mia", "rnia"));
        assert_eq!(
            (seat.browser_hash.as_str(), seat.address.as_str(), seat.extra_time),
            ("browser", "home", 150)
        );
        assert_eq!((seat.joined_at, *seat.removed_at), (NOW, None));
    }

    async fn a_browser_that_joins_again_gets_the_seat_it_has(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let first = seed::new_seat(game, "Mia", "browser", "home");
        assert_eq!(seat::insert(&mut tx, &first).await.unwrap(), Seated::New);
        let again = seed::new_seat(game, "Another name", "browser", "elsewhere");
        let Seated::Already(seat) = seat::insert(&mut tx, &again).await.unwrap() else {
            panic!("a second seat")
        };
        assert_eq!((seat.id, seat.nickname.as_str()), (first.id, "Mia"));
        assert_eq!(seat::of_game(&mut tx, game).await.unwrap().len(), 1);
    }

    async fn a_nickname_is_free_in_another_game_but_not_in_the_same(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "111111", NOW).await;
        let other = seed::game(&mut tx, host, "222222", NOW).await;
        seed::seat(&mut tx, game, "Mia").await;
        let copy = seed::new_seat(game, "Mia", "another browser", "home");
        assert_eq!(seat::insert(&mut tx, &copy).await.unwrap(), Seated::NicknameTaken);
        let elsewhere = seed::new_seat(other, "Mia", "another browser", "home");
        assert_eq!(seat::insert(&mut tx, &elsewhere).await.unwrap(), Seated::New);
    }

    async fn of_two_who_take_the_same_nickname_at_once_one_gets_it(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        commit(tx).await;
        let join = async |browser| {
            let mut tx = begin(&db).await;
            let seated = seat::insert(&mut tx, &seed::new_seat(game, "Mia", browser, "home")).await.unwrap();
            commit(tx).await;
            seated
        };
        let (first, second) = tokio::join!(join("one"), join("two"));
        assert!(
            matches!(
                (&first, &second),
                (Seated::New, Seated::NicknameTaken) | (Seated::NicknameTaken, Seated::New)
            ),
            "{first:?} {second:?}"
        );
    }

    async fn two_tabs_of_one_browser_that_join_at_once_share_a_seat(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        commit(tx).await;
        let join = async |nickname| {
            let mut tx = begin(&db).await;
            let new = seed::new_seat(game, nickname, "browser", "home");
            let seated = seat::insert(&mut tx, &new).await.unwrap();
            commit(tx).await;
            match seated {
                Seated::New => new.id,
                Seated::Already(seat) => seat.id,
                Seated::NicknameTaken => panic!("nobody else plays"),
            }
        };
        let (first, second) = tokio::join!(join("Mia"), join("Mia"));
        assert_eq!(first, second);
    }

    async fn a_removed_player_can_be_let_in_again(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "111111", NOW).await;
        let other = seed::game(&mut tx, host, "222222", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        assert!(seat::set_removed(&mut tx, game, mia, Some(later(3))).await.unwrap());
        assert_eq!(*seat::of_game(&mut tx, game).await.unwrap()[0].removed_at, Some(later(3)));
        assert!(seat::set_removed(&mut tx, game, mia, None).await.unwrap());
        assert_eq!(*seat::of_game(&mut tx, game).await.unwrap()[0].removed_at, None);
        assert!(!seat::set_removed(&mut tx, other, mia, None).await.unwrap(), "not a seat of that game");
    }

    async fn seats_taken_without_an_account_become_the_persons_at_sign_in(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let tom = seed::person(&mut tx, "Tom", Role::Member).await;
        let game = seed::game(&mut tx, host, "111111", NOW).await;
        let seat = seed::seat(&mut tx, game, "Mia").await;
        seed::seat(&mut tx, game, "Eve").await;
        assert_eq!(seat::by_person(&mut tx, game, mia).await.unwrap(), None);

        assert_eq!(seat::claim_for_person(&mut tx, "Mia", mia).await.unwrap(), 1);
        assert_eq!(seat::claim_for_person(&mut tx, "Mia", tom).await.unwrap(), 0, "it has an owner now");
        assert_eq!(seat::by_person(&mut tx, game, mia).await.unwrap().expect("the seat").id, seat);
        assert_eq!(seat::by_browser(&mut tx, game, "Mia").await.unwrap(), None, "the browser is free again");
        let claimed = seat::by_id(&mut tx, game, seat).await.unwrap().expect("the seat");
        assert_eq!((*claimed.person_id, claimed.browser_hash), (Some(mia), seat::no_browser(seat)));
        let next = seed::new_seat(game, "Somebody else", "Mia", "home");
        assert_eq!(seat::insert(&mut tx, &next).await.unwrap(), Seated::New);
        assert_eq!(seat::by_browser(&mut tx, game, "Mia").await.unwrap().expect("a seat").id, next.id);
        let other = seed::game(&mut tx, host, "222222", NOW).await;
        assert_eq!(seat::by_id(&mut tx, other, seat).await.unwrap(), None);
        assert_eq!(seat::by_browser(&mut tx, game, "nobody").await.unwrap(), None);
    }

    async fn an_answer_is_stored_once_whatever_is_sent_again(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        let tom = seed::seat(&mut tx, game, "Tom").await;
        let first = answer::Answer { choices: "[0,2]".into(), bonus: 100, ..seed::answer(game, mia, 0) };
        assert_eq!(answer::insert_many(&mut tx, std::slice::from_ref(&first)).await.unwrap(), 1);
        let again = [
            answer::Answer { choices: "[3]".into(), points: 1_000, ..first.clone() },
            seed::answer(game, tom, 0),
            seed::answer(game, mia, 1),
        ];
        assert_eq!(answer::insert_many(&mut tx, &again).await.unwrap(), 2);
        commit(tx).await;
        let stored = answer::of_game(&mut read(&db).await, game).await.unwrap();
        assert_eq!(stored, [first, again[1].clone(), again[2].clone()]);
    }

    async fn no_answers_are_stored_from_no_answers(db: Db) {
        assert_eq!(answer::insert_many(&mut begin(&db).await, &[]).await.unwrap(), 0);
    }

    async fn thousands_of_answers_are_stored_at_once_and_read_back_as_they_were(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        let answers: Vec<_> = (0..2_500).map(|question| seed::answer(game, mia, question)).collect();
        assert_eq!(answer::insert_many(&mut tx, &answers).await.unwrap(), 2_500);
        assert_eq!(answer::of_game(&mut tx, game).await.unwrap(), answers);
    }

    async fn answers_of_a_game_that_is_not_there_are_refused(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        let missing = convene_domain::id::GameId::new(NOW, seed::chance());
        assert!(answer::insert_many(&mut tx, &[seed::answer(missing, mia, 0)]).await.is_err());
        drop(tx);
        assert_eq!(game::alive(&mut read(&db).await).await.unwrap(), []);
    }

    async fn answers_from_a_seat_of_another_game_are_refused(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let game = seed::game(&mut tx, host, "123456", NOW).await;
        let other = seed::game(&mut tx, host, "654321", NOW).await;
        let mia = seed::seat(&mut tx, game, "Mia").await;
        assert!(answer::insert_many(&mut tx, &[seed::answer(other, mia, 0)]).await.is_err());
    }
}
