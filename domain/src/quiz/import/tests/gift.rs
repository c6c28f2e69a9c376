use super::{answers, only, read, refused};
use crate::quiz::Kind;
use crate::quiz::import::Format::Gift;

#[test]
fn one_right_answer_makes_a_single_choice_question() {
    let question = only(Gift, "What is APY?{\n~A fee\n=A yearly yield\n~A token\n}");
    assert_eq!(question.kind, Kind::Single);
    assert_eq!(question.prompt, "What is APY?");
    assert_eq!(answers(&question), ["A fee", "*A yearly yield", "A token"]);
    assert_eq!(question.limit, Some(20));
}

#[test]
fn answers_inside_a_sentence_leave_a_blank() {
    assert_eq!(only(Gift, "A vault is {=delta ~gamma} neutral.").prompt, "A vault is _____ neutral.");
    assert_eq!(only(Gift, "Yield comes from {=fees ~luck}.").prompt, "Yield comes from _____.");
    assert_eq!(only(Gift, "{=Fees ~Luck} pay the yield.").prompt, "_____ pay the yield.");
    assert_eq!(only(Gift, "No text after{=a ~b}  ").prompt, "No text after");
}

#[test]
fn true_and_false_are_known_in_all_spellings() {
    for (block, truth) in [
        ("T", true),
        ("TRUE", true),
        ("true", true),
        ("F", false),
        ("FALSE", false),
        ("FALSE#Wrong.#Right.", false),
    ] {
        let question = only(Gift, &format!("Gas is free.{{{block}}}"));
        assert_eq!(question.kind, Kind::TrueFalse, "{block}");
        assert_eq!(question.choices[0].correct, truth, "{block}");
    }
    let worded = only(Gift, "Gas is free.{~true =false}");
    assert_eq!((worded.kind, answers(&worded)), (Kind::TrueFalse, vec!["True".into(), "*False".into()]));
}

#[test]
fn titles_comments_and_categories_are_passed_over() {
    let text = "// A comment { with } marks\n$CATEGORY: vaults/basics\n\n::Title \\: one::[html]Is it?{\n// inside\n=yes\n~no}";
    let outcome = read(Gift, text);
    assert_eq!(outcome.rejected, []);
    assert_eq!(outcome.questions[0].line, 4);
    assert_eq!(outcome.questions[0].question.prompt, "Is it?");
    assert_eq!(answers(&outcome.questions[0].question), ["*yes", "no"]);
    assert!(outcome.notices.iter().any(|notice| notice.contains("$CATEGORY")), "{:?}", outcome.notices);
    assert!(outcome.notices.iter().any(|notice| notice.contains("titles")), "{:?}", outcome.notices);
}

#[test]
fn a_backslash_takes_the_meaning_from_a_mark() {
    let question = only(Gift, r"Which \{set\} is 5\:\n\= ? {~\~ =2 \= 2 \+ 1 \# ~a\\b}");
    assert_eq!(question.prompt, "Which {set} is 5:\n= ?");
    assert_eq!(answers(&question), ["~", r"*2 = 2 \+ 1 #", r"a\b"]);
}

#[test]
fn general_feedback_becomes_the_explanation() {
    let question = only(Gift, "Why?{=Because#well done ~Not#really####It is so\nbecause.}");
    assert_eq!(question.explanation.as_deref(), Some("It is so because."));
    assert_eq!(answers(&question), ["*Because", "Not"]);
    assert_eq!(only(Gift, "So?{TRUE####Yes.}").explanation.as_deref(), Some("Yes."));
    let notices = read(Gift, "Why?{=Because#well done ~Not}").notices;
    assert!(notices.iter().any(|notice| notice.contains("Feedback")), "{notices:?}");
}

