//! What the room sees, with the counts.

use std::sync::Arc;

use convene_domain::quiz::game::wire::{Asking, Finished, Revealed};
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::podium::Podium;
use crate::live::state::{Stage, Table};
use crate::live::status::{Headline, Progress, Timer};
use crate::live::tiles::{RightTag, TileFace, tile_class};
use crate::live::words::{count, spaced_pin, thousands};

#[component]
pub fn Board(game: Game, pin: String, join_url: String, results: String) -> impl IntoView {
    let shown = Memo::new(move |_| game.table.with(|table| table.stage.clone()));
    view! {
        <div class="live-board stage">
            {move || match shown.get() {
                Stage::Unknown => view! { <p>"Connecting…"</p> }.into_any(),
                Stage::Lobby => lobby(&pin, &join_url),
                Stage::Paused(_) => paused(game),
                Stage::Asking(asking) => open(game, asking, true),
                Stage::Closed(asking) => open(game, asking, false),
                Stage::Revealed(revealed) => revealed_view(game, revealed),
                Stage::Finished(finished) => {
                    game.focus_headline();
                    finished_view(finished, results.clone())
                }
            }}
        </div>
    }
}

/// "12 of 41 answered".
#[component]
pub fn Answered(game: Game) -> impl IntoView {
    let text = Memo::new(move |_| {
        game.table.with(|table: &Table| {
            [&thousands(table.answered), " of ", &thousands(table.players), " answered"].concat()
        })
    });
    view! { <p class="live-answered">{move || text.get()}</p> }
}

fn lobby(pin: &str, join_url: &str) -> AnyView {
    let (pin, join_url) = (spaced_pin(pin), join_url.to_string());
    view! {
        <p>"Join at " <bdi>{join_url}</bdi> " with the PIN"</p>
        <p class="live-lobby-pin"><bdi>{pin}</bdi></p>
        <p class="live-note">"Start when everybody is here. Others can still come in later."</p>
    }
    .into_any()
}

fn open(game: Game, asking: Arc<Asking>, running: bool) -> AnyView {
    let tiles = (0..)
        .zip(asking.choices.iter().cloned())
        .map(|(at, text)| view! { <li class=tile_class(at)><TileFace at text/></li> })
        .collect_view();
    view! {
        <div class="live-row">
            <Progress game asking=asking.clone()/>
            {running.then(|| view! { <Timer game/> })}
            <Answered game/>
        </div>
        <h2 class="live-prompt">{asking.prompt.clone()}</h2>
        <ul class="tiles">{tiles}</ul>
    }
    .into_any()
}

/// The question the players do not see now, and how long they will still have for it.
fn paused(game: Game) -> AnyView {
    let Some((asking, left_ms)) = game.table.with_untracked(Table::hidden_question) else {
        return view! { <p>"The clock stands still and the question is hidden. Resume to go on."</p> }
            .into_any();
    };
    let left = left_ms.map(|left_ms| count((left_ms / 1_000.0).ceil() as u32, "second left", "seconds left"));
    view! {
        <p class="live-row">
            <strong>"Hidden from the players"</strong>
            <span class="live-seconds">{left.unwrap_or_else(|| "No time limit".into())}</span>
        </p>
        {open(game, asking, false)}
    }
    .into_any()
}

fn revealed_view(game: Game, revealed: Arc<Revealed>) -> AnyView {
    let asking = Arc::new(revealed.asking.clone());
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let picked = revealed.picked.get(usize::from(at)).copied().unwrap_or(0);
        let right = revealed.correct.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=!right>
                <TileFace at text/>
                <span class="tile-picked">{thousands(picked)} <span class="quiet-text">" picked this"</span></span>
                {right.then(|| view! { <RightTag/> })}
            </li>
        }
    });
    let tiles = tiles.collect_view();
    view! {
        <div class="live-row">
            <Progress game asking=asking.clone()/>
            <Answered game/>
        </div>
        <h2 class="live-prompt">{asking.prompt.clone()}</h2>
        <ul class="tiles">{tiles}</ul>
        {revealed.explanation.clone().map(|text| view! { <p class="live-explanation">{text}</p> })}
    }
    .into_any()
}

fn finished_view(finished: Arc<Finished>, results: String) -> AnyView {
    view! {
        <Headline class="live-prompt">"The quiz is over"</Headline>
        <p>"Results and answers are kept."</p>
        <Podium finished own=None/>
        <a class="button primary" href=results>"Open the results"</a>
    }
    .into_any()
}
