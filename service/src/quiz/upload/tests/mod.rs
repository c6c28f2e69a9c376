//! Files as people send them, good and bad.

mod formats;
mod hostile;
mod real;
mod workbook;

use convene_domain::quiz::import::{Format, Outcome};

use crate::compute::Budget;
use crate::{Error, Result};

/// Reads a file that must be readable.
#[track_caller]
fn read(file_name: &str, bytes: impl AsRef<[u8]>) -> Outcome {
    read_file(file_name, bytes.as_ref(), None).expect("readable")
}

/// Without a bound of time.
fn read_file(file_name: &str, bytes: &[u8], format: Option<Format>) -> Result<Outcome> {
    super::read_file(file_name, bytes, format, &Budget::unlimited())
}

/// The sentence with which a file is refused.
#[track_caller]
fn sentence(result: Result<Outcome>) -> String {
    match result {
        Err(Error::Fields(errors)) => errors.of("file").expect("an error of the file").to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Prompt of every accepted question.
fn prompts(outcome: &Outcome) -> Vec<&str> {
    outcome.questions.iter().map(|read| read.question.prompt.as_str()).collect()
}

const GIFT: &str = "// Vaults\n::Hedge::What does a delta-neutral vault hedge?{\n\t=Price\n\t~Fees\n\t~Time\n\t####Price moves cancel out.\n}\n\nFunding can be negative.{T}\n\nExplain basis.{}\n";
const AIKEN: &str =
    "Who pays when funding is positive?\nA) Longs\nB) Shorts\nANSWER: A\n\nLost?\nA) yes\nB) no\n";
const TRIVIA: &str =
    "#Q What is a short?\n^ Selling what you borrowed\nA Selling what you borrowed\nB A fast trade\n";
const CSV: &str = "question,answer1,answer2,answer3,correct,limit,points,explanation\n\"Which, of these,\nis a hedge?\",Short,Long,Hold,1,30,2,\nWhich two?,a1,b1,c1,\"1,3\",none,,Because\nNo mark,a1,b1,,,,,\n";
