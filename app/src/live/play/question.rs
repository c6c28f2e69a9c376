//! A question in a player's hand: choosing, sending, stored, time over.

use std::sync::Arc;

use convene_domain::quiz::Kind;
use convene_domain::quiz::game::wire::Asking;
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::state::{Answer, Line, Table};
use crate::live::status::{Headline, Progress, Timer};
use crate::live::tiles::{Mark, Sign, TileFace, letters, tile_class};
use crate::live::words::{EXTRA_TIME_OFF, factor};

/// How far this player is with the open question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Choosing,
    Sending,
    /// Chosen without a connection.
    Kept,
    Stored,
    TimeUp,
}

#[component]
pub fn QuestionView(game: Game, asking: Arc<Asking>) -> impl IntoView {
    let multiple = asking.kind == Kind::Multiple;
    let seconds = game.seconds();
    let step = Memo::new(move |_| {
        let is_over = seconds.get() == Some(0);
        game.table.with(|table| match table.answer {
            Answer::Stored(_) => Step::Stored,
            Answer::Sending(_) if table.line == Line::Up => Step::Sending,
            Answer::Sending(_) => Step::Kept,
            Answer::Choosing(_) if is_over => Step::TimeUp,
            Answer::Choosing(_) => Step::Choosing,
        })
    });
    let done = Memo::new(move |_| step.get() != Step::Choosing);
    let extra = game.table.with_untracked(extra_time);
    let untold = extra.is_empty() || asking.limit_ms.is_none();
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        view! {
            <button
                type="button"
                class=tile_class(at)
                class:picked=move || is_picked(game, at)
                aria-pressed=move || Some(if is_picked(game, at) { "true" } else { "false" })
                aria-disabled=move || done.get().then_some("true")
                on:click=move |_| game.choose(at)
            >
                <TileFace at text/>
                <span class="tile-check"><Mark sign=Sign::Right/></span>
            </button>
        }
        .into_any()
    });
    let tiles = tiles.collect_view();
    // Long questions are set smaller, or their answers would be below the fold.
    let prompt = if asking.prompt.len() > 160 { "live-prompt long" } else { "live-prompt" };
    view! {
        <div class="live-question" class:done=move || done.get()>
            <div class="live-row">
                <Progress game asking=asking.clone()/>
                <Timer game/>
            </div>
            <p class="live-note" hidden=untold>{extra}</p>
            <Headline class=prompt>{asking.prompt.clone()}</Headline>
            {move || step_notice(game, step.get(), multiple)}
            <div class="tiles" role="group" aria-label="Answers">
                {tiles}
            </div>
            <button
                type="button"
                class="button primary wide live-send"
                hidden=!multiple
                aria-disabled=move || {
                    let none = game.table.with(|table| table.answer.choices().is_empty());
                    (none || done.get()).then_some("true")
                }
                on:click=move |_| game.submit()
            >
                "Send answer"
                <kbd class="hover-key" aria-hidden="true">"Enter"</kbd>
            </button>
        </div>
    }
}

/// What a player with extra time is told of it beside a question; nothing for others.
fn extra_time(table: &Table) -> String {
    match &table.you {
        Some(you) if you.extra_time_off => EXTRA_TIME_OFF.to_owned(),
        Some(you) if you.extra_time > 100 => {
            ["Your time: ", &factor(you.extra_time), " times the usual"].concat()
        }
        _ => String::new(),
    }
}

fn is_picked(game: Game, at: u8) -> bool {
    game.table.with(|table| table.answer.choices().contains(&at))
}

/// The one line that says where you are: always in the same place, with its own sign and colour.
fn step_notice(game: Game, step: Step, multiple: bool) -> AnyView {
    let (class, sign, text) = match step {
        Step::Choosing if multiple => {
            ("live-step choosing", Sign::None, "Mark all right answers, then send".to_owned())
        }
        Step::Choosing => ("live-step choosing", Sign::None, "Tap your answer".to_owned()),
        Step::Sending => ("live-step sending", Sign::Clock, "Sending…".to_owned()),
        Step::Kept => (
            "live-step sending",
            Sign::Offline,
            "No connection. Your answer is kept and sent again.".to_owned(),
        ),
        Step::Stored => {
            let mine = game.table.with(|table| letters(table.answer.choices()));
            ("live-step stored", Sign::Stored, ["Answer stored: ", &mine].concat())
        }
        Step::TimeUp => ("live-step over", Sign::Clock, "Time is up".to_owned()),
    };
    view! {
        <p class=class>
            <Mark sign/>
            <span>{text}</span>
        </p>
    }
    .into_any()
}

/// Time is over and the result is not out yet.
#[component]
pub fn ClosedView(game: Game, asking: Arc<Asking>) -> impl IntoView {
    let stored = move || game.table.with(|table| matches!(table.answer, Answer::Stored(_)));
    let choices = asking.choices.clone();
    let tiles = move || {
        let mine = match stored() {
            true => game.table.with(|table| table.answer.choices().to_vec()),
            false => Vec::new(),
        };
        let own = mine.into_iter().filter_map(|at| {
            let text = choices.get(usize::from(at))?.clone();
            Some(view! { <li class=tile_class(at)><TileFace at text/></li> }.into_any())
        });
        own.collect_view().into_any()
    };
    view! {
        <div class="live-card over">
            <Progress game asking=asking.clone()/>
            <Headline class="live-big">"Answers are closed"</Headline>
            <p>
                {move || String::from(if stored() { "Your answer is stored:" } else { "No answer from you this time." })}
            </p>
            <ul class="tiles own">{tiles}</ul>
            <p class="live-note">"The right answer comes in a moment."</p>
        </div>
    }
}
