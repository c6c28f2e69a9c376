//! Workshops: what they are, when they repeat, who sits in them and who waits.

pub mod answers;
pub mod attendance;
pub mod details;
pub mod kinds;
pub mod line;
pub mod message;
pub mod plan;
pub mod recurrence;
pub mod reminder;
pub mod sign_up;

pub use details::{AgendaItem, Details, Guests, Place, Question, QuestionKind, Speaker};
pub use kinds::{Level, Promotion, RegistrationState, Visibility, WorkshopState};

/// Longest title, summary and description, in characters.
pub const TITLE_CHARS: usize = 120;
pub const SUMMARY_CHARS: usize = 300;
pub const DESCRIPTION_CHARS: usize = 20_000;
