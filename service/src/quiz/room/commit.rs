//! What happened in a game, stored in one transaction.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::id::{GameId, SeatId};
use convene_domain::quiz::game::{Phase, SavedSeat, Write};
use convene_store::Tx;
use convene_store::quiz::answer;
use convene_store::quiz::game::{self, Progress, State};
use convene_store::quiz::seat::{self, Seated};

use super::load::answer_row;
use super::register::Applicant;
use crate::{Error, Result, Service};

/// What is stored together: changes in the order they happened, and who is behind each new seat.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub writes: Vec<Write>,
    /// With what each new seat is bound to.
    pub newcomers: HashMap<SeatId, (Applicant, String)>,
}

/// Whether the room still has its game.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Committed {
    Done,
    /// A newer room has it. Nothing was stored.
    Lost,
}

/// Stores `changes`, all or nothing, and that the game lives until `expires_at` without anybody in it.
pub(super) async fn commit(
    service: &Service,
    id: GameId,
    epoch: i64,
    expires_at: Time,
    changes: &Changes,
) -> Result<Committed> {
    let mut tx = service.begin().await?;
    if !game::fence(&mut tx, id, epoch, expires_at).await? {
        return Ok(Committed::Lost);
    }
    let mut answers = Vec::new();
    let mut progress = None;
    for write in &changes.writes {
        match write {
            Write::Phase { phase, at } => note(&mut progress, phase, *at),
            Write::Locked(locked) => _ = game::set_locked(&mut tx, id, epoch, *locked).await?,
            Write::ExtraTimeOff(off) => _ = game::set_extra_time_off(&mut tx, id, epoch, *off).await?,
            Write::SeatAdded(saved) => add_seat(&mut tx, id, saved, &changes.newcomers).await?,
            Write::SeatRemoved { seat, at } => _ = seat::set_removed(&mut tx, id, *seat, Some(*at)).await?,
            Write::SeatReadmitted { seat } => _ = seat::set_removed(&mut tx, id, *seat, None).await?,
            Write::Answer(answer) => answers.push(answer_row(id, answer)?),
        }
    }
    let new = answer::insert_many(&mut tx, &answers).await?;
    if new != answers.len() as u64 {
        return Err(Error::Internal(format!(
            "{} answers of game {id} were there already",
            answers.len() as u64 - new
        )));
    }
    if let Some((phase, started_at, finished_at)) = progress {
        save_phase(&mut tx, id, epoch, &phase, started_at, finished_at).await?;
    }
    tx.commit().await?;
    metrics::counter!("convene_live_answers_total").increment(new);
    Ok(Committed::Done)
}

/// The last phase is where the game stands; on the way there it may have started and finished.
fn note(progress: &mut Option<(Phase, Option<Time>, Option<Time>)>, phase: &Phase, at: Time) {
    let (_, started_at, finished_at) = progress.unwrap_or_default();
    let started = (phase.asked() > 0).then_some(at);
    let finished = matches!(phase, Phase::Finished { .. }).then_some(at);
    *progress = Some((*phase, started_at.or(started), finished_at.or(finished)));
}

async fn save_phase(
    tx: &mut Tx,
    id: GameId,
    epoch: i64,
    phase: &Phase,
    started_at: Option<Time>,
    finished_at: Option<Time>,
) -> Result<()> {
    let state = State::try_from(phase.state().to_owned()).map_err(Error::Internal)?;
    let phase = serde_json::to_string(phase)?;
    game::save_phase(tx, id, epoch, &Progress { phase: &phase, state, started_at, finished_at }).await?;
    Ok(())
}

async fn add_seat(
    tx: &mut Tx,
    id: GameId,
    saved: &SavedSeat,
    newcomers: &HashMap<SeatId, (Applicant, String)>,
) -> Result<()> {
    let Some((applicant, browser)) = newcomers.get(&saved.id) else {
        return Err(Error::Internal(format!("seat {} of game {id} belongs to nobody", saved.id)));
    };
    let new = seat::New {
        id: saved.id,
        game_id: id,
        nickname: saved.nickname.as_str(),
        nickname_key: saved.nickname.key(),
        browser_hash: browser,
        person_id: applicant.person,
        extra_time: saved.extra_time,
        address: &applicant.address,
        joined_at: saved.joined_at,
    };
    match seat::insert(tx, &new).await? {
        Seated::New => Ok(()),
        // This room knows every seat of its game, so what it holds in memory is not what is stored.
        Seated::Already(_) | Seated::NicknameTaken => {
            Err(Error::Internal(format!("seat {} of game {id} clashes with a stored one", saved.id)))
        }
    }
}
