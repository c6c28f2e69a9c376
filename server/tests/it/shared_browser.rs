//! One browser, several people: what stays with whom.

use convene_domain::time::MINUTE;

use crate::harness::Portal;
use crate::stage::{join, open_game};

#[tokio::test]
async fn what_was_played_before_signing_in_is_mine_and_nobodys_who_comes_after_me() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[]).await;
    let seat = format!("/quiz/{pin}/play");
    let mut shared = portal.browser();
    join(&mut shared, &pin, "Grace").await;
    shared.sign_in("ada@example.org").await;
    assert!(shared.get("/me").await.says("Vault questions"), "played first, signed in later: hers");
    let before = shared.cookies["convene_browser"].clone();
    shared.post("/sign-out", &[]).await;
    assert_ne!(shared.cookies["convene_browser"], before);
    assert!(
        shared.get("/").await.says("You are signed out."),
        "the word about it is for the browser as it is now"
    );
    assert!(!shared.get("/").await.says(&seat), "the seat left with her");
    portal.clock.advance(MINUTE);
    shared.sign_in("eve@example.org").await;
    assert!(!shared.get("/me").await.says("Vault questions"), "never Eve's");
}

#[tokio::test]
async fn who_signs_in_over_somebody_else_starts_anew() {
    let portal = Portal::new().await;
    let mut shared = portal.browser();
    shared.sign_in("ada@example.org").await;
    let adas = shared.cookies["convene_browser"].clone();
    portal.clock.advance(MINUTE);
    shared.sign_in("ada@example.org").await;
    assert_eq!(shared.cookies["convene_browser"], adas, "the same person again");
    shared.sign_in("eve@example.org").await;
    assert_ne!(shared.cookies["convene_browser"], adas);
    assert!(shared.get("/me").await.says("Welcome. This is your account now."), "and is told so there");
}

#[tokio::test]
async fn a_word_with_an_undo_is_shown_only_as_this_server_wrote_it_for_this_browser() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.sign_in("ada@example.org").await;
    let word = ada.cookies["convene_toast"].clone();
    let mut other = portal.browser();
    other.sign_in("eve@example.org").await;
    let forged = form_urlencoded::byte_serialize(
        br#"{"text":"Saved.","undo":{"action":"/sign-out","fields":[["act","x"]]}}"#,
    );
    let forged: String = forged.collect::<String>().replace('+', "%20");
    let borrowed = format!("{}.{forged}", word.split('.').next().expect("a seal"));
    for planted in [forged, borrowed, word.clone()] {
        other.cookies.insert("convene_toast".to_owned(), planted);
        let page = other.get("/").await;
        assert!(!page.body.contains("data-toast=") && !page.says("Saved."), "{}", page.body);
    }
    ada.cookies.insert("convene_toast".to_owned(), word);
    assert!(ada.get("/").await.body.contains("data-toast="), "where it belongs it is shown");
}
