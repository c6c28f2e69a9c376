use super::{answers, only, read, refused};
use crate::quiz::Kind;
use crate::quiz::import::Format::OpenTriviaQa;

#[test]
fn the_answer_after_the_caret_is_the_right_one() {
    let question = only(OpenTriviaQa, "#Q Which band?\n^ Limozeen\nA sloshy\nB  Limozeen \nC Taranchula\n");
    assert_eq!(question.kind, Kind::Single);
    assert_eq!(answers(&question), ["sloshy", "*Limozeen", "Taranchula"]);
    let case = only(OpenTriviaQa, "#Q Which?\n^ TRUE\nA True\nB False");
    assert_eq!((case.kind, answers(&case)), (Kind::TrueFalse, vec!["*True".into(), "False".into()]));
}

#[test]
fn a_question_goes_on_over_lines_even_when_they_begin_like_answers() {
    let question = only(OpenTriviaQa, "#Q Finish the line:\nI am ______.\nA box!\n^ Sam\nA Tom\nB Sam");
    assert_eq!(question.prompt, "Finish the line:\nI am ______.\nA box!");
    assert_eq!(only(OpenTriviaQa, "#Q Q\n^ one two\nA one\ntwo\nB b").choices[0].text, "one two");
}

#[test]
fn markup_is_text() {
    assert_eq!(only(OpenTriviaQa, "#Q <i>Q</i> &amp; x\n^ <b>\nA <b>\nB b").prompt, "<i>Q</i> &amp; x");
}

#[test]
fn what_is_wrong_is_named() {
    for (text, word) in [
        ("#Q One?\n^ c\nA a\nB b", "none of the answers"),
        ("#Q One?\nA a\nB b", "^"),
        ("#Q One?\n^ a", "no answers"),
        ("#Q One?\n^ a\nA a", "only one answer"),
        ("#Q\n^ a\nA a\nB b", "Write the question"),
        ("#Q One?\n^ a\nA a\nB b\nC b", "Answer 3: Two answers read the same"),
    ] {
        let rejected = refused(OpenTriviaQa, text);
        assert!(rejected.reason.contains(word), "{text}: {}", rejected.reason);
    }
    let outcome =
        read(OpenTriviaQa, "Intro\nmore\n#Q One?\n^ a\nA a\nB b\n#Q Two?\n\n#Q Three?\n^ a\nA a\nB b");
    assert_eq!(outcome.questions.iter().map(|read| read.line).collect::<Vec<_>>(), [3, 9]);
    assert_eq!(outcome.rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(), [1, 7]);
}
