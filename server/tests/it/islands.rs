//! Pages without anything that moves load no WebAssembly.

use axum::http::StatusCode;

use crate::harness::Portal;
use crate::quiz::LOBBY;

/// What of a page would load a bundle.
fn loads(body: &str) -> Option<&'static str> {
    [".wasm", "hydrate()", "<leptos-island", "modulepreload"].into_iter().find(|mark| body.contains(mark))
}

#[tokio::test]
async fn pages_without_islands_load_no_wasm() {
    let portal = Portal::demo().await;
    let everybody = ["/", "/workshops", "/quiz", "/preferences"];
    let signed_in = ["/me", "/me/profile", "/me/sessions", "/me/games", "/me/calendar"];
    let mut seen = 0;
    for (role, more) in [
        (None, &["/sign-in"] as &[_]),
        (Some("member"), &signed_in),
        (Some("educator"), &["/quizzes", "/quizzes/new", "/quizzes/import", "/workshops/mine"]),
        (Some("admin"), &["/people", "/mail"]),
    ] {
        let mut browser = match role {
            Some(role) => portal.demo_browser(role).await,
            None => portal.browser(),
        };
        for path in everybody.iter().chain(more) {
            let page = browser.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path} for {role:?}");
            assert_eq!(loads(&page.body), None, "{path} for {role:?}");
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn a_page_with_an_island_loads_the_bundle_of_its_audience_alone() {
    let portal = Portal::demo().await;
    for (role, path, own, other) in [
        ("educator", format!("/quiz/{LOBBY}/host"), "/assets/desk_bg.wasm", "play_bg"),
        ("educator", "/workshops/new".to_owned(), "/assets/desk_bg.wasm", "play_bg"),
        ("member", format!("/quiz/{LOBBY}/play"), "/assets/play_bg.wasm", "desk_bg"),
    ] {
        let page = portal.demo_browser(role).await.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(loads(&page.body).is_some() && page.body.contains(own), "{path}: {}", page.body);
        assert!(!page.body.contains(other), "{path}");
    }
}
