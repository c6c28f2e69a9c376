//! The host's page, on a phone or a desk: what the game does now, the next step, the people in it.

mod act;
mod board;
mod extra_time;
mod seats;
mod undo;

use convene_domain::quiz::game::wire::Audience;
use leptos::prelude::*;

use self::act::{Controls, press};
use self::board::Board;
use self::seats::Seats;
use super::controls;
use super::game::Game;
use super::keys::KeysSwitch;
use super::state::{Line, Stage, Table};
use super::status::{Announcement, LineNotice, RefusalNotice};
use super::words::count;

/// A game from its host's side. `results` is the address of the page the results stay on.
#[island]
pub fn HostGame(pin: String, title: String, join_url: String, results: String) -> impl IntoView {
    let game = Game::join(&pin, Audience::Host);
    let keys = RwSignal::new(true);
    game.on_key(move |key| keys.get_untracked() && press(game, key));
    let phase = Memo::new(move |_| game.table.with(controls::phase));
    let players = Memo::new(move |_| game.table.with(|table| table.players));
    let stopped = Memo::new(move |_| game.table.with(|table: &Table| table.line == Line::Stopped));
    let over = Memo::new(move |_| game.table.with(|table: &Table| matches!(table.stage, Stage::Finished(_))));
    let screen = ["/quiz/", &pin, "/screen"].concat();
    view! {
        <section class="live live-host" class:over=move || over.get()>
            <header class="live-head">
                <h1 class="live-title">{title}</h1>
                <p class="live-me">
                    "PIN " <bdi class="live-pin">{pin.clone()}</bdi>
                    " · "
                    <span>{move || count(players.get(), "player", "players")}</span>
                </p>
                <p class="live-links">
                    <a href=screen target="_blank">"Open the big screen"</a>
                </p>
            </header>
            <LineNotice game kept="The game goes on; nothing is lost."/>
            {move || {
                stopped
                    .get()
                    .then(|| {
                        view! {
                            <p class="live-refusal" role="alert">
                                "You may not steer this game, or not any more. Sign in as one of its hosts, or ask them to add you."
                            </p>
                        }
                    })
            }}
            <p class="live-phase">{move || phase.get()}</p>
            <Controls game/>
            <RefusalNotice game/>
            <div class="live-desk">
                <Board game pin join_url results/>
                <Seats game/>
            </div>
            <footer class="live-foot" hidden=move || over.get()>
                <KeysSwitch on=keys label="Keys: N goes on, P pauses and resumes"/>
            </footer>
            <Announcement game/>
        </section>
    }
}
