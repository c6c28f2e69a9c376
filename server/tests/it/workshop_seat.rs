//! Signing up over HTTP: the form that keeps what was typed, the page that tells nobody anything, personal links.

use axum::http::StatusCode;
use convene_domain::account::{Email, Role};
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{Level, Promotion, Visibility};
use convene_service::demo;
use convene_service::workshop::link;
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};

use crate::harness::{NOON, Page, Portal};

const ASKS: &str = r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},"questions":[
    {"id":1,"kind":"Text","label":"What do you trade?","required":false,"choices":[]},
    {"id":2,"kind":"Consent","label":"House rules","required":true,"choices":[]}]}"#;

/// A workshop of the demo's educator with this many seats, in nine days.
async fn planned(portal: &Portal, seats: i64, visibility: Visibility) -> WorkshopId {
    let service = &portal.service;
    let educator = demo::person(service, Role::Educator).await.expect("read").expect("the educator");
    let id = WorkshopId::new(NOON, service.chance().bytes());
    let content = workshop::Content {
        title: "Seats and lines",
        summary: "What moves them.",
        details: ASKS,
        language: "en",
        level: Level::Everybody,
        topics: "|",
        picture_id: None,
        starts_at: NOON.plus(9 * DAY),
        ends_at: NOON.plus(9 * DAY + HOUR),
        zone: "Europe/Berlin",
        opens_at: None,
        closes_at: None,
        capacity: Some(seats),
        approval: false,
        promotion: Promotion::AtOnce,
        offer_ms: 12 * HOUR,
        reminders: "[]",
        visibility,
    };
    let new = workshop::New {
        id,
        series_id: None,
        position: 1,
        owner_id: educator.id,
        link_key: "5ec7e7",
        content,
        now: NOON,
    };
    let mut tx = service.db().begin().await.expect("a transaction");
    workshop::insert(&mut tx, &new).await.expect("a workshop");
    assert!(workshop::publish(&mut tx, id, NOON).await.expect("published"));
    tx.commit().await.expect("a commit");
    id
}

/// Somebody not signed in sends the form.
async fn registers(portal: &Portal, id: WorkshopId, name: &str, more: &[(&str, &str)]) -> Page {
    let email = format!("{}@example.org", name.to_lowercase());
    let mut fields = vec![("act", "register"), ("name", name), ("email", email.as_str()), ("q2", "on")];
    fields.extend(more);
    portal.browser().post(&format!("/workshops/{id}"), &fields).await
}

/// The address of the personal page of whoever registered under this name.
pub async fn seat_of(portal: &Portal, id: WorkshopId, name: &str) -> String {
    let email = Email::parse(&format!("{name}@example.org")).expect("an address");
    let mut tx = portal.service.db().read().await.expect("a connection");
    let person = person::by_email(&mut tx, &email).await.expect("read").expect("somebody");
    let found = registration::of_person(&mut tx, id, person.id).await.expect("read").expect("registered");
    format!("/seat/{}", link::personal(&portal.service, &found))
}

