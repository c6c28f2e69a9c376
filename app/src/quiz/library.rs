//! `/quizzes`: the library; `/quizzes/new`: a new quiz.

use std::collections::HashMap;

use convene_domain::Time;
use convene_domain::account::Act;
use convene_domain::id::QuizId;
use convene_service::quiz::library::{self, Listed, SUMMARY_CHARS, Shelf, TITLE_CHARS};
use convene_service::quiz::results::{Listed as GameListed, State};
use convene_service::quiz::{game, played};
use leptos::prelude::*;

use super::words::{count, spaced};
use crate::page::{Page, PageResult};
use crate::parts::{
    Badge, Button, ButtonKind, Card, EmptyState, ErrorSummary, Field, Form, FormActions, FormState,
    LinkButton, Notice, PageHeader, Symbol, TabLink, Tabs, TextArea, Tone, When,
};
use crate::request::Request;

/// The address of a shelf.
fn address(shelf: Shelf) -> &'static str {
    match (shelf.everybody, shelf.archived) {
        (false, false) => "/quizzes",
        (false, true) => "/quizzes?shelf=archive",
        (true, false) => "/quizzes?of=everybody",
        (true, true) => "/quizzes?of=everybody&shelf=archive",
    }
}

pub async fn show(request: Request) -> PageResult {
    let oversees = request.may(Act::OverseeQuizzes);
    let shelf = Shelf {
        everybody: oversees && request.query("of") == Some("everybody"),
        archived: request.query("shelf") == Some("archive"),
    };
    let (service, viewer) = (&request.service, &request.viewer);
    let here = library::list(service, viewer, shelf).await?;
    let other = library::list(service, viewer, Shelf { archived: !shelf.archived, ..shelf }).await?;
    let played = played::last(service, viewer, shelf).await?;
    let running = game::list_mine(service, viewer).await?;
    let form = request.form.clone();
    Ok(Page::new("Quizzes", move || {
        let (current, archived) = if shelf.archived { (&other, &here) } else { (&here, &other) };
        let tab = |label, archived, listed: &Vec<Listed>| {
            let to = Shelf { archived, ..shelf };
            // What has no question cannot be played.
            let count = listed.iter().filter(|quiz| archived || quiz.questions > 0).count();
            TabLink::new(address(to), label, to == shelf).count(count as u64)
        };
        let tabs = vec![tab("Ready to play", false, current), tab("Archive", true, archived)];
        view! {
            <PageHeader title="Quizzes" lead="Write questions once, host them as often as you like."
                actions=|| view! {
                    <LinkButton href="/quizzes/import" icon=Symbol::Upload>"Import a file"</LinkButton>
                    <LinkButton href="/quizzes/new" kind=ButtonKind::Primary icon=Symbol::Plus>"New quiz"</LinkButton>
                }/>
            <ErrorSummary form=form/>
            {running_games(running)}
            {oversees.then(|| whose(shelf))}
            <Tabs label="Shelves" tabs=tabs/>
            {if here.is_empty() { nothing(shelf) } else { cards(&request, here, &played, shelf) }}
        }
    }))
}

/// The way back to games that are not over, for who hosts them.
fn running_games(games: Vec<GameListed>) -> Option<impl IntoView> {
    let lines = games
        .into_iter()
        .filter(|game| game.state != State::Finished)
        .filter_map(|game| {
            let pin = game.pin?;
            let state = if game.state == State::Lobby { " is in its lobby: " } else { " is running: " };
            let href = format!("/quiz/{pin}/host");
            Some(view! {
                <p>"Game "<bdi class="number">{spaced(&pin)}</bdi>", "<bdi>{game.title}</bdi>","{state}<a href=href>"go back"</a></p>
            })
        })
        .collect::<Vec<_>>();
    (!lines.is_empty()).then(|| view! { <div class="running-games"><Notice>{lines}</Notice></div> })
}

/// For those who see the quizzes of others: whose are listed.
fn whose(shelf: Shelf) -> impl IntoView + use<> {
    let own = Shelf { everybody: false, ..shelf };
    let all = Shelf { everybody: true, ..shelf };
    let tabs = vec![
        TabLink::new(address(own), "My quizzes", own == shelf),
        TabLink::new(address(all), "Everybody's", all == shelf),
    ];
    view! { <Tabs label="Whose quizzes" tabs=tabs/> }
}

