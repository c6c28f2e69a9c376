//! The day of a workshop and after: who came, materials, lists taken out.

use convene_domain::Time;
use convene_domain::account::Role;
use convene_domain::id::{ExportId, MaterialId, PersonId, RegistrationId, WorkshopId};
use convene_store::Tx;
use convene_store::workshop::attendance::{self, Counts};
use convene_store::workshop::{export, material, registration};

use crate::seed::{self, NOW, begin, commit, later, read};

/// A registration in some state.
async fn registered(
    tx: &mut Tx,
    workshop: WorkshopId,
    person: PersonId,
    name: &str,
    state: &str,
) -> RegistrationId {
    let id = RegistrationId::new(NOW, seed::chance());
    let new = registration::New {
        id,
        workshop_id: workshop,
        person_id: person,
        name,
        state: state.parse().expect("a state"),
        answers: "{}",
        number: (state == "waiting").then_some(7),
        zone: None,
        language: None,
        by_other: false,
        whole_series: false,
        walk_in: name == "Wanda",
        now: NOW,
    };
    registration::insert(tx, &new).await.expect("a registration").expect("the first one");
    id
}

/// Ada's workshop with one registration.
async fn one(tx: &mut Tx, state: &str) -> (PersonId, WorkshopId, RegistrationId) {
    let ada = seed::educator(tx, "Ada").await;
    let workshop = seed::workshop(tx, ada, "Funding", later(3_600)).await;
    let mia = seed::person(tx, "Mia", Role::Member).await;
    let id = registered(tx, workshop, mia, "Mia", state).await;
    (ada, workshop, id)
}

