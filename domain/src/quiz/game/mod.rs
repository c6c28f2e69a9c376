//! The live game: a pure state machine, and what travels between it and browsers.

mod attendance;
mod confusable;
mod control;
mod extra_time;
pub mod latency;
pub mod machine;
pub mod nickname;
pub mod phase;
pub mod pin;
pub mod restore;
pub mod rules;
pub mod scoring;
pub mod seat;
pub mod standings;
mod tally;
mod view;
pub mod wire;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use machine::{Event, Game, Message, Reply, SEATS, Setup, Step, To, Write};
pub use nickname::{Nickname, NicknameError};
pub use phase::{Phase, Round};
pub use pin::Pin;
pub use restore::{Damaged, Saved};
pub use rules::Rules;
pub use seat::{Given, SavedAnswer, SavedSeat};
