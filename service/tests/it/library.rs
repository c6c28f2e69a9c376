use convene_domain::account::Act;
use convene_domain::id::QuizId;
use convene_service::Error;
use convene_service::quiz::library::{self, Shelf};

use crate::community::{NOW, refused, statements, visitor};

both! {
    async fn a_quiz_is_written_by_educators_only(community: Community) {
        let service = &community.service;
        let nobody = library::create(service, &visitor("b", "a"), "Vaults", "").await;
        assert!(matches!(nobody, Err(Error::SignIn)));
        let member = library::create(service, &community.mia, "Vaults", "").await;
        assert!(matches!(member, Err(Error::Forbidden(Act::HostQuizzes))));
        assert!(library::create(service, &community.ada, "Vaults", "").await.is_ok());
    }

    async fn no_title_turns_the_line_it_stands_on(community: Community) {
        let service = &community.service;
        let turned = library::create(service, &community.ada, "ab\u{202e}evil\u{2066}", "").await;
        assert!(refused(turned, "title").contains("cannot be seen"));
        let turned = library::create(service, &community.ada, "Vaults", "a\u{202e}b").await;
        assert!(refused(turned, "summary").contains("cannot be seen"));
    }

    async fn a_quiz_is_its_owners_and_the_community_teams(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        assert_eq!(library::get(service, &community.ada, quiz).await.unwrap().questions.len(), 3);
        assert_eq!(library::get(service, &community.lea, quiz).await.unwrap().questions.len(), 3);
        for refused in [
            library::get(service, &community.ben, quiz).await.map(drop),
            library::rename(service, &community.ben, quiz, 1, "Mine now", "").await,
            library::archive(service, &community.ben, quiz).await,
            library::restore(service, &community.ben, quiz).await,
            library::duplicate(service, &community.ben, quiz).await.map(drop),
        ] {
            assert!(matches!(refused, Err(Error::Forbidden(Act::OverseeQuizzes))), "{refused:?}");
        }
        let unknown = QuizId::new(NOW, [1; 10]);
        assert!(matches!(library::get(service, &community.ada, unknown).await, Err(Error::Missing)));
    }

    async fn a_shelf_shows_ones_own_and_everybodys_to_the_team_alone(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let everybody = Shelf { everybody: true, archived: false };
        let mine = library::list(service, &community.ada, Shelf::default()).await.unwrap();
        assert_eq!(mine.iter().map(|q| (q.id, q.questions)).collect::<Vec<_>>(), [(quiz, 3)]);
        assert_eq!(library::list(service, &community.ben, Shelf::default()).await.unwrap(), []);
        assert_eq!(library::list(service, &community.lea, everybody).await.unwrap(), mine);
        assert!(matches!(library::list(service, &community.ben, everybody).await, Err(Error::Forbidden(_))));
    }

    async fn an_archived_quiz_comes_back(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let archive = Shelf { everybody: false, archived: true };
        library::archive(service, &community.ada, quiz).await.unwrap();
        assert_eq!(library::list(service, &community.ada, Shelf::default()).await.unwrap(), []);
        assert_eq!(library::list(service, &community.ada, archive).await.unwrap().len(), 1);
        library::restore(service, &community.ada, quiz).await.unwrap();
        assert_eq!(library::list(service, &community.ada, Shelf::default()).await.unwrap().len(), 1);
    }

    async fn a_title_changed_by_somebody_else_is_not_overwritten(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&[]).await;
        let seen = library::get(service, &community.ada, quiz).await.unwrap().quiz.revision;
        library::rename(service, &community.lea, quiz, seen, " Lea's title ", "Hers").await.unwrap();
        let late = library::rename(service, &community.ada, quiz, seen, "Ada's title", "").await;
        assert!(refused(late, "").contains("Your text is kept"));
        let stored = library::get(service, &community.ada, quiz).await.unwrap().quiz;
        assert_eq!((stored.title.as_str(), stored.summary.as_str()), ("Lea's title", "Hers"));
    }

    async fn a_title_is_needed_and_neither_text_is_endless(community: Community) {
        let create = async |title: &str, summary: &str| {
            library::create(&community.service, &community.ada, title, summary).await
        };
        assert_eq!(refused(create("  ", "").await, "title"), "Give the quiz a title.");
        refused(create(&"x".repeat(121), "").await, "title");
        refused(create("Vaults", &"x".repeat(501)).await, "summary");
        assert!(create(&"ü".repeat(120), &"x".repeat(500)).await.is_ok());
    }

    async fn a_copy_has_the_same_questions_and_is_whoevers_made_it(community: Community) {
        let service = &community.service;
        let quiz = community.quiz(&statements()).await;
        let copy = library::duplicate(service, &community.lea, quiz).await.unwrap();
        let full = library::get(service, &community.lea, copy).await.unwrap();
        assert_eq!(full.quiz.title, "Copy of Delta-neutral vaults");
        assert_eq!(Some(full.quiz.owner_id), community.lea.id());
        assert_eq!(community.prompts(copy).await, community.prompts(quiz).await);
        assert!(matches!(library::get(service, &community.ada, copy).await, Err(Error::Forbidden(_))));
    }
}
