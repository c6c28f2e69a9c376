//! Control characters, NUL among them, wherever text comes in: dropped before any database sees them.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

use crate::harness::{Browser, Page, Portal};
use crate::stage::Sender as _;

/// Runs `test` on a demo community in SQLite, and on one in PostgreSQL.
async fn on_both(test: impl AsyncFn(&Portal)) {
    test(&Portal::demo().await).await;
    let Ok(server) = std::env::var("CONVENE_TEST_POSTGRES") else {
        let left_out = std::env::var("CONVENE_TEST_SQLITE_ONLY").is_ok_and(|value| value == "1");
        assert!(left_out, "set CONVENE_TEST_POSTGRES, or CONVENE_TEST_SQLITE_ONLY=1 to leave PostgreSQL out");
        return;
    };
    let name = format!("convene_http_{}", std::process::id());
    let mut admin = PgConnection::connect(&server).await.expect("a running server");
    let run = async |admin: &mut PgConnection, sql: String| {
        sqlx::query(AssertSqlSafe(sql.as_str())).execute(admin).await.expect(&sql);
    };
    run(&mut admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
    run(&mut admin, format!("CREATE DATABASE {name}")).await;
    let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
    let portal = Portal::demo_with(&[("database_url", &format!("{base}/{name}"))]).await;
    test(&portal).await;
    portal.service.db().close().await;
    run(&mut admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
}

fn well(page: &Page, what: &str) {
    assert!(!page.status.is_server_error(), "{what}: {} {}", page.status, page.body);
}

const LOOKED_AT: [&str; 19] = [
    "/quiz/271828?k=%00&key=%00",
    "/quizzes/import?kept=%00&page=%00",
    "/me?page=%00&before=%00&of=%00",
    "/sign-in?next=%2Fa%00b&why=%00&code=%00",
    "/workshops?topic=%00&q=%00&host=%00&month=%00&from=%00&language=%00&place=%00&view=%00",
    "/workshops?view=month&month=2026-11%00&topic=a%00b",
    "/workshops/calendar.ics?topic=%00&q=%00",
    "/people?q=%00",
    "/mail?state=%00&q=%00",
    "/quizzes?q=%00&shelf=%00",
    "/workshops/mine?shelf=%00&q=%00",
    "/quiz/%00?key=%00",
    "/quiz/27%001828/play",
    "/sign-in/link/a%00b",
    "/setup/%00",
    "/seat/%00",
    "/calendar/%00",
    "/certificates/%00",
    "/unsubscribe/a.%00.b",
];

/// Forms and fields of which each is sent with a NUL in it.
const FILLED_IN: [(&str, &[&str]); 9] = [
    ("/sign-in", &["act", "email", "next", "password"]),
    ("/sign-in/code", &["code"]),
    ("/quiz", &["pin"]),
    ("/quiz/271828", &["nickname", "use", "key"]),
    ("/preferences", &["theme", "zone", "hour_cycle", "next"]),
    ("/me/profile", &["act", "name", "zone", "language", "email", "old_password", "password"]),
    ("/quizzes/new", &["title", "summary"]),
    ("/people", &["person", "role", "back"]),
    ("/mail", &["act", "to", "smtp_host", "smtp_from", "smtp_password"]),
];

/// The form as a browser would send it, with a file field that nobody filled in.
async fn sent(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) {
    well(&browser.post(path, fields).await, path);
    well(&browser.upload(path, fields, ("file", "", b"")).await, path);
}

#[tokio::test]
async fn no_query_path_form_or_cookie_brings_a_database_a_character_it_does_not_store() {
    on_both(async |portal: &Portal| {
        let mut admin = portal.demo_browser("admin").await;
        for mut browser in [portal.browser(), admin.clone()] {
            for path in LOOKED_AT {
                well(&browser.get(path).await, path);
            }
            for (path, fields) in FILLED_IN {
                for field in fields {
                    sent(&mut browser, path, &[(field, "a\0b\u{1b}")]).await;
                }
                let all: Vec<_> = fields.iter().map(|field| (*field, "a\0b@example.org")).collect();
                sent(&mut browser, path, &all).await;
            }
        }
        for cookie in
            ["convene_session", "convene_browser", "convene_local", "convene_preferences", "convene_toast"]
        {
            let mut browser = admin.clone();
            browser.cookies.insert(cookie.to_owned(), format!("zone%3D{}%00", "a".repeat(50)));
            well(&browser.get("/").await, cookie);
        }
        let file = ("file", "a\0b.gift", &b"Is\0 it? {T}"[..]);
        well(&admin.upload("/quizzes/import", &[("format", "\0")], file).await, "an import");
        let draft = admin.request(Method::POST, "/drafts").header("sec-fetch-site", "same-origin");
        let draft = draft.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let body = Body::from("_path=%2Fquizzes%2Fnew%00&title=a%00b");
        well(&admin.send(draft.body(body).expect("a request")).await, "a draft");
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_around_them_is_kept() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let made =
        educator.submit("/quizzes/new", &[("title", "Va\0ult\u{7f}s"), ("summary", "One\r\n\u{8}two")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    assert!(educator.get("/quizzes").await.says("Vaults"));
    let found = portal.demo_browser("admin").await.get("/people?q=zz%00%1Bzz").await;
    assert!(found.body.contains("value=\"zzzz\""), "the page shows what it looked for: {}", found.body);
}
