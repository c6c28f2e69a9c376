//! What an answer to a scan means. Only the server's own word about it takes a scan off this phone: whatever else comes
//! back, from a proxy, a hotel's sign-in page or a server in trouble, is no answer, and the scan waits.

// Without a browser nothing is sent: only the tests use it there.
#![cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "the browser's side"))]

use serde_json::Value;

use super::{Told, Verdict};

/// What became of a scan that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    Answered {
        told: Told,
        /// How many are in by now.
        counted: Option<String>,
    },
    /// Nobody is signed in, or somebody who may not check people in here.
    SignedOut,
    /// No line, or nobody there who can answer now.
    Later,
}

/// Reads the answer to a scan by its status and text.
pub fn read(status: u16, text: &str) -> Sent {
    let answer: Value = serde_json::from_str(text).unwrap_or_default();
    let verdict = match (status, word(&answer, "verdict").as_deref()) {
        (401 | 403, _) => return Sent::SignedOut,
        (200..=299, Some("in")) => Verdict::In,
        (200..=299, Some("already")) => Verdict::Already,
        // 422 is about the scan itself: sent again it would be refused again.
        (200..=299, Some("refused")) | (422, _) => Verdict::No,
        _ => return Sent::Later,
    };
    match word(&answer, "sentence") {
        Some(sentence) => {
            Sent::Answered { told: Told { verdict, sentence }, counted: word(&answer, "counted") }
        }
        None => Sent::Later,
    }
}

/// A text of an answer.
pub fn word(answer: &Value, name: &str) -> Option<String> {
    answer[name].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(status: u16, text: &str) -> Option<Verdict> {
        match read(status, text) {
            Sent::Answered { told, .. } => Some(told.verdict),
            Sent::SignedOut | Sent::Later => None,
        }
    }

    #[test]
    fn the_servers_word_about_a_scan_is_an_answer() {
        let said = r#"{"verdict":"in","sentence":"Kofi is in.","counted":"1 of 3 is in"}"#;
        let told = Told { verdict: Verdict::In, sentence: "Kofi is in.".into() };
        assert_eq!(read(200, said), Sent::Answered { told, counted: Some("1 of 3 is in".into()) });
        assert_eq!(
            verdict(200, r#"{"verdict":"already","sentence":"Since 18:02."}"#),
            Some(Verdict::Already)
        );
        assert_eq!(verdict(200, r#"{"verdict":"refused","sentence":"Not a code."}"#), Some(Verdict::No));
        assert_eq!(verdict(422, r#"{"sentence":"This is not a scan."}"#), Some(Verdict::No));
    }

    #[test]
    fn what_stands_between_phone_and_server_takes_no_scan_away() {
        let portal = "<!DOCTYPE html><title>Welcome to the hotel</title>";
        let spoilt = r#"{"verdict":"in"}"#;
        for (status, text) in [
            (200, portal),
            (200, ""),
            (200, "{}"),
            (200, spoilt),
            (200, r#"{"verdict":"maybe","sentence":"?"}"#),
            (204, ""),
            (302, ""),
            (404, r#"{"sentence":"There is no such workshop."}"#),
            (404, portal),
            (407, portal),
            (413, ""),
            (422, portal),
            (429, r#"{"sentence":"Slow down."}"#),
            (500, r#"{"verdict":"in","sentence":"Something went wrong here."}"#),
            (503, ""),
        ] {
            assert_eq!(read(status, text), Sent::Later, "{status} {text}");
        }
    }

    #[test]
    fn somebody_without_rights_at_the_phone_does_not_empty_it() {
        for (status, text) in [
            (401, r#"{"sentence":"Sign in again."}"#),
            (403, r#"{"sentence":"You may not check people in here."}"#),
            (403, "<html>blocked</html>"),
        ] {
            assert_eq!(read(status, text), Sent::SignedOut, "{status} {text}");
        }
    }
}
