//! Workshops: planning, signing up, the waiting line, the day, and what comes after.

pub mod access;
pub mod link;
pub mod notice;

pub use convene_store::workshop::registration::Registration;
pub use convene_store::workshop::workshop::Workshop;
