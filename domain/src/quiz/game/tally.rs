//! Counts kept while a question is on show, so that an answer costs the same with ten players and ten thousand.

use std::collections::BTreeMap;

/// Answers of the seats that are present.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub answered: u32,
    /// How many picked each choice.
    pub picked: Vec<u32>,
    /// How many are there and have not answered, by their extra time in percent.
    waiting: BTreeMap<u32, u32>,
}

impl Tally {
    pub fn new(choices: usize) -> Self {
        Self { answered: 0, picked: vec![0; choices], waiting: BTreeMap::new() }
    }

    /// A seat that is asked.
    pub fn expect(&mut self, extra_time: u32) {
        *self.waiting.entry(extra_time).or_default() += 1;
    }

    /// A seat that is no longer asked.
    pub fn excuse(&mut self, extra_time: u32) {
        if let Some(count) = self.waiting.get_mut(&extra_time) {
            *count -= 1;
            if *count == 0 {
                self.waiting.remove(&extra_time);
            }
        }
    }

    pub fn count(&mut self, choices: &[u8]) {
        self.answered += 1;
        for &choice in choices {
            if let Some(count) = self.picked.get_mut(usize::from(choice)) {
                *count += 1;
            }
        }
    }

    pub fn discount(&mut self, choices: &[u8]) {
        self.answered = self.answered.saturating_sub(1);
        for &choice in choices {
            if let Some(count) = self.picked.get_mut(usize::from(choice)) {
                *count = count.saturating_sub(1);
            }
        }
    }

    /// The most time anybody has who is there and has not answered, in percent of the limit. None when nobody is
    /// left.
    pub fn longest_wait(&self) -> Option<u32> {
        self.waiting.last_key_value().map(|(extra_time, _)| *extra_time)
    }
}
