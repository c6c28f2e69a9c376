//! Text as it comes out of files, made even.

use super::EXCERPT_CHARS;

/// Text with `\n` as its only line end and without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tidy {
    pub text: String,
    /// How many control characters were taken out.
    pub removed: usize,
}

impl Tidy {
    /// Says so when something was taken out.
    pub fn notice(&self) -> Option<String> {
        match self.removed {
            0 => None,
            1 => Some("One control character was removed from the file.".into()),
            many => Some(format!("{many} control characters were removed from the file.")),
        }
    }
}

/// Turns CRLF and lone CR into `\n`; takes out a byte order mark and all control characters save tabs.
pub fn tidy(text: &str) -> Tidy {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut tidied = Tidy { text: String::with_capacity(text.len()), removed: 0 };
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_control() && c != '\n' && c != '\t') {
        tidied.text.push_str(&rest[..at]);
        let (odd, after) = rest[at..].split_at(rest[at..].chars().next().map_or(1, char::len_utf8));
        if odd == "\r" {
            tidied.text.push('\n');
            rest = after.strip_prefix('\n').unwrap_or(after);
        } else {
            tidied.removed += 1;
            rest = after;
        }
    }
    tidied.text.push_str(rest);
    tidied
}

/// Lines and their numbers, from 1.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1u32..).zip(text.split('\n'))
}

/// Each line trimmed, white space within it made single spaces, empty lines left out.
pub(super) fn lay_out(text: &str) -> String {
    let mut laid = String::with_capacity(text.len());
    for line in text.split('\n') {
        let mut words = line.split_whitespace().peekable();
        if words.peek().is_some() && !laid.is_empty() {
            laid.push('\n');
        }
        let mut first = true;
        for word in words {
            if !first {
                laid.push(' ');
            }
            first = false;
            laid.push_str(word);
        }
    }
    laid
}

/// The same on one line: for answers.
pub(super) fn one_line(text: &str) -> String {
    lay_out(text).replace('\n', " ")
}

/// How `source` begins, on one line, for a list of rejected questions.
pub(super) fn excerpt(source: &str) -> String {
    // A bounded look at the source: lines can be as long as the file.
    let start: String = source.trim_start().chars().take(EXCERPT_CHARS * 2).collect();
    let start = one_line(&start);
    if start.chars().count() > EXCERPT_CHARS {
        start.chars().take(EXCERPT_CHARS - 1).chain(['…']).collect()
    } else {
        start
    }
}
