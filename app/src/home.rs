//! `/`: what this community offers, what is next, join a quiz by PIN.

use convene_domain::account::Act;
use convene_service::quiz::results::{Listed, State};
use convene_service::quiz::{game, results};
use convene_service::workshop::listing;
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{
    AnswerShapes, Badge, Button, ButtonKind, Card, FormState, Icon, LinkButton, Section, Symbol, Tone, When,
};
use crate::request::Request;
use crate::workshop::listed::WorkshopCard;

/// Most games in a list here; the others are on the Me page.
const SHOWN: usize = 3;
/// Most workshops here; the others are on their own page.
const NEXT: i64 = 3;

pub async fn show(request: Request) -> PageResult {
    let site = request.site_name();
    let (service, viewer) = (&request.service, &request.viewer);
    let hosts = request.may(Act::HostQuizzes);
    let mut open = match hosts {
        true => game::list_mine(service, viewer).await?,
        false => game::lobbies(service, viewer).await?,
    };
    let played = results::history(service, viewer).await?;
    let workshops = listing::next(service, NEXT).await?;
    // Where one sits already stands above.
    open.retain(|game| game.state != State::Finished && played.iter().all(|own| own.id != game.id));
    open.truncate(SHOWN);
    let signed_in = viewer.person.as_ref().map(|person| person.name.clone());
    Ok(Page::new(site.clone(), move || {
        let (seated, mut finished): (Vec<Listed>, Vec<Listed>) =
            played.into_iter().partition(|game| game.state != State::Finished);
        finished.truncate(SHOWN);
        view! {
            <section class="hero">
                <div class="hero-words">
                    <h1>{greeted(signed_in.clone(), site.clone())}</h1>
                    <p class="lead">{greeting(signed_in.is_some())}</p>
                    {ways(hosts, signed_in.is_some())}
                </div>
                <PinForm form=request.form.clone()/>
            </section>
            {(!seated.is_empty()).then(|| back(seated))}
            {(!open.is_empty()).then(|| next(hosts, open))}
            {(!workshops.is_empty()).then(|| coming(&request, workshops))}
            {(!finished.is_empty()).then(|| recent(&request, finished))}
            {offers()}
        }
    }))
}

fn greeted(name: Option<String>, site: String) -> AnyView {
    match name {
        Some(name) => view! { "Hello, "<bdi>{name}</bdi> }.into_any(),
        None => site.into_any(),
    }
}

const fn greeting(signed_in: bool) -> &'static str {
    if signed_in {
        "Join with the PIN on the host's screen, or pick up where you left off."
    } else {
        "Workshops and live quizzes with the people who know. Take a seat with your name and address, or join a quiz with the \
         PIN on the host's screen; you need no account."
    }
}

fn ways(hosts: bool, signed_in: bool) -> AnyView {
    match (hosts, signed_in) {
        (true, _) => view! {
            <p class="row">
                <LinkButton href="/quizzes" icon=Symbol::Library>"Quizzes"</LinkButton>
                <LinkButton href="/quizzes/new" kind=ButtonKind::Quiet icon=Symbol::Plus>"New quiz"</LinkButton>
            </p>
        }
        .into_any(),
        (false, true) => view! { <p class="row"><LinkButton href="/me" icon=Symbol::User>"My results"</LinkButton></p> }.into_any(),
        (false, false) => view! { <p class="row"><LinkButton href="/sign-in" icon=Symbol::LogIn>"Sign in"</LinkButton></p> }.into_any(),
    }
}

/// Games this browser or account sits in.
fn back(games: Vec<Listed>) -> impl IntoView {
    let cards = games
        .into_iter()
        .filter_map(|game| {
            let href = format!("/quiz/{}/play", game.pin?);
            Some(view! {
                <li><Card title=game.title href=href>
                    <p><Badge tone=Tone::Success live=true>"You have a seat"</Badge></p>
                    <p class="card-foot"><span>"Hosted by "<bdi>{game.host_name}</bdi></span></p>
                </Card></li>
            })
        })
        .collect_view();
    view! { <Section id="seats" title="Go back to your seat"><ul class="cards">{cards}</ul></Section> }
}

/// Open games: one's own with their PINs, or those of others, whose PINs their hosts tell.
fn next(hosts: bool, games: Vec<Listed>) -> impl IntoView {
    let title = if hosts { "Your open games" } else { "Waiting for players" };
    let cards = games.into_iter().map(|game| view! { <li>{ticket(hosts, game)}</li> }).collect_view();
    view! { <Section id="next" title=title><ul class="cards">{cards}</ul></Section> }
}

