//! Whose share of a limit a try at an account is counted in: a browser's that has signed in there before, or that of
//! all browsers nobody knows.

use convene_domain::account::{Email, limits};
use convene_domain::id::PersonId;
use convene_store::Tx;

use super::throttle::{self, Counter};
use crate::chance::secret_hash;
use crate::{Result, Service, Viewer};

/// The shares that wrong passwords for `email` may be counted in, in this order: a known browser's own, then that of all
/// unknown ones. `device` as [`super::device::known`] names it.
///
/// The second is there for known browsers too, because others that are known may have used up what all of these have.
pub(super) fn passwords(viewer: &Viewer, email: &Email, device: Option<&str>) -> Vec<Vec<Counter>> {
    let account = secret_hash(email.as_str());
    let from = &viewer.address;
    let own = device.map(|device| {
        vec![
            (format!("password-device:{device}"), limits::PASSWORDS_PER_DEVICE),
            (format!("password-devices:{account}"), limits::PASSWORDS_OF_DEVICES),
        ]
    });
    let unknown = vec![
        (format!("password-from:{from}:{account}"), limits::PASSWORDS_PER_EMAIL_AND_ADDRESS),
        (format!("password-from:{from}"), limits::PASSWORDS_PER_ADDRESS),
        (format!("password:{account}"), limits::PASSWORDS_PER_EMAIL),
    ];
    own.into_iter().chain([unknown]).collect()
}

/// Where wrong codes for `email` are counted.
pub(super) fn codes(viewer: &Viewer, email: &Email, device: Option<&str>) -> Vec<Counter> {
    match device {
        Some(device) => vec![(format!("code-device:{device}"), limits::CODES_PER_DEVICE)],
        None => vec![
            (format!("code-from:{}", viewer.address), limits::CODES_PER_ADDRESS),
            (format!("code:{}", secret_hash(email.as_str())), limits::CODES_PER_EMAIL),
        ],
    }
}

/// Where wrong codes are counted that `person` types to change their address to `email`. Nothing of this is counted when
/// somebody signs in, but for the network address.
pub(super) fn codes_of_change(viewer: &Viewer, person: PersonId, email: &str) -> Vec<Counter> {
    vec![
        (format!("code-of:{person}"), limits::CODES_PER_DEVICE),
        (format!("code-from:{}", viewer.address), limits::CODES_PER_ADDRESS),
        (format!("code-change:{}", secret_hash(email)), limits::CODES_PER_NEW_EMAIL),
    ]
}

/// Counts a mail with a code to `email`, and says whether it may be sent. The caller answers the same if not: neither the
/// page nor its time tells how many others have asked. Refuses only who asks for very many, whoever they are for.
///
/// `known`: the browser or session this account knows, if any. Beyond their own share they are like everybody.
pub(super) async fn mail(
    service: &Service,
    tx: &mut Tx,
    viewer: &Viewer,
    email: &Email,
    known: Option<&str>,
) -> Result<bool> {
    let (to, from) = (secret_hash(email.as_str()), &viewer.address);
    if let Some(known) = known {
        let own = [
            (format!("mail-device:{known}"), limits::MAILS_PER_DEVICE),
            (format!("mail-devices:{to}"), limits::MAILS_OF_DEVICES),
        ];
        if throttle::within(throttle::count_all(service, tx, &own).await)? {
            return Ok(true);
        }
    }
    throttle::count(service, tx, &format!("mail-from:{from}"), limits::MAILS_PER_ADDRESS).await?;
    let shared = [
        (format!("mail-from:{from}:{to}"), limits::MAILS_PER_EMAIL_AND_ADDRESS),
        (format!("mail-to:{to}"), limits::MAILS_PER_EMAIL),
    ];
    throttle::within(throttle::count_all(service, tx, &shared).await)
}
