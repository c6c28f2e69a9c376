//! A workshop as the fields of a form, and back.
//!
//! Fields: `title`, `summary`, `description`; `speakers` (lines `Name - about`), `agenda` (lines `0:15 Title`);
//! `language`, `level`, `topics` (between commas); `place_kind` (`online` or `on_site`), `link`, `address`;
//! `start_date`, `start_time`, `end_date` (empty: the same day), `end_time`, `zone`; `opens_date`, `opens_time`,
//! `closes_date`, `closes_time`; `capacity`, `approval`, `confirm_guests`, `guests_per_network`, `visibility`, `promotion`,
//! `offer_hours`, `reminders` (`24 h, 1 h`); `q0_kind`, `q0_label`, `q0_choices` (lines), `q0_required`, `q0_id` and so on to `q9_`; and, for a
//! new series, `repeat`, `every`, `repeat_end`, `count`, `until` and `skip` (once for each day left out).

mod lists;
mod moments;
mod questions;
mod repeat;
#[cfg(test)]
mod tests;
mod text;

use jiff::civil::{Date, DateTime};

use super::recurrence::Rule;
use super::sign_up::GUESTS_PER_NETWORK;
use super::{Details, Guests, Level, Place, Promotion, Visibility};
use crate::field::FieldErrors;
use text::Typed;

pub use lists::{language_name, topics_from_column, topics_to_column};
pub use repeat::REPEATS;

/// Names and values of a form, in its order.
pub type Fields = Vec<(String, String)>;

/// Most seats of a workshop that counts them.
pub const CAPACITY: i64 = 10_000;
/// Most questions asked at registration.
pub const QUESTIONS: usize = 10;
/// Longest workshop, in days.
pub const LENGTH_DAYS: i64 = 14;
/// Longest offer of a freed seat, in hours, and the usual one.
pub const OFFER_HOURS: i64 = 168;
pub const USUAL_OFFER_HOURS: i64 = 12;
/// The usual reminders, in minutes before the start.
pub const USUAL_REMINDERS: [i64; 2] = [24 * 60, 60];

