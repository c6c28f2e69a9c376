//! Passwords: Argon2id with 19 MiB, 2 passes, 1 lane (the OWASP minimum), kept in PHC form.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use convene_domain::account::{Act, Email, limits, profile};
use convene_store::account::{person, throttle as counters};

use super::{Signed, session, throttle};
use crate::chance::secret_hash;
use crate::{Error, Result, Service, Viewer};

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashing costs tens of milliseconds: it must not hold up the threads that serve everybody else.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::Internal(e.to_string()))?
}

/// The hash to store for `password`.
pub async fn hash(service: &Service, password: &str) -> Result<String> {
    let salt = service.chance().bytes::<16>();
    let password = password.to_owned();
    off_thread(move || hash_with(&password, &salt)).await
}

fn hash_with(password: &str, salt: &[u8]) -> Result<String> {
    let hash = argon()?
        .hash_password_with_salt(password.as_bytes(), salt)
        .map_err(|e| Error::Internal(format!("password hash: {e}")))?;
    Ok(hash.to_string())
}

/// Stands in where there is no account or no password, so that the answer takes the same time.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash_with("nobody has this password", &[7; 16]).unwrap_or_default());

async fn verify(password: &str, hash: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    off_thread(move || {
        let known = hash.is_some();
        let stored = hash.unwrap_or_else(|| NOBODY.clone());
        let parsed =
            PasswordHash::new(&stored).map_err(|e| Error::Internal(format!("password hash: {e}")))?;
        let fits = argon()?.verify_password(password.as_bytes(), &parsed).is_ok();
        Ok(known && fits)
    })
    .await
}

const WRONG: &str = "This address and password do not belong together. Try again, or sign in by e-mail.";

/// Signs in by password. Wrong address and wrong password answer the same, in the same time.
pub async fn sign_in(
    service: &Service,
    viewer: &Viewer,
    email: &str,
    password: &str,
    agent: &str,
) -> Result<Signed> {
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    let account_key = format!("password:{}", secret_hash(email.as_str()));
    let address_key = format!("password-from:{}", viewer.address);

    let mut tx = service.begin().await?;
    // Counted before the check, so that parallel guesses cannot slip through together.
    let counted = async {
        throttle::count(service, &mut tx, &account_key, limits::PASSWORDS_PER_EMAIL).await?;
        throttle::count(service, &mut tx, &address_key, limits::PASSWORDS_PER_ADDRESS).await
    }
    .await;
    tx.commit().await?;
    counted?;

    let mut tx = service.read().await?;
    let found = person::by_email(&mut tx, &email).await?;
    drop(tx);
    let right = verify(password, found.as_ref().and_then(|p| p.password_hash.clone())).await?;
    let Some(person) = found.filter(|_| right) else { return Err(Error::field("password", WRONG)) };

    let mut tx = service.begin().await?;
    counters::clear(&mut tx, &account_key).await?;
    let token = session::start(service, &mut tx, viewer, person.id, agent).await?;
    tx.commit().await?;
    Ok(Signed { token, next: None, newcomer: false })
}

/// Sets my password; whoever has one must know it. All my other sessions end.
pub async fn change(service: &Service, viewer: &Viewer, old: &str, new: &str) -> Result<()> {
    let person = viewer.allowed(Act::HaveProfile)?;
    profile::password(new, &person.email).map_err(|e| Error::field("new_password", e.to_string()))?;
    if person.password_hash.is_some() {
        let key = format!("password:{}", secret_hash(&person.email));
        let mut tx = service.begin().await?;
        let counted = throttle::count(service, &mut tx, &key, limits::PASSWORDS_PER_EMAIL).await;
        tx.commit().await?;
        counted?;
        if !verify(old, person.password_hash.clone()).await? {
            return Err(Error::field("old_password", "This is not your password. Nothing was changed."));
        }
    }
    let hash = hash(service, new).await?;
    let mut tx = service.begin().await?;
    person::set_password(&mut tx, person.id, Some(&hash)).await?;
    convene_store::account::session::end_others(&mut tx, person.id, viewer.session).await?;
    tx.commit().await?;
    Ok(())
}
