//! Quizzes: questions, the files they come from, and the live game.

pub mod game;
pub mod import;
pub mod limits;
pub mod question;

pub use question::{Choice, Kind, Question, Weight};
