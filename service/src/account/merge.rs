//! A guest who turns out to be a member: what was done under the guest's address is the member's.

use std::cmp::Reverse;

use convene_domain::id::WorkshopId;
use convene_domain::workshop::RegistrationState;
use convene_store::Tx;
use convene_store::account::merge as store;
use convene_store::account::person::{self, Person};
use convene_store::workshop::registration::{self, Registration};
use convene_store::workshop::seats;

use crate::workshop::line;
use crate::{Error, Result, Service};

/// Gives `member` everything of `guest`, who never signed in, and forgets the guest. The member has just proven the
/// guest's address. The caller rings [`Service::mail_waits`] after the commit.
pub(super) async fn guest_into(
    service: &Service,
    tx: &mut Tx,
    guest: &Person,
    member: &Person,
) -> Result<()> {
    for workshop in store::workshops_of(tx, guest.id).await? {
        // Held in the order of their ids, like everywhere: nobody waits for anybody in a circle.
        seats::hold(tx, workshop).await?;
        merge_registrations(service, tx, workshop, guest, member).await?;
    }
    store::give_rest(tx, guest.id, member.id).await?;
    // What an admin made of the owner of this address, they are.
    if guest.role > member.role {
        person::set_role(tx, member.id, guest.role).await?;
    }
    if !store::remove(tx, guest.id).await? {
        let sentence =
            "Somebody registered with the new address at this very moment. Send the code once more.";
        return Err(Error::field("code", sentence));
    }
    Ok(())
}

/// Of two registrations of one person for a workshop the better one stays; what the other held goes to the next in line.
async fn merge_registrations(
    service: &Service,
    tx: &mut Tx,
    workshop: WorkshopId,
    guest: &Person,
    member: &Person,
) -> Result<()> {
    // Read now that the workshop is held: before, they might have changed.
    let Some(theirs) = registration::of_person(tx, workshop, guest.id).await? else { return Ok(()) };
    let Some(mine) = registration::of_person(tx, workshop, member.id).await? else {
        return Ok(store::give_registration(tx, theirs.id, member.id).await?);
    };
    let (kept, other) = if worth(&theirs) > worth(&mine) { (theirs, mine) } else { (mine, theirs) };
    end(service, tx, &other).await?;
    if !store::drop_registration(tx, other.id).await? {
        return Err(Error::Internal(format!("registration {} did not end while it was held", other.id)));
    }
    Ok(store::give_registration(tx, kept.id, member.id).await?)
}

/// Ends a registration without a word: its person keeps a better one.
async fn end(service: &Service, tx: &mut Tx, ended: &Registration) -> Result<()> {
    if ended.state.ended() {
        return Ok(());
    }
    let found = registration::member(tx, ended.id).await?.ok_or(Error::Missing)?;
    line::end(service, tx, &found, RegistrationState::Cancelled, None).await?;
    Ok(())
}

/// Which of two registrations to keep: a seat before an offer, that before a place in line, the earlier place before
/// the later; and of two seats the one where somebody came.
fn worth(of: &Registration) -> (u8, bool, Reverse<i64>) {
    let state = match of.state {
        RegistrationState::Confirmed => 5,
        RegistrationState::Offered => 4,
        RegistrationState::Waiting => 3,
        RegistrationState::Pending => 2,
        RegistrationState::Declined => 1,
        RegistrationState::Cancelled => 0,
    };
    let came = of.checked_in_at.is_some() || of.joined_at.is_some();
    (state, came, Reverse(of.number.unwrap_or(0)))
}
