//! Signing up for a workshop, and everything one does about a seat by its personal link.

use convene_app::request::Toast;
use convene_app::workshop::register::form_key;
use convene_domain::id::WorkshopId;
use convene_domain::workshop::RegistrationState;
use convene_service::Error;
use convene_service::workshop::register::{self as sign_up, Outcome, confirm};
use convene_service::workshop::{hand_on, seat};

use crate::answer::Done;
use crate::form::Posted;

type Answer = Result<Done, Error>;

/// `/workshops/{workshop}`: takes a seat, a place in line, or asks for one.
pub async fn register(posted: Posted) -> Answer {
    let id: WorkshopId = posted.request.param("workshop")?;
    let request = &posted.request;
    let key = request.query("key");
    let form = sign_up::Form {
        name: posted.value("name"),
        email: posted.value("email"),
        answers: &posted.fields,
        waiting_ok: !posted.value("waiting_ok").is_empty(),
        whole_series: !posted.value("whole_series").is_empty(),
        zone: request.zone_known.then_some(request.local.zone.as_str()),
        key,
    };
    let query = key.map(|key| format!("?{}", form_key(key))).unwrap_or_default();
    let page = format!("/workshops/{id}");
    Ok(match sign_up::register(posted.service(), posted.viewer(), id, &form).await? {
        // The same words for every address. They travel in the sealed message and in no address of ours.
        Outcome::Told => Done::to(format!("{page}/registered{query}"))
            .saying(&format!("We have written to {}.", posted.value("email").trim())),
        Outcome::Mine { state, dates } => {
            Done::to(format!("{page}{query}#register")).saying(&registered(state, dates))
        }
    })
}

/// `/workshops/{workshop}/confirm/{link}`: a guest confirms what they registered for, or withdraws it.
pub async fn confirm(posted: Posted) -> Answer {
    let id: WorkshopId = posted.request.param("workshop")?;
    let link: String = posted.request.param("link")?;
    match posted.act() {
        "confirm" => {
            let done = confirm::confirm(posted.service(), id, &link).await?;
            Ok(Done::to(format!("/seat/{}", done.link)).saying(&registered(done.state, done.dates)))
        }
        "withdraw" => {
            confirm::withdraw(posted.service(), id, &link).await?;
            Ok(Done::to(format!("/workshops/{id}/confirm/{link}")))
        }
        _ => Err(Error::Missing),
    }
}

fn registered(state: RegistrationState, dates: usize) -> String {
    match (state, dates) {
        (RegistrationState::Confirmed, 1) => {
            "You have a seat. The calendar entry is in your mail.".to_owned()
        }
        (RegistrationState::Waiting, 1) => "You are on the waiting list.".to_owned(),
        (RegistrationState::Pending, 1) => "The team has your request.".to_owned(),
        (_, 1) => "You are registered already.".to_owned(),
        (_, dates) => {
            format!("You are registered for {dates} dates. Your mail says which have a seat for you.")
        }
    }
}

/// `/seat/{link}`: every act of the personal page.
pub async fn act(posted: Posted) -> Answer {
    let link: String = posted.request.param("link")?;
    let service = posted.service();
    let page = format!("/seat/{link}");
    let done = |words: &str| Ok(Done::to(page.clone()).saying(words));
    match posted.act() {
        "take" => {
            seat::take_offer(service, &link).await?;
            done("The seat is yours. The calendar entry is in your mail.")
        }
        "let-go" => {
            seat::decline_offer(service, &link).await?;
            Ok(Done::to(format!("{page}?left=offer")).saying("The next in line has the offer now."))
        }
        "cancel" => {
            let left = seat::cancel(service, &link).await?.map_or("", what);
            Ok(Done::to(format!("{page}?left={left}")).toast(given_up(&page, service, &link).await?))
        }
        "cancel-series" => {
            let dates = seat::cancel_series(service, &link).await?;
            done(&format!("Given up: {dates} dates."))
        }
        "again" => {
            let waiting_ok = !posted.value("waiting_ok").is_empty();
            let state = seat::come_back(service, &link, waiting_ok).await?;
            done(&registered(state, 1))
        }
        "answers" => {
            seat::change_answers(service, &link, posted.value("name"), &posted.fields).await?;
            Ok(Done::to(format!("{page}#answers")).saying("Saved."))
        }
        "hand-on" => {
            let (name, email) = (posted.value("friend_name"), posted.value("friend_email"));
            hand_on::hand_on(service, &link, name, email).await?;
            Ok(Done::to(format!("{page}?left=handed-on")))
        }
        "not-me" => {
            seat::not_me(service, &link).await?;
            Ok(Done::to(page.clone()))
        }
        _ => Err(Error::Missing),
    }
}

/// What was given up, for the page that says so.
const fn what(held: RegistrationState) -> &'static str {
    match held {
        RegistrationState::Waiting => "line",
        RegistrationState::Pending => "request",
        RegistrationState::Offered => "offer",
        _ => "seat",
    }
}

/// Undo, as long as nobody has got the seat.
async fn given_up(page: &str, service: &convene_service::Service, link: &str) -> Result<Toast, Error> {
    let toast = Toast::new("You have given it up.");
    let undo = match seat::look(service, link).await? {
        seat::Found::Seat(seat) => seat.can_come_back(),
        _ => false,
    };
    Ok(if undo { toast.undo(page, &[("act", "again")]) } else { toast })
}
