//! `convene import`: a question file becomes a quiz.

use std::path::PathBuf;

use clap::Args;
use convene_domain::account::Email;
use convene_domain::quiz::import::Outcome;
use convene_service::compute::Budget;
use convene_service::quiz::import::{self, Chosen, Import};
use convene_service::quiz::upload::{FILE_BYTES, read_file};
use convene_service::{Error, Service, Viewer};
use convene_store::account::person;

use super::admin;
use crate::config::Config;

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// GIFT, Aiken, Kahoot xlsx, OpenTriviaQA or CSV; told apart by content
    pub file: PathBuf,
    /// E-mail address of the educator who gets the quiz
    #[arg(long)]
    pub owner: String,
    /// Title of the quiz [default: the file's name]
    #[arg(long)]
    pub title: Option<String>,
    /// Show what would be imported, and import nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What is wrong, as one sentence without the names of form fields.
fn sentence(error: &Error) -> String {
    match error {
        Error::Fields(errors) => {
            errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    }
}

pub async fn run(config: Config, args: ImportArgs) -> Result<(), String> {
    let shown = args.file.display();
    let size =
        std::fs::metadata(&args.file).map_err(|error| format!("{shown} cannot be read: {error}"))?.len();
    if size > FILE_BYTES as u64 {
        return Err(format!("{shown} is larger than 10 MB. Split it into several files."));
    }
    let bytes = std::fs::read(&args.file).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let outcome = read_file(&name, &bytes, None, &Budget::unlimited())
        .map_err(|error| format!("{shown}: {}", sentence(&error)))?;
    print!("{}", report(&outcome));
    if outcome.questions.is_empty() {
        return Err(format!("nothing in {shown} could be imported"));
    }
    let service = admin::service(&config).await?;
    let done = match owner(&service, &args.owner).await {
        Ok(_) if args.dry_run => Ok("This was a dry run: nothing is stored.".to_owned()),
        Ok(viewer) => store(&service, &viewer, &name, bytes, args.title).await,
        Err(sentence) => Err(sentence),
    };
    service.db().close().await;
    println!("{}", done?);
    Ok(())
}

/// What was found, line by line.
fn report(outcome: &Outcome) -> String {
    let mut text = format!(
        "Read as {}. Questions: {}. Left out: {}.\n",
        outcome.format.name(),
        outcome.questions.len(),
        outcome.rejected.len()
    );
    for notice in &outcome.notices {
        text.push_str(&format!("  note: {notice}\n"));
    }
    for rejected in &outcome.rejected {
        text.push_str(&format!("  line {}: {}\n    {}\n", rejected.line, rejected.reason, rejected.text));
    }
    text
}

/// The educator with this address, as somebody who asks.
async fn owner(service: &Service, email: &str) -> Result<Viewer, String> {
    let email = Email::parse(email).map_err(|error| format!("--owner {email}: {error}"))?;
    let mut tx = service.db().read().await.map_err(|error| error.to_string())?;
    let person = person::by_email(&mut tx, &email).await.map_err(|error| error.to_string())?;
    let person = person.ok_or_else(|| format!("nobody has the address {}", email.as_str()))?;
    Ok(Viewer { person: Some(person), ..Viewer::default() })
}

async fn store(
    service: &Service,
    viewer: &Viewer,
    name: &str,
    bytes: Vec<u8>,
    title: Option<String>,
) -> Result<String, String> {
    let refused = |error: Error| match error {
        Error::Forbidden(_) => {
            "this person's role may not own quizzes; make them an educator first".to_owned()
        }
        other => sentence(&other),
    };
    let id = import::upload(service, viewer, name, bytes, None).await.map_err(refused)?;
    let suggested = match import::preview(service, viewer, id).await.map_err(refused)? {
        Import::Waiting(preview) => preview.title,
        Import::Confirmed(_) => String::new(),
    };
    let title = title.unwrap_or(suggested);
    let confirmed = import::confirm(service, viewer, id, &title, Chosen::All).await;
    if confirmed.is_err() {
        import::discard(service, viewer, id).await.map_err(refused)?;
    }
    let quiz = confirmed.map_err(refused)?;
    Ok(format!("Imported as \"{title}\": {}/quizzes/{quiz}", service.settings().public_url))
}
