//! The whole program over HTTP: the real router on a temporary database, asked the way a browser asks.

#![cfg(test)]

mod account;
mod dev;
mod harness;
mod hostile;
mod import;
mod kill;
mod process;
mod quiz;
mod quiz_limits;
mod socket;
mod stage;
mod stop;
mod workshop_day;
mod workshop_mail;
mod workshop_pages;
mod workshop_plan;
mod workshop_seat;
mod workshop_team;
mod doctor;
mod islands;
mod limits;
mod observing;
mod proxies;
mod update;
