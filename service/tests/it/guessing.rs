//! Guessing passwords and codes, and asking for mails: what strangers use up is theirs, and never the owner's.

use convene_domain::account::limits;
use convene_domain::time::{DAY, MINUTE, SECOND};
use convene_service::account::sign_in::pending_address;
use convene_service::account::{address, password, people, proof, session, sign_in};
use convene_service::{Error, Service, Viewer};
use convene_store::account::throttle;

use crate::account::{afterwards, code_of, newest_mail, outbox_size, signs_in};
use crate::community::{Community, refused, visitor};

const MIA: &str = "mia@example.org";
const RIGHT: &str = "seven odd vaults";

/// Gives Mia a password.
async fn has_password(community: &Community) {
    let given = proof::Given::default();
    password::change(&community.service, &community.mia, "", RIGHT, &given).await.expect("set");
}

/// A browser in which somebody has signed in once and out again, with nothing left of it but its cookies.
async fn known(community: &Community, name: &str, email: &str) -> Viewer {
    let service = &community.service;
    let before = visitor(name, &format!("{name}'s address"));
    let signed = signs_in(community, &before, email).await;
    let inside = afterwards(service, &before, &signed).await;
    session::sign_out(service, &inside).await.expect("signed out");
    Viewer { devices: signed.devices, ..before }
}

/// Browsers that signed in as Mia once and were taken to one place, more than all known browsers together have tries for.
async fn jars(community: &Community) -> Vec<Viewer> {
    let mut jars = Vec::new();
    for number in 0..=limits::PASSWORDS_OF_DEVICES.most / limits::PASSWORDS_PER_DEVICE.most {
        let jar = known(community, &format!("jar {number}"), MIA).await;
        jars.push(Viewer { address: "attic".into(), ..jar });
    }
    jars
}

/// How many wrong passwords are looked at before all of these are sent away.
async fn guesses_of(service: &Service, all: &[Viewer]) -> i64 {
    let mut sum = 0;
    for one in all {
        sum += guesses(service, one).await;
    }
    sum
}

/// Mia's phone, signed in, a moment later.
async fn inside(community: &Community) -> Viewer {
    let phone = visitor("phone", "home");
    let signed = signs_in(community, &phone, MIA).await;
    community.clock.advance(SECOND);
    afterwards(&community.service, &phone, &signed).await
}

async fn tries(service: &Service, who: &Viewer, password: &str) -> Result<(), Error> {
    password::sign_in(service, who, MIA, password, "").await.map(|_| ())
}

/// How many wrong passwords are looked at before this browser is sent away.
async fn guesses(service: &Service, who: &Viewer) -> i64 {
    for guess in 0..1_000 {
        match tries(service, who, "a wrong password").await {
            Err(Error::TooMany { .. }) => return guess,
            other => assert!(refused(other, "password").contains("do not belong together")),
        }
    }
    panic!("guessing never ends")
}

/// Whether a mail came of asking. The page waits for its code in any case.
async fn gets_mail(community: &Community, who: &Viewer, email: &str) -> bool {
    let service = &community.service;
    community.clock.advance(SECOND);
    let before = outbox_size(service).await;
    sign_in::ask(service, who, email, None).await.expect("the answer is always the same");
    let pending = pending_address(service, who).await.expect("read");
    assert_eq!(pending.as_deref(), Some(email), "the page says that a code went there");
    outbox_size(service).await > before
}

/// Strangers from so many network addresses use up all that unknown browsers have.
async fn siege(community: &Community, email: &str) {
    for number in 0..10 {
        let stranger = visitor(&format!("stranger {number}"), &format!("address {number}"));
        guesses(&community.service, &stranger).await;
        for _ in 0..6 {
            gets_mail(community, &stranger, email).await;
        }
    }
}

async fn wrong_code(service: &Service, who: &Viewer) -> String {
    refused(sign_in::with_code(service, who, "no code", "").await, "code")
}

