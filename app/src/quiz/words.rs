//! How the quiz area says numbers and kinds.

use convene_domain::quiz::{Kind, Question, Weight};

/// "1 question", "12 questions".
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", thousands(number)) }
}

/// 12345 as "12,345", as the game itself shows it.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `part` of `whole` in whole percent; 0 of nothing.
pub fn percent(part: u32, whole: u32) -> u32 {
    (part * 100 + whole / 2).checked_div(whole).unwrap_or(0)
}

/// "042 042": in two groups, as people read them out.
pub fn spaced(pin: &str) -> String {
    match pin.split_at_checked(3) {
        Some((first, last)) if !last.is_empty() => format!("{first} {last}"),
        _ => pin.to_owned(),
    }
}

pub const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Single => "One right answer",
        Kind::Multiple => "Several right answers",
        Kind::TrueFalse => "True or false",
    }
}

pub fn limit(question: &Question) -> String {
    question.limit.map_or_else(|| "No time limit".to_owned(), |seconds| format!("{seconds} s"))
}

pub const fn weight(weight: Weight) -> &'static str {
    match weight {
        Weight::Zero => "No points",
        Weight::One => "Normal points",
        Weight::Two => "Double points",
    }
}

/// 1 as "1st", 12 as "12th".
pub fn ordinal(rank: u32) -> String {
    let ending = match (rank % 10, rank % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "question", "questions"), "1 question");
        assert_eq!(count(0, "question", "questions"), "0 questions");
        assert_eq!(spaced("042042"), "042 042");
    }

    #[test]
    fn shares_are_rounded_and_nothing_is_no_share() {
        assert_eq!((percent(1, 3), percent(2, 3), percent(3, 3), percent(0, 0)), (33, 67, 100, 0));
    }

    #[test]
    fn ranks_are_spoken() {
        let spoken = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal);
        assert_eq!(spoken, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
    }
}
