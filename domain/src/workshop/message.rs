//! What the team writes to those who registered: to whom, and how long.

use serde::{Deserialize, Serialize};

use crate::FieldErrors;
use crate::account::limits::Limit;
use crate::field::has_unseen;
use crate::time::DAY;

text_enum!(
    /// Whom a message of the team is for.
    Audience, "Choose who gets the message.",
    /// With a seat, an offer, a place in line or a request.
    All = "all",
    /// With a seat.
    Confirmed = "confirmed",
    /// In line, or with an offer.
    Waiting = "waiting",
    /// Were there.
    Attended = "attended",
);

/// Longest subject and text, in characters.
pub const SUBJECT_CHARS: usize = 120;
pub const BODY_CHARS: usize = 5_000;
/// Messages about one workshop: nobody's mailbox is flooded.
pub const PER_WORKSHOP: Limit = Limit { most: 20, window_ms: DAY };

/// A message that can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub audience: Audience,
    /// One line.
    pub subject: String,
    pub body: String,
}

impl Draft {
    /// Reads the fields `audience`, `subject` and `body`.
    pub fn read(audience: &str, subject: &str, body: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::new();
        let audience = errors.keep("audience", audience.parse::<Audience>());
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        match subject.chars().count() {
            0 => errors.add("subject", "Say in a few words what it is about."),
            count if count > SUBJECT_CHARS => {
                errors.add(
                    "subject",
                    format!("Keep the subject to {SUBJECT_CHARS} characters; it has {count}."),
                );
            }
            _ if has_unseen(&subject) => {
                errors.add("subject", "The subject contains characters that cannot be seen. Type it again.");
            }
            _ => {}
        }
        let body = body.replace("\r\n", "\n").trim().to_owned();
        match body.chars().count() {
            0 => errors.add("body", "Write the message."),
            count if count > BODY_CHARS => {
                errors.add("body", format!("Keep the message to {BODY_CHARS} characters; it has {count}."));
            }
            _ => {}
        }
        match audience {
            Some(audience) if errors.is_empty() => Ok(Self { audience, subject, body }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_an_audience_a_subject_of_one_line_and_a_text() {
        let draft =
            Draft::read("waiting", " Room\r\nBcc: all ", " Bring\r\na laptop. \n").expect("a message");
        assert_eq!((draft.audience, draft.subject.as_str()), (Audience::Waiting, "Room Bcc: all"));
        assert_eq!(draft.body, "Bring\na laptop.");
    }

    #[test]
    fn what_is_missing_or_too_long_is_said_beside_its_field() {
        let errors = Draft::read("everyone", " ", "\n").expect_err("nothing fits");
        assert_eq!(errors.of("audience"), Some("Choose who gets the message."));
        assert_eq!(errors.of("subject"), Some("Say in a few words what it is about."));
        assert_eq!(errors.of("body"), Some("Write the message."));
        let errors = Draft::read("all", &"s".repeat(121), &"b".repeat(5_001)).expect_err("too long");
        assert_eq!(errors.of("subject"), Some("Keep the subject to 120 characters; it has 121."));
        assert_eq!(errors.of("body"), Some("Keep the message to 5000 characters; it has 5001."));
    }
}
