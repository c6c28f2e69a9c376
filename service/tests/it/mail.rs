//! Mail leaves by SMTP, waits and tries again when it cannot, and is kept where no server is set.

use std::sync::Arc;

use convene_domain::account::Role;
use convene_domain::time::{DAY, HOUR, MINUTE, SECOND};
use convene_service::account::{setup, sign_in};
use convene_service::mail::{self, Security, Shelf, Smtp};
use convene_service::{Service, Viewer, housekeeping};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Notify};

use crate::community::{Community, visitor};
use crate::signing_up::{content, planned, signs_up};

/// A mail server that takes everything and remembers it, save for mail to `refused@`, `busy@` and `spam@`. It takes
/// mail to `slow@` when it is told to.
#[derive(Clone)]
pub struct Postbox {
    port: u16,
    pub letters: Letters,
    pub slow: Arc<Notify>,
}

pub type Letters = Arc<Mutex<Vec<String>>>;

const GREETING: &str = "220 postbox\r\n";

/// What the server says to a recipient.
fn answer_to_recipient(line: &str) -> &'static str {
    match line {
        line if line.contains("refused@") => "550 5.1.1 no such mailbox",
        line if line.contains("busy@") => "450 4.2.1 try again later",
        _ => "250 ok",
    }
}

impl Postbox {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let postbox = Self { port, letters: Arc::default(), slow: Arc::default() };
        let (letters, slow) = (postbox.letters.clone(), postbox.slow.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, GREETING, letters.clone(), slow.clone()));
            }
        });
        postbox
    }

    pub fn smtp(&self) -> Smtp {
        Smtp {
            host: "127.0.0.1".into(),
            port: self.port,
            security: Security::None,
            username: String::new(),
            password: String::new(),
            from: "Vault Commons <learn@example.org>".into(),
        }
    }
}

/// As much of RFC 5321 as a sender needs to hear.
pub async fn converse(
    stream: impl AsyncRead + AsyncWrite,
    greeting: &str,
    letters: Letters,
    slow: Arc<Notify>,
) {
    let (read, mut write) = tokio::io::split(stream);
    let mut lines = BufReader::new(read).lines();
    if write.write_all(greeting.as_bytes()).await.is_err() {
        return;
    }
    let mut letter: Option<String> = None;
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match &mut letter {
            Some(text) if line == "." && text.contains("To: spam@") => {
                letter = None;
                "554 5.7.1 this looks like spam"
            }
            Some(text) if line == "." => {
                if text.contains("To: slow@") {
                    slow.notified().await;
                }
                letters.lock().await.push(std::mem::take(text));
                letter = None;
                "250 taken"
            }
            Some(text) => {
                text.push_str(&line);
                text.push('\n');
                continue;
            }
            None if line == "DATA" => {
                letter = Some(String::new());
                "354 go on"
            }
            None if line.starts_with("RCPT") => answer_to_recipient(&line),
            None if line == "QUIT" => "221 bye",
            None => "250 ok",
        };
        if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return;
        }
    }
}

/// An admin, which the community has none of by itself.
pub async fn admin(community: &Community) -> Viewer {
    let mut admin = community.lea.clone();
    if let Some(person) = &mut admin.person {
        person.role = Role::Admin;
    }
    admin
}

pub async fn set_server(service: &Service, admin: &Viewer, smtp: &Smtp) {
    let smtp = smtp.clone();
    let value = move |name: &str| match name {
        "smtp_host" => smtp.host.clone(),
        "smtp_port" => smtp.port.to_string(),
        "smtp_security" => "none".to_owned(),
        "smtp_from" => smtp.from.clone(),
        _ => String::new(),
    };
    setup::save_smtp(service, admin, &value).await.expect("the mail server is saved");
}

fn text_of(mail: &mail::Mail) -> &str {
    mail.content.as_ref().map_or("", |content| &content.text)
}

