//! What is said of a broken file, and what is not.

use super::*;

const SECRET: &str = "hunter2-correct-horse";

#[test]
fn a_broken_line_is_named_by_its_number_and_never_shown() {
    let broken = [
        "smtp_password = hunter2-correct-horse",
        "smtp_password hunter2-correct-horse",
        "smtp_password = \"hunter2-correct-horse",
        "smtp_password = 'hunter2-correct-horse",
        "smtp_password = \"\"\"hunter2-correct-horse",
        "smtp_password = \"hunter2-correct-horse\" \"again\"",
        "smtp_password = [\"hunter2-correct-horse\"",
        "smtp_password = { a = hunter2-correct-horse }",
        "smtp_password = \"\\hunter2-correct-horse\"",
        "smtp_password = \"\\u00hunter2-correct-horse\"",
        "smtp_password = 12hunter2-correct-horse",
        "smtp_password = 0xhunter2-correct-horse",
        "smtp_password = 99999999999999999999 # hunter2-correct-horse",
        "smtp_password = 2026-13-77hunter2-correct-horse",
        "smtp_password = \"a\"\nsmtp_password = \"hunter2-correct-horse\"",
        "[hunter2-correct-horse]\n[hunter2-correct-horse]",
        "a.b = 1\n[a]\nb.hunter2-correct-horse = 2\n[a.b]",
        "[hunter2-correct-horse",
        "= hunter2-correct-horse",
        "hunter2-correct-horse",
        "\u{1}hunter2-correct-horse = 1",
        "database_url = postgres://app:hunter2-correct-horse@db/convene",
    ];
    for text in broken {
        let file = format!("# The first line\nlisten = \"127.0.0.1:1\"\n{text}\n");
        let (line, what) = parse(file.as_bytes()).expect_err(text);
        assert!((3..=7).contains(&line), "{text:?} is said to be line {line}");
        for piece in SECRET.split('-') {
            assert!(!what.contains(piece), "{piece} in {what}");
        }
        assert!(what.starts_with("this is not TOML: ") && !what.contains('\n'), "{what}");
    }
    let (line, what) = parse(b"listen = \"127.0.0.1:1\"\nlog = \"inf\xff\"\n").expect_err("no UTF-8");
    assert_eq!((line, what.as_str()), (2, "this is not UTF-8. Save the file as UTF-8"));
}

#[test]
fn a_name_that_is_no_setting_is_said_with_its_file_and_not_at_length() {
    let file = File { path: Some(PathBuf::from("/etc/convene.toml")), ..File::default() };
    assert!(file.unknown("lisen").starts_with("/etc/convene.toml sets lisen, which isn't a known setting"));
    let long = file.unknown(&"x".repeat(300));
    assert!(long.len() < 150 && long.contains("x..., which"), "{long}");
}

#[test]
fn a_file_with_passwords_says_which() {
    let secrets = |text: &str| {
        let table = text.parse().expect("TOML");
        File { path: Some(PathBuf::from(USUAL)), table }.with_secrets().map(|file| file.secrets)
    };
    assert_eq!(secrets("listen = \"127.0.0.1:1\""), None);
    assert_eq!(secrets("smtp_password = \"\"\ndatabase_url = \"postgres://app@db/convene\""), None);
    assert_eq!(secrets("smtp_password = \"x\""), Some(vec!["smtp_password"]));
    for url in ["postgres://app:x@db/convene", "postgres://db/convene?sslmode=require&password=x"] {
        assert_eq!(secrets(&format!("database_url = {url:?}")), Some(vec!["database_url"]), "{url}");
    }
}
