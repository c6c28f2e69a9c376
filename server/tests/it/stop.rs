//! The program as its operator meets it: stopping, backups, and the commands around the server.

use std::path::Path;
use std::time::Duration;

use axum::http::StatusCode;
use convene_domain::quiz::game::wire::{Control, ToClient};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::harness::Page;
use crate::process::{Folder, Program, Visitor, printed, spare_port};
use crate::quiz::{LOBBY, between};
use crate::stage::{Line, PATIENCE, Sender as _, join, open_game};

/// Connect again later.
const AGAIN: Option<u16> = Some(1012);
/// After that, service managers kill.
const LIMIT: Duration = Duration::from_secs(10);

/// A form of which the server has read the head and waits for the rest.
async fn begin_form(visitor: &Visitor, program: &Program, path: &str, length: usize) -> TcpStream {
    let mut stream = TcpStream::connect(program.address).await.expect("the server listens");
    let head = visitor.form_head(path, length).replace(" HTTP/1.0\r\n", " HTTP/1.1\r\nConnection: close\r\n");
    let head = head.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    let mut word = [0; 25];
    let reading = tokio::time::timeout(PATIENCE, stream.read_exact(&mut word));
    reading.await.expect("an answer in time").expect("an answer");
    assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

#[tokio::test]
async fn a_stopping_server_finishes_requests_sends_players_away_and_leaves_one_whole_file() {
    let folder = Folder::new();
    let program = Program::demo(&folder, spare_port());
    let host = Visitor::signed_in(program.address, "educator").await;
    let mut guest = Visitor::new(program.address);
    join(&mut guest, LOBBY, "Grace").await;
    let mut lines = Vec::new();
    for (audience, cookie) in [("player", guest.cookie()), ("host", host.cookie()), ("screen", host.cookie())]
    {
        lines.push(Line::enter(program.address, LOBBY, audience, &cookie).await.0);
    }
    // Browsers connect ahead of need and say nothing for a while.
    let silent = TcpStream::connect(program.address).await.expect("the server listens");
    let body = format!("pin={LOBBY}");
    let mut form = begin_form(&guest, &program, "/quiz", body.len()).await;

    let begin = Instant::now();
    program.terminate();
    for line in &mut lines {
        assert_eq!(line.rest().await.1, AGAIN);
    }
    assert!(TcpStream::connect(program.address).await.is_err(), "nobody new is let in");
    form.write_all(body.as_bytes()).await.expect("the server still reads");
    let page: Page = guest.answer(form).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, format!("/quiz/{LOBBY}").as_str()));
    assert!(program.end().success());
    assert!(begin.elapsed() < LIMIT, "{:?}", begin.elapsed());
    drop(silent);
    let left = std::fs::metadata(folder.join("data/demo/convene.db-wal")).map_or(0, |file| file.len());
    assert_eq!(left, 0, "everything is in the main file");
}

#[tokio::test]
async fn answers_on_their_way_when_the_server_stops_are_there_afterwards_if_they_were_confirmed() {
    let (folder, port) = (Folder::new(), spare_port());
    let program = Program::demo(&folder, port);
    let mut educator = Visitor::signed_in(program.address, "educator").await;
    let pin = open_game(&mut educator, 1, &[("scoring", "speed")]).await;
    let (mut host, _) = Line::enter(program.address, &pin, "host", &educator.cookie()).await;
    let mut players = Vec::new();
    for number in 0..10_u8 {
        let mut visitor = Visitor::new(program.address);
        join(&mut visitor, &pin, &format!("Player {number}")).await;
        let (line, _) = Line::enter(program.address, &pin, "player", &visitor.cookie()).await;
        players.push((visitor, line));
    }
    host.wish(Control::Start).await;
    for (_, line) in &mut players {
        line.asked().await;
    }
    for (_, line) in &mut players {
        line.answer(0, &[2]).await;
    }
    players[0].1.accepted().await;
    program.terminate();
    let mut confirmed = vec![true];
    for (at, (_, line)) in players.iter_mut().enumerate() {
        let (messages, code) = line.rest().await;
        assert_eq!(code, AGAIN);
        if at > 0 {
            confirmed.push(messages.iter().any(|message| matches!(message, ToClient::Accepted { .. })));
        }
    }
    assert!(program.end().success());
    let program = Program::demo(&folder, port);
    for ((visitor, _), confirmed) in players.iter().zip(confirmed) {
        let (_, welcome) = Line::enter(program.address, &pin, "player", &visitor.cookie()).await;
        let answer = welcome.you.expect("a seat").answer;
        assert!(answer == Some(vec![2]) || (answer.is_none() && !confirmed), "{answer:?}");
    }
}

