//! The contract of the store: every function does the same on SQLite and on PostgreSQL.

#![cfg(test)]

mod database;
#[macro_use]
mod both;
mod complete;
mod doors;
mod games;
mod keeping;
mod last_played;
mod library;
mod mail;
mod merging;
mod people;
mod play;
mod questions;
mod seed;
mod signing_in;
mod unreadable;
mod waiting;
mod workshop_changes;
mod workshop_day;
mod workshop_listing;
mod workshop_mail;
mod workshop_plan;
mod workshop_requests;
mod workshop_seats;
