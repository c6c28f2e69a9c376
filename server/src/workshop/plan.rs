//! Planning: new workshops, changes, cancelling, covers, helpers, templates.

use convene_app::request::Toast;
use convene_app::workshop::editor::as_shown;
use convene_domain::field::FieldErrors;
use convene_domain::id::{PersonId, TemplateId, WorkshopId};
use convene_service::Error;
use convene_service::quiz::editor as drafts;
use convene_service::workshop::plan::{self, Changed, Scope};
use convene_service::workshop::{picture, series, template};

use crate::answer::Done;
use crate::form::Posted;

type Outcome = Result<Done, Error>;

/// Buttons inside the form that change the form, and store nothing: the page shows it again.
fn is_shown_again(then: &str) -> bool {
    then == "add_question" || then.starts_with("drop_")
}

/// `/workshops/new`.
pub async fn create(posted: Posted) -> Outcome {
    if posted.act() == "discard" {
        return discard(&posted).await;
    }
    let outcome = make(&posted).await;
    keep(&posted, outcome).await
}

/// A form that comes back, refused or with another row of questions, is kept as it comes back: no draft of the page
/// that was left says less than what was sent.
async fn keep(posted: &Posted, outcome: Outcome) -> Outcome {
    if let Err(Error::Fields(_)) = &outcome {
        let fields: Vec<_> = as_shown(&posted.fields).into_iter().filter(|(name, _)| name != "act").collect();
        let path = &posted.request.path;
        match drafts::save_draft(posted.service(), posted.viewer(), path, &fields).await {
            // Too long for a draft: the page that comes back still has it.
            Ok(()) | Err(Error::Fields(_)) => {}
            Err(error) => return Err(error),
        }
    }
    outcome
}

async fn make(posted: &Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    match posted.value("then") {
        then if is_shown_again(then) => return Err(FieldErrors::new().into()),
        "dates" => {
            plan::preview(&posted.fields)?;
            return Err(FieldErrors::new().into());
        }
        _ => {}
    }
    let id = plan::create(service, viewer, &posted.fields).await?;
    if posted.value("then") == "publish" {
        plan::publish(service, viewer, id).await?;
        return Ok(Done::to(format!("/workshops/{id}")).saying("Published. People can find it and sign up."));
    }
    Ok(Done::to(plan::edit_path(id)).saying("Saved as a draft. Nobody but your team sees it yet."))
}

/// `/workshops/{workshop}/edit`.
pub async fn edit(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let id: WorkshopId = posted.request.param("workshop")?;
    let scope = Scope::parse(posted.value("scope"));
    let here = plan::edit_path(id);
    match posted.act() {
        "save" => {
            let outcome = save(&posted, id).await;
            keep(&posted, outcome).await
        }
        "discard" => discard(&posted).await,
        "cancel" => {
            let changed = plan::cancel(service, viewer, id, scope, posted.value("reason")).await?;
            Ok(Done::to(format!("/workshops/{id}")).saying(&cancelled(changed)))
        }
        "delete" => {
            let changed = plan::remove(service, viewer, id, scope).await?;
            let sentence = match changed.dates {
                1 => "The draft is deleted.".to_owned(),
                dates => format!("{dates} drafts are deleted."),
            };
            Ok(Done::to("/workshops/mine?shelf=drafts").saying(&sentence))
        }
        "extend" => {
            let added =
                series::extend(service, viewer, id, posted.value("more"), posted.value("had").parse().ok())
                    .await?;
            let sentence =
                if added == 1 { "One date was added.".into() } else { format!("{added} dates were added.") };
            Ok(Done::to(format!("{here}#series")).saying(&sentence))
        }
        "picture" => {
            let file =
                posted.file.clone().ok_or_else(|| Error::field("picture", "Choose a picture first."))?;
            picture::set(service, viewer, id, scope, file.bytes).await?;
            Ok(Done::to(format!("{here}#cover")).saying("The cover is there."))
        }
        "clear_picture" => {
            picture::clear(service, viewer, id, scope).await?;
            Ok(Done::to(format!("{here}#cover")).saying("The cover is gone; the page draws one."))
        }
        _ => team(&posted, id).await,
    }
}

async fn save(posted: &Posted, id: WorkshopId) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    if is_shown_again(posted.value("then")) {
        return Err(FieldErrors::new().into());
    }
    let changed = plan::update(service, viewer, id, &posted.fields).await?;
    if posted.value("then") == "publish" {
        plan::publish(service, viewer, id).await?;
        return Ok(Done::to(format!("/workshops/{id}")).saying("Published. People can find it and sign up."));
    }
    Ok(Done::to(plan::edit_path(id)).saying(&saved(changed)))
}

fn saved(changed: Changed) -> String {
    let dates = match changed.dates {
        0 => return "Nothing was changed.".to_owned(),
        1 => "Saved.".to_owned(),
        dates => format!("Saved on {dates} dates."),
    };
    format!("{dates}{}", told(changed.told))
}

fn cancelled(changed: Changed) -> String {
    let dates = match changed.dates {
        1 => "Cancelled.".to_owned(),
        dates => format!("{dates} dates are cancelled."),
    };
    format!("{dates}{}", told(changed.told))
}

fn told(people: usize) -> String {
    match people {
        0 => String::new(),
        1 => " One person gets a mail.".to_owned(),
        people => format!(" {people} mails are on their way."),
    }
}

/// Helpers and templates.
async fn team(posted: &Posted, id: WorkshopId) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let here = plan::edit_path(id);
    match posted.act() {
        "add_helper" => {
            let name = plan::add_helper(service, viewer, id, posted.value("helper")).await?;
            Ok(Done::to(format!("{here}#helpers")).saying(&format!("{name} is on the team now.")))
        }
        "drop_helper" => {
            let helper: PersonId = posted.value("person").parse().map_err(|_| Error::Missing)?;
            plan::remove_helper(service, viewer, id, helper).await?;
            let toast = Toast::new("They are off the team.")
                .undo(here.clone(), &[("act", "add_helper"), ("helper", posted.value("email"))]);
            Ok(Done::to(format!("{here}#helpers")).toast(toast))
        }
        "template" => {
            template::save(service, viewer, id, posted.value("template_name")).await?;
            Ok(Done::to("/workshops/mine?shelf=templates").saying("The template is saved."))
        }
        _ => Err(Error::Missing),
    }
}

async fn discard(posted: &Posted) -> Outcome {
    let path = posted.request.path.clone();
    drafts::discard_draft(posted.service(), posted.viewer(), &path).await?;
    Ok(Done::to(path).saying("What you had typed is discarded."))
}

/// `/workshops/mine`: publish a draft, delete a template.
pub async fn mine(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    match posted.act() {
        "publish" => {
            let id: WorkshopId = posted.value("workshop").parse().map_err(|_| Error::Missing)?;
            plan::publish(service, viewer, id).await?;
            Ok(Done::to(format!("/workshops/{id}")).saying("Published. People can find it and sign up."))
        }
        "delete_template" => {
            let id: TemplateId = posted.value("template").parse().map_err(|_| Error::Missing)?;
            template::delete(service, viewer, id).await?;
            Ok(Done::to("/workshops/mine?shelf=templates").saying("The template is deleted."))
        }
        _ => Err(Error::Missing),
    }
}
