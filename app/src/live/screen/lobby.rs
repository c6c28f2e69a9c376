//! The lobby on the big screen: how to get in, and who is.

use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::words::{count, spaced_pin, thousands};

/// Most names shown at once; the newest stay.
const NAMES: usize = 48;

#[component]
pub fn LobbyView(game: Game, pin: String, join_url: String, qr_svg: String) -> impl IntoView {
    let players = Memo::new(move |_| game.table.with(|table| table.players));
    let locked = Memo::new(move |_| game.table.with(|table| table.locked));
    let names = Memo::new(move |_| {
        game.table.with(|table| {
            let inside = table.seats.iter().rev().filter(|seat| !seat.removed);
            inside.take(NAMES).map(|seat| (seat.seat, seat.nickname.clone())).collect::<Vec<_>>()
        })
    });
    let more = move || players.get().saturating_sub(NAMES as u32);
    view! {
        <div class="screen-lobby">
            <div class="screen-join">
                <div>
                    <p class="screen-address">"Join at " <bdi>{join_url}</bdi></p>
                    <p class="screen-label">"PIN"</p>
                    <p class="screen-pin"><bdi>{spaced_pin(&pin)}</bdi></p>
                </div>
                {(!qr_svg.is_empty())
                    .then(|| {
                        view! {
                            <div
                                class="screen-qr"
                                role="img"
                                aria-label="QR code of the join address"
                                inner_html=qr_svg
                            ></div>
                        }
                    })}
            </div>
            <h2 class="screen-count">
                {move || match players.get() {
                    0 => "Waiting for the first player".to_string(),
                    some => count(some, "player is in", "players are in"),
                }}
                {move || locked.get().then_some(" · locked")}
            </h2>
            <ul class="screen-names">
                <For
                    each=move || names.get()
                    key=|(seat, _)| *seat
                    children=|(_, name)| view! { <li><bdi>{name}</bdi></li> }
                />
            </ul>
            {move || {
                (more() > 0).then(|| view! { <p class="screen-more">"and " {thousands(more())} " more"</p> })
            }}
        </div>
    }
}
