//! What is changed about workshops and registrations later: seats given again, lines rejoined, offers shortened, names
//! put right, series that grow.

use convene_domain::account::Role;
use convene_domain::id::SeriesId;
use convene_domain::workshop::RegistrationState::{
    Cancelled, Confirmed, Declined, Offered, Pending, Waiting,
};
use convene_domain::workshop::Visibility;
use convene_store::workshop::registration::Move;
use convene_store::workshop::{attendance, line, registration, seats, series, workshop};

use crate::seed::{self, NOW, begin, later};
use crate::workshop_seats::{counts, in_line, new, register, with_seats};

both! {
    async fn a_calendar_entry_that_is_given_again_has_a_higher_number(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = register(&mut tx, &new(workshop, mia, Confirmed)).await.id;
        let declined = Move { number: Some(4), ..Move::new(Confirmed, Declined) };
        assert!(registration::change(&mut tx, id, declined, later(1)).await.unwrap());
        let gone = registration::by_id(&mut tx, id).await.unwrap().expect("the row stays");
        assert_eq!((gone.sequence, gone.number, *gone.declined_from), (1, Some(4), Some(Confirmed)));
        assert!(registration::change(&mut tx, id, Move::new(Declined, Confirmed), later(2)).await.unwrap());
        let back = registration::by_id(&mut tx, id).await.unwrap().expect("the row");
        assert_eq!((back.sequence, *back.declined_from), (2, None));
        assert!(registration::change(&mut tx, id, Move::new(Confirmed, Pending), later(3)).await.unwrap());
        let asks = registration::by_id(&mut tx, id).await.unwrap().expect("the row");
        assert_eq!(asks.sequence, 2, "nothing was taken back or given again");
    }

    async fn whoever_comes_back_has_not_been_there(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = register(&mut tx, &new(workshop, mia, Confirmed)).await.id;
        assert!(attendance::check_in(&mut tx, id, mia, later(1)).await.unwrap());
        assert!(attendance::join(&mut tx, id, later(1)).await.unwrap());
        assert!(registration::change(&mut tx, id, Move::new(Confirmed, Declined), later(2)).await.unwrap());
        let back = register(&mut tx, &new(workshop, mia, Pending)).await;
        assert_eq!((back.id, *back.checked_in_at, *back.checked_in_by, *back.joined_at), (id, None, None, None));
        assert_eq!(*back.declined_from, None);
    }

    async fn a_name_is_put_right_whatever_became_of_the_registration(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = register(&mut tx, &new(workshop, mia, Cancelled)).await.id;
        assert!(registration::set_name(&mut tx, id, "Mía Ñ.", later(1)).await.unwrap());
        assert_eq!(registration::by_id(&mut tx, id).await.unwrap().expect("the row").name, "Mía Ñ.");
        let nobody = new(workshop, mia, Confirmed).id;
        assert!(!registration::set_name(&mut tx, nobody, "Nobody", later(1)).await.unwrap());
    }

    async fn whoever_rejoins_the_line_takes_no_new_number(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 1).await;
        in_line(&mut tx, workshop, "Mia").await;
        assert!(line::rejoin(&mut tx, workshop).await.unwrap());
        assert_eq!(counts(&mut tx, workshop).await, (0, 2));
        assert_eq!(line::join(&mut tx, workshop).await.unwrap(), Some(2), "one number was given out before");
        let ada = seed::educator(&mut tx, "Ben").await;
        let draft = seed::new_workshop(ada, "Draft", later(3_600));
        workshop::insert(&mut tx, &draft).await.unwrap();
        assert!(!line::rejoin(&mut tx, draft.id).await.unwrap());
    }

    async fn offers_are_made_shorter_and_never_longer(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mut ids = Vec::new();
        for (name, until) in [("Mia", 600), ("Tom", 1_800)] {
            let waiting = in_line(&mut tx, workshop, name).await;
            let offer = Move { offer_until: Some(later(until)), ..Move::new(Waiting, Offered) };
            assert!(registration::change(&mut tx, waiting.id, offer, NOW).await.unwrap());
            ids.push(waiting.id);
        }
        assert_eq!(line::shorten_offers(&mut tx, workshop, later(900), later(1)).await.unwrap(), 1);
        let mut untils = Vec::new();
        for id in ids {
            untils.push(*registration::by_id(&mut tx, id).await.unwrap().expect("the row").offer_until);
        }
        assert_eq!(untils, [Some(later(600)), Some(later(900))]);
    }

    async fn who_came_before_a_moment_is_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        let workshop = with_seats(&mut tx, 5).await;
        let mut ids = Vec::new();
        for (name, checked_in, joined) in [("Mia", 5, 20), ("Tom", 20, 5), ("Eva", 10, 10)] {
            let person = seed::person(&mut tx, name, Role::Member).await;
            let id = register(&mut tx, &new(workshop, person, Confirmed)).await.id;
            assert!(attendance::check_in(&mut tx, id, person, later(checked_in)).await.unwrap());
            assert!(attendance::join(&mut tx, id, later(joined)).await.unwrap());
            ids.push(id);
        }
        assert_eq!(attendance::forget_before(&mut tx, workshop, later(10)).await.unwrap(), 2);
        let mut left = Vec::new();
        for id in ids {
            let found = registration::by_id(&mut tx, id).await.unwrap().expect("the row");
            assert_eq!(found.checked_in_at.is_some(), found.checked_in_by.is_some());
            left.push((*found.checked_in_at, *found.joined_at));
        }
        let (ten, twenty) = (Some(later(10)), Some(later(20)));
        assert_eq!(left, [(None, twenty), (twenty, None), (ten, ten)]);
    }

    async fn those_of_a_whole_series_are_who_still_take_part_in_its_latest_date(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let id = SeriesId::new(NOW, seed::chance());
        let stored = series::Series { id, owner_id: ada, rule: "{}".into(), zone: "UTC".into(), created_at: NOW };
        series::insert(&mut tx, &stored).await.unwrap();
        assert_eq!(series::common(&mut tx, id).await.unwrap(), None);
        series::set_common(&mut tx, id, "[]").await.unwrap();
        assert_eq!(series::common(&mut tx, id).await.unwrap().as_deref(), Some("[]"));
        let mut dates = Vec::new();
        for position in [1, 2] {
            let mut date = seed::new_workshop(ada, "Funding", later(position * 3_600));
            (date.series_id, date.position) = (Some(id), position);
            dates.push(seed::publish(&mut tx, &date).await);
        }
        for (at, (name, first, last)) in [
            ("Uma", (Confirmed, true), Some((Waiting, true))),
            ("Mia", (Confirmed, true), Some((Confirmed, true))),
            ("Tom", (Confirmed, true), Some((Cancelled, true))),
            ("Eva", (Confirmed, true), Some((Confirmed, false))),
            ("Jon", (Confirmed, true), None),
            ("Ivo", (Confirmed, false), None),
        ]
        .into_iter()
        .enumerate()
        {
            let person = seed::person(&mut tx, name, Role::Member).await;
            let now = later(100 - i64::try_from(at).unwrap());
            for (date, stands) in dates.iter().zip([Some(first), last]) {
                let Some((state, whole_series)) = stands else { continue };
                let stored = registration::New { name, whole_series, now, ..new(*date, person, state) };
                register(&mut tx, &stored).await;
            }
        }
        let members = registration::of_whole_series(&mut tx, id).await.unwrap();
        let members: Vec<_> =
            members.iter().map(|member| (member.registration.name.as_str(), member.registration.state)).collect();
        assert_eq!(members, [("Jon", Confirmed), ("Mia", Confirmed), ("Uma", Waiting)]);
    }

    async fn a_date_that_alone_is_not_listed_is_no_date_to_send_strangers_to(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let id = SeriesId::new(NOW, seed::chance());
        let stored = series::Series { id, owner_id: ada, rule: "{}".into(), zone: "UTC".into(), created_at: NOW };
        series::insert(&mut tx, &stored).await.unwrap();
        let mut dates = Vec::new();
        for (position, visibility) in
            [(1, Visibility::Listed), (2, Visibility::Unlisted), (3, Visibility::Listed), (4, Visibility::Unlisted)]
        {
            let mut date = seed::new_workshop(ada, "Funding", later(position * 3_600));
            (date.series_id, date.position, date.content.visibility) = (Some(id), position, visibility);
            dates.push(seed::publish(&mut tx, &date).await);
        }
        for (opened, others) in [(0, vec![dates[2]]), (1, vec![dates[0], dates[2], dates[3]])] {
            let like = workshop::by_id(&mut tx, dates[opened]).await.unwrap().expect("the date");
            let found = seats::other_dates(&mut tx, &like, NOW, 9).await.unwrap();
            assert_eq!(found.iter().map(|date| date.id).collect::<Vec<_>>(), others);
        }
        assert_eq!(seats::coming(&mut tx, id, false, NOW).await.unwrap().dates, 2);
        assert_eq!(seats::coming(&mut tx, id, true, NOW).await.unwrap().dates, 4);
    }
}
