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
use crate::live::words::{count, leads_with_nothing, ordinal, thousands};

#[component]
pub fn ResultView(game: Game, revealed: Arc<Revealed>) -> impl IntoView {
    let known = Memo::new(move |_| {
        game.table.with(|table| table.you.as_ref().is_some_and(|you| you.result.is_some()))
    });
    let mut was_known = known.get_untracked();
    let worth = revealed.asking.weight != Weight::Zero;
    let last = revealed.last;
    let mine = game.table.with_untracked(|table| match &table.answer {
        Answer::Stored(choices) => choices.clone(),
        _ => Vec::new(),
    });
    let asking = Arc::new(revealed.asking.clone());
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let is_right = revealed.correct.contains(&at);
        let is_mine = mine.contains(&at);
        view! {
            <li class=tile_class(at) class:faded=true class:right=is_right class:missed=is_mine && !is_right>
                <TileFace at text/>
                <span class="tile-tags">
                    <span class="tile-tag" hidden=!is_right>
                        <Mark sign=Sign::Right/>
                        "Right answer"
                    </span>
                    " "
                    <span class="tile-tag" hidden=!is_mine>
                        <Mark sign=if is_right { Sign::None } else { Sign::Wrong }/>
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
                    result.map_or_else(uncounted, |result| verdict(result, worth, last))
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

/// "1st of 12 players · 2,114 points". Without a rank where nobody has points, and after the last question: the podium
/// tells it.
fn standing(result: &PlayerResult, last: bool) -> (String, String) {
    let points = count(result.score, "point", "points");
    if last || leads_with_nothing(result.rank, result.score) {
        return (String::new(), points);
    }
    let players = count(result.players, "player", "players");
    (ordinal(result.rank), [" of ", &players, " · ", &points].concat())
}

/// `worth` is whether the question brought points, `last` whether it was the last one.
fn verdict(result: &PlayerResult, worth: bool, last: bool) -> AnyView {
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
    let (rank, place) = standing(result, last);
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
                <strong>{rank}</strong>
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
    let (you, right) = game.table.with_untracked(|table| (table.you.clone(), table.right_answers()));
    let place = you.as_ref().map(|you| (you.rank, you.score));
    let results = ["/games/", &finished.game.to_string()].concat();
    let placed = place.filter(|(rank, score)| !leads_with_nothing(*rank, *score));
    let headline = match placed {
        Some((rank, _)) => ["You finished ", &ordinal(rank)].concat(),
        None => "The quiz is over".into(),
    };
    let won = placed.is_some_and(|(rank, _)| rank == 1);
    let medal = placed.and_then(|(rank, score)| medal_class(rank, score)).unwrap_or_default();
    let score = place.map_or(String::new(), |(_, score)| count(score, "point", "points"));
    let right = right.map_or(String::new(), |(right, of)| {
        [&right.to_string(), " of ", &of.to_string(), " right"].concat()
    });
    view! {
        <div class="live-finished">
            <div class="live-place">
                <svg class=medal viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                    <path class="medal-ribbon" d="M7 1h10l-3 9h-4z"></path>
                    <circle cx="12" cy="15.5" r="7.5"></circle>
                </svg>
                <Headline class="live-big">{headline}</Headline>
                <p class="live-rank">{score}</p>
                <p class="live-note" hidden=right.is_empty()>
                    {right.clone()}
                </p>
            </div>
            <Podium finished=finished.clone() own=you.map(|you| you.nickname)/>
            <a class="button primary" href=results>
                "See all results"
            </a>
            {won.then(|| view! { <Confetti/> })}
        </div>
    }
}

/// The medal of a rank; none for the others, and none for nothing.
fn medal_class(rank: u32, score: u32) -> Option<&'static str> {
    match rank {
        _ if score == 0 => None,
        1 => Some("medal first"),
        2 => Some("medal second"),
        3 => Some("medal third"),
        _ => None,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn result(rank: u32, score: u32) -> PlayerResult {
        PlayerResult {
            question: 0,
            answered: true,
            correct: score > 0,
            points: score,
            bonus: 0,
            score,
            rank,
            players: 3,
            streak: 0,
        }
    }

    #[test]
    fn nobody_is_first_with_nothing_and_the_last_rank_is_the_podiums_to_tell() {
        let said = |rank, score, last| {
            let (rank, place) = standing(&result(rank, score), last);
            rank + &place
        };
        assert_eq!(said(1, 0, false), "0 points");
        assert_eq!(said(2, 0, false), "2nd of 3 players · 0 points");
        assert_eq!(said(1, 900, false), "1st of 3 players · 900 points");
        assert_eq!(said(1, 900, true), "900 points");
    }

    #[test]
    fn medals_are_for_the_first_three_who_have_points() {
        let medals: Vec<_> = (1..5).map(|rank| medal_class(rank, 100).is_some()).collect();
        assert_eq!(medals, [true, true, true, false]);
        assert_eq!(medal_class(1, 0), None);
    }
}
