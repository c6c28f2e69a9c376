//! Signing in, staying safe, setting up.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convene_domain::time::{DAY, MINUTE};

use crate::harness::{Browser, Portal};

/// The address in the newest mail's link.
async fn link(browser: &Browser<'_>, email: &str) -> String {
    let (_, text) = browser.portal.newest_mail(email).await.expect("a mail");
    let at = text.find("/sign-in/link/").expect("a link");
    text[at..].split_whitespace().next().expect("a link").to_owned()
}

#[tokio::test]
async fn a_code_from_the_mail_signs_in_once_and_makes_a_member() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    let page = ada.sign_in("Ada@Example.org").await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let page = ada.get("/me").await;
    assert!(page.says("Hello, <bdi>ada</bdi>"), "a name in its own writing direction: {}", page.body);
    assert!(ada.get("/").await.says("Hello, <bdi>ada</bdi>"));
    // The same code again, in the same browser.
    let code = ada.code("ada@example.org").await;
    ada.post("/sign-out", &[]).await;
    let again = ada.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.says("This code has expired or was already used."));
}

#[tokio::test]
async fn a_code_works_in_the_browser_that_asked_and_for_ten_minutes() {
    let portal = Portal::new().await;
    let (mut ada, mut thief) = (portal.browser(), portal.browser());
    ada.post("/sign-in", &[("act", "mail"), ("email", "ada@example.org")]).await;
    let code = ada.code("ada@example.org").await;
    let stolen = thief.post("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(stolen.status, StatusCode::UNPROCESSABLE_ENTITY);
    portal.clock.advance(10 * MINUTE + 1);
    let late = ada.post("/sign-in/code", &[("code", &code)]).await;
    assert!(late.says("This code has expired"), "{}", late.body);
}

#[tokio::test]
async fn five_wrong_codes_end_the_request_even_for_the_right_one() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.post("/sign-in", &[("act", "mail"), ("email", "ada@example.org")]).await;
    let code = ada.code("ada@example.org").await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        let page = ada.post("/sign-in/code", &[("code", wrong)]).await;
        assert!(page.says("This code is not right."), "{}", page.body);
    }
    let page = ada.post("/sign-in/code", &[("code", &code)]).await;
    assert!(page.says("This code has expired"), "guessing must not pay");
}

