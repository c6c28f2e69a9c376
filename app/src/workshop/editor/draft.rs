//! What was typed and not saved.

use super::Start;
use crate::unsaved::Form;

/// The form as one that keeps what is typed.
pub fn kept(start: &Start) -> Form<'_> {
    let revision = start.fields.iter().find(|(name, _)| name == "revision").map(|(_, now)| now.as_str());
    Form {
        stored: &start.fields,
        ours: &["act", "then", "revision", "form", "scope", "q_rows"],
        is_preset,
        seen: revision.filter(|_| start.open.is_some()).map(|now| ("revision", now)),
        what: "the workshop",
    }
}

/// Whether a browser sends this field though nobody touched it.
fn is_preset(name: &str, value: &str) -> bool {
    let presets = [
        ("language", "en"),
        ("level", "everybody"),
        ("place_kind", "online"),
        ("visibility", "listed"),
        ("promotion", "at_once"),
        ("repeat", "none"),
        ("repeat_end", "count"),
        ("every", "2"),
    ];
    presets.contains(&(name, value)) || (name.starts_with('q') && name.ends_with("_kind"))
}
