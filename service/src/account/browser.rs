//! A browser by itself, whoever sits at it: its own secret, and notes it keeps for us.

use convene_store::Tx;
use convene_store::account::kept_form;
use subtle::ConstantTimeEq;

use crate::chance::secret_hash;
use crate::{Result, Service, Viewer};

/// Hex digits of a seal in a note: 128 bits.
const SEAL: usize = 32;

/// A new secret for this browser, so that whoever comes next starts without what was done here. Forms that wait for
/// their sender come along; only their sender sees them.
pub(crate) async fn renew(service: &Service, tx: &mut Tx, viewer: &Viewer) -> Result<String> {
    let token = service.chance().token();
    kept_form::follow(tx, &viewer.browser, &secret_hash(&token)).await?;
    Ok(token)
}

/// `text` for the browser with this hash to keep: `SEAL.text`. Nobody else can write such a note, and it is of no use
/// in another browser.
pub fn note(service: &Service, browser_hash: &str, text: &str) -> String {
    format!("{}.{text}", seal(service, browser_hash, text))
}

/// The text of a note, provided it was written here for this very browser.
pub fn read_note<'a>(service: &Service, browser_hash: &str, note: &'a str) -> Option<&'a str> {
    let (sealed, text) = note.split_once('.')?;
    bool::from(seal(service, browser_hash, text).as_bytes().ct_eq(sealed.as_bytes())).then_some(text)
}

fn seal(service: &Service, browser_hash: &str, text: &str) -> String {
    let mut seal = service.seal(&format!("note:{browser_hash}:{text}"));
    seal.truncate(SEAL);
    seal
}
