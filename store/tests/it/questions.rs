use convene_domain::id::QuestionId;
use convene_store::quiz::question::{self, Question};

use crate::seed::{self, NOW, begin};

fn contents(questions: &[Question]) -> Vec<&str> {
    questions.iter().map(|question| question.content.as_str()).collect()
}

both! {
    async fn questions_come_in_their_order(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Vaults", NOW).await;
        let other = seed::quiz(&mut tx, owner, "Other", NOW).await;
        let ids = seed::questions(&mut tx, quiz, &["a", "b", "c"]).await;
        seed::questions(&mut tx, other, &["x"]).await;
        assert_eq!(contents(&question::of_quiz(&mut tx, quiz).await.unwrap()), ["a", "b", "c"]);

        question::set_order(&mut tx, quiz, &[ids[2], ids[0], ids[1]]).await.unwrap();
        assert_eq!(contents(&question::of_quiz(&mut tx, quiz).await.unwrap()), ["c", "a", "b"]);
    }

    async fn a_question_is_found_in_its_own_quiz_only(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Vaults", NOW).await;
        let other = seed::quiz(&mut tx, owner, "Other", NOW).await;
        let id = seed::questions(&mut tx, quiz, &["a"]).await[0];
        let found = question::by_id(&mut tx, quiz, id).await.unwrap().expect("the question");
        assert_eq!((found.id, found.quiz_id, found.position, found.content.as_str()), (id, quiz, 0, "a"));
        assert_eq!(question::by_id(&mut tx, other, id).await.unwrap(), None);
        assert!(!question::update(&mut tx, other, id, "a", "b").await.unwrap());
        assert_eq!(question::delete(&mut tx, other, id).await.unwrap(), None);
        question::set_order(&mut tx, other, &[id]).await.unwrap();
        assert_eq!(question::by_id(&mut tx, quiz, id).await.unwrap(), Some(found));
    }

    async fn a_question_changed_since_it_was_seen_is_not_overwritten(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Vaults", NOW).await;
        let id = seed::questions(&mut tx, quiz, &["as seen"]).await[0];
        assert!(question::update(&mut tx, quiz, id, "as seen", "Ada's").await.unwrap());
        assert!(!question::update(&mut tx, quiz, id, "as seen", "Ben's").await.unwrap());
        assert_eq!(question::by_id(&mut tx, quiz, id).await.unwrap().expect("the question").content, "Ada's");
    }

    async fn a_removed_question_can_be_put_back_where_it_was(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Vaults", NOW).await;
        let ids = seed::questions(&mut tx, quiz, &["a", "b", "c"]).await;
        let removed = question::delete(&mut tx, quiz, ids[1]).await.unwrap().expect("the removed question");
        assert_eq!(contents(&question::of_quiz(&mut tx, quiz).await.unwrap()), ["a", "c"]);
        question::insert_many(&mut tx, &[removed]).await.unwrap();
        assert_eq!(contents(&question::of_quiz(&mut tx, quiz).await.unwrap()), ["a", "b", "c"]);
    }

    async fn a_quiz_knows_where_the_next_question_goes(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Vaults", NOW).await;
        assert_eq!(question::end_of_quiz(&mut tx, quiz).await.unwrap(), (0, 0));
        let ids = seed::questions(&mut tx, quiz, &["a", "b", "c"]).await;
        question::delete(&mut tx, quiz, ids[0]).await.unwrap();
        assert_eq!(question::end_of_quiz(&mut tx, quiz).await.unwrap(), (2, 3));
    }

    async fn more_questions_than_one_statement_takes_are_stored_and_ordered_all_the_same(db: Db) {
        let mut tx = begin(&db).await;
        let owner = seed::educator(&mut tx, "Ada").await;
        let quiz = seed::quiz(&mut tx, owner, "Huge", NOW).await;
        let texts: Vec<String> = (0..2_000).map(|number| number.to_string()).collect();
        let mut ids: Vec<QuestionId> =
            seed::questions(&mut tx, quiz, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
        ids.reverse();
        question::set_order(&mut tx, quiz, &ids).await.unwrap();
        let stored = question::of_quiz(&mut tx, quiz).await.unwrap();
        assert_eq!(stored.iter().map(|q| q.id).collect::<Vec<_>>(), ids);
        assert_eq!((stored.len(), stored[0].content.as_str()), (2_000, "1999"));
    }
}
