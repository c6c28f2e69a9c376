//! Names that others are shown: of people, players, communities and speakers. One rule for all of them, so that no
//! name covers its neighbours, passes for nothing, turns the line around or is longer than a line.

use std::ops::ControlFlow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// How long a kind of name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Characters as people count them.
    pub graphemes: usize,
    /// Code points; more than that many honest characters need, marks, flags and families included.
    pub code_points: usize,
}

impl Limit {
    /// Most bytes of a name in UTF-8.
    pub const fn bytes(self) -> usize {
        self.code_points * 4
    }
}

/// Names of people, communities and speakers.
pub const PERSON: Limit = Limit { graphemes: 80, code_points: 240 };
/// As much of a workshop's title as is drawn; longer ones are refused where they are written.
pub const TITLE: Limit = Limit { graphemes: 120, code_points: 240 };
/// Marks stacked on one letter; no living script needs more.
const STACKED_MARKS: usize = 4;
/// Longest text looked at, in code points: composing can lengthen a text eighteenfold, so nonsense is cut off first.
const TYPED_CODE_POINTS: usize = 1_000;
const NON_JOINER: char = '\u{200c}';
const JOINER: char = '\u{200d}';

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameError {
    Empty,
    TooLong,
    /// Invisible characters, direction overrides, or stacks of marks.
    Hidden,
}

/// Reads what a person typed: compatibility forms composed (NFKC), white space trimmed and collapsed. Takes time in
/// proportion to the limit, however long the text is.
pub fn parse(typed: &str, limit: Limit) -> Result<String, NameError> {
    let typed = typed.trim();
    if typed.chars().nth(TYPED_CODE_POINTS).is_some() {
        return Err(NameError::TooLong);
    }
    let composed: String = typed.nfkc().collect();
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().nth(limit.code_points).is_some() || name.graphemes(true).nth(limit.graphemes).is_some() {
        return Err(NameError::TooLong);
    }
    if visible(&name) != name {
        return Err(NameError::Hidden);
    }
    Ok(name)
}

/// A stored name as it may be drawn. Names stored before this rule, or written by hand into the database, lose what is
/// hidden and what is over the limit; all others stay as they are.
pub fn drawable(stored: &str, limit: Limit) -> String {
    let start: String = stored.chars().take(limit.code_points).collect();
    visible(&start).graphemes(true).take(limit.graphemes).collect()
}

/// `name` without what shows nothing, turns the line around or covers the lines above.
fn visible(name: &str) -> String {
    let mut shown = String::with_capacity(name.len());
    let mut before = Before::default();
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if before.allows(c, rest.peek().copied()).is_continue() {
            shown.push(c);
            before.pass(c);
        }
    }
    shown
}

/// What stands before a character.
#[derive(Default)]
struct Before {
    /// The last one, variation selectors and skin colours left out.
    base: Option<char>,
    /// The very last one.
    last: Option<char>,
    /// Marks on the letter so far.
    marks: usize,
}

impl Before {
    fn allows(&self, c: char, next: Option<char>) -> ControlFlow<()> {
        let fits = match c {
            JOINER => {
                let family = self.base.is_some_and(is_emoji) && next.is_some_and(is_emoji);
                family || self.last.is_some_and(is_virama)
            }
            // Between letters that would be joined, as in Persian compounds (RFC 5892, appendix A.1).
            NON_JOINER => {
                let apart = self.base.is_some_and(is_joined) && next.is_some_and(is_joined);
                apart || self.last.is_some_and(is_virama)
            }
            // Asks for the colourful form, of an emoji or of a digit that becomes a key cap.
            '\u{fe0f}' => {
                let coloured = |c: char| is_emoji(c) || c.is_ascii_digit() || matches!(c, '#' | '*');
                self.last.is_some_and(coloured)
            }
            // Chooses the form of the ideograph before it that its owner writes.
            '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => self.last.is_some_and(is_han),
            '\u{180b}'..='\u{180d}' => self.last.is_some_and(|c| matches!(c, '\u{1820}'..='\u{18aa}')),
            // A mark with nothing under it, or a tower that covers the lines above.
            _ if is_combining_mark(c) => {
                self.marks < STACKED_MARKS && self.base.is_some_and(|base| !base.is_whitespace())
            }
            _ => !is_hidden(c),
        };
        if fits { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    fn pass(&mut self, c: char) {
        self.marks = if is_combining_mark(c) { self.marks + 1 } else { 0 };
        if !matches!(c, '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}') {
            self.base = Some(c);
        }
        self.last = Some(c);
    }
}

/// Shows nothing, or changes how its neighbours show.
pub(crate) const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}'
        | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{2800}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{ffff}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
}

