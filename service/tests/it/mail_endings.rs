//! How mail ends: recorded once, given up after a few tries, forgotten after a while.

use convene_domain::time::{DAY, MINUTE};
use convene_service::housekeeping;
use convene_service::mail::{self, Shelf};
use convene_store::Db;

use crate::community::{Community, execute};
use crate::database::on_sqlite;
use crate::mail::{Postbox, admin, set_server};

both! {
    async fn mail_whose_end_is_never_noted_is_given_up_instead_of_sent_for_ever(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        mail::send_test(service, &admin, "mia@example.org").await.expect("asked");
        // As it is when servers stop in the middle, one after the other.
        execute(service.db(), "UPDATE outbox SET attempts = 7").await;
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        assert!(postbox.letters.lock().await.is_empty(), "seven tries are enough");
        let dead = &mail::list(service, &admin, Shelf::Dead).await.expect("mails").mails[0];
        let why = dead.item.last_error.clone().unwrap_or_default();
        assert!(why.contains("Tried 7 times") && why.contains("may have been delivered"), "{why}");
        mail::retry(service, &admin, dead.item.id).await.expect("an admin may");
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        assert_eq!(postbox.letters.lock().await.len(), 1);
    }

    async fn one_item_that_cannot_be_read_keeps_no_mail_from_leaving(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        for number in 0..9 {
            mail::send_test(service, &admin, &format!("member{number}@example.org")).await.expect("asked");
        }
        // More than one batch of them, and before all others.
        for number in 0..5 {
            let broken = format!("UPDATE outbox SET id = 'broken {number}', due_at = 0 WHERE recipient LIKE 'member{number}@%'");
            execute(service.db(), &broken).await;
        }
        execute(service.db(), "UPDATE outbox SET payload = 'no JSON' WHERE recipient LIKE 'member5@%'").await;
        mail::deliver_due(service).await.expect("works");
        assert_eq!(postbox.letters.lock().await.len(), 3);
        let all = mail::list(service, &admin, Shelf::All).await.expect("the page works").mails;
        assert_eq!(all.len(), 4, "those that have a name");
        let unreadable = all.iter().find(|mail| mail.item.recipient.starts_with("member5@")).expect("it is there");
        assert!(unreadable.content.is_none() && unreadable.item.state == "dead");
        assert!(unreadable.item.last_error.as_deref().is_some_and(|why| why.starts_with("unreadable mail")));
        assert!(mail::get(service, &admin, unreadable.item.id).await.is_ok(), "so is its page");
        community.clock.advance(DAY);
        assert_eq!(mail::deliver_due(service).await.expect("works"), 0, "none of them comes back");
    }

    async fn mail_that_was_given_up_is_forgotten_like_mail_that_arrived(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        mail::send_test(service, &admin, "refused@example.org").await.expect("asked");
        mail::deliver_due(service).await.expect("works");
        community.clock.advance(89 * DAY);
        housekeeping::tidy(service).await;
        assert_eq!(mail::list(service, &admin, Shelf::Dead).await.expect("mails").mails.len(), 1);
        community.clock.advance(2 * DAY);
        housekeeping::tidy(service).await;
        assert!(mail::list(service, &admin, Shelf::All).await.expect("mails").mails.is_empty());
    }
}

#[tokio::test]
async fn a_delivery_that_cannot_be_noted_cuts_no_other_off() {
    on_sqlite(|db| async {
        let community = Community::on(db).await;
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        let Db::Sqlite { writer, .. } = service.db() else { panic!("SQLite") };
        let fails = "CREATE TRIGGER full BEFORE UPDATE ON outbox WHEN NEW.state = 'done' AND NEW.recipient LIKE 'mia@%'
                     BEGIN SELECT RAISE(ABORT, 'the disk is full'); END";
        sqlx::query(fails).execute(writer).await.expect("a trigger");
        for to in ["slow@example.org", "mia@example.org"] {
            mail::send_test(service, &admin, to).await.expect("asked");
        }
        let delivers = { let service = service.clone(); tokio::spawn(async move { mail::deliver_due(&service).await }) };
        // The quick one is taken; then its end cannot be noted, for which the worker gets all the time it needs.
        while postbox.letters.lock().await.is_empty() {
            tokio::task::yield_now().await;
        }
        for _ in 0..200 {
            mail::list(service, &admin, Shelf::All).await.expect("mails");
        }
        assert!(!delivers.is_finished(), "the other mail is still on its way");
        postbox.slow.notify_one();
        assert_eq!(delivers.await.expect("no panic").expect("works"), 2, "what went wrong with one ends nothing");
        let mails = mail::list(service, &admin, Shelf::All).await.expect("mails").mails;
        let slow = mails.iter().find(|mail| mail.item.recipient == "slow@example.org").expect("the mail");
        assert_eq!(slow.item.state, "done", "it is not sent a second time");
        let mias = |mails: &[mail::Mail]| {
            mails.iter().find(|mail| mail.item.recipient == "mia@example.org").expect("hers").item.clone()
        };
        for _ in 0..3 {
            community.clock.advance(3 * MINUTE);
            assert_eq!(mail::deliver_due(service).await.expect("works"), 1, "its end is to be noted");
        }
        assert_eq!(postbox.letters.lock().await.len(), 2, "and nothing is sent again");
        sqlx::query("DROP TRIGGER full").execute(writer).await.expect("room");
        community.clock.advance(3 * MINUTE);
        mail::deliver_due(service).await.expect("works");
        let noted = mias(&mail::list(service, &admin, Shelf::All).await.expect("mails").mails);
        assert_eq!((noted.state.as_str(), noted.attempts), ("done", 5));
        assert_eq!(postbox.letters.lock().await.len(), 2);
    })
    .await;
}
