//! Who is where. People with the same score share a rank, and the next rank is skipped: 1, 2, 2, 4.

use super::phase::Phase;
use super::seat::Seat;
use super::wire::Standing;
use crate::Time;

/// Rows of a leaderboard: ranks up to this one.
pub const LEADERBOARD_RANKS: u32 = 5;
/// Rows of the podium: ranks up to this one.
pub const PODIUM_RANKS: u32 = 3;
/// Most rows, when many share a rank.
pub const ROWS: usize = 10;

/// Scores of everybody present, in descending order: a rank is a binary search.
#[derive(Debug, Clone, Default)]
pub(super) struct Ranks {
    now: Vec<u32>,
    /// Scores before the latest question, of those who were there when standings were shown then.
    before: Vec<u32>,
    shown_at: Option<Time>,
    /// The first rows of the leaderboard.
    top: Vec<Standing>,
}

impl Ranks {
    /// Ranks everybody anew: after a question was settled, and when somebody was removed or let in again.
    pub fn new(seats: &[Seat], phase: &Phase) -> Self {
        let shown_at = phase.standings_at();
        let present = || seats.iter().filter(|seat| seat.present());
        let mut now: Vec<u32> = present().map(|seat| seat.score).collect();
        now.sort_unstable_by(|a, b| b.cmp(a));
        let knew = |seat: &&Seat| shown_at.is_some_and(|shown_at| seat.saved.joined_at < shown_at);
        let mut before: Vec<u32> = present().filter(knew).map(|seat| seat.score_before).collect();
        before.sort_unstable_by(|a, b| b.cmp(a));
        let mut ranks = Self { now, before, shown_at, top: Vec::new() };
        ranks.top = ranks.rows(seats, LEADERBOARD_RANKS);
        ranks
    }

    /// Somebody came, with a score of 0: last, whatever the others have.
    pub fn add_newcomer(&mut self) {
        self.now.push(0);
    }

    pub fn players(&self) -> u32 {
        u32::try_from(self.now.len()).unwrap_or(u32::MAX)
    }

    /// From 1.
    pub fn rank(&self, score: u32) -> u32 {
        rank_in(&self.now, score)
    }

    pub fn leaderboard(&self) -> &[Standing] {
        &self.top
    }

    /// Everybody up to rank `last`, in order, [`ROWS`] at most.
    pub fn rows(&self, seats: &[Seat], last: u32) -> Vec<Standing> {
        let least = self.now.get(ROWS.min(self.now.len()).saturating_sub(1)).copied().unwrap_or(0);
        let mut rows: Vec<&Seat> =
            seats.iter().filter(|seat| seat.present() && seat.score >= least).collect();
        rows.sort_unstable_by_key(|seat| (std::cmp::Reverse(seat.score), seat.arrival()));
        let ranked = rows.into_iter().map(|seat| (self.rank(seat.score), seat)).take(ROWS);
        ranked.take_while(|(rank, _)| *rank <= last).map(|(rank, seat)| self.standing(rank, seat)).collect()
    }

    fn standing(&self, rank: u32, seat: &Seat) -> Standing {
        let knew = self.shown_at.is_some_and(|shown_at| seat.saved.joined_at < shown_at);
        Standing {
            nickname: seat.saved.nickname.to_string(),
            score: seat.score,
            rank,
            before: knew.then(|| rank_in(&self.before, seat.score_before)),
        }
    }
}

fn rank_in(descending: &[u32], score: u32) -> u32 {
    let better = descending.partition_point(|other| *other > score);
    u32::try_from(better).unwrap_or(u32::MAX).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_a_rank_and_the_next_rank_is_skipped() {
        let scores = [900, 700, 700, 100];
        let ranks: Vec<_> = scores.iter().map(|score| rank_in(&scores, *score)).collect();
        assert_eq!(ranks, [1, 2, 2, 4]);
    }
}
