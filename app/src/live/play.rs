//! The player's page: question and answers in the hand, and states that cannot be confused.

mod outcome;
mod question;

use std::sync::Arc;

use convene_domain::quiz::game::wire::{Asking, Audience, Finished, Revealed};
use leptos::prelude::*;

use self::outcome::{FinishedView, ResultView};
use self::question::{ClosedView, QuestionView};
use super::game::Game;
use super::keys::KeysSwitch;
use super::state::{Line, Stage, Table};
use super::status::{Announcement, Headline, LineNotice, RefusalNotice};
use super::tiles::{Mark, Sign, position};
use super::words::{EXTRA_TIME_OFF, factor, thousands};

/// What a player's page shows. Equal values are the same view, left alone.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Connecting,
    NoSeat,
    Removed,
    Lobby,
    Question(Arc<Asking>),
    Paused,
    Closed(Arc<Asking>),
    Result(Arc<Revealed>),
    Finished(Arc<Finished>),
}

impl Shown {
    fn of(table: &Table) -> Self {
        if table.line == Line::Stopped || (table.game.is_some() && table.you.is_none()) {
            return Self::NoSeat;
        }
        if table.is_removed() {
            return Self::Removed;
        }
        match &table.stage {
            Stage::Unknown => Self::Connecting,
            Stage::Lobby => Self::Lobby,
            Stage::Asking(asking) => Self::Question(asking.clone()),
            Stage::Paused(_) => Self::Paused,
            Stage::Closed(asking) => Self::Closed(asking.clone()),
            Stage::Revealed(revealed) => Self::Result(revealed.clone()),
            Stage::Finished(finished) => Self::Finished(finished.clone()),
        }
    }
}

/// A game from a player's side. `keys` is whether the keys 1–6 and A–F answer at first; players can switch it.
#[island]
pub fn PlayGame(pin: String, title: String, nickname: String, keys: bool) -> impl IntoView {
    let game = Game::join(&pin, Audience::Player);
    let keys = RwSignal::new(keys);
    game.on_key(move |key| keys.get_untracked() && press(game, key));
    let shown = Memo::new(move |_| game.table.with(Shown::of));
    let score = move || {
        let score = game.table.with(|table| table.you.as_ref().map(|you| you.score));
        score.map_or(String::new(), |score| thousands(score) + " points")
    };
    let mut before = Shown::Connecting;
    let join = ["/quiz/", &pin].concat();
    view! {
        <section class="live live-play">
            <header class="live-head">
                <h1 class="live-title">{title}</h1>
                <p class="live-me">
                    <bdi class="live-name">{nickname.clone()}</bdi>
                    " "
                    <span class="live-score">{score}</span>
                </p>
            </header>
            <LineNotice game kept="Your seat is kept."/>
            <div class="live-stage">
                {move || {
                    let now = shown.get();
                    // Not on the first view after loading: that would skip what stands above it.
                    if before != Shown::Connecting && before != now {
                        game.focus_headline();
                    }
                    before = now.clone();
                    stage(game, now, &nickname, &join)
                }}
            </div>
            <RefusalNotice game/>
            <footer class="live-foot">
                <KeysSwitch on=keys label="Keys 1–6 and A–F answer"/>
            </footer>
            <Announcement game/>
        </section>
    }
}

/// One view per state, each with a headline of its own.
fn stage(game: Game, shown: Shown, nickname: &str, join: &str) -> AnyView {
    match shown {
        Shown::Connecting => view! {
            <div class="live-card">
                <p class="live-big">"Connecting…"</p>
            </div>
        }
        .into_any(),
        Shown::NoSeat => view! {
            <div class="live-card">
                <Headline>"You have no seat in this game"</Headline>
                <p>"Join with the PIN, in this browser."</p>
                <a class="button primary" href=join.to_string()>"Join"</a>
            </div>
        }
        .into_any(),
        Shown::Removed => view! {
            <div class="live-card">
                <Headline>"The host has removed you"</Headline>
                <p>"If that was a mistake, ask the host to let you in again. This page then goes on by itself."</p>
            </div>
        }
        .into_any(),
        Shown::Lobby => lobby(game, nickname),
        Shown::Paused => view! {
            <div class="live-card paused">
                <Mark sign=Sign::Pause/>
                <Headline>"Paused"</Headline>
                <p>"The host has stopped the clock. The question comes back with the time that was left."</p>
            </div>
        }
        .into_any(),
        Shown::Question(asking) => view! { <QuestionView game asking/> }.into_any(),
        Shown::Closed(asking) => view! { <ClosedView game asking/> }.into_any(),
        Shown::Result(revealed) => view! { <ResultView game revealed/> }.into_any(),
        Shown::Finished(finished) => view! { <FinishedView game finished/> }.into_any(),
    }
}

fn lobby(game: Game, nickname: &str) -> AnyView {
    let nickname = nickname.to_string();
    view! {
        <div class="live-card">
            <Headline class="live-big">
                "You’re in, " <bdi>{nickname}</bdi>
            </Headline>
            <p>"Look for your name on the big screen. Questions and answers appear here."</p>
            <p class="live-note" role="status">{move || extra_time(game)}</p>
        </div>
    }
    .into_any()
}

/// What a player with extra time is told of it in the lobby.
fn extra_time(game: Game) -> Option<String> {
    game.table.with(|table| match &table.you {
        Some(you) if you.extra_time_off => Some(EXTRA_TIME_OFF.to_owned()),
        Some(you) if you.extra_time > 100 => {
            Some(["You have ", &factor(you.extra_time), " times the usual time."].concat())
        }
        _ => None,
    })
}

/// Whether a key was an answer.
fn press(game: Game, key: &str) -> bool {
    let asking = game.table.with_untracked(|table| matches!(table.stage, Stage::Asking(_)));
    match position(key) {
        Some(at) if asking => game.choose(at),
        // A single answer is sent by its own key.
        None if asking && key == "Enter" => game.submit(),
        _ => return false,
    }
    true
}
