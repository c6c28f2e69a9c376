//! Languages that mail is written in.

use serde::{Deserialize, Serialize};

text_enum!(
    /// A language that mail is written in, by its BCP 47 code.
    #[derive(Default)]
    Language, "Choose English or German.",
    #[default]
    English = "en",
    German = "de"
);

impl Language {
    /// What its speakers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// The one somebody prefers, by what their browser says of itself (`Accept-Language`, RFC 9110, section 12.5.4):
    /// the highest quality wins, of equal ones the first. `de-AT` is German (RFC 4647, section 3.4). None when none of
    /// ours is named; what cannot be read counts as not said.
    pub fn preferred(accepted: &str) -> Option<Self> {
        let mut best: Option<(u16, Self)> = None;
        for (quality, language) in accepted.split(',').filter_map(range) {
            if quality > best.map_or(0, |(best, _)| best) {
                best = Some((quality, language));
            }
        }
        best.map(|(_, language)| language)
    }
}

/// One entry of the list, `de-AT;q=0.8`: its quality in thousandths and the language.
fn range(entry: &str) -> Option<(u16, Language)> {
    let (tag, parameter) = match entry.split_once(';') {
        Some((tag, parameter)) => (tag, Some(parameter.trim())),
        None => (entry, None),
    };
    let primary = tag.trim().split('-').next()?.to_ascii_lowercase();
    let language = primary.parse().ok()?;
    let quality = match parameter {
        Some(parameter) => thousandths(parameter.strip_prefix("q=").or(parameter.strip_prefix("Q="))?)?,
        None => 1000,
    };
    Some((quality, language))
}

/// `0.85` is 850: `0` or `1` and at most three digits, never more than 1 (RFC 9110, section 12.4.2).
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, digits) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if digits.len() > 3 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{digits:0<3}").parse().ok()?;
    match (whole, fraction) {
        ("0", _) => Some(fraction),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_quality_wins_and_of_equal_ones_the_first() {
        for (said, meant) in [
            ("de", Some(Language::German)),
            ("de-AT,de;q=0.9,en;q=0.8", Some(Language::German)),
            ("en-GB, de;q=0.9", Some(Language::English)),
            ("en;q=0.5, de;q=0.501", Some(Language::German)),
            ("de, en", Some(Language::German)),
            ("en, de", Some(Language::English)),
            ("fr, es;q=0.9, DE-ch ; Q=0.2", Some(Language::German)),
            ("fr-FR,fr;q=0.9,*;q=0.1", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(Language::preferred(said), meant, "{said:?}");
        }
    }

    #[test]
    fn what_is_refused_or_cannot_be_read_counts_as_not_said() {
        for said in [
            "de;q=0",
            "de;q=0.000",
            "de;q=1.5",
            "de;q=x",
            "de;q=",
            "de;level=1",
            "de;q=0.1234",
            "deu",
            ";;,,",
        ] {
            assert_eq!(Language::preferred(said), None, "{said:?}");
        }
        assert_eq!(Language::preferred("de;q=0, en;q=0.1"), Some(Language::English));
        assert_eq!(Language::preferred(&"de;q=0.1,".repeat(10_000)), Some(Language::German), "however long");
    }

    #[test]
    fn each_has_a_code_and_a_name_of_its_own() {
        for language in Language::ALL {
            assert_eq!(language.as_str().parse(), Ok(*language));
            assert!(!language.name().is_empty());
        }
        assert!("fr".parse::<Language>().is_err());
    }
}
