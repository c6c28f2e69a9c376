//! The profile page asks who it is before an account is handed over, and a change of address is undone by a link.

use axum::http::StatusCode;
use convene_domain::time::{MINUTE, SECOND};

use crate::harness::{Browser, Portal};

const ADA: &str = "ada@example.org";
const NEW: &str = "new@example.org";
const RIGHT: &str = "seven odd vaults";
const ASKS_FOR_PASSWORD: &str = "Enter your password to confirm it's you.";

async fn signed_in(portal: &Portal) -> Browser<'_> {
    let mut browser = portal.browser();
    browser.sign_in(ADA).await;
    portal.clock.advance(SECOND);
    browser
}

/// The path of the link in the letter that says that the address has changed.
async fn undo_path(portal: &Portal, email: &str) -> String {
    let (_, text) = portal.newest_mail(email).await.expect("a letter");
    let at = text.find("/address/undo/").expect("a link");
    text[at..].split_whitespace().next().expect("a link").to_owned()
}

#[tokio::test]
async fn the_password_is_asked_for_where_the_session_is_older_and_never_travels_back() {
    let portal = Portal::new().await;
    let mut ada = signed_in(&portal).await;
    let set = [("act", "password"), ("new_password", RIGHT)];
    assert_eq!(ada.post("/me/profile", &set).await.status, StatusCode::SEE_OTHER);
    assert!(!ada.get("/me/profile").await.says(ASKS_FOR_PASSWORD), "just signed in");
    portal.clock.advance(11 * MINUTE);
    assert!(ada.get("/me/profile").await.says(ASKS_FOR_PASSWORD));
    let wrong = [("act", "email"), ("email", NEW), ("proof_password", "eight odd vaults")];
    let page = ada.post("/me/profile", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This is not your password.") && page.says(NEW), "{}", page.body);
    assert!(!page.body.contains("eight odd vaults"));
    assert!(page.body.contains("href=\"#field-address-proof-password\""), "the error leads to its field");
    assert!(page.body.contains("id=\"field-address-proof-password\""));
    let right = [("act", "email"), ("email", NEW), ("proof_password", RIGHT)];
    assert_eq!(ada.post("/me/profile", &right).await.location(), "/me/profile#address");
    let page = ada.get("/me/profile").await;
    assert!(page.says(&format!("Code sent to {NEW}")) && !page.says(ASKS_FOR_PASSWORD), "{}", page.body);
}

#[tokio::test]
async fn who_has_no_password_gets_a_code_first_and_everything_typed_stays() {
    let portal = Portal::new().await;
    let mut ada = signed_in(&portal).await;
    portal.clock.advance(11 * MINUTE);
    let page = ada.get("/me/profile").await;
    assert!(page.says("we'll first email a code to"), "{}", page.body);
    assert!(!page.body.contains("name=\"new_password\""), "a password would not come back with the code");
    let page = ada.post("/me/profile", &[("act", "email"), ("email", NEW)]).await;
    assert_eq!(page.status, StatusCode::OK, "nothing is wrong yet");
    assert!(page.says(NEW) && page.says(&format!("Code sent to {ADA}")), "{}", page.body);
    let field =
        page.body.split("<input").find(|field| field.contains("name=\"proof_code\"")).expect("a field");
    assert!(
        field.split('>').next().is_some_and(|field| field.contains("autofocus")),
        "it is what to do next: {field}"
    );
    let code = ada.code(ADA).await;
    let proven = [("act", "email"), ("email", NEW), ("proof_code", &code)];
    assert_eq!(ada.post("/me/profile", &proven).await.location(), "/me/profile#address");
    portal.clock.advance(11 * MINUTE);
    let page = ada.post("/me/profile", &[("act", "password")]).await;
    assert!(page.body.contains("name=\"new_password\"") && page.says(&format!("Code sent to {ADA}")));
    let code = ada.code(ADA).await;
    let set = [("act", "password"), ("proof_code", &code), ("new_password", RIGHT)];
    assert_eq!(ada.post("/me/profile", &set).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_letter_about_a_changed_address_gives_it_back_by_its_button_alone() {
    let portal = Portal::new().await;
    let (mut ada, mut scanner) = (signed_in(&portal).await, portal.browser());
    ada.post("/me/profile", &[("act", "email"), ("email", NEW)]).await;
    let code = ada.code(NEW).await;
    ada.post("/me/profile", &[("act", "email-code"), ("code", &code)]).await;
    assert!(ada.get("/me/profile").await.says(&format!("You sign in as {NEW}.")));
    let path = undo_path(&portal, ADA).await;
    assert!(scanner.get(&path).await.says("Undo the change of address?"));
    assert!(ada.get("/me/profile").await.says(&format!("You sign in as {NEW}.")), "looking changes nothing");
    let mut owner = portal.browser();
    let done = owner.post(&path, &[]).await;
    assert_eq!(done.location(), "/sign-in");
    assert!(owner.get("/sign-in").await.says(&format!("Your address is {ADA} again.")));
    assert_eq!(ada.get("/me").await.status, StatusCode::SEE_OTHER, "everybody is signed out");
    assert!(owner.get(&path).await.says("This link is no longer valid"));
    let again = owner.post(&path, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("This link is no longer valid"));
    portal.clock.advance(SECOND);
    owner.sign_in(ADA).await;
    assert!(owner.get("/me/profile").await.says(&format!("You sign in as {ADA}.")));
}
