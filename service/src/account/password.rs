//! Passwords: Argon2id with 19 MiB, 2 passes, 1 lane (the OWASP minimum), kept in PHC form.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use convene_domain::Language;
use convene_domain::account::{Act, Email, limits, profile};
use convene_domain::id::SessionId;
use convene_store::Tx;
use convene_store::account::person::{self, Person};
use convene_store::account::session as sessions;

use super::{Signed, device, proof, session, shares, throttle, words};
use crate::compute::{Place, Places};
use crate::{Error, Result, Service, Viewer, mail};

fn argon() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Where passwords are hashed: one for each core at a time, so that neither memory (19 MiB each) nor the cores run out
/// however many people sign in at once. At some tens of milliseconds a hash, the queue takes about a second.
pub struct Hashing {
    places: Places,
    done: AtomicU64,
}

impl Default for Hashing {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { places: Places::new(cores), done: AtomicU64::new(0) }
    }
}

impl Hashing {
    /// How many passwords were hashed or compared since the start.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// A turn to hash one password; [`Error::Busy`] when too many wait for theirs.
    async fn turn(&self) -> Result<Turn<'_>> {
        Ok(Turn { hashing: self, place: self.places.take().await? })
    }
}

struct Turn<'a> {
    hashing: &'a Hashing,
    place: Place,
}

impl Turn<'_> {
    /// Hashing costs tens of milliseconds: it must not hold up the threads that serve everybody else. The place stays
    /// taken until the work is done, also when nobody waits for it any more.
    async fn work<T: Send + 'static>(self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let Self { hashing, place } = self;
        hashing.done.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            let outcome = work();
            drop(place);
            outcome
        });
        done.await.map_err(|e| Error::Internal(e.to_string()))?
    }

    async fn verify(self, password: &str, hash: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.work(move || {
            let known = hash.is_some();
            let stored = hash.unwrap_or_else(|| NOBODY.clone());
            let parsed =
                PasswordHash::new(&stored).map_err(|e| Error::Internal(format!("password hash: {e}")))?;
            let fits = argon()?.verify_password(password.as_bytes(), &parsed).is_ok();
            Ok(known && fits)
        })
        .await
    }
}

/// The hash to store for `password`; [`Error::Busy`] when too many are hashed already.
pub async fn hash(service: &Service, password: &str) -> Result<String> {
    let salt = service.chance().bytes::<16>();
    let password = password.to_owned();
    let turn = service.passwords().turn().await?;
    turn.work(move || hash_with(&password, &salt)).await
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

const WRONG: &str = "This address and password do not belong together. Try again, or sign in by e-mail.";

/// Signs in by password. Wrong address and wrong password answer the same, in the same time. A browser that has signed in
/// to the account before has tries of its own first.
pub async fn sign_in(
    service: &Service,
    viewer: &Viewer,
    email: &str,
    password: &str,
    agent: &str,
) -> Result<Signed> {
    let email = Email::parse(email).map_err(|e| Error::field("email", e.to_string()))?;
    let mut tx = service.read().await?;
    let found = person::by_email(&mut tx, &email).await?;
    let device = device::known(service, viewer, found.as_ref());
    let shares = shares::passwords(viewer, &email, device.as_deref());
    // Whoever has used their tries up takes nobody's turn.
    throttle::check_any(service, &mut tx, &shares).await?;
    drop(tx);
    // Before anything is counted: who is sent away because many are here has not tried.
    let turn = service.passwords().turn().await?;
    let mut tx = service.begin().await?;
    // Counted before the check, so that parallel guesses cannot slip through together.
    let counted = throttle::count_any(service, &mut tx, &shares).await;
    tx.commit().await?;
    let counters = counted?;

    let right = turn.verify(password, found.as_ref().and_then(|p| p.password_hash.clone())).await?;
    let Some(person) = found.filter(|_| right) else { return Err(Error::field("password", WRONG)) };

    let mut tx = service.begin().await?;
    // The password may have been changed or removed while it was compared.
    let now = person::hold(&mut tx, person.id).await?;
    if now.is_none_or(|now| now.password_hash != person.password_hash) {
        return Err(Error::field("password", WRONG));
    }
    throttle::was_right(&mut tx, counters).await?;
    let signed = session::start(service, &mut tx, viewer, person.id, agent).await?;
    tx.commit().await?;
    Ok(signed)
}

/// Whether `given` is the password of whoever has this session. Wrong ones are counted for the session alone: it is signed
/// in, so nobody at the sign-in page can use its tries up.
pub(super) async fn is_own(service: &Service, session: SessionId, me: &Person, given: &str) -> Result<bool> {
    let counters = [(format!("password-in:{session}"), limits::PASSWORDS_PER_SESSION)];
    let turn = service.passwords().turn().await?;
    let mut tx = service.begin().await?;
    let counted = throttle::count_all(service, &mut tx, &counters).await;
    tx.commit().await?;
    counted?;
    let right = turn.verify(given, me.password_hash.clone()).await?;
    if right {
        let mut tx = service.begin().await?;
        throttle::was_right(&mut tx, &counters).await?;
        tx.commit().await?;
    }
    Ok(right)
}

/// Sets my password; whoever has one must know it, and whoever has none proves that it is them. All my other sessions
/// end, other browsers count as unknown ones, and a letter tells me. The new value of this browser's device cookie.
pub async fn change(
    service: &Service,
    viewer: &Viewer,
    old: &str,
    new: &str,
    given: &proof::Given<'_>,
) -> Result<String> {
    let me = viewer.allowed(Act::HaveProfile)?;
    let current = viewer.session.ok_or(Error::SignIn)?;
    if me.password_hash.is_none() {
        proof::demand(service, viewer, given).await?;
    }
    profile::password(new, &me.email).map_err(|e| Error::field("new_password", e.to_string()))?;
    if me.password_hash.is_some() && !is_own(service, current, me, old).await? {
        return Err(Error::field("old_password", "This is not your password. Nothing was changed."));
    }
    let hash = hash(service, new).await?;
    let mut tx = service.begin().await?;
    let now = service.now();
    // The session may have been ended meanwhile, by whoever takes this account back.
    let me = person::hold(&mut tx, me.id).await?.ok_or(Error::SignIn)?;
    if sessions::proven_at(&mut tx, current, now).await?.is_none() {
        return Err(Error::SignIn);
    }
    person::set_password(&mut tx, me.id, Some(&hash)).await?;
    sessions::prove(&mut tx, current, now).await?;
    session::keep_only(service, &mut tx, me.id, Some(current)).await?;
    tell(service, &mut tx, &me, viewer.language_for(Some(&me))).await?;
    tx.commit().await?;
    service.mail_waits();
    Ok(device::issue(service, viewer, me.id))
}

/// Puts a letter in the outbox that says that this account has a new password.
pub(super) async fn tell(service: &Service, tx: &mut Tx, owner: &Person, language: Language) -> Result<()> {
    let community = super::setup::community_name(tx).await?;
    mail::send(service, tx, &owner.email, words::password_changed(language, &community)).await
}
