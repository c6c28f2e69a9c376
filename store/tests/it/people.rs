use convene_domain::Language;
use convene_domain::account::{Email, Role};
use convene_domain::id::{AddressUndoId, PersonId};
use convene_store::Error;
use convene_store::account::address_undo::{self, AddressUndo};
use convene_store::account::person::{self, NewPerson, Person, Profile};

use crate::seed::{self, NOW, begin, commit, later, read};

fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

both! {
    async fn a_person_is_found_by_id_and_by_address(db: Db) {
        let mut tx = begin(&db).await;
        let new = NewPerson {
            id: PersonId::new(NOW, seed::chance()),
            email: &email("ada@example.org"),
            name: "Ada",
            role: Role::Educator,
            zone: Some("Europe/Berlin"),
            password_hash: Some("$argon2id$"),
            now: NOW,
            proven: true,
        };
        let stored = person::insert(&mut tx, &new).await.unwrap();
        commit(tx).await;
        assert_eq!((stored.id, stored.role, stored.proven_at), (new.id, Role::Educator, Some(NOW.millis())));
        assert_eq!((stored.zone.as_deref(), stored.extra_time), (Some("Europe/Berlin"), 100));
        let mut tx = read(&db).await;
        assert_eq!(person::by_id(&mut tx, new.id).await.unwrap().as_ref(), Some(&stored));
        assert_eq!(person::by_email(&mut tx, &email("ada@example.org")).await.unwrap(), Some(stored));
        assert_eq!(person::by_email(&mut tx, &email("ben@example.org")).await.unwrap(), None);
    }

    async fn an_address_has_one_account(db: Db) {
        let mut tx = begin(&db).await;
        seed::educator(&mut tx, "Ada").await;
        commit(tx).await;
        let mut tx = begin(&db).await;
        let copy = NewPerson {
            id: PersonId::new(NOW, seed::chance()),
            email: &email("ada@example.org"),
            name: "Another Ada",
            role: Role::Guest,
            zone: None,
            password_hash: None,
            now: NOW,
            proven: false,
        };
        assert!(matches!(person::insert(&mut tx, &copy).await, Err(Error::Taken { .. })));
    }

    async fn an_address_can_change_to_a_free_one_only(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        seed::educator(&mut tx, "Ben").await;
        person::set_email(&mut tx, ada, &email("countess@example.org")).await.unwrap();
        assert!(person::by_email(&mut tx, &email("countess@example.org")).await.unwrap().is_some());
        let taken = person::set_email(&mut tx, ada, &email("ben@example.org")).await;
        assert!(matches!(taken, Err(Error::Taken { .. })));
    }

    async fn an_account_that_is_taken_back_has_its_address_and_no_password(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        person::set_password(&mut tx, ada, Some("a thief's")).await.unwrap();
        person::set_email(&mut tx, ada, &email("thief@example.org")).await.unwrap();
        person::restore(&mut tx, ada, &email("ada@example.org"), later(5)).await.unwrap();
        let held = person::hold(&mut tx, ada).await.unwrap().expect("Ada");
        assert_eq!((held.email.as_str(), held.password_hash.as_deref()), ("ada@example.org", None));
        assert_eq!(held.devices_from, Some(later(5).millis()));
        let nobody = PersonId::new(NOW, seed::chance());
        assert_eq!(person::hold(&mut tx, nobody).await.unwrap(), None);
        seed::educator(&mut tx, "Ben").await;
        let taken = person::restore(&mut tx, ada, &email("ben@example.org"), later(6)).await;
        assert!(matches!(taken, Err(Error::Taken { .. })));
    }

    async fn the_browsers_of_one_account_alone_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let before = person::by_id(&mut tx, ada).await.unwrap().expect("Ada");
        assert_eq!(before.devices_from, None);
        person::forget_devices(&mut tx, ada, later(5)).await.unwrap();
        let after = person::by_id(&mut tx, ada).await.unwrap();
        assert_eq!(after, Some(Person { devices_from: Some(later(5).millis()), ..before }), "and nothing else changes");
        assert_eq!(person::by_id(&mut tx, ben).await.unwrap().expect("Ben").devices_from, None);
    }

    async fn a_change_of_address_is_undone_once_and_ends_the_later_ones(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let change = |of, from: &str, link: &str, seconds| AddressUndo {
            id: AddressUndoId::new(NOW, seed::chance()),
            person_id: of,
            email: from.into(),
            link_hash: link.into(),
            created_at: later(seconds),
            expires_at: later(seconds + 100),
        };
        let [first, second, third] = [
            change(ada, "ada@example.org", "first", 0),
            change(ada, "thief@example.org", "second", 5),
            change(ada, "thief2@example.org", "third", 9),
        ];
        for undo in [&first, &second, &third, &change(ben, "old-ben@example.org", "ben's", 7)] {
            address_undo::insert(&mut tx, undo).await.unwrap();
        }
        assert_eq!(address_undo::by_link(&mut tx, "first", later(99)).await.unwrap().as_ref(), Some(&first));
        assert_eq!(address_undo::by_link(&mut tx, "first", later(100)).await.unwrap(), None);
        assert_eq!(address_undo::by_link(&mut tx, "guess", NOW).await.unwrap(), None);
        assert_eq!(address_undo::owner_of(&mut tx, &email("ada@example.org"), later(10)).await.unwrap(), Some(ada));
        assert_eq!(address_undo::owner_of(&mut tx, &email("ada@example.org"), later(100)).await.unwrap(), None);

        assert!(address_undo::use_up(&mut tx, &second, later(10)).await.unwrap());
        assert!(!address_undo::use_up(&mut tx, &second, later(11)).await.unwrap(), "once");
        assert_eq!(address_undo::by_link(&mut tx, "third", later(11)).await.unwrap(), None, "a later one ends");
        assert_eq!(address_undo::by_link(&mut tx, "first", later(11)).await.unwrap(), Some(first.clone()));
        assert!(address_undo::by_link(&mut tx, "ben's", later(11)).await.unwrap().is_some());
        assert!(!address_undo::use_up(&mut tx, &first, later(100)).await.unwrap(), "too late");
        assert_eq!(address_undo::owner_of(&mut tx, &email("thief@example.org"), later(11)).await.unwrap(), None);
        assert_eq!(address_undo::purge(&mut tx, later(100)).await.unwrap(), 1);
    }

    async fn a_guest_becomes_a_member_by_proving_the_address(db: Db) {
        let mut tx = begin(&db).await;
        let new = NewPerson {
            id: PersonId::new(NOW, seed::chance()),
            email: &email("guest@example.org"),
            name: "Guest",
            role: Role::Guest,
            zone: None,
            password_hash: None,
            now: NOW,
            proven: false,
        };
        assert_eq!(person::insert(&mut tx, &new).await.unwrap().proven_at, None);
        person::prove(&mut tx, new.id, later(1)).await.unwrap();
        person::prove(&mut tx, new.id, later(2)).await.unwrap();
        let guest = person::by_id(&mut tx, new.id).await.unwrap().expect("the person");
        assert_eq!((guest.role, guest.proven_at), (Role::Member, Some(later(1).millis())));

        let ada = seed::educator(&mut tx, "Ada").await;
        person::prove(&mut tx, ada, later(3)).await.unwrap();
        assert_eq!(person::by_id(&mut tx, ada).await.unwrap().expect("Ada").role, Role::Educator);
    }

    async fn a_profile_is_kept(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let profile = Profile {
            name: "Ada L.",
            zone: Some("Asia/Tokyo"),
            language: Some(Language::German),
            hour_cycle: Some("h12"),
            theme: Some("dark"),
            extra_time: 150,
        };
        person::set_profile(&mut tx, ada, &profile).await.unwrap();
        person::set_password(&mut tx, ada, Some("$argon2id$new")).await.unwrap();
        let stored = person::by_id(&mut tx, ada).await.unwrap().expect("Ada");
        assert_eq!((stored.name.as_str(), stored.zone.as_deref()), ("Ada L.", Some("Asia/Tokyo")));
        assert_eq!(stored.language(), Some(Language::German));
        assert_eq!((stored.hour_cycle.as_deref(), stored.theme.as_deref()), (Some("h12"), Some("dark")));
        assert_eq!((stored.extra_time, stored.password_hash.as_deref()), (150, Some("$argon2id$new")));

        person::set_password(&mut tx, ada, None).await.unwrap();
        assert_eq!(person::by_id(&mut tx, ada).await.unwrap().expect("Ada").password_hash, None);
    }

    async fn the_language_of_a_newcomers_browser_is_noted_and_never_put_before_their_own(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let before = person::by_id(&mut tx, ada).await.unwrap().expect("Ada");
        assert_eq!(before.language(), None);
        for said in [Language::German, Language::English] {
            person::note_language(&mut tx, ada, said).await.unwrap();
            let ada = person::by_id(&mut tx, ada).await.unwrap().expect("Ada");
            assert_eq!(ada.language(), Some(Language::German), "what was said first");
        }
    }

    async fn everybody_is_listed_by_name(db: Db) {
        let mut tx = begin(&db).await;
        seed::educator(&mut tx, "Cy").await;
        seed::person(&mut tx, "Ada", Role::Admin).await;
        seed::educator(&mut tx, "Ben").await;
        let people = person::all(&mut tx).await.unwrap();
        assert_eq!(
            people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>(),
            ["Ada", "Ben", "Cy"]
        );
        assert_eq!(person::count_with_role(&mut tx, Role::Educator).await.unwrap(), 2);
        assert_eq!(person::count_with_role(&mut tx, Role::Lead).await.unwrap(), 0);
    }

    async fn the_last_admin_stays_one(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::person(&mut tx, "Ada", Role::Admin).await;
        let ben = seed::educator(&mut tx, "Ben").await;
        assert!(!person::set_role(&mut tx, ada, Role::Member).await.unwrap());
        assert!(person::set_role(&mut tx, ada, Role::Admin).await.unwrap());
        assert!(person::set_role(&mut tx, ben, Role::Admin).await.unwrap());
        assert!(person::set_role(&mut tx, ada, Role::Member).await.unwrap());
        assert_eq!(person::by_id(&mut tx, ada).await.unwrap().expect("Ada").role, Role::Member);
    }

    async fn two_admins_who_leave_at_once_do_not_both_leave(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::person(&mut tx, "Ada", Role::Admin).await;
        let ben = seed::person(&mut tx, "Ben", Role::Admin).await;
        commit(tx).await;
        let leave = async |who| {
            let mut tx = begin(&db).await;
            let left = person::set_role(&mut tx, who, Role::Member).await.unwrap();
            commit(tx).await;
            left
        };
        tokio::join!(leave(ada), leave(ben));
        let left = person::count_with_role(&mut read(&db).await, Role::Admin).await.unwrap();
        assert_eq!(left, 1);
    }
}
