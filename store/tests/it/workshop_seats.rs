//! Registrations, seats and the waiting line.

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{PersonId, RegistrationId, SeriesId, WorkshopId};
use convene_domain::workshop::RegistrationState::{
    Cancelled, Confirmed, Declined, Offered, Pending, Waiting,
};
use convene_domain::workshop::{RegistrationState, Visibility};
use convene_store::Tx;
use convene_store::account::person;
use convene_store::workshop::registration::{Move, Registration};
use convene_store::workshop::workshop::Workshop;
use convene_store::workshop::{line, registration, seats, series, workshop};

use crate::seed::{self, NOW, begin, commit, later, read};

/// Ada's workshop in an hour with this many seats.
pub async fn with_seats(tx: &mut Tx, capacity: i64) -> WorkshopId {
    let ada = seed::educator(tx, "Ada").await;
    let mut new = seed::new_workshop(ada, "Funding", later(3_600));
    new.content.capacity = Some(capacity);
    seed::publish(tx, &new).await
}

pub fn new(workshop: WorkshopId, person: PersonId, state: RegistrationState) -> registration::New<'static> {
    registration::New {
        id: RegistrationId::new(NOW, seed::chance()),
        workshop_id: workshop,
        person_id: person,
        name: "Mia",
        state,
        answers: "{}",
        number: None,
        zone: Some("Asia/Kathmandu"),
        language: None,
        by_other: false,
        whole_series: false,
        walk_in: false,
        now: NOW,
    }
}

pub async fn register(tx: &mut Tx, new: &registration::New<'_>) -> Registration {
    registration::insert(tx, new).await.expect("stored").expect("not registered before")
}

/// Somebody called `name` at the end of the line.
pub async fn in_line(tx: &mut Tx, workshop: WorkshopId, name: &str) -> Registration {
    let person = seed::person(tx, name, Role::Member).await;
    let number = line::join(tx, workshop).await.expect("counted");
    register(tx, &registration::New { number, ..new(workshop, person, Waiting) }).await
}

async fn stands(tx: &mut Tx, workshop: WorkshopId) -> Workshop {
    workshop::by_id(tx, workshop).await.expect("read").expect("the workshop")
}

/// Taken seats and people in line.
pub async fn counts(tx: &mut Tx, workshop: WorkshopId) -> (i64, i64) {
    let workshop = stands(tx, workshop).await;
    (workshop.taken, workshop.waiting)
}

