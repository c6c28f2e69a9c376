//! Changing one's address, and how that is undone.

use convene_domain::account::{Email, Role, limits};
use convene_domain::id::PersonId;
use convene_domain::time::{DAY, MINUTE, SECOND};
use convene_service::account::proof::Given;
use convene_service::account::{address, password, session, sign_in};
use convene_service::{Error, Service, Viewer, housekeeping};
use convene_store::account::person::{self, Person};

use crate::account::{afterwards, code_of, newest_mail, outbox_size, signs_in};
use crate::community::{Community, refused, visitor};
use crate::signing_up::{address as guests, of_guest, signs_up, with_seats};

pub const MIA: &str = "mia@example.org";
pub const NEW: &str = "new@example.org";
pub const NOTHING: Given<'static> = Given { password: "", code: "" };

pub async fn stored(service: &Service, who: &Viewer) -> Person {
    let mut tx = service.db().read().await.expect("a connection");
    person::by_id(&mut tx, who.id().expect("an account")).await.expect("read").expect("a person")
}

/// The same browser with the account as it is now.
pub async fn reloaded(service: &Service, who: &Viewer) -> Viewer {
    Viewer { person: Some(stored(service, who).await), ..who.clone() }
}

async fn somebody_with(service: &Service, email: &str) -> Option<Person> {
    let mut tx = service.db().read().await.expect("a connection");
    person::by_email(&mut tx, &Email::parse(email).expect("an address")).await.expect("read")
}

/// Adds a member who has proven this address.
async fn member(service: &Service, email: &str) -> PersonId {
    let email = Email::parse(email).expect("an address");
    let now = service.now();
    let new = person::NewPerson {
        id: PersonId::new(now, service.chance().bytes()),
        email: &email,
        name: "New",
        role: Role::Member,
        zone: None,
        password_hash: None,
        now,
        proven: true,
    };
    let mut tx = service.db().begin().await.expect("a transaction");
    person::insert(&mut tx, &new).await.expect("a person");
    tx.commit().await.expect("a commit");
    new.id
}

/// Changes the address of somebody who was just asked for their proof, or just signed in. The link that undoes it.
async fn moves(community: &Community, who: &Viewer, to: &str) -> String {
    let service = &community.service;
    let old = stored(service, who).await.email;
    community.clock.advance(SECOND);
    address::ask(service, who, to, &NOTHING).await.expect("asked");
    let code = code_of(service, to).await;
    address::complete(service, who, &code).await.expect("changed");
    undo_link(service, &old).await
}

async fn undo_link(service: &Service, email: &str) -> String {
    let text = newest_mail(service, email).await.text;
    let link = text.split("/address/undo/").nth(1).and_then(|rest| rest.split_whitespace().next());
    link.unwrap_or_else(|| panic!("no link in {text}")).to_owned()
}

async fn is_signed_in(service: &Service, who: &Viewer) -> bool {
    // Somebody who lists sessions is not asked whether their own is over.
    let sessions = session::list(service, who).await.expect("listed");
    sessions.iter().any(|session| Some(session.id) == who.session)
}

