//! Every SQL statement of Convene: one function per question, on SQLite and PostgreSQL.
//!
//! Functions take `&mut Tx`, so that the caller (`service`) decides what belongs into one transaction.

#[macro_use]
mod db;
#[macro_use]
pub mod rows;
pub mod account;
pub mod files;
pub mod mail;
mod optional;
pub mod optout;
pub mod quiz;
pub mod workshop;

pub use db::{Db, Error, Result, Tx};
pub use optional::Optional;
pub use rows::Rows;
