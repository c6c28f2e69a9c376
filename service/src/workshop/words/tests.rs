//! Every letter in every language.

use convene_domain::id::{MessageId, PersonId, RegistrationId, WorkshopId};
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{
    Details, Guests, Level, Place, Promotion, RegistrationState, Visibility, WorkshopState,
};
use convene_domain::{Language, Time};
use convene_store::Optional;
use convene_store::workshop::message::{Message, Sent};

use super::confirm::Asked;
use super::facts::Facts;
use super::together::Together;
use super::{Why, one, several};
use crate::calendar::Local;
use crate::ics::{Event, Party, Status};
use crate::mail::{Content, Letter};
use crate::workshop::{Registration, Workshop};

// 2026-12-01T17:00:00Z, a Tuesday.
const START: Time = Time::from_millis(1_796_144_400_000);
/// What is on the rows is no language's: titles, names and what people wrote.
const DATA: [&str; 5] = ["Zqx-Titel", "Zqx-Ada", "Zqx-Mia", "Zqx-Grund", "Zqx-Text"];

fn workshop() -> Workshop {
    Workshop {
        id: WorkshopId::new(START, [1; 10]),
        series_id: Optional(None),
        position: 1,
        owner_id: PersonId::new(START, [2; 10]),
        link_key: String::new(),
        title: DATA[0].to_owned(),
        summary: String::new(),
        details: String::new(),
        language: "en".to_owned(),
        level: Level::Everybody,
        topics: "|".to_owned(),
        picture_id: Optional(None),
        starts_at: START,
        ends_at: START.plus(HOUR),
        zone: "America/New_York".to_owned(),
        opens_at: Optional(None),
        closes_at: Optional(None),
        capacity: None,
        taken: 0,
        waiting: 0,
        queue: 0,
        approval: false,
        promotion: Promotion::Offer,
        offer_ms: 12 * HOUR,
        reminders: "[]".to_owned(),
        visibility: Visibility::Listed,
        state: WorkshopState::Published,
        cancel_reason: Some(DATA[3].to_owned()),
        sequence: 0,
        revision: 1,
        created_at: START,
        updated_at: START,
        published_at: Optional(None),
        cancelled_at: Optional(None),
    }
}

fn registration(state: RegistrationState, by_other: bool) -> Registration {
    Registration {
        id: RegistrationId::new(START, [3; 10]),
        workshop_id: WorkshopId::new(START, [1; 10]),
        person_id: PersonId::new(START, [4; 10]),
        name: DATA[2].to_owned(),
        state,
        answers: "{}".to_owned(),
        number: Some(3),
        offer_until: Optional(Some(START.plus(-HOUR))),
        zone: None,
        language: None,
        by_other,
        whole_series: false,
        link_version: 1,
        sequence: 0,
        checked_in_at: Optional(None),
        checked_in_by: Optional(None),
        joined_at: Optional(None),
        walk_in: false,
        declined_from: Optional(None),
        created_at: START,
        updated_at: START,
    }
}

fn sent() -> Sent {
    let message = Message {
        id: MessageId::new(START, [5; 10]),
        workshop_id: WorkshopId::new(START, [1; 10]),
        sender_id: PersonId::new(START, [2; 10]),
        audience: "all".to_owned(),
        subject: DATA[4].to_owned(),
        body: DATA[4].to_owned(),
        recipients: 1,
        sent_at: START,
    };
    Sent { message, sender_name: DATA[1].to_owned(), sender_email: "ada@example.org".to_owned() }
}

/// A letter's facts, about a workshop `days` after the first of December.
fn facts(language: Language, state: RegistrationState, by_other: bool, online: bool, days: i64) -> Facts {
    let place = match online {
        true => Place::Online { link: String::new() },
        false => Place::OnSite { address: DATA[3].to_owned() },
    };
    let mut workshop = workshop();
    workshop.starts_at = START.plus(days * DAY);
    workshop.ends_at = workshop.starts_at.plus(HOUR);
    let details = Details {
        description: String::new(),
        speakers: Vec::new(),
        agenda: Vec::new(),
        place,
        questions: Vec::new(),
        retired: Vec::new(),
        guests: Guests::default(),
    };
    let organizer = Party { name: String::new(), email: "learn@example.org".to_owned() };
    let event = Event {
        uid: "1".to_owned(),
        sequence: 0,
        stamp: START,
        starts_at: START,
        ends_at: START,
        summary: String::new(),
        description: String::new(),
        location: String::new(),
        url: String::new(),
        categories: Vec::new(),
        status: Status::Confirmed,
        organizer,
        attendee: None,
    };
    Facts {
        now: START.plus(-DAY),
        community: "Vaults".to_owned(),
        details,
        host: DATA[1].to_owned(),
        registration: registration(state, by_other),
        held: Some(state),
        was: Some((workshop.starts_at.plus(-HOUR), workshop.ends_at.plus(-HOUR))),
        email: "mia@example.org".to_owned(),
        language,
        reader: Local { zone: "Europe/Berlin".to_owned(), twelve_hours: false },
        own: Local { zone: workshop.zone.clone(), twelve_hours: false },
        page: "https://x/workshops/1".to_owned(),
        seat: "https://x/seat/1".to_owned(),
        position: 3,
        message: Some(sent()),
        unsubscribe: Some("https://x/unsubscribe/1".to_owned()),
        event,
        workshop,
    }
}

