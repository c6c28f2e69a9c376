//! What a workshop's team writes, and who wants none of it.

use convene_domain::account::Role;
use convene_domain::id::{MessageId, PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_store::workshop::{attendance, message, registration, reminder, workshop};
use convene_store::{Tx, optout};

use crate::seed::{self, NOW, begin, later};

/// Somebody called `name`, registered in `state`.
async fn registered(
    tx: &mut Tx,
    workshop: WorkshopId,
    name: &str,
    state: RegistrationState,
) -> RegistrationId {
    let person = seed::person(tx, name, Role::Member).await;
    let id = RegistrationId::new(NOW, seed::chance());
    let new = registration::New {
        id,
        workshop_id: workshop,
        person_id: person,
        name,
        state,
        answers: "{}",
        number: (state == RegistrationState::Waiting).then_some(1),
        zone: None,
        by_other: false,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    registration::insert(tx, &new).await.unwrap().expect("a registration").id
}

fn written(workshop: WorkshopId, sender: PersonId, subject: &str, at: i64) -> message::Message {
    message::Message {
        id: MessageId::new(later(at), seed::chance()),
        workshop_id: workshop,
        sender_id: sender,
        audience: "all".to_owned(),
        subject: subject.to_owned(),
        body: "Bring a laptop.".to_owned(),
        recipients: 3,
        sent_at: later(at),
    }
}

both! {
    async fn an_address_that_wants_no_mail_of_a_kind_says_so_once_and_can_take_it_back(db: Db) {
        let mut tx = begin(&db).await;
        optout::insert(&mut tx, "mia@example.org", "surveys", NOW).await.unwrap();
        optout::insert(&mut tx, "mia@example.org", "surveys", later(9)).await.unwrap();
        assert!(optout::is_out(&mut tx, "mia@example.org", "surveys").await.unwrap());
        assert!(!optout::is_out(&mut tx, "mia@example.org", "workshop_messages").await.unwrap());
        assert!(!optout::is_out(&mut tx, "ben@example.org", "surveys").await.unwrap());
        assert!(optout::remove(&mut tx, "mia@example.org", "surveys").await.unwrap());
        assert!(!optout::remove(&mut tx, "mia@example.org", "surveys").await.unwrap());
        assert!(!optout::is_out(&mut tx, "mia@example.org", "surveys").await.unwrap());
    }

    async fn a_message_is_kept_once_with_who_wrote_it(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let workshop = seed::workshop(&mut tx, ada, "Hedging", later(9_000)).await;
        let first = written(workshop, ada, "Bring a laptop", 1);
        assert!(message::insert(&mut tx, &first).await.unwrap());
        let again = message::Message { subject: "Something else".to_owned(), ..first.clone() };
        assert!(!message::insert(&mut tx, &again).await.unwrap(), "the same form sent twice");
        let second = written(workshop, ada, "One more thing", 2);
        assert!(message::insert(&mut tx, &second).await.unwrap());
        let found = message::by_id(&mut tx, first.id).await.unwrap().expect("the message");
        assert_eq!((&found.message, found.sender_name.as_str()), (&first, "Ada"));
        assert_eq!(found.sender_email, "ada@example.org");
        let all = message::of_workshop(&mut tx, workshop).await.unwrap();
        let subjects: Vec<_> = all.iter().map(|sent| sent.message.subject.as_str()).collect();
        assert_eq!(subjects, ["One more thing", "Bring a laptop"]);
    }

    async fn every_audience_is_who_it_says(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let workshop = seed::workshop(&mut tx, ada, "Hedging", later(9_000)).await;
        let here = registered(&mut tx, workshop, "Here", RegistrationState::Confirmed).await;
        registered(&mut tx, workshop, "Away", RegistrationState::Confirmed).await;
        registered(&mut tx, workshop, "Line", RegistrationState::Waiting).await;
        registered(&mut tx, workshop, "Asks", RegistrationState::Pending).await;
        registered(&mut tx, workshop, "Gone", RegistrationState::Cancelled).await;
        attendance::join(&mut tx, here, later(9_000)).await.unwrap();
        optout::insert(&mut tx, "line@example.org", "workshop_messages", NOW).await.unwrap();
        for (audience, expected) in [
            ("all", vec!["here", "away", "line", "asks"]),
            ("confirmed", vec!["here", "away"]),
            ("waiting", vec!["line"]),
            ("attended", vec!["here"]),
            ("nobody", vec![]),
        ] {
            let found = message::recipients(&mut tx, workshop, audience, "workshop_messages").await.unwrap();
            let names: Vec<_> = found.iter().map(|to| to.email.trim_end_matches("@example.org")).collect();
            assert_eq!(names, expected, "{audience}");
            assert!(found.iter().all(|to| to.is_out == (to.email == "line@example.org")), "{audience}");
        }
    }
}

both! {
    async fn only_published_workshops_that_begin_in_time_are_coming(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        seed::workshop(&mut tx, ada, "Begins now", NOW).await;
        let soon = seed::workshop(&mut tx, ada, "Soon", later(60)).await;
        let last = seed::workshop(&mut tx, ada, "Later", later(90)).await;
        seed::workshop(&mut tx, ada, "Too late", later(91)).await;
        workshop::insert(&mut tx, &seed::new_workshop(ada, "A draft", later(60))).await.unwrap();
        let coming = reminder::coming(&mut tx, NOW, later(90)).await.unwrap();
        assert_eq!(coming.iter().map(|found| found.id).collect::<Vec<_>>(), [soon, last]);
        assert_eq!((coming[0].starts_at, coming[0].reminders.as_str()), (later(60), "[1440,60]"));
    }

    async fn a_reminder_is_for_whoever_has_a_seat_long_enough_and_is_claimed_once(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let start = later(9_000);
        let workshop = seed::workshop(&mut tx, ada, "Hedging", start).await;
        let mia = registered(&mut tx, workshop, "Mia", RegistrationState::Confirmed).await;
        registered(&mut tx, workshop, "Line", RegistrationState::Waiting).await;
        let before = NOW.plus(-1);
        assert_eq!(reminder::unreminded(&mut tx, workshop, 60, start, before).await.unwrap(), []);
        let due = reminder::unreminded(&mut tx, workshop, 60, start, NOW).await.unwrap();
        assert_eq!((due.len(), due[0].registration_id, due[0].email.as_str()), (1, mia, "mia@example.org"));
        assert!(reminder::claim(&mut tx, mia, 60, start).await.unwrap());
        assert!(!reminder::claim(&mut tx, mia, 60, start).await.unwrap());
        assert_eq!(reminder::unreminded(&mut tx, workshop, 60, start, NOW).await.unwrap(), []);
        let moved = reminder::unreminded(&mut tx, workshop, 60, later(9_999), NOW).await.unwrap();
        assert_eq!(moved.len(), 1, "another start is another reminder");
    }

    async fn who_attended_is_thanked_once(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        // It takes an hour.
        let workshop = seed::workshop(&mut tx, ada, "Hedging", NOW).await;
        let mia = registered(&mut tx, workshop, "Mia", RegistrationState::Confirmed).await;
        registered(&mut tx, workshop, "Away", RegistrationState::Confirmed).await;
        attendance::join(&mut tx, mia, NOW).await.unwrap();
        let end = later(3_600);
        assert_eq!(reminder::unthanked(&mut tx, NOW, end.plus(-1)).await.unwrap(), [], "it is not over");
        assert_eq!(reminder::unthanked(&mut tx, end, later(9_000)).await.unwrap(), [], "over too long ago");
        let due = reminder::unthanked(&mut tx, NOW, end).await.unwrap();
        assert_eq!((due.len(), due[0].registration_id, due[0].workshop_id), (1, mia, workshop));
        assert!(reminder::claim_follow_up(&mut tx, mia, end).await.unwrap());
        assert!(!reminder::claim_follow_up(&mut tx, mia, end).await.unwrap());
        assert_eq!(reminder::unthanked(&mut tx, NOW, end).await.unwrap(), []);
    }
}
