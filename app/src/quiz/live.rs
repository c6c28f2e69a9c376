//! The pages of a running game: `/quiz/{pin}/play`, `/quiz/{pin}/host`, `/quiz/{pin}/screen`.

use convene_domain::account::Act;
use convene_domain::id::GameId;
use convene_domain::quiz::game::Rules;
use convene_service::Error;
use convene_service::quiz::game::{Hosted, State, find_by_pin, hosted};
use convene_service::quiz::{qr, room};
use leptos::prelude::*;

use super::words::spaced;
use crate::live::boot::Boot;
use crate::live::host::HostGame;
use crate::live::play::PlayGame;
use crate::live::screen::ScreenGame;
use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Field, FieldKind, Form, FormActions, FormState, LinkButton, Notice, PersonName,
    QrCode, Section, Symbol, Tone,
};
use crate::request::Request;

/// Where people type a PIN, without the scheme: short enough for a wall.
fn short_address(request: &Request) -> String {
    let url = &request.service.settings().public_url;
    let place = url.split_once("://").map_or(url.as_str(), |(_, place)| place);
    format!("{place}/quiz")
}

/// The living game with the page's PIN, or one that has just ended.
async fn game(request: &Request) -> Result<(GameId, String), Error> {
    let pin: String = request.param("pin")?;
    match find_by_pin(&request.service, &request.viewer, &pin, None).await {
        Ok(door) => Ok((door.id, door.pin.as_str().to_owned())),
        Err(Error::Fields(_)) => {
            let ended = room::ended::own(&request.service, &request.viewer, &pin).await?;
            Ok((ended.ok_or(Error::Missing)?, pin))
        }
        Err(error) => Err(error),
    }
}

/// Whoever has no seat was sent to the join form before this page is asked.
pub async fn play(request: Request) -> PageResult {
    let pin: String = request.param("pin")?;
    let door = find_by_pin(&request.service, &request.viewer, &pin, None).await;
    let door =
        door.map_err(|error| if matches!(error, Error::Fields(_)) { Error::Missing } else { error })?;
    let seat = room::seat_of(&request.service, &request.viewer, door.id).await?.ok_or(Error::Missing)?;
    let (title, pin) = (door.title, door.pin.as_str().to_owned());
    Ok(Page::new(title.clone(), move || {
        view! {
            <noscript>
                <div class="notice warning">
                    <p>"Answering live needs JavaScript. Switch it on for this page; your seat is kept."</p>
                </div>
            </noscript>
            <PlayGame pin title nickname=seat.nickname keys=true/>
            <Boot bundle="play"/>
        }
    })
    .stage())
}

/// The game, for those who may steer it. Somebody without an account is asked to sign in.
async fn steered(request: &Request) -> Result<(Hosted, String), Error> {
    request.viewer.allowed(Act::HostQuizzes)?;
    let (id, pin) = game(request).await?;
    Ok((hosted(&request.service, &request.viewer, id).await?, pin))
}

pub async fn host(request: Request) -> PageResult {
    let (game, pin) = match steered(&request).await {
        Ok(found) => found,
        Err(Error::Missing) => return Ok(over()),
        Err(error) => return Err(error),
    };
    let form = request.form.clone();
    let mark = convene_service::chance::hex(&request.service.chance().bytes::<16>());
    Ok(Page::new(format!("Host {}", game.title), move || {
        let results = format!("/games/{}", game.id);
        let invite = game.join_url.clone();
        view! {
            <noscript>
                <Notice tone=Tone::Warning>"Steering a game needs JavaScript. Switch it on for this page."</Notice>
            </noscript>
            <div class="stack loose">
                <HostGame pin=pin.clone() title=game.title.clone() join_url=short_address(&request) results/>
                {after(&game, mark)}
                {invite.map(|url| invitation(&pin, url))}
                {(game.state != State::Finished).then(|| view! { <CoHosts game=game form=form/> })}
            </div>
            <Boot bundle="desk"/>
        }
    }))
}

/// A PIN nobody uses any more.
fn over() -> Page {
    Page::new("This game is over", || {
        view! {
            <div class="auth">
                <h1>"No game has this PIN now"</h1>
                <p class="lead">"If it is over, its results are among your games."</p>
                <p class="row">
                    <LinkButton href="/me#hosted" kind=ButtonKind::Primary>"My games"</LinkButton>
                    <LinkButton href="/quizzes">"Host another"</LinkButton>
                </p>
            </div>
        }
    })
    .status(404)
}

/// What a host may want next. The style sheet shows it once the game is over, in the place of the invitation.
fn after(game: &Hosted, mark: String) -> impl IntoView + use<> {
    let Rules { speed, streak_bonus, auto_reveal, untimed } = game.rules;
    let ticked = [("streak_bonus", streak_bonus), ("auto_reveal", auto_reveal), ("untimed", untimed)];
    let ticked = ticked.into_iter().filter(|(_, on)| *on);
    let ticked =
        ticked.map(|(name, _)| view! { <input type="hidden" name=name value="yes"/> }).collect_view();
    let over = game.state == State::Finished;
    let again = game.quiz.map(|quiz| {
        view! {
            <Form action=format!("/quizzes/{quiz}") act="host">
                <input type="hidden" name="form" value=mark/>
                <input type="hidden" name="scoring" value=if speed { "speed" } else { "accuracy" }/>
                {ticked}
                <Button kind=ButtonKind::Primary icon=Symbol::Play>"Play again"</Button>
            </Form>
        }
    });
    view! {
        <div class="row after-game" class:shown=over>
            {again}
            <LinkButton href="/quizzes">"Back to the quizzes"</LinkButton>
        </div>
    }
}

fn invitation(pin: &str, url: String) -> impl IntoView + use<> {
    let drawing = qr::draw(&url);
    let label = format!("QR code: join the game with PIN {}", spaced(pin));
    view! {
        <Section id="invite" title="Invite" lead="The link and the code carry a key: nobody has to type the PIN.">
            <div class="row">
                {drawing.map(|drawing| view! { <QrCode path=drawing.path size=drawing.size label=label/> })}
                <Button icon=Symbol::Copy copies=url.clone()>"Copy the link"</Button>
            </div>
            <p class="small muted"><bdi>{url}</bdi></p>
        </Section>
    }
}

#[component]
fn CoHosts(game: Hosted, form: FormState) -> impl IntoView {
    let hosts = game
        .hosts
        .into_iter()
        .enumerate()
        .map(|(at, host)| {
            let note = if at == 0 { "Host" } else { "Co-host" };
            view! { <li><PersonName name=host.name note=note/></li> }
        })
        .collect_view();
    view! {
        <Section id="hosts" title="Who steers this game">
            <ul class="row-list">{hosts}</ul>
            <Form form=form.clone() act="cohost">
                <Field form=form name="email" label="Add a co-host" kind=FieldKind::Email autocomplete="off"
                    hint="The address an educator signs in with."/>
                <FormActions><Button>"Add"</Button></FormActions>
            </Form>
        </Section>
    }
}

pub async fn screen(request: Request) -> PageResult {
    let (game, pin) = match steered(&request).await {
        Ok(found) => found,
        Err(Error::Missing) => return Ok(over()),
        Err(error) => return Err(error),
    };
    let url = game.join_url.unwrap_or_default();
    let drawing = qr::draw(&url).map(|drawing| drawing.svg()).unwrap_or_default();
    let address = short_address(&request);
    Ok(Page::new(format!("Screen: {}", game.title), move || {
        view! {
            <ScreenGame pin title=game.title join_url=address qr_svg=drawing/>
            <Boot bundle="desk"/>
        }
    })
    .stage())
}