#[test]
fn shares_of_one_hundred_percent_make_a_multiple_choice_question() {
    for (right, wrong) in [("50", ""), ("50", "%-50%"), ("49.9", "%0%")] {
        let text = format!("Which two?{{~%{right}%one ~%{right}%two ~{wrong}three}}");
        let question = only(Gift, &text);
        assert_eq!(question.kind, Kind::Multiple, "{text}");
        assert_eq!(answers(&question), ["*one", "*two", "three"]);
    }
    assert_eq!(only(Gift, "Which?{~%33.333%a ~%33.333%b ~%33.333%c ~d}").kind, Kind::Multiple);
    assert_eq!(only(Gift, "Which?{~%100%a ~%-100%b}").kind, Kind::Single);
    assert_eq!(answers(&only(Gift, "How much?{=%100%all ~%APY ~50%}")), ["*all", "%APY", "50%"]);
}

#[test]
fn what_a_quiz_cannot_ask_is_named() {
    for (text, word) in [
        ("Write about vaults.{}", "essay"),
        ("Write about vaults.{####Anything.}", "essay"),
        ("Born?{#1822:1}", "number"),
        ("Pi?{#3.141..3.142}", "number"),
        ("Who?{=nobody =no one}", "typed"),
        ("Who?{=nobody}", "typed"),
        ("Who?{=%100%nobody =%50%none}", "typed"),
        ("Match.{=a -> b =c -> d =e -> f}", "matching"),
        ("Part?{=right ~%50%half ~wrong}", "part of the points"),
        ("Either?{=one =two ~three}", "any one of them"),
        ("Little?{~%30%one ~%30%two ~three}", "60 %"),
        ("None?{~one ~two}", "marked right"),
        ("Only a text.", "without answers"),
        ("Unmarked?{one two}", "marked"),
        ("Before?{one =two ~three}", "before the first answer"),
        ("Two {=a ~b} and {=c ~d}", "more than one"),
        ("Nested {=a {~b}}", "{"),
        ("Closed } first", "before any {"),
        ("Open {=a ~b", "missing"),
        ("::No end{=a ~b}", "title"),
        ("Seven?{=1 ~2 ~3 ~4 ~5 ~6 ~7}", "7 answers"),
        ("Same?{=a ~b ~b}", "read the same"),
        ("{=a ~b}", "Write the question"),
        ("Empty?{=a ~}", "Answer 2: Write the answer"),
    ] {
        let rejected = refused(Gift, text);
        assert!(rejected.reason.contains(word), "{text}: {}", rejected.reason);
        assert!(rejected.reason.ends_with('.'), "{}", rejected.reason);
        assert_eq!(rejected.line, 1);
    }
}

#[test]
fn an_empty_line_inside_answers_does_not_cut_the_question() {
    let outcome = read(Gift, "One?{\n=a\n\n~b\n\n}\n\nTwo?{T}\n\nOpen?{=a\n\nThree?{F}\n\nText.\n");
    let lines: Vec<_> = outcome.questions.iter().map(|read| read.line).collect();
    assert_eq!(lines, [1, 8, 12]);
    let rejected: Vec<_> = outcome.rejected.iter().map(|rejected| (rejected.line, &*rejected.text)).collect();
    assert_eq!(rejected, [(10, "Open?{=a"), (14, "Text.")]);
}

#[test]
fn markup_becomes_plain_text_unless_the_text_is_marked_plain() {
    let html = only(Gift, "[html]<p>Is 1 &lt; 2?</p><script>alert('x')</script>{=<b>yes</b> ~no}");
    assert_eq!((html.prompt.as_str(), answers(&html)), ("Is 1 < 2?", vec!["*yes".into(), "no".into()]));
    assert_eq!(only(Gift, "[plain]Is <b> bold?{T}").prompt, "Is <b> bold?");
    assert_eq!(only(Gift, "Is <b>this</b> bold?{T}").prompt, "Is this bold?");
    assert_eq!(only(Gift, "Which tag?{=[plain]<b> ~[plain]<i>}").choices[0].text, "<b>");
}

#[test]
fn a_picture_is_not_dropped_in_silence() {
    for text in ["What is <img src\\=\"x.png\">?{T}", "Which?{=<video src\\=x></video>a ~b}"] {
        assert!(refused(Gift, text).reason.contains("picture"), "{text}");
    }
}
