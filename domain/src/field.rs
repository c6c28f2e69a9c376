//! What is wrong with a form, field by field.

use serde::{Deserialize, Serialize};

/// Whether a text has control characters but line breaks and tabs, or characters that turn the direction of the text
/// around them.
pub fn has_unseen(text: &str) -> bool {
    let unseen = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    text.chars().any(unseen)
}

/// One refused field: its `name` in the form, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's `name` attribute. Empty when the form as a whole is refused.
    pub field: String,
    pub message: String,
}

/// Everything wrong with one form, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(Vec<FieldError>);

impl FieldErrors {
    pub fn new() -> Self {
        Self::default()
    }

    /// Errors for a form with a single refused field.
    pub fn one(field: &str, message: impl Into<String>) -> Self {
        let mut errors = Self::new();
        errors.add(field, message);
        errors
    }

    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError { field: field.to_owned(), message: message.into() });
    }

    /// Keeps `result`'s value, or notes its message beside `field`.
    pub fn keep<T>(&mut self, field: &str, result: Result<T, impl std::fmt::Display>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, error.to_string());
                None
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }

    /// The first message for `field`.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// `Ok` when nothing was refused.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

/// `text` as people can have typed it: without NUL, which PostgreSQL does not store, and without the other control
/// characters, which nobody sees. Tabs and line breaks stay.
pub fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\r')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_left_of_what_nobody_can_type_and_all_of_what_texts_need() {
        assert_eq!(without_controls("a\0b\u{1b}[31mc\u{7f}d\u{85}e\u{9f}"), "ab[31mcde");
        let text = "Zeile\r\neins\tzwei \u{1F469}\u{200D}\u{1F4BB} \u{202E}";
        assert_eq!(without_controls(text), text, "only control characters");
    }

    #[test]
    fn a_text_that_turns_its_line_has_something_unseen() {
        assert!(has_unseen("ab\u{202e}evil\u{2066}") && has_unseen("a\u{7}") && has_unseen("a\u{2028}b"));
        assert!(!has_unseen("Zeile\r\n\teins") && !has_unseen("مهدی\u{200c}رضا"));
    }
}
