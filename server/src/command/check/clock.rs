//! Whether the clock is right: sign-in codes, reminders and the start of a workshop depend on it.

use convene_domain::Time;
use convene_domain::time::{DAY, HOUR, MINUTE, SECOND};
use convene_service::Clock;
use convene_store::Db;

use super::Finding;

/// The day this check was written: a clock before it is certainly wrong.
const WRITTEN: Time = Time::from_millis(1_795_305_600_000);
/// Two clocks that are set by NTP differ by far less.
const APART: i64 = 5 * SECOND;
/// What happened a moment ago on another node, whose clock may differ a little.
const AHEAD: i64 = MINUTE;

/// Compares this machine's clock with the database's, and with what is stored.
pub async fn check(db: &Db, clock: &impl Clock) -> Finding {
    // A database that cannot be asked is a finding of its own.
    let newest = db.newest().await.ok().flatten();
    let before = clock.now();
    let theirs = db.clock().await.ok().flatten();
    let after = clock.now();
    // The answer was on its way for as long: in the middle of it, both clocks are compared.
    judge(before.plus(after.since(before) / 2), newest, theirs)
}

/// `newest` is the latest moment stored, `theirs` what the database's clock shows.
pub fn judge(now: Time, newest: Option<Time>, theirs: Option<Time>) -> Finding {
    const REMEDY: &str = "Turn on time synchronisation (NTP)";
    if now < WRITTEN {
        return Finding::Bad(format!("clock: it is in the past. {REMEDY}"));
    }
    if let Some(ahead) = newest.map(|newest| newest.since(now)).filter(|ahead| *ahead > AHEAD) {
        let ahead = length(ahead);
        return Finding::Bad(format!(
            "clock: what is stored is {ahead} ahead of it, so it is late. {REMEDY}"
        ));
    }
    match theirs.map(|theirs| theirs.since(now)) {
        Some(apart) if apart.abs() > APART => {
            let (length, way) = (length(apart.abs()), if apart > 0 { "ahead" } else { "behind" });
            Finding::Bad(format!("clock: the database's is {length} {way}. {REMEDY} on both machines"))
        }
        Some(_) => Finding::Good("clock: the same as the database's".to_owned()),
        None => Finding::Good("clock: plausible".to_owned()),
    }
}

/// In words, as exactly as it matters.
fn length(millis: i64) -> String {
    let (unit, name) = [(DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")]
        .into_iter()
        .find(|(unit, _)| millis >= 2 * unit)
        .unwrap_or((SECOND, "seconds"));
    format!("{} {name}", millis / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bad(finding: Finding) -> String {
        match finding {
            Finding::Bad(text) => text,
            other => panic!("no problem: {other:?}"),
        }
    }

    #[test]
    fn a_clock_that_lags_behind_what_is_stored_or_differs_from_the_databases_is_a_problem() {
        let now = WRITTEN.plus(100 * DAY);
        assert!(bad(judge(WRITTEN.plus(-1), None, None)).contains("in the past"));
        assert!(bad(judge(now, Some(now.plus(3 * HOUR)), None)).contains("3 hours ahead"));
        assert!(bad(judge(now, None, Some(now.plus(-90 * SECOND)))).contains("90 seconds behind"));
        assert!(bad(judge(now, Some(now), Some(now.plus(6 * SECOND)))).contains("6 seconds ahead"));
    }

    #[test]
    fn small_differences_are_none() {
        let now = WRITTEN.plus(100 * DAY);
        for (newest, theirs) in [(None, None), (Some(now.plus(50 * SECOND)), Some(now.plus(-4 * SECOND)))] {
            assert!(matches!(judge(now, newest, theirs), Finding::Good(_)), "{newest:?} {theirs:?}");
        }
    }
}
