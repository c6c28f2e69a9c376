//! Identifiers: one type per thing, so that a quiz cannot be looked up by a person's id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Time;

/// A text that is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not an identifier")
    }
}

impl std::error::Error for NotAnId {}

/// A version 7 UUID (RFC 9562): sorts by creation time, which keeps database indexes compact.
fn uuid_v7(now: Time, chance: [u8; 10]) -> Uuid {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier from the time and ten random bytes.
            pub fn new(now: Time, chance: [u8; 10]) -> Self {
                Self(uuid_v7(now, chance))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
            }
        }

        /// The form databases keep it in.
        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(text: String) -> Result<Self, NotAnId> {
                text.parse()
            }
        }
    )*};
}

id! {
    /// A person with an e-mail address, whatever their role.
    PersonId,
    /// One signed-in browser. Not the secret that proves it.
    SessionId,
    /// A request to sign in by e-mail.
    SignInId,
    /// A change of an address that can be undone.
    AddressUndoId,
    /// Something that must happen later or elsewhere.
    OutboxId,
    /// A form kept while its sender signs in again.
    KeptFormId,
    /// A quiz in somebody's library.
    QuizId,
    /// A question of a quiz.
    QuestionId,
    /// An uploaded question file, waiting for its preview to be confirmed.
    ImportId,
    /// One game played from a quiz.
    GameId,
    /// A player's place in a game.
    SeatId,
    /// One workshop at one time; in a series, one of its dates.
    WorkshopId,
    /// Workshops that repeat.
    SeriesId,
    /// A person's place in a workshop: seat, place in line, or what became of it.
    RegistrationId,
    /// A picture somebody uploaded.
    PictureId,
    /// Something for those who took part: a recording, slides.
    MaterialId,
    /// A form kept to start new workshops from.
    TemplateId,
    /// A message written to those who registered.
    MessageId,
    /// A list of people taken out of the portal.
    ExportId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_the_time_they_were_made_and_survive_text() {
        let early = QuizId::new(Time::from_millis(1_000), [255; 10]);
        let late = QuizId::new(Time::from_millis(2_000), [0; 10]);
        assert!(early < late);
        assert_eq!(late.to_string().parse::<QuizId>(), Ok(late));
        assert_eq!("nonsense".parse::<QuizId>(), Err(NotAnId));
    }
}
