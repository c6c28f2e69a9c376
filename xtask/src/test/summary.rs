//! How many tests passed, read from what the test programs print.

use std::ops::AddAssign;

/// Tests by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Count {
    /// A check that has no tests of its own: format, lint.
    pub const fn one_passed() -> Self {
        Self { passed: 1, failed: 0, skipped: 0 }
    }

    /// Reads libtest's `test result: ok. 5 passed; 1 failed; 0 ignored; ..`. Other lines are `None`.
    pub fn of_line(line: &str) -> Option<Self> {
        let (_, numbers) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let mut count = Self::default();
        for part in numbers.split(';') {
            let Some((number, word)) = part.trim().split_once(' ') else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match word {
                "passed" => count.passed = number,
                "failed" => count.failed = number,
                "ignored" => count.skipped = number,
                _ => {}
            }
        }
        Some(count)
    }

    /// Reads the numbers of Playwright's JSON report. A test that passed only at a second try has failed.
    pub fn of_playwright(report: &serde_json::Value) -> Option<Self> {
        let number = |name: &str| report["stats"][name].as_u64();
        let broken = report["errors"].as_array().map_or(0, |errors| errors.len() as u64);
        Some(Self {
            passed: number("expected")?,
            failed: number("unexpected")? + number("flaky")? + broken,
            skipped: number("skipped")?,
        })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libtests_summary_is_counted() {
        let line = "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.01s";
        assert_eq!(Count::of_line(line), Some(Count { passed: 5, failed: 2, skipped: 1 }));
        assert_eq!(Count::of_line("test result of the vote: 5 passed"), None);
        assert_eq!(Count::of_line("test scoring::ties_share_a_rank ... ok"), None);
    }

    #[test]
    fn playwrights_report_is_counted_and_a_second_try_is_a_failure() {
        let report = serde_json::json!({
            "stats": { "expected": 7, "unexpected": 1, "flaky": 1, "skipped": 2 },
            "errors": []
        });
        assert_eq!(Count::of_playwright(&report), Some(Count { passed: 7, failed: 2, skipped: 2 }));
        assert_eq!(Count::of_playwright(&serde_json::json!({})), None);
    }

    #[test]
    fn a_report_with_an_error_outside_of_any_test_is_a_failure() {
        let report = serde_json::json!({
            "stats": { "expected": 0, "unexpected": 0, "flaky": 0, "skipped": 0 },
            "errors": [{ "message": "syntax" }]
        });
        assert_eq!(Count::of_playwright(&report).map(|count| count.failed), Some(1));
    }
}
