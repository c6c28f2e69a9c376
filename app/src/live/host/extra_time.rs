//! Extra time, as far as hosts know of it: how many have it, and the switch.

use leptos::prelude::*;

use super::act::can_act;
use crate::live::controls::{extra_time, extra_time_note, is_question_open};
use crate::live::game::Game;
use crate::live::state::Stage;

/// Stays hidden in a game in which nobody has extra time.
#[component]
pub fn ExtraTimeSwitch(game: Game) -> impl IntoView {
    let idle = can_act(game);
    let open = Memo::new(move |_| game.table.with(is_question_open));
    let note = Memo::new(move |_| game.table.with(extra_time_note));
    let label = Memo::new(move |_| game.table.with(|table| extra_time(table).1));
    let shown = Memo::new(move |_| {
        game.table.with(|table| {
            let matters = table.extra_time.off || table.extra_time.players > 0;
            matters && !matches!(table.stage, Stage::Unknown | Stage::Finished(_))
        })
    });
    let press = move |_| {
        if idle.get_untracked() && !open.get_untracked() {
            game.control(game.table.with_untracked(|table| extra_time(table).0));
        }
    };
    view! {
        <div class="live-extra" hidden=move || !shown.get()>
            <p class="live-note">{move || note.get()}</p>
            <button
                type="button"
                class="button dense"
                aria-disabled=move || (open.get() || !idle.get()).then_some("true")
                on:click=press
            >
                {move || label.get()}
            </button>
        </div>
    }
}
