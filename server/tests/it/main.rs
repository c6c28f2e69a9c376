//! The whole program over HTTP: the real router on a temporary database, asked the way a browser asks.

#![cfg(test)]

mod account;
mod address;
mod controls;
mod dev;
mod doctor;
mod faults;
mod harness;
mod hostile;
mod hosts;
mod import;
mod islands;
mod kept;
mod kill;
mod language;
mod limits;
mod lists;
mod observing;
mod process;
mod proxies;
mod quiz;
mod quiz_crowd;
mod quiz_files;
mod quiz_limits;
mod shared_browser;
mod socket;
mod stage;
mod stop;
mod update;
mod uploads;
mod workshop_changes;
mod workshop_confirm;
mod workshop_day;
mod workshop_mail;
mod workshop_pages;
mod workshop_people;
mod workshop_plan;
mod workshop_seat;
mod workshop_shared;
mod workshop_team;
