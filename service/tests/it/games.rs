use convene_domain::id::{QuestionId, SeatId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::wire::{Audience, Control, ToGame};
use convene_domain::quiz::game::{Pin, Rules};
use convene_domain::time::{HOUR, MINUTE};
use convene_service::quiz::game::{self, Opened, State};
use convene_service::quiz::library;
use convene_service::quiz::results;
use convene_service::quiz::room::{self, Frame};
use convene_service::{Error, Viewer, housekeeping};
use convene_store::Db;
use convene_store::quiz::{game as stored, question, seat};

use crate::community::{Community, NOW, refused, statements, visitor};

async fn opened(community: &Community) -> Opened {
    let quiz = community.quiz(&statements()).await;
    game::open(&community.service, &community.ada, quiz, Rules::default(), None).await.expect("a game")
}

/// A PIN no game has.
fn wrong(opened: &Opened) -> String {
    Pin::from_number(opened.pin.as_str().parse::<u64>().expect("digits") + 1).to_string()
}

/// `viewer` types a PIN that no game has, `times` times.
async fn guess(community: &Community, viewer: &Viewer, pin: &str, times: usize) {
    for _ in 0..times {
        refused(game::find_by_pin(&community.service, viewer, pin, None).await, "pin");
    }
}

/// Makes every look at this game fail, so that it is seen whether somebody looks.
async fn make_unreadable(community: &Community, game: &Opened) {
    let (sql, id) = ("UPDATE game SET state = 'unreadable' WHERE id = $1", game.id.to_string());
    let rows = match community.service.db() {
        Db::Sqlite { writer, .. } => {
            sqlx::query(sql).bind(id).execute(writer).await.expect("a change").rows_affected()
        }
        Db::Postgres(pool) => {
            sqlx::query(sql).bind(id).execute(pool).await.expect("a change").rows_affected()
        }
    };
    assert_eq!(rows, 1);
}

async fn sit_down(community: &Community, game: &Opened, viewer: &Viewer) {
    let new = seat::New {
        id: SeatId::new(NOW, community.service.chance().bytes()),
        game_id: game.id,
        nickname: "Tom",
        nickname_key: "tom",
        browser_hash: &viewer.browser,
        person_id: None,
        extra_time: 100,
        address: &viewer.address,
        joined_at: NOW,
    };
    let mut tx = community.service.db().begin().await.expect("a transaction");
    assert_eq!(seat::insert(&mut tx, &new).await.expect("a seat"), seat::Seated::New);
    tx.commit().await.expect("a commit");
}

/// Whether the viewer finds the game; panics unless it is found or refused for too many guesses.
async fn gets_in(community: &Community, viewer: &Viewer, opened: &Opened, key: Option<&str>) -> bool {
    match game::find_by_pin(&community.service, viewer, opened.pin.as_str(), key).await {
        Ok(door) => door.id == opened.id,
        Err(Error::TooMany { .. }) => false,
        Err(error) => panic!("neither in nor too many: {error}"),
    }
}

both! {
    async fn a_game_opens_in_its_lobby_with_a_pin_and_a_link(community: Community) {
        let opened = opened(&community).await;
        let hosted = game::hosted(&community.service, &community.ada, opened.id).await.unwrap();
        assert_eq!((hosted.title.as_str(), hosted.state), ("Delta-neutral vaults", State::Lobby));
        assert_eq!(hosted.pin.as_deref(), Some(opened.pin.as_str()));
        let start = format!("https://learn.example.org/quiz/{}?key=", opened.pin);
        assert!(hosted.join_url.expect("a link").starts_with(&start));
        let mine = game::list_mine(&community.service, &community.ada).await.unwrap();
        assert_eq!(mine.iter().map(|game| game.id).collect::<Vec<_>>(), [opened.id]);
    }

    async fn a_form_sent_twice_opens_one_game(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let open = async |viewer, form| {
            game::open_once(service, viewer, quiz, Rules::default(), None, Some(form)).await
        };
        let (first, second) = tokio::join!(open(&community.ada, "one"), open(&community.ada, "one"));
        let first = first.unwrap();
        assert_eq!(second.unwrap(), first, "both clicks lead to the same lobby");
        assert_ne!(open(&community.ada, "two").await.unwrap().id, first.id, "shown anew, it is another form");
        assert_ne!(open(&community.lea, "one").await.unwrap().id, first.id);

        let mut tx = service.db().begin().await.unwrap();
        let epoch = stored::claim(&mut tx, first.id).await.unwrap().expect("the game");
        let over = stored::Progress { phase: "{}", state: State::Finished, started_at: None, finished_at: Some(NOW) };
        assert!(stored::save_phase(&mut tx, first.id, epoch, &over).await.unwrap());
        tx.commit().await.unwrap();
        let reload = refused(open(&community.ada, "one").await, "quiz");
        assert!(reload.starts_with("The game this form opened is over."), "{reload}");
    }

    async fn a_game_keeps_its_own_copy_of_as_many_questions_as_were_drawn(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        for (draw, expected) in [(None, 3), (Some(2), 2), (Some(3), 3)] {
            let opened = game::open(service, &community.ada, quiz, Rules::default(), draw).await.unwrap();
            let mut tx = service.db().read().await.unwrap();
            let stored =
                convene_store::quiz::game::by_id(&mut tx, opened.id).await.unwrap().expect("the game");
            let questions: Vec<Question> = serde_json::from_str(&stored.questions).unwrap();
            assert_eq!(questions.len(), expected);
        }
        for draw in [0, 4] {
            let refusal = game::open(service, &community.ada, quiz, Rules::default(), Some(draw)).await;
            assert_eq!(refused(refusal, "draw"), "Draw from 1 to 3 questions, or play all.");
        }
    }

    async fn a_quiz_that_cannot_be_played_is_not_opened_and_says_why(community: Community) {
        let service = &community.service;
        let open = async |quiz| game::open(service, &community.ada, quiz, Rules::default(), None).await;
        let empty = community.quiz(&[]).await;
        assert_eq!(refused(open(empty).await, "quiz"), "This quiz has no questions yet. Add one first.");

        let broken = community.quiz(&statements()).await;
        let content = serde_json::to_string(&Question::true_false("", true)).unwrap();
        let id = QuestionId::new(NOW, service.chance().bytes());
        let row = question::Question { id, quiz_id: broken, position: 9, content };
        let mut tx = service.db().begin().await.unwrap();
        question::insert_many(&mut tx, &[row]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(refused(open(broken).await, "quiz").contains("question 4: Write the question."));

        let archived = community.quiz(&statements()).await;
        library::archive(service, &community.ada, archived).await.unwrap();
        refused(open(archived).await, "quiz");
        assert_eq!(game::list_mine(service, &community.ada).await.unwrap(), []);
    }

    async fn a_game_is_opened_from_ones_own_quiz_or_by_the_team(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let open = async |viewer| game::open(service, viewer, quiz, Rules::default(), None).await;
        assert!(matches!(open(&community.ben).await, Err(Error::Forbidden(_))));
        assert!(matches!(open(&community.mia).await, Err(Error::Forbidden(_))));
        assert!(open(&community.lea).await.is_ok());
    }

    async fn a_pin_is_found_however_it_is_typed_and_what_is_none_is_no_guess(community: Community) {
        let opened = opened(&community).await;
        let tom = visitor("tom", "school");
        let door = game::find_by_pin(&community.service, &tom, &opened.pin.grouped(), None).await.unwrap();
        assert_eq!((door.id, door.locked, door.state), (opened.id, false, State::Lobby));
        for _ in 0..20 {
            let typo = game::find_by_pin(&community.service, &tom, "12345", None).await;
            assert!(refused(typo, "pin").starts_with("A PIN has six digits."));
        }
        assert!(gets_in(&community, &tom, &opened, None).await);
    }

    async fn a_browser_guesses_ten_times_in_ten_minutes(community: Community) {
        let opened = opened(&community).await;
        let eve = visitor("eve", "cafe");
        guess(&community, &eve, &wrong(&opened), 10).await;
        let over = game::find_by_pin(&community.service, &eve, &wrong(&opened), None).await;
        assert!(matches!(over, Err(Error::TooMany { wait_seconds: 600 })), "{over:?}");
        assert!(!gets_in(&community, &eve, &opened, None).await, "a right guess over the limit is no use");
        assert!(
            gets_in(&community, &visitor("tom", "cafe"), &opened, None).await,
            "others there are not limited"
        );

        community.clock.advance(10 * MINUTE);
        assert!(gets_in(&community, &eve, &opened, None).await);
    }

    async fn new_browsers_do_not_get_more_guesses_out_of_one_address(community: Community) {
        let opened = opened(&community).await;
        for browser in 0..20 {
            guess(&community, &visitor(&browser.to_string(), "cafe"), &wrong(&opened), 10).await;
        }
        assert!(!gets_in(&community, &visitor("fresh", "cafe"), &opened, None).await);
        assert!(!gets_in(&community, &visitor("", "cafe"), &opened, None).await, "without a cookie");
        assert!(gets_in(&community, &visitor("fresh", "elsewhere"), &opened, None).await);
    }

    async fn over_the_limit_a_guess_is_refused_before_any_game_is_looked_at(community: Community) {
        let opened = opened(&community).await;
        let eve = visitor("eve", "cafe");
        guess(&community, &eve, &wrong(&opened), 10).await;
        make_unreadable(&community, &opened).await;
        let service = &community.service;
        for pin in [opened.pin.to_string(), wrong(&opened)] {
            for key in [None, Some("forged")] {
                let found = game::find_by_pin(service, &eve, &pin, key).await;
                assert!(matches!(found, Err(Error::TooMany { .. })), "{found:?}");
                let joined = room::join(service, &eve, &pin, key, "Eve").await;
                assert!(matches!(joined, Err(Error::TooMany { .. })), "{joined:?}");
            }
            assert!(!results::plays(service, &eve, &pin).await.unwrap());
            assert_eq!(room::ended::own(service, &eve, &pin).await.unwrap(), None);
        }
        let neighbour = game::find_by_pin(service, &visitor("tom", "cafe"), opened.pin.as_str(), None).await;
        assert!(matches!(neighbour, Err(Error::Internal(_))), "a game that is looked at fails: {neighbour:?}");
    }

    async fn without_a_seat_or_the_right_to_host_a_line_looks_at_no_game_at_all(community: Community) {
        let opened = opened(&community).await;
        make_unreadable(&community, &opened).await;
        let service = &community.service;
        for pin in [opened.pin.to_string(), wrong(&opened)] {
            let player = room::connect(service, &visitor("eve", "cafe"), &pin, Audience::Player).await.map(drop);
            assert!(matches!(player, Err(Error::Missing)), "{player:?}");
            for audience in [Audience::Host, Audience::Screen] {
                let guest = room::connect(service, &visitor("eve", "cafe"), &pin, audience).await.map(drop);
                assert!(matches!(guest, Err(Error::SignIn)), "{guest:?}");
                let other = room::connect(service, &community.ben, &pin, audience).await.map(drop);
                assert!(matches!(other, Err(Error::Forbidden(_))), "{other:?}");
            }
        }
    }

    async fn browsers_without_a_cookie_do_not_use_up_one_anothers_guesses(community: Community) {
        let opened = opened(&community).await;
        guess(&community, &visitor("", "cafe"), &wrong(&opened), 15).await;
        assert!(gets_in(&community, &visitor("", "elsewhere"), &opened, None).await);
        assert!(gets_in(&community, &visitor("", "cafe"), &opened, None).await);
    }

    async fn a_classroom_is_not_locked_out_of_its_own_game(community: Community) {
        let opened = opened(&community).await;
        let other = {
            let quiz = community.quiz(&statements()).await;
            game::open(&community.service, &community.ada, quiz, Rules::default(), None).await.unwrap()
        };
        let tom = visitor("tom", "school");
        sit_down(&community, &opened, &tom).await;
        for browser in 0..20 {
            guess(&community, &visitor(&format!("pupil {browser}"), "school"), &wrong(&opened), 10).await;
        }
        assert!(gets_in(&community, &visitor("late pupil", "school"), &opened, None).await);
        assert!(gets_in(&community, &tom, &opened, None).await);
        assert!(!gets_in(&community, &visitor("late pupil", "school"), &other, None).await, "not theirs");
    }

    async fn a_host_their_room_and_whoever_has_the_link_get_in_over_the_limit(community: Community) {
        let opened = opened(&community).await;
        for address in [community.ada.address.as_str(), "cafe"] {
            for browser in 0..20 {
                let guesser = visitor(&format!("{browser} at {address}"), address);
                guess(&community, &guesser, &wrong(&opened), 10).await;
            }
        }
        assert!(gets_in(&community, &community.ada, &opened, None).await, "the host");
        assert!(
            gets_in(&community, &visitor("pupil", &community.ada.address), &opened, None).await,
            "their room"
        );
        let travelling = Viewer { address: "cafe".into(), ..community.ada.clone() };
        assert!(gets_in(&community, &travelling, &opened, None).await, "the host elsewhere");

        let hosted = game::hosted(&community.service, &community.ada, opened.id).await.unwrap();
        let url = hosted.join_url.expect("a link");
        let key = url.rsplit_once("key=").expect("a key").1;
        assert!(gets_in(&community, &visitor("eve", "cafe"), &opened, Some(key)).await, "the link");
        assert!(!gets_in(&community, &visitor("eve", "cafe"), &opened, Some("forged")).await);
        assert!(!gets_in(&community, &visitor("eve", "cafe"), &opened, None).await);
    }

    async fn a_co_host_controls_the_game_too(community: Community) {
        let service = &community.service;
        let opened = opened(&community).await;
        assert!(matches!(game::hosted(service, &community.ben, opened.id).await, Err(Error::Forbidden(_))));
        let added = game::add_cohost(service, &community.ada, opened.id, " Ben@Example.org ").await.unwrap();
        assert_eq!(added.name, "Ben");
        let hosts = game::hosts(service, &community.ben, opened.id).await.unwrap();
        assert_eq!(hosts.iter().map(|host| host.name.as_str()).collect::<Vec<_>>(), ["Ada", "Ben"]);
        assert_eq!(game::list_mine(service, &community.ben).await.unwrap().len(), 1);
    }

    async fn a_co_host_is_an_educator_named_by_a_host(community: Community) {
        let service = &community.service;
        let opened = opened(&community).await;
        let add = async |viewer, email| game::add_cohost(service, viewer, opened.id, email).await;
        assert!(matches!(add(&community.ben, "ben@example.org").await, Err(Error::Forbidden(_))));
        assert!(matches!(add(&community.mia, "mia@example.org").await, Err(Error::Forbidden(_))));
        let stranger = refused(add(&community.ada, "nobody@example.org").await, "email");
        let member = refused(add(&community.ada, "mia@example.org").await, "email");
        assert_eq!(stranger, member, "the answer does not tell who has an account");
        refused(add(&community.ada, "ben").await, "email");
    }

    async fn members_see_which_games_wait_for_players_but_no_pins(community: Community) {
        let opened = opened(&community).await;
        let lobbies = game::lobbies(&community.service, &community.mia).await.unwrap();
        assert_eq!(
            lobbies.iter().map(|game| (game.id, game.pin.clone())).collect::<Vec<_>>(),
            [(opened.id, None)]
        );
        assert_eq!(game::lobbies(&community.service, &visitor("b", "a")).await.unwrap(), []);
    }

    async fn a_lobby_nobody_is_in_leaves_the_home_page_and_is_ended_in_the_end(community: Community) {
        let service = &community.service;
        let opened = opened(&community).await;
        let listed = async || game::lobbies(service, &community.mia).await.unwrap().len();
        let state = async || game::hosted(service, &community.ada, opened.id).await.unwrap().state;
        community.clock.advance(2 * HOUR - 1);
        assert_eq!(listed().await, 1);
        community.clock.advance(1);
        assert_eq!(listed().await, 0, "nobody was there for two hours");
        assert!(gets_in(&community, &visitor("late", "cafe"), &opened, None).await, "it is still there");

        community.clock.advance(10 * HOUR - 1);
        housekeeping::tidy(service).await;
        assert_eq!(state().await, State::Lobby);
        community.clock.advance(1);
        housekeeping::tidy(service).await;
        assert_eq!(state().await, State::Finished);
        refused(game::find_by_pin(service, &visitor("late", "cafe"), opened.pin.as_str(), None).await, "pin");
        let again = game::open(service, &community.ada, community.quiz(&statements()).await, Rules::default(), None);
        assert!(again.await.is_ok());
    }

    async fn a_game_that_has_begun_is_ended_a_day_after_everybody_left(community: Community) {
        let service = &community.service;
        let opened = opened(&community).await;
        let state = async || game::hosted(service, &community.ada, opened.id).await.unwrap().state;
        let mut line = room::connect(service, &community.ada, opened.pin.as_str(), Audience::Host).await.unwrap();
        let start = serde_json::to_string(&ToGame::Control { act: Control::Start }).unwrap();
        line.incoming.hear(&start, 0).await.unwrap();
        let asked = |frame: &Frame| matches!(frame, Frame::Text(text) if text.starts_with(br#"{"t":"asking""#));
        while !asked(&line.outgoing.recv().await.expect("a frame")) {}
        drop(line);
        service.rooms().shutdown().await;
        community.clock.advance(24 * HOUR - 1);
        housekeeping::tidy(service).await;
        assert_eq!(state().await, State::Running);
        community.clock.advance(1);
        housekeeping::tidy(service).await;
        assert_eq!(state().await, State::Finished);
    }

    async fn of_many_guesses_at_once_no_more_are_answered_than_of_as_many_one_by_one(community: Community) {
        let opened = opened(&community).await;
        let mut guesses = tokio::task::JoinSet::new();
        for number in 0..40_u64 {
            let (service, right) = (community.service.clone(), number == 39);
            let other = Pin::from_number(opened.pin.as_str().parse::<u64>().unwrap() + 1 + number).to_string();
            let pin = if right { opened.pin.to_string() } else { other };
            guesses.spawn(async move {
                game::find_by_pin(&service, &visitor("eve", "cafe"), &pin, None).await
            });
        }
        let answered = guesses.join_all().await.into_iter().filter(|answer| match answer {
            Ok(_) | Err(Error::Fields(_)) => true,
            Err(Error::TooMany { .. }) => false,
            Err(error) => panic!("{error}"),
        });
        assert!((10..=11).contains(&answered.count()), "ten wrong ones, and the right one if it came among them");
    }

    async fn a_right_pin_counts_for_nothing(community: Community) {
        let opened = opened(&community).await;
        let pupil = visitor("pupil", "school");
        for _ in 0..50 {
            assert!(gets_in(&community, &pupil, &opened, None).await);
        }
        guess(&community, &pupil, &wrong(&opened), 10).await;
        assert!(!gets_in(&community, &pupil, &opened, None).await);
    }
}
