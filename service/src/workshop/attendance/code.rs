//! Check-in codes: what is on the picture, what is typed, and whose they are.

use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::workshop::{attendance, registration, workshop};

use super::super::{Registration, Workshop, link};
use super::Refusal;
use crate::quiz::qr;
use crate::{Result, Service};

/// Characters of the short code, for those who type: 32 bits, which is plenty among the people of one workshop when
/// only its team may try.
pub const SHORT: usize = 8;

/// What the picture of a check-in code says: an address, so that any camera of a signed-in host leads to the page
/// that checks in.
pub fn address(service: &Service, registration: &Registration) -> String {
    let public_url = &service.settings().public_url;
    let code = link::check_in(service, registration);
    format!("{public_url}/workshops/{}/check-in?code={code}", registration.workshop_id)
}

/// The code to read out or type: `4F2A 91CC`.
pub fn short(service: &Service, registration: &Registration) -> String {
    let seal = seal(service, registration).to_uppercase();
    format!("{} {}", &seal[..SHORT / 2], &seal[SHORT / 2..])
}

/// The picture of a check-in code, as a whole SVG file.
pub fn svg(service: &Service, registration: &Registration) -> Option<String> {
    let drawing = qr::draw(&address(service, registration))?.svg();
    let root = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"480\" height=\"480\" ";
    Some(drawing.replacen("<svg ", root, 1).replacen(" aria-hidden=\"true\"", "", 1))
}

/// The first characters of a code's seal.
fn seal(service: &Service, registration: &Registration) -> String {
    let code = link::check_in(service, registration);
    code.split_once('.').map_or(String::new(), |(_, seal)| seal.chars().take(SHORT).collect())
}

/// Who holds the code in `text`, which is a code, the address around it, or the short form; and may come in.
pub(super) async fn holder(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    text: &str,
) -> Result<std::result::Result<Registration, Refusal>> {
    let found = match typed(text) {
        Typed::Short(short) => by_short(service, tx, workshop, &short).await?.ok_or(Refusal::NotOurs),
        Typed::Code(code) => by_code(service, tx, &code).await?,
    };
    let found = match found {
        Ok(found) => found,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if found.workshop_id != workshop.id {
        let other = workshop::by_id(tx, found.workshop_id).await?;
        let title = other.map_or_else(String::new, |other| other.title);
        return Ok(Err(Refusal::OtherWorkshop { title }));
    }
    if found.state != RegistrationState::Confirmed {
        return Ok(Err(Refusal::NoSeat { name: found.name, state: found.state }));
    }
    Ok(Ok(found))
}

async fn by_code(
    service: &Service,
    tx: &mut Tx,
    code: &str,
) -> Result<std::result::Result<Registration, Refusal>> {
    let Some(id) = link::registration_of(code) else { return Ok(Err(Refusal::NotACode)) };
    let found = registration::by_id(tx, id).await?;
    Ok(found.filter(|found| link::checks_in(service, found, code)).ok_or(Refusal::NotOurs))
}

async fn by_short(
    service: &Service,
    tx: &mut Tx,
    workshop: &Workshop,
    short: &str,
) -> Result<Option<Registration>> {
    let all = attendance::registrants(tx, workshop.id).await?;
    let mut fitting =
        all.into_iter().map(|row| row.registration).filter(|found| seal(service, found) == short);
    let first = fitting.next();
    // Two with one code: nobody can tell them apart, so neither is let in by it.
    Ok(first.filter(|_| fitting.next().is_none()))
}

#[derive(Debug, PartialEq, Eq)]
enum Typed {
    Short(String),
    Code(String),
}

/// What somebody typed, pasted or scanned, without what stands around it.
fn typed(text: &str) -> Typed {
    let text = text.trim();
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if bare.len() == SHORT && bare.chars().all(|c| c.is_ascii_hexdigit()) {
        return Typed::Short(bare.to_ascii_lowercase());
    }
    let code = text.rsplit_once("code=").map_or(text, |(_, code)| code);
    let end = code.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.')).unwrap_or(code.len());
    Typed::Code(code[..end].to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_in_what_people_scan_and_type() {
        let code = |text: &str| Typed::Code(text.to_owned());
        assert_eq!(typed("https://x.org/workshops/1/check-in?code=0192-ab.12&x=1"), code("0192-ab.12"));
        assert_eq!(typed("  0192-AB.12\n"), code("0192-ab.12"));
        assert_eq!(typed("4f2a 91CC"), Typed::Short("4f2a91cc".into()));
        assert_eq!(typed("4F2A-91CC"), Typed::Short("4f2a91cc".into()));
        assert_eq!(typed("WIFI:S:guests;;"), code("wifi"));
        assert_eq!(typed(""), code(""));
    }
}
