//! Settings, counters, and the database itself.

use convene_store::Db;
use convene_store::account::{person, setting, throttle};

use crate::seed::{self, NOW, begin, commit, later, read};

both! {
    async fn a_setting_has_one_value(db: Db) {
        let mut tx = begin(&db).await;
        assert_eq!(setting::get(&mut tx, "name").await.unwrap(), None);
        setting::set(&mut tx, "name", "Delta").await.unwrap();
        setting::set(&mut tx, "name", "Delta Neutral").await.unwrap();
        assert_eq!(setting::get(&mut tx, "name").await.unwrap().as_deref(), Some("Delta Neutral"));
        assert!(setting::remove(&mut tx, "name").await.unwrap());
        assert!(!setting::remove(&mut tx, "name").await.unwrap());
    }

    async fn of_two_who_set_something_once_one_does(db: Db) {
        let set = async |value| {
            let mut tx = begin(&db).await;
            let set = setting::set_once(&mut tx, "key", value).await.unwrap();
            commit(tx).await;
            set
        };
        let (first, second) = tokio::join!(set("one"), set("two"));
        assert!(first ^ second, "exactly one: {first} {second}");
        let kept = setting::get(&mut read(&db).await, "key").await.unwrap();
        assert_eq!(kept.as_deref(), Some(if first { "one" } else { "two" }));
    }

    async fn a_counter_counts_within_its_window_and_then_starts_over(db: Db) {
        let mut tx = begin(&db).await;
        let window = 10_000;
        assert_eq!(throttle::peek(&mut tx, "pin", NOW, window).await.unwrap(), None);
        for (second, expected, start) in [(0, 1, 0), (4, 2, 0), (9, 3, 0), (10, 1, 10), (12, 2, 10)] {
            let count = throttle::count(&mut tx, "pin", later(second), window).await.unwrap();
            assert_eq!((count.count, count.window_start), (expected, later(start)), "at {second} s");
        }
        assert_eq!(throttle::count(&mut tx, "other", later(12), window).await.unwrap().count, 1);
        let seen = throttle::peek(&mut tx, "pin", later(13), window).await.unwrap().expect("a counter");
        assert_eq!((seen.count, seen.window_start), (2, later(10)));
        assert_eq!(throttle::peek(&mut tx, "pin", later(20), window).await.unwrap(), None);
    }

    async fn a_counter_can_be_cleared_and_old_ones_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        throttle::count(&mut tx, "a", NOW, 60_000).await.unwrap();
        throttle::clear(&mut tx, "a").await.unwrap();
        assert_eq!(throttle::peek(&mut tx, "a", NOW, 60_000).await.unwrap(), None);
        throttle::count(&mut tx, "old", NOW, 60_000).await.unwrap();
        throttle::count(&mut tx, "new", later(5), 60_000).await.unwrap();
        assert_eq!(throttle::purge(&mut tx, later(5)).await.unwrap(), 1);
        assert!(throttle::peek(&mut tx, "new", later(6), 60_000).await.unwrap().is_some());
    }

    async fn what_was_counted_can_be_taken_back(db: Db) {
        let mut tx = begin(&db).await;
        for _ in 0..2 {
            throttle::count(&mut tx, "a", NOW, 60_000).await.unwrap();
        }
        for left in [1, 0, 0] {
            throttle::take_back(&mut tx, "a").await.unwrap();
            let stands = throttle::peek(&mut tx, "a", NOW, 60_000).await.unwrap().expect("a counter");
            assert_eq!((stands.count, stands.window_start), (left, NOW));
        }
        throttle::take_back(&mut tx, "nothing").await.unwrap();
        assert_eq!(throttle::peek(&mut tx, "nothing", NOW, 60_000).await.unwrap(), None);
    }

    async fn everybody_who_counts_at_once_is_counted(db: Db) {
        let count = async || {
            let mut tx = begin(&db).await;
            let count = throttle::count(&mut tx, "pin", NOW, 60_000).await.unwrap().count;
            commit(tx).await;
            count
        };
        let (a, b, c, d) = tokio::join!(count(), count(), count(), count());
        let mut counts = [a, b, c, d];
        counts.sort_unstable();
        assert_eq!(counts, [1, 2, 3, 4]);
    }

    async fn a_migrated_database_answers_and_has_nothing_to_migrate(db: Db) {
        db.ping().await.unwrap();
        assert!(!db.migrations_pending().await.unwrap());
        db.migrate().await.unwrap();
        assert!(["sqlite", "postgres"].contains(&db.kind()));
    }

    async fn a_copy_of_a_sqlite_database_holds_what_was_committed(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        commit(tx).await;
        let target = std::env::temp_dir().join(format!("convene_copy_{ada}.db"));
        let copied = db.copy_to(&target).await.unwrap();
        assert_eq!(copied, db.kind() == "sqlite", "PostgreSQL has pg_dump");
        if copied {
            let copy = Db::open_sqlite(&target).await.unwrap();
            let found = person::by_id(&mut read(&copy).await, ada).await.unwrap();
            assert_eq!(found.expect("Ada").name, "Ada");
            copy.close().await;
            assert!(!convene_store::files::is_open_to_others(&target).unwrap(), "it holds what others may not read");
            assert!(db.copy_to(&target).await.is_err(), "a copy is never written over");
            assert!(std::fs::metadata(&target).unwrap().len() > 0, "the first one is as it was");
            std::fs::remove_file(&target).unwrap();
        }
    }

    async fn the_newest_moment_is_that_of_whoever_was_seen_last(db: Db) {
        assert_eq!(db.newest().await.unwrap(), None, "nothing ever happened");
        let mut tx = begin(&db).await;
        seed::educator(&mut tx, "Ada").await;
        commit(tx).await;
        assert_eq!(db.newest().await.unwrap(), Some(NOW));
    }

    async fn a_database_server_has_a_clock_of_its_own(db: Db) {
        let (first, second) = (db.clock().await.unwrap(), db.clock().await.unwrap());
        assert_eq!(first.is_some(), db.kind() == "postgres");
        assert!(first <= second, "{first:?} {second:?}");
        // The day this was written: in milliseconds, and of this century.
        assert!(first.is_none_or(|at| at.millis() > 1_795_305_600_000 && at.millis() < 4_000_000_000_000));
    }
}
