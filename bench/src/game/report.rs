//! The table at the end, and whether the goals are met.

use std::process::ExitCode;

use super::hall::Lap;
use crate::stopwatch::median;

/// At most this many times the bare broadcast.
const GOAL: f64 = 1.5;

pub struct Report {
    players: u32,
    laps: Vec<(Lap, Lap)>,
}

impl Report {
    pub fn new(players: u32) -> Self {
        println!(
            "All times in milliseconds; \"next\" to the last player, answer to acknowledgement for 95 of 100."
        );
        println!(
            "{:>5}{:>10}{:>10}{:>8}{:>10}{:>10}{:>8}{:>16}{:>16}",
            "", "next", "bare", "ratio", "answer", "bare", "ratio", "next to half", "answer, middle"
        );
        Self { players, laps: Vec::new() }
    }

    /// Prints one question and keeps it.
    pub fn note(&mut self, ours: Lap, bare: Lap) {
        println!(
            "{:>5}{:>10.1}{:>10.1}{:>8.2}{:>10.1}{:>10.1}{:>8.2}{:>8.1}{:>8.1}{:>8.1}{:>8.1}",
            self.laps.len() + 1,
            ours.last,
            bare.last,
            ours.last / bare.last,
            ours.slow,
            bare.slow,
            ours.slow / bare.slow,
            ours.half,
            bare.half,
            ours.middle,
            bare.middle
        );
        self.laps.push((ours, bare));
    }

    /// Prints the last line. Every answer must have been acknowledged once and stored once.
    pub fn conclude(&self, expected: u64, acknowledged: u64, stored: u64) -> ExitCode {
        let middle = |of: fn(&(Lap, Lap)) -> f64| median(&self.laps.iter().map(of).collect::<Vec<_>>());
        let next_ratio = middle(|(ours, bare)| ours.last / bare.last);
        let answer_ratio = middle(|(ours, bare)| ours.slow / bare.slow);
        let all_there = expected == acknowledged && expected == stored;
        let met = next_ratio <= GOAL && answer_ratio <= GOAL && all_there;
        println!(
            "game players={} questions={} next_ratio={next_ratio:.2} answer_ratio={answer_ratio:.2} goal={GOAL} \
             next_ms={:.1} answer_ms={:.1} answers={expected} acknowledged={acknowledged} stored={stored} met={}",
            self.players,
            self.laps.len(),
            middle(|(ours, _)| ours.last),
            middle(|(ours, _)| ours.slow),
            if met { "yes" } else { "no" }
        );
        if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
