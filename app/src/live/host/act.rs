//! The buttons that move a game.

use convene_domain::quiz::game::wire::Control;
use leptos::html::Dialog;
use leptos::prelude::*;

use crate::live::controls::{doors, pause, pause_or_resume, primary};
use crate::live::game::Game;
use crate::live::state::{Line, Stage, Table};

/// The step a button offers now, if any.
type Offer = fn(&Table) -> Option<(Control, &'static str)>;

#[component]
pub fn Controls(game: Game) -> impl IntoView {
    let over = Memo::new(move |_| game.table.with(|table| matches!(table.stage, Stage::Finished(_))));
    view! {
        <div class="live-controls" role="group" aria-label="Game controls" hidden=move || over.get()>
            <ControlButton game offer=primary class="button primary wide" otherwise="Next"/>
            <ControlButton game offer=pause class="button" otherwise="Pause"/>
            <ControlButton game offer=doors class="button" otherwise="Lock the game"/>
            <EndButton game/>
        </div>
    }
}

/// One button whose name and act follow the game; it stays in place, so that focus stays on it.
#[component]
fn ControlButton(game: Game, offer: Offer, class: &'static str, otherwise: &'static str) -> impl IntoView {
    let label = Memo::new(move |_| game.table.with(|table| offer(table).map(|(_, label)| label)));
    let idle = can_act(game);
    view! {
        <button
            type="button"
            class=class
            aria-disabled=move || (label.get().is_none() || !idle.get()).then_some("true")
            on:click=move |_| act(game, offer)
        >
            {move || label.get().unwrap_or(otherwise)}
        </button>
    }
}

/// Ends the game after asking, because this cannot be undone.
#[component]
fn EndButton(game: Game) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let idle = can_act(game);
    let over = Memo::new(move |_| {
        game.table.with(|table| matches!(table.stage, Stage::Unknown | Stage::Finished(_)))
    });
    let off = move || over.get() || !idle.get();
    let ask = move |_| {
        if let Some(dialog) = dialog.get_untracked().filter(|_| !off()) {
            _ = dialog.show_modal();
        }
    };
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <button
            type="button"
            class="button danger"
            aria-disabled=move || off().then_some("true")
            on:click=ask
        >
            "End the game"
        </button>
        <dialog class="dialog" aria-labelledby="end-title" node_ref=dialog>
            <h2 id="end-title">"End the game now?"</h2>
            <p>"Everybody sees the podium at once. Questions that were not asked stay unasked."</p>
            <div class="live-controls">
                <button type="button" class="button" on:click=move |_| close()>
                    "Go on playing"
                </button>
                <button
                    type="button"
                    class="button danger"
                    on:click=move |_| {
                        close();
                        game.control(Control::End);
                    }
                >
                    "End the game"
                </button>
            </div>
        </dialog>
    }
}

/// Whether the game hears us and nothing is under way.
pub fn can_act(game: Game) -> Memo<bool> {
    Memo::new(move |_| game.table.with(|table| table.line == Line::Up && table.wish.is_none()))
}

fn act(game: Game, offer: Offer) {
    if let Some((control, _)) = game.table.with_untracked(offer) {
        game.control(control);
    }
}

/// Whether a key was a shortcut.
pub fn press(game: Game, key: &str) -> bool {
    match key {
        "n" | "N" => act(game, primary),
        "p" | "P" => act(game, pause_or_resume),
        _ => return false,
    }
    true
}
