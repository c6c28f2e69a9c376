//! Quizzes, their questions, the games played from them, seats and answers.

pub mod answer;
pub mod game;
pub mod seat;
