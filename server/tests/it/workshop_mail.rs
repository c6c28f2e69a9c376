//! Unsubscribing, calendars and messages over HTTP, and what happens to links and forms that are wrong.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convene_domain::time::MINUTE;
use convene_service::mail::optout::{self, Topic};
use convene_store::Db;
use convene_store::account::person;
use convene_store::workshop::feed;
use convene_store::workshop::listing::Filter;

use crate::harness::{Browser, NOON, Page, Portal};

/// The path where the demo's member unsubscribes from messages of teams.
async fn unsubscribe_path(portal: &Portal) -> String {
    let mut tx = portal.service.db().read().await.expect("reads");
    let people = person::all(&mut tx).await.expect("people");
    let member = people.iter().find(|person| person.role.as_str() == "member").expect("a member");
    let url = optout::url(&portal.service, member.id, Topic::WorkshopMessages);
    url.trim_start_matches("http://localhost:3000").to_owned()
}

/// Posts as a mail program does: from nowhere, without a cookie.
async fn one_click(browser: &mut Browser<'_>, path: &str, body: &str) -> Page {
    let request = browser
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ORIGIN, "https://mail.example.com")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(body.to_owned()));
    browser.send(request.expect("a request")).await
}

async fn asks(browser: &mut Browser<'_>, path: &str, tag: &str) -> Page {
    let request = browser.request(Method::GET, path).header(header::IF_NONE_MATCH, tag).body(Body::empty());
    browser.send(request.expect("a request")).await
}

fn head(page: &Page, name: &str) -> String {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
}

/// The id of a listed workshop.
async fn listed(portal: &Portal) -> String {
    let mut tx = portal.service.db().read().await.expect("reads");
    let found = feed::public(&mut tx, &Filter::default(), NOON, 50).await.expect("reads");
    let published = found.iter().find(|entry| entry.workshop.cancelled_at.is_none()).expect("a workshop");
    published.workshop.id.to_string()
}

#[tokio::test]
async fn mail_programs_unsubscribe_without_cookie_page_or_redirect() {
    let portal = Portal::demo().await;
    let (mut reader, mut program) = (portal.browser(), portal.browser());
    let path = unsubscribe_path(&portal).await;
    let page = reader.get(&path).await;
    assert!(
        page.status == StatusCode::OK && page.says("messages from the teams of workshops"),
        "{}",
        page.body
    );
    assert!(reader.get(&path).await.says("Should no more"), "looking changes nothing");
    let answer = one_click(&mut program, &path, "List-Unsubscribe=One-Click").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "You are unsubscribed."));
    assert!(reader.get(&path).await.says("You are unsubscribed"));
    let back = reader.post(&path, &[("act", "on")]).await;
    assert_eq!((back.status, back.location()), (StatusCode::SEE_OTHER, path.as_str()));
    assert!(reader.get(&path).await.says("Should no more"));
    reader.post(&path, &[("act", "off")]).await;
    assert!(reader.get(&path).await.says("Send them again"));
}

