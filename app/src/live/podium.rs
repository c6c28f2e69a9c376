//! The podium: a list in rank order, which the style sheet turns into steps.

use std::sync::Arc;

use convene_domain::quiz::game::wire::Finished;
use leptos::prelude::*;

use super::words::{count, ordinal, thousands};

#[component]
pub fn Podium(finished: Arc<Finished>) -> impl IntoView {
    let rows = finished.podium.iter().map(|standing| {
        let class = match standing.rank {
            1 => "podium-place first",
            2 => "podium-place second",
            _ => "podium-place third",
        };
        view! {
            <li class=class>
                <span class="podium-rank">{ordinal(standing.rank)}</span>
                " "
                <span class="podium-name"><bdi>{standing.nickname.clone()}</bdi></span>
                " "
                <span class="podium-score">{thousands(standing.score) + " points"}</span>
            </li>
        }
        .into_any()
    });
    let rows = rows.collect_view();
    // More than three people on three ranks do not fit on steps.
    let class = if finished.podium.len() > 3 { "podium long" } else { "podium" };
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
