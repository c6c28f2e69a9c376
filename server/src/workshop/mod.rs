//! Workshops: forms, pictures, files.

pub mod calendar;
pub mod embed;
pub mod export;
mod file;
pub mod messages;
pub mod picture;
pub mod plan;
pub mod seat;
pub mod team;