const STATES: [RegistrationState; 4] = [
    RegistrationState::Confirmed,
    RegistrationState::Waiting,
    RegistrationState::Offered,
    RegistrationState::Pending,
];

/// Every reason there is: a new one does not compile before it is in the list.
fn reasons() -> Vec<Why> {
    let known = |why: &Why| match why {
        Why::Confirmed | Why::Already | Why::Pending | Why::Waiting | Why::Promoted | Why::Offered => {}
        Why::OfferEnded | Why::Left | Why::Declined | Why::Removed | Why::HandedOn { .. } => {}
        Why::Received { .. } | Why::Changed | Why::CalledOff | Why::Reminder { .. } => {}
        Why::Message { .. } | Why::Attended => {}
    };
    let name = || DATA[1].to_owned();
    let all = vec![
        Why::Confirmed,
        Why::Already,
        Why::Pending,
        Why::Waiting,
        Why::Promoted,
        Why::Offered,
        Why::OfferEnded,
        Why::Left,
        Why::Declined,
        Why::Removed,
        Why::HandedOn { to: name() },
        Why::Received { from: name() },
        Why::Received { from: String::new() },
        Why::Changed,
        Why::CalledOff,
        Why::Reminder { minutes: 24 * 60, starts_at: START },
        Why::Reminder { minutes: 60, starts_at: START },
        Why::Message { message: MessageId::new(START, [5; 10]) },
        Why::Attended,
    ];
    all.iter().for_each(known);
    all
}

/// Every letter there is in `language`, with what it is about.
fn every_letter(language: Language) -> Vec<(String, Content)> {
    let mut letters: Vec<(String, Letter)> = Vec::new();
    for state in STATES {
        for (by_other, online) in [(true, true), (true, false), (false, true), (false, false)] {
            for why in reasons() {
                let facts = facts(language, state, by_other, online, 0);
                letters.push((format!("{why:?} {state:?} {by_other} {online}"), one(&facts, &why)));
            }
        }
        for what in [Together::SignedUp, Together::Moved, Together::CalledOff, Together::GivenUp] {
            for other in STATES {
                // Berlin's clocks change between the second and the third.
                let dates = [
                    facts(language, state, false, true, 0),
                    facts(language, other, false, true, 7),
                    facts(language, state, false, other == RegistrationState::Waiting, 150),
                ];
                letters.push((format!("{what:?} {state:?} {other:?}"), several(&dates[0], &dates, what)));
            }
        }
    }
    for (approval, seats, days) in [(true, false, 1), (false, true, 1), (false, false, 1), (false, true, 2)] {
        let facts = facts(language, RegistrationState::Pending, true, true, 0);
        let asked = Asked {
            title: facts.workshop.title.clone(),
            dates: (0..days).map(|day| (START.plus(day * DAY), START.plus(day * DAY + HOUR))).collect(),
            reader: facts.reader,
            seats,
            approval,
            until: START.plus(-HOUR),
            link: "https://x/workshops/1/confirm/1".to_owned(),
            page: facts.page,
        };
        let letter = match language {
            Language::English => super::english::confirm(&asked),
            Language::German => super::german::confirm(&asked),
        };
        letters.push((format!("confirm {approval} {seats} {days}"), letter));
    }
    let content = |(what, letter): (String, Letter)| (what, letter.content("Vaults", "https://x"));
    letters.into_iter().map(content).collect()
}

/// The sentences, labels and terms of a letter: what is left of its lines without data and addresses.
fn said(content: &Content) -> Vec<String> {
    let mut text = format!("{}\n{}", content.subject, content.text.replace("-- \nVaults\nhttps://x\n", ""));
    for data in DATA {
        text = text.replace(data, "");
    }
    let without_address = |line: &str| line.split("https://").next().unwrap_or_default().trim().to_owned();
    let speaks = |line: &String| line.chars().any(char::is_alphabetic);
    text.lines().map(without_address).filter(speaks).collect()
}

