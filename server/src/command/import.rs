//! `convene import`: a question file becomes a quiz.

use std::path::PathBuf;

use clap::Args;

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

pub async fn run(_config: Config, args: ImportArgs) -> Result<(), String> {
    Err(format!("{} was not imported", args.file.display()))
}
