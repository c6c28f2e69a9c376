//! Lists of workshops.

use convene_domain::Time;
use convene_domain::account::Role;
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::workshop::RegistrationState::{self, Cancelled, Confirmed, Offered, Pending, Waiting};
use convene_domain::workshop::{Level, Visibility};
use convene_store::Tx;
use convene_store::workshop::listing::{self, Filter, Listed, Onlooker, Part, Place};
use convene_store::workshop::registration::{self, Move};
use convene_store::workshop::workshop::{self, Content, New};
use convene_store::workshop::{attendance, edit, series};

use crate::seed::{self, NOW, begin, commit, later, read};

const HOUR: i64 = 3_600;

fn titles(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|one| one.title.as_str()).collect()
}

fn place(listed: &Listed) -> Place {
    Place { starts_at: listed.starts_at, id: listed.id }
}

/// A registration in this state; somebody in line has this number.
async fn register(
    tx: &mut Tx,
    workshop: WorkshopId,
    person: PersonId,
    state: RegistrationState,
    number: Option<i64>,
) -> RegistrationId {
    let id = RegistrationId::new(NOW, seed::chance());
    let new = registration::New {
        id,
        workshop_id: workshop,
        person_id: person,
        name: "Mia",
        state,
        answers: "{}",
        number,
        zone: None,
        language: None,
        by_other: false,
        whole_series: false,
        walk_in: false,
        now: NOW,
    };
    registration::insert(tx, &new).await.expect("a registration").expect("the first one");
    id
}

