//! What a workshop's team writes, and who wants none of it.

use convene_domain::account::Role;
use convene_domain::id::{MessageId, PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::{Level, RegistrationState, Visibility};
use convene_store::workshop::listing::Filter;
use convene_store::workshop::{attendance, edit, feed, message, registration, reminder, workshop};
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
        language: None,
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

/// Takes a workshop off, as its team would.
async fn call_off(tx: &mut Tx, id: WorkshopId) {
    assert!(edit::cancel(tx, id, "No room", later(1)).await.unwrap());
}

both! {
    async fn the_public_feed_holds_what_is_listed_and_what_was_called_off(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let risk = publish(&mut tx, ada, "Risk", 10, |content| content.topics = "|risk|").await;
        publish(&mut tx, ada, "Hidden", 20, |content| content.visibility = Visibility::Unlisted).await;
        let off = publish(&mut tx, ada, "Off", 30, |content| content.language = "pt").await;
        call_off(&mut tx, off).await;
        workshop::insert(&mut tx, &seed::new_workshop(ada, "A draft", later(40))).await.unwrap();
        let titles = async |tx: &mut Tx, filter: Filter, from: i64| {
            let found = feed::public(tx, &filter, later(from), 9).await.unwrap();
            found.into_iter().map(|entry| (entry.workshop.id, entry.host_name)).collect::<Vec<_>>()
        };
        let (first, second) = ((risk, "Ada".to_owned()), (off, "Ada".to_owned()));
        assert_eq!(titles(&mut tx, Filter::default(), 0).await, [first.clone(), second.clone()]);
        assert_eq!(titles(&mut tx, Filter::default(), 11).await, std::slice::from_ref(&second));
        let topic = Filter { topic: Some("Risk".to_owned()), ..Filter::default() };
        assert_eq!(titles(&mut tx, topic, 0).await, [first]);
        let language = Filter { language: Some("pt".to_owned()), ..Filter::default() };
        assert_eq!(titles(&mut tx, language, 0).await, [second]);
        let level = Filter { level: Some(Level::Advanced), ..Filter::default() };
        assert_eq!(titles(&mut tx, level, 0).await, []);
        assert_eq!(feed::public(&mut tx, &Filter::default(), NOW, 1).await.unwrap().len(), 1);
    }

    async fn a_personal_feed_holds_ones_seats_and_the_workshops_of_ones_teams(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, ben) = (seed::educator(&mut tx, "Ada").await, seed::educator(&mut tx, "Ben").await);
        let first = seed::workshop(&mut tx, ada, "First", later(10)).await;
        let second = seed::workshop(&mut tx, ada, "Second", later(20)).await;
        workshop::insert(&mut tx, &seed::new_workshop(ada, "A draft", later(40))).await.unwrap();
        let late = registered(&mut tx, second, "Mia", RegistrationState::Confirmed).await;
        let mia = registration::by_id(&mut tx, late).await.unwrap().expect("Mia's").person_id;
        let early = registration::New {
            id: RegistrationId::new(NOW, seed::chance()),
            workshop_id: first,
            person_id: mia,
            name: "Mia",
            state: RegistrationState::Waiting,
            answers: "{}",
            number: Some(1),
            zone: None,
            language: None,
            by_other: false,
            whole_series: false,
            walk_in: false,
            now: NOW,
        };
        registration::insert(&mut tx, &early).await.unwrap();
        let with_seat = feed::with_seat(&mut tx, mia, NOW, 9).await.unwrap();
        assert_eq!(with_seat.iter().map(|entry| entry.workshop.id).collect::<Vec<_>>(), [second], "no place in line");
        let seats = feed::seats(&mut tx, mia, NOW, 9).await.unwrap();
        assert_eq!(seats.iter().map(|seat| seat.id).collect::<Vec<_>>(), [late]);
        assert_eq!(feed::with_seat(&mut tx, mia, later(21), 9).await.unwrap(), [], "long ago");
        let own = feed::of_team(&mut tx, ada, NOW, 9).await.unwrap();
        assert_eq!(own.iter().map(|entry| entry.workshop.id).collect::<Vec<_>>(), [first, second]);
        assert_eq!(feed::of_team(&mut tx, ben, NOW, 9).await.unwrap(), []);
    }

    async fn a_feed_is_made_once_and_its_address_can_be_ended(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        assert_eq!(feed::version(&mut tx, mia).await.unwrap(), None);
        assert!(!feed::renew(&mut tx, mia).await.unwrap(), "there is none yet");
        feed::make(&mut tx, mia).await.unwrap();
        feed::make(&mut tx, mia).await.unwrap();
        assert_eq!(feed::version(&mut tx, mia).await.unwrap(), Some(1));
        assert!(feed::renew(&mut tx, mia).await.unwrap());
        assert_eq!(feed::version(&mut tx, mia).await.unwrap(), Some(2));
    }
}

/// A published workshop of one's own making.
async fn publish(
    tx: &mut Tx,
    owner: PersonId,
    title: &str,
    at: i64,
    change: impl FnOnce(&mut workshop::Content<'_>),
) -> WorkshopId {
    let mut new = seed::new_workshop(owner, title, later(at));
    change(&mut new.content);
    seed::publish(tx, &new).await
}
