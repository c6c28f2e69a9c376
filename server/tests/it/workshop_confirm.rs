//! Guests over HTTP: the limit of a network, confirming by e-mail, and removing many at once.

use axum::http::StatusCode;
use convene_domain::id::WorkshopId;
use convene_domain::time::HOUR;
use convene_service::workshop::{link, register};
use convene_store::workshop::request;

use crate::harness::{Browser, Page, Portal};
use crate::workshop_changes::id_of;
use crate::workshop_plan::{draft, value, with};

/// A published workshop of the demo's educator.
async fn published(host: &mut Browser<'_>, changes: &[(&str, &str)]) -> WorkshopId {
    let fields: Vec<_> = changes.iter().copied().chain([("then", "publish")]).collect();
    id_of(&draft(host, &fields).await)
}

async fn registers(portal: &Portal, id: WorkshopId, name: &str) -> Page {
    let email = format!("{name}@example.org");
    let fields = [("act", "register"), ("name", name), ("email", email.as_str())];
    portal.browser().post(&format!("/workshops/{id}"), &fields).await
}

/// The address that was mailed to somebody for this workshop.
async fn link_to(portal: &Portal, id: WorkshopId, name: &str) -> String {
    let mut tx = portal.service.db().read().await.expect("a connection");
    let found = request::of_email(&mut tx, id, &format!("{name}@example.org")).await.expect("read");
    let form = found.expect("a registration to confirm").request_id;
    format!("/workshops/{id}/confirm/{}", link::confirm(&portal.service, id, form))
}

/// The checkboxes of people on a page: whom each is for, and whether it is ticked.
fn boxes(page: &Page) -> Vec<(String, bool)> {
    let tags = page.body.split('<').filter(|tag| tag.contains("name=\"registration\""));
    tags.map(|tag| {
        let (_, value) = tag.split_once("value=\"").expect("who");
        (value.split('"').next().expect("an id").to_owned(), tag.contains(" checked"))
    })
    .collect()
}

