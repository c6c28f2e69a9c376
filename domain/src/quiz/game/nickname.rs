//! The name a player is seen by.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

use super::confusable::skeleton;
use crate::name::{self, Limit, NameError};

/// Longest nickname, in characters as people count them.
pub const NICKNAME_GRAPHEMES: usize = 24;
const LIMIT: Limit = Limit { graphemes: NICKNAME_GRAPHEMES, code_points: 120 };

/// A nickname that may be shown to a room. Whether it is decent is for the caller to judge.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Nickname {
    shown: String,
    key: String,
}

/// Why a text is no nickname.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NicknameError {
    Empty,
    TooLong,
    /// Characters that show nothing or turn the line around.
    Hidden,
}

impl NicknameError {
    /// A sentence for the person who typed it.
    pub const fn sentence(self) -> &'static str {
        match self {
            NicknameError::Empty => "Type a nickname.",
            NicknameError::TooLong => "Keep your nickname to 24 characters.",
            NicknameError::Hidden => {
                "Your nickname has hidden characters. Type it with letters, digits or emoji."
            }
        }
    }
}

impl fmt::Display for NicknameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for NicknameError {}

impl From<NameError> for NicknameError {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Empty => NicknameError::Empty,
            NameError::TooLong => NicknameError::TooLong,
            NameError::Hidden => NicknameError::Hidden,
        }
    }
}

impl Nickname {
    /// Reads what a person typed: see [`name::parse`].
    pub fn parse(typed: &str) -> Result<Self, NicknameError> {
        Ok(Self::named(name::parse(typed, LIMIT)?))
    }

    /// A nickname read back from where it was stored with its key.
    pub fn stored(shown: String, key: String) -> Self {
        Self { shown, key }
    }

    fn named(shown: String) -> Self {
        let key = skeleton(&shown);
        Self { shown, key }
    }

    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// The same for all nicknames that look alike; unique within a game.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// This nickname with the first number from 2 on for which `free` answers yes to its key: "Ada 2".
    #[must_use]
    pub fn suggest(&self, free: impl Fn(&str) -> bool) -> Self {
        let mut number = 2u32;
        loop {
            let ending = format!(" {number}");
            let room = NICKNAME_GRAPHEMES - ending.len().min(NICKNAME_GRAPHEMES);
            let start: String = self.shown.graphemes(true).take(room).collect();
            let candidate = Self::named(format!("{}{ending}", start.trim_end()));
            if free(&candidate.key) || number == u32::MAX {
                return candidate;
            }
            number += 1;
        }
    }
}

impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(typed: &str) -> Result<String, NicknameError> {
        Nickname::parse(typed).map(|name| name.to_string())
    }

    #[test]
    fn white_space_is_trimmed_and_collapsed_and_wide_letters_become_plain() {
        assert_eq!(shown("  Ada \t  Lovelace\n").as_deref(), Ok("Ada Lovelace"));
        assert_eq!(shown("Ａｄａ").as_deref(), Ok("Ada"));
        assert_eq!(shown("Jose\u{301}").as_deref(), Ok("José"));
    }

    #[test]
    fn names_from_everywhere_and_emoji_are_welcome() {
        for name in
            ["Nguyễn Thị", "Мария", "王小明", "أمينة", "किरण", "👩‍👩‍👧", "❤️ Ada", "🏳️‍🌈", "👍🏽", "7️⃣", "host"]
        {
            assert!(Nickname::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn length_is_counted_as_people_count() {
        assert!(Nickname::parse(&"👩‍👩‍👧".repeat(24)).is_ok());
        assert_eq!(shown(&"é".repeat(25)), Err(NicknameError::TooLong));
        assert_eq!(shown(&"\u{fdfa}".repeat(10_000)), Err(NicknameError::TooLong));
        assert_eq!(shown(" \u{3000} "), Err(NicknameError::Empty));
    }

    #[test]
    fn hidden_characters_are_refused() {
        let tower = format!("a{}", "\u{334}".repeat(5));
        for name in [
            "a\u{202e}b",
            "a\u{200b}b",
            "a\u{200d}b",
            "a\u{7}b",
            "\u{ad}",
            "\u{2066}x",
            "\u{301}",
            "a \u{301}",
            "\u{3164}",
            "\u{2800}",
            "x\u{e0041}",
            "a\u{fe0f}",
            "👩\u{200d}",
            "مهدی\u{200c}",
            &tower,
        ] {
            assert_eq!(shown(name), Err(NicknameError::Hidden), "{name:?}");
        }
    }

    #[test]
    fn a_taken_name_gets_a_free_number_and_still_fits() {
        let ada = Nickname::parse("Ada").expect("a name");
        assert_eq!(ada.suggest(|_| true).as_str(), "Ada 2");
        let second = ada.suggest(|_| true);
        assert_eq!(ada.suggest(|key| key != second.key()).as_str(), "Ada 3");
        let long = Nickname::parse(&"x".repeat(24)).expect("a name").suggest(|_| true);
        assert_eq!(long.as_str(), format!("{} 2", "x".repeat(22)));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_gives_a_short_visible_name_or_a_reason(typed in "\\PC{0,40}|.{0,40}") {
            if let Ok(name) = Nickname::parse(&typed) {
                prop_assert!((1..=NICKNAME_GRAPHEMES).contains(&name.as_str().graphemes(true).count()));
                prop_assert!(!name.as_str().chars().any(char::is_control));
                prop_assert!(!name.key().is_empty());
                prop_assert_eq!(Nickname::parse(name.as_str()).map(|again| again.shown), Ok(name.shown));
            }
        }
    }
}
