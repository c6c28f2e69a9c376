//! The results as one player sees them: their own answers and why the right ones are right.

use convene_service::quiz::results::{OwnAnswer, PlayerResults};
use leptos::prelude::*;

use super::super::words::{self, ordinal, thousands};
use super::played;
use crate::page::Page;
use crate::parts::{AnswerShape, Badge, LinkButton, Notice, PageHeader, Section, Stat, Symbol, Tone};
use crate::request::Request;

pub fn page(request: &Request, results: PlayerResults) -> Page {
    let moment = played(request, results.finished_at);
    let guest = request.viewer.person.is_none();
    let path = request.path.clone();
    Page::new(format!("My results: {}", results.title), move || {
        let row = results.row;
        let asked = results.questions.len();
        let rank = row.rank.map_or_else(|| "None".to_owned(), ordinal);
        let questions =
            results.questions.into_iter().enumerate().map(|(at, own)| question(at, own)).collect_view();
        view! {
            <PageHeader title=results.title lead=format!("How you did as \u{2068}{}\u{2069}.", row.nickname)/>
            <div class="stack loose">
                <p class="meta">{moment}</p>
                <dl class="stats">
                    <Stat label="Rank" value=rank note=format!("of {}", words::count(results.players as usize, "player", "players"))/>
                    <Stat label="Points" value=thousands(row.score as usize)/>
                    <Stat label="Right" value=format!("{} of {asked}", row.correct)/>
                </dl>
                {row.rank.is_none().then(|| view! {
                    <Notice tone=Tone::Warning>"The host removed you from this game, so you have no rank."</Notice>
                })}
                {guest.then(|| keep(&path))}
                <Section id="questions" title="Your answers">
                    <ol class="question-list">{questions}</ol>
                </Section>
            </div>
        }
    })
}

/// For somebody without an account: how to keep these results.
fn keep(path: &str) -> impl IntoView + use<> {
    let href = format!("/sign-in?next={path}");
    view! {
        <Notice title="Only this browser can open this page">
            <p>"Sign in to keep these results with your account. An e-mail address is enough."</p>
            <LinkButton href=href dense=true>"Sign in"</LinkButton>
        </Notice>
    }
}

fn question(at: usize, own: OwnAnswer) -> impl IntoView {
    let verdict = match (&own.picked, own.correct) {
        (None, _) => view! { <Badge>"No answer"</Badge> }.into_any(),
        (_, true) => view! { <Badge tone=Tone::Success icon=Symbol::Check>"Right"</Badge> }.into_any(),
        (_, false) => view! { <Badge tone=Tone::Danger icon=Symbol::X>"Not right"</Badge> }.into_any(),
    };
    let points = match own.bonus {
        0 => format!("{} points", thousands(own.points as usize)),
        bonus => format!("{} points, {bonus} of them for the streak", thousands(own.points as usize)),
    };
    let picked = own.picked.unwrap_or_default();
    let choices = own.question.choices.into_iter().enumerate().map(|(at, choice)| {
        let mine = picked.iter().any(|position| usize::from(*position) == at);
        let note = match (mine, choice.correct) {
            (true, true) => " – your answer, right",
            (true, false) => " – your answer",
            (false, true) => " – right",
            (false, false) => "",
        };
        view! {
            <li class=if choice.correct { "is-right" } else { "" }>
                <AnswerShape index=at/>
                <span><bdi>{choice.text}</bdi>{note}</span>
            </li>
        }
    });
    let choices = choices.collect_view();
    view! {
        <li class="question-item">
            <span class="question-number" aria-hidden="true">{at + 1}</span>
            <div class="question-body">
                <h3 dir="auto">{own.question.prompt}</h3>
                <p class="row">{verdict}<span class="muted">{points}</span></p>
                <ul class="answer-list">{choices}</ul>
                {own.question.explanation.map(|text| view! { <p class="muted" dir="auto">{text}</p> })}
            </div>
        </li>
    }
}
