//! `cargo xtask test`: all that CI runs, quick steps first.

mod browser;
mod postgres;
mod rust;
mod summary;

use std::cell::OnceCell;
use std::process::ExitCode;
use std::time::Duration;

use crate::project::Project;
use crate::timing::{Stopwatch, seconds};
use crate::{Result, command};
use postgres::Cluster;
pub use summary::Count;

#[derive(clap::Args)]
pub struct Options {
    /// Only these steps, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "STEP")]
    only: Vec<String>,
    /// List the steps and end
    #[arg(long)]
    list: bool,
    /// Go on after a step that failed
    #[arg(long)]
    keep_going: bool,
    /// Passed on: to the browser tests' Playwright, or as a filter to the Rust tests
    #[arg(last = true, value_name = "ARGUMENTS")]
    pass_on: Vec<String>,
}

/// What the steps of one run share.
pub struct Run<'a> {
    project: &'a Project,
    pass_on: &'a [String],
    /// The names of the steps that run.
    chosen: Vec<&'static str>,
    binaries: OnceCell<rust::Binaries>,
    cluster: OnceCell<Cluster>,
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Run<'_>) -> Result<Count>,
}

const STEPS: [Step; 13] = [
    Step { name: "fmt", what: "Format of the Rust sources", run: format },
    Step { name: "licences", what: "Licences, sources and versions of dependencies", run: licences },
    Step { name: "lint", what: "Clippy, native", run: lint_native },
    Step {
        name: "lint-play",
        what: "Clippy, the members' browser bundle",
        run: |run| lint_browser(run, "play"),
    },
    Step {
        name: "lint-desk",
        what: "Clippy, the hosts' browser bundle",
        run: |run| lint_browser(run, "desk"),
    },
    Step { name: "domain", what: "Rules: unit and property tests", run: |run| rust::package(run, "domain") },
    Step { name: "xtask", what: "Build steps", run: rust::xtask },
    Step {
        name: "store",
        what: "Database contract on SQLite and PostgreSQL",
        run: |run| rust::package(run, "store"),
    },
    Step { name: "service", what: "Use cases", run: |run| rust::package(run, "service") },
    Step { name: "bench", what: "Measuring", run: |run| rust::package(run, "bench") },
    Step { name: "app", what: "Pages and parts", run: |run| rust::package(run, "app") },
    Step { name: "http", what: "HTTP against the real router", run: |run| rust::package(run, "http") },
    Step { name: "browser", what: "Journeys in Chromium", run: browser::run },
];

/// What became of one step.
struct Outcome {
    name: &'static str,
    time: Duration,
    count: Count,
    note: String,
}

/// Runs the steps, prints a table and then the one line `N passed, N failed`.
pub fn test(project: &Project, options: &Options) -> Result<ExitCode> {
    if options.list {
        for step in STEPS {
            println!("{:<10} {}", step.name, step.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let chosen = choose(&options.only)?;
    let names = chosen.iter().map(|step| step.name).collect();
    let run = Run {
        project,
        pass_on: &options.pass_on,
        chosen: names,
        binaries: OnceCell::new(),
        cluster: OnceCell::new(),
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for step in chosen {
        let stopped = outcomes.iter().any(|outcome| outcome.count.failed > 0) && !options.keep_going;
        if stopped {
            let note = "not run: a step before it failed".to_owned();
            outcomes.push(Outcome { name: step.name, time: Duration::ZERO, count: Count::default(), note });
            continue;
        }
        println!("\n==> {}: {}", step.name, step.what);
        let watch = Stopwatch::start();
        let result = (step.run)(&run);
        let (count, note) = match result {
            Ok(count) if count.passed + count.failed == 0 => (count, "no tests".to_owned()),
            Ok(count) if count.skipped > 0 => (count, "why some were skipped is said above".to_owned()),
            Ok(count) => (count, String::new()),
            Err(sentence) => {
                eprintln!("{sentence}");
                let first = sentence.lines().next().unwrap_or_default().to_owned();
                (Count { failed: 1, ..Count::default() }, first)
            }
        };
        outcomes.push(Outcome { name: step.name, time: watch.elapsed(), count, note });
    }
    // Stopped before the summary, so that nothing is printed behind it.
    drop(run);
    Ok(conclude(&outcomes))
}

fn choose(only: &[String]) -> Result<Vec<Step>> {
    if let Some(unknown) = only.iter().find(|name| STEPS.iter().all(|step| step.name != name.as_str())) {
        let names = STEPS.map(|step| step.name).join(", ");
        return Err(format!("There is no step called {unknown}. The steps are: {names}."));
    }
    Ok(STEPS
        .into_iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .collect())
}

fn conclude(outcomes: &[Outcome]) -> ExitCode {
    let mut total = Count::default();
    let mut time = Duration::ZERO;
    println!("\n{:<12}{:>12}{:>9}{:>9}{:>9}", "step", "time", "passed", "failed", "skipped");
    for Outcome { name, time: took, count, note } in outcomes {
        total += *count;
        time += *took;
        let took = seconds(*took);
        println!("{name:<12}{took:>12}{:>9}{:>9}{:>9}  {note}", count.passed, count.failed, count.skipped);
    }
    println!("{:<12}{:>12}{:>9}{:>9}{:>9}", "all", seconds(time), total.passed, total.failed, total.skipped);
    println!("{} passed, {} failed", total.passed, total.failed);
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Run<'_> {
    /// The throw-away PostgreSQL, started when first asked for.
    fn cluster(&self) -> Result<&Cluster> {
        if self.cluster.get().is_none() {
            _ = self.cluster.set(crate::timing::step("Starting a throw-away PostgreSQL", Cluster::start)?);
        }
        self.cluster.get().ok_or_else(|| "PostgreSQL did not start.".to_owned())
    }
}

fn format(run: &Run<'_>) -> Result<Count> {
    command::run(run.project.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Count::one_passed())
}

fn licences(run: &Run<'_>) -> Result<Count> {
    crate::licences::check::run(run.project)
}

fn lint_native(run: &Run<'_>) -> Result<Count> {
    let mut cargo = run.project.cargo();
    cargo.args(["clippy", "--workspace", "--exclude", "convene-frontend", "--all-targets"]);
    cargo.args(["--features", rust::FEATURES, "--", "-D", "warnings"]);
    command::run(&mut cargo)?;
    Ok(Count::one_passed())
}

fn lint_browser(run: &Run<'_>, audience: &str) -> Result<Count> {
    crate::prepare::wasm_target()?;
    let mut cargo = run.project.cargo();
    cargo.args(["clippy", "--package", "convene-app", "--package", "convene-frontend"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--features"]);
    cargo.arg(format!("convene-app/hydrate,convene-frontend/{audience}"));
    command::run(cargo.args(["--", "-D", "warnings"]))?;
    Ok(Count::one_passed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_step_runs_cheapest_first() {
        let steps = choose(&[]).unwrap();
        assert_eq!(steps.len(), STEPS.len());
        assert_eq!(steps[0].name, "fmt");
        assert_eq!(steps[STEPS.len() - 1].name, "browser");
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_list_of_steps() {
        let Err(refused) = choose(&["browsr".to_owned()]) else { panic!("accepted") };
        assert!(refused.contains("browsr") && refused.contains("browser"), "{refused}");
    }
}