#[tokio::test]
async fn hosts_choose_what_is_asked_of_guests() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let page = host.get("/workshops/new").await;
    assert_eq!(value(&page, "guests_per_network"), "5");
    let refused =
        host.post("/workshops/new", &with(&[("guests_per_network", "0"), ("confirm_guests", "on")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Guest limit per network: type a whole number from 1 to 10,000."));
    assert_eq!(value(&refused, "guests_per_network"), "0");
    let edit = draft(&mut host, &[("guests_per_network", "40"), ("confirm_guests", "on")]).await;
    let page = host.get(&edit).await;
    assert_eq!(value(&page, "guests_per_network"), "40");
    let box_at = page.body.find("name=\"confirm_guests\"").expect("the box");
    let tag = &page.body[page.body[..box_at].rfind('<').expect("a tag")..];
    assert!(tag[..tag.find('>').expect("its end")].contains("checked"), "{}", page.body);
}

#[tokio::test]
async fn guests_of_one_network_are_told_what_to_do_at_its_limit() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let id = published(&mut host, &[("guests_per_network", "2")]).await;
    for name in ["ida", "noor"] {
        assert_eq!(registers(&portal, id, name).await.status, StatusCode::SEE_OTHER);
    }
    let refused = registers(&portal, id, "tomas").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("2 guests have registered from this network"), "{}", refused.body);
    assert!(refused.says("Sign in to register yourself, or ask the host"), "{}", refused.body);
    assert_eq!(value(&refused, "email"), "tomas@example.org", "nothing typed is lost");
    let mut member = portal.demo_browser("member").await;
    let own = member.post(&format!("/workshops/{id}"), &[("act", "register")]).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_guest_confirms_by_a_button_and_looking_changes_nothing() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let id = published(&mut host, &[("confirm_guests", "on")]).await;
    let mut guest = portal.browser();
    assert!(guest.get(&format!("/workshops/{id}")).await.says("We’ll email you a link to confirm."));
    let sent = registers(&portal, id, "ida").await;
    assert_eq!(sent.location(), format!("/workshops/{id}/registered"));
    let told = guest.get(sent.location()).await;
    assert!(told.says("Confirm your registration with the link in the mail."), "{}", told.body);
    let page = link_to(&portal, id, "ida").await;
    for _ in 0..3 {
        let shown = guest.get(&page).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert!(shown.says("Your seat is held until") && shown.says("ida@example.org"), "{}", shown.body);
        assert!(shown.body.contains("noindex"), "personal");
    }
    let team = format!("/workshops/{id}/team");
    let waiting = host.get(&team).await;
    assert!(
        waiting.says("Awaiting confirmation (1)") && waiting.says("1 held for guests"),
        "{}",
        waiting.body
    );
    assert_eq!(guest.get(&format!("{page}0")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(guest.post(&page, &[("act", "nonsense")]).await.status, StatusCode::NOT_FOUND);
    let done = guest.post(&page, &[("act", "confirm")]).await;
    assert!(done.location().starts_with("/seat/"), "{}", done.body);
    let seat = guest.get(done.location()).await;
    assert!(seat.says("You have a seat") && !seat.says("This was not me"), "{}", seat.body);
    let again = guest.get(&page).await;
    assert!(again.says("Your registration is confirmed") && again.body.contains(done.location()));
    assert!(!host.get(&team).await.says("Awaiting confirmation"));
}

#[tokio::test]
async fn a_registration_that_nobody_confirms_or_wants_is_over() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let id = published(&mut host, &[("confirm_guests", "on")]).await;
    let mut guest = portal.browser();
    registers(&portal, id, "ida").await;
    registers(&portal, id, "noor").await;
    let (late, unwanted) = (link_to(&portal, id, "ida").await, link_to(&portal, id, "noor").await);
    let withdrawn = guest.post(&unwanted, &[("act", "withdraw")]).await;
    assert_eq!(guest.get(withdrawn.location()).await.status, StatusCode::GONE);
    portal.clock.advance(2 * HOUR);
    register::lapse(&portal.service).await.expect("a round");
    let refused = guest.post(&late, &[("act", "confirm")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("already been used or has expired"), "{}", refused.body);
    assert!(guest.get(&format!("/workshops/{id}")).await.says("12 of 12 seats left"));
}

#[tokio::test]
async fn the_team_selects_all_and_removes_them_in_one_press() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let id = published(&mut host, &[("guests_per_network", "100"), ("capacity", "30")]).await;
    let team = format!("/workshops/{id}/team");
    for number in 0..23 {
        assert_eq!(registers(&portal, id, &format!("robot{number}")).await.status, StatusCode::SEE_OTHER);
    }
    let plain = host.get(&team).await;
    assert!(plain.says("Select all 23") && boxes(&plain).iter().all(|(_, ticked)| !ticked));
    let selected = host.get(&format!("{team}?select=all")).await;
    assert!(selected.says("Clear selection") && boxes(&selected).iter().all(|(_, ticked)| *ticked));
    let robots: Vec<String> = boxes(&selected).into_iter().map(|(id, _)| id).collect();
    assert_eq!(robots.len(), 23);
    let form = |act: &'static str, who: &[String]| -> Vec<(String, String)> {
        let chosen = who.iter().map(|id| ("registration".to_owned(), id.clone()));
        std::iter::once(("act".to_owned(), act.to_owned())).chain(chosen).collect()
    };
    let send = |fields: Vec<(String, String)>| {
        let mut host = host.clone();
        let team = team.clone();
        async move {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = host.post(&team, &fields).await;
            (host.get(answer.location()).await, answer)
        }
    };
    let (few, _) = send(form("remove", &robots[..3])).await;
    assert!(few.says("3 people removed. We’ve emailed them.") && few.says("Undo"), "{}", few.body);
    let (many, answer) = send(form("remove", &robots)).await;
    assert_eq!(
        answer.location(),
        format!("{team}#people"),
        "the first three were gone, so that one press undoes it"
    );
    assert!(many.says("Undo"));
    let (back, _) = send(form("reconsider", &robots)).await;
    assert!(back.says("Taken back: 23 people."), "{}", back.body);
    let (many, answer) = send(form("remove", &robots)).await;
    assert_eq!(answer.location(), format!("{team}?show=ended#people"));
    assert!(many.says("23 people removed. We’ve emailed them. You can restore them from this list."));
    assert!(many.says("Select all 23") && many.says("Let in again") && !many.says("Undo"), "{}", many.body);
    let (back, _) = send(form("reconsider", &robots)).await;
    assert!(back.says("Taken back: 23 people."), "{}", back.body);
}