/// The blocks emoji come from. Wider than the emoji themselves, which does no harm here.
const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2190}'..='\u{2bff}' | '\u{3030}' | '\u{303d}'
        | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1faff}')
}

/// Chinese, Japanese and Korean ideographs.
const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// The sign of Indic scripts that takes a letter its vowel; a joiner behind it chooses the form of what follows.
fn is_virama(c: char) -> bool {
    canonical_combining_class(c) == 9
}

/// Letters of scripts that are written joined: Arabic, Syriac, N'Ko and Mongolian.
const fn is_joined(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{6d5}' | '\u{6ee}' | '\u{6ef}'
        | '\u{6fa}'..='\u{6ff}' | '\u{710}'..='\u{72f}' | '\u{74d}'..='\u{7a5}' | '\u{7ca}'..='\u{7ea}'
        | '\u{8a0}'..='\u{8c9}' | '\u{1820}'..='\u{1878}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(typed: &str) -> Result<String, NameError> {
        parse(typed, PERSON)
    }

    #[test]
    fn names_of_the_world_are_welcome_as_they_are_written() {
        for name in [
            "X Æ A-12",
            "O'Brien-ṣégún",
            "Jr., Sam \"Sammy\" O",
            "מיכל בן-דוד",
            "李小龙",
            "Αλέξανδρος Παπαδόπουλος",
            "Nguyễn Thị Minh Khai",
            // Joiners that the script needs: Persian, Sinhala, Marathi, an emoji of several code points.
            "مهدی\u{200c}رضا",
            "\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}\u{db8}\u{dad}\u{dd3}",
            "\u{930}\u{94d}\u{200d}\u{92f}\u{93e}",
            "Noa \u{1f3f3}\u{fe0f}\u{200d}\u{26a7}\u{fe0f}",
            // Variants that Japanese and Mongolian names are written with.
            "葛\u{e0100}城 渡邉\u{e0102}",
            "\u{182a}\u{1820}\u{1822}\u{180b}",
        ] {
            assert_eq!(person(name).as_deref(), Ok(name));
            assert_eq!(drawable(name, PERSON), name, "what is welcome is drawn as it is");
        }
    }

    #[test]
    fn hidden_characters_are_refused_wherever_no_script_needs_them() {
        for name in [
            "Ada \u{202e}ecalevoL",
            "\u{202e}",
            "\u{3164}",
            "\u{2800}",
            "\u{200b}\u{200b}",
            "Bo\u{200b}b",
            "Bo\u{200c}b",
            "Bo\u{200d}b",
            "Ada\u{200c}",
            "❤\u{fe0f}\u{fe0f}",
            "a\u{e0100}",
            "葛\u{e0100}\u{e0101}",
            "Bo\u{1bca0}b",
        ] {
            assert_eq!(person(name), Err(NameError::Hidden), "{name:?}");
        }
    }

    #[test]
    fn a_tower_of_marks_is_no_name() {
        assert!(person(&format!("a{}", "\u{334}".repeat(4))).is_ok());
        assert_eq!(person(&format!("a{}", "\u{334}".repeat(5))), Err(NameError::Hidden));
        assert_eq!(person(&format!("a{}", "\u{334}".repeat(250_000))), Err(NameError::TooLong));
        assert_eq!(
            person(&"\u{fdfa}".repeat(900)),
            Err(NameError::TooLong),
            "composed it is eighteen times as long"
        );
    }

    #[test]
    fn a_name_stored_before_the_rule_is_cut_before_it_is_drawn() {
        let stored = format!("Ada{} \u{202e}L\u{7}", "\u{334}".repeat(250_000));
        assert_eq!(drawable(&stored, PERSON), format!("Ada{}", "\u{334}".repeat(4)));
        assert_eq!(drawable("Ada \u{202e}L\u{7}ovelace", PERSON), "Ada Lovelace");
        assert_eq!(drawable(&"é".repeat(100), PERSON), "é".repeat(80));
    }

    proptest! {
        #[test]
        fn whatever_is_a_name_has_a_bounded_length_and_reads_back_as_itself(
            typed in "\\PC{0,40}|.{0,40}|(\\PC\\p{M}{0,8}){0,90}|[\u{200b}-\u{200f}a\u{915}\u{94d}]{0,30}",
        ) {
            if let Ok(name) = person(&typed) {
                prop_assert!(name.len() <= PERSON.bytes());
                prop_assert!((1..=PERSON.graphemes).contains(&name.graphemes(true).count()));
                prop_assert!(!name.chars().any(char::is_control));
                prop_assert_eq!(person(&name), Ok(name.clone()));
                prop_assert_eq!(drawable(&name, PERSON), name);
            }
            prop_assert!(drawable(&typed, PERSON).len() <= PERSON.bytes());
        }
    }
}
