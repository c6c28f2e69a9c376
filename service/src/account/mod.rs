//! Sign-in, sessions, profiles, people, set-up.

pub mod browser;
pub mod kept;
mod merge;
pub mod password;
pub mod people;
pub mod profile;
pub mod session;
pub mod setup;
pub mod sign_in;
pub(crate) mod throttle;
pub(crate) mod words;

pub use session::Signed;