both! {
    async fn without_a_server_every_mail_is_kept_for_admins(community: Community) {
        let service = &community.service;
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        let mails = mail::list(service, &admin(&community).await, Shelf::All).await.expect("mails").mails;
        assert_eq!((mails[0].item.state.as_str(), mails[0].item.recipient.as_str()), ("kept", "mia@example.org"));
        assert!(text_of(&mails[0]).contains("/sign-in/link/"), "an admin can pass the link on");
        assert!(mail::list(service, &community.lea, Shelf::All).await.is_err(), "only admins read mail");
    }

    async fn with_a_server_mail_leaves_once_and_its_code_is_not_kept(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        assert_eq!(mail::deliver_due(service).await.expect("works"), 0, "nothing is sent twice");
        let letters = postbox.letters.lock().await.clone();
        assert_eq!(letters.len(), 1);
        let mails = mail::list(service, &admin, Shelf::All).await.expect("mails").mails;
        let id = mails[0].item.id;
        for part in [
            "To: mia@example.org".to_owned(),
            "From: \"Vault Commons\" <learn@example.org>".to_owned(),
            format!("Message-ID: <{id}@learn.example.org>"),
            "Content-Type: text/plain".to_owned(),
            "Content-Type: text/html".to_owned(),
        ] {
            assert!(letters[0].contains(&part), "{part} in {}", letters[0]);
        }
        assert_eq!(mails[0].item.state, "done");
        assert!(!text_of(&mails[0]).contains("/sign-in/link/"), "a delivered code is readable nowhere");
    }

    async fn a_mail_that_cannot_leave_is_tried_again_then_given_up_and_can_be_retried(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        let mut closed = postbox.smtp();
        // A port nobody listens on: the one of a listener that is gone.
        closed.port = {
            let gone = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            gone.local_addr().expect("an address").port()
        };
        set_server(service, &admin, &closed).await;
        mail::send_test(service, &admin, "mia@example.org").await.expect("asked");
        let mut tries = 0;
        for _ in 0..10 {
            tries += mail::deliver_due(service).await.expect("works");
            community.clock.advance(12 * HOUR);
        }
        assert_eq!(tries, 7, "the first try and six pauses");
        let dead = &mail::list(service, &admin, Shelf::All).await.expect("mails").mails[0];
        assert_eq!(dead.item.state, "dead");
        assert!(dead.item.last_error.is_some(), "an admin sees why");
        set_server(service, &admin, &postbox.smtp()).await;
        mail::retry(service, &admin, dead.item.id).await.expect("retried");
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        assert_eq!(postbox.letters.lock().await.len(), 1);
    }

    async fn an_address_that_is_refused_for_good_is_not_tried_again_and_a_busy_server_is(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        for to in ["refused@example.org", "spam@example.org", "busy@example.org", "mia@example.org"] {
            mail::send_test(service, &admin, to).await.expect("asked");
        }
        assert_eq!(mail::deliver_due(service).await.expect("works"), 4);
        let all = mail::list(service, &admin, Shelf::All).await.expect("mails");
        let state = |to: &str| {
            let found = all.mails.iter().find(|mail| mail.item.recipient == to).expect("the mail");
            (found.item.state.clone(), found.item.last_error.clone().unwrap_or_default())
        };
        let (dead, why) = state("refused@example.org");
        assert!(dead == "dead" && why.contains("no such mailbox"), "{dead}: {why}");
        assert_eq!(state("spam@example.org").0, "dead", "refused for what it says");
        let (waits, why) = state("busy@example.org");
        assert!(waits == "waiting" && why.contains("try again later"), "{waits}: {why}");
        assert_eq!(state("mia@example.org").0, "done", "one refusal keeps no other mail back");
        let shelves = [Shelf::All, Shelf::Waiting, Shelf::Dead, Shelf::Kept].map(|shelf| all.count(shelf));
        assert_eq!(shelves, [4, 1, 2, 0]);
        let dead = mail::list(service, &admin, Shelf::Dead).await.expect("mails").mails;
        assert!(dead.len() == 2 && dead.iter().all(|mail| mail.item.state == "dead"));
        assert!(mail::retry_dead(service, &community.lea).await.is_err(), "only admins");
        assert_eq!(mail::retry_dead(service, &admin).await.expect("retried"), 2);
        community.clock.advance(HOUR);
        assert_eq!(mail::deliver_due(service).await.expect("works"), 3, "the busy one and both again");
    }

    async fn a_mail_with_a_calendar_can_be_read_by_every_mail_program(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        let id = planned(&community, content(), None).await;
        signs_up(service, id, 1).await.expect("signed up");
        mail::deliver_due(service).await.expect("works");
        let letter = postbox.letters.lock().await.remove(0);
        for part in [
            "Content-Type: multipart/mixed",
            "Content-Type: multipart/alternative",
            "Content-Type: text/plain",
            "Content-Type: text/html",
            "Content-Disposition: attachment; filename=\"invite.ics\"",
            "Auto-Submitted: auto-generated",
            "Content-Language: en",
        ] {
            assert!(letter.contains(part), "{part} in {letter}");
        }
        let calendars = letter.matches("text/calendar; method=REQUEST; charset=utf-8").count();
        assert_eq!(calendars, 2, "as an alternative and as a file: {letter}");
        assert!(!letter.contains("List-Unsubscribe"), "what people must be told");
    }

    async fn a_code_that_has_ended_is_not_sent_and_admins_see_why(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        community.clock.advance(11 * MINUTE);
        for again in [false, true] {
            assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
            let ended = &mail::list(service, &admin, Shelf::Dead).await.expect("mails").mails[0];
            let why = ended.item.last_error.clone().unwrap_or_default();
            assert!(why.contains("it would have expired"), "{why}");
            assert!(!text_of(ended).contains("/sign-in/link/"), "the code is readable nowhere");
            if !again {
                mail::retry(service, &admin, ended.item.id).await.expect("asked for");
            }
        }
        assert!(postbox.letters.lock().await.is_empty());
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        assert_eq!(mail::deliver_due(service).await.expect("works"), 1);
        assert_eq!(postbox.letters.lock().await.len(), 1, "a fresh one leaves");
    }

    async fn a_code_is_not_tried_again_when_it_will_have_ended(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        sign_in::ask(service, &visitor("phone", "home"), "busy@example.org", None).await.expect("asked");
        let mut tries = 0;
        for _ in 0..20 {
            tries += mail::deliver_due(service).await.expect("works");
            community.clock.advance(MINUTE);
        }
        assert_eq!(tries, 3, "at once, after half a minute, after two more");
        let ended = &mail::list(service, &admin, Shelf::Dead).await.expect("mails").mails[0];
        let why = ended.item.last_error.clone().unwrap_or_default();
        assert!(why.contains("try again later") && why.contains("it would have expired"), "{why}");
    }

    async fn a_code_goes_before_everything_else(community: Community) {
        let service = &community.service;
        let (postbox, admin) = (Postbox::open().await, admin(&community).await);
        set_server(service, &admin, &postbox.smtp()).await;
        for number in 0..5 {
            mail::send_test(service, &admin, &format!("member{number}@example.org")).await.expect("asked");
        }
        community.clock.advance(SECOND);
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        mail::deliver_due(service).await.expect("works");
        let letters = postbox.letters.lock().await;
        let place = letters.iter().position(|letter| letter.contains("To: mia@")).expect("sent");
        assert!(place < 4 && letters.len() == 6, "in the first batch: {place}");
    }

    async fn what_nobody_needs_any_more_is_forgotten(community: Community) {
        let service = &community.service;
        sign_in::ask(service, &visitor("phone", "home"), "mia@example.org", None).await.expect("asked");
        mail::deliver_due(service).await.expect("works");
        assert_eq!(housekeeping::tidy(service).await, 0, "nothing is over yet");
        community.clock.advance(100 * DAY);
        assert!(housekeeping::tidy(service).await >= 3, "the code, the counters and the mail");
        assert!(mail::list(service, &admin(&community).await, Shelf::All).await.expect("mails").mails.is_empty());
    }
}
