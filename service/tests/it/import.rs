use convene_domain::id::ImportId;
use convene_domain::quiz::import::Format;
use convene_domain::quiz::limits::IMPORTS;
use convene_domain::time::DAY;
use convene_service::Error;
use convene_service::quiz::import::{self, Chosen, Import, Preview};
use convene_service::quiz::library::{self, Shelf};

use crate::community::{Community, refused};

/// Two questions and one that a quiz cannot ask.
const GIFT: &str = "What hedges spot?{=A short perpetual ~More spot}\n\n\
    Discuss funding.{}\n\n\
    Funding can be negative.{TRUE}\n";

async fn uploaded(community: &Community) -> ImportId {
    import::upload(&community.service, &community.ada, "C:\\files\\delta-neutral_vaults.gift", GIFT, None)
        .await
        .expect("an import")
}

async fn preview(community: &Community, id: ImportId) -> Preview {
    match import::preview(&community.service, &community.ada, id).await.expect("a preview") {
        Import::Waiting(preview) => *preview,
        Import::Confirmed(quiz) => panic!("confirmed as {quiz}"),
    }
}

async fn quizzes(community: &Community) -> usize {
    library::list(&community.service, &community.ada, Shelf::default()).await.expect("a list").len()
}

both! {
    async fn an_import_shows_what_was_found_before_anything_is_made_of_it(community: Community) {
        let id = uploaded(&community).await;
        let preview = preview(&community, id).await;
        assert_eq!(
            (preview.title.as_str(), preview.file_name.as_str()),
            ("delta neutral vaults", "delta-neutral_vaults.gift")
        );
        assert_eq!(preview.outcome.format, Format::Gift);
        assert_eq!(preview.outcome.questions.iter().map(|read| read.line).collect::<Vec<_>>(), [1, 5]);
        assert_eq!(preview.outcome.rejected.iter().map(|row| row.line).collect::<Vec<_>>(), [3]);
        assert_eq!(quizzes(&community).await, 0);
    }

    async fn a_confirmed_import_is_a_quiz_with_the_chosen_questions(community: Community) {
        let service = &community.service;
        let id = uploaded(&community).await;
        let quiz = import::confirm(service, &community.ada, id, "Vaults", Chosen::Lines(&[5])).await.unwrap();
        assert_eq!(community.prompts(quiz).await, ["Funding can be negative."]);
        assert_eq!(library::get(service, &community.ada, quiz).await.unwrap().quiz.title, "Vaults");
        assert_eq!(import::preview(service, &community.ada, id).await.unwrap(), Import::Confirmed(quiz));
    }

    async fn an_import_confirmed_twice_is_one_quiz(community: Community) {
        let id = uploaded(&community).await;
        let confirm =
            async || import::confirm(&community.service, &community.ada, id, "Vaults", Chosen::All).await;
        let (first, second) = tokio::join!(confirm(), confirm());
        let quiz = first.unwrap();
        assert_eq!(second.unwrap(), quiz);
        assert_eq!(confirm().await.unwrap(), quiz);
        assert_eq!((quizzes(&community).await, community.prompts(quiz).await.len()), (1, 2));
    }

    async fn a_refused_confirmation_leaves_the_import_waiting(community: Community) {
        let service = &community.service;
        let id = uploaded(&community).await;
        refused(import::confirm(service, &community.ada, id, " ", Chosen::All).await, "title");
        refused(import::confirm(service, &community.ada, id, "Vaults", Chosen::Lines(&[])).await, "lines");
        refused(
            import::confirm(service, &community.ada, id, "Vaults", Chosen::Lines(&[3, 99])).await,
            "lines",
        );
        assert_eq!(quizzes(&community).await, 0);
        assert_eq!(preview(&community, id).await.outcome.questions.len(), 2);
    }

    async fn an_import_is_nobody_elses(community: Community) {
        let service = &community.service;
        let id = uploaded(&community).await;
        for viewer in [&community.ben, &community.lea] {
            assert!(matches!(import::preview(service, viewer, id).await, Err(Error::Missing)));
            let confirmed = import::confirm(service, viewer, id, "Mine", Chosen::All).await;
            assert!(matches!(confirmed, Err(Error::Missing)));
            import::discard(service, viewer, id).await.unwrap();
        }
        let member = import::upload(service, &community.mia, "a.gift", GIFT, None).await;
        assert!(matches!(member, Err(Error::Forbidden(_))));
        let quiz = import::confirm(service, &community.ada, id, "Vaults", Chosen::All).await.unwrap();
        assert!(matches!(import::preview(service, &community.ben, id).await, Err(Error::Missing)), "{quiz}");
    }

    async fn a_discarded_import_makes_nothing(community: Community) {
        let service = &community.service;
        let id = uploaded(&community).await;
        import::discard(service, &community.ada, id).await.unwrap();
        import::discard(service, &community.ada, id).await.unwrap();
        let confirmed = import::confirm(service, &community.ada, id, "Vaults", Chosen::All).await;
        assert!(matches!(confirmed, Err(Error::Missing)));
        assert_eq!(quizzes(&community).await, 0);
    }

    async fn of_very_many_imports_that_wait_the_oldest_goes(community: Community) {
        let service = &community.service;
        let mut ids = Vec::new();
        for _ in 0..=IMPORTS {
            ids.push(uploaded(&community).await);
            community.clock.advance(1);
        }
        assert!(matches!(import::preview(service, &community.ada, ids[0]).await, Err(Error::Missing)));
        for id in &ids[1..] {
            assert!(import::preview(service, &community.ada, *id).await.is_ok());
        }
    }

    async fn imports_nobody_confirms_are_forgotten_after_a_week(community: Community) {
        let id = uploaded(&community).await;
        community.clock.advance(7 * DAY);
        assert_eq!(import::purge(&community.service).await.unwrap(), 0);
        community.clock.advance(1);
        assert_eq!(import::purge(&community.service).await.unwrap(), 1);
        let preview = import::preview(&community.service, &community.ada, id).await;
        assert!(matches!(preview, Err(Error::Missing)));
    }

    async fn a_file_that_is_none_is_refused_with_a_sentence(community: Community) {
        let upload = async |bytes: Vec<u8>| {
            import::upload(&community.service, &community.ada, "quiz.gift", bytes, None).await
        };
        for bytes in [Vec::new(), b"%PDF-1.7".to_vec(), vec![b' '; 11 * 1024 * 1024]] {
            assert!(refused(upload(bytes).await, "file").ends_with('.'));
        }
    }
}
