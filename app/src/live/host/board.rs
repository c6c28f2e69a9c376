//! What the room sees, with the counts.

use std::sync::Arc;

use convene_domain::quiz::game::wire::{Asking, Finished, Revealed};
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::podium::Podium;
use crate::live::state::{Stage, Table};
use crate::live::status::{Progress, Timer};
use crate::live::tiles::{Mark, Sign, TileFace, tile_class};
use crate::live::words::{count, thousands};

#[component]
pub fn Board(game: Game, results: String) -> impl IntoView {
    let shown = Memo::new(move |_| game.table.with(|table| table.stage.clone()));
    view! {
        <div class="live-board stage">
            {move || match shown.get() {
                Stage::Unknown => view! { <p>"Connecting…"</p> }.into_any(),
                Stage::Lobby => view! { <p>"Players are coming in. Start when everybody is here; more can join later."</p> }.into_any(),
                Stage::Paused(_) => {
                    view! { <p>"The clock stands still and the question is hidden. Resume to go on."</p> }.into_any()
                }
                Stage::Asking(asking) => open(game, asking, true),
                Stage::Closed(asking) => open(game, asking, false),
                Stage::Revealed(revealed) => revealed_view(game, revealed),
                Stage::Finished(finished) => finished_view(finished, results.clone()),
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

fn revealed_view(game: Game, revealed: Arc<Revealed>) -> AnyView {
    let asking = Arc::new(revealed.asking.clone());
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let picked = revealed.picked.get(usize::from(at)).copied().unwrap_or(0);
        let right = revealed.correct.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=!right>
                <TileFace at text/>
                <span class="tile-tag">
                    {right.then(|| view! { <Mark sign=Sign::Right/> "Right · " })}
                    {thousands(picked)}
                </span>
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
    let took_part = count(finished.players, "player", "players");
    view! {
        <h2 class="live-prompt">"The quiz is over"</h2>
        <p>{took_part} " took part. Results and answers are kept."</p>
        <Podium finished/>
        <a class="button primary" href=results>"Open the results"</a>
    }
    .into_any()
}
