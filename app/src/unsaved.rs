//! What was typed into a long form and not saved: whether it says more than what is stored, and the notice about it.

use convene_service::quiz::editor::{Draft, Fields};
use leptos::prelude::*;

use crate::parts::{Button, Notice, Tone, When};
use crate::request::Request;

/// A form that keeps what is typed, and what it starts with.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    pub stored: &'a Fields,
    /// Fields that say nothing of what is written: buttons and marks of ours.
    pub ours: &'a [&'a str],
    /// Whether browsers send this field with this value though nobody touched it.
    pub is_preset: fn(&str, &str) -> bool,
    /// The field that says what its writer had seen, and what it says now; none in a form for something new.
    pub seen: Option<(&'a str, &'a str)>,
    /// What is written: `the question`.
    pub what: &'a str,
}

impl Form<'_> {
    /// The draft, unless it says what is stored anyway.
    pub fn unsaved(&self, draft: Option<Draft>) -> Option<Draft> {
        let stored = self.filled(self.stored);
        draft.filter(|draft| {
            let typed = self.filled(&draft.fields);
            let said = typed.iter().any(|(name, value)| {
                !stored.iter().any(|(known, kept)| known == name && kept == value)
                    && !(self.is_preset)(name, value)
            });
            said || stored.iter().any(|field| !typed.contains(field))
        })
    }

    /// Fields with something in them, whatever line ends they came with.
    fn filled<'f>(&self, fields: &'f Fields) -> Vec<(&'f str, String)> {
        fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.trim().replace("\r\n", "\n")))
            .filter(|(name, value)| !self.ours.contains(name) && !value.is_empty())
            .collect()
    }

    /// Says that the form holds more than what is stored.
    pub fn notice(&self, request: &Request, draft: &Draft) -> impl IntoView + use<> {
        let saved = request.moment(draft.saved_at);
        let next = match self.seen {
            Some(_) => " is in the form below. Save it, or go back to what is stored.",
            None => " is in the form below. Save it, or start afresh.",
        };
        let overtaken = self.is_overtaken(draft).then(|| {
            let what = self.what.to_owned();
            view! { <p>"Somebody changed "{what}" since then."</p> }
        });
        view! {
            <Notice tone=Tone::Warning title="You have changes here that are not saved">
                <p>
                    "What you typed "
                    <When datetime=saved.datetime text=saved.text zone=saved.zone distance=saved.distance/>
                    {next}
                </p>
                {overtaken}
                <form method="post">
                    <Button dense=true name="act" value="discard">"Discard my changes"</Button>
                </form>
            </Notice>
        }
    }

    /// Whether what is stored has changed since the draft was begun.
    fn is_overtaken(&self, draft: &Draft) -> bool {
        self.seen.is_some_and(|(field, now)| {
            draft.fields.iter().find(|(name, _)| name == field).is_some_and(|(_, then)| then != now)
        })
    }
}

#[cfg(test)]
mod tests {
    use convene_domain::Time;

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn draft(pairs: &[(&str, &str)]) -> Draft {
        Draft { fields: fields(pairs), saved_at: Time::from_millis(0) }
    }

    #[test]
    fn a_draft_is_one_when_it_says_more_or_less_than_what_is_stored() {
        let stored = fields(&[("title", "Funding"), ("text", "One\nTwo"), ("mark", "3")]);
        let form = Form {
            stored: &stored,
            ours: &["act", "mark"],
            is_preset: |name, value| (name, value) == ("level", "everybody"),
            seen: Some(("mark", "3")),
            what: "the workshop",
        };
        let same =
            [("title", " Funding "), ("text", "One\r\nTwo"), ("act", "save"), ("note", ""), ("mark", "2")];
        assert_eq!(form.unsaved(Some(draft(&same))), None);
        let preset: Vec<_> = same.into_iter().chain([("level", "everybody")]).collect();
        assert_eq!(form.unsaved(Some(draft(&preset))), None, "nobody chose that");
        let more: Vec<_> = same.into_iter().chain([("level", "advanced")]).collect();
        assert!(form.unsaved(Some(draft(&more))).is_some());
        assert!(form.unsaved(Some(draft(&[("title", "Funding")]))).is_some(), "the text was taken out");
        assert_eq!(form.unsaved(None), None);
        assert!(form.is_overtaken(&draft(&same)));
        assert!(!form.is_overtaken(&draft(&[("mark", "3")])));
        assert!(!form.is_overtaken(&draft(&[("title", "x")])), "it does not say what its writer saw");
        assert!(!Form { seen: None, ..form }.is_overtaken(&draft(&same)));
    }
}
