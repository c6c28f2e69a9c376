//! Forms that are read, and forms that are refused.

use super::*;
use crate::workshop::QuestionKind;

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

const COMPLETE: [(&str, &str); 32] = [
    ("title", "  Reading   funding rates "),
    ("summary", "What they say, and what they cost."),
    ("description", "## First\r\n\r\nBring a position."),
    ("speakers", "Ada Byron - runs the desk\n\nGrace\n"),
    ("agenda", "0:45 Questions\n0:00 Welcome\n0:05 What funding pays"),
    ("language", "pt-BR"),
    ("level", "beginner"),
    ("topics", "Risk, vaults , risk,"),
    ("place_kind", "online"),
    ("link", "https://meet.example.org/room?x=1"),
    ("start_date", "2026-12-01"),
    ("start_time", "18:00"),
    ("end_date", ""),
    ("end_time", "19:30"),
    ("zone", "Europe/Berlin"),
    ("opens_date", "2026-11-24"),
    ("opens_time", "09:00"),
    ("closes_date", "2026-12-01"),
    ("closes_time", "17:00"),
    ("capacity", "20"),
    ("approval", "on"),
    ("confirm_guests", "on"),
    ("guests_per_network", "40"),
    ("visibility", "unlisted"),
    ("promotion", "offer"),
    ("offer_hours", "6"),
    ("reminders", "1 h, 2 days, 15"),
    ("q0_kind", "choice"),
    ("q0_label", "Which exchange?"),
    ("q0_choices", "This one\nThat one"),
    ("q0_required", "on"),
    ("q2_label", "Anything else?"),
];

/// `COMPLETE` with some fields replaced.
fn with(changes: &[(&str, &str)]) -> Fields {
    let kept = COMPLETE.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields(&kept.chain(changes).copied().collect::<Vec<_>>())
}

fn refusal(changes: &[(&str, &str)], field: &str) -> String {
    let errors = Plan::from_fields(&with(changes)).expect_err("refused");
    errors.of(field).unwrap_or_else(|| panic!("nothing about {field} in {errors:?}")).to_owned()
}

#[test]
fn a_form_becomes_a_plan() {
    let plan = Plan::from_fields(&fields(&COMPLETE)).expect("a plan");
    assert_eq!(plan.title, "Reading funding rates");
    assert_eq!(plan.details.description, "## First\n\nBring a position.");
    let speakers: Vec<_> =
        plan.details.speakers.iter().map(|s| (s.name.as_str(), s.about.as_str())).collect();
    assert_eq!(speakers, [("Ada Byron", "runs the desk"), ("Grace", "")]);
    let agenda: Vec<_> = plan.details.agenda.iter().map(|item| (item.after, item.title.as_str())).collect();
    assert_eq!(agenda, [(0, "Welcome"), (5, "What funding pays"), (45, "Questions")]);
    assert_eq!(
        (plan.language.as_str(), plan.level, plan.topics.join("+")),
        ("pt-BR", Level::Beginner, "risk+vaults".into())
    );
    assert_eq!(plan.ends.to_string(), "2026-12-01T19:30:00");
    assert_eq!((plan.capacity, plan.approval, plan.offer_hours), (Some(20), true, 6));
    assert_eq!(plan.details.guests, Guests { confirm: true, per_network: 40 });
    assert_eq!(plan.reminders, [2 * 24 * 60, 60, 15]);
    let kinds: Vec<_> =
        plan.details.questions.iter().map(|q| (q.kind, q.required, q.choices.len())).collect();
    assert_eq!(kinds, [(QuestionKind::Choice, true, 2), (QuestionKind::Text, false, 0)]);
    assert_eq!(plan.repeat, None);
}

#[test]
fn a_plan_becomes_a_form_and_the_same_plan_again() {
    let once = Plan::from_fields(&fields(&COMPLETE)).expect("a plan");
    let series = [
        ("repeat", "weeks"),
        ("every", "2"),
        ("repeat_end", "until"),
        ("until", "2027-02-01"),
        ("skip", "2026-12-29"),
    ];
    let series = Plan::from_fields(&with(&series)).expect("a series");
    let last = [("start_date", "2026-12-29"), ("repeat", "monthly_last"), ("count", "4")];
    let last = Plan::from_fields(&with(&last)).expect("a series");
    let site = [("place_kind", "on_site"), ("address", "Main hall"), ("reminders", ""), ("capacity", "")];
    let site = Plan::from_fields(&with(&site)).expect("a plan");
    assert_eq!((site.reminders.len(), site.capacity), (0, None));
    for plan in [once, series, last, site] {
        assert_eq!(Plan::from_fields(&plan.fields()), Ok(plan));
    }
}

