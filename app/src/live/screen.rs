//! The big screen: giant, dark, and without anything to press.

mod lobby;
mod reveal;

use std::sync::Arc;

use convene_domain::quiz::game::wire::{Asking, Audience};
use leptos::prelude::*;

use self::lobby::LobbyView;
use self::reveal::RevealView;
use super::game::Game;
use super::length::{answers_length, prompt_length, rows};
use super::podium::{Confetti, Podium};
use super::state::{Line, Stage};
use super::status::{Announcement, LineNotice, Progress, Timer};
use super::tiles::{Mark, Sign, TileFace, tile_class};
use super::words::thousands;

/// A game for everybody in the room. `qr_svg` is our own drawing of the join address.
#[island]
pub fn ScreenGame(pin: String, title: String, join_url: String, qr_svg: String) -> impl IntoView {
    let game = Game::join(&pin, Audience::Screen);
    let shown = Memo::new(move |_| game.table.with(|table| table.stage.clone()));
    let stopped = Memo::new(move |_| game.table.with(|table| table.line == Line::Stopped));
    let place = (join_url.clone(), pin.clone());
    let closed = Memo::new(move |_| {
        game.table.with(|table| table.locked || matches!(table.stage, Stage::Finished(_)))
    });
    view! {
        <section class="live live-screen">
            <header class="screen-head">
                <h1 class="live-title">{title}</h1>
                <p class="screen-place" hidden=move || closed.get()>
                    "Join at " <bdi>{place.0}</bdi> " with PIN " <bdi class="live-pin">{place.1}</bdi>
                </p>
            </header>
            <LineNotice game kept="The game goes on."/>
            <div class="screen-stage">
                {move || match shown.get() {
                    _ if stopped.get() => {
                        view! { <p class="live-big">"This screen may not show the game. Sign in as its host."</p> }
                            .into_any()
                    }
                    Stage::Unknown => view! { <p class="live-big">"Connecting…"</p> }.into_any(),
                    Stage::Lobby => {
                        view! { <LobbyView game pin=pin.clone() join_url=join_url.clone() qr_svg=qr_svg.clone()/> }
                            .into_any()
                    }
                    Stage::Paused(_) => {
                        view! {
                            <div class="screen-paused">
                                <Mark sign=Sign::Pause/>
                                <h2 class="live-big">"Paused"</h2>
                                <p>"The question comes back with the time that was left."</p>
                            </div>
                        }
                            .into_any()
                    }
                    Stage::Asking(asking) => question(game, asking, true),
                    Stage::Closed(asking) => question(game, asking, false),
                    Stage::Revealed(revealed) => view! { <RevealView game revealed/> }.into_any(),
                    Stage::Finished(finished) => {
                        view! {
                            <div class="screen-podium">
                                <h2 class="live-big">"Podium"</h2>
                                <Podium finished own=None/>
                                <Confetti/>
                            </div>
                        }
                            .into_any()
                    }
                }}
            </div>
            <Announcement game/>
        </section>
    }
}

fn question(game: Game, asking: Arc<Asking>, running: bool) -> AnyView {
    let tiles = (0..)
        .zip(asking.choices.iter().cloned())
        .map(|(at, text)| view! { <li class=tile_class(at)><TileFace at text/></li> })
        .collect_view();
    view! {
        <div
            class="screen-question"
            class:over=!running
            data-prompt=prompt_length(&asking)
            data-answers=answers_length(&asking)
            data-rows=rows(&asking)
        >
            <div class="live-row">
                <Progress game asking=asking.clone()/>
                {match running {
                    true => view! { <Timer game/> }.into_any(),
                    false => view! { <p class="live-step over"><Mark sign=Sign::Clock/> <span>"Answers are closed"</span></p> }.into_any(),
                }}
                <AnsweredCount game/>
            </div>
            <h2 class="live-prompt">{asking.prompt.clone()}</h2>
            <ul class="tiles">{tiles}</ul>
        </div>
    }
    .into_any()
}

/// How many have answered, as a big number.
#[component]
fn AnsweredCount(game: Game) -> impl IntoView {
    let answered = Memo::new(move |_| game.table.with(|table| (table.answered, table.players)));
    view! {
        <p class="screen-answered">
            <strong>{move || thousands(answered.get().0)}</strong>
            " of "
            {move || thousands(answered.get().1)}
            " answered"
        </p>
    }
}
