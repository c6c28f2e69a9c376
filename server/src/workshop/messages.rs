//! Messages of a workshop's team.

use convene_domain::id::WorkshopId;
use convene_service::Error;
use convene_service::quiz::editor as drafts;
use convene_service::workshop::message;

use crate::answer::Done;
use crate::form::Posted;

/// `/workshops/{workshop}/messages`.
pub async fn act(posted: Posted) -> Result<Done, Error> {
    let id: WorkshopId = posted.request.param("workshop")?;
    let (service, viewer, path) = (posted.service(), posted.viewer(), &posted.request.path);
    if posted.act() == "discard" {
        drafts::discard_draft(service, viewer, path).await?;
        return Ok(Done::to(path).saying("What you had begun is gone."));
    }
    let form = message::Form {
        message: posted.value("message"),
        audience: posted.value("audience"),
        subject: posted.value("subject"),
        body: posted.value("body"),
    };
    let people = message::send(service, viewer, id, &form).await?;
    drafts::discard_draft(service, viewer, path).await?;
    let word = match people {
        1 => "The message is on its way to 1 person.".to_owned(),
        count => format!("The message is on its way to {count} people."),
    };
    Ok(Done::to(format!("{path}#sent")).saying(&word))
}