#[test]
fn what_is_left_out_is_as_usual() {
    let least = [
        ("title", "Vaults"),
        ("start_date", "2026-12-01"),
        ("start_time", "18:00:00"),
        ("end_time", "19:00"),
        ("zone", "UTC"),
    ];
    let plan = Plan::from_fields(&fields(&least)).expect("a plan");
    assert_eq!((plan.reminders, plan.offer_hours, plan.capacity), (vec![1440, 60], 12, None));
    assert_eq!(plan.details.guests, Guests { confirm: false, per_network: 5 });
    assert_eq!(
        (plan.visibility, plan.promotion, plan.level),
        (Visibility::Listed, Promotion::AtOnce, Level::Everybody)
    );
    assert_eq!((plan.language.as_str(), plan.opens, plan.closes), ("en", None, None));
}

#[test]
fn a_series_lists_its_dates() {
    let form = with(&[("repeat", "weekly"), ("count", "4"), ("skip", "2026-12-15")]);
    let dates = Plan::from_fields(&form).expect("a series").dates();
    assert_eq!(
        dates.iter().map(Date::to_string).collect::<Vec<_>>(),
        ["2026-12-01", "2026-12-08", "2026-12-22"]
    );
}

/// Fields of a complete form that are typed otherwise.
type Changes<'a> = &'a [(&'a str, &'a str)];

