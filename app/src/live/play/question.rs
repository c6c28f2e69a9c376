//! A question in a player's hand: choosing, sending, stored, time over.

use std::sync::Arc;

use convene_domain::quiz::Kind;
use convene_domain::quiz::game::wire::Asking;
use leptos::prelude::*;

use crate::live::game::Game;
use crate::live::state::{Answer, Line};
use crate::live::status::{Headline, Progress, Timer};
use crate::live::tiles::{Mark, Sign, TileFace, letters, tile_class};
use crate::live::words::factor;

/// How far this player is with the open question.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Choosing,
    Sending { online: bool },
    Stored(String),
    TimeUp,
}

#[component]
pub fn QuestionView(game: Game, asking: Arc<Asking>) -> impl IntoView {
    let multiple = asking.kind == Kind::Multiple;
    let seconds = game.seconds();
    let picked = Memo::new(move |_| game.table.with(|table| table.answer.choices().to_vec()));
    let step = Memo::new(move |_| {
        game.table.with(|table| match &table.answer {
            Answer::Stored(choices) => Step::Stored(letters(choices)),
            Answer::Sending(_) => Step::Sending { online: table.line == Line::Up },
            Answer::Choosing(_) if seconds.get() == Some(0) => Step::TimeUp,
            Answer::Choosing(_) => Step::Choosing,
        })
    });
    let done = Memo::new(move |_| step.get() != Step::Choosing);
    let extra = game.table.with_untracked(|table| table.you.as_ref().map_or(100, |you| you.extra_time));
    let tiles = (0..).zip(asking.choices.iter().cloned()).map(|(at, text)| {
        let is_picked = move || picked.with(|picked| picked.contains(&at));
        view! {
            <button
                type="button"
                class=tile_class(at)
                class:picked=is_picked
                aria-pressed=move || if is_picked() { "true" } else { "false" }
                aria-disabled=move || done.get().then_some("true")
                on:click=move |_| game.choose(at)
            >
                <TileFace at text/>
                <span class="tile-check"><Mark sign=Sign::Right/></span>
            </button>
        }
    });
    let tiles = tiles.collect_view();
    view! {
        <div class="live-question" class:done=move || done.get()>
            <div class="live-row">
                <Progress game asking=asking.clone()/>
                <Timer game/>
            </div>
            {(extra > 100 && asking.limit_ms.is_some())
                .then(|| view! { <p class="live-note">"Your time: " {factor(extra)} " times the usual"</p> })}
            <Headline focus=true class="live-prompt">{asking.prompt.clone()}</Headline>
            <StepNotice step multiple/>
            <div class="tiles" role="group" aria-label="Answers">{tiles}</div>
            {multiple.then(|| view! { <SendButton game picked done/> })}
        </div>
    }
}

/// The one line that says where you are: always in the same place, with its own sign and colour.
#[component]
fn StepNotice(step: Memo<Step>, multiple: bool) -> impl IntoView {
    move || {
        let (class, sign, text) = match step.get() {
            Step::Choosing if multiple => {
                ("live-step", None, "Mark all right answers, then send".to_string())
            }
            Step::Choosing => ("live-step", None, "Tap your answer".into()),
            Step::Sending { online: true } => ("live-step sending", Some(Sign::Clock), "Sending…".into()),
            Step::Sending { online: false } => (
                "live-step sending",
                Some(Sign::Offline),
                "No connection. Your answer is kept and sent again.".into(),
            ),
            Step::Stored(letters) => {
                ("live-step stored", Some(Sign::Stored), ["Answer stored: ", &letters].concat())
            }
            Step::TimeUp => ("live-step over", Some(Sign::Clock), "Time is up".into()),
        };
        view! {
            <p class=class>
                {sign.map(|sign| view! { <Mark sign/> })}
                <span>{text}</span>
            </p>
        }
    }
}

#[component]
fn SendButton(game: Game, picked: Memo<Vec<u8>>, done: Memo<bool>) -> impl IntoView {
    let none = move || picked.with(Vec::is_empty);
    view! {
        <button
            type="button"
            class="button primary wide live-send"
            aria-disabled=move || (none() || done.get()).then_some("true")
            on:click=move |_| game.submit()
        >
            "Send answer"
        </button>
    }
}

/// Time is over and the result is not out yet.
#[component]
pub fn ClosedView(game: Game, asking: Arc<Asking>) -> impl IntoView {
    let mine = Memo::new(move |_| game.table.with(|table| table.answer.choices().to_vec()));
    let stored = Memo::new(move |_| game.table.with(|table| matches!(table.answer, Answer::Stored(_))));
    let choices = asking.choices.clone();
    let tiles = move || {
        let stored = stored.get();
        let mine = mine.get();
        let own = mine.into_iter().filter(|_| stored).filter_map(|at| {
            let text = choices.get(usize::from(at))?.clone();
            Some(view! { <li class=tile_class(at)><TileFace at text/></li> })
        });
        own.collect_view()
    };
    view! {
        <div class="live-card over">
            <Progress game asking=asking.clone()/>
            <Headline focus=true class="live-big">"Time is up"</Headline>
            <p>
                {move || if stored.get() { "Your answer is stored:" } else { "No answer from you this time." }}
            </p>
            <ul class="tiles own">{tiles}</ul>
            <p class="live-note">"The right answer comes in a moment."</p>
        </div>
    }
}
