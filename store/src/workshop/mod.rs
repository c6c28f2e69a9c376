//! Workshops, registrations, and what belongs to them.

pub mod attendance;
pub mod edit;
pub mod export;
pub mod feed;
pub mod line;
pub mod listing;
pub mod material;
pub mod message;
pub mod picture;
pub mod registration;
pub mod reminder;
pub mod request;
pub mod seats;
pub mod series;
pub mod team;
pub mod template;
#[expect(clippy::module_inception, reason = "one file per table, and this table has the area's name")]
pub mod workshop;
