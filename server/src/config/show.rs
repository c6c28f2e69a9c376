//! The table `convene config` prints.

use super::{Config, Source};

/// One line per setting: name, value, where it comes from.
pub fn table(config: &Config) -> String {
    let source = |source: Source| match source {
        Source::Flag => "flag",
        Source::Environment => "environment",
        Source::File => "file",
        Source::Default => "default",
        Source::Derived => "derived",
    };
    let wide = |text: fn(&super::Shown) -> usize| config.shown.iter().map(text).max().unwrap_or(0);
    let (key, value) = (wide(|row| row.key.len()), wide(|row| row.value.len()));
    config
        .shown
        .iter()
        .map(|row| format!("{:key$}  {:value$}  {}\n", row.key, row.value, source(row.source)))
        .collect()
}