both! {
    async fn a_person_registers_once(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let first = register(&mut tx, &new(workshop, mia, Confirmed)).await;
        let again = registration::New { name: "Somebody else", ..new(workshop, mia, Waiting) };
        assert_eq!(registration::insert(&mut tx, &again).await.unwrap(), None);
        let stored = registration::of_person(&mut tx, workshop, mia).await.unwrap().expect("the registration");
        assert_eq!(stored, first, "the second changed nothing");
        assert_eq!((stored.name.as_str(), stored.sequence, stored.link_version), ("Mia", 0, 1));
    }

    async fn whoever_left_comes_back_on_the_same_row_with_a_higher_sequence(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let first = register(&mut tx, &registration::New { number: Some(3), ..new(workshop, mia, Waiting) }).await;
        assert!(registration::change(&mut tx, first.id, Move::new(Waiting, Cancelled), later(1)).await.unwrap());
        let gone = registration::by_id(&mut tx, first.id).await.unwrap().expect("the row stays");
        assert_eq!((gone.state, gone.number, gone.sequence), (Cancelled, None, 1));
        let back = registration::New { name: "Mia M.", number: Some(9), now: later(2), ..new(workshop, mia, Waiting) };
        let back = register(&mut tx, &back).await;
        assert_eq!((back.id, back.number, back.sequence), (first.id, Some(9), 2));
        assert_eq!((back.name.as_str(), back.created_at), ("Mia M.", later(2)));
    }

    async fn whom_the_team_declined_needs_its_yes_to_come_back_but_for_the_door(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let first = register(&mut tx, &new(workshop, mia, Pending)).await;
        assert!(registration::change(&mut tx, first.id, Move::new(Pending, Declined), later(1)).await.unwrap());
        let back = register(&mut tx, &registration::New { number: Some(1), ..new(workshop, mia, Waiting) }).await;
        assert_eq!((back.state, back.number), (Pending, None));
        assert!(registration::change(&mut tx, first.id, Move::new(Pending, Declined), later(2)).await.unwrap());
        let let_in = register(&mut tx, &registration::New { walk_in: true, ..new(workshop, mia, Confirmed) }).await;
        assert_eq!(let_in.state, Confirmed);
    }

    async fn a_registration_moves_only_from_where_it_is(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = register(&mut tx, &new(workshop, mia, Confirmed)).await.id;
        assert!(!registration::change(&mut tx, id, Move::new(Offered, Confirmed), later(1)).await.unwrap());
        let offer = Move { offer_until: Some(later(60)), ..Move::new(Confirmed, Offered) };
        assert!(registration::change(&mut tx, id, offer, later(1)).await.unwrap());
        let offered = registration::by_id(&mut tx, id).await.unwrap().expect("the row");
        assert_eq!((offered.state, *offered.offer_until, offered.sequence), (Offered, Some(later(60)), 0));
    }

    async fn answers_change_until_one_leaves(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = register(&mut tx, &new(workshop, mia, Confirmed)).await.id;
        assert!(registration::set_answers(&mut tx, id, "Mia M.", r#"{"1":"Tea"}"#, later(1)).await.unwrap());
        let stored = registration::by_id(&mut tx, id).await.unwrap().expect("the row");
        assert_eq!((stored.name.as_str(), stored.answers.as_str()), ("Mia M.", r#"{"1":"Tea"}"#));
        registration::renew_link(&mut tx, id).await.unwrap();
        let member = registration::member(&mut tx, id).await.unwrap().expect("the row");
        assert_eq!((member.registration.link_version, member.email.as_str()), (2, "mia@example.org"));
        assert_eq!(member.zone(), Some("Asia/Kathmandu"), "the browser's, for the profile has none");
        registration::change(&mut tx, id, Move::new(Confirmed, Cancelled), later(2)).await.unwrap();
        assert!(!registration::set_answers(&mut tx, id, "Mia", "{}", later(3)).await.unwrap());
    }

    async fn everybody_who_has_not_left_is_listed_as_they_came(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mut all = Vec::new();
        for (at, (name, state)) in
            [("Tom", Pending), ("Mia", Confirmed), ("Eva", Cancelled), ("Jon", Declined), ("Uma", Offered)]
                .into_iter()
                .enumerate()
        {
            let person = seed::person(&mut tx, name, Role::Member).await;
            let now = later(60 - i64::try_from(at).unwrap());
            all.push(register(&mut tx, &registration::New { now, ..new(workshop, person, state) }).await.id);
        }
        let listed = registration::active_of(&mut tx, workshop).await.unwrap();
        let listed: Vec<_> = listed.iter().map(|member| member.registration.id).collect();
        assert_eq!(listed, [all[4], all[1], all[0]]);
    }

    async fn a_guest_is_noted_once_and_keeps_their_name(db: Db) {
        let mut tx = begin(&db).await;
        let email = Email::parse("mia@example.org").unwrap();
        let note = |name| person::NewPerson {
            id: PersonId::new(NOW, seed::chance()),
            email: &email,
            name,
            role: Role::Guest,
            zone: None,
            password_hash: None,
            now: NOW,
            proven: false,
        };
        let first = person::insert_or_find(&mut tx, &note("Mia")).await.unwrap();
        let second = person::insert_or_find(&mut tx, &note("Somebody else")).await.unwrap();
        assert_eq!((second.id, second.name.as_str(), second.proven_at), (first.id, "Mia", None));
    }

    async fn seats_are_taken_as_long_as_there_are_any(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 2).await;
        let taken = [
            seats::take(&mut tx, workshop, NOW).await.unwrap(),
            seats::take_by_team(&mut tx, workshop, NOW).await.unwrap(),
            seats::take(&mut tx, workshop, NOW).await.unwrap(),
            seats::take_by_team(&mut tx, workshop, NOW).await.unwrap(),
        ];
        assert_eq!(taken, [true, true, false, false]);
        assert!(seats::free(&mut tx, workshop).await.unwrap());
        assert!(seats::free(&mut tx, workshop).await.unwrap());
        assert!(!seats::free(&mut tx, workshop).await.unwrap(), "nobody has a seat any more");
        assert_eq!(counts(&mut tx, workshop).await, (0, 0));
    }

    async fn nobody_signs_up_outside_the_time_for_it(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let mut content = seed::new_workshop(ada, "Funding", later(3_600));
        content.content.opens_at = Some(later(60));
        content.content.closes_at = Some(later(600));
        let workshop = seed::publish(&mut tx, &content).await;
        for (at, open) in [(59, false), (60, true), (599, true), (600, false), (4_000, false)] {
            assert_eq!(seats::take(&mut tx, workshop, later(at)).await.unwrap(), open, "{at}");
        }
        assert!(seats::take_by_team(&mut tx, workshop, later(4_000)).await.unwrap(), "at the door");
        let mut draft = seed::new_workshop(ada, "Draft", later(3_600));
        draft.content.capacity = None;
        workshop::insert(&mut tx, &draft).await.unwrap();
        assert!(!seats::take(&mut tx, draft.id, NOW).await.unwrap());
        assert!(!seats::take_by_team(&mut tx, draft.id, NOW).await.unwrap());
        assert_eq!(line::join(&mut tx, draft.id).await.unwrap(), None);
    }

    async fn nobody_passes_people_who_wait_until_the_line_stands_still(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        in_line(&mut tx, workshop, "Mia").await;
        assert!(!seats::take(&mut tx, workshop, NOW).await.unwrap());
        assert!(!seats::take_by_team(&mut tx, workshop, NOW).await.unwrap());
        assert!(seats::take_by_team(&mut tx, workshop, later(3_600)).await.unwrap());
    }

    async fn the_line_moves_in_its_order_while_seats_are_free(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 2).await;
        let first = in_line(&mut tx, workshop, "Mia").await;
        let second = in_line(&mut tx, workshop, "Tom").await;
        let third = in_line(&mut tx, workshop, "Eva").await;
        assert_eq!((first.number, second.number, third.number), (Some(1), Some(2), Some(3)));
        assert_eq!(line::ahead_of(&mut tx, workshop, 3).await.unwrap(), 2);
        for expected in [first.id, second.id] {
            assert!(line::advance(&mut tx, workshop, NOW).await.unwrap());
            let next = line::next(&mut tx, workshop).await.unwrap().remove(0);
            assert_eq!(next.registration.id, expected);
            registration::change(&mut tx, expected, Move::new(Waiting, Confirmed), NOW).await.unwrap();
        }
        assert!(!line::advance(&mut tx, workshop, NOW).await.unwrap(), "no seat is free");
        assert_eq!(counts(&mut tx, workshop).await, (2, 1));
        assert!(line::leave(&mut tx, workshop).await.unwrap());
        assert!(!line::leave(&mut tx, workshop).await.unwrap());
        registration::change(&mut tx, third.id, Move::new(Waiting, Cancelled), NOW).await.unwrap();
        assert_eq!(line::next(&mut tx, workshop).await.unwrap(), []);
        assert_eq!(line::join(&mut tx, workshop).await.unwrap(), Some(4), "numbers are never given twice");
        seats::free(&mut tx, workshop).await.unwrap();
        assert!(!line::advance(&mut tx, workshop, later(3_600)).await.unwrap(), "nobody moves up after the start");
    }

    async fn an_offer_ends_at_its_time_or_at_the_start(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mut ids = Vec::new();
        for (name, until) in [("Mia", 60), ("Tom", 30), ("Eva", 9_999)] {
            let waiting = in_line(&mut tx, workshop, name).await;
            let offer = Move { offer_until: Some(later(until)), ..Move::new(Waiting, Offered) };
            assert!(registration::change(&mut tx, waiting.id, offer, NOW).await.unwrap());
            ids.push(waiting.id);
        }
        let ended = async |tx: &mut Tx, at: Time| {
            let listed = line::ended_offers(tx, workshop, at).await.unwrap();
            let which = line::with_ended_offers(tx, at, None, 9).await.unwrap();
            assert_eq!(which.is_empty(), listed.is_empty());
            listed.iter().map(|member| member.registration.id).collect::<Vec<_>>()
        };
        assert_eq!(ended(&mut tx, later(29)).await, []);
        assert_eq!(ended(&mut tx, later(60)).await, [ids[1], ids[0]]);
        assert_eq!(ended(&mut tx, later(3_600)).await, [ids[1], ids[0], ids[2]]);
    }

    async fn whoever_holds_a_workshop_changes_it_alone(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 50).await;
        commit(tx).await;
        let one_more = async || {
            let mut tx = begin(&db).await;
            let held = seats::hold(&mut tx, workshop).await.unwrap().expect("the workshop");
            tokio::task::yield_now().await;
            assert!(seats::take(&mut tx, workshop, NOW).await.unwrap());
            commit(tx).await;
            held.taken
        };
        let (a, b, c, d) = tokio::join!(one_more(), one_more(), one_more(), one_more());
        let mut seen = [a, b, c, d];
        seen.sort_unstable();
        assert_eq!(seen, [0, 1, 2, 3], "each saw what the one before had left");
        assert_eq!(seats::hold(&mut begin(&db).await, WorkshopId::new(NOW, seed::chance())).await.unwrap(), None);
    }

    async fn a_series_is_joined_and_counted_date_by_date(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let of = SeriesId::new(NOW, seed::chance());
        let rule = series::Series { id: of, owner_id: ada, rule: "{}".into(), zone: "Europe/Berlin".into(), created_at: NOW };
        series::insert(&mut tx, &rule).await.unwrap();
        let mut dates = Vec::new();
        for (position, hours) in [(1, -1), (2, 48), (3, 24), (4, 72)] {
            let mut date = seed::new_workshop(ada, "Funding", later(hours * 3_600));
            date.series_id = Some(of);
            date.position = position;
            date.content.capacity = Some(1);
            dates.push(seed::publish(&mut tx, &date).await);
        }
        assert!(seats::take(&mut tx, dates[1], NOW).await.unwrap());
        let held = seats::hold_series(&mut tx, of, NOW).await.unwrap();
        let held: Vec<_> = held.iter().map(|date| date.id).collect();
        assert_eq!(held, [dates[2], dates[1], dates[3]], "what is past is past");
        let coming = seats::coming(&mut tx, of, false, NOW).await.unwrap();
        assert_eq!((coming.dates, coming.booked_out), (3, 1));
        let like = stands(&mut tx, dates[1]).await;
        let others = seats::other_dates(&mut tx, &like, NOW, 9).await.unwrap();
        assert_eq!(others.iter().map(|date| date.id).collect::<Vec<_>>(), [dates[2], dates[3]]);
        assert_eq!(seats::other_dates(&mut tx, &like, NOW, 1).await.unwrap().len(), 1);
        for date in [dates[3], dates[2]] {
            register(&mut tx, &new(date, mia, Confirmed)).await;
        }
        let mine = registration::in_series(&mut tx, of, mia).await.unwrap();
        assert_eq!(mine.iter().map(|found| found.workshop_id).collect::<Vec<_>>(), [dates[2], dates[3]]);
        commit(tx).await;
        assert_eq!(counts(&mut read(&db).await, dates[1]).await, (1, 0));
    }

    async fn copies_of_a_workshop_are_other_dates_of_it_unless_they_are_private(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 1).await;
        let like = stands(&mut tx, workshop).await;
        let copy = seed::workshop(&mut tx, like.owner_id, "Funding", later(9_000)).await;
        let mut private = seed::new_workshop(like.owner_id, "Funding", later(9_000));
        private.content.visibility = Visibility::Unlisted;
        seed::publish(&mut tx, &private).await;
        seed::workshop(&mut tx, like.owner_id, "Something else", later(9_000)).await;
        let others = seats::other_dates(&mut tx, &like, NOW, 9).await.unwrap();
        assert_eq!(others.iter().map(|date| date.id).collect::<Vec<_>>(), [copy]);
    }
}
