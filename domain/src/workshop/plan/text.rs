//! What was typed into a form: each value once, tidied, and each refusal in a sentence.

use std::ops::RangeInclusive;
use std::str::FromStr;

use crate::field::{FieldErrors, has_unseen};

/// A form that is being read.
pub struct Typed<'a> {
    fields: &'a [(String, String)],
    pub errors: FieldErrors,
}

impl<'a> Typed<'a> {
    pub fn new(fields: &'a [(String, String)]) -> Self {
        Self { fields, errors: FieldErrors::new() }
    }

    /// The first value of a field as typed; a missing field is empty.
    pub fn value(&self, name: &str) -> &'a str {
        self.values(name).next().unwrap_or("")
    }

    /// Every value of a field, without the white space around it.
    pub fn values<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        let fields = self.fields;
        fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.trim())
    }

    pub fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    pub fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.errors.add(field, message);
    }

    /// One line: runs of white space are one space. `called` is what a sentence calls the field.
    pub fn line(&mut self, name: &str, called: &str, most: usize) -> String {
        let line = self.value(name).split_whitespace().collect::<Vec<_>>().join(" ");
        self.checked(name, called, line, most)
    }

    /// Several lines, with the line breaks of text files.
    pub fn text(&mut self, name: &str, called: &str, most: usize) -> String {
        let text = self.value(name).replace("\r\n", "\n").replace('\r', "\n");
        self.checked(name, called, text, most)
    }

    /// Lines that are not empty, each with its number from 1.
    pub fn lines(&mut self, name: &str, called: &str, most: usize) -> Vec<(usize, String)> {
        let text = self.text(name, called, most);
        let tidy = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        (1..).zip(text.lines().map(tidy)).filter(|(_, line)| !line.is_empty()).collect()
    }

    fn checked(&mut self, name: &str, called: &str, text: String, most: usize) -> String {
        let count = text.chars().count();
        if count > most {
            self.refuse(
                name,
                format!("Keep the {called} to {} characters; it has {}.", thousands(most), thousands(count)),
            );
        } else if has_unseen(&text) {
            self.refuse(
                name,
                format!("The {called} contains characters that cannot be seen. Type it again without them."),
            );
        }
        text
    }

    /// A whole number, or None when the field is empty.
    pub fn whole(&mut self, name: &str, called: &str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.value(name);
        if value.is_empty() {
            return None;
        }
        let number = value.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = (range.start(), thousands(usize::try_from(*range.end()).unwrap_or(0)));
            self.refuse(name, format!("{called}: type a whole number from {least} to {most}."));
        }
        number
    }

    /// One of a few; `usual` when the field is missing.
    pub fn choice<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str, usual: T) -> T {
        match self.value(name) {
            "" => usual,
            value => self.errors.keep(name, value.parse()).unwrap_or(usual),
        }
    }
}

/// `20000` as `20,000`.
fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
