//! Sign-ups that come at the same moment, on SQLite: it has one writer and a wait for the disk at every commit, so
//! whatever waits while one transaction is written is stored by the next one together. Each is answered after that
//! commit. PostgreSQL does the like by itself, and its transactions would only wait for each other's rows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use convene_domain::id::WorkshopId;
use tokio::sync::oneshot;

use super::{Form, Outcome, alone, one};
use crate::{Error, Result, Service, Viewer};

/// The most that are stored by one transaction.
const TOGETHER: usize = 32;

/// Who waits to be written down, and the one pen.
#[derive(Debug, Default)]
pub struct Rush {
    waiting: Mutex<VecDeque<Job>>,
    pen: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug)]
struct Job {
    viewer: Viewer,
    workshop: WorkshopId,
    form: Typed,
    answer: oneshot::Sender<Result<Outcome>>,
}

/// A [`Form`] of its own.
#[derive(Debug)]
struct Typed {
    name: String,
    email: String,
    answers: Vec<(String, String)>,
    waiting_ok: bool,
    whole_series: bool,
    zone: Option<String>,
    key: Option<String>,
}

impl From<&Form<'_>> for Typed {
    fn from(form: &Form<'_>) -> Self {
        Self {
            name: form.name.to_owned(),
            email: form.email.to_owned(),
            answers: form.answers.to_vec(),
            waiting_ok: form.waiting_ok,
            whole_series: form.whole_series,
            zone: form.zone.map(str::to_owned),
            key: form.key.map(str::to_owned),
        }
    }
}

impl Typed {
    fn form(&self) -> Form<'_> {
        Form {
            name: &self.name,
            email: &self.email,
            answers: &self.answers,
            waiting_ok: self.waiting_ok,
            whole_series: self.whole_series,
            zone: self.zone.as_deref(),
            key: self.key.as_deref(),
        }
    }
}

/// Waits for the pen or for being written down by whoever has it, whichever comes first.
pub(super) async fn register(
    service: &Service,
    viewer: &Viewer,
    workshop: WorkshopId,
    form: &Form<'_>,
) -> Result<Outcome> {
    let (answer, mut told) = oneshot::channel();
    let rush = service.rush();
    let job = Job { viewer: viewer.clone(), workshop, form: form.into(), answer };
    rush.waiting.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
    let dropped = |_| Error::Internal("a sign-up was dropped unanswered".to_owned());
    tokio::select! {
        biased;
        answer = &mut told => answer.map_err(dropped)?,
        pen = rush.pen.clone().lock_owned() => {
            // A task of its own: the others' sign-ups must not end with the connection of whoever has the pen.
            let service = service.clone();
            tokio::spawn(async move {
                // Until nobody waits: whose pen it is need not be among the first.
                while write_down(&service).await {}
                drop(pen);
            });
            told.await.map_err(dropped)?
        }
    }
}

/// Stores and answers the first who wait. Whether there were any.
async fn write_down(service: &Service) -> bool {
    let mut jobs: Vec<Job> = {
        let mut waiting = service.rush().waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let most = waiting.len().min(TOGETHER);
        waiting.drain(..most).collect()
    };
    let any = !jobs.is_empty();
    // Whoever has gone meanwhile wants nothing any more.
    jobs.retain(|job| !job.answer.is_closed());
    match together(service, &jobs).await {
        Some(outcomes) => {
            for (job, outcome) in jobs.into_iter().zip(outcomes) {
                _ = job.answer.send(outcome);
            }
        }
        None => {
            for job in jobs {
                let answer = alone(service, &job.viewer, job.workshop, &job.form.form()).await;
                _ = job.answer.send(answer);
            }
        }
    }
    any
}

/// All of them in one transaction, a refused one among them too: it leaves nothing but what it counts towards the
/// limits. None when the transaction fails.
async fn together(service: &Service, jobs: &[Job]) -> Option<Vec<Result<Outcome>>> {
    if jobs.len() < 2 {
        return None;
    }
    let mut tx = service.begin().await.ok()?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    for job in jobs {
        outcomes.push(one(service, &mut tx, &job.viewer, job.workshop, &job.form.form()).await.ok()?);
    }
    tx.commit().await.ok()?;
    service.mail_waits();
    Some(outcomes)
}
