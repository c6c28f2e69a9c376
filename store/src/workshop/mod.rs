//! Workshops, registrations, and what belongs to them.

pub mod registration;
pub mod workshop;
