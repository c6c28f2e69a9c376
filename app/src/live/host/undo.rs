//! What follows a removal for a moment: who was removed, and the way back.

use convene_domain::quiz::game::wire::{Control, SeatView};
use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use crate::live::browser::After;
use crate::live::game::Game;

/// How long "Undo" is offered, in milliseconds. Afterwards the person is still in the list, and can be let in.
#[cfg(feature = "hydrate")]
const UNDO_MS: f64 = 8_000.0;

/// The removal that can be undone now.
#[derive(Clone, Copy)]
pub struct Undo {
    /// Whom it was, and whether the game was locked with it.
    removed: RwSignal<Option<(SeatView, bool)>>,
    #[cfg(feature = "hydrate")]
    timer: StoredValue<Option<After>, LocalStorage>,
}

impl Undo {
    pub fn new() -> Self {
        Self {
            removed: RwSignal::new(None),
            #[cfg(feature = "hydrate")]
            timer: StoredValue::new_local(None),
        }
    }

    pub fn offer(self, seat: SeatView, locked: bool) {
        self.removed.set(Some((seat, locked)));
        self.run();
    }

    /// Starts the 8 seconds.
    fn run(self) {
        #[cfg(feature = "hydrate")]
        self.timer.set_value(Some(After::millis(UNDO_MS, move || self.removed.set(None))));
    }

    /// Stops the clock while somebody is on it.
    fn hold(self) {
        #[cfg(feature = "hydrate")]
        self.timer.set_value(None);
    }
}

#[component]
pub fn UndoNotice(game: Game, undo: Undo) -> impl IntoView {
    let back = move |_| {
        if let Some((seat, _)) = undo.removed.get_untracked() {
            game.control(Control::Readmit { seat: seat.seat });
            undo.hold();
            undo.removed.set(None);
        }
    };
    view! {
        <div
            class="live-undo"
            role="status"
            on:pointerenter=move |_| undo.hold()
            on:pointerleave=move |_| undo.run()
            on:focusin=move |_| undo.hold()
            on:focusout=move |_| undo.run()
        >
            {move || {
                undo.removed
                    .get()
                    .map(|(seat, locked)| {
                        // Undone is the removal; the doors have a button of their own.
                        let (told, act) = match locked {
                            true => (" was removed and the game is locked.", "Let in again"),
                            false => (" was removed.", "Undo"),
                        };
                        view! {
                            <p><bdi>{seat.nickname}</bdi> {told}</p>
                            <button type="button" class="button dense" on:click=back>
                                {act}
                            </button>
                        }
                    })
            }}
        </div>
    }
}
