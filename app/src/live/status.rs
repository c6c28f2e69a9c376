//! What stands around every live page: the state of the connection, the timer, the live region.

use convene_domain::quiz::Weight;
use convene_domain::quiz::game::wire::Asking;
use leptos::html::H2;
use leptos::prelude::*;

use super::game::Game;
use super::state::Line;
use super::tiles::{Mark, Sign};

/// Says that the connection is gone, while it is.
#[component]
pub fn LineNotice(game: Game, kept: &'static str) -> impl IntoView {
    let line = game.line();
    view! {
        <div class="live-line" role="status">
            {move || {
                (line.get() == Line::Down)
                    .then(|| {
                        view! {
                            <p>
                                <Mark sign=Sign::Offline/>
                                <span>"Reconnecting… " {kept}</span>
                            </p>
                            <button type="button" class="button" on:click=move |_| game.renew()>
                                "Try now"
                            </button>
                        }
                    })
            }}
        </div>
    }
}

/// The polite live region. Present from the start, or screen readers do not watch it.
#[component]
pub fn Announcement(game: Game) -> impl IntoView {
    let text = game.announcement();
    view! {
        <p class="quiet-text" aria-live="polite" data-testid="announcement">
            {move || text.get()}
        </p>
    }
}

/// Why the last act was refused.
#[component]
pub fn RefusalNotice(game: Game) -> impl IntoView {
    let refusal = Memo::new(move |_| game.table.with(|table| table.refusal));
    view! {
        <div role="alert">
            {move || refusal.get().map(|refusal| view! { <p class="live-refusal">{refusal.sentence()}</p> })}
        </div>
    }
}

/// Seconds left as a number, and a bar that empties. Silent: the live region speaks for it.
#[component]
pub fn Timer(game: Game) -> impl IntoView {
    let seconds = game.seconds();
    let percent = game.percent();
    let low = Memo::new(move |_| seconds.get().is_some_and(|seconds| seconds <= 5));
    view! {
        <div class="live-timer" class:low=move || low.get() role="timer" aria-live="off">
            <Mark sign=Sign::Clock/>
            {move || match seconds.get() {
                Some(seconds) => {
                    view! {
                        <span class="live-seconds">{seconds}</span>
                        <span class="quiet-text">" seconds left"</span>
                        <svg class="live-bar" aria-hidden="true" focusable="false">
                            <rect width=move || percent.get().to_string() + "%" height="100%"></rect>
                        </svg>
                    }
                        .into_any()
                }
                None => view! { <span>"No time limit"</span> }.into_any(),
            }}
        </div>
    }
}

/// "Question 3 of 10", and what it is worth when that is not the usual.
#[component]
pub fn Progress(game: Game, asking: std::sync::Arc<Asking>) -> impl IntoView {
    let of = game.table.with_untracked(|table| table.game.as_ref().map_or(0, |game| game.questions));
    let worth = match asking.weight {
        Weight::Zero => Some("No points"),
        Weight::One => None,
        Weight::Two => Some("Double points"),
    };
    view! {
        <p class="live-progress">
            {["Question ", &(asking.question + 1).to_string(), " of ", &of.to_string()].concat()}
            {worth.map(|worth| view! { " " <span class="live-worth">{worth}</span> })}
        </p>
    }
}

/// A heading that takes focus when it appears, so that a screen reader starts at what is new.
#[component]
pub fn Headline(focus: bool, #[prop(optional)] class: &'static str, children: Children) -> impl IntoView {
    let heading = NodeRef::<H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get().filter(|_| focus) {
            _ = heading.focus();
        }
    });
    view! {
        <h2 class=class node_ref=heading tabindex="-1">
            {children()}
        </h2>
    }
}
