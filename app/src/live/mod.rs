//! Islands of the live quiz: what moves while a game runs.
//!
//! `state` is the truth in the browser, a pure function of the messages in `convene_domain::quiz::game::wire`;
//! `socket` brings them; `play`, `host` and `screen` show it to the three audiences.

mod announce;
#[cfg(feature = "ssr")]
pub mod boot;
#[cfg(feature = "hydrate")]
pub mod browser;
mod clock;
mod game;
mod keys;
#[cfg(feature = "desk")]
mod length;
#[cfg(any(feature = "hydrate", test))]
mod message;
mod podium;
#[cfg(feature = "hydrate")]
mod socket;
mod state;
mod status;
pub(crate) mod tiles;
mod words;

#[cfg(feature = "desk")]
pub mod check_in;
#[cfg(feature = "desk")]
mod controls;
#[cfg(feature = "desk")]
pub mod host;
#[cfg(feature = "play")]
pub mod play;
#[cfg(feature = "desk")]
pub mod screen;
