//! Signing in and out: what is done for whom, and what belongs to whom afterwards.

use convene_domain::time::{DAY, SECOND};
use convene_service::account::sign_in::pending_address;
use convene_service::account::{Signed, browser, kept, password, proof, session, setup, sign_in};
use convene_service::chance::secret_hash;
use convene_service::{Error, Service, Viewer, housekeeping, mail};
use convene_store::mail as outbox;

use crate::community::{Community, refused, visitor};

/// Text of the newest mail to this address.
pub async fn newest_mail(service: &Service, to: &str) -> mail::Content {
    mails_to(service, to).await.into_iter().next().expect("a mail")
}

/// The mails to this address, newest first.
async fn mails_to(service: &Service, to: &str) -> Vec<mail::Content> {
    let mut tx = service.db().read().await.expect("a connection");
    let items = outbox::newest(&mut tx, "mail", 100).await.expect("read");
    let own = items.iter().filter(|item| item.recipient == to);
    own.map(|item| mail::content(item).expect("readable").expect("a mail")).collect()
}

/// The newest code that was sent to this address.
pub async fn code_of(service: &Service, to: &str) -> String {
    let mails = mails_to(service, to).await;
    let mut lines = mails.iter().flat_map(|mail| mail.text.lines()).map(str::trim);
    lines.find(|line| line.len() == 6 && line.parse::<u32>().is_ok()).expect("a code").to_owned()
}

/// Signs in by code from this browser.
pub async fn signs_in(community: &Community, viewer: &Viewer, email: &str) -> Signed {
    let service = &community.service;
    community.clock.advance(SECOND);
    sign_in::ask(service, viewer, email, None).await.expect("asked");
    let code = code_of(service, email).await;
    sign_in::with_code(service, viewer, &code, "Firefox").await.expect("signed in")
}

/// What the browser is afterwards: with the session, and with a new secret if it got one.
pub async fn afterwards(service: &Service, before: &Viewer, signed: &Signed) -> Viewer {
    let browser = signed.browser.as_deref().map_or_else(|| before.browser.clone(), secret_hash);
    let devices = signed.devices.clone();
    let viewer = Viewer { browser, devices, address: before.address.clone(), ..Viewer::default() };
    session::visit(service, Some(&signed.token), viewer).await.expect("a visit").viewer
}

/// The set-up form, filled in.
fn filled(name: &str) -> String {
    let value = match name {
        "community" => "Vault Commons",
        "zone" => "Europe/Berlin",
        "name" => "Noor",
        "email" => "noor@example.org",
        "password" => "seven odd vaults",
        _ => "",
    };
    value.to_owned()
}

const FORM: [(&str, &str); 3] =
    [("act", "profile"), ("name", "Mia of the Vaults"), ("new_password", "secret")];