#[tokio::test]
async fn a_guest_registers_and_changes_everything_by_the_link() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    let mut browser = portal.browser();
    assert!(browser.get(&format!("/workshops/{id}")).await.says("5 of 5 seats left"));
    let sent = registers(&portal, id, "Gus", &[]).await;
    assert_eq!(sent.location(), format!("/workshops/{id}/registered"), "{}", sent.body);
    let told = browser.get(sent.location()).await;
    assert!(told.says("Check your email") && told.says("Seats and lines"));
    assert!(told.says("Register again with the right one."));
    let typed = [("act", "register"), ("name", "Lea"), ("email", "lea@example.org"), ("q2", "on")];
    let sent = browser.post(&format!("/workshops/{id}"), &typed).await;
    let told = browser.get(sent.location()).await;
    assert!(
        told.says("We have written to lea@example.org."),
        "who typed it reads the address: {}",
        told.body
    );

    let seat = seat_of(&portal, id, "gus").await;
    let page = browser.get(&seat).await;
    assert!(page.says("You have a seat") && page.says("This was not me"), "{}", page.body);
    assert!(page.body.contains("id=\"not-me\""), "mails lead there");
    let fields = [("act", "answers"), ("name", "Gustav"), ("q1", "<script>alert(1)</script>"), ("q2", "on")];
    assert_eq!(browser.post(&seat, &fields).await.status, StatusCode::SEE_OTHER);
    let page = browser.get(&seat).await;
    assert!(
        page.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.body.contains("<script>alert")
    );
    let bad = browser.post(&seat, &[("act", "answers"), ("name", ""), ("q1", "kept")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.says("Tick this box to register.") && bad.says("kept"));

    let left = browser.post(&seat, &[("act", "cancel")]).await;
    assert_eq!((left.status, left.location()), (StatusCode::SEE_OTHER, format!("{seat}?left=seat").as_str()));
    let page = browser.get(left.location()).await;
    assert!(page.says("You gave up your seat") && page.says("Undo"), "it can be undone while seats are left");
    assert!(browser.get(&seat).await.says("You are not registered any more"), "whenever one comes back");
    assert_eq!(browser.post(&seat, &[("act", "again")]).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&seat).await.says("You have a seat"));
    assert_eq!(browser.post(&seat, &[("act", "dance")]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_says_that_it_was_not_them_reads_nothing_that_was_typed() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    registers(&portal, id, "Gus", &[]).await;
    let seat = seat_of(&portal, id, "gus").await;
    let mut browser = portal.browser();
    assert_eq!(browser.post(&seat, &[("act", "not-me")]).await.location(), seat);
    let page = browser.get(&seat).await;
    assert!(
        page.says("You are off the list") && page.says("We will not write to this address about it again")
    );
    assert!(!page.says("Gus") && !page.says("Register again"), "{}", page.body);
    let again = browser.post(&seat, &[("act", "again")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut educator = portal.demo_browser("educator").await;
    let team = educator.get(&format!("/workshops/{id}/team?show=ended")).await;
    assert!(team.says("gus@example.org") && !team.says(">Gus<"), "{}", team.body);
    registers(&portal, id, "Gus", &[]).await;
    assert!(browser.get(&seat).await.says("You have a seat"), "their own word counts");
}

#[tokio::test]
async fn looking_at_a_link_changes_nothing() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    registers(&portal, id, "Gus", &[]).await;
    let seat = seat_of(&portal, id, "gus").await;
    for query in ["?act=cancel", "?act=not-me", ""] {
        assert!(portal.browser().get(&format!("{seat}{query}")).await.says("You have a seat"));
    }
}

#[tokio::test]
async fn the_last_seat_goes_while_the_form_is_open_and_nothing_typed_is_lost() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 1, Visibility::Listed).await;
    assert!(portal.browser().get(&format!("/workshops/{id}")).await.says("One seat, and it is free"));
    registers(&portal, id, "Gus", &[]).await;
    let late = registers(&portal, id, "Lola", &[("q1", "Perps & <b>basis</b>")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.says("That was the last seat. Everything you typed is still here"), "{}", late.body);
    assert!(
        late.says("Join the waiting list") && late.says("value=\"Lola\"") && late.says("lola@example.org")
    );
    assert!(late.body.contains("Perps &amp; &lt;b&gt;basis&lt;/b&gt;") && late.body.contains("checked"));
    let waits = registers(&portal, id, "Lola", &[("waiting_ok", "yes")]).await;
    assert_eq!(waits.status, StatusCode::SEE_OTHER);
    let page = portal.browser().get(&seat_of(&portal, id, "lola").await).await;
    assert!(page.says("You are next in line"), "{}", page.body);
}

#[tokio::test]
async fn nobody_learns_from_the_form_who_is_registered() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    let first = registers(&portal, id, "Gus", &[]).await;
    let second = registers(&portal, id, "Gus", &[]).await;
    let other = registers(&portal, id, "Lola", &[]).await;
    for page in [&second, &other] {
        assert_eq!((page.status, page.location(), &page.body), (first.status, first.location(), &first.body));
    }
    let service = &portal.service;
    let mut tx = service.db().read().await.expect("a connection");
    assert_eq!(registration::active_of(&mut tx, id).await.expect("read").len(), 2);
}

#[tokio::test]
async fn one_click_is_enough_for_whoever_is_signed_in() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    let mut member = portal.demo_browser("member").await;
    let page = member.get(&format!("/workshops/{id}")).await;
    assert!(!page.body.contains("name=\"email\""), "the address is known");
    let sent = member.post(&format!("/workshops/{id}"), &[("act", "register"), ("q2", "on")]).await;
    assert_eq!(sent.location(), format!("/workshops/{id}#register"), "{}", sent.body);
    let page = member.get(&format!("/workshops/{id}")).await;
    assert!(page.says("You have a seat") && page.says("Add to calendar"));
}

