//! Why a use case did not do as asked, in terms of what the person can do about it.

use std::fmt;

use convene_domain::FieldErrors;
use convene_domain::account::Act;

#[derive(Debug)]
pub enum Error {
    /// Values of the form are refused, each with a sentence.
    Fields(FieldErrors),
    /// Nobody is signed in, or the session has ended: sign in and try again.
    SignIn,
    /// Signed in, but the role does not allow `Act`, or the thing belongs to somebody else.
    Forbidden(Act),
    /// There is no such thing, or not for this person.
    Missing,
    /// Too often; it may be tried again after so many seconds.
    TooMany { wait_seconds: i64 },
    /// More people want something costly at this moment than the server can serve: a moment later it can.
    Busy,
    /// The server is about to stop and takes nothing new: the next start answers in a moment.
    Restarting,
    /// Ours to mend: logged with an id, shown as "something went wrong".
    Internal(String),
}

pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Fields(errors) => {
                let lines: Vec<_> = errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
                f.write_str(&lines.join("; "))
            }
            Error::SignIn => f.write_str("Sign in first."),
            Error::Forbidden(_) => f.write_str("Your role does not allow this."),
            Error::Missing => f.write_str("There is no such thing."),
            Error::TooMany { wait_seconds } => write!(f, "Too many tries. Wait {wait_seconds} seconds."),
            Error::Busy => {
                f.write_str("The server is busy at the moment. Wait a few seconds, then try again.")
            }
            Error::Restarting => f.write_str("Convene is restarting. Try again in a moment."),
            Error::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

impl From<convene_store::Error> for Error {
    fn from(error: convene_store::Error) -> Self {
        Error::Internal(error.to_string())
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Error::Fields(errors)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Internal(format!("stored JSON does not read back: {error}"))
    }
}

impl Error {
    /// One refused field.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Error::Fields(FieldErrors::one(field, message))
    }
}
