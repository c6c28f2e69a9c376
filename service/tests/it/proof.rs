//! Changing one's address or setting a first password: who is asked to prove that it is them.

use convene_domain::account::limits;
use convene_service::account::proof::{Ask, Given};
use convene_service::account::{address, password, people, proof, session, sign_in};
use convene_service::{Error, Viewer};

use crate::account::{afterwards, code_of, newest_mail, outbox_size, signs_in};
use crate::address::{MIA, NEW, NOTHING, reloaded, stored};
use crate::community::{refused, visitor};

const RIGHT: &str = "seven odd vaults";

/// Whether the form came back without an error: a code is on its way.
fn wants_code<T>(outcome: &Result<T, Error>) -> bool {
    matches!(outcome, Err(Error::Fields(errors)) if errors.is_empty())
}

both! {
    async fn whoever_has_just_signed_in_is_not_asked_again(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        community.clock.advance(limits::PROOF_LIFE);
        assert_eq!(proof::asked(service, mia).await.expect("asked"), None);
        address::ask(service, mia, NEW, &NOTHING).await.expect("a code is on its way");
        password::change(service, mia, "", RIGHT, &NOTHING).await.expect("set");
    }

    async fn an_older_session_is_asked_for_the_password_where_there_is_one(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        password::change(service, mia, "", RIGHT, &NOTHING).await.expect("set");
        let mia = &reloaded(service, mia).await;
        community.clock.advance(limits::PROOF_LIFE + 1);
        assert_eq!(proof::asked(service, mia).await.expect("asked"), Some(Ask::Password));
        let before = outbox_size(service).await;
        let sentence = refused(address::ask(service, mia, NEW, &NOTHING).await, proof::PASSWORD);
        assert_eq!(sentence, "Enter your password to confirm it's you.");
        let wrong = Given { password: "eight odd vaults", code: "" };
        refused(address::ask(service, mia, NEW, &wrong).await, proof::PASSWORD);
        assert_eq!(outbox_size(service).await, before, "nothing was sent");
        let right = Given { password: RIGHT, code: "" };
        address::ask(service, mia, NEW, &right).await.expect("a code is on its way");
        assert_eq!(proof::asked(service, mia).await.expect("asked"), None, "for the next ten minutes");
        address::ask(service, mia, "other@example.org", &NOTHING).await.expect("not asked again");
        community.clock.advance(limits::PROOF_LIFE + 1);
        refused(address::ask(service, mia, NEW, &NOTHING).await, proof::PASSWORD);
        for _ in 0..limits::PASSWORDS_PER_SESSION.most {
            refused(address::ask(service, mia, NEW, &wrong).await, proof::PASSWORD);
        }
        let guessed = address::ask(service, mia, NEW, &right).await;
        assert!(matches!(guessed, Err(Error::TooMany { .. })), "{guessed:?}");
    }

    async fn an_older_session_without_a_password_is_sent_a_code_to_the_present_address(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        community.clock.advance(limits::PROOF_LIFE + 1);
        assert_eq!(proof::asked(service, mia).await.expect("asked"), Some(Ask::CodeTo(MIA.into())));
        assert!(wants_code(&address::ask(service, mia, NEW, &NOTHING).await));
        assert_eq!(proof::asked(service, mia).await.expect("asked"), Some(Ask::CodeSentTo(MIA.into())));
        refused(address::ask(service, mia, NEW, &Given { password: "", code: "no code" }).await, proof::CODE);
        assert_eq!(address::pending(service, mia).await.expect("read"), None, "nothing went to the new address");
        let code = code_of(service, MIA).await;
        let given = Given { password: "", code: &code };
        address::ask(service, mia, NEW, &given).await.expect("a code is on its way");
        assert_eq!(address::pending(service, mia).await.expect("read").as_deref(), Some(NEW));
        community.clock.advance(limits::PROOF_LIFE + 1);
        refused(address::ask(service, mia, NEW, &given).await, proof::CODE);
    }

    async fn a_first_password_asks_for_proof_too(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        community.clock.advance(limits::PROOF_LIFE + 1);
        assert!(wants_code(&password::change(service, mia, "", RIGHT, &NOTHING).await));
        assert_eq!(stored(service, mia).await.password_hash, None);
        let code = code_of(service, MIA).await;
        password::change(service, mia, "", RIGHT, &Given { password: "", code: &code }).await.expect("set");
        assert!(stored(service, mia).await.password_hash.is_some());
    }

    async fn a_new_password_is_told_to_the_address_of_its_account(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let before = outbox_size(service).await;
        password::change(service, mia, "", RIGHT, &NOTHING).await.expect("set");
        assert_eq!(outbox_size(service).await, before + 1, "a first password too");
        let mia = &reloaded(service, mia).await;
        refused(password::change(service, mia, "wrong", "eight odd vaults", &NOTHING).await, "old_password");
        assert_eq!(outbox_size(service).await, before + 1, "not one that was refused");
        password::change(service, mia, RIGHT, "eight odd vaults", &NOTHING).await.expect("changed");
        people::make_admin(service, MIA, "Mia", "nine odd vaults").await.expect("reset");
        assert_eq!(outbox_size(service).await, before + 3);
        let letter = newest_mail(service, MIA).await;
        assert!(letter.subject.starts_with("Your password at") && letter.text.contains("If this wasn't you"));
    }

    async fn a_code_that_proves_a_session_does_nothing_else_and_nowhere_else(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        community.clock.advance(limits::PROOF_LIFE + 1);
        assert!(wants_code(&password::change(service, mia, "", RIGHT, &NOTHING).await));
        let code = code_of(service, MIA).await;
        let same_browser = visitor(&mia.browser, &mia.address);
        refused(sign_in::with_code(service, &same_browser, &code, "").await, "code");
        refused(address::complete(service, mia, &code).await, "code");
        let ada = Viewer { browser: mia.browser.clone(), ..community.ada.clone() };
        refused(password::change(service, &ada, "", RIGHT, &Given { password: "", code: &code }).await, proof::CODE);
        for _ in 0..limits::CODE_TRIES {
            refused(password::change(service, mia, "", RIGHT, &Given { password: "", code: "x" }).await, proof::CODE);
        }
        refused(password::change(service, mia, "", RIGHT, &Given { password: "", code: &code }).await, proof::CODE);
    }

    async fn whoever_has_no_session_any_more_changes_nothing(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        address::ask(service, mia, NEW, &NOTHING).await.expect("asked");
        let code = code_of(service, NEW).await;
        let elsewhere = signs_in(&community, &visitor("phone", "home"), MIA).await;
        let elsewhere = afterwards(service, &visitor("phone", "home"), &elsewhere).await;
        session::sign_out_elsewhere(service, &elsewhere).await.expect("ended");
        // A request that was under way when the session ended.
        assert!(matches!(address::complete(service, mia, &code).await, Err(Error::SignIn)));
        assert!(matches!(password::change(service, mia, "", RIGHT, &NOTHING).await, Err(Error::Fields(_) | Error::SignIn)));
        let person = stored(service, mia).await;
        assert_eq!((person.email.as_str(), person.password_hash), (MIA, None));
    }
}
