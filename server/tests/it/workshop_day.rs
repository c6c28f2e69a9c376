//! The day of a workshop over HTTP: who may, forged codes, the wire of the check-in page.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convene_domain::account::Email;
use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Level, Promotion, RegistrationState, Visibility};
use convene_service::workshop::{Registration, attendance, link};
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};

use crate::harness::{Browser, NOON, Page, Portal};

/// A workshop of the demo's educator, in two hours.
pub async fn workshop(portal: &Portal) -> WorkshopId {
    let service = &portal.service;
    let mut tx = service.db().begin().await.expect("a transaction");
    let email = Email::parse("ada@vault.example.org").expect("an address");
    let owner = person::by_email(&mut tx, &email).await.expect("a query").expect("the educator");
    let id = WorkshopId::new(NOON, service.chance().bytes());
    let content = workshop::Content {
        title: "Funding rates",
        summary: "What moves them.",
        details: r#"{"description":"","speakers":[],"agenda":[],
            "place":{"kind":"online","link":"https://meet.example.org/room"},"questions":[]}"#,
        language: "en",
        level: Level::Everybody,
        topics: "|",
        picture_id: None,
        starts_at: NOON.plus(2 * HOUR),
        ends_at: NOON.plus(3 * HOUR),
        zone: "Europe/Berlin",
        opens_at: None,
        closes_at: None,
        capacity: Some(10),
        approval: false,
        promotion: Promotion::AtOnce,
        offer_ms: 12 * HOUR,
        reminders: "[]",
        visibility: Visibility::Listed,
    };
    let new = workshop::New {
        id,
        series_id: None,
        position: 1,
        owner_id: owner.id,
        link_key: "key",
        content,
        now: NOON,
    };
    workshop::insert(&mut tx, &new).await.expect("a workshop");
    assert!(workshop::publish(&mut tx, id, NOON).await.expect("published"));
    tx.commit().await.expect("a commit");
    id
}

/// A registration of one of the demo's people.
pub async fn registered(
    portal: &Portal,
    id: WorkshopId,
    who: &str,
    state: RegistrationState,
) -> Registration {
    let service = &portal.service;
    let mut tx = service.db().begin().await.expect("a transaction");
    let email = Email::parse(&format!("{who}@vault.example.org")).expect("an address");
    let person = person::by_email(&mut tx, &email).await.expect("a query").expect("a person");
    let new = registration::New {
        id: RegistrationId::new(NOON, service.chance().bytes()),
        workshop_id: id,
        person_id: person.id,
        name: &person.name,
        state,
        answers: "{}",
        number: (state == RegistrationState::Waiting).then_some(1),
        zone: None,
        language: None,
        by_other: false,
        whole_series: false,
        walk_in: false,
        now: NOON,
    };
    let stored = registration::insert(&mut tx, &new).await.expect("a query").expect("a registration");
    tx.commit().await.expect("a commit");
    stored
}

/// A workshop with Kofi in a seat, and its educator.
pub async fn door(portal: &Portal) -> (WorkshopId, Registration) {
    let id = workshop(portal).await;
    (id, registered(portal, id, "kofi", RegistrationState::Confirmed).await)
}

/// Sends a scan as the page's camera does.
async fn scan(
    browser: &mut Browser<'_>,
    id: WorkshopId,
    fields: &[(&str, &str)],
) -> (StatusCode, serde_json::Value) {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = browser
        .request(Method::POST, &format!("/workshops/{id}/check-in"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body));
    let page = browser.send(request.expect("a request")).await;
    (page.status, serde_json::from_str(&page.body).expect("JSON"))
}

async fn ask(browser: &mut Browser<'_>, path: &str, accept: &str) -> Page {
    let request = browser.request(Method::GET, path).header(header::ACCEPT, accept).body(Body::empty());
    browser.send(request.expect("a request")).await
}

