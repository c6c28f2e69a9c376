//! Workshops: finding them, signing up, planning and running them.

pub mod add_to_calendar;
pub mod calendar;
pub mod certificate;
pub mod check_in;
pub mod confirm;
pub mod editor;
pub mod embed;
pub mod find;
pub mod join;
pub mod keepsakes;
pub mod list;
pub mod listed;
pub mod messages;
pub mod mine;
pub mod month;
pub mod register;
pub mod seat;
pub mod share;
pub mod show;
pub mod team;
