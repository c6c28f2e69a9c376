use convene_domain::id::{PersonId, PictureId, SeriesId, TemplateId};
use convene_domain::workshop::{Promotion, Visibility, WorkshopState};
use convene_store::Tx;
use convene_store::workshop::edit::Shelf;
use convene_store::workshop::{edit, picture, series, team, template, workshop};

use crate::seed::{self, NOW, begin, commit, later};

const HOUR: i64 = 3_600;

async fn stored(tx: &mut Tx, id: convene_domain::id::WorkshopId) -> workshop::Workshop {
    workshop::by_id(tx, id).await.unwrap().expect("the workshop")
}

async fn draft(tx: &mut Tx, owner: PersonId, title: &str, hours: i64) -> convene_domain::id::WorkshopId {
    let new = seed::new_workshop(owner, title, later(hours * HOUR));
    workshop::insert(tx, &new).await.unwrap();
    new.id
}

async fn cover(tx: &mut Tx, owner: PersonId) -> PictureId {
    let id = PictureId::new(NOW, seed::chance());
    let media_type = "image/jpeg".to_owned();
    let new =
        picture::Picture { id, owner_id: owner, media_type, bytes: vec![0, 255, 7, 0], created_at: NOW };
    picture::insert(tx, &new).await.unwrap();
    assert_eq!(picture::by_id(tx, id).await.unwrap(), Some(new));
    id
}

