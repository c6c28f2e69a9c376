//! Workshops, registrations, and what belongs to them.

pub mod attendance;
pub mod export;
pub mod line;
pub mod listing;
pub mod material;
pub mod message;
pub mod registration;
pub mod seats;
pub mod workshop;
