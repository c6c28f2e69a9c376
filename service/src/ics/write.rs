//! Content lines of RFC 5545: escaped, folded, ended by CRLF.

use convene_domain::Time;
use jiff::Timestamp;

use super::{Calendar, Event, Method, Party};

/// Most octets in a line, its end not counted (RFC 5545, section 3.1).
const LINE: usize = 75;

pub(super) fn calendar(calendar: &Calendar) -> String {
    let mut lines = Lines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//Convene//Workshops//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    lines.raw("METHOD", calendar.method.as_str());
    if let Some(name) = &calendar.name {
        // RFC 7986, and the older names that most programs read.
        lines.text("NAME", name);
        lines.text("X-WR-CALNAME", name);
        lines.raw("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
        lines.raw("X-PUBLISHED-TTL", "PT1H");
    }
    for event in &calendar.events {
        lines.event(event, calendar.method);
    }
    lines.raw("END", "VCALENDAR");
    lines.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn event(&mut self, event: &Event, method: Method) {
        self.raw("BEGIN", "VEVENT");
        self.raw("UID", &one_line(&event.uid));
        self.raw("SEQUENCE", &event.sequence.to_string());
        self.raw("DTSTAMP", &utc(event.stamp));
        self.raw("DTSTART", &utc(event.starts_at));
        self.raw("DTEND", &utc(event.ends_at));
        self.text("SUMMARY", &event.summary);
        let optional = [("DESCRIPTION", &event.description), ("LOCATION", &event.location)];
        for (name, value) in optional.into_iter().filter(|(_, value)| !value.trim().is_empty()) {
            self.text(name, value.trim());
        }
        if !event.url.is_empty() {
            self.raw("URL", &one_line(&event.url));
        }
        if !event.categories.is_empty() {
            let categories: Vec<_> = event.categories.iter().map(|category| escape(category)).collect();
            self.raw("CATEGORIES", &categories.join(","));
        }
        self.raw("STATUS", event.status.as_str());
        self.raw("TRANSP", "OPAQUE");
        self.party("ORGANIZER", "", &event.organizer);
        // RFC 5546, section 3.2.1: what is published has no attendees.
        if let Some(attendee) = event.attendee.as_ref().filter(|_| method != Method::Publish) {
            let role = ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE";
            self.party("ATTENDEE", role, attendee);
        }
        self.raw("END", "VEVENT");
    }

    fn party(&mut self, name: &str, parameters: &str, party: &Party) {
        // A quoted parameter cannot hold a quotation mark (RFC 5545, section 3.2).
        let called = one_line(&party.name).replace('"', "'");
        let called = if called.is_empty() { String::new() } else { format!(";CN=\"{called}\"") };
        let address = one_line(&party.email).replace('%', "%25");
        self.raw(&format!("{name}{called}{parameters}"), &format!("mailto:{address}"));
    }

    fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &escape(value));
    }

    /// Adds a line, folded between characters: a line that goes on begins with a space, which counts.
    fn raw(&mut self, name: &str, value: &str) {
        let mut used = 0;
        for character in format!("{name}:{value}").chars() {
            if used + character.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                used = 1;
            }
            self.0.push(character);
            used += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// The value of a TEXT property (RFC 5545, section 3.3.11), free of control characters.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' | '\r' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// A value that is not escaped: no control characters, so that it cannot begin a line of its own.
fn one_line(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// `20261122T170500Z`.
pub(super) fn utc(time: Time) -> String {
    let stamp = Timestamp::from_millisecond(time.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    stamp.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;

    // 2026-11-22T17:05:00Z
    const NOW: Time = Time::from_millis(1_795_367_100_000);

    fn event() -> Event {
        Event {
            uid: "workshop-1@learn.example.org".into(),
            sequence: 3,
            stamp: NOW,
            starts_at: NOW,
            ends_at: NOW.plus(90 * 60_000),
            summary: "Hedging, funding; and \\more".into(),
            description: "First line\r\nSecond line\u{7}".into(),
            location: String::new(),
            url: "https://learn.example.org/workshops/1".into(),
            categories: vec!["risk".into(), "a,b".into()],
            status: Status::Confirmed,
            organizer: Party { name: "Ada \"the\" Host".into(), email: "learn@example.org".into() },
            attendee: Some(Party { name: "Mia; Muster".into(), email: "mia@example.org".into() }),
        }
    }

    /// The lines as a program sees them after unfolding.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn an_invitation_says_who_when_and_what() {
        let text = Calendar::of(Method::Request, event()).to_string();
        let lines = unfolded(&text);
        for line in [
            "METHOD:REQUEST",
            "UID:workshop-1@learn.example.org",
            "SEQUENCE:3",
            "DTSTART:20261122T170500Z",
            "DTEND:20261122T183500Z",
            "SUMMARY:Hedging\\, funding\\; and \\\\more",
            "DESCRIPTION:First line\\nSecond line",
            "CATEGORIES:risk,a\\,b",
            "STATUS:CONFIRMED",
            "ORGANIZER;CN=\"Ada 'the' Host\":mailto:learn@example.org",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} in {text}");
        }
        assert!(lines.iter().any(|line| line.starts_with("ATTENDEE;CN=\"Mia; Muster\";")), "{text}");
        assert!(!text.contains("LOCATION"), "an empty place is left out");
    }

    #[test]
    fn what_is_published_names_no_attendee() {
        let text = Calendar::of(Method::Publish, event()).to_string();
        assert!(!text.contains("ATTENDEE") && !text.contains("mia@example.org"), "{text}");
    }

    #[test]
    fn long_lines_are_folded_between_characters_of_any_script() {
        let title = "Совместная работа с хранилищами, 資金調達率とヘッジの基礎 🧭 ".repeat(9);
        let text = Calendar::of(Method::Request, Event { summary: title.clone(), ..event() }).to_string();
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "no line is longer than 75 octets");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "every line ends in CRLF");
        let summary =
            unfolded(&text).into_iter().find(|line| line.starts_with("SUMMARY:")).expect("a summary");
        assert_eq!(summary, format!("SUMMARY:{}", title.replace(',', "\\,")));
    }

    #[test]
    fn nobody_writes_lines_of_their_own() {
        let hostile = Event {
            summary: "A\r\nBEGIN:VALARM".into(),
            uid: "x\r\nX-A:1".into(),
            url: "https://x\r\nX-B:1".into(),
            organizer: Party { name: "A\r\nX-C:1".into(), email: "a@b.c\r\nX-D:1".into() },
            ..event()
        };
        let text = Calendar { method: Method::Publish, name: Some("N\nX-E:1".into()), events: vec![hostile] };
        let text = text.to_string();
        for line in unfolded(&text) {
            assert!(
                !line.starts_with("X-") || line.starts_with("X-WR") || line.starts_with("X-PUB"),
                "{line}"
            );
            assert_ne!(line, "BEGIN:VALARM");
        }
    }
}
