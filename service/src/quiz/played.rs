//! When quizzes were played, for the library.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::account::Act;
use convene_domain::id::QuizId;
use convene_store::quiz::played;

use super::library::Shelf;
use crate::{Result, Service, Viewer};

/// When the last game of each quiz on a shelf started, whoever hosted it. Quizzes that were never played are not
/// in it.
pub async fn last(service: &Service, viewer: &Viewer, shelf: Shelf) -> Result<HashMap<QuizId, Time>> {
    let person = viewer.allowed(Act::HostQuizzes)?;
    if shelf.everybody {
        viewer.allowed(Act::OverseeQuizzes)?;
    }
    let owner = (!shelf.everybody).then_some(person.id);
    let mut tx = service.read().await?;
    let played = played::last(&mut tx, owner).await?;
    Ok(played.into_iter().map(|quiz| (quiz.quiz_id, quiz.started_at)).collect())
}
