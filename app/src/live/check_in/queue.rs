//! Scans that wait for the line, as they lie in this browser: a line of text each, its time and its code.

// Without a browser nothing waits: only the tests use it there.
#![cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "the browser's side"))]

/// Most scans kept; more than any door sees while the line is gone.
const MOST: usize = 2_000;

/// A scan that the server does not have yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// When it was made, on this device's clock: milliseconds since 1970.
    pub at: f64,
    pub code: String,
}

/// What waits, the earliest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Queue(Vec<Kept>);

impl Queue {
    /// Reads what [`Self::write`] wrote; lines that are none are left out.
    pub fn read(text: &str) -> Self {
        let line = |line: &str| {
            let (at, code) = line.split_once(' ')?;
            let at: f64 = at.parse().ok()?;
            (at.is_finite() && !code.is_empty()).then(|| Kept { at, code: code.to_owned() })
        };
        Self(text.lines().filter_map(line).take(MOST).collect())
    }

    pub fn write(&self) -> String {
        let lines: Vec<String> =
            self.0.iter().map(|kept| [&kept.at.to_string(), " ", &kept.code].concat()).collect();
        lines.join("\n")
    }

    /// Adds a scan; when the same code waits already, nothing, and the answer is since when.
    pub fn add(&mut self, code: &str, at: f64) -> Result<(), f64> {
        // One line is one scan, whatever stands on somebody's poster.
        let code: String = code.split_whitespace().collect::<Vec<_>>().join("+");
        if let Some(before) = self.0.iter().find(|kept| kept.code == code) {
            return Err(before.at);
        }
        if self.0.len() < MOST && !code.is_empty() {
            self.0.push(Kept { at, code });
        }
        Ok(())
    }

    pub fn first(&self) -> Option<&Kept> {
        self.0.first()
    }

    pub fn last(&self) -> Option<&Kept> {
        self.0.last()
    }

    /// The server has answered this one.
    pub fn remove(&mut self, sent: &Kept) {
        self.0.retain(|kept| kept != sent);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_survives_a_closed_page() {
        let mut queue = Queue::default();
        assert_eq!(queue.add("https://x.org/check-in?code=01-a.ff", 1_795_367_100_123.0), Ok(()));
        assert_eq!(queue.add("two\nlines here", 5.0), Ok(()));
        let read = Queue::read(&queue.write());
        assert_eq!(read, queue);
        assert_eq!(read.len(), 2);
        assert_eq!(read.first().map(|kept| kept.at), Some(1_795_367_100_123.0));
        assert_eq!(read.last().map(|kept| kept.at), Some(5.0));
    }

    #[test]
    fn the_same_code_waits_once_and_says_since_when() {
        let mut queue = Queue::default();
        assert_eq!(queue.add("a", 1.0), Ok(()));
        assert_eq!(queue.add("a", 9.0), Err(1.0));
        assert_eq!(queue.len(), 1);
        let sent = queue.first().cloned().expect("one");
        queue.remove(&sent);
        assert_eq!((queue.len(), queue.add("a", 9.0)), (0, Ok(())));
    }

    #[test]
    fn what_others_left_in_the_storage_is_passed_over() {
        assert_eq!(Queue::read("").len(), 0);
        assert_eq!(Queue::read("nonsense\nNaN code\n12 \n{}").len(), 0);
        assert_eq!(Queue::read("12 a\nx y\n13 b").len(), 2);
    }
}
