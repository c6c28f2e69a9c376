use super::{only, read};
use crate::quiz::import::{EXCERPT_CHARS, Format, REJECTED_LISTED, detect, tidy};

#[test]
fn line_ends_and_control_characters_are_made_even() {
    let tidied = tidy("\u{feff}a\r\nb\rc\n\u{0}d\u{7}\te\u{85}");
    assert_eq!((tidied.text.as_str(), tidied.removed), ("a\nb\nc\nd\te", 3));
    assert_eq!(tidied.notice().as_deref(), Some("3 control characters were removed from the file."));
    for end in ["\n", "\r\n", "\r"] {
        let text = ["One?", "A) a", "B) b", "ANSWER: B", "", "Two?"].join(end);
        let outcome = read(Format::Aiken, &text);
        assert_eq!((outcome.questions[0].line, outcome.rejected[0].line), (1, 6), "{end:?}");
        assert_eq!(outcome.questions[0].question.choices[1].text, "b");
    }
    assert_eq!(only(Format::Gift, "\u{feff}One\u{0}?{T}").prompt, "One?");
}

#[test]
fn a_format_is_told_by_what_the_text_holds() {
    let gift = "What?{=a ~b}";
    let aiken = "What?\nA) a\nB) b\nANSWER: A";
    let trivia = "#Q What?\n^ a\nA a\nB b";
    let csv = "question;answer1;answer2;correct\nWhat?;a;b;1";
    for (text, format) in
        [(gift, Format::Gift), (aiken, Format::Aiken), (trivia, Format::OpenTriviaQa), (csv, Format::Csv)]
    {
        assert_eq!(detect("questions.txt", text), Some(format));
        assert_eq!(detect("questions.csv", text), Some(format), "content counts more than the name");
    }
    assert_eq!(detect("my.gift", "Only text"), Some(Format::Gift), "the name decides where content does not");
    assert_eq!(detect("aiken.txt", "What {is} it?\nA) a\nB) b\nANSWER: A"), Some(Format::Aiken));
    assert_eq!(detect("letter.txt", "Dear all,\nhello"), None);
    assert_eq!(detect("", ""), None);
}

#[test]
fn every_format_has_a_key() {
    for format in Format::ALL {
        assert_eq!(Format::from_key(format.key()), Some(format));
        assert_eq!(serde_json::to_string(&format).expect("JSON"), format!("\"{}\"", format.key()));
    }
    assert_eq!(Format::from_key("word"), None);
}

#[test]
fn a_quiz_holds_two_thousand_questions_and_the_others_are_rejected() {
    let text: String = (0..2_003).map(|number| format!("Number {number}?{{T}}\n\n")).collect();
    let outcome = read(Format::Gift, &text);
    assert_eq!(outcome.questions.len(), 2_000);
    assert_eq!(
        outcome.rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(),
        [4_001, 4_003, 4_005]
    );
    assert!(outcome.rejected[0].reason.contains("2,000"), "{}", outcome.rejected[0].reason);
}

#[test]
fn a_long_list_of_rejections_is_cut_and_counted() {
    let outcome = read(Format::Gift, &"No answers.\n\n".repeat(REJECTED_LISTED + 7));
    assert_eq!(outcome.rejected.len(), REJECTED_LISTED);
    assert_eq!(outcome.notices, ["7 more questions were rejected and are not listed."]);
}

#[test]
fn excerpts_are_short_and_on_one_line() {
    let outcome = read(Format::Gift, &format!("Two\nlines {}", "é".repeat(500)));
    let text = &outcome.rejected[0].text;
    assert!(text.starts_with("Two lines éé") && text.ends_with('…'), "{text}");
    assert_eq!(text.chars().count(), EXCERPT_CHARS);
}

#[test]
fn what_is_too_long_is_rejected() {
    let long = "x".repeat(501);
    for (format, text) in [
        (Format::Gift, format!("{long}{{T}}")),
        (Format::Aiken, format!("{long}\nA) a\nB) b\nANSWER: A")),
        (Format::OpenTriviaQa, format!("#Q Which?\n^ {long}\nA {long}\nB b")),
    ] {
        let outcome = read(format, &text);
        assert!(outcome.rejected[0].reason.contains("Keep the"), "{:?}", outcome.rejected);
    }
}
