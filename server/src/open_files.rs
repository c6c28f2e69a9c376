//! How many files and sockets this process may have open at the same time.

/// What the database, the listeners and the mail need beside the people who are connected.
const RESERVE: u64 = 128;

/// Raises the limit to the highest this account may have, and answers what it is then. Shells and service managers
/// usually start a program with 1024, which is fewer than the players of one large game.
pub fn raise() -> u64 {
    rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        tracing::warn!(%error, "the limit of open files cannot be raised");
        1024
    })
}

/// How many people may be connected at once: as many as are wanted, or as fit below the limit of open files.
pub fn places(wanted: usize, limit: u64) -> usize {
    let fit = limit.saturating_sub(RESERVE).max(limit / 2);
    wanted.min(usize::try_from(fit).unwrap_or(usize::MAX)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_a_place_for_everybody_wanted_or_as_many_as_files_may_be_open() {
        assert_eq!(places(10_000, 524_288), 10_000);
        assert_eq!(places(10_000, 1_024), 896);
        assert_eq!(places(10_000, 100), 50, "half of very few");
        assert_eq!(places(3, u64::MAX), 3);
    }
}
