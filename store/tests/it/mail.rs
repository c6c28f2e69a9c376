//! The outbox: what must happen later or elsewhere.

use convene_domain::Time;
use convene_domain::id::OutboxId;
use convene_store::{Tx, mail};

use crate::seed::{self, NOW, begin, commit, later, read};

async fn item(tx: &mut Tx, recipient: &str, due_at: Time) -> OutboxId {
    let id = OutboxId::new(NOW, seed::chance());
    let new =
        mail::NewItem { id, kind: "mail", recipient, payload: "{\"subject\":\"Hello\"}", due_at, now: NOW };
    mail::insert(tx, &new).await.expect("an item");
    id
}

fn ended<'a>(state: &'a str, error: Option<&'a str>) -> mail::Ending<'a> {
    mail::Ending { state, recipient: "moved@example.org", payload: "{}", error }
}

fn ids(items: &[mail::Item]) -> Vec<OutboxId> {
    items.iter().map(|item| item.id).collect()
}

both! {
    async fn an_item_waits_until_it_is_due(db: Db) {
        let mut tx = begin(&db).await;
        assert_eq!(mail::next_due(&mut tx).await.unwrap(), None);
        let soon = item(&mut tx, "soon@example.org", later(10)).await;
        item(&mut tx, "late@example.org", later(60)).await;
        assert_eq!(mail::next_due(&mut tx).await.unwrap(), Some(later(10)));
        assert_eq!(mail::lease(&mut tx, later(9), later(99), 9).await.unwrap(), []);
        let leased = mail::lease(&mut tx, later(10), later(99), 9).await.unwrap();
        assert_eq!(ids(&leased), [soon]);
        assert_eq!((leased[0].recipient.as_str(), leased[0].kind.as_str()), ("soon@example.org", "mail"));
        assert_eq!((leased[0].state.as_str(), leased[0].attempts), ("waiting", 1));
    }

    async fn what_somebody_waits_for_goes_before_what_is_due_longer(db: Db) {
        let mut tx = begin(&db).await;
        let first = item(&mut tx, "one@example.org", NOW).await;
        let second = item(&mut tx, "two@example.org", later(1)).await;
        let id = OutboxId::new(NOW, seed::chance());
        let (kind, recipient, payload) = ("mail", "mia@example.org", "{}");
        let urgent = mail::NewItem { id, kind, recipient, payload, due_at: later(2), now: NOW };
        mail::insert_urgent(&mut tx, &urgent).await.unwrap();
        let mut order = Vec::new();
        for _ in 0..3 {
            order.extend(ids(&mail::lease(&mut tx, later(5), later(60), 1).await.unwrap()));
        }
        assert_eq!(order, [id, first, second]);
    }

    async fn a_leased_item_is_nobody_elses_until_the_lease_ends(db: Db) {
        let mut tx = begin(&db).await;
        let id = item(&mut tx, "mia@example.org", NOW).await;
        assert_eq!(ids(&mail::lease(&mut tx, NOW, later(60), 9).await.unwrap()), [id]);
        assert_eq!(mail::lease(&mut tx, later(59), later(99), 9).await.unwrap(), []);
        let again = mail::lease(&mut tx, later(60), later(120), 9).await.unwrap();
        assert_eq!((ids(&again), again[0].attempts), (vec![id], 2));
    }

    async fn two_workers_share_what_is_due_without_taking_anything_twice(db: Db) {
        let mut tx = begin(&db).await;
        for number in 0..20 {
            item(&mut tx, &format!("member{number}@example.org"), NOW).await;
        }
        commit(tx).await;
        let work = async || {
            let mut tx = begin(&db).await;
            let leased = mail::lease(&mut tx, NOW, later(60), 10).await.unwrap();
            commit(tx).await;
            ids(&leased)
        };
        let (mut all, second) = tokio::join!(work(), work());
        all.extend(second);
        all.extend(work().await);
        all.extend(work().await);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), count), (20, 20));
    }

    async fn a_failed_item_comes_back_later_and_says_why(db: Db) {
        let mut tx = begin(&db).await;
        let id = item(&mut tx, "mia@example.org", NOW).await;
        mail::lease(&mut tx, NOW, later(60), 9).await.unwrap();
        mail::postpone(&mut tx, id, later(30), "the server did not answer").await.unwrap();
        assert_eq!(mail::lease(&mut tx, later(29), later(99), 9).await.unwrap(), []);
        let again = mail::lease(&mut tx, later(30), later(99), 9).await.unwrap();
        assert_eq!(again[0].last_error.as_deref(), Some("the server did not answer"));
    }

    async fn an_ended_item_stays_readable_with_what_is_left_of_it(db: Db) {
        let mut tx = begin(&db).await;
        let id = item(&mut tx, "mia@example.org", NOW).await;
        mail::finish(&mut tx, id, &ended("dead", Some("no such mailbox")), later(5)).await.unwrap();
        commit(tx).await;
        let found = mail::by_id(&mut read(&db).await, id).await.unwrap().expect("the item");
        assert_eq!((found.state.as_str(), found.payload.as_str()), ("dead", "{}"));
        assert_eq!(found.recipient, "moved@example.org", "where it went, not where it was to go");
        assert_eq!(
            (found.last_error.as_deref(), found.done_at),
            (Some("no such mailbox"), Some(later(5).millis()))
        );
        let mut tx = begin(&db).await;
        assert_eq!(mail::lease(&mut tx, later(99), later(199), 9).await.unwrap(), []);
        assert_eq!(mail::next_due(&mut tx).await.unwrap(), None);
    }

    async fn a_dead_or_kept_item_can_be_tried_again_and_a_delivered_one_cannot(db: Db) {
        let mut tx = begin(&db).await;
        for (state, again) in [("dead", true), ("kept", true), ("done", false)] {
            let id = item(&mut tx, "mia@example.org", NOW).await;
            mail::finish(&mut tx, id, &ended(state, None), later(5)).await.unwrap();
            assert_eq!(mail::retry(&mut tx, id, later(10)).await.unwrap(), again, "{state}");
            let due = ids(&mail::lease(&mut tx, later(10), later(99), 9).await.unwrap());
            assert_eq!(due.contains(&id), again, "{state}");
        }
    }

    async fn all_dead_items_are_tried_again_and_nothing_else(db: Db) {
        let mut tx = begin(&db).await;
        let mut made = Vec::new();
        for state in ["dead", "dead", "kept", "done"] {
            let id = item(&mut tx, "mia@example.org", NOW).await;
            mail::finish(&mut tx, id, &ended(state, None), later(5)).await.unwrap();
            made.push(id);
        }
        assert_eq!(mail::retry_dead(&mut tx, "|webhook|", later(9)).await.unwrap(), 0, "another kind");
        assert_eq!(mail::retry_dead(&mut tx, "|workshop|mail|", later(9)).await.unwrap(), 2);
        let mut again = ids(&mail::lease(&mut tx, later(9), later(99), 9).await.unwrap());
        again.sort();
        assert_eq!(again, made[..2]);
    }

    async fn items_are_listed_and_counted_by_what_became_of_them(db: Db) {
        let mut tx = begin(&db).await;
        let waiting = item(&mut tx, "one@example.org", NOW).await;
        let dead = item(&mut tx, "two@example.org", NOW).await;
        mail::finish(&mut tx, dead, &ended("dead", Some("no such mailbox")), later(5)).await.unwrap();
        let kinds = "|mail|workshop|";
        assert_eq!(ids(&mail::listed(&mut tx, kinds, None, 0, 9).await.unwrap()), [dead, waiting]);
        assert_eq!(ids(&mail::listed(&mut tx, kinds, None, 0, 1).await.unwrap()), [dead]);
        assert_eq!(ids(&mail::listed(&mut tx, kinds, None, 1, 9).await.unwrap()), [waiting], "the next page");
        assert_eq!(ids(&mail::listed(&mut tx, kinds, Some("waiting"), 0, 9).await.unwrap()), [waiting]);
        assert_eq!(mail::listed(&mut tx, "|workshop|", None, 0, 9).await.unwrap(), []);
        let mut counts = mail::count_by_state(&mut tx, kinds).await.unwrap();
        counts.sort();
        assert_eq!(counts, [("dead".to_owned(), 1), ("waiting".to_owned(), 1)]);
        assert_eq!(mail::count_by_state(&mut tx, "|workshop|").await.unwrap(), []);
    }

    async fn what_ended_without_a_mail_is_told_from_what_was_sent(db: Db) {
        let mut tx = begin(&db).await;
        let sent = item(&mut tx, "one@example.org", NOW).await;
        mail::finish(&mut tx, sent, &ended("done", None), later(5)).await.unwrap();
        let mut notices = Vec::new();
        let quoted = r#"{"why":"\"content\":{ is what it says"}"#;
        for payload in [r#"{"why":"told","content":{"subject":"Told"}}"#, quoted] {
            let id = OutboxId::new(NOW, seed::chance());
            let new = mail::NewItem {
                id, kind: "workshop", recipient: "mia@example.org", payload: "{}", due_at: NOW, now: later(1),
            };
            mail::insert(&mut tx, &new).await.unwrap();
            mail::finish(&mut tx, id, &mail::Ending { payload, ..ended("done", None) }, later(5)).await.unwrap();
            notices.push(id);
        }
        let kinds = "|mail|workshop|";
        let of = async |tx: &mut Tx, state| ids(&mail::listed(tx, kinds, Some(state), 0, 9).await.unwrap());
        assert_eq!(of(&mut tx, "dropped").await, [notices[1]]);
        assert_eq!(of(&mut tx, "done").await, [notices[0], sent]);
        let mut counts = mail::count_by_state(&mut tx, kinds).await.unwrap();
        counts.sort();
        assert_eq!(counts, [("done".to_owned(), 2), ("dropped".to_owned(), 1)]);
    }

    async fn the_newest_items_of_a_kind_are_listed_first(db: Db) {
        let mut tx = begin(&db).await;
        let first = item(&mut tx, "one@example.org", NOW).await;
        let second = item(&mut tx, "two@example.org", NOW).await;
        assert_eq!(ids(&mail::newest(&mut tx, "mail", 9).await.unwrap()), [second, first]);
        assert_eq!(ids(&mail::newest(&mut tx, "mail", 1).await.unwrap()), [second]);
        assert_eq!(mail::newest(&mut tx, "webhook", 9).await.unwrap(), []);
    }

    async fn what_ended_long_ago_is_forgotten_and_what_waits_is_not(db: Db) {
        let mut tx = begin(&db).await;
        let waiting = item(&mut tx, "one@example.org", NOW).await;
        let done = item(&mut tx, "two@example.org", NOW).await;
        let fresh = item(&mut tx, "three@example.org", NOW).await;
        mail::finish(&mut tx, done, &ended("done", None), later(1)).await.unwrap();
        mail::finish(&mut tx, fresh, &ended("kept", None), later(50)).await.unwrap();
        let dead = item(&mut tx, "four@example.org", NOW).await;
        mail::finish(&mut tx, dead, &ended("dead", Some("no such mailbox")), later(2)).await.unwrap();
        assert_eq!(mail::purge(&mut tx, later(50)).await.unwrap(), 2, "what was delivered and what was given up");
        assert_eq!(ids(&mail::newest(&mut tx, "mail", 9).await.unwrap()), [fresh, waiting]);
    }
}