fn ticket(hosts: bool, game: Listed) -> impl IntoView {
    let state = if game.state == State::Lobby { "In the lobby" } else { "Playing" };
    let href = game.pin.as_ref().filter(|_| hosts).map(|pin| format!("/quiz/{pin}/host"));
    let players = match game.players {
        1 => "1 player".to_owned(),
        players => format!("{players} players"),
    };
    let foot = match game.pin.filter(|_| hosts) {
        Some(pin) => view! { <p class="ticket-pin">"PIN"<bdi>{pin}</bdi></p> }.into_any(),
        None => view! { <p class="ticket-pin">"Ask "<bdi>{game.host_name.clone()}</bdi>" for the PIN"</p> }
            .into_any(),
    };
    let words = view! {
        <div class="stack tight">
            <p><Badge tone=Tone::Success live=true>{state}</Badge></p>
            <p class="muted">{players}" · hosted by "<bdi>{game.host_name}</bdi></p>
        </div>
        {foot}
    };
    match href {
        Some(href) => view! { <Card class="ticket" title=game.title href=href>{words}</Card> }.into_any(),
        None => view! { <Card class="ticket" title=game.title>{words}</Card> }.into_any(),
    }
}

/// The next workshops of everybody.
fn coming(request: &Request, workshops: Vec<listing::Listed>) -> impl IntoView + use<> {
    let cards = workshops
        .into_iter()
        .map(|one| view! { <li><WorkshopCard request=request.clone() of=one upright=true/></li> })
        .collect_view();
    view! {
        <Section id="workshops" title="Next workshops" actions=|| view! { <a href="/workshops">"All of them"</a> }>
            <ul class="cards">{cards}</ul>
        </Section>
    }
}

fn recent(request: &Request, games: Vec<Listed>) -> impl IntoView + use<> {
    let cards = games
        .into_iter()
        .map(|game| {
            let moment = request.moment(game.finished_at.unwrap_or(game.created_at));
            view! {
                <li><Card title=game.title href=format!("/games/{}", game.id)>
                    <p class="card-foot">
                        <When datetime=moment.datetime text=moment.day distance=moment.distance/>
                        <span>"Hosted by "<bdi>{game.host_name}</bdi></span>
                    </p>
                </Card></li>
            }
        })
        .collect_view();
    view! {
        <Section id="recent" title="Your latest results" actions=|| view! { <a href="/me">"All of them"</a> }>
            <ul class="cards">{cards}</ul>
        </Section>
    }
}

fn offers() -> impl IntoView {
    view! {
        <Section id="offers" title="What is here">
            <ul class="offers">
                <li>
                    <Icon of=Symbol::Calendar/>
                    <h3>"Workshops"</h3>
                    <p>"Times in your own zone, a seat in one step, a fair waiting list, and reminders with the link when it counts."</p>
                </li>
                <li>
                    <Icon of=Symbol::Trophy/>
                    <h3>"Live quizzes"</h3>
                    <p>"Everybody answers at once, on a phone or a laptop, by touch or keyboard. Extra time is yours to set."</p>
                </li>
                <li>
                    <Icon of=Symbol::ListChecks/>
                    <h3>"Answers explained"</h3>
                    <p>"After each question you see what was right and why. Sign in and your results stay with you."</p>
                </li>
                <li>
                    <Icon of=Symbol::FileText/>
                    <h3>"Questions you have"</h3>
                    <p>"Educators bring Moodle GIFT and Aiken files, Kahoot sheets or CSV, and host them within minutes."</p>
                </li>
            </ul>
        </Section>
    }
}

/// Where a PIN is typed. Posts to `/quiz`.
#[component]
pub fn PinForm(form: FormState) -> impl IntoView {
    let error = form.error("pin").or_else(|| form.error("")).map(str::to_owned);
    let id = form.id_of("pin");
    let error_id = format!("{id}-error");
    let described = error.is_some().then(|| error_id.clone());
    view! {
        <form class="pin-form stage" method="post" action="/quiz" novalidate=true>
            <AnswerShapes/>
            <label class="label" for=id.clone()>"Game PIN"</label>
            {error.map(|error| view! { <p class="field-error" id=error_id role="alert">{error}</p> })}
            <div class="joined">
                <input class="control pin-input" id=id name="pin" inputmode="numeric" autocomplete="off" maxlength="11"
                    placeholder="123 456" value=form.value("pin").unwrap_or_default().to_owned()
                    aria-invalid=described.is_some().then_some("true") aria-describedby=described/>
                <Button kind=ButtonKind::Primary>"Join"</Button>
            </div>
        </form>
    }
}
