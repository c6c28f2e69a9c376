//! The people in the game, with "Remove" and "Remove and lock".

use convene_domain::quiz::game::wire::{Control, Refusal, SeatView};
use leptos::prelude::*;

use super::act::can_act;
use super::extra_time::ExtraTimeSwitch;
use super::undo::{Undo, UndoNotice};
use crate::live::game::Game;
use crate::live::state::Stage;
use crate::live::tiles::{Mark, Sign};
use crate::live::words::thousands;

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
    let locked = Memo::new(move |_| game.table.with(|table| table.locked));
    let present = Memo::new(move |_| seats.with(|seats| seats.iter().filter(|seat| !seat.removed).count()));
    let over = Memo::new(move |_| game.table.with(|table| matches!(table.stage, Stage::Finished(_))));
    view! {
        <section class="live-seats" aria-labelledby="seats-title">
            <h2 id="seats-title">
                "Players "
                <span class="live-note">{move || thousands(u32::try_from(present.get()).unwrap_or(u32::MAX))}</span>
            </h2>
            <ExtraTimeSwitch game/>
            <TurnedAwayNotice game/>
            <UndoNotice game undo/>
            {move || empty.get().then(|| view! { <p class="live-note">"Nobody yet. Show the PIN or the QR code."</p> })}
            <p class="live-note player-legend" aria-hidden="true" hidden=move || over.get() || present.get() == 0>
                <span><Mark sign=Sign::Wrong/> "Remove"</span>
                <span hidden=move || locked.get()><Mark sign=Sign::Lock/> "Remove and lock"</span>
            </p>
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
    let over = Memo::new(move |_| game.table.with(|table| matches!(table.stage, Stage::Finished(_))));
    // A locked game needs no second lock.
    let locked = Memo::new(move |_| game.table.with(|table| table.locked));
    let SeatView { seat: id, nickname: name, removed } = seat.clone();
    let (taken_out, locked_out) = (seat.clone(), seat);
    let kick = move || {
        game.control(Control::Kick { seat: id });
        undo.offer(taken_out.clone(), false);
    };
    let kick_and_lock = move || {
        game.control(Control::KickAndLock { seat: id });
        undo.offer(locked_out.clone(), true);
    };
    view! {
        <li class="player-row" class:removed=removed>
            <span class="player-name"><bdi>{name.clone()}</bdi></span>
            {match removed {
                true => {
                    let readmit = move || game.control(Control::Readmit { seat: id });
                    view! {
                        <SeatButton game hidden=over press=readmit>
                            "Let in again" <span class="quiet-text">" " <bdi>{name}</bdi></span>
                        </SeatButton>
                    }
                        .into_any()
                }
                false => {
                    let locking = Memo::new(move |_| over.get() || locked.get());
                    let again = name.clone();
                    view! {
                        <SeatButton game hidden=over press=kick>
                            <Mark sign=Sign::Wrong/>
                            <span class="quiet-text">"Remove " <bdi>{name}</bdi></span>
                        </SeatButton>
                        <SeatButton game hidden=locking press=kick_and_lock>
                            <Mark sign=Sign::Lock/>
                            <span class="quiet-text">"Remove and lock: " <bdi>{again}</bdi></span>
                        </SeatButton>
                    }
                        .into_any()
                }
            }}
        </li>
    }
}

/// Takes a press when the game does.
#[component]
fn SeatButton(
    game: Game,
    hidden: Memo<bool>,
    press: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    let idle = can_act(game);
    view! {
        <button
            type="button"
            class="button quiet dense player-act"
            hidden=move || hidden.get()
            aria-disabled=move || (!idle.get()).then_some("true")
            on:click=move |_| {
                if idle.get_untracked() {
                    press();
                }
            }
        >
            {children()}
        </button>
    }
}
