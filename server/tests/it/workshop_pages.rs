//! Finding workshops over HTTP: hostile addresses, hostile texts, what others may frame and keep.

use axum::http::StatusCode;

use crate::harness::{Browser, Page, Portal};
use crate::quiz::between;

const HOSTILE: &str = "</script><script>alert(1)</script><!--";

/// A published workshop of the demo's educator, with some fields of its form changed; its path.
pub async fn published(host: &mut Browser<'_>, changes: &[(&str, &str)]) -> String {
    let usual = [
        ("title", "Basis trades"),
        ("summary", "Spot, future, and what lies between."),
        ("description", "Bring a position."),
        ("place_kind", "online"),
        ("link", "https://meet.example.org/secret-room"),
        ("start_date", "2026-12-01"),
        ("start_time", "18:00"),
        ("end_time", "19:30"),
        ("zone", "Europe/Berlin"),
        ("visibility", "listed"),
        ("act", "publish"),
    ];
    let kept = usual.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let fields: Vec<(&str, &str)> = kept.chain(changes).copied().collect();
    let id = convene_service::workshop::plan::create(
        &host.portal.service,
        &viewer(host).await,
        &fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>(),
    )
    .await
    .expect("a workshop");
    convene_service::workshop::plan::publish(&host.portal.service, &viewer(host).await, id)
        .await
        .expect("published");
    format!("/workshops/{id}")
}

/// The educator of the demo.
async fn viewer(host: &Browser<'_>) -> convene_service::Viewer {
    let role = convene_domain::account::Role::Educator;
    let person = convene_service::demo::person(&host.portal.service, role).await.expect("a query");
    convene_service::Viewer { person, ..Default::default() }
}

pub fn header<'a>(page: &'a Page, name: &str) -> &'a str {
    page.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
}