#[tokio::test]
async fn the_teams_pages_and_lists_are_for_the_team() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let paths = ["team", "check-in"].map(|page| format!("/workshops/{id}/{page}"));
    let files = ["csv", "xlsx"].map(|form| format!("/workshops/{id}/registrations.{form}"));
    let mut member = portal.demo_browser("member").await;
    let mut other = portal.browser();
    other.sign_in("mei@vault.example.org").await;
    let (kofi_id, code) = (kofi.id.to_string(), link::check_in(&portal.service, &kofi));
    for path in &paths {
        assert!(portal.browser().get(path).await.location().starts_with("/sign-in?next="), "{path}");
        for stranger in [&mut member, &mut other] {
            let page = stranger.get(path).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
            assert!(!page.says("Kofi"));
            for act in ["approve", "remove", "material", "code", "in", "undo", "walk-in"] {
                let fields = [
                    ("act", act),
                    ("registration", &kofi_id),
                    ("code", &code),
                    ("name", "X"),
                    ("email", "x@y.org"),
                ];
                let status = stranger.post(path, &fields).await.status;
                assert!(
                    [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status),
                    "{path} {act} {status}"
                );
            }
        }
    }
    for file in &files {
        for stranger in [&mut member, &mut other, &mut portal.browser()] {
            let page = stranger.get(file).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{file}");
        }
    }
    assert_eq!(scan(&mut other, id, &[("code", &code)]).await.0, StatusCode::FORBIDDEN);
    assert_eq!(scan(&mut portal.browser(), id, &[("code", &code)]).await.0, StatusCode::UNAUTHORIZED);
    let mut host = portal.demo_browser("educator").await;
    let page = host.get(&paths[0]).await;
    assert!(page.says("Kofi Mensah") && page.says("kofi@vault.example.org"));
    assert!(host.get(&paths[1]).await.says("0 of 1 are in"));
    let mut lead = portal.demo_browser("lead").await;
    assert_eq!(lead.get(&paths[0]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn opening_a_codes_address_asks_first_and_a_press_checks_in() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let mut host = portal.demo_browser("educator").await;
    let address = attendance::address(&portal.service, &kofi);
    let path = address.strip_prefix("http://localhost:3000").expect("our own address");
    let page = host.get(path).await;
    assert!(page.says("Check this person in?") && page.says("Kofi Mensah"));
    assert!(host.get(path).await.says("Check this person in?"), "opening it changed nothing");
    let code = link::check_in(&portal.service, &kofi);
    let checked = host.post(&format!("/workshops/{id}/check-in"), &[("act", "code"), ("code", &code)]).await;
    assert_eq!(checked.location(), format!("/workshops/{id}/check-in"));
    assert!(host.get(path).await.says("Already in"));
    let page = host.get(&format!("/workshops/{id}/check-in")).await;
    assert!(page.says("Kofi Mensah is in.") || page.says("1 of 1 is in"));
    let again = host.post(&format!("/workshops/{id}/check-in"), &[("act", "code"), ("code", &code)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(host.get(&format!("/workshops/{id}/check-in")).await.says("Kofi Mensah was already in since"));
}

#[tokio::test]
async fn a_code_that_lets_nobody_in_is_refused_with_a_sentence() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let other = workshop(&portal).await;
    let there = registered(&portal, other, "hana", RegistrationState::Confirmed).await;
    let waits = registered(&portal, id, "ruby", RegistrationState::Waiting).await;
    let mut host = portal.demo_browser("educator").await;
    let path = format!("/workshops/{id}/check-in");
    let code = |of: &Registration| link::check_in(&portal.service, of);
    for (typed, sentence) in [
        ("hello".to_owned(), "This is not a check-in code."),
        (format!("{}.{}", kofi.id, "0".repeat(32)), "This code does not open anything"),
        (code(&there), "This code is for another workshop: Funding rates."),
        (code(&waits), "Ruby Clarke is on the waiting list and has no seat."),
    ] {
        let page = host.post(&path, &[("act", "code"), ("code", &typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.says(sentence), "{typed}: {}", page.body);
        assert!(host.get(&format!("{path}?code={typed}")).await.says(sentence), "{typed}");
        let (status, answer) = scan(&mut host, id, &[("code", &typed)]).await;
        assert_eq!((status, answer["verdict"].as_str()), (StatusCode::OK, Some("refused")));
        assert!(answer["sentence"].as_str().is_some_and(|said| said.starts_with(sentence)), "{answer}");
    }
    let nobody = host.post(&path, &[("act", "in"), ("registration", &there.id.to_string())]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let waiting = host.post(&path, &[("act", "in"), ("registration", &waits.id.to_string())]).await;
    assert!(waiting.says("Ruby Clarke is on the waiting list and has no seat."));
}

#[tokio::test]
async fn the_pages_camera_talks_json_and_only_this_page_has_one() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let mut host = portal.demo_browser("educator").await;
    let path = format!("/workshops/{id}/check-in");
    let page = host.get(&path).await;
    assert!(
        page.headers["permissions-policy"]
            .to_str()
            .expect("text")
            .starts_with("camera=(self), microphone=()")
    );
    assert!(page.body.contains("data-component=\"CheckIn"), "{}", page.body);
    let elsewhere = host.get(&format!("/workshops/{id}/team")).await;
    assert!(elsewhere.headers["permissions-policy"].to_str().expect("text").starts_with("camera=()"));
    let code = attendance::address(&portal.service, &kofi);
    let (status, answer) = scan(&mut host, id, &[("code", &code), ("waited_ms", "600000")]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["verdict"], "in");
    assert_eq!(answer["counted"], "1 of 1 is in");
    let mut tx = portal.service.db().read().await.expect("a connection");
    let row = registration::by_id(&mut tx, kofi.id).await.expect("a query").expect("the registration");
    assert_eq!(*row.checked_in_at, Some(NOON.plus(-10 * MINUTE)), "the scan was made ten minutes ago");
    drop(tx);
    let (_, answer) = scan(&mut host, id, &[("code", &code)]).await;
    assert_eq!(answer["verdict"], "already");
    assert!(answer["sentence"].as_str().is_some_and(|said| said.contains("was already in since")));
    let counts = ask(&mut host, &path, "application/json").await;
    assert_eq!(counts.body, r#"{"counted":"1 of 1 is in"}"#);
    assert_eq!(counts.headers["cache-control"], "no-store");
    let (status, _) = scan(&mut host, id, &[("code", &"x".repeat(40_000))]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = host
        .request(Method::POST, &path)
        .header("sec-fetch-site", "cross-site")
        .header(header::ACCEPT, "application/json")
        .body(Body::from("code=x"));
    assert_eq!(host.send(foreign.expect("a request")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_list_checks_in_takes_back_and_lets_walk_ins_in() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let mut host = portal.demo_browser("educator").await;
    let path = format!("/workshops/{id}/check-in");
    let who = kofi.id.to_string();
    let found = host.get(&format!("{path}?q=kof")).await;
    assert!(found.says("Check Kofi Mensah in"));
    assert!(host.get(&format!("{path}?q=nobody")).await.says("Nobody with a seat is called “nobody”."));
    let posted = host.post(&path, &[("act", "in"), ("registration", &who)]).await;
    assert_eq!(posted.location(), format!("{path}#row-{who}"));
    let page = host.get(&path).await;
    assert!(
        page.says("Kofi Mensah is in.") && page.says("1 of 1 is in") && page.body.contains("value=\"undo\"")
    );
    host.post(&path, &[("act", "undo"), ("registration", &who)]).await;
    assert!(host.get(&path).await.says("0 of 1 are in"));
    let bad = host.post(&path, &[("act", "walk-in"), ("name", ""), ("email", "nonsense")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("value=\"nonsense\""), "what was typed is still there");
    let walked =
        host.post(&path, &[("act", "walk-in"), ("name", "Wanda Walker"), ("email", "wanda@x.org")]).await;
    assert_eq!(walked.status, StatusCode::SEE_OTHER, "{}", walked.body);
    let page = host.get(&path).await;
    assert!(page.says("Wanda Walker") && page.says("Walk-in") && page.says("1 of 2 is in"), "{}", page.body);
}
