//! Sign-in, sessions, profiles, people, set-up.

pub mod address;
pub mod browser;
mod codes;
mod device;
pub mod kept;
mod merge;
pub mod password;
pub mod people;
pub mod profile;
pub mod proof;
pub mod session;
pub mod setup;
mod shares;
pub mod sign_in;
pub(crate) mod throttle;
pub(crate) mod words;

pub use session::Signed;
