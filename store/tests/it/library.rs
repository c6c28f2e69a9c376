use convene_store::quiz::library;

use crate::seed::{self, NOW, begin, commit, later, read};

both! {
    async fn a_quiz_reads_back_as_it_was_stored(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "Delta-neutral vaults", NOW).await;
        commit(tx).await;

        let found = library::by_id(&mut read(&db).await, id).await.unwrap().expect("the quiz");
        assert_eq!(
            (found.owner_id, found.title.as_str(), found.revision),
            (owner, "Delta-neutral vaults", 1)
        );
        assert_eq!((found.created_at, found.updated_at, *found.archived_at), (NOW, NOW, None));
    }

    async fn a_quiz_is_stored_once_under_its_id(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "First", NOW).await;
        let again = library::New { id, owner_id: owner, title: "Second", summary: "", created_at: later(1) };
        assert!(!library::insert(&mut tx, &again).await.unwrap());
        assert_eq!(library::by_id(&mut tx, id).await.unwrap().expect("the quiz").title, "First");
    }

    async fn nothing_is_stored_without_a_commit(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "Never mind", NOW).await;
        drop(tx);
        assert_eq!(library::by_id(&mut read(&db).await, id).await.unwrap(), None);
    }

    async fn the_library_lists_last_changed_first_with_owner_and_number_of_questions(db: Db) {
        let mut tx = begin(&db).await;
        let ada = seed::educator(&mut tx, "Ada").await;
        let ben = seed::educator(&mut tx, "Ben").await;
        let old = seed::quiz(&mut tx, ada, "Old", NOW).await;
        let new = seed::quiz(&mut tx, ada, "New", later(10)).await;
        let theirs = seed::quiz(&mut tx, ben, "Of somebody else", later(5)).await;
        seed::questions(&mut tx, old, &["a", "b", "c"]).await;
        commit(tx).await;

        let mut tx = read(&db).await;
        let mine = library::list(&mut tx, Some(ada), false).await.unwrap();
        assert_eq!(mine.iter().map(|q| (q.id, q.questions)).collect::<Vec<_>>(), [(new, 0), (old, 3)]);
        assert_eq!((mine[0].owner_name.as_str(), mine[0].owner_id), ("Ada", ada));
        let all = library::list(&mut tx, None, false).await.unwrap();
        assert_eq!(all.iter().map(|q| q.id).collect::<Vec<_>>(), [new, theirs, old]);
    }

    async fn an_archived_quiz_is_listed_apart_until_it_is_taken_back_out(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "Seasonal", NOW).await;

        assert!(library::set_archived(&mut tx, id, Some(later(60))).await.unwrap());
        assert!(library::list(&mut tx, Some(owner), false).await.unwrap().is_empty());
        let archived = library::list(&mut tx, Some(owner), true).await.unwrap();
        assert_eq!(
            archived.iter().map(|q| (q.id, *q.archived_at)).collect::<Vec<_>>(),
            [(id, Some(later(60)))]
        );

        assert!(library::set_archived(&mut tx, id, None).await.unwrap());
        assert_eq!(library::list(&mut tx, Some(owner), false).await.unwrap().len(), 1);
        let missing = convene_domain::id::QuizId::new(NOW, seed::chance());
        assert!(!library::set_archived(&mut tx, missing, None).await.unwrap());
    }

    async fn of_two_who_saw_the_same_revision_one_changes_the_quiz(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "Draft", NOW).await;
        assert!(library::update(&mut tx, id, 1, "Ada's title", "", later(1)).await.unwrap());
        assert!(!library::update(&mut tx, id, 1, "Ben's title", "", later(2)).await.unwrap());
        let quiz = library::by_id(&mut tx, id).await.unwrap().expect("the quiz");
        assert_eq!((quiz.title.as_str(), quiz.revision, quiz.updated_at), ("Ada's title", 2, later(1)));
    }

    async fn touching_a_quiz_raises_its_revision(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let id = seed::quiz(&mut tx, owner, "Draft", NOW).await;
        assert_eq!(library::touch(&mut tx, id, later(7)).await.unwrap(), Some(2));
        assert_eq!(library::by_id(&mut tx, id).await.unwrap().expect("the quiz").updated_at, later(7));
        let missing = convene_domain::id::QuizId::new(NOW, seed::chance());
        assert_eq!(library::touch(&mut tx, missing, NOW).await.unwrap(), None);
    }
}
