//! Several dates of a series at once.

use convene_domain::workshop::RegistrationState;

use super::super::facts::Facts;
use super::super::together::{Together, shared};
use super::{changes, close, open, place, times, workshop_page};
use crate::mail::Letter;

pub(in super::super) fn together(first: &Facts, dates: &[Facts], what: Together) -> Letter {
    match what {
        Together::SignedUp => signed_up(first, dates),
        Together::Moved => moved(first, dates),
        Together::CalledOff => called_off(first, dates),
        Together::GivenUp => given_up(first, dates),
    }
}

fn signed_up(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("Du bist für {} Termine angemeldet", dates.len()));
    let letter = match dates.iter().filter(|date| date.has_seat()).count() {
        0 => letter.line(
            "noch hast du keinen Platz. Unten siehst du, wie es bei jedem Termin steht; Änderungen erfährst du per Mail.",
        ),
        all if all == dates.len() => letter.line("du hast bei jedem dieser Termine einen Platz."),
        1 => letter.line(
            "du hast bei einem dieser Termine einen Platz. Bei den anderen erfährst du per Mail, wenn du einen bekommst.",
        ),
        some => letter.line(&format!(
            "du hast bei {some} dieser Termine einen Platz. Bei den anderen erfährst du per Mail, wenn du einen bekommst."
        )),
    };
    pages(first, dates, list(first, dates, letter, stands))
}

fn moved(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("Neue Zeit oder neuer Ort bei {} Terminen", dates.len()))
        .line("das Team hat geändert, wann oder wo diese Termine stattfinden. So ist es jetzt:");
    let letter = list(first, dates, letter, |date| match date.moved_from() {
        Some(was) => format!("{} (bisher: {})", stands(date), times::span(&first.reader, was)),
        None => stands(date),
    });
    let keep = "Du behältst bei jedem Termin, was du hast. Wenn du nicht kommen kannst, sag auf der Seite des Termins ab.";
    pages(first, dates, letter.line(keep))
}

fn called_off(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("{} Termine abgesagt", dates.len()))
        .line("diese Termine des Workshops finden nicht statt.");
    let letter = list(first, dates, changes::reason(first, letter), |date| {
        let had = match date.registration.state {
            RegistrationState::Confirmed => "du hattest einen Platz",
            RegistrationState::Waiting => "du standest auf der Warteliste",
            RegistrationState::Offered => "ein Platz war für dich reserviert",
            _ => "du hattest um einen Platz gebeten",
        };
        format!("abgesagt; {had}")
    });
    workshop_page(first, letter.line("Du musst nichts tun."))
}

fn given_up(first: &Facts, dates: &[Facts]) -> Letter {
    let letter = open(first, &format!("Du bist für {} Termine nicht mehr angemeldet", dates.len()))
        .line("du bist für diese Termine des Workshops nicht mehr angemeldet.");
    let letter = list(first, dates, letter, |date| {
        let gave_up = match date.held {
            Some(RegistrationState::Waiting) => "du hast die Warteliste verlassen",
            Some(RegistrationState::Offered) => "du hast das Angebot nicht angenommen",
            Some(RegistrationState::Pending) => "du hast deine Anfrage zurückgezogen",
            _ => "du hast deinen Platz abgegeben",
        };
        gave_up.to_owned()
    });
    workshop_page(first, letter.line("Du hast es dir anders überlegt? Dann kannst du dich wieder anmelden."))
}

/// What, where and who, then the dates with a word on each.
fn list(first: &Facts, dates: &[Facts], letter: Letter, word: impl Fn(&Facts) -> String) -> Letter {
    let mut about = vec![("Was".to_owned(), first.workshop.title.clone())];
    let one_place = shared(dates, place);
    about.extend(one_place.clone().map(|place| ("Wo".to_owned(), place)));
    if !first.host.is_empty() {
        about.push(("Leitung".to_owned(), first.host.clone()));
    }
    let row = |date: &Facts| {
        let when = times::span(&first.reader, (date.workshop.starts_at, date.workshop.ends_at));
        match one_place {
            Some(_) => (when, word(date)),
            None => (when, format!("{}; {}", place(date), word(date))),
        }
    };
    let letter = letter.facts(about).facts(dates.iter().map(row).collect());
    letter.small(&format!("Alle Zeiten gelten für {}.", times::zone_of(first, dates)))
}

fn pages(first: &Facts, dates: &[Facts], letter: Letter) -> Letter {
    let letter = letter
        .line("Jeder Termin hat eine eigene Seite, auf der du ihn ansehen, ändern oder absagen kannst:");
    let letter = dates.iter().fold(letter, |letter, date| {
        let slot = (date.workshop.starts_at, date.workshop.ends_at);
        letter.link(&times::span(&first.reader, slot), &date.seat)
    });
    close(first, letter, "Alle meine Termine ansehen")
}

fn stands(date: &Facts) -> String {
    match date.registration.state {
        RegistrationState::Confirmed => "dein Platz".to_owned(),
        RegistrationState::Waiting => format!("Nummer {} auf der Warteliste", date.position),
        RegistrationState::Offered => {
            format!("ein Platz ist für dich reserviert bis {}", times::kept_until(date))
        }
        _ => "das Team entscheidet noch".to_owned(),
    }
}
