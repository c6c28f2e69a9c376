use convene_domain::account::Role;
use convene_domain::id::GameId;
use convene_store::account::session;
use convene_store::quiz::door;
use convene_store::quiz::game::{self, Progress, State};
use convene_store::quiz::listing::{self, Place, Player};
use convene_store::quiz::seat;

use crate::seed::{self, NOW, begin, commit, later, read};
use crate::signing_in::signed_in;

fn progress(phase: &str, state: State) -> Progress<'_> {
    Progress {
        phase,
        state,
        started_at: (state != State::Lobby).then_some(later(1)),
        finished_at: (state == State::Finished).then_some(later(9)),
    }
}

both! {
    async fn a_game_is_found_by_its_id_and_by_its_pin(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, host, "Vaults", NOW).await;
        let new = game::New { quiz_id: Some(quiz), ..seed::new_game(host, "123456", NOW) };
        assert!(game::insert(&mut tx, &new).await.unwrap());
        commit(tx).await;

        let mut tx = read(&db).await;
        let found = game::by_id(&mut tx, new.id).await.unwrap().expect("the game");
        assert_eq!((found.host_id, *found.quiz_id, found.pin.as_deref()), (host, Some(quiz), Some("123456")));
        assert_eq!((found.state, found.locked, found.epoch), (State::Lobby, false, 0));
        assert_eq!((*found.started_at, *found.finished_at), (None, None));
        assert_eq!(door::by_pin(&mut tx, "123456").await.unwrap().expect("its door").id, found.id);
        assert_eq!(door::by_pin(&mut tx, "654321").await.unwrap(), None);
    }

    async fn a_pin_in_use_is_refused_and_the_transaction_goes_on(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        seed::game(&mut tx, host, "123456", NOW).await;
        assert!(!game::insert(&mut tx, &seed::new_game(host, "123456", NOW)).await.unwrap());
        assert!(game::insert(&mut tx, &seed::new_game(host, "123457", NOW)).await.unwrap());
        commit(tx).await;
        assert_eq!(game::alive(&mut read(&db).await).await.unwrap().len(), 2);
    }

    async fn a_form_opens_one_game_however_often_its_host_sends_it(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, ben) = (seed::educator(&mut tx, "Ada").await, seed::educator(&mut tx, "Ben").await);
        commit(tx).await;
        let open = async |host, pin| {
            let mut tx = begin(&db).await;
            let new = game::New { form: Some("form"), ..seed::new_game(host, pin, NOW) };
            let opened = game::insert(&mut tx, &new).await.unwrap();
            commit(tx).await;
            opened.then_some(new.id)
        };
        let (first, second) = tokio::join!(open(ada, "111111"), open(ada, "222222"));
        assert!(first.is_some() ^ second.is_some(), "exactly one: {first:?} {second:?}");
        let of_ben = open(ben, "333333").await;
        assert!(of_ben.is_some(), "somebody else's form is another");

        let mut tx = read(&db).await;
        let found = async |tx: &mut _, host, form| {
            game::by_form(tx, host, form).await.unwrap().map(|game| game.id)
        };
        assert_eq!(found(&mut tx, ada, "form").await, first.or(second));
        assert_eq!(found(&mut tx, ben, "form").await, of_ben);
        assert_eq!(found(&mut tx, ada, "another").await, None);
    }

    async fn of_two_games_opened_at_once_with_the_same_pin_one_gets_it(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        commit(tx).await;
        let open = async || {
            let mut tx = begin(&db).await;
            let opened = game::insert(&mut tx, &seed::new_game(host, "123456", NOW)).await.unwrap();
            commit(tx).await;
            opened
        };
        let (first, second) = tokio::join!(open(), open());
        assert!(first ^ second, "exactly one: {first} {second}");
        assert_eq!(game::alive(&mut read(&db).await).await.unwrap().len(), 1);
    }

    async fn a_finished_game_gives_its_pin_back(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let first = seed::game(&mut tx, host, "123456", NOW).await;
        let epoch = game::claim(&mut tx, first).await.unwrap().expect("an epoch");
        assert!(game::save_phase(&mut tx, first, epoch, &progress("over", State::Finished)).await.unwrap());

        let over = game::by_id(&mut tx, first).await.unwrap().expect("the game");
        assert_eq!((over.pin, over.state), (None, State::Finished));
        assert_eq!(door::by_pin(&mut tx, "123456").await.unwrap(), None);
        let second = seed::game(&mut tx, host, "123456", later(10)).await;
        assert_eq!(door::by_pin(&mut tx, "123456").await.unwrap().expect("a game").id, second);
        assert_eq!(
            game::alive(&mut tx).await.unwrap().iter().map(|game| game.id).collect::<Vec<_>>(),
            [second]
        );
    }

    async fn start_and_end_are_kept_from_the_first_time(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        let epoch = game::claim(&mut tx, id).await.unwrap().expect("an epoch");
        for started_at in [Some(later(1)), None, Some(later(5))] {
            let step = Progress { started_at, ..progress("q", State::Running) };
            assert!(game::save_phase(&mut tx, id, epoch, &step).await.unwrap());
        }
        let game = game::by_id(&mut tx, id).await.unwrap().expect("the game");
        assert_eq!((*game.started_at, *game.finished_at, game.phase.as_str()), (Some(later(1)), None, "q"));
        assert_eq!((game.state, game.pin.as_deref()), (State::Running, Some("123456")));
    }

    async fn a_room_that_lost_its_game_stores_nothing_more(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        let old = game::claim(&mut tx, id).await.unwrap().expect("an epoch");
        let new = game::claim(&mut tx, id).await.unwrap().expect("an epoch");
        assert!(new > old);

        assert!(!game::save_phase(&mut tx, id, old, &progress("old", State::Finished)).await.unwrap());
        assert!(!game::set_locked(&mut tx, id, old, true).await.unwrap());
        assert!(!game::set_extra_time_off(&mut tx, id, old, true).await.unwrap());
        assert!(!game::fence(&mut tx, id, old, later(500)).await.unwrap());
        assert!(game::fence(&mut tx, id, new, later(100)).await.unwrap());
        assert!(game::set_locked(&mut tx, id, new, true).await.unwrap());
        assert!(game::save_phase(&mut tx, id, new, &progress("new", State::Running)).await.unwrap());
        let game = game::by_id(&mut tx, id).await.unwrap().expect("the game");
        assert_eq!((game.phase.as_str(), game.locked, game.epoch), ("new", true, new));
        assert_eq!(game.expires_at, later(100), "nor does it keep the game alive");
        assert_eq!(game::claim(&mut tx, GameId::new(NOW, seed::chance())).await.unwrap(), None);
    }

    async fn extra_time_is_on_until_the_host_switches_it_off_and_on_again(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        let is_off = async |tx: &mut _| game::by_id(tx, id).await.unwrap().expect("the game").extra_time_off;
        assert!(!is_off(&mut tx).await);
        for off in [true, false] {
            assert!(game::set_extra_time_off(&mut tx, id, 0, off).await.unwrap());
            assert_eq!(is_off(&mut tx).await, off);
        }
    }

    async fn a_claim_waits_for_what_the_room_before_is_storing(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        let epoch = game::claim(&mut tx, id).await.unwrap().expect("an epoch");
        commit(tx).await;

        let mut storing = begin(&db).await;
        assert!(game::fence(&mut storing, id, epoch, later(60)).await.unwrap());
        let mut claiming = Box::pin(async {
            let mut tx = begin(&db).await;
            let claimed = game::claim(&mut tx, id).await.unwrap();
            let seen = seat::of_game(&mut tx, id).await.unwrap().len();
            commit(tx).await;
            (claimed, seen)
        });
        let store = async {
            seed::seat(&mut storing, id, "Mia").await;
            commit(storing).await;
        };
        // `biased`: the claim is asked first each time. Both may be told of the commit at once; what the claim then
        // sees proves that it waited.
        let early = tokio::select! {
            biased;
            claimed = &mut claiming => Some(claimed),
            () = store => None,
        };
        let claimed = match early {
            Some(claimed) => claimed,
            None => claiming.await,
        };
        assert_eq!(claimed, (Some(epoch + 1), 1));
    }

    async fn hosts_are_the_host_and_the_co_hosts_in_the_order_they_came(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let cy = seed::educator(&mut tx, "Cy").await;
        let id = seed::game(&mut tx, ada, "123456", NOW).await;
        assert!(!game::is_host(&mut tx, id, ben).await.unwrap());

        game::add_cohost(&mut tx, id, cy, later(1)).await.unwrap();
        game::add_cohost(&mut tx, id, ben, later(2)).await.unwrap();
        game::add_cohost(&mut tx, id, cy, later(3)).await.unwrap();
        let hosts = game::hosts(&mut tx, id).await.unwrap();
        assert_eq!(hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["Ada", "Cy", "Ben"]);
        assert_eq!((hosts[1].id, hosts[1].email.as_str()), (cy, "cy@example.org"));
        assert!(game::is_host(&mut tx, id, ada).await.unwrap());
        assert!(game::is_host(&mut tx, id, ben).await.unwrap());
    }

    async fn lists_show_games_where_they_belong_newest_first(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let over = seed::game(&mut tx, ada, "111111", NOW).await;
        let epoch = game::claim(&mut tx, over).await.unwrap().expect("an epoch");
        assert!(game::save_phase(&mut tx, over, epoch, &progress("", State::Finished)).await.unwrap());
        let lobby = seed::game(&mut tx, ada, "222222", later(1)).await;
        let closed = seed::game(&mut tx, ben, "333333", later(2)).await;
        assert!(game::set_locked(&mut tx, closed, 0, true).await.unwrap());
        game::add_cohost(&mut tx, closed, ada, later(2)).await.unwrap();

        let ids = |games: Vec<listing::Listed>| games.into_iter().map(|game| game.id).collect::<Vec<_>>();
        assert_eq!(ids(listing::of_host(&mut tx, ada, 9).await.unwrap()), [closed, lobby, over]);
        assert_eq!(ids(listing::of_host(&mut tx, ada, 2).await.unwrap()), [closed, lobby]);
        assert_eq!(ids(listing::of_host(&mut tx, ben, 9).await.unwrap()), [closed]);
        assert_eq!(ids(listing::in_lobby(&mut tx, NOW, 9).await.unwrap()), [lobby]);
        assert_eq!(ids(listing::in_lobby(&mut tx, later(60), 9).await.unwrap()), [lobby]);
        assert_eq!(ids(listing::in_lobby(&mut tx, later(61), 9).await.unwrap()), [], "nobody was there of late");
        let finished = listing::recent_finished(&mut tx, 9).await.unwrap();
        assert_eq!((finished[0].host_name.as_str(), *finished[0].finished_at), ("Ada", Some(later(9))));
        assert_eq!(ids(finished), [over]);
    }

    async fn players_find_their_games_unless_they_were_removed(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let mia = seed::person(&mut tx, "Mia", convene_domain::account::Role::Member).await;
        let played = seed::game(&mut tx, host, "111111", NOW).await;
        let removed = seed::game(&mut tx, host, "222222", later(1)).await;
        seed::seat(&mut tx, played, "Mia").await;
        seed::seat(&mut tx, played, "Tom").await;
        let out = seed::seat(&mut tx, removed, "Mia").await;
        seat::claim_for_person(&mut tx, "Mia", mia).await.unwrap();
        seat::set_removed(&mut tx, removed, out, Some(later(5))).await.unwrap();

        let by = async |tx: &mut _, person, browser_hash| {
            let games = listing::of_player(tx, Player { person, browser_hash }, None, 9).await.unwrap();
            games.into_iter().map(|game| (game.id, game.players)).collect::<Vec<_>>()
        };
        assert_eq!(by(&mut tx, Some(mia), None).await, [(played, 2)]);
        assert_eq!(by(&mut tx, None, Some("Tom")).await, [(played, 2)]);
        assert_eq!(by(&mut tx, Some(mia), Some("Tom")).await, [(played, 2)], "once, however many seats");
        assert_eq!(by(&mut tx, None, Some("Mia")).await, [], "an account's seat is not the browser's");
        assert_eq!(by(&mut tx, None, None).await, []);
    }

    async fn a_players_games_are_read_page_by_page_and_none_is_left_out(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        // Two of them were opened in the same millisecond.
        let mut games = Vec::new();
        for (pin, at) in [("111111", 0), ("222222", 1), ("333333", 1), ("444444", 2)] {
            let game = seed::game(&mut tx, host, pin, later(at)).await;
            seed::seat(&mut tx, game, "Tom").await;
            games.insert(0, game);
        }
        let player = Player { person: None, browser_hash: Some("Tom") };
        let (mut read, mut before) = (Vec::new(), None);
        while let Some(game) = listing::of_player(&mut tx, player, before, 1).await.unwrap().pop() {
            before = Some(Place { created_at: game.created_at, id: game.id });
            read.push(game.id);
        }
        assert_eq!(read, games);
    }

    async fn a_reader_does_not_wait_for_a_writer(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let id = seed::game(&mut tx, host, "123456", NOW).await;
        commit(tx).await;

        let mut writing = begin(&db).await;
        game::claim(&mut writing, id).await.unwrap();
        // Were the reader to wait, this would never return: the writer commits only afterwards.
        let seen = game::by_id(&mut read(&db).await, id).await.unwrap().expect("the game");
        assert_eq!(seen.epoch, 0);
        commit(writing).await;
        assert_eq!(game::by_id(&mut read(&db).await, id).await.unwrap().expect("the game").epoch, 1);
    }

    async fn a_game_lives_as_long_as_somebody_keeps_it_alive(db: Db) {
        let mut tx = begin(&db).await;
        let host = seed::educator(&mut tx, "Ada").await;
        let forgotten = seed::game(&mut tx, host, "111111", NOW).await;
        let kept = seed::game(&mut tx, host, "222222", NOW).await;
        let over = seed::game(&mut tx, host, "333333", NOW).await;
        assert!(game::fence(&mut tx, kept, 0, later(600)).await.unwrap());
        assert!(game::fence(&mut tx, kept, 0, later(90)).await.unwrap(), "what shortens its life is passed over");
        assert!(game::save_phase(&mut tx, over, 0, &progress("over", State::Finished)).await.unwrap());
        assert_eq!(game::expired(&mut tx, later(59)).await.unwrap(), []);
        assert_eq!(game::expired(&mut tx, later(60)).await.unwrap(), [forgotten]);
        assert_eq!(game::expired(&mut tx, later(599)).await.unwrap(), [forgotten]);
        assert_eq!(game::expired(&mut tx, later(600)).await.unwrap(), [forgotten, kept]);
    }

    async fn whoever_steers_a_game_does_so_by_role_by_game_and_by_a_living_session(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let id = seed::game(&mut tx, ada, "123456", NOW).await;
        let steering = async |tx: &mut _, person, session, now| {
            let found = game::steering(tx, id, person, session, now).await.unwrap();
            found.map(|found| (found.role, found.hosts))
        };
        assert_eq!(steering(&mut tx, ada, None, NOW).await, Some((Role::Educator, true)));
        assert_eq!(steering(&mut tx, ben, None, NOW).await, Some((Role::Educator, false)));
        game::add_cohost(&mut tx, id, ben, NOW).await.unwrap();
        assert_eq!(steering(&mut tx, ben, None, NOW).await, Some((Role::Educator, true)));

        let open = signed_in(&mut tx, ada, "token").await;
        assert_eq!(steering(&mut tx, ada, Some(open), NOW).await, Some((Role::Educator, true)));
        assert_eq!(steering(&mut tx, ben, Some(open), NOW).await, None, "somebody else's session");
        assert_eq!(steering(&mut tx, ada, Some(open), later(100)).await, None, "the session is over");
        assert!(session::end(&mut tx, ada, open, NOW).await.unwrap());
        assert_eq!(steering(&mut tx, ada, Some(open), NOW).await, None, "the session was ended");
    }
}
