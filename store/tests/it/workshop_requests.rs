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
        mailed_at: NOW,
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
        let key = first.id.to_string();
        assert_eq!(request::delete(&mut tx, other, &key).await.unwrap(), None, "of another workshop");
        assert_eq!(request::delete(&mut tx, id, &key).await.unwrap(), Some(true), "with its seat");
        assert_eq!(request::delete(&mut tx, id, &key).await.unwrap(), None, "deleted once");
        let seatless = Request { seat: false, ..asked(id, "guest@example.org") };
        assert!(request::insert(&mut tx, &seatless).await.unwrap());
        assert_eq!(request::delete_of_email(&mut tx, other, "late@example.org").await.unwrap(), None, "of another workshop");
        assert_eq!(request::delete_of_email(&mut tx, id, &seatless.email).await.unwrap(), Some(false));
        assert_eq!(request::delete_of_email(&mut tx, id, &seatless.email).await.unwrap(), None, "deleted once");
    }

    async fn a_request_without_a_seat_is_given_one_once(db: Db) {
        let mut tx = begin(&db).await;
        let (id, other) = two(&mut tx).await;
        let seatless = Request { seat: false, ..asked(id, "guest@example.org") };
        let elsewhere = Request { seat: false, request_id: seatless.id, ..asked(other, "guest@example.org") };
        for new in [&seatless, &elsewhere] {
            assert!(request::insert(&mut tx, new).await.unwrap());
        }
        let held = request::hold_seat(&mut tx, id, &seatless.email, later(90)).await.unwrap();
        let with_seat = Request { seat: true, expires_at: later(90), ..seatless.clone() };
        assert_eq!(held.as_ref(), Some(&with_seat));
        assert_eq!(request::hold_seat(&mut tx, id, &seatless.email, later(99)).await.unwrap(), None, "it has one");
        assert_eq!(request::hold_seat(&mut tx, id, "other@example.org", later(99)).await.unwrap(), None);
        let found = request::of_workshop(&mut tx, other).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&elsewhere)[..], "the other date has none");
        request::mailed(&mut tx, seatless.id, later(5)).await.unwrap();
        for row in request::of_form(&mut tx, seatless.id).await.unwrap() {
            assert_eq!(row.mailed_at, later(5), "one letter for both");
        }
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
        assert_eq!(request::lapsed(&mut tx, soon, later(60)).await.unwrap(), [first.id.to_string()]);
        let both = [first.id.to_string(), second.id.to_string()];
        assert_eq!(request::lapsed(&mut tx, soon, later(90)).await.unwrap(), both);
        let mut both = [soon, starting];
        both.sort_unstable();
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), None, 10).await.unwrap(), both);
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), None, 1).await.unwrap(), both[..1]);
        assert_eq!(*request::with_lapsed(&mut tx, later(3_600), Some(both[0]), 9).await.unwrap(), both[1..]);
        assert_eq!(request::lapsed(&mut tx, starting, later(3_600)).await.unwrap(), [endless.id.to_string()]);
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
            tx.savepoint().await.unwrap();
            assert!(seats::take(&mut tx, id, NOW).await.unwrap());
            if keep { tx.release_savepoint().await.unwrap() } else { tx.rollback_to_savepoint().await.unwrap() }
        }
        tx.savepoint().await.unwrap();
        let guest = asked(id, "guest@example.org");
        assert!(request::insert(&mut tx, &guest).await.unwrap());
        let twice = Request { email: "other@example.org".to_owned(), ..guest };
        assert!(request::insert(&mut tx, &twice).await.is_err(), "the same id");
        tx.rollback_to_savepoint().await.unwrap();
        commit(tx).await;
        let mut tx = begin(&db).await;
        assert_eq!(counts(&mut tx, id).await, (2, 0), "what came before and after a part stays, also after a fault");
        assert!(request::of_workshop(&mut tx, id).await.unwrap().is_empty());
    }
}
