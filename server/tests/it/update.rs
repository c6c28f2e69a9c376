//! An older file of data meets a newer program: it is copied before its tables change.

use std::path::{Path, PathBuf};

use convene_store::Db;
use convene_store::account::setting;

use crate::process::{Folder, printed};

/// A file as a program left it that knew the first two migrations only, with one thing in it.
async fn write_old_file(path: &Path) {
    let db = Db::open_sqlite(path).await.expect("a file");
    let Db::Sqlite { writer, .. } = &db else { panic!("it is SQLite") };
    sqlx::migrate!("../migrations/sqlite").run_to(2, writer).await.expect("older tables");
    let mut tx = db.begin().await.expect("a transaction");
    setting::set(&mut tx, "old", "from before the update").await.expect("stored");
    tx.commit().await.expect("committed");
    db.close().await;
}

fn backups(data: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(data)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().contains("convene-before-update-"))
        .collect();
    found.sort();
    found
}

/// What was stored before the update, and whether the tables are as old as it.
async fn look_into(path: &Path) -> (Option<String>, bool) {
    let db = Db::open_sqlite(path).await.expect("it opens");
    assert!(db.is_sound().await.expect("an answer"), "{}", path.display());
    let kept = setting::get(&mut db.read().await.expect("reads"), "old").await.expect("an answer");
    let old = db.migrations_pending().await.expect("an answer");
    db.close().await;
    (kept, old)
}

#[tokio::test]
async fn every_update_of_an_older_file_leaves_a_copy_that_opens_and_holds_the_old_rows() {
    let folder = Folder::new();
    let (data, live) = (folder.join("data"), folder.join("data/convene.db"));
    std::fs::create_dir(&data).expect("a folder");
    for update in 1..=2 {
        for part in ["convene.db", "convene.db-wal", "convene.db-shm"] {
            // Not all of them are there, and the first time none is.
            _ = std::fs::remove_file(data.join(part));
        }
        write_old_file(&live).await;
        let command = folder.run(&["admin", "list"]);
        assert!(command.status.success(), "update {update}: {}", printed(&command));
        assert_eq!(look_into(&live).await, (Some("from before the update".to_owned()), false));
        let copies = backups(&data);
        assert_eq!(copies.len(), update, "{copies:?}");
        for copy in copies {
            assert_eq!(look_into(&copy).await, (Some("from before the update".to_owned()), true));
        }
    }
}

#[tokio::test]
async fn names_that_were_stored_before_they_had_a_length_are_cut_by_the_update() {
    let folder = Folder::new();
    let (data, live) = (folder.join("data"), folder.join("data/convene.db"));
    std::fs::create_dir(&data).expect("a folder");
    let db = Db::open_sqlite(&live).await.expect("a file");
    let Db::Sqlite { writer, .. } = &db else { panic!("it is SQLite") };
    sqlx::migrate!("../migrations/sqlite").run_to(8, writer).await.expect("older tables");
    let names = ["Ada Lovelace".to_owned(), format!("a{}", "\u{334}".repeat(250_000))];
    for (number, name) in names.iter().enumerate() {
        let id = format!("01990000-0000-7000-8000-00000000000{number}");
        let insert =
            "INSERT INTO person (id, email, name, role, created_at) VALUES ($1, $2, $3, 'member', 0)";
        let email = format!("{id}@example.org");
        sqlx::query(insert).bind(&id).bind(email).bind(name).execute(writer).await.expect("a person");
    }
    db.close().await;
    let command = folder.run(&["admin", "list"]);
    assert!(command.status.success(), "{}", printed(&command));
    let db = Db::open_sqlite(&live).await.expect("a file");
    let Db::Sqlite { writer, .. } = &db else { panic!("it is SQLite") };
    let kept: Vec<String> =
        sqlx::query_scalar("SELECT name FROM person ORDER BY id").fetch_all(writer).await.expect("names");
    assert_eq!(kept[0], "Ada Lovelace");
    assert_eq!(kept[1].chars().count(), convene_domain::name::PERSON.code_points);
    db.close().await;
}

#[test]
fn a_new_file_and_one_that_is_up_to_date_are_not_copied() {
    let folder = Folder::new();
    for _ in 0..2 {
        let command = folder.run(&["admin", "list"]);
        assert!(command.status.success(), "{}", printed(&command));
        assert_eq!(backups(&folder.join("data")), [] as [PathBuf; 0]);
    }
}
