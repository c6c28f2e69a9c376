//! What stands around every live page: the state of the connection, the timer, the live region.

use convene_domain::quiz::Weight;
use convene_domain::quiz::game::wire::Asking;
use leptos::prelude::*;

use super::game::Game;
use super::state::Line;
use super::tiles::{Mark, Sign};

/// Says that the connection is gone, while it is.
#[component]
pub fn LineNotice(game: Game, kept: &'static str) -> impl IntoView {
    view! {
        <div class="live-line" role="status">
            {move || {
                let (words, more, act) = match game.line() {
                    Line::Down => ("Reconnecting… ", kept, "Try now"),
                    Line::Replaced => ("This game is open in too many windows. Close some of them. ", kept, "Go on here"),
                    _ => return ().into_any(),
                };
                view! {
                    <p>
                        <Mark sign=Sign::Offline/>
                        <span>{words} {more}</span>
                    </p>
                    <button type="button" class="button" on:click=move |_| game.renew()>
                        {act}
                    </button>
                }
                    .into_any()
            }}
        </div>
    }
}

/// The polite live region. Present from the start, or screen readers do not watch it.
#[component]
pub fn Announcement(game: Game) -> impl IntoView {
    view! {
        <p class="quiet-text" aria-live="polite" data-testid="announcement">
            {move || game.announcement()}
        </p>
    }
}

/// Why the last act was refused.
#[component]
pub fn RefusalNotice(game: Game) -> impl IntoView {
    view! {
        <div role="alert">
            {move || match game.table.with(|table| table.refusal) {
                Some(refusal) => view! { <p class="live-refusal">{refusal.sentence()}</p> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

/// Seconds left as a number, and a bar that empties. Silent: the live region speaks for it.
#[component]
pub fn Timer(game: Game) -> impl IntoView {
    let seconds = game.seconds();
    let percent = move || game.percent().to_string() + "%";
    view! {
        <div
            class="live-timer"
            class:low=move || seconds.get().is_some_and(|seconds| seconds <= 5)
            role="timer"
            aria-live="off"
        >
            <Mark sign=Sign::Clock/>
            {match seconds.get_untracked() {
                Some(_) => {
                    view! {
                        <span class="live-seconds">{move || seconds.get().unwrap_or(0).to_string()}</span>
                        <span class="quiet-text">" seconds left"</span>
                        <svg class="live-bar" aria-hidden="true" focusable="false">
                            <rect width=percent height="100%"></rect>
                        </svg>
                    }
                        .into_any()
                }
                None => "No time limit".into_any(),
            }}
        </div>
    }
}

/// "Question 3 of 10", and what it is worth when that is not the usual.
#[component]
pub fn Progress(game: Game, asking: std::sync::Arc<Asking>) -> impl IntoView {
    let of = game.table.with_untracked(|table| table.game.as_ref().map_or(0, |game| game.questions));
    let number = ["Question ", &(asking.question + 1).to_string(), " of ", &of.to_string()].concat();
    let worth = match asking.weight {
        Weight::Zero => "No points",
        Weight::One => "",
        Weight::Two => "Double points",
    };
    view! {
        <p class="live-progress">
            {number}
            " "
            <span class="live-worth" hidden=worth.is_empty()>{worth}</span>
        </p>
    }
}

/// A heading that takes focus when the page changes, so that a screen reader starts at what is new.
#[component]
pub fn Headline(#[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    view! {
        <h2 class=class tabindex="-1" data-headline>
            {children()}
        </h2>
    }
}
