//! `/me/games`: every game I played, page by page.

use convene_domain::Time;
use convene_domain::account::Act;
use convene_service::quiz::results::{HistoryPage, Listed, Place, State, history_page};
use leptos::prelude::*;

use crate::page::{Page, PageResult};
use crate::parts::{ButtonKind, Column, LinkButton, PageHeader, Table, When};
use crate::request::Request;

pub async fn show(request: Request) -> PageResult {
    request.viewer.allowed(Act::HaveProfile)?;
    let before = request.query("before").and_then(place);
    let HistoryPage { mut games, older } = history_page(&request.service, &request.viewer, before).await?;
    // Those that are still on stand on the Me page, with the way back in.
    games.retain(|game| game.state == State::Finished);
    Ok(Page::new("Games you played", move || {
        let more = before.is_some() || older.is_some();
        let later = before.is_some().then(|| {
            view! {
                <LinkButton href="/me/games" kind=ButtonKind::Quiet>"Newest games"</LinkButton>
            }
        });
        let older = older.map(|place| view! { <LinkButton href=address(place)>"Older games"</LinkButton> });
        view! {
            <PageHeader title="Games you played" above=("/me".to_owned(), "Me".to_owned())/>
            {table(&request, games)}
            {more.then(|| view! { <nav class="row" aria-label="Pages">{later}{older}</nav> })}
        }
    }))
}

/// The page that begins after `place`.
fn address(place: Place) -> String {
    format!("/me/games?before={}_{}", place.created_at.millis(), place.id)
}

/// What [`address`] says; anything else is the newest page.
fn place(text: &str) -> Option<Place> {
    let (millis, id) = text.split_once('_')?;
    Some(Place { created_at: Time::from_millis(millis.parse().ok()?), id: id.parse().ok()? })
}

/// Finished games with links to their results.
pub(super) fn table(request: &Request, games: Vec<Listed>) -> AnyView {
    if games.is_empty() {
        return view! {
            <p class="muted">"No finished game yet. Your answers and your rank stay here after each game."</p>
        }
        .into_any();
    }
    let columns =
        vec![Column::new("Quiz"), Column::new("Played"), Column::new("Host"), Column::number("Players")];
    let rows = games
        .into_iter()
        .map(|game| {
            let moment = request.moment(game.finished_at.unwrap_or(game.created_at));
            view! {
                <tr>
                    <th scope="row"><a href=format!("/games/{}", game.id)>{game.title}</a></th>
                    <td data-label="Played">
                        <When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/>
                    </td>
                    <td data-label="Host"><bdi>{game.host_name}</bdi></td>
                    <td class="number" data-label="Players">{game.players}</td>
                </tr>
            }
        })
        .collect_view();
    view! { <Table caption="Games I played" caption_hidden=true columns=columns stacked=true>{rows}</Table> }
        .into_any()
}