both! {
    async fn a_stranger_with_one_address_keeps_nobody_from_signing_in(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let phone = known(&community, "phone", MIA).await;
        let attic = visitor("stranger", "attic");
        assert_eq!(guesses(service, &attic).await, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
        let mut mails = 0;
        for _ in 0..20 {
            mails += i64::from(gets_mail(&community, &visitor("no cookies", "attic"), MIA).await);
        }
        assert_eq!(mails, limits::MAILS_PER_EMAIL_AND_ADDRESS.most);
        for browser in [phone, visitor("a new laptop", "Mia's home")] {
            tries(service, &browser, RIGHT).await.expect("by password");
            assert!(gets_mail(&community, &browser, MIA).await, "by code");
            let code = code_of(service, MIA).await;
            sign_in::with_code(service, &browser, &code, "").await.expect("by code");
        }
    }

    async fn strangers_with_many_addresses_use_up_what_unknown_browsers_have_and_no_more(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let phone = known(&community, "phone", MIA).await;
        siege(&community, MIA).await;
        let laptop = visitor("a new laptop", "Mia's home");
        assert!(matches!(tries(service, &laptop, RIGHT).await, Err(Error::TooMany { .. })));
        assert!(!gets_mail(&community, &laptop, MIA).await);
        tries(service, &phone, RIGHT).await.expect("by password, where she has signed in before");
        assert!(gets_mail(&community, &phone, MIA).await, "and by code");
        community.clock.advance(15 * MINUTE);
        tries(service, &laptop, RIGHT).await.expect("a quarter of an hour later everybody may try");
        assert!(gets_mail(&community, &laptop, MIA).await);
    }

    async fn members_who_name_the_address_of_somebody_else_take_nothing_of_theirs(community: Community) {
        let phone = known(&community, "phone", MIA).await;
        for member in [&community.ada, &community.ben, &community.lea] {
            for _ in 0..limits::MAILS_PER_ADDRESS.most / 10 {
                let asked = address::ask(&community.service, member, MIA, &proof::Given::default()).await;
                asked.expect("the answer is always the same");
            }
        }
        assert!(gets_mail(&community, &phone, MIA).await, "her own browser still gets its mails");
    }

    async fn whoever_shares_the_network_of_a_guesser_signs_in_where_they_did_before(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let phone = Viewer { address: "school".into(), ..known(&community, "phone", MIA).await };
        for number in 0..=limits::MAILS_PER_ADDRESS.most {
            let email = format!("somebody{number}@example.org");
            let asked = sign_in::ask(service, &visitor("pupil", "school"), &email, None).await;
            assert_eq!(asked.is_err(), number == limits::MAILS_PER_ADDRESS.most);
        }
        for number in 0..25 {
            let email = format!("somebody{number}@example.org");
            for _ in 0..5 {
                password::sign_in(service, &visitor("pupil", "school"), &email, "x", "").await.expect_err("wrong");
            }
        }
        tries(service, &phone, RIGHT).await.expect("by password");
        assert!(gets_mail(&community, &phone, MIA).await, "and by code");
    }

    async fn guessing_where_somebody_signed_in_before_is_limited_for_each_browser(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let (phone, library) = (known(&community, "phone", MIA).await, known(&community, "library", MIA).await);
        let (own, unknown) = (limits::PASSWORDS_PER_DEVICE.most, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
        assert!(2 * own <= limits::PASSWORDS_OF_DEVICES.most, "one browser leaves at least half to the others");
        assert_eq!(guesses(service, &library).await, own + unknown, "its own, then those of an unknown one");
        let copied = Viewer { browser: "copied".into(), address: "elsewhere".into(), ..library };
        assert_eq!(guesses(service, &copied).await, unknown, "the same browser, wherever it is");
        tries(service, &phone, RIGHT).await.expect("it has tries of its own");
    }

    async fn whoever_signed_in_once_from_many_browsers_keeps_the_owner_out_of_none(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let phone = known(&community, "phone", MIA).await;
        let jars = jars(&community).await;
        let all = limits::PASSWORDS_OF_DEVICES.most + limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most;
        assert_eq!(guesses_of(service, &jars).await, all, "all together have an end");
        tries(service, &phone, RIGHT).await.expect("what unknown browsers have is there for known ones too");
    }

    async fn a_new_password_makes_every_other_browser_unknown(community: Community) {
        let (service, given) = (&community.service, proof::Given::default());
        has_password(&community).await;
        let jars = jars(&community).await;
        let inside = inside(&community).await;
        let devices = password::change(service, &inside, RIGHT, "eight odd vaults", &given).await.expect("changed");
        assert_eq!(guesses_of(service, &jars).await, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
        siege(&community, MIA).await;
        let own = Viewer { devices, ..visitor("phone", "home") };
        tries(service, &own, "eight odd vaults").await.expect("the browser that changed it is known");
    }

    async fn signing_out_everywhere_else_makes_every_other_browser_unknown(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let jars = jars(&community).await;
        let inside = inside(&community).await;
        let devices = session::sign_out_elsewhere(service, &inside).await.expect("ended").devices;
        assert_eq!(guesses_of(service, &jars).await, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
        siege(&community, MIA).await;
        let own = Viewer { devices, ..visitor("phone", "home") };
        tries(service, &own, RIGHT).await.expect("the browser that stays signed in is known");
    }

    async fn a_new_address_makes_every_other_browser_unknown(community: Community) {
        let (service, given) = (&community.service, proof::Given::default());
        has_password(&community).await;
        let inside = inside(&community).await;
        address::ask(service, &inside, "new@example.org", &given).await.expect("asked");
        let code = code_of(service, "new@example.org").await;
        let jar = Viewer { address: "attic".into(), ..known(&community, "jar", MIA).await };
        community.clock.advance(SECOND);
        let devices = address::complete(service, &inside, &code).await.expect("changed");
        let mut wrong = 0;
        while !matches!(password::sign_in(service, &jar, "new@example.org", "x", "").await, Err(Error::TooMany { .. })) {
            wrong += 1;
        }
        assert_eq!(wrong, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
        for number in 0..limits::PASSWORDS_PER_EMAIL.most {
            let stranger = visitor("stranger", &format!("address {number}"));
            password::sign_in(service, &stranger, "new@example.org", "x", "").await.expect_err("wrong, or too many");
        }
        let own = Viewer { devices, ..visitor("phone", "home") };
        password::sign_in(service, &own, "new@example.org", RIGHT, "").await.expect("known");
    }

    async fn a_reset_by_the_operator_makes_every_browser_unknown(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let jars = jars(&community).await;
        community.clock.advance(SECOND);
        people::make_admin(service, MIA, "Mia", "eight odd vaults").await.expect("reset");
        assert_eq!(guesses_of(service, &jars).await, limits::PASSWORDS_PER_EMAIL_AND_ADDRESS.most);
    }

    async fn a_browser_signed_in_since_before_device_cookies_gets_one_while_it_is_used(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let old = visitor("phone", "home");
        let token = signs_in(&community, &old, MIA).await.token;
        let given = async |who: &Viewer| {
            session::visit(service, Some(&token), who.clone()).await.expect("a visit").devices
        };
        assert_eq!(given(&old).await, None, "not with every page");
        community.clock.advance(limits::SEEN_EVERY);
        let devices = given(&old).await.expect("a cookie");
        let old = Viewer { devices, ..old };
        siege(&community, MIA).await;
        tries(service, &old, RIGHT).await.expect("known from now on");
        community.clock.advance(limits::SEEN_EVERY);
        assert_eq!(given(&old).await, None, "it has one");
    }

    async fn codes_of_a_change_of_address_are_guessed_so_often_for_one_address(community: Community) {
        let (service, given) = (&community.service, proof::Given::default());
        let target = "target@example.org";
        let members = limits::CODES_PER_NEW_EMAIL.most / limits::CODE_TRIES;
        for number in 0..=members {
            community.clock.advance(15 * MINUTE);
            let before = visitor(&format!("member {number}"), &format!("address {number}"));
            let signed = signs_in(&community, &before, &format!("member{number}@example.org")).await;
            let inside = afterwards(service, &before, &signed).await;
            address::ask(service, &inside, target, &given).await.expect("asked");
            if number == members {
                let code = code_of(service, target).await;
                let tried = address::complete(service, &inside, &code).await;
                assert!(matches!(tried, Err(Error::TooMany { .. })), "{tried:?}");
                break;
            }
            for _ in 0..limits::CODE_TRIES {
                let sentence = refused(address::complete(service, &inside, "no code").await, "code");
                assert!(sentence.contains("not right"), "{number}: {sentence}");
            }
        }
        community.clock.advance(15 * MINUTE);
        let laptop = visitor("a new laptop", "home");
        assert!(gets_mail(&community, &laptop, target).await);
        let code = code_of(service, target).await;
        sign_in::with_code(service, &laptop, &code, "").await.expect("signing in is counted apart");
    }

    async fn codes_of_a_change_of_address_are_guessed_so_often_from_one_network(community: Community) {
        let (service, given) = (&community.service, proof::Given::default());
        let mut members = Vec::new();
        for number in 0..=limits::CODES_PER_ADDRESS.most / limits::CODES_PER_DEVICE.most {
            let before = visitor(&format!("member {number}"), "attic");
            let signed = signs_in(&community, &before, &format!("member{number}@example.org")).await;
            members.push(afterwards(service, &before, &signed).await);
        }
        let mut wrong = 0;
        for (number, member) in members.iter().enumerate() {
            for target in 0..limits::CODES_PER_DEVICE.most / limits::CODE_TRIES {
                community.clock.advance(SECOND);
                let target = format!("target{number}-{target}@example.org");
                address::ask(service, member, &target, &given).await.expect("asked");
                for _ in 0..limits::CODE_TRIES {
                    match address::complete(service, member, "no code").await {
                        Err(Error::TooMany { .. }) => {}
                        other => {
                            refused(other, "code");
                            wrong += 1;
                        }
                    }
                }
            }
        }
        assert_eq!(wrong, limits::CODES_PER_ADDRESS.most);
    }

    async fn one_mailbox_gets_so_many_mails_whoever_asks(community: Community) {
        let mut devices = Vec::new();
        for number in 0..4 {
            devices.push(known(&community, &format!("device {number}"), MIA).await);
        }
        community.clock.advance(15 * MINUTE);
        let mut sent = 0;
        for round in 0..10 {
            for device in &devices {
                sent += i64::from(gets_mail(&community, device, MIA).await);
            }
            for number in 0..4 {
                let stranger = visitor(&format!("stranger {round} {number}"), &format!("address {number}"));
                sent += i64::from(gets_mail(&community, &stranger, MIA).await);
            }
        }
        assert_eq!(sent, limits::MAILS_PER_EMAIL.most + limits::MAILS_OF_DEVICES.most);
    }

    async fn at_the_limit_for_mails_the_answer_is_the_same_with_and_without_an_account(community: Community) {
        let service = &community.service;
        for email in [MIA, "nobody@example.org"] {
            let browser = visitor(&format!("asks for {email}"), &format!("asks for {email}"));
            let mut sent = Vec::new();
            for _ in 0..7 {
                sent.push(gets_mail(&community, &browser, email).await);
            }
            assert_eq!(sent, [true, true, true, true, true, false, false], "{email}");
            let code = code_of(service, email).await;
            sign_in::with_code(service, &browser, &code, "").await.expect("the last code that was sent still works");
        }
    }

    async fn whoever_is_refused_is_counted_all_the_same(community: Community) {
        let service = &community.service;
        let count = async |key: &str| {
            let mut tx = service.db().read().await.expect("a connection");
            let count = throttle::peek(&mut tx, key, service.now(), DAY).await.expect("read");
            count.map_or(0, |count| count.count)
        };
        for number in 0..limits::MAILS_PER_ADDRESS.most + 5 {
            let asked = sign_in::ask(service, &visitor("b", "attic"), &format!("x{number}@example.org"), None).await;
            assert_eq!(asked.is_err(), number >= limits::MAILS_PER_ADDRESS.most);
        }
        assert_eq!(count("mail-from:attic").await, limits::MAILS_PER_ADDRESS.most + 5);
    }

    async fn a_device_cookie_is_of_use_for_its_own_account_as_it_was_written_and_for_a_year(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let (mias, bens) = (known(&community, "phone", MIA).await, known(&community, "bens", "ben@example.org").await);
        siege(&community, MIA).await;
        let guessed = |devices: String| Viewer { devices, ..visitor("guesser", "attic") };
        let cookie = mias.devices.clone();
        let (nonce, rest) = cookie.split_once('.').expect("a nonce");
        let newer = rest.replacen('1', "2", 1);
        for forged in [
            bens.devices.clone(),
            format!("{}.{rest}", "0".repeat(nonce.len())),
            format!("{nonce}.{newer}"),
            String::new(),
            "|||||".to_owned(),
            "x".repeat(10_000),
        ] {
            let tried = tries(service, &guessed(forged.clone()), RIGHT).await;
            assert!(matches!(tried, Err(Error::TooMany { .. })), "{forged}");
        }
        tries(service, &guessed(cookie.clone()), RIGHT).await.expect("hers");
        community.clock.advance(399 * DAY);
        siege(&community, MIA).await;
        tries(service, &guessed(cookie.clone()), RIGHT).await.expect("more than a year later");
        community.clock.advance(2 * DAY);
        siege(&community, MIA).await;
        assert!(matches!(tries(service, &guessed(cookie), RIGHT).await, Err(Error::TooMany { .. })), "too old");
    }

    async fn a_shared_browser_is_known_to_all_who_signed_in_there_and_tells_nobody_who_that_was(community: Community) {
        let service = &community.service;
        has_password(&community).await;
        let mut shared = known(&community, "library", MIA).await;
        let names = ["ben@example.org", "ada@example.org", "lea@example.org", "new@example.org"];
        for email in names {
            let signed = signs_in(&community, &shared, email).await;
            shared.devices = signed.devices;
        }
        siege(&community, MIA).await;
        tries(service, &shared, RIGHT).await.expect("Mia was here before them");
        let mia = community.mia.id().expect("an account").to_string();
        assert!(!shared.devices.contains(&mia) && !shared.devices.contains("mia"), "{}", shared.devices);
        let again = signs_in(&community, &shared, MIA).await.devices;
        let nonces = |cookie: &str| -> Vec<String> {
            let mut nonces: Vec<_> = cookie.split('|').map(|entry| entry[..32].to_owned()).collect();
            nonces.sort();
            nonces
        };
        assert_eq!(nonces(&again), nonces(&shared.devices), "signing in again gives no new tries");
        let sixth = signs_in(&community, &shared, "sixth@example.org").await.devices;
        assert_eq!(sixth.split('|').count(), limits::DEVICE_ACCOUNTS, "it does not grow without end");
    }

    async fn codes_are_guessed_so_often_a_day_and_the_link_goes_on_working(community: Community) {
        let service = &community.service;
        let phone = known(&community, "phone", MIA).await;
        let mut wrong = 0;
        for number in 0..limits::CODES_PER_EMAIL.most / limits::CODE_TRIES {
            community.clock.advance(15 * MINUTE);
            let stranger = visitor(&format!("stranger {number}"), &format!("address {number}"));
            assert!(gets_mail(&community, &stranger, MIA).await);
            for _ in 0..limits::CODE_TRIES {
                assert!(wrong_code(service, &stranger).await.contains("not right"));
                wrong += 1;
            }
        }
        assert_eq!(wrong, limits::CODES_PER_EMAIL.most);
        let laptop = visitor("a new laptop", "Mia's home");
        assert!(gets_mail(&community, &laptop, MIA).await);
        let code = code_of(service, MIA).await;
        let sentence = refused(sign_in::with_code(service, &laptop, &code, "").await, "code");
        assert!(sentence.contains("Open the link in the mail instead"), "{sentence}");
        let text = newest_mail(service, MIA).await.text;
        let link = text.split("/sign-in/link/").nth(1).and_then(|rest| rest.split_whitespace().next());
        sign_in::with_link(service, &laptop, link.expect("a link"), "").await.expect("by the link");
        assert!(gets_mail(&community, &phone, MIA).await);
        let code = code_of(service, MIA).await;
        sign_in::with_code(service, &phone, &code, "").await.expect("by code, where she has signed in before");
    }

    async fn guessing_at_the_sign_in_page_keeps_no_owner_from_changing_the_password(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        has_password(&community).await;
        let phone = known(&community, "phone", MIA).await;
        siege(&community, MIA).await;
        let signed = password::sign_in(service, &phone, MIA, RIGHT, "").await.expect("signed in");
        let inside = afterwards(service, mia, &signed).await;
        let given = proof::Given::default();
        password::change(service, &inside, RIGHT, "eight odd vaults", &given).await.expect("changed");
        let inside = session::visit(service, Some(&signed.token), visitor("b", "a")).await.expect("a visit").viewer;
        for _ in 0..limits::PASSWORDS_PER_SESSION.most {
            let tried = password::change(service, &inside, "wrong", "nine odd vaults", &given).await;
            assert!(refused(tried, "old_password").contains("not your password"));
        }
        let tried = password::change(service, &inside, "eight odd vaults", "nine odd vaults", &given).await;
        assert!(matches!(tried, Err(Error::TooMany { .. })), "a thief at an open session does not guess without end");
    }
}
