//! Pages of the quiz area.

pub mod import;
pub mod join;
pub mod library;
pub mod live;
pub mod outline;
pub mod question;
pub mod results;
mod words;
