use super::{answers, only, read, refused};
use crate::quiz::Kind;
use crate::quiz::import::Format::Aiken;

#[test]
fn a_letter_marks_the_right_answer() {
    let question = only(Aiken, "Who pays funding?\nA) Longs\nB. Shorts\nC) Nobody\nANSWER: B\n");
    assert_eq!(question.kind, Kind::Single);
    assert_eq!(answers(&question), ["Longs", "*Shorts", "Nobody"]);
    let lenient = only(Aiken, "Who pays\nfunding?\n\na) Longs\n\nb) Shorts\nanswer : a");
    assert_eq!(lenient.prompt, "Who pays\nfunding?");
    assert_eq!(answers(&lenient), ["*Longs", "Shorts"]);
    assert_eq!(only(Aiken, "Which?\nA) a1\nB) b1\nC) c1\nANSWER: A, C").kind, Kind::Multiple);
}

#[test]
fn markup_is_text() {
    let question = only(Aiken, "It reads <html class=\"cool\"> & images:\nA) True\nB) False\nANSWER: A");
    assert_eq!(question.prompt, "It reads <html class=\"cool\"> & images:");
    assert_eq!(question.kind, Kind::TrueFalse);
}

#[test]
fn a_question_without_its_answer_line_is_rejected_and_the_next_one_is_read() {
    for text in
        ["One?\nA) a\nB) b\n\nTwo?\nA) c\nB) d\nANSWER: A", "One?\nA) a\nB) b\nTwo?\n\nA) c\nB) d\nANSWER: A"]
    {
        let outcome = read(Aiken, text);
        assert_eq!(outcome.questions.len(), 1, "{text}: {outcome:?}");
        assert_eq!(outcome.questions[0].question.prompt, "Two?");
        assert_eq!(outcome.rejected[0].line, 1);
        assert!(outcome.rejected[0].reason.contains("ANSWER"), "{}", outcome.rejected[0].reason);
    }
}

#[test]
fn what_is_wrong_is_named() {
    for (text, word) in [
        ("One?\nA) a\nB) b", "ANSWER: with the right letter is missing"),
        ("One?\nA) a\nB) b\nANSWER: C", "from A to B"),
        ("One?\nA) a\nB) b\nANSWER: both", "one letter"),
        ("One?\nA) a\nB) b\nANSWER:", "one letter"),
        ("One?\nA) a\nC) b\nANSWER: A", "out of order"),
        ("One?\nA) a\nANSWER: A", "only one answer"),
        ("One?\nA) a\nB) a\nANSWER: A", "read the same"),
        ("One?\nANSWER: A", "no answers above"),
        ("One?", "no answers"),
        ("A) a\nB) b\nANSWER: A", "missing above"),
        ("ANSWER: A", "no question above"),
        ("One?\nA) a\ngoes on\nB) b\nANSWER: A", "Line 3"),
        ("One?\nA) 1\nB) 2\nC) 3\nD) 4\nE) 5\nF) 6\nG) 7\nANSWER: A", "7 answers"),
    ] {
        let rejected = refused(Aiken, text);
        assert!(rejected.reason.contains(word), "{text}: {}", rejected.reason);
        assert_eq!(rejected.line, 1);
    }
}

#[test]
fn a_question_may_look_like_an_answer() {
    assert_eq!(
        only(Aiken, "A. Lincoln lived in?\nA) Illinois\nB) Ohio\nANSWER: A").prompt,
        "A. Lincoln lived in?"
    );
}
