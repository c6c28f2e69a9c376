//! Fields that hold several things: speakers, agenda, topics, reminders.

use super::LANGUAGES;
use super::text::Typed;
use crate::name::{self, NameError};
use crate::workshop::{AgendaItem, Speaker};

const SPEAKERS: usize = 12;
const SPEAKER_NAME_CHARS: usize = 80;
const SPEAKER_ABOUT_CHARS: usize = 200;
const AGENDA_ITEMS: usize = 40;
const AGENDA_TITLE_CHARS: usize = 120;
const TOPICS: usize = 8;
const TOPIC_CHARS: usize = 30;
const REMINDERS: usize = 5;
/// Nearest and farthest reminder, in minutes before the start.
const REMINDER_MINUTES: std::ops::RangeInclusive<i64> = 5..=30 * 24 * 60;
/// Everything typed into a field of lines, in characters.
const LINES_CHARS: usize = 5_000;

/// `Name - about`, one a line.
pub fn speakers(typed: &mut Typed<'_>) -> Vec<Speaker> {
    let lines = typed.lines("speakers", "list of speakers", LINES_CHARS);
    if lines.len() > SPEAKERS {
        typed.refuse("speakers", format!("Name at most {SPEAKERS} speakers."));
    }
    let mut speakers = Vec::new();
    for (number, line) in lines {
        let dash = [" - ", " – ", " — "].into_iter().find_map(|dash| line.split_once(dash));
        let (name, about) = dash.unwrap_or((line.as_str(), ""));
        if name.chars().count() > SPEAKER_NAME_CHARS {
            typed.refuse(
                "speakers",
                format!("Line {number} of the speakers: keep a name to {SPEAKER_NAME_CHARS} characters, then write - and a few words about them."),
            );
        } else if about.chars().count() > SPEAKER_ABOUT_CHARS {
            typed.refuse(
                "speakers",
                format!("Line {number} of the speakers: keep what is said about them to {SPEAKER_ABOUT_CHARS} characters."),
            );
        }
        let name = match name::parse(name, name::PERSON) {
            Ok(name) => name,
            Err(NameError::Hidden) => {
                typed.refuse(
                    "speakers",
                    format!("Line {number} of the speakers: the name has hidden characters. Type it again."),
                );
                continue;
            }
            // Lines without a name are about nobody in particular; long ones are refused above.
            Err(NameError::Empty | NameError::TooLong) => name.trim().to_owned(),
        };
        speakers.push(Speaker { name, about: about.trim().to_owned() });
    }
    speakers
}

