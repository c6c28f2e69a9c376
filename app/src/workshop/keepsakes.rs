//! What a seat leaves one with: materials, and a certificate for who was there. Part of the personal page.

use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::Phase;
use convene_service::Error;
use convene_service::workshop::material::{self, Material};
use convene_service::workshop::seat::Seat;
use leptos::prelude::*;

use crate::parts::{Icon, LinkButton, Section, Symbol};
use crate::request::Request;

/// What there is for a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keepsakes {
    materials: Vec<Material>,
    /// Where the certificate is, for who was there, once it is over.
    certificate: Option<String>,
}

/// Asks what there is for the seat behind `link`.
pub async fn of(request: &Request, seat: &Seat, link: &str) -> Result<Keepsakes, Error> {
    let registration = &seat.registration;
    let came = registration.checked_in_at.is_some() || registration.joined_at.is_some();
    let earned = came && seat.phase == Phase::Over && registration.state == RegistrationState::Confirmed;
    let certificate = earned.then(|| format!("/seat/{link}/certificate.pdf"));
    Ok(Keepsakes { materials: material::of_seat(&request.service, registration).await?, certificate })
}

/// The section, if there is anything to put into it.
pub fn section(of: Keepsakes) -> Option<impl IntoView + use<>> {
    let Keepsakes { materials, certificate } = of;
    if materials.is_empty() && certificate.is_none() {
        return None;
    }
    let links = materials.into_iter().map(|material| {
        view! { <li><Icon of=Symbol::Link/>" "<a href=material.url rel="noreferrer">{material.title}</a></li> }
    });
    let links = links.collect_view();
    let certificate = certificate.map(|href| {
        view! {
            <p><LinkButton href=href icon=Symbol::FileText>"Certificate of attendance (PDF)"</LinkButton></p>
        }
    });
    Some(view! {
        <Section id="materials" title="To keep">
            <ul class="material-list">{links}</ul>
            {certificate}
        </Section>
    })
}
