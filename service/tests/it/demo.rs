use convene_domain::account::{Email, Role};
use convene_service::quiz::library::{self, Shelf};
use convene_service::quiz::results::{self, State};
use convene_service::quiz::{game, played};
use convene_service::{Viewer, demo};
use convene_store::account::person;

both! {
    async fn the_demo_is_lived_in_and_filled_once(community: Community) {
        let service = &community.service;
        assert!(demo::seed(service).await.expect("a demo"));
        assert!(!demo::seed(service).await.expect("a demo"), "filled once");
        let email = Email::parse("ada@vault.example.org").expect("an address");
        let mut tx = service.db().read().await.expect("a connection");
        let ada = person::by_email(&mut tx, &email).await.expect("a query");
        drop(tx);
        let ada = Viewer { person: ada, ..Viewer::default() };
        let quizzes = library::list(service, &ada, Shelf::default()).await.expect("a library");
        assert_eq!(quizzes.len(), 2);
        let played = played::last(service, &ada, Shelf::default()).await.expect("games");
        assert_eq!(played.len(), 1, "the other game is still in its lobby");

        let games = game::list_mine(service, &ada).await.expect("games");
        assert_eq!(games.iter().map(|game| game.state).collect::<Vec<_>>(), [State::Lobby, State::Finished]);
        let results = results::for_host(service, &ada, games[1].id).await.expect("results");
        assert_eq!((results.players.len(), results.questions.len()), (12, 8));
        assert!(results.players.is_sorted_by_key(|row| std::cmp::Reverse(row.score)));
        assert!(results.players.iter().all(|row| row.answered >= 5 && row.correct <= row.answered));

        let jonas = demo::person(service, Role::Member).await.expect("a query");
        let jonas = Viewer { person: jonas, ..Viewer::default() };
        let history = results::history(service, &jonas).await.expect("games");
        assert_eq!(history.len(), 3, "two finished games and a seat in the lobby");
    }
}
