//! `/me`: what waits for me, what I played, what I hosted.

pub mod games;
pub mod workshops;

use convene_domain::account::Act;
use convene_service::quiz::results::{HistoryPage, Listed, State};
use convene_service::quiz::{game, results};
use convene_service::workshop::listing::{self, PastPage};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, ButtonKind, Card, Column, LinkButton, PageHeader, Section, Symbol, Table, Tone, When,
};
use crate::request::Request;

/// Most finished games, and most past workshops, here; the others are on pages of their own.
const SHOWN: usize = 10;

pub async fn show(request: Request) -> PageResult {
    let me = request.viewer.allowed(Act::HaveProfile)?.clone();
    let (service, viewer) = (&request.service, &request.viewer);
    let hosts = request.may(Act::HostQuizzes);
    let hosted = if hosts { game::list_mine(service, viewer).await? } else { Vec::new() };
    let HistoryPage { games, older } = results::history_page(service, viewer, None).await?;
    let (seated, mut played): (Vec<Listed>, Vec<Listed>) =
        games.into_iter().partition(|game| game.state != State::Finished);
    let coming = listing::own(service, viewer).await?;
    let PastPage { workshops: mut been, older: been_before } =
        listing::own_past(service, viewer, None).await?;
    let been_more = been_before.is_some() || been.len() > SHOWN;
    been.truncate(SHOWN);
    let more = older.is_some() || played.len() > SHOWN;
    played.truncate(SHOWN);
    Ok(Page::new("Me", move || {
        let played = games::table(&request, played);
        let coming = workshops::coming(&request, coming);
        let been = (!been.is_empty()).then(|| {
            let past = workshops::past(&request, been);
            view! {
                <Section id="past-workshops" title="Past workshops">
                    {past}
                    {been_more.then(|| view! { <p><LinkButton href="/me/workshops" kind=ButtonKind::Quiet>"All workshops you registered for"</LinkButton></p> })}
                </Section>
            }
        });
        let hosted = hosts.then(|| {
            let games = hosted_games(&request, hosted);
            view! { <Section id="hosted" title="Games you hosted">{games}</Section> }
        });
        view! {
            <PageHeader title="Hello, " name=me.name lead="Your seats, what you played, what you hosted."
                actions=|| view! {
                    <LinkButton href="/me/profile" icon=Symbol::Settings>"Profile"</LinkButton>
                    <LinkButton href="/me/sessions" kind=ButtonKind::Quiet>"Where I am signed in"</LinkButton>
                }/>
            <Section id="workshops" title="Your workshops" actions=|| view! { <a href="/me/calendar">"In your calendar"</a> }>
                {coming}
            </Section>
            {been}
            <Section id="waiting" title="Quizzes that wait for you">{waiting(seated)}</Section>
            <Section id="played" title="Games you played">
                {played}
                {more.then(|| view! { <p><LinkButton href="/me/games" kind=ButtonKind::Quiet>"All games you played"</LinkButton></p> })}
            </Section>
            {hosted}
        }
    }))
}

/// Running games with a seat of mine.
fn waiting(games: Vec<Listed>) -> AnyView {
    if games.is_empty() {
        return view! {
            <p class="muted">"Nothing waits for you. "<a href="/quiz">"Join a quiz"</a>" with the PIN on the host’s screen."</p>
        }
        .into_any();
    }
    let cards = games
        .into_iter()
        .filter_map(|game| {
            let href = format!("/quiz/{}/play", game.pin?);
            let state = if game.state == State::Lobby { "In the lobby" } else { "Playing now" };
            Some(view! {
                <li><Card title=game.title>
                    <p><Badge tone=Tone::Success live=true>{state}</Badge>" hosted by "<bdi>{game.host_name}</bdi></p>
                    <p><LinkButton href=href kind=ButtonKind::Primary icon=Symbol::Play>"Go back to your seat"</LinkButton></p>
                </Card></li>
            })
        })
        .collect_view();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

fn hosted_games(request: &Request, games: Vec<Listed>) -> AnyView {
    if games.is_empty() {
        return view! {
            <p class="muted">"You have hosted no game yet. Open one of the "<a href="/quizzes">"quizzes"</a>" and press Host a game."</p>
        }
        .into_any();
    }
    let columns =
        vec![Column::new("Quiz"), Column::new("State"), Column::new("Opened"), Column::number("Players")];
    let rows = games.into_iter().map(|game| hosted_row(request, game)).collect_view();
    view! { <Table caption="Games I hosted" caption_hidden=true columns=columns stacked=true>{rows}</Table> }
        .into_any()
}

fn hosted_row(request: &Request, game: Listed) -> impl IntoView + use<> {
    let moment = request.moment(game.created_at);
    let href = match &game.pin {
        Some(pin) => format!("/quiz/{pin}/host"),
        None => format!("/games/{}", game.id),
    };
    let state = match game.state {
        State::Lobby => view! { <Badge tone=Tone::Success live=true>"In the lobby"</Badge> }.into_any(),
        State::Running => view! { <Badge tone=Tone::Success live=true>"Playing now"</Badge> }.into_any(),
        State::Finished => view! { <Badge>"Finished"</Badge> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{game.title}</a></th>
            <td data-label="State">{state}</td>
            <td data-label="Opened">
                <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/>
            </td>
            <td class="number" data-label="Players">{game.players}</td>
        </tr>
    }
}
