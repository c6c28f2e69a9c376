//! Use cases against real databases: who may, what happens, what stays as it was.

#![cfg(test)]

#[path = "../../../store/tests/it/database.rs"]
mod database;
#[macro_use]
mod community;
mod account;
mod address;
mod calendars;
mod demo;
mod editor;
mod games;
mod guessing;
mod import;
mod library;
mod mail;
mod mail_endings;
mod mail_tls;
mod merging;
mod one_bad_row;
mod proof;
mod results;
mod signing_up;
mod workshop_added;
mod workshop_approval;
mod workshop_confirm;
mod workshop_day;
mod workshop_held;
mod workshop_letters;
mod workshop_mail;
mod workshop_message;
mod workshop_moved;
mod workshop_pages;
mod workshop_people;
mod workshop_plan;
mod workshop_races;
mod workshop_seat;
mod workshop_series;
mod workshop_sign_up;
mod workshop_team;
