//! `convene doctor` on mail, clock, disk and files, and who may read what the program writes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::Path;

use convene_store::Db;

use crate::process::{Folder, printed, spare_port};

/// What the doctor says, and whether the portal can work.
fn doctor(folder: &Folder, settings: &[(&str, &str)]) -> (String, bool) {
    let mut command = folder.command(&["doctor"]);
    let output = command.envs(settings.iter().copied()).output().expect("the program starts");
    (printed(&output), output.status.success())
}

/// A mail server that answers one caller, as far as the doctor asks.
fn mail_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        stream.write_all(b"220 mail.example ESMTP\r\n").expect("a greeting");
        let lines = BufReader::new(stream.try_clone().expect("a handle")).lines();
        for line in lines.map_while(Result::ok) {
            let answer = if line.starts_with("QUIT") { "221 bye\r\n" } else { "250 mail.example\r\n" };
            if stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
    });
    port
}

#[test]
fn the_doctor_says_whether_mail_can_leave() {
    let folder = Folder::new();
    assert!(folder.run(&["admin", "list"]).status.success(), "this makes the database");
    let (said, works) = doctor(&folder, &[]);
    assert!(works && said.contains("notice  mail: no server is set"), "{said}");
    let with = |port: u16| {
        let port = port.to_string();
        let settings = [
            ("CONVENE_SMTP_HOST", "127.0.0.1"),
            ("CONVENE_SMTP_PORT", &port),
            ("CONVENE_SMTP_SECURITY", "none"),
            ("CONVENE_SMTP_FROM", "portal@example.org"),
        ];
        doctor(&folder, &settings)
    };
    let (said, works) = with(mail_server());
    assert!(works && said.contains("ok      mail: the server answers"), "{said}");
    let (said, works) = with(spare_port());
    assert!(!works && said.contains("PROBLEM mail:") && said.contains("Check host, port"), "{said}");
}

#[test]
fn the_doctor_says_when_a_password_goes_to_another_machine_in_the_clear() {
    let folder = Folder::new();
    assert!(folder.run(&["admin", "list"]).status.success(), "this makes the database");
    let port = spare_port().to_string();
    // A name that is nobody's (RFC 6761).
    for (host, security, warned) in
        [("mail.invalid", "none", true), ("mail.invalid", "starttls", false), ("127.0.0.1", "none", false)]
    {
        let settings = [
            ("CONVENE_SMTP_HOST", host),
            ("CONVENE_SMTP_PORT", &port),
            ("CONVENE_SMTP_SECURITY", security),
            ("CONVENE_SMTP_USERNAME", "portal"),
            ("CONVENE_SMTP_PASSWORD", "hunter2"),
            ("CONVENE_SMTP_FROM", "portal@example.org"),
        ];
        let (said, _) = doctor(&folder, &settings);
        let warning = "notice  mail: the password goes to mail.invalid without TLS";
        assert_eq!(said.contains(warning), warned, "{host} {security}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn the_doctor_says_when_everybody_may_read_the_passwords_in_the_settings_file() {
    let folder = Folder::new();
    let path = folder.join("convene.toml");
    for (text, mode, warned) in [
        ("smtp_password = \"hunter2\"\n", 0o644, true),
        ("smtp_password = \"hunter2\"\n", 0o640, false),
        ("smtp_password = \"hunter2\"\n", 0o600, false),
        ("log = \"info\"\n", 0o644, false),
    ] {
        std::fs::write(&path, text).expect("a file");
        set_mode(&path, mode);
        let (said, _) = doctor(&folder, &[]);
        let warning =
            "notice  files: convene.toml holds smtp_password, and every user on this machine can read it";
        assert_eq!(said.contains(warning), warned, "{mode:o} {text}: {said}");
        assert!(!warned || said.contains("chmod 600 convene.toml"), "{said}");
    }
}

#[test]
fn a_broken_settings_file_is_reported_by_line_and_not_by_what_is_in_it() {
    let folder = Folder::new();
    std::fs::write(folder.join("convene.toml"), "log = \"info\"\nsmtp_password = hunter2\n").expect("a file");
    let output = folder.run(&["config"]);
    let said = printed(&output);
    assert!(!output.status.success() && said.contains("convene.toml, line 2: this is not TOML"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[tokio::test]
async fn the_doctor_finds_a_clock_that_lags_behind_what_is_stored() {
    let folder = Folder::new();
    assert!(folder.run(&["admin", "create", "noor@example.org", "--name", "Noor"]).status.success());
    let (said, works) = doctor(&folder, &[]);
    assert!(works && said.contains("ok      clock: plausible"), "{said}");
    let db = Db::open_sqlite(&folder.join("data/convene.db")).await.expect("it opens");
    let Db::Sqlite { writer, .. } = &db else { panic!("it is SQLite") };
    let later = "UPDATE person SET created_at = created_at + 3 * 86400000";
    sqlx::query(later).execute(writer).await.expect("moved");
    db.close().await;
    let (said, works) = doctor(&folder, &[]);
    assert!(!works && said.contains("PROBLEM clock:") && said.contains("time synchronisation"), "{said}");
}

#[test]
fn the_doctor_says_how_many_may_connect_and_how_much_room_there_is() {
    let folder = Folder::new();
    let (said, _) = doctor(&folder, &[("CONVENE_MAX_CONNECTIONS", "40")]);
    assert!(said.contains("ok      connections: up to 40,"), "{said}");
    assert!(said.lines().any(|line| line.contains(" disk: ") && line.contains(" MB are free")), "{said}");
    assert!(!folder.join("data/.convene-doctor").exists(), "nothing is left behind");
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    let about = std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o777
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(path, mode).expect("its owner may");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_programs_own_account_may_read_the_database_and_its_copies() {
    let folder = Folder::new();
    let data = folder.join("deep/data").display().to_string();
    let run = |arguments: &[&str]| {
        let output = folder.run(&[arguments, &["--data", &data]].concat());
        assert!(output.status.success(), "{}", printed(&output));
        printed(&output)
    };
    run(&["admin", "create", "noor@example.org", "--name", "Noor"]);
    let live = folder.join("deep/data/convene.db");
    // While it is open, SQLite keeps files beside it.
    let open = Db::open_sqlite(&live).await.expect("it opens");
    let Db::Sqlite { writer, .. } = &open else { panic!("it is SQLite") };
    sqlx::query("UPDATE person SET name = 'N.'").execute(writer).await.expect("stored");
    for name in ["convene.db", "convene.db-wal", "convene.db-shm"] {
        assert_eq!(mode(&folder.join("deep/data").join(name)), 0o600, "{name}");
    }
    open.close().await;
    assert_eq!((mode(&folder.join("deep")), mode(&folder.join("deep/data"))), (0o700, 0o700));
    let copy = folder.join("copy.db");
    run(&["backup", &copy.display().to_string()]);
    assert_eq!(mode(&copy), 0o600);
    // A copy that somebody carried about and opened up does not open the restored one.
    set_mode(&copy, 0o644);
    run(&["restore", &copy.display().to_string()]);
    assert_eq!(mode(&live), 0o600);
    assert!(!run(&["doctor"]).contains("files:"), "nothing to complain about");
    set_mode(&live, 0o644);
    let said = run(&["doctor"]);
    assert!(said.contains("notice  files: other accounts") && said.contains("chmod 600"), "{said}");
}
