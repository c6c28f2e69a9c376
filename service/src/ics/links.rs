//! Links that open a calendar on the web with the event filled in.

use convene_domain::Time;
use jiff::Timestamp;

use super::Event;
use super::write::utc;

/// Where a click puts the event into somebody's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Links {
    pub google: String,
    /// Outlook.com, for private accounts.
    pub outlook: String,
    /// Microsoft 365, for accounts of a company or school.
    pub office: String,
}

/// Links for `event`. The web calendars learn of no later change.
pub fn links(event: &Event) -> Links {
    let dates = format!("{}/{}", utc(event.starts_at), utc(event.ends_at));
    // The page comes first, so that it survives where a calendar cuts long notes.
    let notes = format!("{}\n\n{}", event.url, event.description);
    let google = query(&[
        ("action", "TEMPLATE"),
        ("text", &event.summary),
        ("dates", &dates),
        ("details", &notes),
        ("location", &event.location),
    ]);
    let microsoft = query(&[
        ("path", "/calendar/action/compose"),
        ("rru", "addevent"),
        ("subject", &event.summary),
        ("startdt", &iso(event.starts_at)),
        ("enddt", &iso(event.ends_at)),
        ("body", &notes),
        ("location", &event.location),
    ]);
    Links {
        google: format!("https://calendar.google.com/calendar/render?{google}"),
        outlook: format!("https://outlook.live.com/calendar/0/deeplink/compose?{microsoft}"),
        office: format!("https://outlook.office.com/calendar/0/deeplink/compose?{microsoft}"),
    }
}

/// Addresses stay below what browsers and servers take, whatever the event says.
const CHARS: usize = 800;

fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, &value.chars().take(CHARS).collect::<String>());
    }
    // A plus is a space in forms only; Outlook shows it.
    query.finish().replace('+', "%20")
}

fn iso(time: Time) -> String {
    let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::{Party, Status};
    use super::*;

    #[test]
    fn the_links_carry_title_times_and_page() {
        let event = Event {
            uid: "u".into(),
            sequence: 0,
            stamp: Time::from_millis(0),
            starts_at: Time::from_millis(1_795_367_100_000),
            ends_at: Time::from_millis(1_795_370_700_000),
            summary: "Risk & reward + more".into(),
            description: "x".repeat(5_000),
            location: String::new(),
            url: "https://learn.example.org/workshops/1".into(),
            categories: Vec::new(),
            status: Status::Confirmed,
            organizer: Party { name: "Ada".into(), email: "ada@example.org".into() },
            attendee: None,
        };
        let links = links(&event);
        assert!(links.google.contains("text=Risk%20%26%20reward%20%2B%20more"), "{}", links.google);
        assert!(links.google.contains("dates=20261122T170500Z%2F20261122T180500Z"), "{}", links.google);
        assert!(links.google.contains("details=https%3A%2F%2Flearn.example.org%2Fworkshops%2F1"));
        assert!(links.outlook.contains("startdt=2026-11-22T17%3A05%3A00Z"), "{}", links.outlook);
        assert!(links.office.starts_with("https://outlook.office.com/"));
        assert!(!links.google.contains("location="), "what is empty is left out");
        assert!(links.google.len() < 2_000 && links.outlook.len() < 2_000);
    }
}