#[tokio::test]
async fn whatever_stands_in_the_address_the_list_answers() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    for query in [
        "",
        "?when=past",
        "?when=nonsense&view=nonsense",
        "?view=month",
        "?view=month&month=2026-12",
        "?view=month&month=2026-13",
        "?view=month&month=-1",
        "?view=month&month=9999-12",
        "?view=month&month=%00",
        "?topic=%25&level=nonsense&language=%27%3B--&host=nonsense",
        "?topic=|vaults|",
        "?from=1_2&from=3",
        "?from=9999999999999999999_x",
        "?from=1_00000000-0000-0000-0000-000000000000",
    ] {
        let page = browser.get(&format!("/workshops{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.says("Workshops"), "{query}");
    }
    let long = "x".repeat(5_000);
    let page = browser.get(&format!("/workshops?topic={long}&month={long}&view=month")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains(&long), "too long a wish is none");
    let page = browser.get("/workshops?topic=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(page.says("No workshop fits these filters.") && !page.body.contains("<script>alert"));
}

#[tokio::test]
async fn a_filter_keeps_its_value_on_every_link_of_the_page() {
    let portal = Portal::demo().await;
    let page = portal.browser().get("/workshops?topic=hedging&level=beginner").await;
    for href in [
        "/workshops?when=past&amp;topic=hedging",
        "/workshops?view=month&amp;topic=hedging",
        "/workshops?level=beginner",
        "/workshops?topic=hedging",
    ] {
        assert!(page.body.contains(&format!("href=\"{href}")), "{href}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_says_so_in_every_form() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    for id in ["nonsense", "00000000-0000-7000-8000-000000000000", "%2e%2e", "1'--"] {
        for rest in ["", "/picture", "/preview.png", "/embed"] {
            let page = browser.get(&format!("/workshops/{id}{rest}")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}{rest}");
            assert!(header(&page, "content-type").starts_with("text/html"), "{id}{rest}");
        }
    }
}

#[tokio::test]
async fn pasted_markup_stays_text_wherever_it_is_shown() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let changes = [
        ("title", HOSTILE),
        ("summary", HOSTILE),
        ("description", HOSTILE),
        ("speakers", HOSTILE),
        ("topics", "<b>bold</b>"),
        ("place_kind", "on_site"),
        ("address", "<img src=x onerror=alert(1)>\n</script>"),
    ];
    let path = published(&mut host, &changes).await;
    for rest in ["", "/embed"] {
        let page = portal.browser().get(&format!("{path}{rest}")).await;
        assert_eq!(page.status, StatusCode::OK);
        for hostile in ["<script>alert", "<img src=x", "<b>bold"] {
            assert!(!page.body.contains(hostile), "{rest}: {hostile}");
        }
        assert!(page.body.contains("&lt;script"), "{rest}: it is there to be read");
    }
    let page = portal.browser().get(&path).await;
    let json = between(&page.body, "<script type=\"application/ld+json\">", "</script>");
    let event: serde_json::Value = serde_json::from_str(json).expect("JSON");
    assert_eq!(event["name"], HOSTILE);
    for list in ["/workshops", "/workshops?view=month&month=2026-12", "/"] {
        assert!(!portal.browser().get(list).await.body.contains("<script>alert"), "{list}");
    }
    let preview = portal.browser().get(&format!("{path}/preview.png")).await;
    assert_eq!((preview.status, header(&preview, "content-type")), (StatusCode::OK, "image/png"));
}

#[tokio::test]
async fn only_the_card_for_other_sites_may_be_framed() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[]).await;
    let card = host.get(&format!("{path}/embed")).await;
    let policy = header(&card, "content-security-policy");
    assert!(policy.contains("frame-ancestors *") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("script-src") && !card.body.contains("<script"), "{policy}");
    assert_eq!(header(&card, "x-frame-options"), "");
    assert_eq!(header(&card, "set-cookie"), "");
    assert!(card.body.contains("target=\"_top\"") && card.says("Basis trades"));
    assert!(!card.says("Run this workshop") && !card.says("Account of"), "whoever looks is nobody");
    for page in [path.as_str(), "/workshops", "/"] {
        let page = host.get(page).await;
        assert!(header(&page, "content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(header(&page, "x-frame-options"), "DENY");
    }
}

#[tokio::test]
async fn the_card_of_a_workshop_by_link_needs_its_key() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[("visibility", "unlisted")]).await;
    let page = host.get(&path).await;
    let key = between(&page.body, &format!("{path}?key="), "\"").to_owned();
    assert_eq!(key.len(), 32, "the team's page has the link to pass on");
    for rest in ["", "/embed", "/picture", "/preview.png"] {
        let mut stranger = portal.browser();
        let without = stranger.get(&format!("{path}{rest}")).await;
        assert_eq!(without.status, StatusCode::NOT_FOUND, "{rest}");
        assert!(!without.says("Basis trades"), "{rest}");
        let with = stranger.get(&format!("{path}{rest}?key={key}")).await;
        assert_eq!(with.status, StatusCode::OK, "{rest}");
    }
    // Not even the team's cookie opens the card: it shows what everybody may see.
    assert_eq!(host.get(&format!("{path}/embed")).await.status, StatusCode::NOT_FOUND);
    let picture = portal.browser().get(&format!("{path}/picture?key={key}")).await;
    assert!(header(&picture, "cache-control").starts_with("private"));
    assert!(!portal.browser().get("/workshops").await.says("Basis trades"));
}

#[tokio::test]
async fn a_cover_is_sent_once_and_runs_nothing() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[]).await;
    let mut browser = portal.browser();
    for (rest, kind) in [("picture", "image/svg+xml"), ("preview.png", "image/png")] {
        let first = browser.get(&format!("{path}/{rest}")).await;
        assert_eq!((first.status, header(&first, "content-type")), (StatusCode::OK, kind));
        assert!(header(&first, "content-security-policy").starts_with("default-src 'none'"), "{rest}");
        assert!(header(&first, "cache-control").starts_with("public"), "{rest}");
        let tag = header(&first, "etag").to_owned();
        let request = browser
            .request(axum::http::Method::GET, &format!("{path}/{rest}"))
            .header("if-none-match", &tag)
            .body(axum::body::Body::empty());
        let again = browser.send(request.expect("a request")).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{rest}");
    }
}

#[tokio::test]
async fn a_page_passed_on_names_its_address_and_no_secret() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[]).await;
    for page in [portal.browser().get(&path).await, host.get(&path).await] {
        assert!(
            page.body.contains(&format!("<link rel=\"canonical\" href=\"http://localhost:3000{path}\">"))
        );
        assert!(page.body.contains(&format!("content=\"http://localhost:3000{path}/preview.png\"")));
        let json = between(&page.body, "<script type=\"application/ld+json\">", "</script>");
        let event: serde_json::Value = serde_json::from_str(json).expect("JSON");
        assert_eq!(event["startDate"], "2026-12-01T18:00:00+01:00");
        assert_eq!(event["eventAttendanceMode"], "https://schema.org/OnlineEventAttendanceMode");
        assert!(!page.body.contains("secret-room"), "the link is for those with a seat");
    }
}
