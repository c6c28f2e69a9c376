//! The program `convene`: command line, configuration, every URL.

mod account;
mod address;
pub mod answer;
mod body;
mod budget;
mod connection;
mod cookie;
#[cfg(not(feature = "embed"))]
mod dev;
mod establish;
mod form;
mod guard;
mod health;
mod mail;
mod metrics;
mod open_files;
mod quiz;
mod socket;
mod workshop;

pub mod command;
pub mod config;
pub mod open;
pub mod router;
pub mod serve;
pub mod site;
pub mod state;
