//! Guests who have yet to confirm, and parts of a transaction.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_store::Tx;
use convene_store::account::throttle;
use convene_store::workshop::request::{self, Request};
use convene_store::workshop::seats;

use crate::seed::{self, NOW, begin, commit, later};
use crate::workshop_seats::{counts, with_seats};

fn asked(workshop: WorkshopId, email: &str) -> Request {
    let id = RegistrationId::new(NOW, seed::chance());
    Request {
        id,
        request_id: id,
        workshop_id: workshop,
        email: email.to_owned(),
        name: "Guest".to_owned(),
        answers: "{}".to_owned(),
        zone: Some("Asia/Kathmandu".to_owned()),
        language: Some("de".to_owned()),
        whole_series: false,
        seat: true,
        expires_at: later(60),
        created_at: NOW,
    }
}

/// Two workshops that begin in an hour.
async fn two(tx: &mut Tx) -> (WorkshopId, WorkshopId) {
    let ada = seed::educator(tx, "Ada").await;
    let first = seed::publish(tx, &seed::new_workshop(ada, "Funding", later(3_600))).await;
    (first, seed::publish(tx, &seed::new_workshop(ada, "Vaults", later(3_600))).await)
}

both! {
    async fn an_address_asks_once_for_a_workshop(db: Db) {
        let mut tx = begin(&db).await;
        let (id, other) = two(&mut tx).await;
        let first = asked(id, "guest@example.org");
        assert!(request::insert(&mut tx, &first).await.unwrap());
        let second = Request { name: "Somebody else".to_owned(), ..asked(id, "guest@example.org") };
        assert!(!request::insert(&mut tx, &second).await.unwrap(), "the first stays as it is");
        let found = request::of_email(&mut tx, id, "guest@example.org").await.unwrap();
        assert_eq!(found.as_ref(), Some(&first));
        let elsewhere = Request { request_id: first.id, ..asked(other, "guest@example.org") };
        assert!(request::insert(&mut tx, &elsewhere).await.unwrap());
        let form = request::of_form(&mut tx, first.id).await.unwrap();
        assert_eq!(form.len(), 2, "one link for both");
        let late = Request { created_at: later(1), ..asked(id, "late@example.org") };
        request::insert(&mut tx, &late).await.unwrap();
        assert_eq!(request::of_workshop(&mut tx, id).await.unwrap(), [first.clone(), late]);
        assert_eq!(request::take(&mut tx, other, first.id).await.unwrap(), None, "of another workshop");
        assert_eq!(request::take(&mut tx, id, first.id).await.unwrap(), Some(first.clone()));
        assert_eq!(request::take(&mut tx, id, first.id).await.unwrap(), None, "taken once");
    }

    async fn a_request_lapses_at_its_end_and_at_the_start(db: Db) {
        let mut tx = begin(&db).await;
        let (soon, starting) = two(&mut tx).await;
        let first = asked(soon, "first@example.org");
        let second = Request { expires_at: later(90), ..asked(soon, "second@example.org") };
        let endless = Request { expires_at: later(99_999), ..asked(starting, "third@example.org") };
        for new in [&first, &second, &endless] {
            assert!(request::insert(&mut tx, new).await.unwrap());
        }
        assert_eq!(*request::with_lapsed(&mut tx, later(59), None, 10).await.unwrap(), []);
        assert_eq!(*request::with_lapsed(&mut tx, later(60), None, 10).await.unwrap(), [soon]);
        assert_eq!(request::lapsed(&mut tx, soon, later(60)).await.unwrap(), [first.id]);
        assert_eq!(request::lapsed(&mut tx, soon, later(90)).await.unwrap(), [first.id, second.id]);
        let mut both = [soon, starting];
        both.sort_unstable();
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), None, 10).await.unwrap(), both);
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), None, 1).await.unwrap(), both[..1]);
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), Some(both[0]), 9).await.unwrap(), both[1..]);
        assert_eq!(request::lapsed(&mut tx, starting, later(3_600)).await.unwrap(), [endless.id]);
    }

    async fn several_acts_are_counted_in_one_go(db: Db) {
        let mut tx = begin(&db).await;
        assert_eq!(throttle::count_by(&mut tx, "series", 12, NOW, 60_000).await.unwrap().count, 12);
        assert_eq!(throttle::count_by(&mut tx, "series", 3, later(1), 60_000).await.unwrap().count, 15);
        assert_eq!(throttle::count_by(&mut tx, "series", 4, later(60), 60_000).await.unwrap().count, 4);
    }

    async fn a_part_of_a_transaction_is_undone_alone(db: Db) {
        let mut tx = begin(&db).await;
        let id = with_seats(&mut tx, 5).await;
        for keep in [true, false, true] {
            tx.begin_part().await.unwrap();
            assert!(seats::take(&mut tx, id, NOW).await.unwrap());
            if keep { tx.keep_part().await.unwrap() } else { tx.undo_part().await.unwrap() }
        }
        tx.begin_part().await.unwrap();
        let guest = asked(id, "guest@example.org");
        assert!(request::insert(&mut tx, &guest).await.unwrap());
        let twice = Request { email: "other@example.org".to_owned(), ..guest };
        assert!(request::insert(&mut tx, &twice).await.is_err(), "the same id");
        tx.undo_part().await.unwrap();
        commit(tx).await;
        let mut tx = begin(&db).await;
        assert_eq!(counts(&mut tx, id).await, (2, 0), "what came before and after a part stays, also after a fault");
        assert!(request::of_workshop(&mut tx, id).await.unwrap().is_empty());
    }
}
