//! Calendars as text: what calendar programs read (RFC 5545) and what invitations carry (RFC 5546).

mod links;
mod write;

use convene_domain::Time;

pub use links::{Links, links};

/// A calendar with its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    pub method: Method,
    /// Shown by programs that subscribe to it; none for a single invitation.
    pub name: Option<String>,
    pub events: Vec<Event>,
}

/// What a calendar program is to do with the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Show them: feeds and files.
    Publish,
    /// Put them in, or bring them up to date.
    Request,
    /// Take them out.
    Cancel,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Publish => "PUBLISH",
            Method::Request => "REQUEST",
            Method::Cancel => "CANCEL",
        }
    }
}

/// How sure an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Confirmed,
    Tentative,
    Cancelled,
}

impl Status {
    const fn as_str(self) -> &'static str {
        match self {
            Status::Confirmed => "CONFIRMED",
            Status::Tentative => "TENTATIVE",
            Status::Cancelled => "CANCELLED",
        }
    }
}

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub email: String,
}

/// One event. Times are written in UTC, which every program turns into its own zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same for as long as the event exists, in every calendar it is in.
    pub uid: String,
    /// Rises with every change: programs ignore what is older than what they have.
    pub sequence: i64,
    /// When this was written.
    pub stamp: Time,
    pub starts_at: Time,
    pub ends_at: Time,
    pub summary: String,
    pub description: String,
    pub location: String,
    /// A page about it.
    pub url: String,
    pub categories: Vec<String>,
    pub status: Status,
    pub organizer: Party,
    /// For whom it is; in invitations only.
    pub attendee: Option<Party>,
}

impl Calendar {
    /// A calendar of one event.
    pub fn of(method: Method, event: Event) -> Self {
        Self { method, name: None, events: vec![event] }
    }
}

impl std::fmt::Display for Calendar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&write::calendar(self))
    }
}