both! {
    async fn a_changed_address_ends_the_other_sessions(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let phone = signs_in(&community, &visitor("phone", "home"), MIA).await;
        let phone = afterwards(service, &visitor("phone", "home"), &phone).await;
        moves(&community, mia, NEW).await;
        assert!(is_signed_in(service, mia).await && !is_signed_in(service, &phone).await);
    }

    async fn the_letter_to_the_old_address_gives_the_account_back_once(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let before = stored(service, mia).await;
        let link = moves(&community, mia, NEW).await;
        password::change(service, &reloaded(service, mia).await, "", "the thief's words", &NOTHING).await.expect("set");
        assert!(newest_mail(service, MIA).await.secret, "its link is nothing for who reads the mail of the community");
        assert_eq!(address::look_at_undo(service, &link).await.expect("read").as_deref(), Some(MIA));
        assert_eq!(stored(service, mia).await.email, NEW, "looking changes nothing");
        assert_eq!(address::undo(service, &link).await.expect("undone"), MIA);
        let after = stored(service, mia).await;
        assert_eq!(Person { devices_from: None, ..after }, before, "no password, and everything else as it was");
        assert!(!is_signed_in(service, mia).await);
        assert_eq!(address::look_at_undo(service, &link).await.expect("read"), None);
        assert!(refused(address::undo(service, &link).await, "").contains("This link is no longer valid."));
        let back = signs_in(&community, &visitor("phone", "home"), MIA).await;
        assert!(!back.newcomer, "it is her account");
    }

    async fn an_undo_is_told_to_the_address_that_no_longer_signs_anybody_in(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let link = moves(&community, mia, NEW).await;
        community.clock.advance(SECOND);
        let before = outbox_size(service).await;
        address::undo(service, &link).await.expect("undone");
        assert_eq!(outbox_size(service).await, before + 1);
        let letter = newest_mail(service, NEW).await;
        assert!(letter.subject.contains("This address no longer signs you in at"), "{}", letter.subject);
        assert!(letter.text.contains("contact the community team") && !letter.text.contains(MIA), "{}", letter.text);
        refused(address::undo(service, &link).await, "");
        assert_eq!(outbox_size(service).await, before + 1, "once");
    }

    async fn an_undo_is_possible_for_seven_days(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let link = moves(&community, mia, NEW).await;
        community.clock.advance(7 * DAY - 1);
        housekeeping::tidy(service).await;
        assert!(address::look_at_undo(service, &link).await.expect("read").is_some());
        community.clock.advance(1);
        assert!(address::look_at_undo(service, &link).await.expect("read").is_none());
        assert!(refused(address::undo(service, &link).await, "").contains("older than 7 days"));
        housekeeping::tidy(service).await;
        assert_eq!(stored(service, mia).await.email, NEW);
        refused(address::undo(service, "guessed").await, "");
    }

    async fn the_first_owner_wins_over_whoever_changed_the_address_twice(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let first = moves(&community, mia, "thief@example.org").await;
        let thief = reloaded(service, mia).await;
        let second = moves(&community, &thief, "thief2@example.org").await;
        assert_eq!(address::undo(service, &second).await.expect("undone"), "thief@example.org");
        assert_eq!(address::undo(service, &first).await.expect("undone"), MIA);
        assert_eq!(stored(service, mia).await.email, MIA);

        // Now the first owner is quicker.
        let signed = signs_in(&community, &visitor("phone", "home"), MIA).await;
        let inside = afterwards(service, &visitor("phone", "home"), &signed).await;
        let first = moves(&community, &inside, "thief@example.org").await;
        let second = moves(&community, &reloaded(service, &inside).await, "thief2@example.org").await;
        assert_eq!(address::undo(service, &first).await.expect("undone"), MIA);
        refused(address::undo(service, &second).await, "");
        assert_eq!(stored(service, mia).await.email, MIA);
    }

    async fn browsers_that_signed_in_before_an_undo_are_strangers_after_it(community: Community) {
        let service = &community.service;
        let thief = visitor("thief", "attic");
        let signed = signs_in(&community, &thief, MIA).await;
        let inside = afterwards(service, &thief, &signed).await;
        let link = moves(&community, &inside, NEW).await;
        community.clock.advance(SECOND);
        address::undo(service, &link).await.expect("undone");
        let thief = Viewer { devices: signed.devices, ..thief };
        let mut wrong = 0;
        while !matches!(password::sign_in(service, &thief, MIA, "x", "").await, Err(Error::TooMany { .. })) {
            wrong += 1;
        }
        assert_eq!(wrong, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
    }

    async fn nobody_takes_an_address_that_its_account_may_get_back(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let link = moves(&community, mia, MIA.replace("mia", "moved").as_str()).await;
        community.clock.advance(SECOND);
        let phone = visitor("phone", "home");
        sign_in::ask(service, &phone, MIA, None).await.expect("asked");
        let code = code_of(service, MIA).await;
        let sentence = refused(sign_in::with_code(service, &phone, &code, "").await, "code");
        assert!(sentence.contains("open the link in the mail we sent about the change"), "{sentence}");
        community.clock.advance(SECOND);
        address::ask(service, &community.ben, MIA, &NOTHING).await.expect("asked");
        let code = code_of(service, MIA).await;
        assert!(refused(address::complete(service, &community.ben, &code).await, "code").contains("Use another one."));
        assert_eq!(somebody_with(service, MIA).await, None);
        address::undo(service, &link).await.expect("undone");
        community.clock.advance(7 * DAY);
        let free = signs_in(&community, &visitor("desk", "office"), "moved@example.org").await;
        assert!(free.newcomer, "an address that nobody can bring back is free");
    }

    async fn a_guest_with_the_old_address_does_not_stand_in_its_way(community: Community) {
        let (service, workshop) = (&community.service, with_seats(&community, 2).await);
        let signed = signs_in(&community, &visitor("phone", "home"), &guests(1)).await;
        let owner = afterwards(service, &visitor("phone", "home"), &signed).await;
        let link = moves(&community, &owner, NEW).await;
        signs_up(service, workshop, 1).await.expect("a guest who says that this is their address");
        assert_ne!(of_guest(service, workshop, 1).await.expect("a seat").person_id, owner.id().expect("an account"));
        address::undo(service, &link).await.expect("undone");
        let seat = of_guest(service, workshop, 1).await.expect("a seat");
        assert_eq!(Some(seat.person_id), owner.id(), "what was done under the address is its owner's");
    }

    async fn an_old_address_that_has_an_account_of_its_own_is_not_taken_from_it(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let link = moves(&community, mia, NEW).await;
        let other = member(service, MIA).await;
        let sentence = refused(address::undo(service, &link).await, "");
        assert!(sentence.contains("This address has another account now."), "{sentence}");
        assert!(is_signed_in(service, mia).await, "nothing was done");
        let mut tx = service.db().begin().await.expect("a transaction");
        person::set_email(&mut tx, other, &Email::parse("other@example.org").expect("an address")).await.expect("free");
        tx.commit().await.expect("a commit");
        address::undo(service, &link).await.expect("the link still works");
    }

    async fn an_address_that_got_an_account_meanwhile_is_not_taken_from_it(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        address::ask(service, mia, NEW, &NOTHING).await.expect("asked");
        let code = code_of(service, NEW).await;
        member(service, NEW).await;
        let sentence = refused(address::complete(service, mia, &code).await, "code");
        assert!(sentence.contains("now has an account of its own"), "{sentence}");
    }

    async fn an_undo_and_a_change_at_the_same_moment_leave_the_address_with_its_owner(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let link = moves(&community, mia, "thief@example.org").await;
        let thief = reloaded(service, mia).await;
        community.clock.advance(MINUTE);
        address::ask(service, &thief, "thief2@example.org", &NOTHING).await.expect("asked");
        let code = code_of(service, "thief2@example.org").await;
        let (undone, _) = tokio::join!(address::undo(service, &link), address::complete(service, &thief, &code));
        assert_eq!(undone.expect("undone"), MIA);
        assert_eq!(stored(service, mia).await.email, MIA);
        assert!(!is_signed_in(service, mia).await);
    }
}
