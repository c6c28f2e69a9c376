//! Signing in, the profile, sessions, people, the first start.

pub mod demo;
pub mod people;
pub mod preferences;
pub mod profile;
pub mod sessions;
pub mod setup;
pub mod sign_in;
pub mod undo_address;
