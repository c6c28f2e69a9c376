//! Several people at one browser while a game is on.

use convene_domain::account::Role;
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::game::wire::{Audience, Control};
use convene_store::quiz::seat as seats;

use super::table::{Line, PIN, Table, browser, seat, somebody};
use crate::quiz::room::{Joined, connect, join, seat_of};
use crate::{Error, Viewer};

/// What signing in does to the seats a browser took before.
async fn claim(table: &Table, viewer: &Viewer) {
    let mut tx = table.db.begin().await.expect("a transaction");
    let id = viewer.id().expect("an account");
    assert_eq!(seats::claim_for_person(&mut tx, &viewer.browser, id).await.expect("claims"), 1);
    tx.commit().await.expect("a commit");
}

#[tokio::test]
async fn a_seat_claimed_by_one_account_is_not_in_the_way_of_the_next_person_at_that_browser() {
    let table = Table::set(Rules::default()).await;
    let mut host = table.host_line().await;
    let shared = browser("the shared laptop");
    let played = seat(&table.service, &shared, "Ada").await;
    let ada =
        Viewer { browser: shared.browser.clone(), ..somebody(&table.service, "Ada", Role::Member).await };
    let ben =
        Viewer { browser: shared.browser.clone(), ..somebody(&table.service, "Ben", Role::Member).await };
    claim(&table, &ada).await;
    assert_eq!(seat(&table.service, &ada, "Ada again").await, played, "what she played is hers");

    let Joined::New(of_ben) = join(&table.service, &ben, PIN, None, "Ben").await.expect("an answer") else {
        panic!("Ben gets a seat of his own");
    };
    let own = seat_of(&table.service, &ben, table.game).await.expect("asks").expect("a seat");
    assert_eq!((own.id, own.nickname.as_str()), (of_ben, "Ben"), "and his page finds it");
    let guest = join(&table.service, &shared, PIN, None, "Cleo").await.expect("an answer");
    assert!(matches!(guest, Joined::New(of_guest) if of_guest != played && of_guest != of_ben));

    host.wish(Control::Start).await;
    for (viewer, name) in [(&ada, "Ada"), (&ben, "Ben"), (&shared, "Cleo")] {
        let line = Line::open(&table.service, viewer, Audience::Player).await;
        assert_eq!(line.welcome.you.map(|you| you.nickname).as_deref(), Some(name));
    }
    table.clear().await;
}

#[tokio::test]
async fn nobody_plays_an_accounts_seat_without_signing_in() {
    let table = Table::set(Rules::default()).await;
    let ada = somebody(&table.service, "Ada", Role::Member).await;
    let signed_out = Viewer { person: None, ..ada.clone() };
    let own = seat(&table.service, &ada, "Ada").await;
    assert_eq!(seat_of(&table.service, &signed_out, table.game).await.expect("asks"), None);
    let line = connect(&table.service, &signed_out, PIN, Audience::Player).await.map(drop);
    assert!(matches!(line, Err(Error::Missing)));
    assert_ne!(seat(&table.service, &signed_out, "A guest").await, own);
    assert_eq!(seat(&table.service, &ada, "Ada").await, own);
    table.clear().await;
}
