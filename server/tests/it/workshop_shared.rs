//! What others see of a workshop: links passed on, search engines, frames; and addresses that say only what was asked.

use axum::http::StatusCode;
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::RegistrationState;
use convene_service::workshop::link;

use crate::harness::{Page, Portal};
use crate::quiz::between;
use crate::workshop_day::{registered, workshop};
use crate::workshop_pages::{header, published};
use crate::workshop_plan::draft;

fn is_kept_from_search(page: &Page) -> bool {
    let said = header(page, "x-robots-tag") == "noindex";
    assert_eq!(
        said,
        page.body.contains("<meta name=\"robots\" content=\"noindex\""),
        "header and page agree"
    );
    said
}

/// The content of a line of Open Graph.
fn graph<'a>(page: &'a Page, name: &str) -> &'a str {
    let start = format!("property=\"{name}\" content=\"");
    between(&page.body, &start, "\"")
}

#[tokio::test]
async fn a_workshop_by_link_is_passed_on_with_its_key_and_kept_from_search_engines() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[("visibility", "unlisted")]).await;
    let seen = host.get(&path).await;
    assert!(is_kept_from_search(&seen) && !seen.body.contains("application/ld+json"));
    let passed_on = graph(&seen, "og:url").strip_prefix("http://localhost:3000").expect("ours").to_owned();
    assert!(passed_on.starts_with(&format!("{path}?key=")), "{passed_on}");
    assert_eq!(between(&seen.body, "rel=\"canonical\" href=\"", "\""), graph(&seen, "og:url"));
    let mut guest = portal.browser();
    assert_eq!(guest.get(&path).await.status, StatusCode::NOT_FOUND);
    let opened = guest.get(&passed_on).await;
    assert!(opened.status == StatusCode::OK && is_kept_from_search(&opened));
    let picture = graph(&opened, "og:image").strip_prefix("http://localhost:3000").expect("ours").to_owned();
    let picture = guest.get(&picture).await;
    assert_eq!((picture.status, header(&picture, "content-type")), (StatusCode::OK, "image/png"));
}

#[tokio::test]
async fn search_engines_read_what_is_listed_and_no_draft_and_nobodys_seat() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[]).await;
    let listed = portal.browser().get(&path).await;
    assert!(!is_kept_from_search(&listed) && listed.body.contains("application/ld+json"));
    assert_eq!(graph(&listed, "og:url"), format!("http://localhost:3000{path}"));

    let edit = draft(&mut host, &[]).await;
    let draft = host.get(edit.trim_end_matches("/edit")).await;
    assert!(draft.status == StatusCode::OK && is_kept_from_search(&draft));
    assert!(!draft.body.contains("og:url") && !draft.body.contains("rel=\"canonical\""));

    let id: WorkshopId = path.trim_start_matches("/workshops/").parse().expect("an id");
    let kofi = registered(&portal, id, "kofi", RegistrationState::Confirmed).await;
    let seat = format!("/seat/{}", link::personal(&portal.service, &kofi));
    for page in
        [seat.clone(), format!("{seat}/join"), format!("{seat}/certificate.pdf"), "/seat/lost".to_owned()]
    {
        assert!(is_kept_from_search(&portal.browser().get(&page).await), "{page}");
    }
}

#[tokio::test]
async fn a_lost_link_leads_to_the_seat_by_signing_in_too() {
    let portal = Portal::demo().await;
    let page = portal.browser().get("/seat/lost").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.says("sign in with the address you registered with"));
    assert!(page.body.contains("href=\"/sign-in?next=%2Fme\""), "{}", page.body);
}

#[tokio::test]
async fn a_card_in_a_frame_promises_a_seat_only_while_one_can_sign_up() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let times = [
        ("opens_date", "2026-11-24"),
        ("opens_time", "09:00"),
        ("closes_date", "2026-11-30"),
        ("closes_time", "18:00"),
    ];
    let path = published(&mut host, &times).await;
    let says = async |words: &str| {
        let card = portal.browser().get(&format!("{path}/embed")).await;
        let promises = card.says("Get a seat");
        assert!(card.says(words), "{words}: {}", card.body);
        promises
    };
    assert!(!says("Registration opens on Tue 24 Nov").await);
    portal.clock.advance(2 * DAY);
    assert!(says("Free seats").await);
    portal.clock.advance(6 * DAY + 6 * HOUR);
    assert!(!says("Registration has closed").await);
    portal.clock.advance(23 * HOUR + HOUR / 2);
    assert!(!says("On now").await);
    portal.clock.advance(2 * HOUR);
    assert!(!says("Over").await);
}

#[tokio::test]
async fn what_was_left_empty_in_a_filter_vanishes_from_the_address() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    for (asked, kept) in [
        ("/workshops?topic=&level=beginner&language=&host=", "/workshops?level=beginner"),
        ("/workshops?topic=", "/workshops"),
        ("/workshops?view=month&month=2026-12&topic=", "/workshops?view=month&month=2026-12"),
    ] {
        let page = browser.get(asked).await;
        assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, kept));
        assert_eq!(browser.get(kept).await.status, StatusCode::OK, "{kept}");
    }
    let id = workshop(&portal).await;
    let mut host = portal.demo_browser("educator").await;
    let page = host.get(&format!("/workshops/{id}/team?show=waiting&q=")).await;
    assert_eq!(page.location(), format!("/workshops/{id}/team?show=waiting"));
    assert_eq!(browser.get("/workshops?=&=").await.location(), "/workshops");
}

#[tokio::test]
async fn past_workshops_are_a_few_on_the_me_page_and_all_on_pages_of_their_own() {
    let portal = Portal::demo().await;
    for _ in 0..25 {
        let id = workshop(&portal).await;
        registered(&portal, id, "jonas", RegistrationState::Confirmed).await;
    }
    portal.clock.advance(4 * HOUR);
    let mut jonas = portal.demo_browser("member").await;
    let rows = |page: &Page| page.body.replace("<!>", "").matches(">Funding rates</a></th>").count();
    let me = jonas.get("/me").await;
    assert_eq!(rows(&me), 10);
    assert!(me.body.contains("href=\"/me/workshops\""));
    let first = jonas.get("/me/workshops").await;
    assert_eq!(rows(&first), 20);
    let older = between(&first.body, "href=\"/me/workshops?before=", "\"").to_owned();
    let second = jonas.get(&format!("/me/workshops?before={older}")).await;
    assert_eq!(rows(&second), 5);
    assert!(second.says("Newest workshops") && !second.says("Older workshops"));
    assert_eq!(rows(&jonas.get("/me/workshops?before=nonsense").await), 20);
}
