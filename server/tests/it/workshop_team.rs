//! Around a workshop over HTTP: the team's page, lists as files, the online room, certificates.

use axum::http::StatusCode;
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::RegistrationState;
use convene_service::workshop::{Registration, link};

use crate::harness::Portal;
use crate::workshop_day::{door, registered};

#[tokio::test]
async fn the_team_page_filters_searches_and_keeps_materials() {
    let portal = Portal::demo().await;
    let (id, _) = door(&portal).await;
    registered(&portal, id, "ruby", RegistrationState::Waiting).await;
    let asks = registered(&portal, id, "hana", RegistrationState::Pending).await;
    let mut host = portal.demo_browser("educator").await;
    let path = format!("/workshops/{id}/team");
    let waiting = host.get(&format!("{path}?show=waiting")).await;
    assert!(
        waiting.says("Ruby Clarke") && waiting.says("Waiting, 1 in line") && !waiting.says("Kofi Mensah")
    );
    assert!(host.get(&format!("{path}?show=nonsense")).await.says("Kofi Mensah"));
    assert!(host.get(&format!("{path}?q=%3Cscript%3E")).await.says("Nobody here is called"));
    assert!(host.get(&format!("{path}?page=999")).await.says("Kofi Mensah"));
    let none = host.post(&path, &[("act", "approve")]).await;
    assert!(none.says("Select at least one person first."), "{}", none.body);
    let one = format!("approve:{}", asks.id);
    let approved = host.post(&format!("{path}?show=pending"), &[("one", &one)]).await;
    assert_eq!(approved.location(), format!("{path}?show=pending#people"));
    assert!(host.get(&path).await.says("Approved: 1 person"));
    let gone = [("act", "remove"), ("registration", "00000000-0000-7000-8000-000000000000")];
    assert_eq!(host.post(&path, &gone).await.status, StatusCode::SEE_OTHER);
    assert!(
        host.get(&path).await.says("No one was removed"),
        "they may be gone by now, and the others are not kept"
    );
    let bad =
        host.post(&path, &[("act", "material"), ("title", "Slides"), ("url", "javascript:alert(1)")]).await;
    assert!(bad.says("Give a whole address that begins with https:// or http://.") && bad.says("Slides"));
    let good = [("act", "material"), ("title", "<b>Slides</b>"), ("url", "https://example.org/s.pdf")];
    assert_eq!(host.post(&path, &good).await.status, StatusCode::SEE_OTHER);
    let page = host.get(&path).await;
    assert!(
        page.says("&lt;b&gt;Slides&lt;/b&gt;") && page.body.contains("href=\"https://example.org/s.pdf\"")
    );
}

#[tokio::test]
async fn lists_come_as_files_and_the_page_says_who_took_them() {
    let portal = Portal::demo().await;
    let (id, _) = door(&portal).await;
    let mut host = portal.demo_browser("educator").await;
    let csv = host.get(&format!("/workshops/{id}/registrations.csv")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    assert!(csv.body.starts_with("\u{feff}name,email,state") && csv.body.contains("Kofi Mensah,kofi@"));
    let xlsx = host.get(&format!("/workshops/{id}/registrations.xlsx")).await;
    assert!(xlsx.body.starts_with("PK"));
    let page = host.get(&format!("/workshops/{id}/team")).await;
    assert!(
        page.says("Taken out by") && page.says(", 1 row, CSV, ") && page.says(", 1 row, XLSX, "),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn the_online_room_opens_half_an_hour_before_by_a_button() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let waits = registered(&portal, id, "ruby", RegistrationState::Waiting).await;
    let at = |of: &Registration| format!("/seat/{}/join", link::personal(&portal.service, of));
    let path = at(&kofi);
    let mut guest = portal.browser();
    let early = guest.get(&path).await;
    assert!(early.says("The room is not open yet.") && !early.says("meet.example.org"));
    assert_eq!(guest.post(&path, &[]).await.location(), format!("{path}?go=1"));
    assert!(guest.get(&format!("{path}?go=1")).await.headers.get("refresh").is_none());
    portal.clock.advance(2 * HOUR - 30 * MINUTE);
    let open = guest.get(&path).await;
    assert!(open.says("Join now") && !open.says("meet.example.org"), "the link comes after the button");
    assert!(
        guest.get(&format!("{path}?go=1")).await.headers.get("refresh").is_none(),
        "an address counts nobody"
    );
    guest.post(&path, &[]).await;
    let through = guest.get(&format!("{path}?go=1")).await;
    assert_eq!(through.headers["refresh"], "0; url=https://meet.example.org/room");
    assert!(through.body.contains("href=\"https://meet.example.org/room\""), "{}", through.body);
    let waiting = guest.get(&at(&waits)).await;
    assert!(
        waiting.says("You have no seat in this workshop at the moment.") && !waiting.says("meet.example.org")
    );
    let forged = format!("/seat/{}.{}/join", kofi.id, "0".repeat(32));
    assert_eq!(guest.get(&forged).await.status, StatusCode::NOT_FOUND);
    assert_eq!(guest.post(&forged, &[]).await.status, StatusCode::NOT_FOUND);
    let mut host = portal.demo_browser("educator").await;
    assert!(host.get(&format!("/workshops/{id}/team")).await.says("Joined at"));
}

#[tokio::test]
async fn codes_and_certificates_are_for_their_holder() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let waits = registered(&portal, id, "ruby", RegistrationState::Waiting).await;
    let mut guest = portal.browser();
    let seat =
        |of: &Registration, file: &str| format!("/seat/{}/{file}", link::personal(&portal.service, of));
    let svg = guest.get(&seat(&kofi, "code.svg")).await;
    assert_eq!(svg.headers["content-type"], "image/svg+xml");
    assert!(svg.body.starts_with("<svg xmlns="));
    assert_eq!(guest.get(&seat(&waits, "code.svg")).await.status, StatusCode::NOT_FOUND);
    let forged = format!("/seat/{}.{}/code.svg", kofi.id, "f".repeat(32));
    assert_eq!(guest.get(&forged).await.status, StatusCode::NOT_FOUND);

    let paper = seat(&kofi, "certificate.pdf");
    let early = guest.get(&paper).await;
    assert!(early.status == StatusCode::NOT_FOUND && early.says("No certificate yet"));
    let mut host = portal.demo_browser("educator").await;
    let who = kofi.id.to_string();
    let posted = [("act", "in"), ("registration", who.as_str())];
    let checked = host.post(&format!("/workshops/{id}/check-in"), &posted).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER);
    portal.clock.advance(4 * HOUR);
    let pdf = guest.get(&paper).await;
    assert_eq!(
        (pdf.status, &pdf.headers["content-type"].to_str().expect("text")),
        (StatusCode::OK, &"application/pdf")
    );
    assert!(pdf.body.starts_with("%PDF-"));
    let code = link::certificate(&portal.service, kofi.id);
    let genuine = guest.get(&format!("/certificates/{code}")).await;
    assert!(
        genuine.says("This certificate is genuine")
            && genuine.says("Kofi Mensah")
            && genuine.says("Funding rates")
    );
    for forged in [format!("{}.{}", kofi.id, "0".repeat(32)), "nonsense".to_owned()] {
        let page = guest.get(&format!("/certificates/{forged}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.says("No certificate has this code.") && !page.says("Kofi"));
    }
    let report = host.get(&format!("/workshops/{id}/team")).await;
    assert!(report.says("How it went") && report.says("100 %"), "{}", report.body);
}
