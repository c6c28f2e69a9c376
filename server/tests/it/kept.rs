//! Forms that come in after the session has ended, and forms that are too long.

use axum::http::StatusCode;
use convene_domain::time::MINUTE;

use crate::harness::{Browser, Page, Portal};

const PROFILE: [(&str, &str); 4] =
    [("act", "profile"), ("name", "Ada of the Vaults"), ("extra_time", "150"), ("zone", "Asia/Tokyo")];

/// Somebody signs in here, and their session is ended from elsewhere.
async fn left_behind<'a>(portal: &'a Portal, email: &str) -> Browser<'a> {
    let (mut here, mut elsewhere) = (portal.browser(), portal.browser());
    here.sign_in(email).await;
    portal.clock.advance(MINUTE);
    elsewhere.sign_in(email).await;
    elsewhere.post("/me/sessions", &[("act", "elsewhere")]).await;
    portal.clock.advance(MINUTE);
    here
}

/// Where the way through the sign-in leads in the end.
fn next_of(sent: &Page) -> String {
    let query = sent.location().strip_prefix("/sign-in?").expect("to the sign-in");
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "next").expect("next").1.into_owned()
}

/// Signs in and goes where the sign-in leads.
async fn comes_back(browser: &mut Browser<'_>, email: &str, next: &str) -> Page {
    browser.post("/sign-in", &[("act", "mail"), ("email", email), ("next", next)]).await;
    let code = browser.code(email).await;
    let back = browser.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(back.location(), next);
    browser.get(next).await
}

#[tokio::test]
async fn a_form_sent_after_the_session_ended_waits_for_its_sender() {
    let portal = Portal::new().await;
    let mut ada = left_behind(&portal, "ada@example.org").await;
    let sent = ada.post("/me/profile", &PROFILE).await;
    let asked = ada.get(sent.location()).await;
    assert!(asked.says("the form is there again, with everything you typed"), "{}", asked.body);
    let next = next_of(&sent);
    let mut stranger = portal.browser();
    stranger.sign_in("eve@example.org").await;
    assert!(!stranger.get(&next).await.says("Ada of the Vaults"), "nobody else sees the form");
    assert!(comes_back(&mut ada, "ada@example.org", &next).await.says("Ada of the Vaults"));
    assert!(ada.get(&next).await.says("Ada of the Vaults"), "reading does not use it up");
}

#[tokio::test]
async fn a_form_is_not_shown_to_the_next_person_in_the_same_browser() {
    let portal = Portal::new().await;
    let mut shared = left_behind(&portal, "ada@example.org").await;
    let next = next_of(&shared.post("/me/profile", &PROFILE).await);
    let page = comes_back(&mut shared, "eve@example.org", &next).await;
    assert!(!page.says("Ada of the Vaults") && page.says("eve@example.org"), "{}", page.body);
    shared.post("/sign-out", &[]).await;
    portal.clock.advance(MINUTE);
    let page = comes_back(&mut shared, "ada@example.org", &next).await;
    assert!(page.says("Ada of the Vaults"), "its sender finds it, though somebody else was here meanwhile");
}

#[tokio::test]
async fn nothing_is_kept_for_nobody() {
    let portal = Portal::new().await;
    let mut anonymous = portal.browser();
    let sent = anonymous.post("/me/profile", &PROFILE).await;
    assert_eq!(sent.location(), "/sign-in?next=%2Fme%2Fprofile&why=unkept");
    assert!(anonymous.get(sent.location()).await.says("What you sent could not be kept here."));
    let mut ada = left_behind(&portal, "ada@example.org").await;
    let long = "x".repeat(300 * 1024);
    let sent = ada.post("/me/profile", &[("act", "profile"), ("name", &long)]).await;
    assert_eq!(next_of(&sent), "/me/profile", "longer than anybody types");
    for _ in 0..20 {
        assert!(next_of(&ada.post("/me/profile", &PROFILE).await).contains("?kept="));
    }
    assert_eq!(next_of(&ada.post("/me/profile", &PROFILE).await), "/me/profile", "enough of one person");
}

#[tokio::test]
async fn the_texts_beside_a_file_are_as_long_as_a_form_may_be() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let (quarter, nothing) = ("x".repeat(256 * 1024), "");
    let file = ("file", "questions.gift", &b"Is it? {T}"[..]);
    let long = [("title", quarter.as_str()), ("summary", quarter.as_str())];
    let many = vec![("y", nothing); 200_000];
    for fields in [&long[..], &many[..]] {
        let refused = educator.upload("/quizzes/import", fields, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("This form is larger than 500 kB."), "{} fields", fields.len());
    }
    let taken = educator.upload("/quizzes/import", &[("title", "Short")], file).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.body);
}