both! {
    async fn of_two_scans_the_first_checks_in(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, _, id) = one(&mut tx, "confirmed").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        assert!(attendance::check_in(&mut tx, id, ada, later(1)).await.unwrap());
        assert!(!attendance::check_in(&mut tx, id, ben, later(2)).await.unwrap());
        commit(tx).await;

        let found = registration::by_id(&mut read(&db).await, id).await.unwrap().expect("the registration");
        assert_eq!((*found.checked_in_at, *found.checked_in_by), (Some(later(1)), Some(ada)));
    }

    async fn a_check_in_is_taken_back_once_and_done_again(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, _, id) = one(&mut tx, "confirmed").await;
        assert!(!attendance::undo_check_in(&mut tx, id).await.unwrap(), "there is nothing to take back");
        assert!(attendance::check_in(&mut tx, id, ada, later(1)).await.unwrap());
        assert!(attendance::undo_check_in(&mut tx, id).await.unwrap());
        let found = registration::by_id(&mut tx, id).await.unwrap().expect("the registration");
        assert_eq!((*found.checked_in_at, *found.checked_in_by), (None, None));
        assert!(attendance::check_in(&mut tx, id, ada, later(9)).await.unwrap());
    }

    async fn only_a_seat_is_checked_in_or_joins(db: Db) {
        for state in ["pending", "waiting", "offered", "cancelled", "declined"] {
            let mut tx = begin(&db).await;
            let (ada, _, id) = one(&mut tx, state).await;
            assert!(!attendance::check_in(&mut tx, id, ada, later(1)).await.unwrap(), "{state}");
            assert!(!attendance::join(&mut tx, id, later(1)).await.unwrap(), "{state}");
        }
    }

    async fn the_first_opening_of_the_join_link_counts(db: Db) {
        let mut tx = begin(&db).await;
        let (_, _, id) = one(&mut tx, "confirmed").await;
        assert!(attendance::join(&mut tx, id, later(1)).await.unwrap());
        assert!(!attendance::join(&mut tx, id, later(2)).await.unwrap());
        let found = registration::by_id(&mut tx, id).await.unwrap().expect("the registration");
        assert_eq!(*found.joined_at, Some(later(1)));
    }

    async fn registrations_are_counted_by_state_and_attendance(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, workshop, mia) = one(&mut tx, "confirmed").await;
        let other = seed::workshop(&mut tx, ada, "Another", later(3_600)).await;
        let wanda = seed::person(&mut tx, "Wanda", Role::Guest).await;
        registered(&mut tx, workshop, wanda, "Wanda", "confirmed").await;
        let states = ["confirmed", "offered", "waiting", "pending", "cancelled", "declined"];
        let mut ids = Vec::new();
        for (at, state) in states.into_iter().enumerate() {
            let person = seed::person(&mut tx, &format!("guest{at}"), Role::Guest).await;
            ids.push(registered(&mut tx, workshop, person, "Guest", state).await);
            registered(&mut tx, other, person, "Guest", "confirmed").await;
        }
        assert!(attendance::check_in(&mut tx, mia, ada, later(1)).await.unwrap());
        assert!(attendance::join(&mut tx, mia, later(1)).await.unwrap());
        assert!(attendance::join(&mut tx, ids[0], later(1)).await.unwrap());
        let counts = attendance::counts(&mut tx, workshop).await.unwrap();
        let expected = Counts {
            confirmed: 3,
            offered: 1,
            waiting: 1,
            pending: 1,
            ended: 2,
            checked_in: 1,
            joined: 2,
            attended: 2,
            walk_ins: 1,
            walk_ins_here: 0,
        };
        assert_eq!(counts, expected);
        assert_eq!((counts.registered(), counts.registered_attended()), (2, 2));
        let nobody = seed::workshop(&mut tx, ada, "Empty", later(3_600)).await;
        assert_eq!(attendance::counts(&mut tx, nobody).await.unwrap(), Counts::default());
    }

    async fn registrants_come_by_state_then_by_name_with_who_checked_them_in(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, workshop, mia) = one(&mut tx, "confirmed").await;
        for (name, state) in
            [("zoe", "cancelled"), ("Wim", "waiting"), ("ada", "confirmed"), ("Pat", "pending"), ("Oda", "offered")]
        {
            let person = seed::person(&mut tx, &format!("{name}.guest"), Role::Guest).await;
            registered(&mut tx, workshop, person, name, state).await;
        }
        assert!(attendance::check_in(&mut tx, mia, ada, later(1)).await.unwrap());
        commit(tx).await;
        let found = attendance::registrants(&mut read(&db).await, workshop).await.unwrap();
        let names: Vec<_> = found.iter().map(|row| row.registration.name.as_str()).collect();
        assert_eq!(names, ["Pat", "ada", "Mia", "Oda", "Wim", "zoe"]);
        assert_eq!(found[2].checked_in_by_name.as_deref(), Some("Ada"));
        assert_eq!((found[1].email.as_str(), &found[1].checked_in_by_name), ("ada.guest@example.org", &None));
    }

    async fn materials_are_listed_in_their_order_and_taken_away_from_their_own_workshop(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, workshop, _) = one(&mut tx, "confirmed").await;
        let other = seed::workshop(&mut tx, ada, "Another", later(3_600)).await;
        let stored = |title: &str, at: Time| material::Material {
            id: MaterialId::new(at, seed::chance()),
            title: title.into(),
            url: "https://example.org/slides".into(),
            created_at: at,
        };
        let (recording, slides) = (stored("Recording", later(2)), stored("Slides", later(1)));
        material::insert(&mut tx, workshop, &recording).await.unwrap();
        material::insert(&mut tx, workshop, &slides).await.unwrap();
        assert_eq!(material::of_workshop(&mut tx, workshop).await.unwrap(), [slides.clone(), recording]);
        assert!(!material::delete(&mut tx, other, slides.id).await.unwrap());
        assert!(material::delete(&mut tx, workshop, slides.id).await.unwrap());
        assert!(!material::delete(&mut tx, workshop, slides.id).await.unwrap());
        assert_eq!(material::of_workshop(&mut tx, workshop).await.unwrap().len(), 1);
    }

    async fn lists_taken_out_are_remembered_with_who_took_them(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        for (at, format, subject) in [(1, "csv", "one"), (2, "xlsx", "one"), (3, "csv", "two")] {
            let new = export::New {
                id: ExportId::new(NOW, seed::chance()),
                person_id: ada,
                kind: "registrations",
                subject_id: subject,
                format,
                row_count: at,
                exported_at: later(at),
            };
            export::log(&mut tx, &new).await.unwrap();
        }
        let found = export::of_subject(&mut tx, "one", 10).await.unwrap();
        let lines: Vec<_> = found
            .iter()
            .map(|row| (row.person_name.as_str(), row.format.as_str(), row.row_count, row.exported_at))
            .collect();
        assert_eq!(lines, [("Ada", "xlsx", 2, later(2)), ("Ada", "csv", 1, later(1))]);
        assert_eq!(export::of_subject(&mut tx, "one", 1).await.unwrap().len(), 1);
    }
}
