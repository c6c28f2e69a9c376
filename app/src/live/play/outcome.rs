//! How a player did: after one question, and at the end.

use std::sync::Arc;

use convene_domain::quiz::Weight;
use convene_domain::quiz::game::wire::{Finished, PlayerResult, Revealed};
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::podium::Podium;
use crate::live::status::{Headline, Progress};
use crate::live::tiles::{Mark, Sign, TileFace, tile_class};
use crate::live::words::{count, ordinal, thousands};

#[component]
pub fn ResultView(game: Game, revealed: Arc<Revealed>) -> impl IntoView {
    let result =
        Memo::new(move |_| game.table.with(|table| table.you.as_ref().and_then(|you| you.result.clone())));
    let mine = Memo::new(move |_| game.table.with(|table| table.answer.choices().to_vec()));
    let counts = revealed.asking.weight != Weight::Zero;
    let asking = Arc::new(revealed.asking.clone());
    let right = revealed.correct.clone();
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let is_right = right.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=!is_right>
                <TileFace at text/>
                <span class="tile-tags">
                    {is_right.then(|| view! { <span class="tile-tag"><Mark sign=Sign::Right/> "Right answer"</span> })}
                    " "
                    {move || {
                        mine.with(|mine| mine.contains(&at))
                            .then(|| view! { <span class="tile-tag">"Your answer"</span> })
                    }}
                </span>
            </li>
        }
    });
    let tiles = tiles.collect_view();
    view! {
        <div class="live-result">
            <Progress game asking=asking.clone()/>
            {move || match result.get() {
                Some(result) => verdict(&result, counts),
                None => view! { <Headline focus=true class="live-big">"The right answer"</Headline> }.into_any(),
            }}
            <p class="live-prompt-again">{asking.prompt.clone()}</p>
            <ul class="tiles">{tiles}</ul>
            {revealed.explanation.clone().map(|text| view! { <p class="live-explanation">{text}</p> })}
        </div>
    }
}

fn verdict(result: &PlayerResult, counts: bool) -> AnyView {
    let (class, sign, words) = match (result.answered, result.correct) {
        (true, true) => ("live-verdict right", Sign::Right, "Right"),
        (true, false) => ("live-verdict wrong", Sign::Wrong, "Not right"),
        (false, _) => ("live-verdict none", Sign::Clock, "No answer"),
    };
    let points = match counts {
        true if result.points > 0 => ["+", &count(result.points, "point", "points")].concat(),
        true => "0 points".into(),
        false => "No points for this one".into(),
    };
    let bonus = (result.bonus > 0).then(|| [&thousands(result.bonus), " of them for your streak"].concat());
    let streak = (result.streak > 1).then(|| [&result.streak.to_string(), " right in a row"].concat());
    view! {
        <div class=class>
            <Headline focus=true class="live-big">
                <Mark sign/>
                <span>{words}</span>
            </Headline>
            <p class="live-points">{points}</p>
            {bonus.map(|bonus| view! { <p class="live-note">{bonus}</p> })}
            <p class="live-rank">
                <strong>{ordinal(result.rank)}</strong>
                " of "
                {count(result.players, "player", "players")}
                " · "
                {thousands(result.score)}
                " points"
            </p>
            {streak.map(|streak| view! { <p class="live-note">{streak}</p> })}
        </div>
    }
    .into_any()
}

#[component]
pub fn FinishedView(game: Game, finished: Arc<Finished>) -> impl IntoView {
    let you = game.table.with_untracked(|table| table.you.as_ref().map(|you| (you.rank, you.score)));
    let players = finished.players;
    let results = ["/games/", &finished.game.to_string()].concat();
    view! {
        <div class="live-finished">
            <Headline focus=true class="live-big">
                {match you {
                    Some((rank, _)) => ["You finished ", &ordinal(rank)].concat(),
                    None => "The quiz is over".into(),
                }}
            </Headline>
            {you
                .map(|(_, score)| {
                    view! {
                        <p class="live-rank">
                            {thousands(score)} " points, among " {count(players, "player", "players")}
                        </p>
                    }
                })}
            <Podium finished=finished.clone()/>
            <a class="button primary" href=results>"See all results"</a>
        </div>
    }
}