pub fn speaker_lines(speakers: &[Speaker]) -> String {
    let line = |speaker: &Speaker| match speaker.about.as_str() {
        "" => speaker.name.clone(),
        about => format!("{} - {about}", speaker.name),
    };
    speakers.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// `0:15 Title`, one a line. `length` is how many minutes the workshop lasts, where that is known.
pub fn agenda(typed: &mut Typed<'_>, length: Option<i64>) -> Vec<AgendaItem> {
    let lines = typed.lines("agenda", "agenda", LINES_CHARS);
    if lines.len() > AGENDA_ITEMS {
        typed.refuse("agenda", format!("Keep the agenda to {AGENDA_ITEMS} lines."));
    }
    let mut items = Vec::new();
    for (number, line) in lines {
        let Some(item) = agenda_item(&line) else {
            typed.refuse(
                "agenda",
                format!("Line {number} of the agenda: write how long after the start, then what happens, like 0:15 Funding rates."),
            );
            continue;
        };
        if item.title.chars().count() > AGENDA_TITLE_CHARS {
            typed.refuse(
                "agenda",
                format!("Line {number} of the agenda: keep it to {AGENDA_TITLE_CHARS} characters."),
            );
        } else if length.is_some_and(|length| i64::from(item.after) >= length) {
            typed.refuse("agenda", format!("Line {number} of the agenda begins when the workshop is over."));
        }
        items.push(item);
    }
    items.sort_by_key(|item| item.after);
    items
}

fn agenda_item(line: &str) -> Option<AgendaItem> {
    let (clock, title) = line.split_once(' ')?;
    let (hours, minutes) = clock.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hours) || !digits(minutes) || minutes.len() != 2 || hours.len() > 3 {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then(|| AgendaItem { after: hours * 60 + minutes, title: title.to_owned() })
}

pub fn agenda_lines(items: &[AgendaItem]) -> String {
    let line = |item: &AgendaItem| format!("{}:{:02} {}", item.after / 60, item.after % 60, item.title);
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

pub fn language(typed: &mut Typed<'_>) -> String {
    let value = match typed.value("language") {
        "" => LANGUAGES[0].0,
        value => value,
    };
    if !LANGUAGES.iter().any(|(code, _)| *code == value) {
        typed.refuse("language", "Choose one of the languages in the list.");
    }
    value.to_owned()
}

/// The name of a language by its BCP 47 code; a code that is not in the list stands for itself.
pub fn language_name(code: &str) -> &str {
    LANGUAGES.iter().find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

pub fn topics(typed: &mut Typed<'_>) -> Vec<String> {
    let line = typed.line("topics", "list of topics", LINES_CHARS);
    let mut topics: Vec<String> = Vec::new();
    for topic in line.split(',').map(|topic| topic.trim().to_lowercase()) {
        if topic.contains('|') {
            typed.refuse("topics", "A topic cannot contain the sign |.");
        } else if topic.chars().count() > TOPIC_CHARS {
            typed.refuse(
                "topics",
                format!("Keep each topic to {TOPIC_CHARS} characters, with commas between topics."),
            );
        } else if !topic.is_empty() && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    if topics.len() > TOPICS {
        typed.refuse("topics", format!("Name at most {TOPICS} topics."));
    }
    topics
}

/// `|risk|vaults|`, as the database keeps and searches them.
pub fn topics_to_column(topics: &[String]) -> String {
    topics.iter().fold("|".to_owned(), |column, topic| column + topic + "|")
}

/// The topics of a column written by [`topics_to_column`].
pub fn topics_from_column(column: &str) -> Vec<String> {
    column.split('|').filter(|topic| !topic.is_empty()).map(str::to_owned).collect()
}

/// `24 h, 1 h`, `90` or `2 days`: minutes before the start, the longest first. A missing field means the usual ones,
/// an empty one none.
pub fn reminders(typed: &mut Typed<'_>) -> Vec<i64> {
    let Some(value) = typed.values("reminders").next() else { return super::USUAL_REMINDERS.to_vec() };
    let mut reminders = Vec::new();
    for word in value.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match reminder(word) {
            Some(minutes) if REMINDER_MINUTES.contains(&minutes) => reminders.push(minutes),
            Some(_) => typed.refuse("reminders", "Reminders go out 5 minutes to 30 days before the start."),
            None => typed.refuse(
                "reminders",
                "Write reminders as hours or minutes with commas between them, like 24 h, 1 h, 15 min.",
            ),
        }
    }
    reminders.sort_unstable_by(|a, b| b.cmp(a));
    reminders.dedup();
    if reminders.len() > REMINDERS {
        typed.refuse("reminders", format!("Send at most {REMINDERS} reminders."));
    }
    reminders
}

fn reminder(word: &str) -> Option<i64> {
    let split = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, unit) = word.split_at(split);
    let minutes = match unit.trim() {
        "" | "m" | "min" | "minute" | "minutes" => 1,
        "h" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 24 * 60,
        _ => return None,
    };
    number.parse::<i64>().ok()?.checked_mul(minutes)
}

/// What [`reminders`] reads as these minutes.
pub fn reminder_words(reminders: &[i64]) -> String {
    let word = |minutes: &i64| match minutes {
        minutes if minutes % 60 == 0 => format!("{} h", minutes / 60),
        minutes => format!("{minutes} min"),
    };
    reminders.iter().map(word).collect::<Vec<_>>().join(", ")
}
