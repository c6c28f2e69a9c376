//! Rights that end while a socket is open.

use convene_domain::account::Role;
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control, PhaseView, Refusal};
use convene_store::account::person;
use convene_store::quiz::game;

use super::table::{Line, Table, somebody};
use crate::account::session;
use crate::quiz::room::{Ending, Frame};
use crate::{Service, Viewer};

/// The same person, with a session that can end.
async fn signed_in(service: &Service, viewer: &Viewer) -> Viewer {
    let mut tx = service.begin().await.expect("a transaction");
    let id = viewer.id().expect("an account");
    let signed = session::start(service, &mut tx, viewer, id, "Firefox").await.expect("a session");
    tx.commit().await.expect("a commit");
    session::visit(service, Some(&signed.token), viewer.clone()).await.expect("a visit").viewer
}

/// The wish is refused, and the line ends with the code for it.
async fn is_dismissed(line: &mut Line) {
    assert_eq!(line.refusal().await, Refusal::NotAHost);
    assert_eq!(line.connection.outgoing.recv().await, Some(Frame::Close(Ending::NotAllowed)));
    assert_eq!(line.connection.outgoing.recv().await, None);
}

async fn set_role(table: &Table, viewer: &Viewer, role: Role) {
    let mut tx = table.db.begin().await.expect("a transaction");
    let id = viewer.id().expect("an account");
    assert!(person::set_role(&mut tx, id, role).await.expect("a change"));
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn a_host_whose_session_ended_steers_no_more() {
    let table = Table::set(Rules::default()).await;
    let here = signed_in(&table.service, &table.host).await;
    let elsewhere = Viewer { browser: "another".into(), ..table.host.clone() };
    let elsewhere = signed_in(&table.service, &elsewhere).await;
    let mut lost = Line::open(&table.service, &here, Audience::Host).await;
    let mut kept = Line::open(&table.service, &elsewhere, Audience::Host).await;
    assert_eq!(session::sign_out_elsewhere(&table.service, &elsewhere).await.expect("signs out").ended, 1);
    lost.wish(Control::Start).await;
    is_dismissed(&mut lost).await;
    assert_eq!(table.host_line().await.welcome.phase, PhaseView::Lobby, "the wish changed nothing");
    kept.wish(Control::Start).await;
    assert_eq!(kept.asked().await, 0);
    table.clear().await;
}

#[tokio::test]
async fn a_screen_says_nothing_and_is_looked_at_now_and_then() {
    let table = Table::set(Rules::default()).await;
    let viewer = signed_in(&table.service, &table.host).await;
    let mut screen = Line::open(&table.service, &viewer, Audience::Screen).await;
    screen.connection.incoming.check().await.expect("the room lives");
    assert_eq!(screen.waiting(), []);
    session::sign_out(&table.service, &viewer).await.expect("signs out");
    screen.connection.incoming.check().await.expect("the room lives");
    is_dismissed(&mut screen).await;
    table.clear().await;
}

#[tokio::test]
async fn a_role_that_is_taken_away_and_a_cohost_who_is_one_no_more_steer_nothing() {
    let table = Table::set(Rules::default()).await;
    let cohost = somebody(&table.service, "Edsger", Role::Educator).await;
    let lead = somebody(&table.service, "Lin", Role::Lead).await;
    let mut tx = table.db.begin().await.expect("a transaction");
    let id = cohost.id().expect("an account");
    game::add_cohost(&mut tx, table.game, id, table.service.now()).await.expect("added");
    tx.commit().await.expect("a commit");
    for viewer in [cohost, lead] {
        let mut line = Line::open(&table.service, &viewer, Audience::Host).await;
        line.wish(Control::Lock).await;
        line.connection.incoming.check().await.expect("the room lives");
        set_role(&table, &viewer, Role::Member).await;
        line.wish(Control::Unlock).await;
        is_dismissed(&mut line).await;
    }
    assert!(table.host_line().await.welcome.game.locked);
    table.clear().await;
}
