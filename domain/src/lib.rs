//! The rules of Convene.
//!
//! Nothing here reads a clock, draws a random number, opens a file or a socket: time and chance are
//! arguments. Everything compiles to WASM, so that browser and server share one truth.

#[macro_use]
pub mod choice;
pub mod account;
pub mod backoff;
pub mod field;
pub mod id;
pub mod language;
pub mod name;
pub mod quiz;
pub mod time;
pub mod workshop;

pub use field::{FieldError, FieldErrors};
pub use language::Language;
pub use time::Time;
