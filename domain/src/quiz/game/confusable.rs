//! When two names look the same to a person.
//!
//! The idea is the skeleton of Unicode Technical Standard 39: map every character to one that stands for all that
//! look like it, then compare. The table here is small on purpose: the Latin, Cyrillic, Greek and digit look-alikes
//! that fit on any keyboard. Diacritics stay, because people tell José and Jose apart.

use unicode_normalization::UnicodeNormalization;

/// What a name looks like: equal for two names that a person could take for one another.
pub(super) fn skeleton(name: &str) -> String {
    let mut looks = String::with_capacity(name.len());
    for shown in name.nfkd() {
        // Before folding case: a capital I and a small l are one stroke.
        for folded in alike(shown).to_lowercase() {
            match alike(folded) {
                c if c.is_whitespace() => {}
                // Tells an emoji to be colourful; alone it shows nothing.
                '\u{fe0e}' | '\u{fe0f}' => {}
                'm' => looks.push_str("rn"),
                'w' => looks.push_str("vv"),
                c => looks.push(c),
            }
        }
    }
    looks.nfc().collect()
}

/// The Latin letter that `c` looks like, or `c` itself.
const fn alike(c: char) -> char {
    match c {
        '0' | 'о' | 'О' | 'ο' | 'Ο' | 'օ' | 'Օ' | 'ø' | 'Ø' | 'º' => 'o',
        '1' | 'I' | 'i' | '|' | '!' | 'ı' | 'і' | 'І' | 'Ӏ' | 'ӏ' | 'ι' | 'Ι' | 'ǀ' | '¡' => 'l',
        'а' | 'А' | 'α' | 'Α' | 'ɑ' => 'a',
        'в' | 'В' | 'β' | 'Β' | 'ß' | 'ẞ' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' | 'ϛ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'ε' | 'Ε' | 'є' | 'Є' | 'ɛ' => 'e',
        'ɡ' => 'g',
        'һ' | 'Һ' | 'н' | 'Н' | 'Η' => 'h',
        'ј' | 'Ј' => 'j',
        'к' | 'К' | 'κ' | 'Κ' => 'k',
        'м' | 'М' | 'Μ' => 'm',
        'η' | 'Ν' | 'п' | 'ո' => 'n',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ԛ' => 'q',
        'г' | 'ᴦ' => 'r',
        'ѕ' | 'Ѕ' => 's',
        'т' | 'Т' | 'τ' | 'Τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' | 'Ѵ' => 'v',
        'ԝ' | 'Ԝ' | 'ω' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'γ' | 'Υ' | 'ү' | 'Ү' => 'y',
        'Ζ' => 'z',
        'з' | 'З' | 'ʒ' | 'Ʒ' | 'ӡ' => '3',
        'ς' => 'σ',
        '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' | '´' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_have_one_skeleton() {
        for (one, other) in [
            ("Ada", "ada"),
            ("Ada", "АDА"),
            ("Ada", "A d a"),
            ("paypal", "раураl"),
            ("AI", "Al"),
            ("Bob", "B0b"),
            ("Al1", "AlI"),
            ("corn", "com"),
            ("vvill", "will"),
            ("Νick", "Nick"),
            ("Ａｄａ", "Ada"),
            ("𝓐da", "Ada"),
            ("\u{2764}\u{fe0f}", "\u{2764}"),
            ("Jose\u{301}", "José"),
            ("O’Neil", "O'Neil"),
        ] {
            assert_eq!(skeleton(one), skeleton(other), "{one} and {other}");
        }
    }

    #[test]
    fn names_that_look_different_stay_different() {
        for (one, other) in
            [("José", "Jose"), ("Ada", "Ade"), ("Мария", "Марина"), ("की", "का"), ("王", "玉"), ("🦊", "🐺")]
        {
            assert_ne!(skeleton(one), skeleton(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_skeleton_is_its_own_skeleton() {
        for name in ["Ada Lovelace", "Мария", "wm|I0", "ΑΒΓ", "ẞtraße", "İstanbul"] {
            let once = skeleton(name);
            assert_eq!(skeleton(&once), once, "{name}");
        }
    }
}