#[tokio::test]
async fn each_refused_field_is_named_and_kept() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    let long = "x".repeat(5_000);
    let fields =
        [("act", "register"), ("name", long.as_str()), ("email", "not an address"), ("q1", long.as_str())];
    let page = portal.browser().post(&format!("/workshops/{id}"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Keep the name to 80 characters.",
        "This does not look like an e-mail address.",
        "Keep this answer to 1,000 characters.",
        "Tick this box to register.",
    ] {
        assert!(page.says(sentence), "{sentence}");
    }
    assert!(page.says("not an address") && page.body.contains(&long));
}

#[tokio::test]
async fn links_that_are_forged_cut_off_or_replaced_say_so() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    registers(&portal, id, "Gus", &[]).await;
    let seat = seat_of(&portal, id, "gus").await;
    let cut = &seat[..seat.len() - 4];
    for bad in ["/seat/x", "/seat/%00", cut, &format!("{cut}0000")] {
        let page = portal.browser().get(bad).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{bad}");
        assert!(page.says("This link opens nothing"), "{bad}");
        assert_eq!(
            portal.browser().post(bad, &[("act", "cancel")]).await.status,
            StatusCode::NOT_FOUND,
            "{bad}"
        );
    }
    let registered =
        seat.trim_start_matches("/seat/").split('.').next().expect("an id").parse().expect("an id");
    let mut tx = portal.service.db().begin().await.expect("a transaction");
    registration::renew_link(&mut tx, registered).await.expect("renewed");
    tx.commit().await.expect("a commit");
    let page = portal.browser().get(&seat).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("This link has been replaced"));
}

#[tokio::test]
async fn a_workshop_by_link_takes_sign_ups_by_its_link_alone() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Unlisted).await;
    assert_eq!(registers(&portal, id, "Gus", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        portal.browser().get(&format!("/workshops/{id}/registered")).await.status,
        StatusCode::NOT_FOUND
    );
    let fields = [("act", "register"), ("name", "Gus"), ("email", "gus@example.org"), ("q2", "on")];
    let sent = portal.browser().post(&format!("/workshops/{id}?key=5ec7e7"), &fields).await;
    assert_eq!(sent.location(), format!("/workshops/{id}/registered?key=5ec7e7"), "{}", sent.body);
    assert!(portal.browser().get(sent.location()).await.says("Check your email"));
    let page = portal.browser().get(&seat_of(&portal, id, "gus").await).await;
    assert!(page.says(&format!("/workshops/{id}?key=5ec7e7")), "who has a seat finds the page");
}

#[tokio::test]
async fn a_seat_changes_hands() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 1, Visibility::Listed).await;
    registers(&portal, id, "Gus", &[]).await;
    let seat = seat_of(&portal, id, "gus").await;
    let bad = [("act", "hand-on"), ("friend_name", "Lola"), ("friend_email", "lola at example")];
    let page = portal.browser().post(&seat, &bad).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("value=\"lola at example\"") && page.body.contains("<details id=\"hand-on\" open"));
    let good = [("act", "hand-on"), ("friend_name", "Lola"), ("friend_email", "lola@example.org")];
    let given = portal.browser().post(&seat, &good).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER);
    let page = portal.browser().get(&seat_of(&portal, id, "lola").await).await;
    assert!(page.says("You have a seat") && page.says("The team asks you something"), "{}", page.body);
    assert!(portal.browser().get(given.location()).await.says("Your seat is handed on"));
}

#[tokio::test]
async fn what_is_not_open_shows_no_form() {
    let portal = Portal::demo().await;
    let id = planned(&portal, 5, Visibility::Listed).await;
    portal.clock.advance(9 * DAY);
    let page = portal.browser().get(&format!("/workshops/{id}")).await;
    assert!(page.says("It has begun") && !page.body.contains("name=\"email\""));
    let late = registers(&portal, id, "Gus", &[]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.says("This workshop has begun, so nobody can register any more."));
    portal.clock.advance(HOUR);
    assert!(portal.browser().get(&format!("/workshops/{id}")).await.says("It is over"));
}
