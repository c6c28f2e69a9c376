//! What waits for its author: drafts and imports.

use convene_domain::id::ImportId;
use convene_store::account::person;
use convene_store::quiz::{draft, import};

use crate::seed::{self, NOW, begin, commit, later};

fn an_import(owner: convene_domain::id::PersonId, seconds: i64) -> import::Import {
    import::Import {
        id: ImportId::new(NOW, seed::chance()),
        owner_id: owner,
        file_name: "vaults.gift".into(),
        outcome: "{\"questions\":[]}".into(),
        created_at: later(seconds),
    }
}

/// Saves the drafts `/0` to `/(count - 1)`, the first one first.
async fn drafts(tx: &mut convene_store::Tx, person: convene_domain::id::PersonId, count: i64) {
    for number in 0..count {
        draft::upsert(tx, person, &format!("/{number}"), "x", later(number)).await.unwrap();
    }
}

both! {
    async fn of_many_drafts_those_saved_last_are_kept(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, ben) = (seed::educator(&mut tx, "Ada").await, seed::educator(&mut tx, "Ben").await);
        drafts(&mut tx, ada, 5).await;
        drafts(&mut tx, ben, 5).await;
        draft::upsert(&mut tx, ada, "removed:1", "x", NOW).await.unwrap();
        draft::upsert(&mut tx, ada, "/0", "saved again", later(9)).await.unwrap();
        assert_eq!(draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap(), 2);
        for (path, kept) in [("/0", true), ("/1", false), ("/2", false), ("/3", true), ("/4", true), ("removed:1", true)] {
            assert_eq!(draft::get(&mut tx, ada, path).await.unwrap().is_some(), kept, "{path}");
        }
        assert!(draft::get(&mut tx, ben, "/1").await.unwrap().is_some(), "somebody else's stay");
        assert_eq!(draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap(), 0);
    }

    async fn of_many_imports_the_newest_are_kept(db: Db) {
        let mut tx = begin(&db).await;
        let (ada, ben) = (seed::educator(&mut tx, "Ada").await, seed::educator(&mut tx, "Ben").await);
        let mut made = Vec::new();
        for (owner, second) in [(ada, 0), (ben, 1), (ada, 2), (ada, 3)] {
            let import = an_import(owner, second);
            import::insert(&mut tx, &import).await.unwrap();
            made.push(import);
        }
        assert_eq!(import::keep_newest(&mut tx, ada, 2).await.unwrap(), 1);
        for (import, kept) in made.iter().zip([false, true, true, true]) {
            assert_eq!(import::by_id(&mut tx, import.owner_id, import.id).await.unwrap().is_some(), kept);
        }
    }

    async fn of_several_who_save_at_once_none_leaves_more_than_the_limit(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        drafts(&mut tx, ada, 3).await;
        for second in 0..3 {
            import::insert(&mut tx, &an_import(ada, second)).await.unwrap();
        }
        commit(tx).await;
        let save = async |number: i64| {
            let mut tx = begin(&db).await;
            draft::upsert(&mut tx, ada, &format!("/new/{number}"), "x", later(10 + number)).await.unwrap();
            import::insert(&mut tx, &an_import(ada, 10 + number)).await.unwrap();
            tokio::task::yield_now().await;
            draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap();
            import::keep_newest(&mut tx, ada, 3).await.unwrap();
            commit(tx).await;
        };
        tokio::join!(save(0), save(1), save(2), save(3));
        let mut tx = begin(&db).await;
        assert_eq!(draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap(), 0, "there are no more than three");
        assert_eq!(import::keep_newest(&mut tx, ada, 3).await.unwrap(), 0);
        person::hold(&mut tx, ada).await.unwrap();
    }

    async fn the_oldest_draft_is_saved_again_while_a_new_one_takes_its_place(db: Db) {
        // Which of the two is first is not ours to say: of many rounds, both orders come up.
        for round in 0..20 {
            let mut tx = begin(&db).await;
            let ada = seed::educator(&mut tx, &format!("Ada{round}")).await;
            drafts(&mut tx, ada, 3).await;
            commit(tx).await;
            let save = async |path: &'static str| {
                let mut tx = begin(&db).await;
                draft::upsert(&mut tx, ada, path, "x", later(10)).await.unwrap();
                draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap();
                commit(tx).await;
            };
            tokio::join!(save("/0"), save("/new"));
            let mut tx = begin(&db).await;
            assert!(draft::get(&mut tx, ada, "/new").await.unwrap().is_some());
            assert_eq!(draft::keep_newest(&mut tx, ada, "/", 3).await.unwrap(), 0, "no more than three");
        }
    }

    async fn a_person_has_one_draft_for_each_form(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        draft::upsert(&mut tx, ada, "/quizzes/new", "first", NOW).await.unwrap();
        draft::upsert(&mut tx, ada, "/quizzes/new", "second", later(1)).await.unwrap();
        draft::upsert(&mut tx, ada, "/quizzes/other", "other", NOW).await.unwrap();
        let mine = draft::get(&mut tx, ada, "/quizzes/new").await.unwrap().expect("the draft");
        assert_eq!((mine.fields.as_str(), mine.saved_at), ("second", later(1)));
        assert_eq!(draft::get(&mut tx, ben, "/quizzes/new").await.unwrap(), None);
        assert!(draft::delete(&mut tx, ada, "/quizzes/new").await.unwrap());
        assert!(!draft::delete(&mut tx, ada, "/quizzes/new").await.unwrap());
        assert!(draft::get(&mut tx, ada, "/quizzes/other").await.unwrap().is_some());
    }

    async fn drafts_nobody_came_back_to_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        draft::upsert(&mut tx, ada, "old", "", NOW).await.unwrap();
        draft::upsert(&mut tx, ada, "new", "", later(10)).await.unwrap();
        assert_eq!(draft::purge(&mut tx, later(10)).await.unwrap(), 1);
        assert!(draft::get(&mut tx, ada, "new").await.unwrap().is_some());
    }

    async fn an_import_is_seen_by_who_uploaded_it_only(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let import = an_import(ada, 0);
        import::insert(&mut tx, &import).await.unwrap();
        assert_eq!(import::by_id(&mut tx, ada, import.id).await.unwrap().as_ref(), Some(&import));
        assert_eq!(import::by_id(&mut tx, ben, import.id).await.unwrap(), None);
        assert_eq!(import::take(&mut tx, ben, import.id).await.unwrap(), None);
        assert_eq!(import::take(&mut tx, ada, import.id).await.unwrap(), Some(import));
    }

    async fn of_two_who_confirm_an_import_at_once_one_gets_it(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let import = an_import(ada, 0);
        import::insert(&mut tx, &import).await.unwrap();
        commit(tx).await;
        let take = async || {
            let mut tx = begin(&db).await;
            let taken = import::take(&mut tx, ada, import.id).await.unwrap();
            commit(tx).await;
            taken.is_some()
        };
        let (first, second) = tokio::join!(take(), take());
        assert!(first ^ second, "exactly one: {first} {second}");
    }

    async fn imports_nobody_confirmed_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let (old, new) = (an_import(ada, 0), an_import(ada, 60));
        import::insert(&mut tx, &old).await.unwrap();
        import::insert(&mut tx, &new).await.unwrap();
        assert_eq!(import::purge(&mut tx, later(60)).await.unwrap(), 1);
        assert_eq!(import::by_id(&mut tx, ada, old.id).await.unwrap(), None);
        assert!(import::by_id(&mut tx, ada, new.id).await.unwrap().is_some());
    }
}
