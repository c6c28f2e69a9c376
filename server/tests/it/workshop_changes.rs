//! What people keep when a workshop changes, and how they come to the other dates of a series.

use axum::http::StatusCode;
use convene_domain::id::WorkshopId;

use crate::harness::{Browser, Portal};
use crate::quiz::between;
use crate::workshop_pages::published;
use crate::workshop_plan::{draft, value, went, with};
use crate::workshop_seat::seat_of;

pub async fn registers(portal: &Portal, path: &str, name: &str, more: &[(&str, &str)]) {
    let email = format!("{}@example.org", name.to_lowercase());
    let mut fields = vec![("act", "register"), ("name", name), ("email", email.as_str())];
    fields.extend(more);
    let sent = portal.browser().post(path, &fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
}

pub fn id_of(path: &str) -> WorkshopId {
    let id = path.trim_start_matches("/workshops/").split('?').next().unwrap_or_default();
    id.parse().expect("an id")
}

/// A series by link with three dates of one seat each; the path of its first date with its key.
async fn private_series(portal: &Portal, host: &mut Browser<'_>) -> String {
    let changes = [("visibility", "unlisted"), ("repeat", "weekly"), ("count", "3"), ("capacity", "1")];
    let path = published(host, &changes).await;
    let page = host.get(&path).await;
    let shared = between(&page.body, "property=\"og:url\" content=\"", "\"");
    let shared = shared.strip_prefix(&portal.service.settings().public_url).expect("ours");
    shared.to_owned()
}

#[tokio::test]
async fn a_full_date_of_a_private_series_leads_to_the_next_one_with_seats() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = private_series(&portal, &mut host).await;
    registers(&portal, &path, "Gus", &[]).await;
    let mut guest = portal.browser();
    let full = guest.get(&path).await;
    let dates = between(&full.body, "class=\"other-dates\"", "</ul>");
    let next = between(dates, "href=\"", "\"").replace("&amp;", "&");
    let next = next.split('#').next().unwrap_or_default();
    let page = guest.get(next).await;
    assert!(page.status == StatusCode::OK && page.says("One seat, and it is free"), "{next}: {}", page.body);
    assert_ne!(id_of(next), id_of(&path));
    for other in ["Other dates of this series"] {
        let list = between(&full.body, other, "</ul>");
        let href = between(list, "<a href=\"", "\"").replace("&amp;", "&");
        assert_eq!(guest.get(&href).await.status, StatusCode::OK, "{href}");
    }
}

#[tokio::test]
async fn one_form_registers_for_every_date_of_a_series() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = published(&mut host, &[("repeat", "weekly"), ("count", "3"), ("capacity", "5")]).await;
    let mut member = portal.demo_browser("member").await;
    assert!(member.get(&path).await.says("All 3 coming dates"));
    let fields = [("act", "register"), ("whole_series", "yes")];
    let sent = member.post(&path, &fields).await;
    assert_eq!(sent.location(), format!("{path}#register"), "{}", sent.body);
    let page = member.get(&path).await;
    assert!(page.says("You are registered for 3 dates.") && page.says("You have a seat"), "{}", page.body);
    let me = member.get("/me").await;
    assert_eq!(me.body.replace("<!>", "").matches(">Basis trades</a></h3>").count(), 3);

    let alone = portal
        .browser()
        .post(&path, &[("act", "register"), ("name", "Gus"), ("email", "gus@example.org")])
        .await;
    assert_eq!(alone.status, StatusCode::SEE_OTHER);
    let taken = host.get(&format!("{path}/team")).await;
    assert!(taken.says("2 of 5"), "{}", taken.body);
}

#[tokio::test]
async fn people_keep_their_seats_when_a_workshop_moves() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let path = draft(&mut host, &[("then", "publish")]).await;
    registers(&portal, &path, "Gus", &[]).await;
    let seat = seat_of(&portal, id_of(&path), "gus").await;
    let mut guest = portal.browser();
    let before = guest.get(&seat).await;
    assert!(before.says("You have a seat") && before.says("17:00"), "{}", before.body);
    let edit = format!("{path}/edit");
    let revision = value(&host.get(&edit).await, "revision");
    let moved = [("start_time", "20:15"), ("end_time", "21:45"), ("revision", revision.as_str())];
    went(&host.post(&edit, &with(&moved)).await);
    let page = host.get(&edit).await;
    assert!(page.says("One person gets a mail."), "{}", page.body);
    let after = guest.get(&seat).await;
    assert!(after.says("You have a seat") && after.says("19:15") && !after.says("17:00"), "{}", after.body);
    assert!(host.get(&format!("{path}/team")).await.says("1 of 12"));
    let ics = guest.get(&format!("{seat}/event.ics")).await;
    assert!(ics.body.contains("DTSTART:20261201T191500Z"), "{}", ics.body);
}

#[tokio::test]
async fn what_somebody_agreed_to_stays_when_the_question_goes() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let asks = [("then", "publish"), ("q0_kind", "consent"), ("q0_label", "Photos are fine")];
    let path = draft(&mut host, &asks).await;
    let page = host.get(&format!("{path}/edit")).await;
    let (revision, question) = (value(&page, "revision"), value(&page, "q0_id"));
    registers(&portal, &path, "Gus", &[(format!("q{question}").as_str(), "on")]).await;
    went(&host.post(&format!("{path}/edit"), &with(&[("revision", revision.as_str())])).await);
    let list = host.get(&format!("{path}/registrations.csv")).await;
    let lines: Vec<&str> = list.body.lines().collect();
    assert!(lines[0].ends_with(",Removed question: Photos are fine"), "{}", lines[0]);
    assert!(lines[1].starts_with("Gus,") && lines[1].ends_with(",yes"), "{}", lines[1]);
    assert!(host.get(&format!("{path}/team")).await.says("Removed question: Photos are fine"));
}
