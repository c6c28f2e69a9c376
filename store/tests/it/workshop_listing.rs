//! Lists of workshops.

use convene_domain::workshop::{Level, Visibility};
use convene_store::workshop::listing::{self, Filter, Listed, Part, Place};
use convene_store::workshop::workshop::{self, Content, New};

use crate::seed::{self, NOW, begin, commit, later, read};

const HOUR: i64 = 3_600;

fn titles(listed: &[Listed]) -> Vec<&str> {
    listed.iter().map(|one| one.title.as_str()).collect()
}

fn place(listed: &Listed) -> Place {
    Place { starts_at: listed.starts_at, id: listed.id }
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
        let team = listing::of_team(&mut tx, ada, Part::Coming, NOW, 9).await.unwrap();
        assert_eq!(titles(&team), ["Draft", "By link", "For all"], "its team sees all of them");
        let ben = seed::educator(&mut tx, "Ben").await;
        assert_eq!(listing::of_team(&mut tx, ben, Part::Coming, NOW, 9).await.unwrap(), []);
        let past = listing::of_team(&mut tx, ada, Part::Past, later(9 * HOUR), 1).await.unwrap();
        assert_eq!(titles(&past), ["For all"], "of equal starts the one made last");
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
        assert_eq!(titles(&[first, second, third].concat()), ["One", "Two", "Three", "Four", "Five"]);
        let over = later(9 * HOUR);
        let newest = listing::past(&mut tx, &any, over, None, 3).await.unwrap();
        let oldest = listing::past(&mut tx, &any, over, Some(place(&newest[2])), 3).await.unwrap();
        assert_eq!(titles(&[newest, oldest].concat()), ["Five", "Four", "Three", "Two", "One"]);
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
}
