//! Recordings, slides and the like, as links for those who registered.

use convene_domain::field::FieldErrors;
use convene_domain::field::has_unseen;
use convene_domain::id::{MaterialId, WorkshopId};
use convene_domain::workshop::RegistrationState;
use convene_store::workshop::material as stored;

use super::{Registration, access};
use crate::{Error, Result, Service, Viewer};

pub use convene_store::workshop::material::Material;

/// Longest name and address of a link, in characters.
pub const TITLE_CHARS: usize = 120;
pub const URL_CHARS: usize = 2_000;
/// Most links of one workshop.
pub const MOST: usize = 50;

/// Adds a link for those who registered.
pub async fn add(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    title: &str,
    url: &str,
) -> Result<()> {
    let mut tx = service.begin().await?;
    access::run(&mut tx, viewer, workshop).await?;
    let (title, url) = checked(title, url)?;
    if stored::of_workshop(&mut tx, workshop).await?.len() >= MOST {
        return Err(Error::field("", format!("A workshop has at most {MOST} links. Take one away first.")));
    }
    let now = service.now();
    let id = MaterialId::new(now, service.chance().bytes());
    stored::insert(&mut tx, workshop, &Material { id, title, url, created_at: now }).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a link away. Whether it was there.
pub async fn remove(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    id: MaterialId,
) -> Result<bool> {
    let mut tx = service.begin().await?;
    access::run(&mut tx, viewer, workshop).await?;
    let gone = stored::delete(&mut tx, workshop, id).await?;
    tx.commit().await?;
    Ok(gone)
}

/// The links that somebody with this registration may see: all of the workshop's, with a seat.
pub async fn of_seat(service: &Service, registration: &Registration) -> Result<Vec<Material>> {
    if registration.state != RegistrationState::Confirmed {
        return Ok(Vec::new());
    }
    let mut tx = service.read().await?;
    Ok(stored::of_workshop(&mut tx, registration.workshop_id).await?)
}

fn checked(title: &str, url: &str) -> std::result::Result<(String, String), FieldErrors> {
    let (title, url) = (title.trim(), url.trim());
    let mut errors = FieldErrors::new();
    if title.is_empty() {
        errors.add("title", "Say what the link leads to, like Recording or Slides.");
    } else if title.chars().count() > TITLE_CHARS {
        errors.add("title", format!("Keep the name to {TITLE_CHARS} characters."));
    } else if has_unseen(title) {
        errors.add("title", "The name contains characters that cannot be seen. Type it again without them.");
    }
    if url.is_empty() {
        errors.add("url", "Paste the address.");
    } else if url.chars().count() > URL_CHARS {
        errors.add("url", "This address is longer than 2,000 characters.");
    } else if !is_web_address(url) {
        errors.add("url", "Give a whole address that begins with https:// or http://.");
    }
    errors.into_result()?;
    Ok((title.to_owned(), url.to_owned()))
}

/// `http` or `https` with a host, and nothing that breaks out of a link.
fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    host.is_some_and(|host| !host.is_empty()) && !url.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_links() {
        for good in ["https://example.org/a?b=c#d", "http://127.0.0.1:8000/x", "https://пример.рф"] {
            assert!(is_web_address(good), "{good}");
        }
        for bad in
            ["javascript:alert(1)", "example.org", "https://", "https:///x", "https://a b", "ftp://x.org"]
        {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