fn form() -> kept::Fields {
    FORM.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub async fn outbox_size(service: &Service) -> usize {
    let mut tx = service.db().read().await.expect("a connection");
    outbox::newest(&mut tx, "mail", 1_000).await.expect("read").len()
}

both! {
    async fn the_set_up_form_computes_nothing_before_its_link_is_known_to_work(community: Community) {
        let service = &community.service;
        let link = setup::new_link(service).await.expect("asked").expect("a link");
        let token = link.rsplit('/').next().expect("a token").to_owned();
        let (stranger, noor) = (visitor("browser", "office"), visitor("noor's", "office"));
        for _ in 0..30 {
            let tried = setup::complete(service, &stranger, "guessed", &filled, "").await;
            assert!(refused(tried, "").contains("This link is no longer valid."));
        }
        let tried = setup::complete(service, &stranger, "guessed", &filled, "").await;
        assert!(matches!(tried, Err(Error::TooMany { .. })), "nobody tries without end: {tried:?}");
        assert_eq!(service.passwords().done(), 0, "nothing was hashed for any of them");
        setup::complete(service, &noor, &token, &filled, "").await.expect("whoever has the link is not kept out");
        assert_eq!(service.passwords().done(), 1);
        for who in [&stranger, &noor] {
            let late = setup::complete(service, who, &token, &filled, "").await;
            assert!(refused(late, "").contains("This link is no longer valid."));
        }
        assert_eq!(service.passwords().done(), 1, "a closed door costs nothing");
    }

    async fn a_password_is_compared_whether_or_not_there_is_one(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        password::change(service, mia, "", "seven odd vaults", &proof::Given::default()).await.expect("set");
        let mut sentences = Vec::new();
        for email in ["mia@example.org", "ben@example.org", "nobody@example.org"] {
            let before = service.passwords().done();
            let tried = password::sign_in(service, &visitor(email, email), email, "not the right one", "").await;
            sentences.push(refused(tried, "password"));
            assert_eq!(service.passwords().done() - before, 1, "{email}: one comparison, known or not");
        }
        assert!(sentences.iter().all(|sentence| *sentence == sentences[0]), "{sentences:?}");
        let hers = visitor("hers", "home");
        password::sign_in(service, &hers, "mia@example.org", "seven odd vaults", "").await.expect("signed in");
    }

    async fn a_code_is_made_and_sent_whether_or_not_there_is_an_account(community: Community) {
        let service = &community.service;
        let mut sent = Vec::new();
        for email in ["mia@example.org", "nobody@example.org"] {
            let viewer = visitor(email, "home");
            let before = outbox_size(service).await;
            sign_in::ask(service, &viewer, email, None).await.expect("asked");
            assert_eq!(outbox_size(service).await - before, 1, "one mail to {email}");
            let pending = pending_address(service, &viewer).await.expect("read");
            assert_eq!(pending.as_deref(), Some(email), "one request that waits for its code");
            let content = newest_mail(service, email).await;
            let lines = content.text.lines().map(str::len).collect::<Vec<_>>();
            sent.push((content.secret, content.good_until, lines));
        }
        assert_eq!(sent[0], sent[1]);
    }

    async fn a_kept_form_is_its_senders_whoever_signs_in_there_next(community: Community) {
        let service = &community.service;
        let shared = visitor("shared", "library");
        let mia = signs_in(&community, &shared, "mia@example.org").await;
        assert_eq!(mia.browser, None, "nobody else was here before");
        session::sign_out_elsewhere(service, &community.mia).await.expect("ended");
        let id = kept::keep(service, &shared, "/me/profile", &form()).await.expect("works").expect("kept");
        let look = async |who: &Viewer| kept::look(service, who, "/me/profile", id).await.expect("works");
        assert_eq!(look(&shared).await, None, "nobody is signed in");
        let ben = signs_in(&community, &shared, "ben@example.org").await;
        let as_ben = afterwards(service, &shared, &ben).await;
        assert_eq!(look(&as_ben).await, None, "not Ben's");
        assert_eq!(look(&community.mia).await, None, "another browser");
        let again = signs_in(&community, &as_ben, "mia@example.org").await;
        let as_mia = afterwards(service, &as_ben, &again).await;
        let back = look(&as_mia).await.expect("hers, in the browser she sent it from");
        assert_eq!(back, form()[..2], "a password is not kept");
        assert_eq!(kept::look(service, &as_mia, "/people", id).await.expect("works"), None, "another page");
    }

    async fn forms_are_kept_for_people_not_for_anybody_and_not_without_end(community: Community) {
        let service = &community.service;
        let keep = async |who: &Viewer, form: kept::Fields| {
            kept::keep(service, who, "/me/profile", &form).await.expect("works").is_some()
        };
        let stranger = visitor("stranger", "elsewhere");
        assert!(!keep(&stranger, form()).await, "nobody was ever signed in there");
        let shared = visitor("shared", "library");
        signs_in(&community, &shared, "mia@example.org").await;
        let long = vec![("name".to_owned(), "x".repeat(300 * 1024))];
        assert!(!keep(&shared, long).await, "more than anybody types");
        let mut kept = 0;
        for _ in 0..30 {
            kept += i32::from(keep(&shared, form()).await);
        }
        assert_eq!(kept, 20, "for one person in an hour");
        let signed = signs_in(&community, &visitor("signs in", "library"), "ben@example.org").await;
        assert!(signed.browser.is_none() && keep(&visitor("signs in", "library"), form()).await, "others still may");
    }

    async fn an_ended_session_is_forgotten_after_a_month(community: Community) {
        let service = &community.service;
        let shared = visitor("shared", "library");
        signs_in(&community, &shared, "mia@example.org").await;
        session::sign_out_elsewhere(service, &community.mia).await.expect("ended");
        let keeps = async || kept::keep(service, &shared, "/me", &form()).await.expect("works").is_some();
        community.clock.advance(29 * DAY);
        housekeeping::tidy(service).await;
        assert!(keeps().await);
        community.clock.advance(2 * DAY);
        housekeeping::tidy(service).await;
        assert!(!keeps().await, "nobody knows whose it was");
    }

    async fn whoever_leaves_a_browser_leaves_nothing_of_it_to_the_next(community: Community) {
        let service = &community.service;
        let shared = visitor("shared", "library");
        let mia = signs_in(&community, &shared, "mia@example.org").await;
        assert_eq!(mia.browser, None, "what she did before she signed in is hers");
        let as_mia = afterwards(service, &shared, &mia).await;
        let again = signs_in(&community, &as_mia, "mia@example.org").await;
        assert_eq!(again.browser, None, "the same person again");
        let as_mia = afterwards(service, &as_mia, &again).await;
        let renewed = session::sign_out(service, &as_mia).await.expect("signed out").expect("a new secret");
        assert_ne!(secret_hash(&renewed), as_mia.browser);
        // Who signs in without the one before signing out, in time or long after, starts anew too.
        let at_desk = visitor("desk", "office");
        let ada = signs_in(&community, &at_desk, "ada@example.org").await;
        let as_ada = afterwards(service, &at_desk, &ada).await;
        assert!(signs_in(&community, &as_ada, "ben@example.org").await.browser.is_some());
        let at_kiosk = visitor("kiosk", "hall");
        signs_in(&community, &at_kiosk, "ada@example.org").await;
        session::sign_out_elsewhere(service, &community.ada).await.expect("ended");
        assert!(signs_in(&community, &at_kiosk, "ben@example.org").await.browser.is_some());
        assert_eq!(session::sign_out(service, &visitor("nobody", "home")).await.expect("nothing to do"), None);
    }

    async fn a_note_is_read_in_the_browser_it_was_written_for_and_as_it_was_written(community: Community) {
        let service = &community.service;
        let note = browser::note(service, "mine", "{\"text\":\"Done.\"}");
        assert_eq!(browser::read_note(service, "mine", &note), Some("{\"text\":\"Done.\"}"));
        assert_eq!(browser::read_note(service, "another", &note), None);
        assert_eq!(browser::read_note(service, "mine", &note.replace("Done", "Undo")), None);
        for forged in ["{\"text\":\"Done.\"}", ".{}", "", "0000.{}"] {
            assert_eq!(browser::read_note(service, "mine", forged), None, "{forged}");
        }
    }
}
