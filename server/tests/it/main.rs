//! The whole program over HTTP: the real router on a temporary database, asked the way a browser asks.

mod account;
mod harness;
mod kill;
mod process;
mod quiz;
mod socket;
mod stage;
mod stop;
