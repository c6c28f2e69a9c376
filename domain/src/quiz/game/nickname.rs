//! The name a player is seen by.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::confusable::skeleton;

/// Longest nickname, in characters as people count them.
pub const NICKNAME_GRAPHEMES: usize = 24;
/// More code points than 24 honest characters need, flags and families included.
const CODE_POINTS: usize = 120;
/// Marks stacked on one letter; no living script needs more.
const STACKED_MARKS: usize = 4;
const JOINER: char = '\u{200d}';

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

impl Nickname {
    /// Reads what a person typed: compatibility forms composed (NFKC), white space trimmed and collapsed.
    pub fn parse(typed: &str) -> Result<Self, NicknameError> {
        // Composing can lengthen a text eighteenfold: cut off nonsense first.
        if typed.chars().take(1_001).count() > 1_000 {
            return Err(NicknameError::TooLong);
        }
        let composed: String = typed.nfkc().collect();
        let shown = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        if shown.is_empty() {
            return Err(NicknameError::Empty);
        }
        if has_hidden(&shown) {
            return Err(NicknameError::Hidden);
        }
        if shown.graphemes(true).count() > NICKNAME_GRAPHEMES || shown.chars().count() > CODE_POINTS {
            return Err(NicknameError::TooLong);
        }
        Ok(Self::named(shown))
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

fn has_hidden(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let mut marks = 0;
    for (at, &c) in chars.iter().enumerate() {
        let before =
            chars[..at].iter().rev().copied().find(|c| !matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}'));
        let bad = match c {
            JOINER => !(before.is_some_and(is_emoji) && chars.get(at + 1).copied().is_some_and(is_emoji)),
            // Asks for the colourful form, of an emoji or of a digit that becomes a key cap.
            '\u{fe0f}' => {
                !before.is_some_and(|c| is_emoji(c) || c.is_ascii_digit() || matches!(c, '#' | '*'))
            }
            _ if is_combining_mark(c) => {
                marks += 1;
                // A mark with nothing under it, or a tower that covers the lines above.
                marks > STACKED_MARKS || before.is_none_or(char::is_whitespace)
            }
            _ => is_hidden(c),
        };
        if bad {
            return true;
        }
        if !is_combining_mark(c) {
            marks = 0;
        }
    }
    false
}

/// Shows nothing, or changes how its neighbours show.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{ffff}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

/// The blocks emoji come from. Wider than the emoji themselves, which does no harm here.
const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
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
