//! People, their sessions and how they sign in.

pub mod address_undo;
pub mod kept_form;
pub mod merge;
pub mod person;
pub mod session;
pub mod setting;
pub mod sign_in;
pub mod throttle;
