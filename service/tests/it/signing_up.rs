//! Workshops and guests to sign up with, and what must be true of every workshop at every moment.

use convene_domain::Time;
use convene_domain::id::{RegistrationId, SeriesId, WorkshopId};
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{Level, Promotion, RegistrationState, Visibility};
use convene_service::workshop::register::{Form, Outcome, register};
use convene_service::workshop::seat::{self, Found, Seat};
use convene_service::workshop::{Registration, Workshop, line, link};
use convene_service::{Error, Result, Service, Viewer};
use convene_store::account::person;
use convene_store::mail as outbox;
use convene_store::workshop::registration::Member;
use convene_store::workshop::{edit, registration, seats, series, workshop};

use crate::community::{Community, NOW, visitor};

pub const STARTS: Time = NOW.plus(48 * HOUR);

/// A workshop of Ada's in two days, for as many as come.
pub fn content() -> workshop::Content<'static> {
    workshop::Content {
        title: "Funding rates",
        summary: "What moves them.",
        details: r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},"questions":[]}"#,
        language: "en",
        level: Level::Everybody,
        topics: "|",
        picture_id: None,
        starts_at: STARTS,
        ends_at: STARTS.plus(HOUR),
        zone: "Europe/Berlin",
        opens_at: None,
        closes_at: None,
        capacity: None,
        approval: false,
        promotion: Promotion::AtOnce,
        offer_ms: 12 * HOUR,
        reminders: "[]",
        visibility: Visibility::Listed,
    }
}

/// Details of a workshop that guests confirm by e-mail, and of one for a whole school behind one address.
pub const CONFIRMS: &str = r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},
    "questions":[],"guests":{"confirm":true}}"#;
pub const FOR_A_SCHOOL: &str = r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},
    "questions":[],"guests":{"per_network":1000}}"#;

/// Publishes it.
pub async fn planned(
    community: &Community,
    content: workshop::Content<'_>,
    series: Option<(SeriesId, i64)>,
) -> WorkshopId {
    let id = WorkshopId::new(NOW, community.service.chance().bytes());
    let owner_id = community.ada.id().expect("an account");
    let (series_id, position) = (series.map(|(id, _)| id), series.map_or(1, |(_, position)| position));
    let new = workshop::New { id, series_id, position, owner_id, link_key: "secret", content, now: NOW };
    let mut tx = community.service.db().begin().await.expect("a transaction");
    workshop::insert(&mut tx, &new).await.expect("a workshop");
    assert!(workshop::publish(&mut tx, id, NOW).await.expect("published"));
    tx.commit().await.expect("a commit");
    id
}

/// A workshop with this many seats.
pub async fn with_seats(community: &Community, capacity: i64) -> WorkshopId {
    planned(community, workshop::Content { capacity: Some(capacity), ..content() }, None).await
}

