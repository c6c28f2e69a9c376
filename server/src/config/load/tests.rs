//! What wins, what is hidden, and what is refused.

use std::path::Path;

use super::*;

fn flags(values: &[(&'static str, &str)]) -> Flags {
    Flags { config: None, values: values.iter().map(|(key, value)| (*key, (*value).to_owned())).collect() }
}

fn shown<'a>(config: &'a Config, key: &str) -> &'a Shown {
    config.shown.iter().find(|shown| shown.key == key).expect("every setting is shown")
}

#[test]
fn flags_win_over_the_environment_and_it_wins_over_defaults() {
    let environment = |name: &str| match name {
        "CONVENE_LISTEN" => Some("127.0.0.1:4000".to_owned()),
        "CONVENE_DATA" => Some("/srv/convene".to_owned()),
        _ => None,
    };
    let config = load(&flags(&[("listen", "127.0.0.1:5000")]), &environment).expect("fits");
    assert_eq!(config.listen.port(), 5000);
    assert_eq!(config.data, PathBuf::from("/srv/convene"));
    assert_eq!(config.public_url, "http://localhost:5000");
    assert_eq!(shown(&config, "listen").source, Source::Flag);
    assert_eq!(shown(&config, "data").source, Source::Environment);
    assert_eq!(shown(&config, "log").source, Source::Default);
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    let path = std::env::temp_dir().join(format!("convene-secret-{}", std::process::id()));
    std::fs::write(&path, "postgres://app:hunter2@db/convene\n").expect("writes");
    let name = path.to_string_lossy().into_owned();
    let environment = move |key: &str| (key == "DATABASE_URL_FILE").then(|| name.clone());
    let config = load(&Flags::default(), &environment).expect("fits");
    std::fs::remove_file(&path).expect("removes");
    assert_eq!(config.database_url.as_deref(), Some("postgres://app:hunter2@db/convene"));
    assert_eq!(shown(&config, "database_url").value, "(hidden)");
}

#[test]
fn a_wrong_setting_is_named() {
    for (key, value) in [
        ("listen", "3000"),
        ("public_url", "learn.example.org"),
        ("public_url", "https://a.example/path"),
        ("database_url", "mysql://x"),
        ("trusted_proxies", "10.0.0.0/40"),
        ("log_format", "xml"),
        ("metrics_listen", "everywhere"),
    ] {
        let error = load(&flags(&[(key, value)]), &|_| None).expect_err(key);
        assert!(error.to_lowercase().contains(key), "{key}: {error}");
    }
}

/// A file with `text`, gone when dropped.
struct Written(PathBuf);

impl Written {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("convene-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("writes");
        Self(path)
    }

    fn flags(&self, values: &[(&'static str, &str)]) -> Flags {
        Flags { config: Some(self.0.clone()), ..flags(values) }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).expect("removes");
    }
}

#[test]
fn the_file_wins_over_defaults_and_loses_to_the_environment_and_to_flags() {
    let text = "listen = \"127.0.0.1:4001\"\ndata = \"/srv/file\"\nlog = \"debug\"\nmax_connections = 50\n\
                trusted_proxies = [\"10.0.0.1\", \"10.1.0.0/16\"]\n";
    let file = Written::new("order.toml", text);
    let environment = |name: &str| (name == "CONVENE_DATA").then(|| "/srv/environment".to_owned());
    let config = load(&file.flags(&[("listen", "127.0.0.1:4002")]), &environment).expect("fits");
    assert_eq!((config.listen.port(), shown(&config, "listen").source), (4002, Source::Flag));
    assert_eq!(
        (config.data.as_path(), shown(&config, "data").source),
        (Path::new("/srv/environment"), Source::Environment)
    );
    assert_eq!((config.log.as_str(), shown(&config, "log").source), ("debug", Source::File));
    assert_eq!((config.max_connections, config.trusted_proxies.len()), (50, 2));
    assert_eq!(shown(&config, "log_format").source, Source::Default);
}

#[test]
fn a_mistake_in_the_file_is_named_and_a_file_that_was_asked_for_must_be_there() {
    for (text, part) in [
        ("lisen = \"127.0.0.1:1\"", "lisen, which isn't a known setting"),
        ("listen = true", "listen in the file takes a text or a number"),
        ("trusted_proxies = [1]", "trusted_proxies in the file takes a list of texts"),
        ("max_connections = 0", "max_connections is \"0\", but takes a number from 1"),
        (
            "max_connections_per_address = 0",
            "max_connections_per_address is \"0\", but takes a number from 1",
        ),
        ("listen = ", "line 1"),
    ] {
        let file = Written::new("mistake.toml", text);
        let error = load(&file.flags(&[]), &|_| None).expect_err(text);
        assert!(error.contains(part), "{part} in {error}");
    }
    let missing = Flags { config: Some(PathBuf::from("nowhere.toml")), ..Flags::default() };
    let error = load(&missing, &|_| None).expect_err("it is not there");
    assert!(error.contains("nowhere.toml cannot be read"), "{error}");
}

#[test]
fn a_secret_file_wins_over_the_settings_file_and_loses_to_its_variable() {
    let settings = Written::new(
        "secrets.toml",
        "smtp_host = \"mail\"\nsmtp_from = \"a@b.example\"\nsmtp_password = \"from toml\"\n",
    );
    let secret = Written::new("password", "from file\n");
    let password = |variable: Option<&str>, file: Option<&Path>| {
        let environment = |name: &str| match name {
            "CONVENE_SMTP_PASSWORD" => variable.map(str::to_owned),
            "CONVENE_SMTP_PASSWORD_FILE" => file.map(|path| path.display().to_string()),
            _ => None,
        };
        let config = load(&settings.flags(&[]), &environment)?;
        assert_eq!(shown(&config, "smtp_password").value, "(hidden)");
        Ok::<_, String>(config.smtp.expect("a mail server").password)
    };
    assert_eq!(password(None, None).as_deref(), Ok("from toml"));
    assert_eq!(password(None, Some(&secret.0)).as_deref(), Ok("from file"), "without the line's end");
    assert_eq!(password(Some("from variable"), Some(&secret.0)).as_deref(), Ok("from variable"));
    let error = password(None, Some(Path::new("nowhere"))).expect_err("it is not there");
    assert!(error.contains("nowhere cannot be read"), "{error}");
}

#[test]
fn what_nobody_set_is_shown_as_what_it_comes_to() {
    let config =
        load(&flags(&[("listen", "0.0.0.0:8080"), ("data", "/srv/convene")]), &|_| None).expect("fits");
    assert_eq!(config.max_connections_per_address, None);
    for (key, value) in [
        ("public_url", "http://localhost:8080"),
        ("database_url", "SQLite in /srv/convene"),
        ("max_connections_per_address", "3333"),
    ] {
        assert_eq!(
            (shown(&config, key).value.as_str(), shown(&config, key).source),
            (value, Source::Derived)
        );
    }
    let table = crate::config::table(&config);
    let line = table.lines().find(|line| line.starts_with("public_url")).expect("its line");
    assert!(line.contains("http://localhost:8080") && line.ends_with("derived"), "{line}");
    let set = load(&flags(&[("public_url", "https://learn.example.org")]), &|_| None).expect("fits");
    assert_eq!(shown(&set, "public_url").source, Source::Flag);
}
