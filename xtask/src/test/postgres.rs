//! A PostgreSQL of our own for one run: temporary folder, spare port, this machine only, gone afterwards.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::command::on_path;
use crate::timing::Stopwatch;
use crate::{Result, command, prepare, program};

/// A running cluster; stopped and deleted when dropped.
pub struct Cluster {
    folder: PathBuf,
    child: Child,
    port: u16,
}

impl Cluster {
    pub fn start() -> Result<Self> {
        let tools = prepare::postgres()?;
        sweep();
        let folder = std::env::temp_dir().join(format!("{PREFIX}{}", std::process::id()));
        let owner = Owner::find()?;
        make(&folder, owner.as_ref())?;
        let data = folder.join("data");

        let mut initdb = run_as(owner.as_ref(), &tools.join("initdb"));
        initdb.arg("--pgdata").arg(&data).args(["--username=postgres", "--auth=trust", "--encoding=UTF8"]);
        initdb.args(["--locale=C.UTF-8", "--no-sync"]).current_dir(&folder);
        command::output(&mut initdb).inspect_err(|_| _ = fs::remove_dir_all(&folder))?;

        let port = program::spare_port()?;
        let log_file = folder.join("log");
        let log = fs::File::create(&log_file).map_err(|error| format!("{}: {error}", log_file.display()))?;
        let mut postgres = run_as(owner.as_ref(), &tools.join("postgres"));
        postgres.arg("-D").arg(&data).args(["-p", &port.to_string()]).arg("-k").arg(&folder);
        // The data lives for one run: no need to survive a power cut.
        for setting in [
            "listen_addresses=127.0.0.1",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=300",
        ] {
            postgres.args(["-c", setting]);
        }
        postgres.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = postgres.spawn().map_err(|error| command::not_started(&postgres, &error))?;
        let mut cluster = Self { folder, child, port };
        cluster.wait_until_ready(&tools, &log_file)?;
        Ok(cluster)
    }

    /// Where tests connect to make databases of their own.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self, tools: &Path, log: &Path) -> Result<()> {
        let watch = Stopwatch::start();
        while watch.elapsed() < Duration::from_secs(30) {
            let mut ask = Command::new(tools.join("pg_isready"));
            ask.args(["-h", "127.0.0.1", "-p", &self.port.to_string()]);
            if command::output(&mut ask).is_ok() {
                return Ok(());
            }
            if !matches!(self.child.try_wait(), Ok(None)) {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(format!("PostgreSQL did not start. It said:\n{}", fs::read_to_string(log).unwrap_or_default()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Fast shutdown: PostgreSQL ends the sessions that tests left open.
        program::stop(&mut self.child, "-INT");
        _ = fs::remove_dir_all(&self.folder);
    }
}

const PREFIX: &str = "convene-test-postgres-";

/// Deletes what runs that were killed left behind.
fn sweep() {
    for entry in fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(process) = name.strip_prefix(PREFIX) else { continue };
        if Path::new("/proc/self").exists() && !Path::new("/proc").join(process).exists() {
            _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The account PostgreSQL runs as when we are root, which it refuses to run as.
struct Owner {
    name: &'static str,
    user: u32,
    group: u32,
}

impl Owner {
    fn find() -> Result<Option<Self>> {
        if !prepare::is_root() {
            return Ok(None);
        }
        let id = |option: &str, name: &str| {
            let answer = command::output(Command::new("id").args([option, name])).ok()?;
            answer.trim().parse::<u32>().ok()
        };
        for name in ["postgres", "nobody"] {
            if let (Some(user), Some(group)) = (id("-u", name), id("-g", name)) {
                return Ok(Some(Self { name, user, group }));
            }
        }
        Err("PostgreSQL does not run as root, and there is no account postgres or nobody to run it as."
            .to_owned())
    }
}

fn make(folder: &Path, owner: Option<&Owner>) -> Result<()> {
    let explain = |error: std::io::Error| format!("{}: {error}", folder.display());
    _ = fs::remove_dir_all(folder);
    fs::create_dir(folder).map_err(explain)?;
    if let Some(owner) = owner {
        std::os::unix::fs::chown(folder, Some(owner.user), Some(owner.group)).map_err(explain)?;
    }
    Ok(())
}

/// `program`, as the other account when there is one. It ends with us even if we are killed.
fn run_as(owner: Option<&Owner>, program: &Path) -> Command {
    let mut words: Vec<OsString> = Vec::new();
    match (owner, on_path(&["setpriv"]), on_path(&["runuser"])) {
        (Some(owner), Some(setpriv), _) => {
            words.push(setpriv.into());
            words.push(format!("--reuid={}", owner.name).into());
            words.push(format!("--regid={}", owner.group).into());
            words.extend(["--clear-groups".into(), "--pdeathsig=INT".into(), "--".into()]);
        }
        (Some(owner), None, Some(runuser)) => {
            words.push(runuser.into());
            words.extend(["-u".into(), owner.name.into(), "--".into()]);
        }
        (Some(owner), None, None) => {
            // su runs a shell; the shell becomes the program.
            words.extend(["su".into(), "-s".into(), "/bin/sh".into(), owner.name.into()]);
            words.extend(["-c".into(), "exec \"$0\" \"$@\"".into()]);
        }
        (None, Some(setpriv), _) => {
            words.push(setpriv.into());
            words.extend(["--pdeathsig=INT".into(), "--".into()]);
        }
        (None, None, _) => {}
    }
    words.push(program.into());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "test::postgres::tests::a_cluster_answers_and_leaves_nothing_behind";

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        // It was waited for until it answered.
        let cluster = Cluster::start().unwrap();
        let folder = cluster.folder.clone();
        assert!(folder.join("data/PG_VERSION").is_file());
        drop(cluster);
        assert!(!folder.exists());
    }

    #[test]
    fn an_ordinary_account_gets_a_cluster_too() {
        // Whoever is no administrator has just seen it in the test above.
        let Some(owner) = Owner::find().unwrap() else { return };
        let folder = std::env::temp_dir().join(format!("convene-xtask-ordinary-{}", std::process::id()));
        make(&folder, Some(&owner)).unwrap();
        // This program, where that account may read it.
        let program = folder.join("xtask-tests");
        fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let mut again = run_as(Some(&owner), &program);
        let said = command::output(again.args(["--exact", OWN]).current_dir(&folder));
        fs::remove_dir_all(&folder).unwrap();
        assert!(said.unwrap().contains("1 passed"), "the test above, as {}", owner.name);
    }
}