#[test]
fn there_is_a_letter_for_every_reason_in_every_language() {
    for language in Language::ALL {
        for (what, letter) in every_letter(*language) {
            assert_eq!(letter.language, *language, "{what}");
            assert!(letter.subject.contains(DATA[0]), "{what}: {}", letter.subject);
            assert!(said(&letter).len() >= 2, "{what}: {}", letter.text);
            for text in [&letter.subject, &letter.text] {
                assert!(!text.contains(['{', '}', '!']) && !text.contains("  "), "{what}: {text}");
            }
            assert!(letter.html.contains(&format!("<html lang=\"{}\">", language.as_str())), "{what}");
        }
    }
}

#[test]
fn both_languages_say_as_much_and_nothing_in_the_same_words() {
    for ((what, english), (_, german)) in
        every_letter(Language::English).into_iter().zip(every_letter(Language::German))
    {
        assert_eq!(english.reply_to, german.reply_to);
        assert_eq!(english.unsubscribe, german.unsubscribe);
        let links = |content: &Content| {
            let words = content.text.split_whitespace().filter(|word| word.starts_with("https://"));
            words.map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(links(&english), links(&german), "{what}");
        let (english, german) = (said(&english), said(&german));
        assert_eq!(english.len(), german.len(), "{what}: {english:#?} {german:#?}");
        for line in &german {
            assert!(!english.contains(line), "{what}: {line}");
        }
    }
}

#[test]
fn no_word_of_the_other_language_is_left_in_a_letter() {
    let english = "the you your this that with seat and have has had it is are for of to at on by from date dates when \
        where what host page be as not no one they their were if do does about before after team's day days Mon Tue \
        Wed Thu Fri Sat Sun Jan Feb Mar Apr Jun Jul Aug Sep Oct Nov Dec January February March May June July October \
        December Monday Tuesday Wednesday Thursday Friday Saturday Sunday pm CET CEST registered line called off";
    let german = "der die das du dein deine deinen dir dich ist und nicht ein eine einen Platz Termin Termine Uhr bis \
        für auf mit wann wo wird war hast bei von zum zur sie er wir Leitung Anmeldung Warteliste abgesagt";
    let check = |language: Language, foreign: &str| {
        let foreign: Vec<_> = foreign.split_whitespace().collect();
        for (what, letter) in every_letter(language) {
            for line in said(&letter) {
                let words = line.split(|c: char| !c.is_alphabetic() && c != '\'');
                let found: Vec<_> = words.filter(|word| foreign.contains(word)).collect();
                let expected: &[&str] = &[];
                assert_eq!(found, expected, "{what}: {line}");
            }
        }
    };
    // Words of both languages are in neither list: "in", "am", "was".
    check(Language::German, english);
    check(Language::English, german);
}

#[test]
fn german_letters_read_as_german_ones_do() {
    let letter = one(&facts(Language::German, RegistrationState::Confirmed, false, true, 0), &Why::Changed);
    let content = letter.content("Vaults", "https://x");
    assert_eq!(content.subject, "Neue Zeit oder neuer Ort: Zqx-Titel");
    for piece in [
        "Hallo Zqx-Mia,\n\ndas Team hat geändert",
        "Wann: Dienstag, 1. Dezember 2026, 18:00 bis 19:00 Uhr, MEZ (UTC+1)",
        "Dienstag, 1. Dezember 2026, 12:00 bis 13:00 Uhr in New York, UTC-5",
        "Bisher: Dienstag, 1. Dezember 2026, 17:00 bis 18:00 Uhr.",
        "Du behältst deinen Platz.",
    ] {
        assert!(content.text.contains(piece), "{piece} in {}", content.text);
    }
    let dates =
        [0, 7, 150].map(|days| facts(Language::German, RegistrationState::Waiting, false, true, days));
    let text = several(&dates[0], &dates, Together::Moved).content("Vaults", "https://x").text;
    for piece in [
        "Dienstag, 8. Dezember 2026, 18:00 bis 19:00 Uhr: Nummer 3 auf der Warteliste (bisher: Dienstag, 8. Dezember 2026, 17:00 bis 18:00 Uhr)",
        "Freitag, 30. April 2027, 19:00 bis 20:00 Uhr",
        "Alle Zeiten gelten für Berlin.",
    ] {
        assert!(text.contains(piece), "{piece} in {text}");
    }
}
