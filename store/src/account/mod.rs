//! People, their sessions and how they sign in.

pub mod person;