both! {
    async fn everything_but_the_seats_is_changed_and_a_published_one_counts_up(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::workshop(&mut tx, owner, "Vaults", later(HOUR)).await;
        let before = stored(&mut tx, id).await;
        let mut new = seed::new_workshop(owner, "Vaults, again", later(2 * HOUR)).content;
        (new.summary, new.topics, new.zone) = ("Other words.", "|risk|", "Asia/Kathmandu");
        (new.opens_at, new.closes_at, new.capacity) = (Some(NOW), Some(later(HOUR)), Some(3));
        (new.promotion, new.offer_ms, new.visibility) = (Promotion::Offer, 60_000, Visibility::Unlisted);
        (new.approval, new.reminders, new.language) = (true, "[15]", "de");
        assert!(edit::update(&mut tx, id, before.revision, &new, true, later(5)).await.unwrap());
        let after = stored(&mut tx, id).await;
        assert_eq!((after.title.as_str(), after.summary.as_str()), ("Vaults, again", "Other words."));
        assert_eq!((after.starts_at, after.ends_at), (new.starts_at, new.ends_at));
        assert_eq!((*after.opens_at, *after.closes_at), (Some(NOW), Some(later(HOUR))));
        assert_eq!((after.zone.as_str(), after.topics.as_str(), after.language.as_str()), ("Asia/Kathmandu", "|risk|", "de"));
        assert_eq!((after.promotion, after.offer_ms, after.visibility), (Promotion::Offer, 60_000, Visibility::Unlisted));
        assert_eq!((after.approval, after.reminders.as_str(), after.capacity), (true, "[15]", None));
        assert_eq!((after.sequence, after.revision), (before.sequence + 1, before.revision + 1));

        assert!(!edit::update(&mut tx, id, before.revision, &new, true, later(6)).await.unwrap(), "a late editor");
        assert!(edit::update(&mut tx, id, after.revision, &new, false, later(7)).await.unwrap());
        assert_eq!(stored(&mut tx, id).await.sequence, after.sequence, "other changes leave calendars alone");
    }

    async fn a_draft_that_moves_has_no_calendar_to_tell(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = draft(&mut tx, owner, "Vaults", 1).await;
        let new = seed::new_workshop(owner, "Vaults", later(3 * HOUR)).content;
        assert!(edit::update(&mut tx, id, 1, &new, true, NOW).await.unwrap());
        let after = stored(&mut tx, id).await;
        assert_eq!((after.sequence, after.revision), (0, 2));
    }

    async fn seats_never_fall_below_those_taken(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::workshop(&mut tx, owner, "Vaults", later(HOUR)).await;
        for _ in 0..3 {
            assert!(convene_store::workshop::seats::take(&mut tx, id, NOW).await.unwrap());
        }
        assert!(!edit::set_capacity(&mut tx, id, Some(2)).await.unwrap());
        assert_eq!(stored(&mut tx, id).await.capacity, None);
        assert!(edit::set_capacity(&mut tx, id, Some(3)).await.unwrap());
        assert_eq!(stored(&mut tx, id).await.capacity, Some(3));
        assert!(edit::set_capacity(&mut tx, id, None).await.unwrap());
        assert_eq!(stored(&mut tx, id).await.capacity, None);
    }

    async fn a_published_workshop_is_called_off_once_and_stays_as_it_was(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::workshop(&mut tx, owner, "Vaults", later(HOUR)).await;
        let sequence = stored(&mut tx, id).await.sequence;
        assert!(edit::cancel(&mut tx, id, "The speaker is ill.", later(9)).await.unwrap());
        assert!(!edit::cancel(&mut tx, id, "Again.", later(10)).await.unwrap());
        let after = stored(&mut tx, id).await;
        assert_eq!((after.state, after.cancel_reason.as_deref()), (WorkshopState::Cancelled, Some("The speaker is ill.")));
        assert_eq!((*after.cancelled_at, after.sequence), (Some(later(9)), sequence + 1));
        let content = seed::new_workshop(owner, "Other", later(HOUR)).content;
        assert!(!edit::update(&mut tx, id, after.revision, &content, true, NOW).await.unwrap());
        assert!(!edit::set_picture(&mut tx, id, None, NOW).await.unwrap());
        let never = draft(&mut tx, owner, "Draft", 2).await;
        assert!(!edit::cancel(&mut tx, never, "Nobody knows of it.", NOW).await.unwrap());
    }

    async fn only_drafts_are_deleted(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let public = seed::workshop(&mut tx, owner, "Public", later(HOUR)).await;
        let private = draft(&mut tx, owner, "Private", 1).await;
        assert!(!edit::delete_draft(&mut tx, public).await.unwrap());
        assert!(edit::delete_draft(&mut tx, private).await.unwrap());
        assert!(!edit::delete_draft(&mut tx, private).await.unwrap());
        assert_eq!(workshop::by_id(&mut tx, private).await.unwrap(), None);
    }

    async fn a_host_finds_what_is_theirs_and_what_they_help_with(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let second = seed::workshop(&mut tx, ada, "Second", later(5 * HOUR)).await;
        let first = seed::workshop(&mut tx, ada, "First", later(2 * HOUR)).await;
        let over = seed::workshop(&mut tx, ada, "Over", later(-9 * HOUR)).await;
        let longer_over = seed::workshop(&mut tx, ada, "Longer over", later(-20 * HOUR)).await;
        let private = draft(&mut tx, ada, "Draft", 1).await;
        let theirs = seed::workshop(&mut tx, ben, "Ben's", later(3 * HOUR)).await;
        let helped = seed::workshop(&mut tx, ben, "Ben's with help", later(4 * HOUR)).await;
        team::add(&mut tx, helped, ada).await.unwrap();
        team::add(&mut tx, helped, ada).await.unwrap();
        commit(tx).await;

        let mut tx = begin(&db).await;
        let mut ids = async |person, shelf, most| -> Vec<_> {
            let rows = edit::hosted(&mut tx, person, shelf, NOW, most).await.unwrap();
            rows.into_iter().map(|row| row.id).collect()
        };
        assert_eq!(ids(ada, Shelf::Coming, 50).await, [first, helped, second]);
        assert_eq!(ids(ada, Shelf::Drafts, 50).await, [private]);
        assert_eq!(ids(ada, Shelf::Past, 50).await, [over, longer_over]);
        assert_eq!(ids(ada, Shelf::Past, 1).await, [over]);
        assert_eq!(ids(ben, Shelf::Coming, 50).await, [theirs, helped]);

        let helpers = team::helpers(&mut tx, helped).await.unwrap();
        let helpers: Vec<_> = helpers.iter().map(|h| (h.person_id, h.name.as_str(), h.email.as_str())).collect();
        assert_eq!(helpers, [(ada, "Ada", "ada@example.org")]);
        for (asked, person, runs) in [(helped, ben, true), (helped, ada, true), (theirs, ada, false)] {
            assert_eq!(workshop::is_team(&mut tx, asked, person).await.unwrap(), runs);
        }
        assert!(team::remove(&mut tx, helped, ada).await.unwrap());
        assert!(!team::remove(&mut tx, helped, ada).await.unwrap());
        assert!(!workshop::is_team(&mut tx, helped, ada).await.unwrap());
    }

    async fn a_series_keeps_its_rule_and_its_dates_in_their_order(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let new = series::Series {
            id: SeriesId::new(NOW, seed::chance()),
            owner_id: owner,
            rule: "{}".into(),
            zone: "Europe/Berlin".into(),
            created_at: NOW,
        };
        series::insert(&mut tx, &new).await.unwrap();
        assert_eq!(series::by_id(&mut tx, new.id).await.unwrap(), Some(new.clone()));
        let mut ids = Vec::new();
        for position in [2, 1, 3] {
            let date = seed::new_workshop(owner, "Weekly", later(position * HOUR));
            let date = workshop::New { series_id: Some(new.id), position, ..date };
            workshop::insert(&mut tx, &date).await.unwrap();
            ids.push(date.id);
        }
        let order = series::dates(&mut tx, new.id).await.unwrap();
        assert_eq!(order.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[1], ids[0], ids[2]]);
        series::set_position(&mut tx, ids[1], 9).await.unwrap();
        let order = series::dates(&mut tx, new.id).await.unwrap();
        assert_eq!(order.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[0], ids[2], ids[1]]);
        assert_eq!(series::readable_dates(&mut tx, new.id).await.unwrap().rows, order);
        series::set_rule(&mut tx, new.id, "[]").await.unwrap();
        assert_eq!(series::by_id(&mut tx, new.id).await.unwrap().expect("the series").rule, "[]");
        let missing = SeriesId::new(NOW, seed::chance());
        assert_eq!(series::by_id(&mut tx, missing).await.unwrap(), None);
    }

    async fn a_cover_goes_when_no_workshop_shows_it(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = cover(&mut tx, owner).await;
        let first = draft(&mut tx, owner, "First", 1).await;
        let second = draft(&mut tx, owner, "Second", 1).await;
        for shown in [first, second] {
            assert!(edit::set_picture(&mut tx, shown, Some(id), later(1)).await.unwrap());
        }
        let row = stored(&mut tx, first).await;
        assert_eq!((*row.picture_id, row.revision), (Some(id), 2));
        assert!(edit::set_picture(&mut tx, first, None, later(2)).await.unwrap());
        assert!(!picture::delete_unused(&mut tx, id).await.unwrap(), "the second one shows it");
        assert!(edit::set_picture(&mut tx, second, None, later(2)).await.unwrap());
        assert!(picture::delete_unused(&mut tx, id).await.unwrap());
        assert_eq!(picture::by_id(&mut tx, id).await.unwrap(), None);
    }

    async fn templates_are_their_owners_alone(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let new = |name: &str| template::Template {
            id: TemplateId::new(NOW, seed::chance()),
            owner_id: ada,
            name: name.into(),
            fields: "[[\"title\",\"Vaults\"]]".into(),
            created_at: NOW,
        };
        let (office, beginners) = (new("Office hour"), new("Beginners"));
        template::insert(&mut tx, &office).await.unwrap();
        template::insert(&mut tx, &beginners).await.unwrap();
        assert_eq!(template::of_owner(&mut tx, ada).await.unwrap(), [beginners, office.clone()]);
        assert!(template::of_owner(&mut tx, ben).await.unwrap().is_empty());
        assert_eq!(template::by_id(&mut tx, ada, office.id).await.unwrap(), Some(office.clone()));
        assert_eq!(template::by_id(&mut tx, ben, office.id).await.unwrap(), None);
        assert!(!template::delete(&mut tx, ben, office.id).await.unwrap());
        assert!(template::delete(&mut tx, ada, office.id).await.unwrap());
        assert!(!template::delete(&mut tx, ada, office.id).await.unwrap());
    }
}
