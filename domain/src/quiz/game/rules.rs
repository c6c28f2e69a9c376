//! What a host decides before a game begins.

use serde::{Deserialize, Serialize};

/// The rules of one game. Fields missing in stored JSON take the value of [`Rules::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// Quick answers earn more. Off, every right answer earns the full points (accuracy mode).
    pub speed: bool,
    /// Extra points for right answers in a row.
    pub streak_bonus: bool,
    /// Solutions show by themselves when time is up or all have answered.
    pub auto_reveal: bool,
    /// No question has a time limit, whatever its author set.
    pub untimed: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { speed: true, streak_bonus: false, auto_reveal: false, untimed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_stored_by_an_older_version_still_read() {
        let read: Rules = serde_json::from_str(r#"{"speed":false,"draw":20}"#).expect("reads");
        assert_eq!(read, Rules { speed: false, ..Rules::default() });
    }
}