/// Languages a workshop may be held in: BCP 47, and the name their speakers give them.
pub const LANGUAGES: [(&str, &str); 21] = [
    ("en", "English"),
    ("ar", "العربية"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ru", "Русский"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

/// A workshop as somebody planned it, by the clock on the wall of its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub title: String,
    pub summary: String,
    pub details: Details,
    /// One of [`LANGUAGES`].
    pub language: String,
    pub level: Level,
    /// Lower case, none twice.
    pub topics: Vec<String>,
    pub starts: DateTime,
    pub ends: DateTime,
    /// As typed: whether there is such a zone is for others to say.
    pub zone: String,
    /// None: from publishing.
    pub opens: Option<DateTime>,
    /// None: until the start.
    pub closes: Option<DateTime>,
    /// None: as many as come.
    pub capacity: Option<i64>,
    /// Whether the team says yes to each registration first.
    pub approval: bool,
    pub visibility: Visibility,
    pub promotion: Promotion,
    pub offer_hours: i64,
    /// Minutes before the start, the longest first.
    pub reminders: Vec<i64>,
    /// None: it takes place once.
    pub repeat: Option<Rule>,
}

impl Plan {
    /// The plan a form describes, or everything wrong with it, field by field.
    pub fn from_fields(fields: &[(String, String)]) -> Result<Self, FieldErrors> {
        let mut typed = Typed::new(fields);
        let title = typed.line("title", "title", super::TITLE_CHARS);
        if title.is_empty() && typed.errors.is_empty() {
            typed.refuse("title", "Give the workshop a title.");
        }
        let summary = typed.line("summary", "summary", super::SUMMARY_CHARS);
        let description = typed.text("description", "description", super::DESCRIPTION_CHARS);
        let place = place(&mut typed);
        let moments = moments::read(&mut typed);
        let length = moments.as_ref().map(|moments| moments.minutes());
        let details = Details {
            description,
            speakers: lists::speakers(&mut typed),
            agenda: lists::agenda(&mut typed, length),
            place,
            questions: questions::read(&mut typed),
            retired: Vec::new(),
            guests: guests(&mut typed),
        };
        let repeat = repeat::read(&mut typed, moments.as_ref().map(|moments| moments.starts.date()));
        let (language, level) = (lists::language(&mut typed), typed.choice("level", Level::Everybody));
        let topics = lists::topics(&mut typed);
        let capacity = typed.whole("capacity", "Seats", 1..=CAPACITY);
        let offer_hours = typed.whole("offer_hours", "Hours of an offer", 1..=OFFER_HOURS);
        let reminders = lists::reminders(&mut typed);
        let visibility = typed.choice("visibility", Visibility::Listed);
        let promotion = typed.choice("promotion", Promotion::AtOnce);
        let zone = typed.line("zone", "time zone", 80);
        let approval = typed.ticked("approval");
        let Some(moments) = moments.filter(|_| typed.errors.is_empty()) else { return Err(typed.errors) };
        Ok(Self {
            title,
            summary,
            details,
            language,
            level,
            topics,
            starts: moments.starts,
            ends: moments.ends,
            zone,
            opens: moments.opens,
            closes: moments.closes,
            capacity,
            approval,
            visibility,
            promotion,
            offer_hours: offer_hours.unwrap_or(USUAL_OFFER_HOURS),
            reminders,
            repeat,
        })
    }

    /// The days it takes place on.
    pub fn dates(&self) -> Vec<Date> {
        let first = self.starts.date();
        let dates = self.repeat.as_ref().and_then(|rule| rule.dates(first).ok());
        dates.unwrap_or_else(|| vec![first])
    }

    /// The fields that [`Plan::from_fields`] reads as this plan.
    pub fn fields(&self) -> Fields {
        let mut fields = Fields::new();
        let mut field = |name: &str, value: String| fields.push((name.to_owned(), value));
        field("title", self.title.clone());
        field("summary", self.summary.clone());
        field("description", self.details.description.clone());
        field("speakers", lists::speaker_lines(&self.details.speakers));
        field("agenda", lists::agenda_lines(&self.details.agenda));
        field("language", self.language.clone());
        field("level", self.level.as_str().to_owned());
        field("topics", self.topics.join(", "));
        match &self.details.place {
            Place::Online { link } => {
                field("place_kind", "online".to_owned());
                field("link", link.clone());
            }
            Place::OnSite { address } => {
                field("place_kind", "on_site".to_owned());
                field("address", address.clone());
            }
        }
        field("zone", self.zone.clone());
        field("capacity", self.capacity.map(|seats| seats.to_string()).unwrap_or_default());
        if self.approval {
            field("approval", "on".to_owned());
        }
        if self.details.guests.confirm {
            field("confirm_guests", "on".to_owned());
        }
        field("guests_per_network", self.details.guests.per_network.to_string());
        field("visibility", self.visibility.as_str().to_owned());
        field("promotion", self.promotion.as_str().to_owned());
        field("offer_hours", self.offer_hours.to_string());
        field("reminders", lists::reminder_words(&self.reminders));
        moments::write(self, &mut field);
        questions::write(&self.details.questions, &mut field);
        if let Some(rule) = &self.repeat {
            repeat::write(rule, self.starts.date(), &mut field);
        }
        fields
    }
}

/// What is asked of guests. A workshop planned before this was asked has the usual limit.
fn guests(typed: &mut Typed<'_>) -> Guests {
    let per_network = typed.whole("guests_per_network", "Guest limit per network", 1..=CAPACITY);
    Guests { confirm: typed.ticked("confirm_guests"), per_network: per_network.unwrap_or(GUESTS_PER_NETWORK) }
}

/// Longest link to a meeting and longest address, in characters.
const LINK_CHARS: usize = 1_000;
const ADDRESS_CHARS: usize = 300;

fn place(typed: &mut Typed<'_>) -> Place {
    if typed.value("place_kind") == "on_site" {
        let address = typed.line("address", "place", ADDRESS_CHARS);
        if address.is_empty() && typed.errors.of("address").is_none() {
            typed.refuse("address", "Say where it takes place.");
        }
        return Place::OnSite { address };
    }
    let link = typed.line("link", "link", LINK_CHARS);
    if !link.is_empty() && typed.errors.of("link").is_none() && !is_web_link(&link) {
        typed.refuse(
            "link",
            "Type a link that begins with https:// or http://, like https://meet.example.org/room.",
        );
    }
    Place::Online { link }
}

/// Whether this is a link to a page of the web: a scheme of its own, like `javascript:`, is none.
pub fn is_web_link(link: &str) -> bool {
    let lower = link.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    host.is_some_and(|host| host.len() > 1 && !host.starts_with([':', '.', '-', '@']))
        && !link.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\\' | '`'))
}
