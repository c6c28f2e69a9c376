//! People of a workshop over HTTP: for its own team, added by hand, let in again, and never for the community team.

use axum::http::{Method, StatusCode, header};
use convene_domain::workshop::RegistrationState;

use crate::harness::Portal;
use crate::quiz::between;
use crate::workshop_changes::{id_of, registers};
use crate::workshop_day::{door, registered};
use crate::workshop_plan::{draft, value};

#[tokio::test]
async fn the_community_team_sees_that_it_works_and_not_who_is_in_it() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let at = |page: &str| format!("/workshops/{id}{page}");
    let mut lead = portal.demo_browser("lead").await;
    let team = lead.get(&at("/team")).await;
    assert_eq!(team.status, StatusCode::OK);
    assert!(
        team.says("of 1 confirmed")
            && team.says("Names, addresses and answers are for the workshop's own team.")
    );
    for hidden in ["Kofi", "registrations.csv", "/check-in", "Add a person"] {
        assert!(!team.says(hidden), "{hidden}");
    }
    assert!(!lead.get(&at("/team?show=confirmed&q=kofi")).await.says("Kofi"));
    assert!(!lead.get(&at("")).await.body.contains("/check-in"));
    assert_eq!(lead.get(&at("/messages")).await.status, StatusCode::OK);
    let edit = lead.get(&at("/edit")).await;
    assert!(edit.says("Cancel the workshop") && !edit.says("Add a helper"), "{}", edit.body);

    let check_in = lead.get(&at("/check-in")).await;
    assert!(
        check_in.status == StatusCode::FORBIDDEN && check_in.says("Ask its host to add you as a helper.")
    );
    assert_eq!(lead.get(&at("/registrations.csv")).await.status, StatusCode::NOT_FOUND);
    let who = kofi.id.to_string();
    for fields in [
        vec![("act", "remove"), ("registration", who.as_str())],
        vec![("act", "rename"), ("registration", who.as_str()), ("name", "Eve")],
        vec![("act", "add"), ("name", "Eve"), ("email", "eve@example.org")],
    ] {
        assert_eq!(lead.post(&at("/team"), &fields).await.status, StatusCode::FORBIDDEN, "{fields:?}");
    }
    let helper = [("act", "add_helper"), ("helper", "lena@vault.example.org")];
    assert_eq!(lead.post(&at("/edit"), &helper).await.status, StatusCode::FORBIDDEN);
    let asks = lead.request(Method::GET, &at("/check-in")).header(header::ACCEPT, "application/json");
    let counted = lead.send(asks.body(axum::body::Body::empty()).expect("a request")).await;
    assert_eq!((counted.status, counted.body.as_str()), (StatusCode::OK, r#"{"counted":"0 of 1 are in"}"#));

    let mut admin = portal.demo_browser("admin").await;
    assert!(admin.get(&at("/team")).await.says("Kofi Mensah"));
}

#[tokio::test]
async fn whoever_was_removed_is_let_in_again_by_the_message_or_by_their_row() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let public = draft(&mut host, &[("then", "publish")]).await;
    registers(&portal, &public, "Gus", &[]).await;
    let (id, path) = (id_of(&public), format!("{public}/team"));
    let who = value(&host.get(&path).await, "registration");
    let removed = host.post(&path, &[("act", "remove"), ("registration", &who)]).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
    let page = host.get(&path).await;
    assert!(page.says("1 person removed."), "{}", page.body);
    let toast = between(&page.body, "class=\"toast\"", "</form>");
    assert!(
        toast.contains("value=\"reconsider\"") && toast.contains(&who),
        "the message has a way back: {toast}"
    );
    assert!(page.says("Let in again"));
    let again = host.post(&path, &[("one", &format!("reconsider:{who}"))]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    let page = host.get(&path).await;
    assert!(page.says("Taken back: 1 person.") && page.says("Confirmed") && !page.says("Let in again"));

    let asks = registered(&portal, id, "ruby", RegistrationState::Pending).await.id.to_string();
    host.post(&path, &[("one", &format!("decline:{asks}"))]).await;
    let page = host.get(&path).await;
    assert!(between(&page.body, "class=\"toast\"", "</form>").contains(&asks));
    host.post(&path, &[("act", "reconsider"), ("registration", &asks)]).await;
    assert!(host.get(&path).await.says("To approve"));
}

#[tokio::test]
async fn the_team_adds_somebody_by_name_and_address_and_puts_a_name_right() {
    let portal = Portal::demo().await;
    let (id, kofi) = door(&portal).await;
    let path = format!("/workshops/{id}/team");
    let mut host = portal.demo_browser("educator").await;
    let refused = host.post(&path, &[("act", "add"), ("name", "Nia Obi"), ("email", "nia")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"Nia Obi\""), "what was typed stays");
    assert_eq!(refused.body.matches("class=\"error-summary").count(), 1, "said once: {}", refused.body);
    let added = host.post(&path, &[("act", "add"), ("name", "Nia Obi"), ("email", "nia@example.org")]).await;
    assert_eq!(added.location(), format!("{path}#people"), "{}", added.body);
    let page = host.get(&path).await;
    assert!(page.says("Nia Obi has a seat and gets a mail.") && page.says("nia@example.org"));
    host.post(&path, &[("act", "add"), ("name", "Nia"), ("email", "nia@example.org")]).await;
    assert!(host.get(&path).await.says("Nia was registered before, so nothing has changed."));

    let who = kofi.id.to_string();
    let form = format!("{path}?show=confirmed&rename={who}");
    assert!(host.get(&path).await.body.contains(&format!("rename={who}#rename")));
    let page = host.get(&form).await;
    assert!(page.says("Correct a name") && page.body.contains("value=\"Kofi Mensah\""), "{}", page.body);
    let empty = host.post(&form, &[("act", "rename"), ("registration", &who), ("name", "")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && empty.says("Correct a name"));
    let fields = [("act", "rename"), ("registration", who.as_str()), ("name", "Kofi A. Mensah")];
    assert_eq!(host.post(&form, &fields).await.location(), format!("{path}?show=confirmed#people"));
    let page = host.get(&path).await;
    assert!(page.says("The name is Kofi A. Mensah now."));
}