#[tokio::test]
async fn people_who_do_not_let_go_cannot_keep_the_server_from_stopping() {
    let folder = Folder::new();
    let program = Program::demo(&folder, spare_port());
    let guest = Visitor::new(program.address);
    let form = begin_form(&guest, &program, "/quiz", 1_000).await;
    // A browser that has fallen asleep: it never reads, and never answers a close.
    let host = Visitor::signed_in(program.address, "educator").await;
    let (asleep, _) = Line::enter(program.address, LOBBY, "host", &host.cookie()).await;
    let begin = Instant::now();
    program.terminate();
    let ended = tokio::task::spawn_blocking(move || program.end()).await.expect("it ends");
    assert!(ended.success() && begin.elapsed() < LIMIT, "{ended:?} after {:?}", begin.elapsed());
    drop((form, asleep));
}

#[tokio::test]
async fn costly_work_does_not_keep_the_server_from_stopping_or_from_answering() {
    let folder = Folder::new();
    let program = Program::demo(&folder, spare_port());
    let mut guest = Visitor::new(program.address);
    let list = guest.get("/workshops").await.body;
    let mut ids: Vec<&str> = list.split("href=\"/workshops/").skip(1).map(|rest| &rest[..36]).collect();
    ids.retain(|id| id.matches('-').count() == 4);
    ids.sort_unstable();
    ids.dedup();
    assert!(ids.len() > 3, "{ids:?}");
    let mut asked = Vec::new();
    for id in ids {
        let mut stream = TcpStream::connect(program.address).await.expect("the server listens");
        let head = guest.head("GET", &format!("/workshops/{id}/preview.png"), "");
        stream.write_all(head.as_bytes()).await.expect("the server reads");
        asked.push(stream);
    }
    assert_eq!(guest.get("/healthz").await.status, StatusCode::OK, "others are served meanwhile");
    let begin = Instant::now();
    program.terminate();
    let ended = tokio::task::spawn_blocking(move || program.end()).await.expect("it ends");
    assert!(ended.success() && begin.elapsed() < LIMIT, "{ended:?} after {:?}", begin.elapsed());
}

#[test]
fn a_port_that_is_taken_is_one_clear_sentence() {
    let folder = Folder::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for command in ["serve", "demo"] {
        let output = folder.run(&[command, "--port", &port]);
        assert!(!output.status.success());
        let sentence =
            format!("convene: port {port} is taken by another program; choose another with --port\n");
        assert_eq!(printed(&output), sentence);
    }
    assert!(!folder.join("data").exists(), "nothing was made");
}

#[tokio::test]
async fn a_backup_of_a_running_server_is_restored_with_everything_in_it() {
    let folder = Folder::new();
    let program = Program::demo(&folder, spare_port());
    let address = program.address;
    let mut host = Visitor::signed_in(address, "educator").await;
    let me = host.get("/me").await;
    let sheet = format!("/games/{}/answers.csv", between(&me.body, "href=\"/games/", "\""));
    let answers = host.get(&sheet).await.body;
    let mut guest = Visitor::new(address);
    join(&mut guest, LOBBY, "Grace").await;
    let data = folder.join("data/demo").display().to_string();
    let copy = folder.join("copy.db").display().to_string();
    // Others go on writing while the copy is made.
    let backup = folder.command(&["backup", &copy, "--data", &data]).spawn().expect("the program starts");
    for number in 0..5 {
        join(&mut Visitor::new(address), LOBBY, &format!("Meanwhile {number}")).await;
    }
    assert!(backup.wait_with_output().expect("its end").status.success());
    let again = folder.run(&["backup", &copy, "--data", &data]);
    assert!(!again.status.success() && printed(&again).contains("exists already; nothing was written"));
    let running = folder.run(&["restore", &copy, "--data", &data]);
    assert!(
        !running.status.success() && printed(&running).contains("stop the portal first"),
        "{}",
        printed(&running)
    );
    drop(program);

    let other = Folder::new();
    let restored = other.run(&["restore", &copy, "--data", &other.join("data/demo").display().to_string()]);
    assert!(restored.status.success(), "{}", printed(&restored));
    let program = Program::demo(&other, spare_port());
    let mut host = Visitor::signed_in(program.address, "educator").await;
    assert_eq!(host.get(&sheet).await.body, answers);
    let (_, welcome) = Line::enter(program.address, LOBBY, "player", &guest.cookie()).await;
    assert_eq!(welcome.you.expect("a seat").nickname, "Grace");
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> =
        entries.map(|path| (path.display().to_string(), std::fs::read(&path).expect("a file"))).collect();
    files.sort();
    files
}

