//! The people in the game, with "Remove" and its undo.

use convene_domain::quiz::game::wire::{Control, Refusal, SeatView};
use leptos::prelude::*;

use super::act::can_act;
#[cfg(feature = "hydrate")]
use crate::live::browser::After;
use crate::live::game::Game;
use crate::live::state::Stage;
use crate::live::tiles::{Mark, Sign};
use crate::live::words::thousands;

/// How long "Undo" is offered, in milliseconds. Afterwards the person is still in the list, and can be let in.
#[cfg(feature = "hydrate")]
const UNDO_MS: f64 = 8_000.0;

#[component]
pub fn Seats(game: Game) -> impl IntoView {
    let undo = Undo::new();
    let seats = Memo::new(move |_| {
        game.table.with(|table| {
            let mut seats = table.seats.clone();
            seats.sort_by_key(|seat| seat.removed);
            seats
        })
    });
    let empty = Memo::new(move |_| seats.with(Vec::is_empty));
    let present = Memo::new(move |_| seats.with(|seats| seats.iter().filter(|seat| !seat.removed).count()));
    view! {
        <section class="live-seats" aria-labelledby="seats-title">
            <h2 id="seats-title">
                "Players "
                <span class="live-note">{move || thousands(u32::try_from(present.get()).unwrap_or(u32::MAX))}</span>
            </h2>
            <TurnedAwayNotice game/>
            <UndoNotice game undo/>
            {move || empty.get().then(|| view! { <p class="live-note">"Nobody yet. Show the PIN or the QR code."</p> })}
            <ul class="player-list">
                <For
                    each=move || seats.get()
                    key=|seat| (seat.seat, seat.removed)
                    children=move |seat| view! { <SeatRow game undo seat/> }
                />
            </ul>
        </section>
    }
}

/// What the host can do about newcomers who are turned away.
const fn advice(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Full => "Every seat of this game is taken, so nobody new can join. Whoever is in plays on.",
        _ => {
            "Very many people have joined from one network in a few minutes, so the next ones from there have to wait. \
            Look at the names below. If you do not know them, lock the game."
        }
    }
}

/// Says that newcomers are turned away, until the host has taken note.
#[component]
fn TurnedAwayNotice(game: Game) -> impl IntoView {
    let why = Memo::new(move |_| game.table.with(|table| table.turned_away));
    view! {
        <div class="live-line" role="status">
            {move || {
                why.get()
                    .map(|refusal| {
                        view! {
                            <p>{advice(refusal)}</p>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| game.table.update(|table| table.turned_away = None)
                            >
                                "Got it"
                            </button>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn SeatRow(game: Game, undo: Undo, seat: SeatView) -> impl IntoView {
    let idle = can_act(game);
    let over = Memo::new(move |_| game.table.with(|table| matches!(table.stage, Stage::Finished(_))));
    let id = seat.seat;
    let name = seat.nickname.clone();
    let removed = seat.removed;
    let act = move |_| {
        if !idle.get_untracked() {
            return;
        }
        if removed {
            game.control(Control::Readmit { seat: id });
        } else {
            game.control(Control::Kick { seat: id });
            undo.offer(seat.clone());
        }
    };
    view! {
        <li class="player-row" class:removed=removed>
            <span class="player-name"><bdi>{name.clone()}</bdi></span>
            <button
                type="button"
                class="button quiet dense player-act"
                hidden=move || over.get()
                aria-disabled=move || (!idle.get()).then_some("true")
                on:click=act
            >
                {match removed {
                    true => view! { "Let in again" }.into_any(),
                    false => view! { <Mark sign=Sign::Wrong/><span class="quiet-text">"Remove"</span> }.into_any(),
                }}
                <span class="quiet-text">" " <bdi>{name.clone()}</bdi></span>
            </button>
        </li>
    }
}

/// The removal that can be undone now.
#[derive(Clone, Copy)]
struct Undo {
    seat: RwSignal<Option<SeatView>>,
    #[cfg(feature = "hydrate")]
    timer: StoredValue<Option<After>, LocalStorage>,
}

impl Undo {
    fn new() -> Self {
        Self {
            seat: RwSignal::new(None),
            #[cfg(feature = "hydrate")]
            timer: StoredValue::new_local(None),
        }
    }

    fn offer(self, seat: SeatView) {
        self.seat.set(Some(seat));
        self.run();
    }

    /// Starts the 8 seconds.
    fn run(self) {
        #[cfg(feature = "hydrate")]
        self.timer.set_value(Some(After::millis(UNDO_MS, move || self.seat.set(None))));
    }

    /// Stops the clock while somebody is on it.
    fn hold(self) {
        #[cfg(feature = "hydrate")]
        self.timer.set_value(None);
    }
}

#[component]
fn UndoNotice(game: Game, undo: Undo) -> impl IntoView {
    let back = move |_| {
        if let Some(seat) = undo.seat.get_untracked() {
            game.control(Control::Readmit { seat: seat.seat });
            undo.hold();
            undo.seat.set(None);
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
                undo.seat
                    .get()
                    .map(|seat| {
                        view! {
                            <p><bdi>{seat.nickname}</bdi> " was removed."</p>
                            <button type="button" class="button dense" on:click=back>
                                "Undo"
                            </button>
                        }
                    })
            }}
        </div>
    }
}