/// Three dates with these numbers of seats, one a day from [`STARTS`].
pub async fn in_series(community: &Community, seats: [i64; 3]) -> [WorkshopId; 3] {
    let id = SeriesId::new(NOW, community.service.chance().bytes());
    let owner_id = community.ada.id().expect("an account");
    let mut tx = community.service.db().begin().await.unwrap();
    let new =
        series::Series { id, owner_id, rule: "{}".into(), zone: "Europe/Berlin".into(), created_at: NOW };
    series::insert(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
    let mut dates = Vec::new();
    for (position, capacity) in (1..).zip(seats) {
        let starts_at = STARTS.plus(position * DAY);
        let ends_at = starts_at.plus(HOUR);
        let date = workshop::Content {
            capacity: Some(capacity),
            starts_at,
            ends_at,
            details: FOR_A_SCHOOL,
            ..content()
        };
        dates.push(planned(community, date, Some((id, position))).await);
    }
    dates.try_into().expect("three dates")
}

/// The network address of the guest with this number: one of their own.
pub fn at_home(number: usize) -> Viewer {
    visitor(&format!("browser {number}"), &format!("home {number}"))
}

pub fn address(number: usize) -> String {
    format!("guest{number}@example.org")
}

/// The guest with this number signs up, happy to wait.
pub async fn signs_up(service: &Service, workshop: WorkshopId, number: usize) -> Result<Outcome> {
    let (name, email) = (format!("Guest {number}"), address(number));
    let form = Form { name: &name, email: &email, waiting_ok: true, ..Form::default() };
    register(service, &at_home(number), workshop, &form).await
}

/// The guest's registration.
pub async fn of_guest(service: &Service, workshop: WorkshopId, number: usize) -> Option<Registration> {
    let email = convene_domain::account::Email::parse(&address(number)).expect("an address");
    let mut tx = service.db().read().await.expect("a connection");
    let person = person::by_email(&mut tx, &email).await.expect("read")?;
    registration::of_person(&mut tx, workshop, person.id).await.expect("read")
}

/// The personal link of the guest.
pub async fn link_of(service: &Service, workshop: WorkshopId, number: usize) -> String {
    link::personal(service, &of_guest(service, workshop, number).await.expect("registered"))
}

/// What the guest's personal page shows.
pub async fn page_of(service: &Service, workshop: WorkshopId, number: usize) -> Seat {
    let link = link_of(service, workshop, number).await;
    match seat::look(service, &link).await.expect("a page") {
        Found::Seat(seat) => *seat,
        other => panic!("not a seat: {other:?}"),
    }
}

pub async fn state_of(service: &Service, workshop: WorkshopId, number: usize) -> RegistrationState {
    of_guest(service, workshop, number).await.expect("registered").state
}

/// What the outbox holds for the guest: the names of the reasons, by the alphabet.
pub async fn told(service: &Service, number: usize) -> Vec<String> {
    let mut tx = service.db().read().await.expect("a connection");
    let items = outbox::newest(&mut tx, "workshop", 10_000).await.expect("read");
    let to = address(number);
    let why = |payload: &str| {
        let json: serde_json::Value = serde_json::from_str(payload).expect("JSON");
        json["why"].as_str().expect("a reason").to_owned()
    };
    let mine = items.iter().filter(|item| item.recipient == to);
    let mut reasons: Vec<_> = mine.map(|item| why(&item.payload)).collect();
    reasons.sort();
    reasons
}

/// The team sets the number of seats; whether there were enough. The line moves with it.
pub async fn set_seats(service: &Service, id: WorkshopId, capacity: Option<i64>) -> bool {
    let mut tx = service.db().begin().await.expect("a transaction");
    seats::hold(&mut tx, id).await.expect("held");
    let set = edit::set_capacity(&mut tx, id, capacity).await.expect("an answer");
    line::fill(service, &mut tx, id).await.expect("filled");
    tx.commit().await.expect("a commit");
    set
}

/// A workshop and everybody in it, as they are at one moment.
pub async fn stands(service: &Service, id: WorkshopId) -> (Workshop, Vec<Member>) {
    let mut tx = service.db().begin().await.expect("a transaction");
    let workshop = seats::hold(&mut tx, id).await.expect("read").expect("the workshop");
    let members = registration::active_of(&mut tx, id).await.expect("read");
    (workshop, members)
}

/// What must be true at every moment; the sentence that is not.
pub fn audit(workshop: &Workshop, members: &[Member], now: Time) -> std::result::Result<(), String> {
    let of = |wanted: fn(RegistrationState) -> bool| {
        members.iter().map(|member| &member.registration).filter(move |found| wanted(found.state))
    };
    let seated = of(RegistrationState::takes_seat).count();
    let lined = of(|state| state == RegistrationState::Waiting).count();
    let capacity = workshop.capacity.map_or(usize::MAX, |capacity| usize::try_from(capacity).unwrap_or(0));
    if seated > capacity {
        return Err(format!("oversold: {seated} sit on {capacity} seats"));
    }
    if usize::try_from(workshop.taken) != Ok(seated) || usize::try_from(workshop.waiting) != Ok(lined) {
        let counted = (workshop.taken, workshop.waiting);
        return Err(format!("counted {counted:?}, but {seated} sit and {lined} wait"));
    }
    if lined > 0 && seated < capacity && now < workshop.starts_at {
        return Err(format!("{lined} wait beside {} empty seats", capacity - seated));
    }
    // Who came up keeps the number: nobody with a smaller one may still wait.
    let last_up = of(RegistrationState::takes_seat).filter_map(|found| found.number).max();
    let first_in_line =
        of(|state| state == RegistrationState::Waiting).filter_map(|found| found.number).min();
    if last_up >= first_in_line.or(Some(i64::MAX)) {
        return Err(format!("number {first_in_line:?} was passed by number {last_up:?}"));
    }
    let mut people: Vec<_> = members.iter().map(|member| member.registration.person_id).collect();
    people.sort();
    people.dedup();
    if people.len() < members.len() { Err("somebody is registered twice".to_owned()) } else { Ok(()) }
}

/// Panics unless everything that must be true is.
pub async fn sound(community: &Community, id: WorkshopId) -> (Workshop, Vec<Member>) {
    let (workshop, members) = stands(&community.service, id).await;
    audit(&workshop, &members, community.service.now()).expect("a sound workshop");
    (workshop, members)
}

/// Registrations in this state, by their numbers in line.
pub fn in_state(members: &[Member], state: RegistrationState) -> Vec<RegistrationId> {
    let mut found: Vec<_> =
        members.iter().map(|member| &member.registration).filter(|found| found.state == state).collect();
    found.sort_by_key(|found| (found.number, found.created_at));
    found.iter().map(|found| found.id).collect()
}

/// Whether a refusal is a form that came back, not a fault of ours.
pub fn is_refusal<T>(result: &Result<T>) -> bool {
    matches!(result, Err(Error::Fields(_)))
}
