use convene_domain::account::Role;
use convene_domain::id::{GameId, PersonId, SeatId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::{Phase, Rules};
use convene_service::quiz::{game, results};
use convene_service::{Error, Service, Viewer};
use convene_store::quiz::answer::{self, Answer};
use convene_store::quiz::{game as games, seat};

use crate::community::{Community, NOW, statements, visitor};

/// A game with Tom, Eve, Mia and a player who was removed; two of three questions were opened.
struct Played {
    game: GameId,
    seats: [SeatId; 4],
}

/// Who plays, from which browser.
const PLAYERS: [(&str, &str); 4] =
    [("Tom", "tom"), ("=Eve", "eve"), ("Mia", "Mia's browser"), ("Rude", "rude")];

fn answered(game: GameId, seat: SeatId, question: u32, choice: u8, points: u32) -> Answer {
    Answer {
        game_id: game,
        seat_id: seat,
        question,
        choices: format!("[{choice}]"),
        correct: choice == 0,
        taken_ms: 1_500,
        points,
        bonus: 0,
        received_at: NOW.plus(1_500),
    }
}

/// A seat for somebody by nickname and browser.
async fn sit(
    tx: &mut convene_store::Tx,
    service: &Service,
    game: GameId,
    (nickname, browser): (&str, &str),
    person_id: Option<PersonId>,
) -> SeatId {
    let id = SeatId::new(NOW, service.chance().bytes());
    let new = seat::New {
        id,
        game_id: game,
        nickname,
        nickname_key: nickname,
        browser_hash: browser,
        person_id,
        extra_time: 100,
        address: "school",
        joined_at: NOW,
    };
    assert_eq!(seat::insert(tx, &new).await.expect("a seat"), seat::Seated::New);
    id
}

async fn played(community: &Community) -> Played {
    let service = &community.service;
    let mut questions = statements();
    questions[0].prompt = "Funding, \"the rate\",\ncan be negative".into();
    let quiz = community.quiz(&questions).await;
    let game = game::open(service, &community.ada, quiz, Rules::default(), None).await.expect("a game").id;
    let mut tx = service.db().begin().await.expect("a transaction");
    let mut seats = Vec::new();
    for (nickname, browser) in PLAYERS {
        let person_id = (nickname == "Mia").then(|| community.mia.id()).flatten();
        seats.push(sit(&mut tx, service, game, (nickname, browser), person_id).await);
    }
    let seats: [SeatId; 4] = seats.try_into().expect("four seats");
    let [tom, eve, mia, rude] = seats;
    let answers = [
        answered(game, tom, 0, 0, 900),
        answered(game, eve, 0, 1, 0),
        answered(game, mia, 0, 0, 900),
        answered(game, rude, 0, 0, 1_000),
        answered(game, eve, 1, 0, 500),
    ];
    assert_eq!(answer::insert_many(&mut tx, &answers).await.expect("answers"), 5);
    assert!(seat::set_removed(&mut tx, game, rude, Some(NOW)).await.expect("removed"));
    let phase = Phase::Finished { asked: 2, standings_at: None };
    store(&mut tx, game, phase).await;
    tx.commit().await.expect("a commit");
    Played { game, seats }
}

async fn store(tx: &mut convene_store::Tx, game: GameId, phase: Phase) {
    let state = games::State::try_from(phase.state().to_owned()).expect("a state");
    let progress = games::Progress {
        phase: &serde_json::to_string(&phase).expect("JSON"),
        state,
        started_at: Some(NOW),
        finished_at: (state == games::State::Finished).then_some(NOW),
    };
    assert!(games::save_phase(tx, game, 0, &progress).await.expect("saved"));
}

both! {
    async fn hosts_see_players_in_rank_order_and_removed_ones_last(community: Community) {
        let played = played(&community).await;
        let results = results::for_host(&community.service, &community.ada, played.game).await.unwrap();
        let rows: Vec<_> = results
            .players
            .iter()
            .map(|row| (row.nickname.as_str(), row.rank, row.score, row.correct, row.answered))
            .collect();
        assert_eq!(
            rows,
            [
                ("Tom", Some(1), 900, 1, 1),
                ("Mia", Some(1), 900, 1, 1),
                ("=Eve", Some(3), 500, 1, 2),
                ("Rude", None, 1_000, 1, 1),
            ]
        );
        assert_eq!(results.finished_at, Some(NOW));
    }

    async fn hosts_see_what_was_picked_without_removed_players(community: Community) {
        let played = played(&community).await;
        let results = results::for_host(&community.service, &community.ada, played.game).await.unwrap();
        let rows: Vec<_> = results
            .questions
            .iter()
            .map(|row| (row.players, row.picked.clone(), row.answered, row.correct, row.mean_ms))
            .collect();
        assert_eq!(
            rows,
            [(3, vec![2, 1], 3, 2, Some(1_500)), (3, vec![1, 0], 1, 1, Some(1_500))],
            "two were opened, and who gave no answer was there too"
        );
    }

    async fn who_came_when_a_later_question_was_on_was_not_there_before(community: Community) {
        let service = &community.service;
        let played = played(&community).await;
        let mut tx = service.db().begin().await.unwrap();
        let late = SeatId::new(NOW, service.chance().bytes());
        let new = seat::New {
            id: late,
            game_id: played.game,
            nickname: "Late",
            nickname_key: "late",
            browser_hash: "late",
            person_id: None,
            extra_time: 100,
            address: "school",
            joined_at: NOW.plus(700),
        };
        assert_eq!(seat::insert(&mut tx, &new).await.unwrap(), seat::Seated::New);
        tx.commit().await.unwrap();
        let results = results::for_host(service, &community.ada, played.game).await.unwrap();
        let there: Vec<_> = results.questions.iter().map(|row| row.players).collect();
        assert_eq!(there, [3, 4], "the second question began before they came");
        let sheet = results::csv(service, &community.ada, played.game).await.unwrap().text;
        assert!(sheet.contains(",Late,no,,no,,0,0,True,,joined later\r\n"), "{sheet}");
        assert!(sheet.contains(",Late,no,,no,,0,0,True,,no answer\r\n"), "{sheet}");
    }

    async fn a_player_sees_their_own_answers_and_rank(community: Community) {
        let played = played(&community).await;
        let eve = visitor("eve", "anywhere");
        let results =
            results::for_player(&community.service, &eve, played.game).await.unwrap().expect("results");
        assert_eq!((results.row.seat, results.row.rank, results.players), (played.seats[1], Some(3), 3));
        let own: Vec<_> =
            results.questions.iter().map(|own| (own.picked.clone(), own.correct, own.points)).collect();
        assert_eq!(own, [(Some(vec![1]), false, 0), (Some(vec![0]), true, 500)]);

        let tom = visitor("tom", "anywhere");
        let results =
            results::for_player(&community.service, &tom, played.game).await.unwrap().expect("results");
        assert_eq!(results.questions[1].picked, None);
    }

    async fn solutions_stay_secret_until_the_game_is_finished(community: Community) {
        let played = played(&community).await;
        let mut tx = community.service.db().begin().await.unwrap();
        let round = convene_domain::quiz::game::Round { question: 1, opened_at: NOW, standings_at: None };
        store(&mut tx, played.game, Phase::Asking { round }).await;
        tx.commit().await.unwrap();
        let tom = visitor("tom", "anywhere");
        assert_eq!(results::for_player(&community.service, &tom, played.game).await.unwrap(), None);
        let host = results::for_host(&community.service, &community.ada, played.game).await.unwrap();
        assert_eq!(host.questions.len(), 1, "the open question is not among them");
    }

    async fn results_are_for_who_played_or_hosted(community: Community) {
        let service = &community.service;
        let played = played(&community).await;
        let stranger = results::for_player(service, &visitor("stranger", "school"), played.game).await;
        assert!(matches!(stranger, Err(Error::Missing)));
        assert!(matches!(
            results::for_host(service, &community.ben, played.game).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(
            results::for_host(service, &community.mia, played.game).await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(results::csv(service, &community.ben, played.game).await, Err(Error::Forbidden(_))));
        assert!(results::for_host(service, &community.lea, played.game).await.is_ok());
    }

    async fn a_seat_of_an_account_is_not_shown_to_others_at_the_same_browser(community: Community) {
        let service = &community.service;
        let played = played(&community).await;
        let elsewhere = Viewer { browser: "another".into(), ..community.mia.clone() };
        let own = results::for_player(service, &elsewhere, played.game).await.unwrap().expect("results");
        assert_eq!(own.row.nickname, "Mia");
        let signed_out = visitor(&community.mia.browser, "home");
        let sister = Viewer { browser: community.mia.browser.clone(), ..community.ben.clone() };
        for viewer in [signed_out, sister] {
            let shown = results::for_player(service, &viewer, played.game).await;
            assert!(matches!(shown, Err(Error::Missing)), "{shown:?}");
            assert_eq!(results::history(service, &viewer).await.unwrap(), []);
        }
        assert_eq!(results::history(service, &elsewhere).await.unwrap().len(), 1);
        assert_eq!(results::history(service, &visitor("tom", "x")).await.unwrap().len(), 1);
        assert_eq!(community.mia.role(), Some(Role::Member));
    }

    async fn a_long_history_comes_in_pages(community: Community) {
        let service = &community.service;
        let mut tx = service.db().begin().await.unwrap();
        let mut ids = Vec::new();
        for number in 0..45 {
            let created_at = NOW.plus(number / 2);
            let id = GameId::new(created_at, service.chance().bytes());
            let pin = format!("{number:06}");
            let new = games::New {
                id,
                quiz_id: None,
                host_id: community.ada.id().expect("an account"),
                title: "Funding rates",
                pin: &pin,
                link_key: "key",
                questions: "[]",
                rules: "{}",
                phase: "{}",
                host_address: "home",
                form: None,
                created_at,
                expires_at: created_at,
            };
            assert!(games::insert(&mut tx, &new).await.unwrap());
            sit(&mut tx, service, id, ("Tom", "tom"), None).await;
            ids.push((created_at, id));
        }
        tx.commit().await.unwrap();
        ids.sort();
        ids.reverse();
        let tom = visitor("tom", "x");
        let mut page = results::history_page(service, &tom, None).await.unwrap();
        assert_eq!(page.games, results::history(service, &tom).await.unwrap());
        let mut read: Vec<_> = page.games.iter().map(|game| (game.created_at, game.id)).collect();
        let mut sizes = vec![page.games.len()];
        while let Some(older) = page.older {
            page = results::history_page(service, &tom, Some(older)).await.unwrap();
            read.extend(page.games.iter().map(|game| (game.created_at, game.id)));
            sizes.push(page.games.len());
        }
        assert_eq!((sizes, read), (vec![20, 20, 5], ids));
        assert!(results::plays(service, &tom, "000044").await.unwrap());
        assert!(!results::plays(service, &visitor("eve", "x"), "000044").await.unwrap());
        assert!(!results::plays(service, &tom, "999999").await.unwrap());
    }

    async fn answers_as_a_sheet_are_complete_quoted_and_inert(community: Community) {
        let played = played(&community).await;
        let results::Sheet { name, text: sheet } =
            results::csv(&community.service, &community.ada, played.game).await.unwrap();
        assert!(name.ends_with("-2027-01-15-answers.csv") && name.is_ascii(), "{name}");
        assert!(sheet.starts_with("\u{feff}question_number,question,player,removed,answer,correct,seconds,points"));
        let first = "1,\"Funding, \"\"the rate\"\",\ncan be negative\",Tom,no,True,yes,1.500,900,0,True,2027-01-15T08:00:01.500Z,answered\r\n";
        assert!(sheet.contains(first), "{sheet}");
        assert!(sheet.contains(",'=Eve,no,False,no,"), "{sheet}");
        assert!(sheet.contains(",Rude,yes,"), "{sheet}");
        assert_eq!(sheet.matches("\r\n").count(), 9, "a header, and four players at two questions");
        assert!(sheet.contains(",Tom,no,,no,,0,0,True,,no answer\r\n"), "{sheet}");
        assert!(sheet.contains(",Rude,yes,,no,,0,0,True,,removed\r\n"), "{sheet}");
        assert_eq!(Question::true_false("", true).choices[0].text, "True");
    }

    async fn the_ranking_as_a_sheet_has_everybody_and_their_points(community: Community) {
        let played = played(&community).await;
        let sheet = results::ranking(&community.service, &community.ada, played.game).await.unwrap();
        assert!(sheet.name.ends_with("-2027-01-15-ranking.csv"), "{}", sheet.name);
        let rows: Vec<_> = sheet.text.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(
            rows,
            [
                "rank,player,removed,points,right,answered,questions",
                "1,Tom,no,900,1,1,2",
                "1,Mia,no,900,1,1,2",
                "3,'=Eve,no,500,1,2,2",
                ",Rude,yes,1000,1,1,2",
            ]
        );
        let stranger = results::ranking(&community.service, &community.ben, played.game).await;
        assert!(matches!(stranger, Err(Error::Forbidden(_))));
    }

    async fn sheets_are_written_where_costly_work_is(community: Community) {
        let played = played(&community).await;
        community.service.compute().stop();
        let answers = results::csv(&community.service, &community.ada, played.game).await;
        let ranking = results::ranking(&community.service, &community.ada, played.game).await;
        assert!(matches!((answers, ranking), (Err(Error::Restarting), Err(Error::Restarting))));
    }
}
