//! The six digits people type to join a game.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// How many different PINs there are.
pub const PINS: u64 = 1_000_000;

/// Six decimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pin(String);

impl Pin {
    /// The PIN for a drawn number; only its remainder by [`PINS`] matters.
    pub fn from_number(drawn: u64) -> Self {
        Self(format!("{:06}", drawn % PINS))
    }

    /// Reads what a person typed: `123456`, `123 456`, `123-456`. None when it is not six digits.
    pub fn parse(typed: &str) -> Option<Self> {
        // Longer than any way to write six digits: not worth normalising.
        if typed.len() > 100 {
            return None;
        }
        let separator = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '.');
        let digits: String = typed.nfkc().filter(separator).collect();
        let six = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
        six.then_some(Self(digits))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// In two groups, as it is easiest to read aloud: `123 456`.
    pub fn grouped(&self) -> String {
        let (first, second) = self.0.split_at(3);
        format!("{first} {second}")
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_read_the_way_people_type_it() {
        let pin = Pin::from_number(7_042_042);
        assert_eq!((pin.as_str(), pin.grouped().as_str()), ("042042", "042 042"));
        for typed in
            ["042042", " 042 042 ", "042-042", "04 20 42", "０４２０４２", "042\u{a0}042", "042\u{2013}042"]
        {
            assert_eq!(Pin::parse(typed), Some(pin.clone()), "{typed}");
        }
        for typed in ["", "04204", "0420420", "04204a", "-----", "٠٤٢٠٤٢", &"0 ".repeat(100)] {
            assert_eq!(Pin::parse(typed), None, "{typed}");
        }
    }
}