#[test]
fn every_refused_field_is_named() {
    let long = "x".repeat(5_000);
    let many = "a,".repeat(3) + &(0..9).map(|n| format!("topic {n}")).collect::<Vec<_>>().join(",");
    let speakers = "Somebody\n".repeat(13);
    let cases: [(Changes<'_>, &str, &str); 46] = [
        (&[("title", " ")], "title", "Give the workshop a title."),
        (&[("title", &long)], "title", "Keep the title to 120 characters; it has 5,000."),
        (&[("title", "Risk\u{0}")], "title", "characters that cannot be seen"),
        (&[("title", "Risk \u{202e}ksir")], "title", "characters that cannot be seen"),
        (&[("summary", &long)], "summary", "Keep the summary to 300 characters"),
        (&[("description", &"y".repeat(20_001))], "description", "to 20,000 characters"),
        (&[("description", "a\u{7}b")], "description", "cannot be seen"),
        (&[("speakers", &long)], "speakers", "Line 1 of the speakers"),
        (&[("speakers", &speakers)], "speakers", "at most 12"),
        (&[("agenda", "0:10 Good\nlater Bad")], "agenda", "Line 2 of the agenda"),
        (&[("agenda", "0:75 Bad")], "agenda", "like 0:15"),
        (&[("agenda", "1:30 Too late")], "agenda", "is over"),
        (&[("language", "tlh")], "language", "Choose one of the languages"),
        (&[("level", "guru")], "level", "Choose a level."),
        (&[("topics", &long)], "topics", "to 30 characters"),
        (&[("topics", "a|b")], "topics", "the sign |"),
        (&[("topics", &many)], "topics", "at most 8"),
        (&[("link", "javascript:alert(1)")], "link", "https://"),
        (&[("link", "data:text/html,x")], "link", "https://"),
        (&[("link", "https://evil.example/\"onclick")], "link", "https://"),
        (&[("link", "https://")], "link", "https://"),
        (&[("place_kind", "on_site"), ("address", "")], "address", "Say where"),
        (&[("place_kind", "on_site"), ("address", &long)], "address", "Keep the place"),
        (&[("start_date", "")], "start_date", "Choose the day it starts."),
        (&[("start_date", "tomorrow")], "start_date", "like 2026-12-31"),
        (&[("start_date", "2027-02-29")], "start_date", "like 2026-12-31"),
        (&[("start_time", "25:00")], "start_time", "like 18:00"),
        (&[("end_time", "17:59")], "end_time", "It must end after it starts. If it goes on past midnight"),
        (&[("end_time", "18:00")], "end_time", "It must end after it starts."),
        (&[("end_date", "2026-11-30")], "end_date", "It must end after it starts."),
        (&[("end_date", "2026-12-16")], "end_date", "at most 14 days"),
        (&[("opens_time", "")], "opens_time", "the time too"),
        (
            &[("opens_date", "2026-12-01"), ("opens_time", "18:00")],
            "opens_date",
            "before the workshop starts",
        ),
        (&[("closes_time", "18:01")], "closes_date", "at the latest"),
        (&[("closes_date", "2026-11-24"), ("closes_time", "09:00")], "closes_date", "after it opens"),
        (&[("capacity", "0")], "capacity", "Seats: type a whole number from 1 to 10,000."),
        (&[("capacity", "10001")], "capacity", "from 1 to 10,000"),
        (&[("capacity", "twelve")], "capacity", "whole number"),
        (&[("visibility", "secret")], "visibility", "Choose"),
        (&[("promotion", "lottery")], "promotion", "Choose"),
        (&[("offer_hours", "0")], "offer_hours", "Hours of an offer"),
        (&[("reminders", "soon")], "reminders", "like 24 h, 1 h"),
        (&[("reminders", "1")], "reminders", "5 minutes to 30 days"),
        (&[("q0_choices", "Only one")], "q0_choices", "Give 2 to 12 choices for question 1"),
        (&[("q0_choices", "Same\nSame")], "q0_choices", "the same choice twice"),
        (&[("q0_label", "")], "q0_label", "Write question 1"),
    ];
    for (changes, field, words) in cases {
        let sentence = refusal(changes, field);
        assert!(sentence.contains(words), "{field}: {sentence}");
    }
    let nothing = Plan::from_fields(&[]).expect_err("refused");
    for field in ["title", "start_date", "start_time", "end_time"] {
        assert!(nothing.of(field).is_some(), "{field}: {nothing:?}");
    }
}

#[test]
fn a_series_that_cannot_be_planned_is_refused_beside_its_field() {
    let cases: [(&[(&str, &str)], &str); 8] = [
        (&[("repeat", "sometimes")], "repeat"),
        (&[("repeat", "weekly")], "count"),
        (&[("repeat", "weekly"), ("count", "101")], "count"),
        (&[("repeat", "weeks"), ("count", "3"), ("every", "")], "every"),
        (&[("repeat", "monthly_last"), ("count", "3")], "repeat"),
        (&[("repeat", "weekly"), ("repeat_end", "until")], "until"),
        (&[("repeat", "weekly"), ("repeat_end", "until"), ("until", "2026-11-30")], "until"),
        (&[("repeat", "monthly_day"), ("count", "30")], "count"),
    ];
    for (changes, field) in cases {
        assert!(refusal(changes, field).ends_with('.'), "{field}");
    }
}

#[test]
fn a_question_keeps_its_number_when_it_is_asked_otherwise() {
    let plan = Plan::from_fields(&fields(&COMPLETE)).expect("a plan");
    let id = plan.details.questions[0].id;
    let kept = id.to_string();
    let again = Plan::from_fields(&with(&[("q0_id", &kept), ("q0_label", "Which venue?")])).expect("a plan");
    assert_eq!(again.details.questions[0].id, id);
    let other = Plan::from_fields(&with(&[("q0_label", "Which venue?")])).expect("a plan");
    assert_ne!(other.details.questions[0].id, id, "a new question has a number of its own");
    let twice = Plan::from_fields(&with(&[("q2_label", "Which exchange?")])).expect("a plan");
    assert_ne!(twice.details.questions[0].id, twice.details.questions[1].id);
}

#[test]
fn topics_are_kept_between_bars() {
    let topics = vec!["risk".to_owned(), "delta neutral".to_owned()];
    assert_eq!(topics_to_column(&topics), "|risk|delta neutral|");
    assert_eq!(topics_from_column("|risk|delta neutral|"), topics);
    assert_eq!(topics_to_column(&[]), "|");
    assert!(topics_from_column("|").is_empty());
}
