//! What people say about themselves.

use std::str::FromStr;

pub use crate::choice::Refused;
use crate::name::{self, NameError};
use serde::{Deserialize, Serialize};

/// Shortest and longest password, in characters (NIST SP 800-63B asks for at least 8 and to allow 64).
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=200;

text_enum!(
    /// How hours are written.
    HourCycle, "Choose 12 or 24 hours.", H12 = "h12", H24 = "h24"
);
text_enum!(
    /// Light or dark, against what the device prefers.
    Theme, "Choose light, dark or the device's own.", Light = "light", Dark = "dark"
);

/// A person's share of every time limit, in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExtraTime(u32);

impl ExtraTime {
    pub const NONE: ExtraTime = ExtraTime(100);
    /// x1, x1.5, x2 and x10.
    pub const ALL: [ExtraTime; 4] = [ExtraTime(100), ExtraTime(150), ExtraTime(200), ExtraTime(1000)];

    pub fn from_percent(percent: i64) -> Result<Self, Refused> {
        Self::ALL
            .into_iter()
            .find(|factor| i64::from(factor.0) == percent)
            .ok_or(Refused("Choose x1, x1.5, x2 or x10."))
    }

    pub const fn percent(self) -> u32 {
        self.0
    }
}

impl FromStr for ExtraTime {
    type Err = Refused;
    fn from_str(text: &str) -> Result<Self, Refused> {
        Self::from_percent(text.parse().unwrap_or(0))
    }
}

/// The name of a person or a community: see [`name::parse`].
pub fn name(text: &str) -> Result<String, Refused> {
    name::parse(text, name::PERSON).map_err(|error| {
        Refused(match error {
            NameError::Empty => "Type your name, or the name you want to be called.",
            NameError::TooLong => "Keep the name to 80 characters.",
            NameError::Hidden => {
                "The name has hidden characters. Type it again with letters, digits or emoji."
            }
        })
    })
}

/// Whether a new password is long enough and not the account's own name or address.
pub fn password(text: &str, email: &str) -> Result<(), Refused> {
    let count = text.chars().count();
    if count < *PASSWORD_CHARS.start() {
        return Err(Refused("Use at least 10 characters. A few unrelated words are easy to remember."));
    }
    if count > *PASSWORD_CHARS.end() {
        return Err(Refused("Keep the password to 200 characters."));
    }
    let lower = text.to_lowercase();
    let first = lower.chars().next();
    if lower.chars().all(|c| Some(c) == first) || lower == email || lower.contains("password") {
        return Err(Refused("This password is easy to guess. Choose another."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_tidied_and_bounded() {
        assert_eq!(name("  Ada \n  Lovelace "), Ok("Ada Lovelace".to_owned()));
        assert!(name("Ada\u{7}").is_err());
        assert!(name(" \t ").is_err());
        assert!(name(&"é".repeat(80)).is_ok());
        assert!(name(&"é".repeat(81)).is_err());
    }

    #[test]
    fn passwords_that_anybody_would_guess_are_refused() {
        assert!(password("three odd words", "ada@example.org").is_ok());
        for bad in ["short", "aaaaaaaaaaaa", "ada@example.org", "Password1234", &"x y".repeat(100)] {
            assert!(password(bad, "ada@example.org").is_err(), "{bad}");
        }
    }

    #[test]
    fn extra_time_is_one_of_four() {
        for factor in ExtraTime::ALL {
            assert_eq!(factor.percent().to_string().parse(), Ok(factor));
        }
        for bad in ["", "0", "99", "-100", "100000"] {
            assert!(bad.parse::<ExtraTime>().is_err(), "{bad}");
        }
        for cycle in HourCycle::ALL {
            assert_eq!(cycle.as_str().parse(), Ok(*cycle));
        }
        assert!("sepia".parse::<Theme>().is_err());
    }
}
