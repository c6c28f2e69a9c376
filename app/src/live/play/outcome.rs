//! How a player did: after one question, and at the end.

use std::sync::Arc;

use convene_domain::quiz::Weight;
use convene_domain::quiz::game::wire::{Finished, PlayerResult, Revealed};
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::podium::{Confetti, Podium};
use crate::live::state::Answer;
use crate::live::status::{Headline, Progress};
use crate::live::tiles::{Mark, Sign, TileFace, tile_class};
use crate::live::words::{count, ordinal, thousands};

#[component]
pub fn ResultView(game: Game, revealed: Arc<Revealed>) -> impl IntoView {
    let known = Memo::new(move |_| {
        game.table.with(|table| table.you.as_ref().is_some_and(|you| you.result.is_some()))
    });
    let mut was_known = known.get_untracked();
    let worth = revealed.asking.weight != Weight::Zero;
    let mine = game.table.with_untracked(|table| match &table.answer {
        Answer::Stored(choices) => choices.clone(),
        _ => Vec::new(),
    });
    let asking = Arc::new(revealed.asking.clone());
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let is_right = revealed.correct.contains(&at);
        let is_mine = mine.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=!is_right>
                <TileFace at text/>
                <span class="tile-tags">
                    <span class="tile-tag" hidden=!is_right>
                        <Mark sign=Sign::Right/>
                        "Right answer"
                    </span>
                    " "
                    <span class="tile-tag" hidden=!is_mine>
                        "Your answer"
                    </span>
                </span>
            </li>
        }
        .into_any()
    });
    let tiles = tiles.collect_view();
    let explanation = revealed.explanation.clone().unwrap_or_default();
    view! {
        <div class="live-result">
            <Progress game asking=asking.clone()/>
            {move || {
                let is_known = known.get();
                if is_known != was_known {
                    was_known = is_known;
                    game.focus_headline();
                }
                game.table.with_untracked(|table| {
                    let result = table.you.as_ref().and_then(|you| you.result.as_ref());
                    result.map_or_else(uncounted, |result| verdict(result, worth))
                })
            }}
            <p class="live-prompt-again">{asking.prompt.clone()}</p>
            <ul class="tiles">{tiles}</ul>
            <p class="live-explanation" hidden=explanation.is_empty()>
                {explanation.clone()}
            </p>
        </div>
    }
}

/// Somebody's who came after the question.
fn uncounted() -> AnyView {
    view! { <Headline class="live-big">"The right answer"</Headline> }.into_any()
}

/// `worth` is whether the question brought points.
fn verdict(result: &PlayerResult, worth: bool) -> AnyView {
    let (class, sign, words) = match (result.answered, result.correct) {
        (true, true) => ("live-verdict right", Sign::Right, "Right"),
        (true, false) => ("live-verdict wrong", Sign::Wrong, "Not right"),
        (false, _) => ("live-verdict none", Sign::Clock, "No answer"),
    };
    let points = match worth {
        true if result.points > 0 => ["+", &count(result.points, "point", "points")].concat(),
        true => "0 points".into(),
        false => "No points for this one".into(),
    };
    let bonus = [&thousands(result.bonus), " of them for your streak"].concat();
    let streak = [&result.streak.to_string(), " right in a row"].concat();
    let players = count(result.players, "player", "players");
    let place = [" of ", &players, " · ", &thousands(result.score), " points"].concat();
    view! {
        <div class=class>
            <Headline class="live-big">
                <Mark sign/>
                <span>{words}</span>
            </Headline>
            <p class="live-points">{points}</p>
            <p class="live-note" hidden=result.bonus == 0>
                {bonus}
            </p>
            <p class="live-rank">
                <strong>{ordinal(result.rank)}</strong>
                {place}
            </p>
            <p class="live-note" hidden=result.streak < 2>
                {streak}
            </p>
        </div>
    }
    .into_any()
}

#[component]
pub fn FinishedView(game: Game, finished: Arc<Finished>) -> impl IntoView {
    let you = game.table.with_untracked(|table| table.you.as_ref().map(|you| (you.rank, you.score)));
    let results = ["/games/", &finished.game.to_string()].concat();
    let headline = match you {
        Some((rank, _)) => ["You finished ", &ordinal(rank)].concat(),
        None => "The quiz is over".into(),
    };
    // Where nobody scored, everybody is first.
    let won = you.is_some_and(|(rank, score)| rank == 1 && score > 0);
    let score = you.map_or(String::new(), |(_, score)| thousands(score) + " points");
    view! {
        <div class="live-finished">
            <Headline class="live-big">{headline}</Headline>
            <p class="live-rank">{score}</p>
            <Podium finished=finished.clone()/>
            <a class="button primary" href=results>
                "See all results"
            </a>
            {won.then(|| view! { <Confetti/> })}
        </div>
    }
}