#[tokio::test]
async fn an_unsubscribe_link_that_was_not_made_here_leads_nowhere() {
    let portal = Portal::demo().await;
    let mut program = portal.browser();
    let path = unsubscribe_path(&portal).await;
    for forged in [format!("{path}0"), path.replace("workshop_messages", "surveys"), "/unsubscribe/x".into()]
    {
        let answer = one_click(&mut program, &forged, "List-Unsubscribe=One-Click").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{forged}");
        assert_eq!(program.get(&forged).await.status, StatusCode::NOT_FOUND, "{forged}");
    }
    let long = format!("List-Unsubscribe=One-Click&x={}", "x".repeat(5_000));
    assert_eq!(one_click(&mut program, &path, &long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let elsewhere = one_click(&mut program, "/me/calendar", "act=make").await;
    assert_eq!(elsewhere.status, StatusCode::FORBIDDEN, "nothing else is exempt");
}

#[tokio::test]
async fn the_public_feed_is_a_calendar_that_need_not_be_sent_twice() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    let page = browser.get("/workshops/calendar.ics").await;
    assert_eq!(
        (page.status, head(&page, "content-type")),
        (StatusCode::OK, "text/calendar; charset=utf-8".into())
    );
    assert!(
        page.body.starts_with("BEGIN:VCALENDAR\r\n") && page.body.contains("BEGIN:VEVENT"),
        "{}",
        page.body
    );
    let tag = head(&page, "etag");
    let same = asks(&mut browser, "/workshops/calendar.ics", &tag).await;
    assert_eq!((same.status, same.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(asks(&mut browser, "/workshops/calendar.ics", "\"other\"").await.status, StatusCode::OK);
    let none = browser.get("/workshops/calendar.ics?topic=no-such-topic").await;
    assert!(none.status == StatusCode::OK && !none.body.contains("BEGIN:VEVENT"));
    let event = browser.get(&format!("/workshops/{}/event.ics", listed(&portal).await)).await;
    assert_eq!(event.body.matches("BEGIN:VEVENT").count(), 1);
    for nowhere in ["/workshops/x/event.ics", "/seat/x/event.ics", "/calendar/x.ics", "/calendar/x"] {
        assert_eq!(browser.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn ones_own_feed_is_made_on_a_page_and_its_old_address_can_be_ended() {
    let portal = Portal::demo().await;
    let mut member = portal.demo_browser("member").await;
    assert!(member.get("/me/calendar").await.says("Make my address"));
    assert_eq!(member.post("/me/calendar", &[("act", "make")]).await.status, StatusCode::SEE_OTHER);
    let address = |page: &Page| {
        let (_, rest) = page.body.split_once("http://localhost:3000/calendar/").expect("the address");
        format!("/calendar/{}", rest.split('"').next().expect("its end"))
    };
    let first = address(&member.get("/me/calendar").await);
    let mut program = portal.browser();
    assert!(program.get(&first).await.body.starts_with("BEGIN:VCALENDAR"));
    member.post("/me/calendar", &[("act", "renew")]).await;
    let second = address(&member.get("/me/calendar").await);
    assert_ne!(first, second);
    assert_eq!(program.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(program.get(&second).await.status, StatusCode::OK);
    assert_eq!(portal.browser().get("/me/calendar").await.status, StatusCode::SEE_OTHER, "sign in first");
}

#[tokio::test]
async fn a_message_that_cannot_be_sent_comes_back_with_what_was_typed() {
    let portal = Portal::demo().await;
    let path = format!("/workshops/{}/messages", listed(&portal).await);
    let mut lead = portal.demo_browser("lead").await;
    let page = lead.get(&path).await;
    assert!(page.status == StatusCode::OK && page.says("Who has a seat"), "{}", page.body);
    let body = "<script>alert(1)</script>".repeat(300);
    let long = lead.post(&path, &[("act", "send"), ("audience", "friends"), ("body", &body)]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.says("Open this page again, then send the message."));
    let token = "01900000-0000-7000-8000-000000000000";
    let fields = [("act", "send"), ("message", token), ("audience", "friends"), ("body", body.as_str())];
    let long = lead.post(&path, &fields).await;
    for sentence in [
        "Choose who gets the message.",
        "Say in a few words what it is about.",
        "Keep the message to 5000 characters; it has 7500.",
    ] {
        assert!(long.says(sentence), "{sentence}");
    }
    assert!(!long.body.contains("<script>alert(1)"), "what was typed comes back as text");
    let mut member = portal.demo_browser("member").await;
    assert_eq!(member.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn admins_look_at_mail_by_what_became_of_it() {
    let portal = Portal::demo().await;
    let mut admin = portal.demo_browser("admin").await;
    portal.browser().post("/sign-in", &[("act", "mail"), ("email", "kim@example.org")]).await;
    assert!(admin.get("/mail?state=waiting").await.says("kim@example.org"));
    convene_service::mail::deliver_due(&portal.service).await.expect("works");
    assert!(!admin.get("/mail?state=waiting").await.says("kim@example.org"));
    assert!(admin.get("/mail?state=kept").await.says("kim@example.org"));
    assert!(admin.get("/mail?state=dead").await.says("Everything was delivered."));
    assert!(admin.get("/mail?state=nonsense").await.says("kim@example.org"), "all of them");
    let mut member = portal.demo_browser("member").await;
    assert_eq!(member.get("/mail?state=kept").await.status, StatusCode::FORBIDDEN);
    assert_eq!(member.post("/mail", &[("act", "retry_dead")]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn one_workshop_that_cannot_be_read_takes_no_list_down() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    let broken = listed(&portal).await;
    let Db::Sqlite { writer, .. } = portal.service.db() else { panic!("it is SQLite") };
    let events = async |browser: &mut Browser<'_>| {
        let page = browser.get("/workshops/calendar.ics").await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        page.body.matches("BEGIN:VEVENT").count()
    };
    let before = events(&mut browser).await;
    for damage in ["details = 'no JSON'", "level = 'impossible'"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE workshop SET {damage} WHERE id = '{broken}'")))
            .execute(writer)
            .await
            .expect("damaged");
        portal.clock.advance(MINUTE);
        assert_eq!(events(&mut browser).await, before - 1, "all but one");
        for path in ["/workshops?view=month", "/workshops", "/workshops?when=past", "/"] {
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.body.contains(&broken), "{path} leads to it");
        }
    }
}
