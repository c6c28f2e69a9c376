//! The day of a workshop: check-in by code and by list, joining online.

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Level, Promotion, RegistrationState, Visibility};
use convene_service::Error;
use convene_service::workshop::attendance::{self, Passage, Refusal, Scan};
use convene_service::workshop::{Registration, link};
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};

use crate::community::{Community, NOW};
use crate::workshop_team::admin;

pub const STARTS: Time = NOW.plus(2 * HOUR);
pub const ENDS: Time = STARTS.plus(90 * MINUTE);
pub const DETAILS: &str = r#"{"description":"","speakers":[],"agenda":[],
    "place":{"kind":"online","link":"https://meet.example.org/room"},
    "questions":[{"id":1,"kind":"Text","label":"What do you trade?","required":false,"choices":[]},
        {"id":3,"kind":"Consent","label":"=Photos","required":false,"choices":[]}]}"#;

/// A published workshop of Ada's.
pub async fn workshop(community: &Community, title: &str, details: &str) -> WorkshopId {
    let id = WorkshopId::new(NOW, community.service.chance().bytes());
    let content = workshop::Content {
        title,
        summary: "What moves it.",
        details,
        language: "en",
        level: Level::Everybody,
        topics: "|",
        picture_id: None,
        starts_at: STARTS,
        ends_at: ENDS,
        zone: "Europe/Berlin",
        opens_at: None,
        closes_at: None,
        capacity: None,
        approval: false,
        promotion: Promotion::AtOnce,
        offer_ms: 12 * HOUR,
        reminders: "[]",
        visibility: Visibility::Listed,
    };
    let owner_id = community.ada.id().expect("an account");
    let new =
        workshop::New { id, series_id: None, position: 1, owner_id, link_key: "key", content, now: NOW };
    let mut tx = community.service.db().begin().await.expect("a transaction");
    workshop::insert(&mut tx, &new).await.expect("a workshop");
    assert!(workshop::publish(&mut tx, id, NOW).await.expect("published"));
    tx.commit().await.expect("a commit");
    id
}

