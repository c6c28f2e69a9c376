//! Quizzes, their questions, the games played from them, seats and answers.

pub mod answer;
pub mod door;
pub mod draft;
pub mod game;
pub mod import;
pub mod library;
pub mod listing;
pub mod played;
pub mod question;
pub mod seat;
