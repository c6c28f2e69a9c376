//! Sessions, requests to sign in, forms kept meanwhile.

use convene_domain::account::Role;
use convene_domain::id::{KeptFormId, PersonId, SessionId, SignInId};
use convene_store::Tx;
use convene_store::account::kept_form::{self, KeptForm};
use convene_store::account::session::{self, NewSession};
use convene_store::account::sign_in::{self, SignIn};

use crate::seed::{self, NOW, begin, later};

pub async fn signed_in(tx: &mut Tx, person: PersonId, token_hash: &str) -> SessionId {
    let id = SessionId::new(NOW, seed::chance());
    let new = NewSession {
        id,
        token_hash,
        person_id: person,
        browser_hash: "browser",
        agent: "Firefox on Linux",
        now: NOW,
        expires_at: later(100),
    };
    session::insert(tx, &new).await.expect("a session");
    id
}

fn request(browser: &str, link: &str, seconds: i64) -> SignIn {
    SignIn {
        id: SignInId::new(NOW, seed::chance()),
        email: "mia@example.org".into(),
        name: Some("Mia".into()),
        code_hash: "code".into(),
        link_hash: link.into(),
        browser_hash: browser.into(),
        next: Some("/me".into()),
        change_for: None,
        proves_session: None,
        tries: 0,
        created_at: later(seconds),
        expires_at: later(seconds + 600),
    }
}

