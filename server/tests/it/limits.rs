//! How many people a server takes, and what those find who come after them.

use std::process::{Command, Stdio};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::harness::Page;
use crate::process::{Folder, Program, Visitor, spare_port};
use crate::quiz::LOBBY;
use crate::stage::{Line, PATIENCE, Sender as _, join};

/// Started by a shell that lets a program open few files, as most do.
#[cfg(unix)]
fn start_with_soft_limit(folder: &Folder, files: u32) -> Program {
    let port = spare_port();
    let plain = folder.command(&["demo", "--port", &port.to_string()]);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &format!("ulimit -Sn {files} && exec \"$0\" \"$@\"")]);
    shell.arg(plain.get_program()).args(plain.get_args()).env_clear().stdin(Stdio::null());
    shell.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(plain.get_current_dir().expect("its folder"));
    Program::start(folder, port, &mut shell)
}

#[cfg(unix)]
#[tokio::test]
async fn more_people_are_let_in_than_a_shells_soft_limit_of_open_files_allows() {
    let folder = Folder::new();
    let program = start_with_soft_limit(&folder, 100);
    let mut others = Vec::new();
    for _ in 0..200 {
        others.push(TcpStream::connect(program.address).await.expect("the server listens"));
    }
    // Sooner than the silent ones are given up.
    let page = timeout(Duration::from_secs(10), Visitor::new(program.address).get("/healthz")).await;
    assert_eq!(page.expect("an answer in time").status, StatusCode::OK);
}

/// Asks until the answer has this status: connections come to their end a moment after their answer.
async fn until(visitor: &mut Visitor, status: StatusCode) -> Page {
    let asking = async {
        loop {
            let page = visitor.get("/healthz").await;
            if page.status == status {
                return page;
            }
        }
    };
    timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("it never answers {status}"))
}

/// A line, as soon as there is a place for it.
async fn enter(program: &Program, visitor: &Visitor) -> Line {
    let opening = async {
        loop {
            if let Ok(line) = Line::open(program.address, LOBBY, "player", &visitor.cookie(), None).await {
                return line;
            }
        }
    };
    timeout(PATIENCE, opening).await.expect("a place")
}

#[tokio::test]
async fn live_games_hold_their_places_and_who_finds_none_is_told_so() {
    let (folder, port) = (Folder::new(), spare_port());
    let mut command = folder.command(&["demo", "--port", &port.to_string()]);
    let both = [("CONVENE_MAX_CONNECTIONS", "2"), ("CONVENE_MAX_CONNECTIONS_PER_ADDRESS", "2")];
    let program = Program::start(&folder, port, command.envs(both));
    let mut players = [Visitor::new(program.address), Visitor::new(program.address)];
    for (player, name) in players.iter_mut().zip(["Grace", "Ada"]) {
        until(player, StatusCode::OK).await;
        join(player, LOBBY, name).await;
    }
    let lines = [enter(&program, &players[0]).await, enter(&program, &players[1]).await];
    let mut late = Visitor::new(program.address);
    let page = until(&mut late, StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(page.says("As many people as this server takes are connected already."), "{}", page.body);
    assert_eq!(page.headers["retry-after"], "60");
    drop(lines);
    until(&mut late, StatusCode::OK).await;
}

/// A connection from another address of this machine.
#[cfg(target_os = "linux")]
async fn connect_from(source: &str, program: &Program) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(format!("{source}:0").parse().expect("an address")).expect("an address of this machine");
    socket.connect(program.address).await.expect("the server listens")
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_address_holds_its_share_of_the_places_and_others_come_in() {
    let (folder, port, own) = (Folder::new(), spare_port(), spare_port());
    let mut command = folder.command(&["demo", "--port", &port.to_string()]);
    command.env("CONVENE_MAX_CONNECTIONS_PER_ADDRESS", "3");
    command.env("CONVENE_METRICS_LISTEN", format!("127.0.0.1:{own}"));
    let program = Program::start(&folder, port, &mut command);
    let mut silent = Vec::new();
    for _ in 0..3 {
        silent.push(connect_from("127.0.0.2", &program).await);
    }
    let ask = async |source: &str| {
        let mut visitor = Visitor::new(program.address);
        let mut stream = connect_from(source, &program).await;
        stream.write_all(visitor.head("GET", "/healthz", "").as_bytes()).await.expect("the server reads");
        visitor.answer(stream).await
    };
    let refused = ask("127.0.0.2").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.says("Too many connections from your network are open."), "{}", refused.body);
    assert_eq!(refused.headers["retry-after"], "60");
    assert_eq!(ask("127.0.0.3").await.status, StatusCode::OK);
    let numbers = Visitor::new(([127, 0, 0, 1], own).into()).get("/metrics").await.body;
    assert!(numbers.contains("convene_turned_away_total{reason=\"address\"} 1"), "{numbers}");
}