both! {
    async fn what_is_on_or_coming_is_listed_by_its_start(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        for (title, hours) in [("Later", 48), ("Over", -2), ("On now", 0), ("Next", 3), ("Long over", -90)] {
            seed::workshop(&mut tx, ada, title, later(hours * HOUR)).await;
        }
        commit(tx).await;
        let mut tx = read(&db).await;
        let any = Filter::default();
        let coming = listing::coming(&mut tx, &any, NOW, None, 9).await.unwrap();
        assert_eq!(titles(&coming), ["On now", "Next", "Later"]);
        assert_eq!((coming[0].host_name.as_str(), coming[0].owner_id), ("Ada", ada));
        assert_eq!((coming[0].ends_at, coming[0].capacity, coming[0].taken), (later(HOUR), None, 0));
        let past = listing::past(&mut tx, &any, NOW, None, 9).await.unwrap();
        assert_eq!(titles(&past), ["Over", "Long over"]);
        let over = listing::coming(&mut tx, &any, later(HOUR), None, 1).await.unwrap();
        assert_eq!(titles(&over), ["Next"], "at its very end a workshop is over");
    }

    async fn only_published_and_listed_ones_are_public(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        workshop::insert(&mut tx, &seed::new_workshop(ada, "Draft", later(HOUR))).await.unwrap();
        let new = seed::new_workshop(ada, "By link", later(HOUR));
        let content = Content { visibility: Visibility::Unlisted, ..new.content.clone() };
        seed::publish(&mut tx, &New { content, ..new }).await;
        seed::workshop(&mut tx, ada, "For all", later(HOUR)).await;
        let any = Filter::default();
        assert_eq!(titles(&listing::coming(&mut tx, &any, NOW, None, 9).await.unwrap()), ["For all"]);
        assert_eq!(titles(&listing::past(&mut tx, &any, later(9 * HOUR), None, 9).await.unwrap()), ["For all"]);
        let day = listing::between(&mut tx, &any, NOW, later(24 * HOUR), 9).await.unwrap();
        assert_eq!(titles(&day), ["For all"]);
        assert_eq!(listing::facets(&mut tx, NOW, later(9 * HOUR)).await.unwrap().len(), 1);
    }

    async fn a_list_goes_on_where_its_page_ended_even_among_equal_starts(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        for title in ["One", "Two", "Three", "Four", "Five"] {
            seed::workshop(&mut tx, ada, title, later(HOUR)).await;
        }
        let any = Filter::default();
        let first = listing::coming(&mut tx, &any, NOW, None, 2).await.unwrap();
        let second = listing::coming(&mut tx, &any, NOW, Some(place(&first[1])), 2).await.unwrap();
        let third = listing::coming(&mut tx, &any, NOW, Some(place(&second[1])), 2).await.unwrap();
        assert_eq!(titles(&[first.rows, second.rows, third.rows].concat()), ["One", "Two", "Three", "Four", "Five"]);
        let over = later(9 * HOUR);
        let newest = listing::past(&mut tx, &any, over, None, 3).await.unwrap();
        let oldest = listing::past(&mut tx, &any, over, Some(place(&newest[2])), 3).await.unwrap();
        assert_eq!(titles(&[newest.rows, oldest.rows].concat()), ["Five", "Four", "Three", "Two", "One"]);
    }

    async fn each_filter_finds_what_it_asks_for_and_nothing_like_it(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, ben) = (seed::educator(&mut tx, "Ada").await, seed::educator(&mut tx, "Ben").await);
        let rows = [
            (ada, "Vaults", "|vaults|risk|", "en", Level::Beginner),
            (ada, "Bóvedas", "|vaults|", "es", Level::Beginner),
            (ben, "Half risks", "|risks|half_way|", "en", Level::Advanced),
            (ben, "Half 100%", "|100%|halfxway|", "en", Level::Everybody),
        ];
        for (owner, title, topics, language, level) in rows {
            let new = seed::new_workshop(owner, title, later(HOUR));
            let content = Content { topics, language, level, ..new.content.clone() };
            seed::publish(&mut tx, &New { content, ..new }).await;
        }
        let topic = |text: &str| Filter { topic: Some(text.to_owned()), ..Filter::default() };
        let spanish = Filter { language: Some("es".into()), ..Filter::default() };
        let cases: Vec<(Filter, &[&str])> = vec![
            (topic("vaults"), &["Vaults", "Bóvedas"]),
            (topic("Risk"), &["Vaults"]),
            (topic("half_way"), &["Half risks"]),
            (topic("100%"), &["Half 100%"]),
            (topic("%"), &[]),
            (topic("vaults|risk"), &["Vaults"]),
            (topic("\\"), &[]),
            (spanish.clone(), &["Bóvedas"]),
            (Filter { level: Some(Level::Advanced), ..Filter::default() }, &["Half risks"]),
            (Filter { host: Some(ben), ..Filter::default() }, &["Half risks", "Half 100%"]),
            (Filter { host: Some(ben), ..spanish }, &[]),
        ];
        for (filter, expected) in cases {
            assert_eq!(titles(&listing::coming(&mut tx, &filter, NOW, None, 9).await.unwrap()), expected, "{filter:?}");
            let over = later(9 * HOUR);
            let past = listing::past(&mut tx, &filter, over, None, 9).await.unwrap();
            assert_eq!(past.len(), expected.len(), "{filter:?}");
            assert_eq!(titles(&listing::between(&mut tx, &filter, NOW, over, 9).await.unwrap()), expected, "{filter:?}");
        }
        let mut facets = listing::facets(&mut tx, NOW, later(99 * HOUR)).await.unwrap();
        facets.sort_by(|a, b| a.topics.cmp(&b.topics));
        let found: Vec<_> = facets.iter().map(|one| (one.topics.as_str(), one.host_name.as_str())).collect();
        assert_eq!(
            found,
            [("|100%|halfxway|", "Ben"), ("|risks|half_way|", "Ben"), ("|vaults|", "Ada"), ("|vaults|risk|", "Ada")]
        );
        assert_eq!(listing::facets(&mut tx, later(99 * HOUR), later(999 * HOUR)).await.unwrap(), []);
    }

    async fn a_range_takes_its_first_instant_and_leaves_its_last(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        for (title, hours) in [("Before", 0), ("First", 1), ("Last", 23), ("Behind", 24)] {
            seed::workshop(&mut tx, ada, title, later(hours * HOUR)).await;
        }
        let any = Filter::default();
        let found = listing::between(&mut tx, &any, later(HOUR), later(24 * HOUR), 9).await.unwrap();
        assert_eq!(titles(&found), ["First", "Last"]);
    }

    async fn people_find_what_they_registered_for_and_what_became_of_it(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let (mia, tom) = (seed::person(&mut tx, "Mia", Role::Member).await, seed::person(&mut tx, "Tom", Role::Member).await);
        let mut ids = Vec::new();
        for (title, hours) in [("Seat", 1), ("Line", 2), ("Word", 3), ("Left", 4), ("Offer", 5), ("Been", -9), ("Missed", -5)] {
            ids.push(seed::workshop(&mut tx, ada, title, later(hours * HOUR)).await);
        }
        let [seat, line, word, left, offer, been, missed] = ids[..] else { panic!("seven") };
        register(&mut tx, seat, mia, Confirmed, None).await;
        register(&mut tx, line, tom, Waiting, Some(3)).await;
        register(&mut tx, line, mia, Waiting, Some(7)).await;
        register(&mut tx, word, mia, Pending, None).await;
        register(&mut tx, left, mia, Cancelled, None).await;
        let offered = register(&mut tx, offer, mia, Waiting, Some(1)).await;
        let kept = Move { offer_until: Some(later(60)), ..Move::new(Waiting, Offered) };
        assert!(registration::change(&mut tx, offered, kept, NOW).await.unwrap());
        let there = register(&mut tx, been, mia, Confirmed, None).await;
        assert!(attendance::join(&mut tx, there, later(-9 * HOUR)).await.unwrap());
        register(&mut tx, missed, mia, Confirmed, None).await;
        assert!(edit::cancel(&mut tx, seat, "The speaker is ill.", NOW).await.unwrap());
        commit(tx).await;

        let mut tx = read(&db).await;
        let coming = listing::registered(&mut tx, mia, Part::Coming, NOW, None, 9).await.unwrap();
        let rows: Vec<_> = coming
            .iter()
            .map(|row| (row.workshop.title.as_str(), row.registration_state, row.in_line, *row.offer_until))
            .collect();
        let until: Option<Time> = Some(later(60));
        assert_eq!(
            rows,
            [("Seat", Confirmed, 0, None), ("Line", Waiting, 2, None), ("Word", Pending, 0, None), ("Offer", Offered, 0, until)]
        );
        assert_eq!(coming[0].workshop.state, convene_domain::workshop::WorkshopState::Cancelled);
        assert_eq!((coming[3].registration_id, coming[3].link_version), (offered, 1));
        let past = listing::registered(&mut tx, mia, Part::Past, NOW, None, 9).await.unwrap();
        let rows: Vec<_> = past.iter().map(|row| (row.workshop.title.as_str(), row.attended)).collect();
        assert_eq!(rows, [("Missed", false), ("Been", true)]);
        assert_eq!(listing::registered(&mut tx, mia, Part::Coming, NOW, None, 1).await.unwrap().len(), 1);
        let behind = |row: &listing::Registered| {
            Some(listing::Place { starts_at: row.workshop.starts_at, id: row.workshop.id })
        };
        let older = listing::registered(&mut tx, mia, Part::Past, NOW, behind(&past[0]), 9).await.unwrap();
        assert_eq!(older, past[1..]);
        let later = listing::registered(&mut tx, mia, Part::Coming, NOW, behind(&coming[1]), 9).await.unwrap();
        assert_eq!(later, coming[2..]);
        assert_eq!(listing::registered(&mut tx, ada, Part::Coming, NOW, None, 9).await.unwrap(), []);
    }

    async fn a_series_shows_its_published_dates_that_are_not_over(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let id = convene_domain::id::SeriesId::new(NOW, seed::chance());
        let new = series::Series { id, owner_id: ada, rule: "{}".into(), zone: "Europe/Berlin".into(), created_at: NOW };
        series::insert(&mut tx, &new).await.unwrap();
        for (title, position, hours) in [("Over", 1, -48), ("Second", 2, 24), ("Third", 3, 48)] {
            let new = seed::new_workshop(ada, title, later(hours * HOUR));
            seed::publish(&mut tx, &New { series_id: Some(id), position, ..new }).await;
        }
        let draft = seed::new_workshop(ada, "Draft", later(72 * HOUR));
        workshop::insert(&mut tx, &New { series_id: Some(id), position: 4, ..draft }).await.unwrap();
        seed::workshop(&mut tx, ada, "Another", later(24 * HOUR)).await;
        let anybody = Onlooker { knows_unlisted: false, person: None };
        assert_eq!(titles(&listing::of_series(&mut tx, id, anybody, NOW, 9).await.unwrap()), ["Second", "Third"]);
        assert_eq!(titles(&listing::of_series(&mut tx, id, anybody, NOW, 1).await.unwrap()), ["Second"]);
    }

    async fn a_date_that_is_not_listed_is_shown_to_who_may_know_of_it(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let (mia, tom) = (seed::person(&mut tx, "Mia", Role::Member).await, seed::person(&mut tx, "Tom", Role::Member).await);
        let id = convene_domain::id::SeriesId::new(NOW, seed::chance());
        let new = series::Series { id, owner_id: ada, rule: "{}".into(), zone: "Europe/Berlin".into(), created_at: NOW };
        series::insert(&mut tx, &new).await.unwrap();
        let mut dates = Vec::new();
        for (title, position, visibility) in
            [("First", 1, Visibility::Listed), ("Secret", 2, Visibility::Unlisted), ("Hidden", 3, Visibility::Unlisted)]
        {
            let mut new = seed::new_workshop(ada, title, later(position * HOUR));
            new.content.visibility = visibility;
            dates.push(seed::publish(&mut tx, &New { series_id: Some(id), position, ..new }).await);
        }
        register(&mut tx, dates[1], mia, Cancelled, None).await;
        let seen = async |tx: &mut Tx, knows_unlisted, person| {
            titles(&listing::of_series(tx, id, Onlooker { knows_unlisted, person }, NOW, 9).await.unwrap()).join(" ")
        };
        assert_eq!(seen(&mut tx, false, None).await, "First");
        assert_eq!(seen(&mut tx, false, Some(tom)).await, "First");
        assert_eq!(seen(&mut tx, false, Some(mia)).await, "First Secret", "she registered for it");
        assert_eq!(seen(&mut tx, true, None).await, "First Secret Hidden");
    }
}
