//! Workshops: planning, signing up, the waiting line, the day, and what comes after.

pub mod access;
pub mod after;
pub mod approve;
pub mod attendance;
pub mod certificate;
pub mod clockwork;
pub mod cover;
pub mod dates;
pub mod event;
pub mod export;
pub mod feed;
pub mod hand_on;
pub mod line;
pub mod link;
pub mod listing;
pub mod markdown;
pub mod material;
pub mod message;
pub mod notice;
pub mod page;
pub mod picture;
pub mod plan;
pub mod preview;
pub mod register;
pub mod reminder;
pub mod seat;
pub mod series;
pub mod team;
pub mod template;
pub mod words;

pub use convene_store::workshop::registration::Registration;
pub use convene_store::workshop::workshop::Workshop;
