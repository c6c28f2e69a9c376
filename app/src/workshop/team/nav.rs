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

/// Links between the team's pages of one workshop.
#[component]
pub fn TeamNav(id: WorkshopId, part: Part) -> impl IntoView {
    let link = |(of, path, label): (Part, &str, &str)| {
        TabLink::new(format!("/workshops/{id}/{path}"), label, of == part)
    };
    let tabs = Part::ALL.into_iter().map(link).collect();
    view! { <Tabs label="Run this workshop" tabs=tabs/> }
}