/// Somebody with a registration in some state.
pub async fn registered(
    community: &Community,
    workshop: WorkshopId,
    name: &str,
    state: RegistrationState,
) -> Registration {
    let service = &community.service;
    let mut tx = service.db().begin().await.expect("a transaction");
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let address = words.collect::<Vec<_>>().join(".").to_lowercase();
    let email = Email::parse(&format!("x{address}@guests.example.org")).expect("an address");
    let new = person::NewPerson {
        id: PersonId::new(NOW, service.chance().bytes()),
        email: &email,
        name,
        role: Role::Guest,
        zone: None,
        password_hash: None,
        now: NOW,
        proven: false,
    };
    let person = person::insert(&mut tx, &new).await.expect("a person");
    let new = registration::New {
        id: RegistrationId::new(NOW, service.chance().bytes()),
        workshop_id: workshop,
        person_id: person.id,
        name,
        state,
        answers: r#"{"1":"Vaults, mostly","3":"yes"}"#,
        number: (state == RegistrationState::Waiting).then_some(1),
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    let stored = registration::insert(&mut tx, &new).await.expect("a registration").expect("the first one");
    tx.commit().await.expect("a commit");
    stored
}

pub async fn seated(community: &Community) -> (WorkshopId, Registration) {
    let id = workshop(community, "Funding rates", DETAILS).await;
    let registration = registered(community, id, "Tom Reed", RegistrationState::Confirmed).await;
    (id, registration)
}

#[track_caller]
fn refusal(scan: Scan) -> String {
    match scan {
        Scan::Refused(refusal) => refusal.sentence(),
        other => panic!("not refused: {other:?}"),
    }
}

both! {
    async fn a_code_checks_in_once_and_says_since_when(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let address = attendance::address(service, &tom);
        assert!(address.starts_with(&format!("https://learn.example.org/workshops/{id}/check-in?code=")));
        let name = tom.name.clone();
        let first = attendance::scan(service, &community.ada, id, &address, 0).await.unwrap();
        assert_eq!(first, Scan::In { id: tom.id, name: name.clone(), at: NOW });
        community.clock.advance(5 * MINUTE);
        let code = link::check_in(service, &tom);
        for again in [code.as_str(), address.as_str(), &attendance::short(service, &tom)] {
            let scanned = attendance::scan(service, &admin(&community), id, again, 0).await.unwrap();
            assert_eq!(scanned, Scan::Already { id: tom.id, name: name.clone(), since: NOW });
        }
        let listed = attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        assert!(matches!(listed, Scan::Already { .. }));
        assert!(attendance::undo(service, &community.ada, id, tom.id).await.unwrap());
        assert!(!attendance::undo(service, &community.ada, id, tom.id).await.unwrap());
        assert_eq!(attendance::counts(service, &community.ada, id).await.unwrap().checked_in, 0);
    }

    async fn two_phones_at_the_door_let_one_person_in_once(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let code = link::check_in(service, &tom);
        let admin = admin(&community);
        let (one, two) = tokio::join!(
            attendance::scan(service, &community.ada, id, &code, 0),
            attendance::scan(service, &admin, id, &code, 0),
        );
        let ins = [one.unwrap(), two.unwrap()].iter().filter(|scan| matches!(scan, Scan::In { .. })).count();
        assert_eq!(ins, 1);
    }

    async fn a_scan_that_waited_counts_from_when_it_was_made(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let code = link::check_in(service, &tom);
        let scanned = attendance::scan(service, &community.ada, id, &code, 10 * MINUTE).await.unwrap();
        assert_eq!(scanned, Scan::In { id: tom.id, name: tom.name.clone(), at: NOW.plus(-10 * MINUTE) });
        let eve = registered(&community, id, "Eve", RegistrationState::Confirmed).await;
        let code = link::check_in(service, &eve);
        let from_the_future = attendance::scan(service, &community.ada, id, &code, -HOUR).await.unwrap();
        assert_eq!(from_the_future, Scan::In { id: eve.id, name: eve.name.clone(), at: NOW });
    }

    async fn a_code_that_lets_nobody_in_says_why(community: Community) {
        let service = &community.service;
        let ada = &community.ada;
        let (id, tom) = seated(&community).await;
        let other = workshop(&community, "Perpetuals", DETAILS).await;
        let there = registered(&community, other, "Eve", RegistrationState::Confirmed).await;
        let said = async |text: &str| refusal(attendance::scan(service, ada, id, text, 0).await.unwrap());
        assert!(said("WIFI:S:guests;;").await.starts_with("This is not a check-in code."));
        assert!(said("").await.starts_with("This is not a check-in code."));
        let forged = format!("{}.{}", tom.id, "0".repeat(32));
        assert!(said(&forged).await.starts_with("This code does not open anything"));
        assert!(said("0000 0000").await.starts_with("This code does not open anything"));
        let personal = link::personal(service, &tom);
        assert!(said(&personal).await.starts_with("This code does not open anything"), "a link is no code");
        let other_code = link::check_in(service, &there);
        assert_eq!(said(&other_code).await, "This code is for another workshop: Perpetuals.");
        for (name, state, sentence) in [
            ("Gone", RegistrationState::Cancelled, "Gone gave this seat up."),
            ("Wim", RegistrationState::Waiting, "Wim is on the waiting list and has no seat."),
            ("Pat", RegistrationState::Pending, "Pat waits for approval. Approve them first."),
            ("Oda", RegistrationState::Offered, "Oda was offered a seat and has not taken it yet."),
            ("Dan", RegistrationState::Declined, "Dan was declined."),
        ] {
            let registration = registered(&community, id, name, state).await;
            assert_eq!(said(&link::check_in(service, &registration)).await, sentence);
            let listed = attendance::check_in(service, ada, id, registration.id).await.unwrap();
            assert_eq!(refusal(listed), sentence);
        }
        let mut tx = service.db().begin().await.unwrap();
        registration::renew_link(&mut tx, tom.id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(said(&link::check_in(service, &tom)).await.starts_with("This code does not open anything"));
        let missing = attendance::check_in(service, ada, id, there.id).await;
        assert!(matches!(missing, Err(Error::Missing)), "of another workshop");
        assert_eq!(attendance::counts(service, ada, id).await.unwrap().checked_in, 0);
        assert_eq!(Refusal::CalledOff.sentence(), "This workshop was called off, so nobody is checked in.");
    }

    async fn looking_at_a_code_changes_nothing(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let code = link::check_in(service, &tom);
        let found = attendance::read(service, &community.ada, id, &code).await.unwrap();
        assert_eq!(found.map(|registration| registration.id), Ok(tom.id));
        assert_eq!(attendance::counts(service, &community.ada, id).await.unwrap().checked_in, 0);
        let svg = attendance::svg(service, &tom).expect("a picture");
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    }

    async fn the_room_opens_half_an_hour_before_and_counts_whoever_comes(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let personal = link::personal(service, &tom);
        let passage = async || attendance::look(service, &personal).await.unwrap().passage;
        assert_eq!(passage().await, Passage::NotYet { opens_at: STARTS.plus(-30 * MINUTE) });
        let early = attendance::enter(service, &personal).await.unwrap().passage;
        assert!(matches!(early, Passage::NotYet { .. }));
        community.clock.advance(2 * HOUR - 30 * MINUTE);
        let open = Passage::Open { link: "https://meet.example.org/room".into() };
        assert_eq!(passage().await, open);
        assert_eq!(attendance::counts(service, &community.ada, id).await.unwrap().joined, 0, "looking is not joining");
        assert_eq!(attendance::enter(service, &personal).await.unwrap().passage, open);
        community.clock.advance(MINUTE);
        assert_eq!(attendance::enter(service, &personal).await.unwrap().passage, open);
        let mut tx = service.db().read().await.unwrap();
        let row = registration::by_id(&mut tx, tom.id).await.unwrap().expect("the registration");
        assert_eq!(*row.joined_at, Some(STARTS.plus(-30 * MINUTE)), "the first time counts");
        community.clock.advance(5 * HOUR);
        assert_eq!(passage().await, Passage::Over);
        let forged = attendance::look(service, &format!("{}.{}", tom.id, "0".repeat(32))).await;
        assert!(matches!(forged, Err(Error::Missing)));
    }

    async fn the_rooms_link_is_for_those_with_a_seat(community: Community) {
        let service = &community.service;
        let id = workshop(&community, "Funding", DETAILS).await;
        let on_site = DETAILS.replace(
            r#""kind":"online","link":"https://meet.example.org/room""#,
            r#""kind":"on_site","address":"Torstraße 1""#,
        );
        let place = workshop(&community, "Torstraße", &on_site).await;
        let unsafe_link = DETAILS.replace("https://meet.example.org/room", "javascript:alert(1)");
        let unsafe_place = workshop(&community, "Unsafe", &unsafe_link).await;
        community.clock.advance(2 * HOUR);
        for state in [RegistrationState::Waiting, RegistrationState::Offered, RegistrationState::Pending] {
            let who = registered(&community, id, state.as_str(), state).await;
            let door = attendance::enter(service, &link::personal(service, &who)).await.unwrap();
            assert_eq!(door.passage, Passage::NoSeat);
        }
        let here = registered(&community, place, "Here", RegistrationState::Confirmed).await;
        let door = attendance::enter(service, &link::personal(service, &here)).await.unwrap();
        assert_eq!(door.passage, Passage::OnSite { address: "Torstraße 1".into() });
        let there = registered(&community, unsafe_place, "There", RegistrationState::Confirmed).await;
        let door = attendance::enter(service, &link::personal(service, &there)).await.unwrap();
        assert_eq!(door.passage, Passage::NoLink);
    }
}