fn nothing(shelf: Shelf) -> AnyView {
    if shelf.archived {
        return view! {
            <EmptyState title="The archive is empty." example="Quizzes you put away wait here; their results stay."/>
        }
        .into_any();
    }
    view! {
        <EmptyState title="There is no quiz yet." example="Bring one you have: Moodle GIFT or Aiken, CSV or a Kahoot sheet.">
            <LinkButton href="/quizzes/new" kind=ButtonKind::Primary icon=Symbol::Plus>"Write a quiz"</LinkButton>
            <LinkButton href="/quizzes/import" icon=Symbol::Upload>"Import a file"</LinkButton>
        </EmptyState>
    }
    .into_any()
}

fn cards(request: &Request, quizzes: Vec<Listed>, played: &HashMap<QuizId, Time>, shelf: Shelf) -> AnyView {
    let card = |quiz: Listed| {
        let last = played.get(&quiz.id).copied();
        view! { <li>{card(request, quiz, last, shelf)}</li> }
    };
    let cards = quizzes.into_iter().map(card).collect_view();
    view! { <ul class="cards">{cards}</ul> }.into_any()
}

fn card(request: &Request, quiz: Listed, last: Option<Time>, shelf: Shelf) -> impl IntoView + use<> {
    let (word, at) = last.map_or(("Changed ", quiz.updated_at), |last| ("Last played ", last));
    let moment = request.moment(at);
    let href = format!("/quizzes/{}", quiz.id);
    let questions = count(usize::try_from(quiz.questions).unwrap_or(0), "question", "questions");
    let empty = quiz.questions == 0;
    let owner = shelf.everybody.then(|| quiz.owner_name.clone());
    let host = format!("{href}#host");
    let label = format!("Host {}", quiz.title);
    view! {
        <Card class="quiz-card" title=quiz.title.clone() href=href.clone() level=2>
            <div class="stack tight">
                {owner.map(|owner| view! { <p class="small"><Badge><bdi>{owner}</bdi></Badge></p> })}
                <p class="muted" dir="auto">{quiz.summary.clone()}</p>
            </div>
            <div>
                <p class="card-foot">
                    {if empty { view! { <Badge tone=Tone::Warning>"No questions yet"</Badge> }.into_any() }
                     else { view! { <span>{questions}</span> }.into_any() }}
                    <span>{word}<When datetime=moment.datetime text=moment.day distance=moment.distance/></span>
                </p>
                <div class="quiz-acts">
                    {(!shelf.archived && !empty).then(|| view! {
                        <LinkButton href=host kind=ButtonKind::Primary dense=true icon=Symbol::Play label=label>"Host"</LinkButton>
                    })}
                    <CardActs quiz=quiz archived=shelf.archived action=address(shelf)/>
                </div>
            </div>
        </Card>
    }
}

/// Duplicate, put away, take out. Posts to the shelf the card stands on, so that one lands there again.
#[component]
fn CardActs(quiz: Listed, archived: bool, action: &'static str) -> impl IntoView {
    let (act, word, icon) = if archived {
        ("restore", "Take out", Symbol::Undo)
    } else {
        ("archive", "Archive", Symbol::Archive)
    };
    view! {
        <form method="post" action=action class="row">
            <input type="hidden" name="quiz" value=quiz.id.to_string()/>
            {(!archived).then(|| view! {
                <Button kind=ButtonKind::Quiet dense=true icon=Symbol::Copy name="act" value="duplicate"
                    label=format!("Duplicate {}", quiz.title)>"Duplicate"</Button>
            })}
            <Button kind=ButtonKind::Quiet dense=true icon=icon name="act" value=act
                label=format!("{word}: {}", quiz.title)>{word}</Button>
        </form>
    }
}

pub async fn new(request: Request) -> PageResult {
    request.viewer.allowed(Act::HostQuizzes)?;
    let form = request.form.clone();
    Ok(Page::new("New quiz", move || {
        view! {
            <PageHeader title="New quiz" above=("/quizzes".to_owned(), "Quizzes".to_owned())/>
            <Form form=form.clone() class="card">
                <Names form=form title=String::new() summary=String::new()/>
                <FormActions>
                    <Button kind=ButtonKind::Primary>"Create and add questions"</Button>
                    <LinkButton href="/quizzes/import" kind=ButtonKind::Quiet>"Import a file instead"</LinkButton>
                </FormActions>
            </Form>
        }
    }))
}

/// Title and summary.
#[component]
pub fn Names(form: FormState, title: String, summary: String) -> impl IntoView {
    view! {
        <Field form=form.clone() name="title" label="Title" value=title maxlength=TITLE_CHARS as u32
            hint="What players see on the big screen."/>
        <TextArea form=form name="summary" label="Summary" value=summary optional=true rows=2
            maxlength=SUMMARY_CHARS as u32 hint="For you and the team: who it is for, what it covers."/>
    }
}
