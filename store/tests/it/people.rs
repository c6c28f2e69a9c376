use convene_domain::Language;
use convene_domain::account::{Email, Role};
use convene_domain::id::PersonId;
use convene_store::Error;
use convene_store::account::person::{self, NewPerson, Profile};

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
