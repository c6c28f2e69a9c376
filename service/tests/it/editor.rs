use convene_domain::quiz::Question;
use convene_domain::quiz::limits::DRAFTS;
use convene_domain::time::DAY;
use convene_service::Error;
use convene_service::quiz::{editor, library};

use crate::community::{fields, refused, statements};

const FIRST: &str = "Funding can be negative";
const SECOND: &str = "A hedge has a cost";
const THIRD: &str = "Spot has no expiry";

both! {
    async fn questions_come_in_the_order_they_were_added(community: Community) {
        let quiz = community.quiz(&statements()).await;
        assert_eq!(community.prompts(quiz).await, [FIRST, SECOND, THIRD]);
    }

    async fn a_question_moves_one_place_and_stops_at_the_ends(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let ids: Vec<_> = library::get(service, &community.ada, quiz).await.unwrap().questions;
        let (first, third) = (ids[0].id, ids[2].id);
        editor::move_up(service, &community.ada, quiz, third).await.unwrap();
        assert_eq!(community.prompts(quiz).await, [FIRST, THIRD, SECOND]);
        editor::move_down(service, &community.ada, quiz, first).await.unwrap();
        assert_eq!(community.prompts(quiz).await, [THIRD, FIRST, SECOND]);
        editor::move_up(service, &community.ada, quiz, third).await.unwrap();
        editor::move_down(service, &community.ada, quiz, first).await.unwrap();
        editor::move_down(service, &community.ada, quiz, first).await.unwrap();
        assert_eq!(community.prompts(quiz).await, [THIRD, SECOND, FIRST]);
    }

    async fn a_removed_question_is_put_back_where_it_was(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let second = library::get(service, &community.ada, quiz).await.unwrap().questions[1].id;
        editor::remove(service, &community.ada, quiz, second).await.unwrap();
        assert_eq!(community.prompts(quiz).await, [FIRST, THIRD]);
        let again = editor::remove(service, &community.ada, quiz, second).await;
        assert!(matches!(again, Err(Error::Missing)));

        for _ in 0..2 {
            editor::put_back(service, &community.ada, quiz, second).await.unwrap();
            assert_eq!(community.prompts(quiz).await, [FIRST, SECOND, THIRD]);
        }
    }

    async fn a_question_that_cannot_be_played_is_not_saved(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()[..1]).await;
        let id = library::get(service, &community.ada, quiz).await.unwrap().questions[0].id;
        let form =
            fields(&[("kind", "single"), ("prompt", "Which?"), ("choice_0", "This"), ("correct", "0")]);
        refused(editor::save(service, &community.ada, quiz, id, None, &form).await, "choices");
        refused(editor::add(service, &community.ada, quiz, &form).await.map(drop), "choices");
        assert_eq!(community.prompts(quiz).await, [FIRST]);
    }

    async fn a_question_changed_by_somebody_else_is_not_overwritten(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()[..1]).await;
        let id = library::get(service, &community.ada, quiz).await.unwrap().questions[0].id;
        let open = editor::open(service, &community.ada, quiz, id).await.unwrap();
        let form = |prompt: &str| editor::fields_from_question(&Question::true_false(prompt, false));

        let (hers, his) = (form("Lea's question"), form("Ada's question"));
        editor::save(service, &community.lea, quiz, id, Some(&open.seen), &hers).await.unwrap();
        let late = editor::save(service, &community.ada, quiz, id, Some(&open.seen), &his).await;
        assert!(refused(late, "").contains("Your text is kept"));
        assert_eq!(community.prompts(quiz).await, ["Lea's question"]);
        editor::save(service, &community.lea, quiz, id, Some(&open.seen), &hers)
            .await
            .expect("the same form, sent twice");

        let seen = editor::open(service, &community.ada, quiz, id).await.unwrap().seen;
        editor::save(service, &community.ada, quiz, id, Some(&seen), &his).await.unwrap();
        assert_eq!(community.prompts(quiz).await, ["Ada's question"]);
    }

    async fn questions_of_others_are_out_of_reach(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let id = library::get(service, &community.ada, quiz).await.unwrap().questions[0].id;
        let form = editor::fields_from_question(&statements()[0]);
        for refused in [
            editor::open(service, &community.ben, quiz, id).await.map(drop),
            editor::add(service, &community.ben, quiz, &form).await.map(drop),
            editor::save(service, &community.ben, quiz, id, None, &form).await,
            editor::remove(service, &community.ben, quiz, id).await,
            editor::put_back(service, &community.ben, quiz, id).await,
            editor::move_up(service, &community.ben, quiz, id).await,
            editor::move_down(service, &community.ben, quiz, id).await,
        ] {
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        // Through a quiz of his own he does not reach it either.
        let own = library::create(service, &community.ben, "Ben's", "").await.unwrap();
        let through = editor::save(service, &community.ben, own, id, None, &form).await;
        assert!(matches!(through, Err(Error::Missing)));
        assert_eq!(community.prompts(quiz).await.len(), 3);
    }

    async fn a_draft_waits_for_its_author_until_the_question_is_saved(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&[]).await;
        let path = format!("/quizzes/{quiz}/questions/new");
        let typed = fields(&[("prompt", "Half a quest")]);
        editor::save_draft(service, &community.ada, &path, &typed).await.unwrap();
        let draft = editor::draft(service, &community.ada, &path).await.unwrap().expect("the draft");
        assert_eq!(draft.fields, typed);
        assert_eq!(editor::draft(service, &community.lea, &path).await.unwrap(), None);

        let form = editor::fields_from_question(&statements()[0]);
        let id = editor::add(service, &community.ada, quiz, &form).await.unwrap();
        assert_eq!(editor::draft(service, &community.ada, &path).await.unwrap(), None);

        let path = format!("/quizzes/{quiz}/questions/{id}");
        editor::save_draft(service, &community.ada, &path, &typed).await.unwrap();
        editor::save(service, &community.ada, quiz, id, None, &form).await.unwrap();
        assert_eq!(editor::draft(service, &community.ada, &path).await.unwrap(), None);
    }

    async fn a_draft_can_be_discarded_and_is_forgotten_after_sixty_days(community: Community) {
        let service = &community.service;
        for path in ["/quizzes/a", "/quizzes/b"] {
            editor::save_draft(service, &community.ada, path, &fields(&[("prompt", "x")])).await.unwrap();
        }
        editor::discard_draft(service, &community.ada, "/quizzes/a").await.unwrap();
        assert_eq!(editor::draft(service, &community.ada, "/quizzes/a").await.unwrap(), None);
        community.clock.advance(60 * DAY);
        assert_eq!(editor::purge_drafts(service).await.unwrap(), 0);
        community.clock.advance(1);
        assert_eq!(editor::purge_drafts(service).await.unwrap(), 1);
        assert_eq!(editor::draft(service, &community.ada, "/quizzes/b").await.unwrap(), None);
    }

    async fn of_very_many_drafts_the_oldest_goes_and_removed_questions_push_none_out(community: Community) {
        let service = &community.service;
        let path = |number: i64| format!("/quizzes/{number}/questions/new");
        for number in 0..=DRAFTS {
            editor::save_draft(service, &community.ada, &path(number), &fields(&[("prompt", "x")])).await.unwrap();
            community.clock.advance(1);
        }
        assert_eq!(editor::draft(service, &community.ada, &path(0)).await.unwrap(), None, "the oldest");
        assert!(editor::draft(service, &community.ada, &path(1)).await.unwrap().is_some());
        let quiz = community.quiz(&statements()).await;
        for id in library::get(service, &community.ada, quiz).await.unwrap().questions.into_iter().map(|entry| entry.id) {
            editor::remove(service, &community.ada, quiz, id).await.unwrap();
        }
        assert!(editor::draft(service, &community.ada, &path(1)).await.unwrap().is_some(), "as before");
    }

    async fn a_draft_is_for_a_form_and_not_endless(community: Community) {
        let huge = fields(&[("prompt", &"x".repeat(editor::DRAFT_BYTES))]);
        refused(editor::save_draft(&community.service, &community.ada, "/quizzes/a", &huge).await, "");
        let elsewhere = editor::save_draft(&community.service, &community.ada, "removed:x", &[]).await;
        assert!(matches!(elsewhere, Err(Error::Missing)));
    }
}
