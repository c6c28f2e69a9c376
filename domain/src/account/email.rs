//! E-mail addresses.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::name::is_hidden;

/// Longest address, in bytes (RFC 5321, section 4.5.3.1.3, less the angle brackets).
pub const EMAIL_BYTES: usize = 254;

/// An address as compared and stored: NFKC, trimmed, lower case. One account per address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadEmail {
    Empty,
    TooLong,
    Malformed,
    /// The host is one word: no mail reaches it from elsewhere.
    NoDot,
}

impl fmt::Display for BadEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BadEmail::Empty => "Type your e-mail address.",
            BadEmail::TooLong => "This address is too long. Use at most 254 characters.",
            BadEmail::Malformed => {
                "This does not look like an e-mail address. It needs the form name@example.org."
            }
            BadEmail::NoDot => {
                "The end of this address is missing: behind the @ it needs a dot, as in name@example.org."
            }
        })
    }
}

impl std::error::Error for BadEmail {}

impl Email {
    /// Accepts what a mail server may accept; whether it exists only a mail can tell.
    pub fn parse(text: &str) -> Result<Self, BadEmail> {
        // What cannot be seen came along with pasting, from contact cards and mail programs.
        let seen = text.chars().filter(|c| c.is_whitespace() || !is_hidden(*c));
        let address: String = seen.collect::<String>().trim().nfkc().flat_map(char::to_lowercase).collect();
        if address.is_empty() {
            return Err(BadEmail::Empty);
        }
        if address.len() > EMAIL_BYTES {
            return Err(BadEmail::TooLong);
        }
        let Some((local, host)) = address.rsplit_once('@') else { return Err(BadEmail::Malformed) };
        // Quoted local parts ("a b"@example.org) exist on paper only; white space and quotes are typos.
        let odd = |c: char| c.is_whitespace() || c.is_control() || "<>()[]\\,;:\"@".contains(c);
        let label = |l: &str| !l.is_empty() && l.len() <= 63 && !l.starts_with('-') && !l.ends_with('-');
        let host_fits = host.split('.').all(label) && !host.contains(odd) && !host.contains('_');
        let local_fits = !local.is_empty()
            && local.len() <= 64
            && !local.contains(odd)
            && local.split('.').all(|part| !part.is_empty());
        match (host_fits && local_fits, host.contains('.')) {
            (true, true) => Ok(Self(address)),
            (true, false) => Err(BadEmail::NoDot),
            (false, _) => Err(BadEmail::Malformed),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        for pasted in [
            "\u{200b}ada.t@example.org",
            "ada.t@example.org\u{200b}",
            "\u{202a}ada.t@example.org\u{202c}",
            "\u{feff}ada.t@example.org",
            "ada.t@exam\u{ad}ple.org",
            "ada.t@\u{2060}example.org",
            "ada\u{202e}.t@example.org\u{7}",
        ] {
            assert_eq!(
                Email::parse(pasted).map(|email| email.to_string()),
                Ok("ada.t@example.org".to_owned())
            );
        }
        assert_eq!(Email::parse("\u{200b}"), Err(BadEmail::Empty));
    }

    #[test]
    fn one_address_however_it_is_typed() {
        let plain = Email::parse("ada@example.org");
        assert_eq!(Email::parse("  Ada@Example.ORG "), plain);
        assert_eq!(Email::parse("ａda@example.org"), plain, "full-width letters are the same letters");
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        assert_eq!(Email::parse("   "), Err(BadEmail::Empty));
        assert_eq!(Email::parse(&format!("{}@example.org", "x".repeat(300))), Err(BadEmail::TooLong));
        for bad in [
            "ada",
            "@example.org",
            "ada@",
            "a b@example.org",
            "ada@exa mple.org",
            "ada@.org",
            "a\r\nbcc:x@y.z",
            "ada@-x.org",
            ".ada@example.org",
            "ada..b@example.org",
            "<ada@example.org>",
            "ada@exam_ple.org",
        ] {
            assert_eq!(Email::parse(bad), Err(BadEmail::Malformed), "{bad:?}");
        }
        for short in ["zoe@nowhere", "ada+quiz@localhost"] {
            assert_eq!(Email::parse(short), Err(BadEmail::NoDot), "{short:?}");
        }
    }
}
