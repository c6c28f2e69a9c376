use convene_domain::account::{Email, Role};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_service::quiz::library::{self, Shelf};
use convene_service::quiz::results::{self, State};
use convene_service::quiz::{game, played};
use convene_service::workshop::listing::{self, Filter, Seats};
use convene_service::{Service, Viewer, demo};
use convene_store::account::person;

/// What the member of the demo finds: something to come to, to wait for, and to look back on.
async fn workshops(service: &Service, jonas: &Viewer) {
    let coming = listing::coming(service, &Filter::default(), None).await.expect("a list");
    let titles: Vec<_> = coming.workshops.iter().map(|one| one.title.as_str()).collect();
    for title in ["Ask us anything: your first hedge", "Wallet safety, hands on"] {
        assert!(titles.contains(&title), "{title} in {titles:?}");
    }
    for hidden in
        ["Stress-testing a hedge", "Perpetuals without tears", "Curators' round: next month's parameters"]
    {
        assert!(!titles.contains(&hidden), "{hidden} in {titles:?}");
    }
    let full =
        coming.workshops.iter().find(|one| one.title.starts_with("Reading funding")).expect("the full one");
    assert_eq!(full.seats, Seats::Full { waiting: 4 });
    let dates: Vec<_> = coming.workshops.iter().filter(|one| one.title.starts_with("Office hours")).collect();
    assert!(dates.len() >= 4, "a series: {}", dates.len());
    assert!(coming.choices.topics.len() >= 5 && coming.choices.languages == ["en", "pt-BR"]);
    let own = listing::own(service, jonas).await.expect("his workshops");
    let states: Vec<_> = own.iter().map(|one| one.state).collect();
    for state in [RegistrationState::Confirmed, RegistrationState::Waiting, RegistrationState::Pending] {
        assert!(states.contains(&state), "{state:?} in {states:?}");
    }
    assert!(own.iter().any(|one| one.workshop.state == WorkshopState::Cancelled));
    let past = listing::own_past(service, jonas, None).await.expect("his past ones");
    assert!(past.workshops.iter().filter(|one| one.attended).count() >= 2);
}

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
        workshops(service, &jonas).await;
    }
}
