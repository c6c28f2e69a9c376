//! The podium: a list in rank order, which the style sheet turns into steps.

use std::sync::Arc;

use convene_domain::quiz::game::wire::Finished;
use leptos::prelude::*;

use super::words::{count, ordinal, thousands};

/// More rows than these, by ties, do not fit beside each other.
const STEPS: usize = 5;
/// By place in the list: who was named first stands in the middle, whatever rank they share.
const PLACES: [&str; STEPS] = ["at-1", "at-2", "at-3", "at-4", "at-5"];

/// The class of a row: the rank gives height and colour, the place in the list where it stands.
fn place_class(at: usize, rank: u32) -> String {
    let rank = match rank {
        1 => "first",
        2 => "second",
        _ => "third",
    };
    ["podium-place ", rank, " ", PLACES.get(at).copied().unwrap_or("")].concat()
}

/// `own` is the name of whoever looks, if they took part: their row is marked.
#[component]
pub fn Podium(finished: Arc<Finished>, own: Option<String>) -> impl IntoView {
    let rows = finished.podium.iter().enumerate().map(|(at, standing)| {
        let class = place_class(at, standing.rank);
        let is_own = own.as_ref() == Some(&standing.nickname);
        view! {
            <li class=class class:own=is_own>
                <span class="podium-rank">{ordinal(standing.rank)}</span>
                " "
                <span class="podium-name">
                    <bdi>{standing.nickname.clone()}</bdi>
                    <span class="podium-you" hidden=!is_own>" you"</span>
                </span>
                " "
                <span class="podium-score">{thousands(standing.score) + " points"}</span>
            </li>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    let class = match finished.podium.len() {
        0..=2 => "podium pair",
        3..=STEPS => "podium",
        _ => "podium long",
    };
    view! {
        <ol class=class aria-label="Podium">{rows}</ol>
        <p class="live-note">{count(finished.players, "player", "players") + " took part."}</p>
    }
}

/// How many pieces fall; the style sheet spreads this many.
const PIECES: usize = 24;

/// Paper that falls once and is gone. It says nothing: who prefers less motion misses nothing.
#[component]
pub fn Confetti() -> impl IntoView {
    let pieces = (0..PIECES).map(|_| view! { <i></i> }).collect_view();
    view! { <div class="confetti" aria-hidden="true">{pieces}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_podium_follows_the_list_and_its_height_the_rank() {
        let classes = |ranks: &[u32]| -> Vec<String> {
            ranks.iter().enumerate().map(|(at, rank)| place_class(at, *rank)).collect()
        };
        assert_eq!(
            classes(&[1, 2, 2]),
            ["podium-place first at-1", "podium-place second at-2", "podium-place second at-3"],
        );
        assert_eq!(
            classes(&[1, 1, 3]),
            ["podium-place first at-1", "podium-place first at-2", "podium-place third at-3"],
        );
    }
}
