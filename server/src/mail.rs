//! Forms of the mail area.

use convene_domain::id::OutboxId;
use convene_service::account::setup;
use convene_service::{Error, mail};

use crate::answer::Done;
use crate::form::Posted;

pub async fn list(posted: Posted) -> Result<Done, Error> {
    if posted.act() == "smtp" {
        let value = |name: &str| posted.value(name).to_owned();
        setup::save_smtp(posted.service(), posted.viewer(), &value).await?;
        return Ok(Done::to("/mail#smtp").saying("Mail server saved. Send a test message."));
    }
    mail::send_test(posted.service(), posted.viewer(), posted.value("to")).await?;
    Ok(Done::to("/mail").saying("The test message is on its way."))
}

pub async fn one(posted: Posted) -> Result<Done, Error> {
    let id: OutboxId = posted.request.param("mail")?;
    mail::retry(posted.service(), posted.viewer(), id).await?;
    Ok(Done::to(format!("/mail/{id}")).saying("It is tried again now."))
}
