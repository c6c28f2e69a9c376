//! What others learn of a workshop when its page is passed on: Open Graph, and schema.org for search engines.

use convene_domain::Time;
use convene_domain::workshop::{Place, WorkshopState};
use convene_service::calendar::Local;
use convene_service::workshop::listing::Seats;
use convene_service::workshop::page::Opened;
use serde_json::{Value, json};

use crate::page::Sharing;
use crate::request::Request;

/// None for a draft, which nobody else can open. What is for whoever has its link carries the link's key, so that the
/// picture shows where the link was passed on; search engines get no description of it.
pub fn of(request: &Request, opened: &Opened) -> Option<Sharing> {
    let workshop = &opened.workshop;
    if workshop.state == WorkshopState::Draft {
        return None;
    }
    let key = opened.key().map(|key| format!("?key={key}")).unwrap_or_default();
    let page = format!("/workshops/{}", workshop.id);
    let span = Local { zone: workshop.zone.clone(), twelve_hours: false }.span(
        workshop.starts_at,
        workshop.ends_at,
        request.now(),
    );
    let description = format!("{}, {} {}. {}", span.date, span.hours, span.zone, workshop.summary);
    let json_ld = event(&request.service.settings().public_url, &page, opened);
    Some(Sharing {
        picture: Some(format!("{page}/preview.png{key}")),
        description: description.trim().to_owned(),
        json_ld: opened.is_public().then(|| json_ld.to_string()),
        path: format!("{page}{key}"),
    })
}

/// <https://schema.org/Event>. Says no more than the page: not where an online workshop takes place.
fn event(site: &str, path: &str, opened: &Opened) -> Value {
    let workshop = &opened.workshop;
    let url = format!("{site}{path}");
    let (mode, location) = match &opened.details.place {
        Place::Online { .. } => {
            ("OnlineEventAttendanceMode", json!({ "@type": "VirtualLocation", "url": url }))
        }
        Place::OnSite { address } => {
            let name = crate::workshop::listed::first_line(address);
            ("OfflineEventAttendanceMode", json!({ "@type": "Place", "name": name, "address": address }))
        }
    };
    let status = match workshop.state {
        WorkshopState::Cancelled => "EventCancelled",
        WorkshopState::Draft | WorkshopState::Published => "EventScheduled",
    };
    let availability = match opened.seats {
        Seats::Full { .. } => "SoldOut",
        Seats::Open { .. } | Seats::Left { .. } => "InStock",
    };
    let performers: Vec<Value> = opened
        .details
        .speakers
        .iter()
        .map(|speaker| json!({ "@type": "Person", "name": speaker.name }))
        .collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": workshop.title,
        "description": workshop.summary,
        "startDate": instant(workshop.starts_at, &workshop.zone),
        "endDate": instant(workshop.ends_at, &workshop.zone),
        "eventAttendanceMode": format!("https://schema.org/{mode}"),
        "eventStatus": format!("https://schema.org/{status}"),
        "location": location,
        "image": [format!("{url}/preview.png")],
        "organizer": { "@type": "Person", "name": opened.host_name, "url": site },
        "performer": performers,
        "inLanguage": workshop.language,
        "isAccessibleForFree": true,
        "url": url,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "availability": format!("https://schema.org/{availability}"),
            "url": url,
        },
    })
}

/// An instant with the offset of the workshop's zone: `2026-11-24T18:00:00+01:00`.
fn instant(time: Time, zone: &str) -> String {
    Local { zone: zone.to_owned(), twelve_hours: false }.offset_datetime(time)
}