both! {
    async fn a_session_says_who_holds_its_secret_until_it_expires(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = signed_in(&mut tx, mia, "secret").await;
        let signed = session::by_token(&mut tx, "secret", later(99)).await.unwrap().expect("a session");
        assert_eq!((signed.session_id, signed.person.id, signed.person.role), (id, mia, Role::Member));
        assert_eq!(signed.session_seen_at, NOW);
        assert!(session::by_token(&mut tx, "secret", later(100)).await.unwrap().is_none());
        assert!(session::by_token(&mut tx, "guess", NOW).await.unwrap().is_none());

        session::touch(&mut tx, id, later(50), later(200)).await.unwrap();
        let signed = session::by_token(&mut tx, "secret", later(150)).await.unwrap().expect("a session");
        assert_eq!(signed.session_seen_at, later(50));
    }

    async fn a_person_sees_and_ends_their_own_sessions_only(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let eve = seed::person(&mut tx, "Eve", Role::Member).await;
        let phone = signed_in(&mut tx, mia, "phone").await;
        let desk = signed_in(&mut tx, mia, "desk").await;
        session::touch(&mut tx, phone, later(5), later(100)).await.unwrap();
        let sessions = session::of_person(&mut tx, mia, later(6)).await.unwrap();
        assert_eq!(sessions.iter().map(|session| session.id).collect::<Vec<_>>(), [phone, desk]);
        assert_eq!((sessions[0].agent.as_str(), sessions[0].person_id), ("Firefox on Linux", mia));
        assert!(session::of_person(&mut tx, mia, later(100)).await.unwrap().is_empty());

        assert!(!session::end(&mut tx, eve, phone, NOW).await.unwrap());
        assert!(session::end(&mut tx, mia, phone, NOW).await.unwrap());
        assert!(!session::end(&mut tx, mia, phone, NOW).await.unwrap());
        assert!(session::by_token(&mut tx, "phone", NOW).await.unwrap().is_none());
    }

    async fn signing_out_everywhere_can_keep_this_browser(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let eve = seed::person(&mut tx, "Eve", Role::Member).await;
        let here = signed_in(&mut tx, mia, "here").await;
        signed_in(&mut tx, mia, "there").await;
        signed_in(&mut tx, eve, "hers").await;
        assert_eq!(session::end_others(&mut tx, mia, Some(here), NOW).await.unwrap(), 1);
        assert!(session::by_token(&mut tx, "here", NOW).await.unwrap().is_some());
        assert_eq!(session::end_others(&mut tx, mia, None, NOW).await.unwrap(), 1);
        assert!(session::by_token(&mut tx, "hers", NOW).await.unwrap().is_some());
    }

    async fn a_session_that_has_ended_stays_ended_and_says_whose_it_was(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let eve = seed::person(&mut tx, "Eve", Role::Member).await;
        assert_eq!(session::last_of_browser(&mut tx, "browser").await.unwrap(), None);
        let id = signed_in(&mut tx, mia, "hers").await;
        session::end(&mut tx, mia, id, later(5)).await.unwrap();
        // A request that began before may note its visit after the end.
        session::touch(&mut tx, id, later(6), later(200)).await.unwrap();
        assert!(session::by_token(&mut tx, "hers", later(7)).await.unwrap().is_none());
        assert_eq!(session::last_of_browser(&mut tx, "browser").await.unwrap(), Some(mia));
        assert_eq!(session::last_of_browser(&mut tx, "another").await.unwrap(), None);
        signed_in(&mut tx, eve, "eve's").await;
        assert_eq!(session::last_of_browser(&mut tx, "browser").await.unwrap(), Some(eve));
    }

    async fn a_session_is_proven_by_its_sign_in_and_again_later(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let id = signed_in(&mut tx, mia, "hers").await;
        assert_eq!(session::proven_at(&mut tx, id, later(1)).await.unwrap(), Some(NOW));
        session::prove(&mut tx, id, later(50)).await.unwrap();
        assert_eq!(session::proven_at(&mut tx, id, later(51)).await.unwrap(), Some(later(50)));
        session::end(&mut tx, mia, id, later(60)).await.unwrap();
        assert_eq!(session::proven_at(&mut tx, id, later(60)).await.unwrap(), None, "it is over");
    }

    async fn a_code_that_proves_a_session_is_apart_from_signing_in(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let (here, there) = (signed_in(&mut tx, mia, "here").await, signed_in(&mut tx, mia, "there").await);
        let proof = SignIn { proves_session: Some(here.to_string()), ..request("browser", "link", 0) };
        sign_in::insert(&mut tx, &proof).await.unwrap();
        assert_eq!(sign_in::newest_of_browser(&mut tx, "browser", None, NOW).await.unwrap(), None);
        assert_eq!(sign_in::by_link(&mut tx, "link", NOW).await.unwrap(), None);
        assert_eq!(sign_in::newest_of_session(&mut tx, there, NOW).await.unwrap(), None);
        assert_eq!(sign_in::newest_of_session(&mut tx, here, NOW).await.unwrap(), Some(proof));
        assert_eq!(sign_in::newest_of_session(&mut tx, here, later(600)).await.unwrap(), None);
    }

    async fn sessions_that_are_over_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let old = signed_in(&mut tx, mia, "old").await;
        signed_in(&mut tx, mia, "new").await;
        session::touch(&mut tx, old, NOW, later(10)).await.unwrap();
        assert_eq!(session::purge(&mut tx, later(10)).await.unwrap(), 1);
        assert!(session::by_token(&mut tx, "new", later(10)).await.unwrap().is_some());
    }

    async fn a_request_to_sign_in_belongs_to_the_browser_that_asked(db: Db) {
        let mut tx = begin(&db).await;
        let (old, new) = (request("browser", "link one", 0), request("browser", "link two", 5));
        sign_in::insert(&mut tx, &old).await.unwrap();
        sign_in::insert(&mut tx, &new).await.unwrap();
        let found = sign_in::newest_of_browser(&mut tx, "browser", None, later(6)).await.unwrap();
        assert_eq!(found.as_ref(), Some(&new));
        assert_eq!(sign_in::newest_of_browser(&mut tx, "another", None, later(6)).await.unwrap(), None);
        assert_eq!(sign_in::newest_of_browser(&mut tx, "browser", None, later(605)).await.unwrap(), None);
        assert_eq!(sign_in::by_link(&mut tx, "link one", later(6)).await.unwrap(), Some(old));
        assert_eq!(sign_in::by_link(&mut tx, "link one", later(600)).await.unwrap(), None);
        assert_eq!(sign_in::by_link(&mut tx, "guess", NOW).await.unwrap(), None);
    }

    async fn a_change_of_address_is_apart_from_signing_in(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let change = SignIn { change_for: Some(mia.to_string()), ..request("browser", "link", 0) };
        sign_in::insert(&mut tx, &change).await.unwrap();
        assert_eq!(sign_in::newest_of_browser(&mut tx, "browser", None, NOW).await.unwrap(), None);
        assert_eq!(
            sign_in::newest_of_browser(&mut tx, "browser", Some(mia), NOW).await.unwrap(),
            Some(change)
        );
    }

    async fn a_code_can_be_tried_so_many_times(db: Db) {
        let mut tx = begin(&db).await;
        let request = request("browser", "link", 0);
        sign_in::insert(&mut tx, &request).await.unwrap();
        let mut allowed = Vec::new();
        for _ in 0..3 {
            allowed.push(sign_in::count_try(&mut tx, request.id, 2).await.unwrap());
        }
        assert_eq!(allowed, [true, true, false]);
    }

    async fn a_request_is_used_once_and_takes_the_others_for_its_address_along(db: Db) {
        let mut tx = begin(&db).await;
        let (one, two) = (request("browser", "link one", 0), request("other browser", "link two", 0));
        sign_in::insert(&mut tx, &one).await.unwrap();
        sign_in::insert(&mut tx, &two).await.unwrap();
        assert!(sign_in::use_up(&mut tx, one.id, later(1)).await.unwrap());
        assert!(!sign_in::use_up(&mut tx, one.id, later(2)).await.unwrap());
        assert_eq!(sign_in::by_link(&mut tx, "link one", later(2)).await.unwrap(), None);
        assert_eq!(sign_in::by_link(&mut tx, "link two", later(2)).await.unwrap(), None);
    }

    async fn requests_that_ended_are_forgotten(db: Db) {
        let mut tx = begin(&db).await;
        sign_in::insert(&mut tx, &request("browser", "old", 0)).await.unwrap();
        sign_in::insert(&mut tx, &request("browser", "new", 10)).await.unwrap();
        assert_eq!(sign_in::purge(&mut tx, later(600)).await.unwrap(), 1);
        assert!(sign_in::by_link(&mut tx, "new", later(600)).await.unwrap().is_some());
    }

    async fn a_kept_form_is_shown_to_its_sender_in_the_same_browser_only(db: Db) {
        let mut tx = begin(&db).await;
        let mia = seed::person(&mut tx, "Mia", Role::Member).await;
        let eve = seed::person(&mut tx, "Eve", Role::Member).await;
        let form = KeptForm {
            id: KeptFormId::new(NOW, seed::chance()),
            browser_hash: "browser".into(),
            person_id: mia,
            path: "/quizzes/new".into(),
            fields: "[[\"title\",\"Vaults\"]]".into(),
            created_at: NOW,
            expires_at: later(60),
        };
        kept_form::insert(&mut tx, &form).await.unwrap();
        for _ in 0..2 {
            let kept = kept_form::get(&mut tx, form.id, "browser", mia, later(1)).await.unwrap();
            assert_eq!(kept.as_ref(), Some(&form), "reading does not use it up");
        }
        assert_eq!(kept_form::get(&mut tx, form.id, "browser", eve, later(1)).await.unwrap(), None);
        assert_eq!(kept_form::get(&mut tx, form.id, "another", mia, later(1)).await.unwrap(), None);
        assert_eq!(kept_form::get(&mut tx, form.id, "browser", mia, later(60)).await.unwrap(), None);

        // The browser's secret changes, and the form comes along.
        kept_form::follow(&mut tx, "browser", "renewed").await.unwrap();
        assert_eq!(kept_form::get(&mut tx, form.id, "browser", mia, later(1)).await.unwrap(), None);
        assert!(kept_form::get(&mut tx, form.id, "renewed", mia, later(1)).await.unwrap().is_some());
        assert_eq!(kept_form::get(&mut tx, form.id, "renewed", eve, later(1)).await.unwrap(), None);

        assert_eq!(kept_form::purge(&mut tx, later(59)).await.unwrap(), 0);
        assert_eq!(kept_form::purge(&mut tx, later(60)).await.unwrap(), 1);
    }
}
