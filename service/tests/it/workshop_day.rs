//! The day of a workshop and after: the team's view, check-in, joining, lists, certificates.

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Level, Promotion, RegistrationState, Visibility};
use convene_service::Error;
use convene_service::workshop::attendance::{self, Passage, Refusal, Scan};
use convene_service::workshop::team::{self, Decision, Show};
use convene_service::workshop::{Registration, certificate, export, link, material};
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};

use crate::community::{Community, NOW, refused, visitor};

const STARTS: Time = NOW.plus(2 * HOUR);
const ENDS: Time = STARTS.plus(90 * MINUTE);
const DETAILS: &str = r#"{"description":"","speakers":[],"agenda":[],
    "place":{"kind":"online","link":"https://meet.example.org/room"},
    "questions":[{"id":1,"kind":"Text","label":"What do you trade?","required":false,"choices":[]},
        {"id":3,"kind":"Consent","label":"=Photos","required":false,"choices":[]}]}"#;

/// A published workshop of Ada's.
async fn workshop(community: &Community, title: &str, details: &str) -> WorkshopId {
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
async fn registered(
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
        by_other: true,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    let stored = registration::insert(&mut tx, &new).await.expect("a registration").expect("the first one");
    tx.commit().await.expect("a commit");
    stored
}

async fn seated(community: &Community) -> (WorkshopId, Registration) {
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
    async fn only_the_team_sees_who_registered(community: Community) {
        let service = &community.service;
        let (id, registration) = seated(&community).await;
        for viewer in [&visitor("x", "y"), &community.mia, &community.ben] {
            let code = link::check_in(service, &registration);
            let tries = [
                team::view(service, viewer, id, Show::All, "").await.map(|_| ()),
                attendance::read(service, viewer, id, &code).await.map(|_| ()),
                attendance::scan(service, viewer, id, &code, 0).await.map(|_| ()),
                attendance::check_in(service, viewer, id, registration.id).await.map(|_| ()),
                attendance::undo(service, viewer, id, registration.id).await.map(|_| ()),
                attendance::counts(service, viewer, id).await.map(|_| ()),
                export::registrations(service, viewer, id, export::Form::Csv).await.map(|_| ()),
                export::registrations(service, viewer, id, export::Form::Xlsx).await.map(|_| ()),
                material::add(service, viewer, id, "Slides", "https://example.org").await,
                team::decide(service, viewer, id, &[registration.id], Decision::Remove).await.map(|_| ()),
            ];
            for (at, tried) in tries.into_iter().enumerate() {
                assert!(matches!(tried, Err(Error::SignIn | Error::Forbidden(_))), "{at}: {tried:?}");
            }
        }
        let seen = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((seen.rows.len(), seen.counts.checked_in, seen.exports.len()), (1, 0, 0));
        assert_eq!(team::view(service, &community.lea, id, Show::All, "").await.unwrap().rows.len(), 1);
    }

    async fn the_team_finds_people_by_state_name_and_address(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let states =
            [("Ida", RegistrationState::Pending), ("Zed", RegistrationState::Waiting), ("Šárka", RegistrationState::Cancelled)];
        for (name, state) in states {
            registered(&community, id, name, state).await;
        }
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let names = async |show: Show, search: &str| -> Vec<String> {
            let view = team::view(service, &community.ada, id, show, search).await.unwrap();
            assert!(!search.is_empty() || show.count(&view.counts) == view.rows.len() as i64, "{show:?}");
            view.rows.into_iter().map(|row| row.registrant.registration.name).collect()
        };
        assert_eq!(names(Show::All, "").await, ["Ida", "Tom Reed", "Zed", "Šárka"]);
        for show in Show::ALL {
            names(show, "").await;
            assert_eq!(Show::of(show.as_str()), show);
        }
        assert_eq!(names(Show::Attended, "").await, ["Tom Reed"]);
        assert!(names(Show::Missing, "").await.is_empty());
        assert_eq!(names(Show::Ended, "šÁR").await, ["Šárka"]);
        assert_eq!(names(Show::All, " xtom.reed@ ").await, ["Tom Reed"]);
        let view = team::view(service, &community.ada, id, Show::Confirmed, "").await.unwrap();
        let answers: Vec<_> = view.rows[0].answers.iter().map(|(q, a)| (q.as_str(), a.as_str())).collect();
        assert_eq!(answers, [("What do you trade?", "Vaults, mostly"), ("=Photos", "yes")]);
        assert_eq!(view.rows[0].registrant.checked_in_by_name.as_deref(), Some("Ada"));
        assert_eq!(view.report, None, "it is not over");
    }

    async fn the_report_comes_with_the_end(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        registered(&community, id, "Eve", RegistrationState::Confirmed).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        community.clock.advance(ENDS.since(NOW));
        let report = team::view(service, &community.ada, id, Show::All, "").await.unwrap().report;
        let report = report.expect("a report");
        assert_eq!((report.attended, report.no_shows, report.walk_ins, report.rate), (1, 1, 0, Some(50)));
    }

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
            let scanned = attendance::scan(service, &community.lea, id, again, 0).await.unwrap();
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
        let (one, two) = tokio::join!(
            attendance::scan(service, &community.ada, id, &code, 0),
            attendance::scan(service, &community.lea, id, &code, 0),
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
        community.clock.advance(3 * HOUR);
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

    async fn links_for_those_who_registered_are_added_and_taken_away(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let wim = registered(&community, id, "Wim", RegistrationState::Waiting).await;
        let add = async |title: &str, url: &str| material::add(service, &community.ada, id, title, url).await;
        add(" Recording ", " https://example.org/v?id=1 ").await.unwrap();
        let sentence = refused(add("", "https://example.org").await, "title");
        assert_eq!(sentence, "Say what the link leads to, like Recording or Slides.");
        for bad in ["javascript:alert(1)", "example.org", "https://", "https://a b"] {
            assert!(refused(add("Slides", bad).await, "url").contains("https://"), "{bad}");
        }
        assert!(refused(add(&"x".repeat(121), "https://example.org").await, "title").contains("120"));
        let there = team::view(service, &community.ada, id, Show::All, "").await.unwrap().materials;
        assert_eq!((there.len(), there[0].title.as_str()), (1, "Recording"));
        assert_eq!(there[0].url, "https://example.org/v?id=1");
        assert_eq!(material::of_seat(service, &tom).await.unwrap(), there);
        assert_eq!(material::of_seat(service, &wim).await.unwrap(), [], "without a seat there is nothing to see");
        assert!(material::remove(service, &community.ada, id, there[0].id).await.unwrap());
        assert!(!material::remove(service, &community.ada, id, there[0].id).await.unwrap());
    }

    async fn the_team_decides_about_several_people_at_once(community: Community) {
        let service = &community.service;
        let id = workshop(&community, "Funding", DETAILS).await;
        let ask = async |name: &str| registered(&community, id, name, RegistrationState::Pending).await.id;
        let (one, two, three) = (ask("One").await, ask("Two").await, ask("Three").await);
        let gone = registered(&community, id, "Gone", RegistrationState::Cancelled).await.id;
        let decide = async |chosen: &[RegistrationId], decision| {
            team::decide(service, &community.ada, id, chosen, decision).await
        };
        assert!(refused(decide(&[], Decision::Approve).await, "registration").starts_with("Tick"));
        let done = decide(&[one, gone, two], Decision::Approve).await.unwrap();
        assert_eq!((done.done, done.in_line, done.refused.len()), (2, 0, 1), "{done:?}");
        assert_eq!(decide(&[three], Decision::Decline).await.unwrap().done, 1);
        let view = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((view.counts.confirmed, view.workshop.taken, view.counts.ended), (2, 2, 2));
        assert_eq!(decide(&[one], Decision::Remove).await.unwrap().done, 1);
        let view = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((view.counts.confirmed, view.workshop.taken), (1, 1));
    }

    async fn lists_taken_out_are_whole_inert_and_noted(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        registered(&community, id, "=cmd|' /C calc'!A0", RegistrationState::Waiting).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let file = export::registrations(service, &community.ada, id, export::Form::Csv).await.unwrap();
        let text = String::from_utf8(file).unwrap();
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "\u{feff}name,email,state,place_in_line,registered_at,checked_in_at,checked_in_by,joined_at,walk_in,\
             What do you trade?,'=Photos"
        );
        assert_eq!(
            lines[1],
            "Tom Reed,xtom.reed@guests.example.org,confirmed,,2027-01-15T08:00:00.000Z,2027-01-15T08:00:00.000Z,\
             Ada,,no,\"Vaults, mostly\",yes"
        );
        assert!(lines[2].starts_with("'=cmd|' /C calc'!A0,"), "{}", lines[2]);
        assert_eq!(lines.len(), 4, "a head, two rows, and the end of the last line");

        let book = export::registrations(service, &community.lea, id, export::Form::Xlsx).await.unwrap();
        let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(book)).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "Registrations").unwrap();
        assert_eq!((sheet.height(), sheet.width()), (3, 11));
        assert_eq!(sheet.get_value((1, 0)).map(ToString::to_string).as_deref(), Some("Tom Reed"));
        assert_eq!(sheet.get_value((2, 0)).map(ToString::to_string).as_deref(), Some("'=cmd|' /C calc'!A0"));

        let log = team::view(service, &community.ada, id, Show::All, "").await.unwrap().exports;
        let noted: Vec<_> =
            log.iter().map(|row| (row.person_name.as_str(), row.format.as_str(), row.row_count)).collect();
        assert_eq!(noted.len(), 2);
        assert!(noted.contains(&("Ada", "csv", 2)) && noted.contains(&("Lea", "xlsx", 2)), "{noted:?}");
    }

    async fn a_certificate_is_for_who_was_there_and_says_so_to_anybody(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let eve = registered(&community, id, "Eve", RegistrationState::Confirmed).await;
        let personal = link::personal(service, &tom);
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        assert_eq!(certificate::of_seat(service, &personal).await.unwrap(), None, "not before the end");
        let code = link::certificate(service, tom.id);
        assert_eq!(certificate::verify(service, &code).await.unwrap(), None);
        community.clock.advance(ENDS.since(NOW));
        let earned = certificate::of_seat(service, &personal).await.unwrap().expect("a certificate");
        assert_eq!((earned.name.as_str(), earned.title.as_str(), earned.host.as_str()), ("Tom Reed", "Funding rates", "Ada"));
        assert_eq!(earned.address, format!("https://learn.example.org/certificates/{code}"));
        assert_eq!(earned.duration(), "1 h 30 min");
        let file = certificate::pdf(service, &earned).await.unwrap().expect("letters");
        assert!(file.starts_with(b"%PDF-") && file.len() > 5_000);
        assert_eq!(certificate::verify(service, &code.to_uppercase()).await.unwrap(), Some(earned));
        assert_eq!(certificate::of_seat(service, &link::personal(service, &eve)).await.unwrap(), None);
        let eves = link::certificate(service, eve.id);
        for forged in [format!("{}.{}", tom.id, "0".repeat(32)), eves, "nonsense".into(), personal.clone()] {
            assert_eq!(certificate::verify(service, &forged).await.unwrap(), None, "{forged}");
        }
        assert!(attendance::undo(service, &community.ada, id, tom.id).await.unwrap());
        assert_eq!(certificate::verify(service, &code).await.unwrap(), None, "the team took it back");
        let stranger = certificate::of_seat(service, &format!("{}.{}", tom.id, "0".repeat(32))).await;
        assert!(matches!(stranger, Err(Error::Missing)));
    }
}
