//! The pages of those who run a workshop.

use convene_domain::id::WorkshopId;
use leptos::prelude::*;

use crate::parts::{TabLink, Tabs};

/// A page of the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Registrations,
    CheckIn,
    Messages,
    Edit,
}

impl Part {
    const ALL: [(Part, &'static str, &'static str); 4] = [
        (Part::Registrations, "team", "Registrations"),
        (Part::CheckIn, "check-in", "Check-in"),
        (Part::Messages, "messages", "Messages"),
        (Part::Edit, "edit", "Edit"),
    ];
}

/// Links between the team's pages of one workshop; check-in is for who `meets` the people in it.
#[component]
pub fn TeamNav(id: WorkshopId, part: Part, meets: bool) -> impl IntoView {
    let link = |(of, path, label): (Part, &str, &str)| {
        TabLink::new(format!("/workshops/{id}/{path}"), label, of == part)
    };
    let shown = |(of, ..): &(Part, &str, &str)| meets || *of != Part::CheckIn;
    let tabs = Part::ALL.into_iter().filter(shown).map(link).collect();
    view! { <Tabs label="Run this workshop" tabs=tabs/> }
}
