//! The reveal on the big screen: who picked what, what was right, who leads.

use std::sync::Arc;

use convene_domain::quiz::game::wire::{Revealed, Standing};
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::length::{answers_length, prompt_length};
use crate::live::status::Progress;
use crate::live::tiles::{RightTag, TileFace, tile_class};
use crate::live::words::{count, movement, ordinal, thousands};

#[component]
pub fn RevealView(game: Game, revealed: Arc<Revealed>) -> impl IntoView {
    let asking = Arc::new(revealed.asking.clone());
    let most = revealed.picked.iter().copied().max().unwrap_or(0).max(1);
    let rows = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let picked = revealed.picked.get(usize::from(at)).copied().unwrap_or(0);
        let right = revealed.correct.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=!right>
                <TileFace at text/>
                <span class="tile-picked">{count(picked, "player", "players")}</span>
                {right.then(|| view! { <RightTag/> })}
                <svg class="tile-bar" aria-hidden="true" focusable="false">
                    <rect width=(u64::from(picked) * 100 / u64::from(most)).to_string() + "%" height="100%"></rect>
                </svg>
            </li>
        }
    });
    let rows = rows.collect_view();
    let explanation = revealed.explanation.clone();
    // What the last question did to the ranks is the podium's to tell.
    let beside = !revealed.last || explanation.is_some();
    view! {
        <div
            class="screen-reveal"
            class:last=revealed.last
            data-prompt=prompt_length(&asking)
            data-answers=answers_length(&asking)
            data-rows=asking.choices.len().to_string()
        >
            <div class="screen-solution">
                <Progress game asking=asking.clone()/>
                <h2 class="live-prompt">{asking.prompt.clone()}</h2>
                <ul class="tiles bars">{rows}</ul>
            </div>
            {beside.then(|| view! {
                <div class="screen-side">
                    {(!revealed.last).then(|| view! { <Standings rows=revealed.standings.clone()/> })}
                    {explanation.map(|text| {
                        let long = text.chars().count() > 200;
                        view! { <p class="live-explanation" class:long=long>{text}</p> }
                    })}
                </div>
            })}
        </div>
    }
}

#[component]
fn Standings(rows: Vec<Standing>) -> impl IntoView {
    // After the first question nobody has moved yet.
    let moved = rows.iter().any(|row| row.before.is_some());
    let many = rows.len() > 5;
    let rows = rows.into_iter().map(|row| {
        let class = match row.before {
            Some(before) if before > row.rank => "move up",
            Some(before) if before < row.rank => "move down",
            _ => "move",
        };
        view! {
            <li class="standing">
                <span class="standing-rank">{ordinal(row.rank)}</span>
                " "
                <span class="standing-name"><bdi>{row.nickname.clone()}</bdi></span>
                " "
                <span class="standing-score">{thousands(row.score)}</span>
                " "
                <span class=class hidden=!moved>{movement(&row)}</span>
            </li>
        }
    });
    view! {
        <section class="screen-standings" class:many=many aria-labelledby="standings-title">
            <h2 id="standings-title">"Standings"</h2>
            <ol>{rows.collect_view()}</ol>
        </section>
    }
}
