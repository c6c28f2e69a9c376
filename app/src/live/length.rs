//! How much there is to read, in steps the style sheet has sizes for: question and answers must fit on one wall.

use convene_domain::quiz::game::wire::Asking;

/// Short, medium, long, full.
const STEPS: [&str; 4] = ["1", "2", "3", "4"];
/// Most columns of type a prompt of each step has; the last step has no end.
const PROMPT: [usize; 3] = [60, 140, 280];
/// The same for the longest answer.
const ANSWER: [usize; 3] = [24, 60, 120];

/// Columns of type: wide letters, as in Chinese or emoji, take two.
fn columns(text: &str) -> usize {
    text.chars().map(|letter| if letter < '\u{1100}' { 1 } else { 2 }).sum()
}

fn step(columns: usize, most: [usize; 3]) -> &'static str {
    let step = most.iter().filter(|most| columns > **most).count();
    STEPS.get(step).copied().unwrap_or("4")
}

/// How long the question is.
pub fn prompt_length(asking: &Asking) -> &'static str {
    step(columns(&asking.prompt), PROMPT)
}

/// How long the longest answer is.
pub fn answers_length(asking: &Asking) -> &'static str {
    step(asking.choices.iter().map(|choice| columns(choice)).max().unwrap_or(0), ANSWER)
}

/// How many rows the answers take, two beside each other.
pub fn rows(asking: &Asking) -> &'static str {
    match asking.choices.len() {
        0..=2 => "1",
        3 | 4 => "2",
        _ => "3",
    }
}

#[cfg(test)]
mod tests {
    use convene_domain::quiz::{Kind, Weight};

    use super::*;

    fn asking(prompt: usize, answers: &[usize]) -> Asking {
        Asking {
            question: 0,
            prompt: "a".repeat(prompt),
            kind: Kind::Single,
            choices: answers.iter().map(|length| "b".repeat(*length)).collect(),
            weight: Weight::One,
            limit_ms: None,
            left_ms: None,
        }
    }

    #[test]
    fn the_longest_answer_and_the_prompt_decide_how_small_the_type_is() {
        let lengths = |prompt, answers: &[usize]| {
            let asking = asking(prompt, answers);
            (prompt_length(&asking), answers_length(&asking), rows(&asking))
        };
        assert_eq!(lengths(60, &[4, 24]), ("1", "1", "1"));
        assert_eq!(lengths(61, &[4, 25, 3]), ("2", "2", "2"));
        assert_eq!(lengths(500, &[200; 6]), ("4", "4", "3"));
    }

    #[test]
    fn wide_letters_count_twice() {
        let mut asking = asking(0, &[1, 1]);
        asking.prompt = "問".repeat(31);
        assert_eq!(prompt_length(&asking), "2");
    }
}
