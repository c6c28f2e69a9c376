//! Quizzes: the library, imports, and live games.

pub mod room;
