//! `/quiz`: type a PIN; `/quiz/{pin}`: take a seat.

use convene_domain::account::Act;
use convene_domain::field::FieldErrors;
use convene_service::Error;
use convene_service::quiz::game::{Door, State, barred, find_by_pin, hosted};
use leptos::prelude::*;

use super::words::spaced;
use crate::home::PinForm;
use crate::page::{Page, PageResult};
use crate::parts::{Badge, Button, ButtonKind, Field, Form, FormActions, FormState, Notice, Tone};
use crate::request::Request;

/// The field by which the join form says that the page around it came with a cookie.
pub const COOKIE_GIVEN: &str = "cookie";

/// What a link or QR code carries besides the PIN.
pub fn key(request: &Request) -> Option<&str> {
    request.query("key").or_else(|| request.query("k"))
}

/// `/quiz`: where a PIN is typed.
pub async fn enter(request: Request) -> PageResult {
    Ok(enter_page(request.form.clone()))
}

fn enter_page(form: FormState) -> Page {
    Page::new("Join a quiz", move || {
        view! {
            <div class="auth">
                <h1>"Join a quiz"</h1>
                <p class="lead">"Type the PIN from the host's screen. You need no account."</p>
                <PinForm form/>
            </div>
        }
    })
}

/// `/quiz/{pin}`: the join form, or why there is none.
pub async fn show(request: Request) -> PageResult {
    let typed: String = request.param("pin")?;
    let door = match find_by_pin(&request.service, &request.viewer, &typed, key(&request)).await {
        Ok(door) => door,
        Err(Error::Fields(errors)) => return Ok(unknown(typed, &errors)),
        Err(error) => return Err(error),
    };
    let hosts =
        request.may(Act::HostQuizzes) && hosted(&request.service, &request.viewer, door.id).await.is_ok();
    let name = request.viewer.person.as_ref().map(|person| person.name.clone());
    let barred = barred(&request.service, &request.viewer, door.id).await?;
    let form = request.form.clone();
    Ok(Page::new(format!("Join {}", door.title), move || {
        let pin = spaced(door.pin.as_str());
        let steer = format!("/quiz/{}/host", door.pin.as_str());
        view! {
            // Going back to it asks the server again: whoever has a seat by then is led into the game.
            <div class="auth" data-fresh="">
                <p class="row"><Badge>"PIN "<bdi>{pin}</bdi></Badge>{state(&door)}</p>
                <h1>{door.title.clone()}</h1>
                <noscript>
                    <Notice tone=Tone::Warning>"The live game needs JavaScript. Take your seat here, then switch it on to play."</Notice>
                </noscript>
                {hosts.then(|| view! {
                    <Notice title="You host this game">
                        <a href=steer>"Open the host's page"</a>
                    </Notice>
                })}
                {match (barred, door.locked && !form.is_posted()) {
                    (Some(hosts), _) => removed(&hosts).into_any(),
                    (None, true) => locked().into_any(),
                    (None, false) => nickname(form, name.unwrap_or_default()).into_any(),
                }}
            </div>
        }
    }))
}

/// No game has this PIN: the form again, with the reason beside it.
fn unknown(typed: String, errors: &FieldErrors) -> Page {
    let sentence = errors.iter().next().map(|error| error.message.clone()).unwrap_or_default();
    let sentence =
        format!("{sentence} If its game is over, the results are with those who played it, under Me.");
    let form = FormState::new(vec![("pin".to_owned(), typed)], FieldErrors::one("pin", sentence));
    enter_page(form).status(404)
}

fn state(door: &Door) -> impl IntoView + use<> {
    match door.state {
        State::Lobby => view! { <Badge tone=Tone::Success live=true>"In the lobby"</Badge> },
        State::Running | State::Finished => {
            view! { <Badge tone=Tone::Info live=true>"Already playing"</Badge> }
        }
    }
}

fn locked() -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title="The host has locked this game">
            <p>"Nobody new can join at the moment. Ask the host to unlock it, then load this page again."</p>
        </Notice>
    }
}

/// For somebody the host removed: a form would only lead to the same answer.
fn removed(hosts: &[String]) -> impl IntoView + use<> {
    // Isolates keep a name's own direction out of the sentence.
    let names: Vec<_> = hosts.iter().map(|name| format!("{OPEN}{name}{CLOSE}")).collect();
    let names = names.join(" or ");
    view! {
        <Notice tone=Tone::Warning title="The host removed you from this game">
            <p>{format!("Ask {names} to let you in again, then load this page again. Your seat, your answers and your points are still there.")}</p>
        </Notice>
    }
}

/// The refusal of a nickname that somebody has.
pub fn taken(suggestion: &str) -> Error {
    Error::field(
        "nickname",
        format!("Somebody here has that name, or one that looks like it. {OPEN}{suggestion}{CLOSE} is free."),
    )
}

/// What encloses a name in a sentence; the free nickname in a refusal is found by it: nicknames never contain isolates.
const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// The free nickname a refusal names.
fn suggested(refusal: &str) -> Option<String> {
    let (_, rest) = refusal.split_once(OPEN)?;
    rest.split_once(CLOSE).map(|(name, _)| name.to_owned())
}

fn nickname(form: FormState, name: String) -> impl IntoView {
    let suggestion = form.error("nickname").and_then(suggested);
    let name: String = name.chars().take(24).collect();
    view! {
        <Form form=form.clone() class="card auth-card">
            <input type="hidden" name=COOKIE_GIVEN value="yes"/>
            <Field form=form.clone() name="nickname" label="Your nickname" value=name
                autocomplete="nickname" hint="Everybody sees it. Up to 24 characters."/>
            <FormActions>
                <Button kind=ButtonKind::Primary wide=true>"Join the game"</Button>
                {suggestion.map(|suggestion| view! {
                    <Button wide=true name="use" value=suggestion.clone()>"Join as "<bdi>{suggestion}</bdi></Button>
                })}
            </FormActions>
        </Form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_refusal_of_a_taken_name_carries_the_free_one() {
        let Error::Fields(errors) = taken("Ada 2") else { panic!("a refused field") };
        let sentence = errors.of("nickname").expect("the nickname");
        assert_eq!(suggested(sentence).as_deref(), Some("Ada 2"));
        assert_eq!(suggested("Type a nickname."), None);
    }
}