#[test]
fn what_is_no_backup_is_refused_and_changes_nothing() {
    let folder = Folder::new();
    assert!(folder.run(&["admin", "create", "noor@example.org", "--name", "Noor"]).status.success());
    let before = files(&folder.join("data"));
    let whole = before.iter().find(|(name, _)| name.ends_with("convene.db")).expect("a database").1.clone();
    for (name, content) in [
        ("empty", Vec::new()),
        ("text", b"not a database".repeat(999)),
        ("half", whole[..whole.len() / 2].to_vec()),
    ] {
        std::fs::write(folder.join(name), content).expect("a file");
        let output = folder.run(&["restore", name]);
        assert!(!output.status.success(), "{name}");
        assert!(printed(&output).contains("is no usable backup"), "{name}: {}", printed(&output));
        assert_eq!(printed(&output).lines().count(), 1, "{}", printed(&output));
        assert!(files(&folder.join("data")) == before, "{name} changed something");
    }
    let none = folder.run(&["restore", "nowhere.db"]);
    assert!(!none.status.success() && printed(&none).contains("there is no backup at nowhere.db"));
}

#[test]
fn the_doctor_says_whether_the_portal_can_work() {
    let folder = Folder::new();
    let fresh = folder.run(&["doctor"]);
    assert!(fresh.status.success() && printed(&fresh).contains("is not there yet"), "{}", printed(&fresh));
    assert!(folder.run(&["admin", "list"]).status.success(), "this makes the database");
    let well = folder.run(&["doctor"]);
    assert!(well.status.success() && printed(&well).contains("no damage found"), "{}", printed(&well));
    let open = folder.run(&["doctor", "--public-url", "http://learn.example.org"]);
    assert!(!open.status.success() && printed(&open).contains("PROBLEM configuration"), "{}", printed(&open));
    std::fs::write(folder.join("data/convene.db"), b"not a database".repeat(999)).expect("damage");
    let ill = folder.run(&["doctor"]);
    assert!(!ill.status.success() && printed(&ill).contains("PROBLEM database"), "{}", printed(&ill));
}

#[test]
fn the_settings_are_shown_without_secrets() {
    let folder = Folder::new();
    let mut command = folder.command(&["config"]);
    command.env("DATABASE_URL", "postgres://app:hunter2@db/convene").env("CONVENE_SMTP_PASSWORD", "hunter3");
    let output = command.output().expect("the program starts");
    let text = printed(&output);
    assert!(output.status.success() && text.contains("(hidden)") && !text.contains("hunter"), "{text}");
}

#[test]
fn an_operator_makes_lists_and_rescues_admins() {
    let folder = Folder::new();
    let made = folder.run(&["admin", "create", "Noor@example.org", "--name", "Noor Haddad"]);
    assert!(
        made.status.success() && printed(&made).contains("noor@example.org is an admin."),
        "{}",
        printed(&made)
    );
    assert_eq!(printed(&folder.run(&["admin", "list"])), "noor@example.org  Noor Haddad\n");
    let password = |text: &str| text.lines().map(str::trim).find(|line| line.len() == 20).map(str::to_owned);
    let reset = folder.run(&["admin", "reset", "noor@example.org"]);
    assert!(reset.status.success(), "{}", printed(&reset));
    let (first, second) = (password(&printed(&made)), password(&printed(&reset)));
    assert!(second.is_some() && first != second, "a new password");
    let nobody = folder.run(&["admin", "reset", "eve@example.org"]);
    assert!(!nobody.status.success() && printed(&nobody).contains("eve@example.org is no admin"));
    let list = printed(&folder.run(&["admin", "list"]));
    assert_eq!(list, "noor@example.org  Noor Haddad\n", "a new password changes no name");
}
