//! Two accounts that turn out to be one person's: a guest's, and the member's who has proven the guest's address.

use convene_domain::id::{PersonId, RegistrationId, WorkshopId};

use crate::{Result, Tx};

/// Workshops this person has a registration for, whatever became of it, in the order in which they are to be held.
pub async fn workshops_of(tx: &mut Tx, person: PersonId) -> Result<Vec<WorkshopId>> {
    let ids = on!(tx, c => {
        sqlx::query_scalar::<DB, String>(
            "SELECT workshop_id FROM registration WHERE person_id = $1 ORDER BY workshop_id",
        )
        .bind(person.to_string())
        .fetch_all(c)
        .await
    })?;
    // An identifier that does not read back is left where it is, and [`remove`] says so.
    Ok(ids.into_iter().filter_map(|id| id.parse().ok()).collect())
}

/// Gives a registration to somebody who has none for its workshop.
pub async fn give_registration(tx: &mut Tx, id: RegistrationId, to: PersonId) -> Result<()> {
    run!(tx, "UPDATE registration SET person_id = $2 WHERE id = $1", id.to_string(), to.to_string())?;
    Ok(())
}

/// Forgets a registration that is ended, because another one of the same person stands for it. Whether it was ended.
pub async fn drop_registration(tx: &mut Tx, id: RegistrationId) -> Result<bool> {
    let gone = run!(
        tx,
        "DELETE FROM registration WHERE id = $1 AND state IN ('cancelled', 'declined')",
        id.to_string()
    )?;
    Ok(gone == 1)
}

/// Gives everything but registrations that refers to an account nobody ever signed in with to another one: seats in
/// games and places in teams.
pub async fn give_rest(tx: &mut Tx, from: PersonId, to: PersonId) -> Result<()> {
    let (from, to) = (from.to_string(), to.to_string());
    for sql in [
        "UPDATE seat SET person_id = $2 WHERE person_id = $1",
        "INSERT INTO workshop_team (workshop_id, person_id)
             SELECT workshop_id, $2 FROM workshop_team WHERE person_id = $1 ON CONFLICT DO NOTHING",
        "INSERT INTO game_cohost (game_id, person_id, added_at)
             SELECT game_id, $2, added_at FROM game_cohost WHERE person_id = $1 ON CONFLICT DO NOTHING",
    ] {
        run!(&mut *tx, sql, &from, &to)?;
    }
    Ok(())
}

/// Forgets an account without registrations, and what is left of it. False, and nothing is done, when it has one: somebody
/// may be registering under its address at this very moment.
pub async fn remove(tx: &mut Tx, person: PersonId) -> Result<bool> {
    if matches!(tx, Tx::Postgres(_)) {
        // Whoever registers needs the row too: they are waited for, and seen.
        run!(&mut *tx, "SELECT id FROM person WHERE id = $1 FOR UPDATE", person.to_string())?;
    }
    let left = on!(&mut *tx, c => {
        sqlx::query_scalar::<DB, i64>("SELECT COUNT(*) FROM registration WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_one(c)
            .await
    })?;
    if left > 0 {
        return Ok(false);
    }
    let gone = run!(tx, "DELETE FROM person WHERE id = $1", person.to_string())?;
    Ok(gone == 1)
}
