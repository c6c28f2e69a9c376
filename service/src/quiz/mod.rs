//! Quizzes: the library, imports, and live games.

pub mod editor;
pub mod game;
pub mod import;
pub mod library;
pub mod played;
pub mod qr;
pub mod results;
pub mod room;
pub mod upload;
