//! Forms of the account area.

use convene_domain::account::Role;
use convene_domain::id::{PersonId, SessionId};
use convene_service::account::{Signed, address, password, people, profile, proof, session, setup, sign_in};
use convene_service::{Error, demo};

use crate::answer::{Done, safe_path};
use crate::form::Posted;

type Outcome = Result<Done, Error>;

/// Where a form wanted to go next; `Me` when it did not say.
fn next(posted: &Posted) -> String {
    match posted.value("next") {
        "" => "/me".to_owned(),
        path => safe_path(path),
    }
}

fn signed_in(signed: Signed, to: String) -> Done {
    let to = signed.next.as_deref().map(safe_path).unwrap_or(to);
    let word = if signed.newcomer { "Welcome. This is your account now." } else { "You are signed in." };
    Done::to(to).signed_in(signed).saying(word)
}

pub async fn sign_in(posted: Posted) -> Outcome {
    let next = next(&posted);
    let email = posted.value("email");
    if posted.act() == "password" {
        let password = posted.value("password");
        let signed =
            password::sign_in(posted.service(), posted.viewer(), email, password, &posted.agent).await?;
        return Ok(signed_in(signed, next));
    }
    sign_in::ask(posted.service(), posted.viewer(), email, Some(&next)).await?;
    Ok(Done::to("/sign-in/code"))
}

pub async fn code(posted: Posted) -> Outcome {
    let signed =
        sign_in::with_code(posted.service(), posted.viewer(), posted.value("code"), &posted.agent).await?;
    Ok(signed_in(signed, "/me".to_owned()))
}

pub async fn link(posted: Posted) -> Outcome {
    let token: String = posted.request.param("token")?;
    let signed = sign_in::with_link(posted.service(), posted.viewer(), &token, &posted.agent).await?;
    Ok(signed_in(signed, "/me".to_owned()))
}

pub async fn sign_out(posted: Posted) -> Outcome {
    let browser = session::sign_out(posted.service(), posted.viewer()).await?;
    Ok(Done::to("/").session(String::new()).browser(browser).saying("You are signed out."))
}

pub async fn setup(posted: Posted) -> Outcome {
    let token: String = posted.request.param("token")?;
    let value = |name: &str| posted.value(name).to_owned();
    let signed = setup::complete(posted.service(), posted.viewer(), &token, &value, &posted.agent).await?;
    let done = Done::to("/mail#test").signed_in(signed);
    Ok(done.saying("Your community is open. Try the test message."))
}

/// `/demo/{role}`: the demo community's way in.
pub async fn demo(posted: Posted) -> Outcome {
    if !posted.request.demo {
        return Err(Error::Missing);
    }
    let role: Role = posted.request.param("role")?;
    let signed = demo::sign_in(posted.service(), posted.viewer(), role, &posted.agent).await?;
    let to = if role >= Role::Educator { "/quizzes" } else { "/" };
    Ok(Done::to(to).signed_in(signed))
}

pub async fn profile(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let given = proof::Given { password: posted.value(proof::PASSWORD), code: posted.value(proof::CODE) };
    match posted.act() {
        "email" => {
            address::ask(service, viewer, posted.value("email"), &given).await?;
            Ok(Done::to("/me/profile#address").saying("If the address can be used, a code is on its way."))
        }
        "email-code" => {
            let devices = address::complete(service, viewer, posted.value("code")).await?;
            Ok(Done::to("/me/profile#address")
                .devices(devices)
                .saying("Your address is changed. You are signed out everywhere else."))
        }
        "password" => {
            let (old, new) = (posted.value("old_password"), posted.value("new_password"));
            let devices = password::change(service, viewer, old, new, &given).await?;
            Ok(Done::to("/me/profile#password")
                .devices(devices)
                .saying("Your password is set. You are signed out everywhere else."))
        }
        _ => {
            let form = profile::ProfileForm {
                name: posted.value("name"),
                zone: posted.value("zone"),
                language: posted.value("language"),
                hour_cycle: posted.value("hour_cycle"),
                theme: posted.value("theme"),
                extra_time: posted.value("extra_time"),
            };
            profile::save(service, viewer, &form).await?;
            Ok(Done::to("/me/profile").saying("Profile saved."))
        }
    }
}

/// `/address/undo/{link}`.
pub async fn undo_address(posted: Posted) -> Outcome {
    let link: String = posted.request.param("link")?;
    let email = address::undo(posted.service(), &link).await?;
    let word =
        format!("Your address is {email} again. Sign in with it, then set a new password if you want one.");
    Ok(Done::to("/sign-in").saying(&word))
}

pub async fn sessions(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    if posted.act() == "elsewhere" {
        let elsewhere = session::sign_out_elsewhere(service, viewer).await?;
        return Ok(Done::to("/me/sessions")
            .devices(elsewhere.devices)
            .saying("You are signed out everywhere else."));
    }
    let id: SessionId = posted.value("session").parse().map_err(|_| Error::Missing)?;
    session::revoke(service, viewer, id).await?;
    Ok(Done::to("/me/sessions").saying("That browser is signed out."))
}

pub async fn people(posted: Posted) -> Outcome {
    let id: PersonId = posted.value("person").parse().map_err(|_| Error::Missing)?;
    let role = posted.value("role");
    let before = people::set_role(posted.service(), posted.viewer(), id, role).await?;
    let toast = convene_app::request::Toast::new(format!("{} is now {role}.", before.name))
        .undo("/people", &[("act", "role"), ("person", &id.to_string()), ("role", before.role.as_str())]);
    // Back to the search the person was found by.
    let back = Some(posted.value("back")).filter(|back| back.starts_with("/people?")).unwrap_or("/people");
    Ok(Done::to(back).toast(toast))
}

/// The header's quick switches, for everybody: kept in the profile, or in a cookie for people not signed in.
pub async fn preferences(posted: Posted) -> Outcome {
    let given =
        |name: &str| posted.fields.iter().any(|(key, _)| key == name).then(|| posted.value(name).trim());
    let theme = given("theme").map(|theme| if theme == "system" { "" } else { theme });
    let (hour_cycle, zone) = (given("hour_cycle"), given("zone"));
    let zone = match zone {
        Some(typed) if !typed.is_empty() => {
            Some(profile::find_zone(typed).map_err(|refused| Error::field("zone", refused.to_string()))?)
        }
        other => other.map(str::to_owned),
    };
    profile::prefer(posted.service(), posted.viewer(), theme, hour_cycle, zone.as_deref()).await?;
    let request = &posted.request;
    let hours = hour_cycle.unwrap_or(if request.local.twelve_hours { "h12" } else { "h24" });
    let known = if request.zone_known { request.local.zone.as_str() } else { "" };
    let zone = zone.as_deref().unwrap_or(known);
    let theme = theme.unwrap_or(request.theme.as_deref().unwrap_or(""));
    let mut cookie = form_urlencoded::Serializer::new(String::new());
    let chosen = [("theme", theme), ("hour_cycle", hours), ("zone", zone)];
    cookie.extend_pairs(chosen.into_iter().filter(|(_, value)| !value.is_empty()));
    let mut done = Done::to(match posted.value("next") {
        "" => "/".to_owned(),
        path => safe_path(path),
    });
    done.preferences = Some(cookie.finish());
    Ok(done)
}
