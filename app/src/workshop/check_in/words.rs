//! How check-in says what happened: the same in messages, on the page and to the camera's page.

use convene_service::workshop::attendance::{Counts, Refusal, Scan};

use crate::request::Request;

/// `12 of 30 are in`.
pub fn counted(counts: &Counts) -> String {
    match counts.checked_in {
        1 => format!("1 of {} is in", counts.confirmed),
        many => format!("{many} of {} are in", counts.confirmed),
    }
}

/// A sentence about a scan, with times on the reader's clock.
pub fn said(request: &Request, scan: &Scan) -> String {
    match scan {
        Scan::In { name, .. } => format!("{name} is in."),
        Scan::Already { name, since, .. } => {
            format!("{name} was already in since {}.", request.moment(*since).clock)
        }
        Scan::Refused(refusal) => refused(request, refusal),
    }
}

/// Why nobody was checked in, with times on the reader's clock.
pub fn refused(request: &Request, refusal: &Refusal) -> String {
    match refusal {
        Refusal::TooEarly { opens_at } => {
            let opens = request.moment(*opens_at);
            format!("{} That is {}, {}.", refusal.sentence(), opens.text, opens.zone)
        }
        _ => refusal.sentence(),
    }
}