#[tokio::test]
async fn a_link_changes_nothing_until_its_button_is_pressed() {
    let portal = Portal::new().await;
    let (mut ada, mut scanner) = (portal.browser(), portal.browser());
    ada.post("/sign-in", &[("act", "mail"), ("email", "ada@example.org")]).await;
    let link = link(&ada, "ada@example.org").await;
    // A mail scanner opens every link, and even presses buttons.
    assert!(scanner.get(&link).await.says("asked for in another browser"));
    assert_eq!(scanner.post(&link, &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(ada.get(&link).await.says("You are about to sign in as"));
    assert_eq!(ada.get("/me").await.location(), "/sign-in?next=%2Fme", "opening the link signed nobody in");
    assert_eq!(ada.post(&link, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.get("/me").await.status, StatusCode::OK);
    assert!(ada.get(&link).await.says("This link is no longer valid"));
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer() {
    let portal = Portal::new().await;
    portal.browser().sign_in("known@example.org").await;
    let mut answers = Vec::new();
    for email in ["known@example.org", "unknown@example.org"] {
        let mut browser = portal.browser();
        let asked = browser.post("/sign-in", &[("act", "mail"), ("email", email)]).await;
        let wrong = [("act", "password"), ("email", email), ("password", "not the right one")];
        let password = browser.post("/sign-in", &wrong).await;
        let strip = |text: &str| text.replace(email, "EMAIL");
        let main = |body: &str| body.split("<main").nth(1).map(strip).expect("a main part");
        answers.push((asked.status, asked.location().to_owned(), password.status, main(&password.body)));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn mails_to_one_address_are_limited_and_the_answer_stays_the_same() {
    let portal = Portal::new().await;
    let mut answers = Vec::new();
    for email in ["ada@example.org", "nobody@example.org"] {
        for _ in 0..12 {
            let mut browser = portal.browser();
            let asked = browser.post("/sign-in", &[("act", "mail"), ("email", email)]).await;
            let page = browser.get("/sign-in/code").await;
            let main = page.body.split("<main").nth(1).expect("a main part").replace(email, "EMAIL");
            answers.push((asked.status, asked.location().to_owned(), page.status, main));
        }
        assert_eq!(mails_to(&portal, email).await, 5, "nobody's mailbox is flooded");
    }
    assert_eq!(answers[0].0, StatusCode::SEE_OTHER);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "nothing tells that no mail was sent");
    portal.clock.advance(15 * MINUTE + 1);
    portal.browser().sign_in("ada@example.org").await;
}

/// How many mails went to this address.
async fn mails_to(portal: &Portal, email: &str) -> usize {
    let mut tx = portal.service.db().read().await.expect("reads");
    let mails = convene_store::mail::newest(&mut tx, "mail", 100).await.expect("mails");
    mails.iter().filter(|mail| mail.recipient == email).count()
}

#[tokio::test]
async fn a_browser_without_the_device_cookie_gets_one_with_a_page_while_it_is_signed_in() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.sign_in("ada@example.org").await;
    ada.cookies.remove("convene_devices");
    portal.clock.advance(5 * MINUTE);
    ada.get("/me").await;
    let device = ada.cookies.get("convene_devices").cloned().expect("a cookie");
    portal.clock.advance(5 * MINUTE);
    ada.get("/me").await;
    assert_eq!(ada.cookies["convene_devices"], device, "once");
}

#[tokio::test]
async fn a_browser_that_has_signed_in_before_is_not_locked_out_by_a_guesser_at_the_same_address() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.sign_in("ada@example.org").await;
    let first = ada.cookies["convene_devices"].clone();
    portal.clock.advance(MINUTE);
    let set = [("act", "password"), ("new_password", "seven odd vaults")];
    assert_eq!(ada.post("/me/profile", &set).await.status, StatusCode::SEE_OTHER);
    let device = ada.cookies["convene_devices"].clone();
    assert_ne!(device, first, "a new password makes all other browsers unknown ones");
    portal.clock.advance(MINUTE);
    ada.post("/me/sessions", &[("act", "elsewhere")]).await;
    assert_ne!(ada.cookies["convene_devices"], device, "and so does signing out everywhere else");
    let device = ada.cookies["convene_devices"].clone();
    ada.post("/sign-out", &[]).await;
    assert_eq!(ada.cookies["convene_devices"], device, "it outlives signing out");
    let with = |password| [("act", "password"), ("email", "ada@example.org"), ("password", password)];
    let mut last = StatusCode::OK;
    for _ in 0..10 {
        let mut guesser = portal.browser();
        last = guesser.post("/sign-in", &with("guess guess guess")).await.status;
        guesser.post("/sign-in", &[("act", "mail"), ("email", "ada@example.org")]).await;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ada.post("/sign-in", &with("seven odd vaults")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(ada.get("/me").await.status, StatusCode::OK, "by password");
    ada.post("/sign-out", &[]).await;
    portal.clock.advance(1_000);
    ada.sign_in("ada@example.org").await;
    assert_eq!(ada.get("/me").await.status, StatusCode::OK, "and by code");
}

#[tokio::test]
async fn a_password_is_set_changed_and_guessed_only_so_often() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.sign_in("ada@example.org").await;
    let weak = ada.post("/me/profile", &[("act", "password"), ("new_password", "short")]).await;
    assert!(weak.says("Use at least 10 characters."));
    let set = [("act", "password"), ("new_password", "seven odd vaults")];
    assert_eq!(ada.post("/me/profile", &set).await.status, StatusCode::SEE_OTHER);
    let with =
        |password: &'static str| [("act", "password"), ("email", "ada@example.org"), ("password", password)];
    let mut phone = portal.browser();
    assert_eq!(phone.post("/sign-in", &with("seven odd vaults")).await.status, StatusCode::SEE_OTHER);
    let wrong_old = [("act", "password"), ("old_password", "x"), ("new_password", "eight odd vaults")];
    assert!(ada.post("/me/profile", &wrong_old).await.says("This is not your password."));
    let mut guesser = portal.browser();
    let mut last = StatusCode::OK;
    for _ in 0..11 {
        let page = guesser.post("/sign-in", &with("guess guess guess")).await;
        assert!(!page.body.contains("guess guess guess"), "a password never travels back");
        last = page.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn sessions_are_listed_revoked_and_end_everywhere() {
    let portal = Portal::new().await;
    let (mut desk, mut phone) = (portal.browser(), portal.browser());
    desk.sign_in("ada@example.org").await;
    portal.clock.advance(MINUTE);
    phone.sign_in("ada@example.org").await;
    let page = desk.get("/me/sessions").await;
    let id = page.body.split("name=\"session\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    desk.post("/me/sessions", &[("act", "revoke"), ("session", id.expect("the other session"))]).await;
    assert_eq!(phone.get("/me").await.status, StatusCode::SEE_OTHER, "the phone is signed out");
    portal.clock.advance(MINUTE);
    phone.sign_in("ada@example.org").await;
    desk.post("/me/sessions", &[("act", "elsewhere")]).await;
    assert_eq!(phone.get("/me").await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.get("/me").await.status, StatusCode::OK);
    portal.clock.advance(61 * DAY);
    assert_eq!(desk.get("/me").await.status, StatusCode::SEE_OTHER, "an unused session ends");
}

#[tokio::test]
async fn another_site_can_neither_post_nor_redirect() {
    let portal = Portal::new().await;
    let mut ada = portal.browser();
    ada.sign_in("ada@example.org").await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let request =
            ada.request(Method::POST, "/sign-out").header(name, value).body(Body::empty()).expect("request");
        assert_eq!(ada.send(request).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(ada.get("/me").await.status, StatusCode::OK, "still signed in");
    let mut browser = portal.browser();
    let fields = [("act", "mail"), ("email", "eve@example.org"), ("next", "//evil.example/x")];
    browser.post("/sign-in", &fields).await;
    let code = browser.code("eve@example.org").await;
    assert_eq!(browser.post("/sign-in/code", &[("code", &code)]).await.location(), "/");
}

#[tokio::test]
async fn pages_carry_strict_headers_and_run_only_their_own_scripts() {
    let portal = Portal::new().await;
    let page = portal.browser().get("/").await;
    let policy = page.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
    assert_eq!(
        page.body.matches("<script").count(),
        page.body.matches(&format!("nonce=\"{nonce}\"")).count()
    );
    assert!(!page.body.contains(" style=") && !page.body.contains(" onclick="));
    assert_eq!(page.headers["x-content-type-options"], "nosniff");
    let other = portal.browser().get("/").await;
    assert_ne!(
        other.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text"),
        policy,
        "fresh every time"
    );
}

#[tokio::test]
async fn over_https_cookies_are_bound_to_this_host() {
    let portal = Portal::at("https://learn.example.org").await;
    let mut ada = portal.browser();
    let page = ada.post("/sign-in", &[("act", "mail"), ("email", "ada@example.org")]).await;
    let cookie = page.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(cookie.starts_with("__Host-convene_browser=") && cookie.contains("; Secure"), "{cookie}");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
    portal.clock.advance(MINUTE);
    ada.sign_in("ada@example.org").await;
    let names: Vec<_> = ada.cookies.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["browser", "devices", "session", "toast"].map(|name| format!("__Host-convene_{name}"))
    );
}

#[tokio::test]
async fn the_first_start_is_set_up_once_by_the_link() {
    let portal = Portal::fresh().await;
    let link =
        convene_service::account::setup::new_link(&portal.service).await.expect("asks").expect("a link");
    let path = link.strip_prefix("http://localhost:3000").expect("ours");
    let mut noor = portal.browser();
    assert_eq!(noor.get("/setup/guessed").await.status, StatusCode::NOT_FOUND);
    assert_eq!(noor.get(path).await.status, StatusCode::OK);
    let mut fields = vec![
        ("community", "Vault Commons"),
        ("zone", "Nowhere/Land"),
        ("name", "Noor"),
        ("email", "noor@example.org"),
        ("password", "seven odd vaults"),
        ("smtp_port", "587"),
    ];
    let refused = noor.post(path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("This time zone is not known.") && refused.says("noor@example.org"));
    fields[1].1 = "Europe/Berlin";
    assert_eq!(noor.post(path, &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(noor.get("/mail").await.status, StatusCode::OK, "the first admin is signed in");
    assert_eq!(portal.browser().get(path).await.status, StatusCode::NOT_FOUND, "closed afterwards");
    assert_eq!(portal.browser().post(path, &fields).await.status, StatusCode::NOT_FOUND);
    assert!(convene_service::account::setup::new_link(&portal.service).await.expect("asks").is_none());
}

#[tokio::test]
async fn pages_of_the_team_are_closed_to_others_and_say_why() {
    let portal = Portal::demo().await;
    let mut member = portal.demo_browser("member").await;
    for path in ["/people", "/mail", "/quizzes"] {
        let page = member.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(page.says("Not open to you"), "{path}");
    }
    let mut lead = portal.demo_browser("lead").await;
    assert_eq!(lead.get("/people").await.status, StatusCode::OK);
    assert_eq!(
        lead.post("/people", &[("act", "role"), ("person", "x"), ("role", "admin")]).await.status,
        StatusCode::NOT_FOUND
    );
    let mut admin = portal.demo_browser("admin").await;
    assert_eq!(admin.get("/mail").await.status, StatusCode::OK);
    let real = Portal::new().await;
    assert_eq!(
        real.browser().get("/demo/admin").await.status,
        StatusCode::NOT_FOUND,
        "no such door in a real community"
    );
    assert_eq!(real.browser().post("/demo/admin", &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(real.browser().get("/styleguide").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_admin_stays_one() {
    let portal = Portal::demo().await;
    let mut admin = portal.demo_browser("admin").await;
    let me = convene_service::demo::person(&portal.service, convene_domain::account::Role::Admin);
    let id = me.await.expect("asks").expect("an admin").id.to_string();
    let page = admin.post("/people", &[("act", "role"), ("person", &id), ("role", "member")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("This is the last admin."));
}

#[tokio::test]
async fn hostile_requests_get_an_answer_not_a_crash() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    for path in
        ["/%00", "/mail/not-an-id", "/sign-in?next=%ff%fe", "/assets/../../etc/passwd", "/setup/%0d%0aX:y"]
    {
        let page = browser.get(path).await;
        assert!(
            page.status.is_client_error() || page.status.is_success() || page.status.is_redirection(),
            "{path}: {page:?}"
        );
    }
    let long = "x".repeat(5_000);
    let page = browser.post("/sign-in", &[("act", "mail"), ("email", &long)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let huge = "x".repeat(600 * 1024);
    let page = browser.post("/sign-in", &[("act", "mail"), ("email", &huge)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("larger than 500 kB"));
    let json = browser.request(Method::POST, "/sign-in").header(header::CONTENT_TYPE, "application/json");
    let json = json.header("sec-fetch-site", "same-origin").body(Body::from("{}")).expect("request");
    assert_eq!(browser.send(json).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_guest_who_proves_the_address_is_a_member_under_the_name_they_gave() {
    let portal = Portal::demo().await;
    let mut mateo = portal.browser();
    mateo.sign_in("mateo@vault.example.org").await;
    assert!(mateo.get("/me").await.says("Hello, <bdi>Mateo Silva</bdi>"));
    let mut admin = portal.demo_browser("admin").await;
    let people = admin.get("/people").await.body.replace("<!>", "");
    let row = people.split("<tr>").find(|row| row.contains("mateo@")).expect("a row");
    assert!(row.contains("member") && !row.contains(">guest<"), "{row}");
}

#[tokio::test]
async fn times_follow_the_browser_until_somebody_chooses() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    assert!(browser.get("/").await.says("All times in <bdi>UTC</bdi>."), "the first visit says so");
    browser.cookies.insert("convene_local".to_owned(), "Europe/Berlin|de-DE|h24".to_owned());
    assert!(browser.get("/").await.says("Berlin, UTC+1"));
    let chosen = [("zone", "kathmandu"), ("next", "/")];
    assert_eq!(browser.post("/preferences", &chosen).await.location(), "/");
    assert!(browser.get("/").await.says("Kathmandu, UTC+5:45"));
    let wrong = browser.post("/preferences", &[("zone", "Atlantis")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.says("This time zone is not known.") && wrong.says("Atlantis"), "typed values stay");
}
