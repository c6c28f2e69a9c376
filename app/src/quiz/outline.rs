//! `/quizzes/{quiz}`: one quiz: its name, its questions in their order, hosting it.

use convene_domain::id::QuizId;
use convene_domain::quiz::question::QUESTIONS;
use convene_service::quiz::library::{self, Full, Numbered};
use leptos::prelude::*;

use super::library::Names;
use super::words;
use crate::page::{Page, PageResult};
use crate::parts::{
    AnswerShape, Badge, Button, ButtonKind, CheckboxField, Choice, EmptyState, ErrorSummary, Field,
    FieldKind, Form, FormActions, FormState, LinkButton, Notice, PageHeader, RadioGroup, Section, Symbol,
    Tone,
};
use crate::request::Request;

/// Acts on one question; what they are refused for stands above the list.
const QUESTION_ACTS: [&str; 5] = ["up", "down", "copy", "remove", "put-back"];

pub async fn show(request: Request) -> PageResult {
    let id: QuizId = request.param("quiz")?;
    let Full { quiz, questions } = library::get(&request.service, &request.viewer, id).await?;
    let form = request.form.clone();
    let archived = quiz.archived_at.is_some();
    Ok(Page::new(quiz.title.clone(), move || {
        let refused = QUESTION_ACTS.into_iter().map(|act| form.of_act(act)).find(FormState::is_posted);
        let rename = form.of_act("rename");
        let shown = words::count(questions.len(), "question", "questions");
        let add = format!("/quizzes/{id}/questions/new");
        let playable = !questions.is_empty() && !archived;
        let rows = list(id, &questions);
        // Sent twice, by a double click or a reload, it opens one game.
        let mark = convene_service::chance::hex(&request.service.chance().bytes::<16>());
        let hosting = playable.then(|| host(form.of_act("host").scoped("host"), mark, questions.len()));
        view! {
            <PageHeader title=quiz.title.clone() above=("/quizzes".to_owned(), "Quizzes".to_owned())
                lead=quiz.summary.clone()
                actions=move || playable.then(|| view! {
                    <LinkButton href="#host" kind=ButtonKind::Primary icon=Symbol::Play>"Host a game"</LinkButton>
                })/>
            <Section id="questions" title=shown actions=move || view! {
                <LinkButton href=add.clone() icon=Symbol::Plus>"Add a question"</LinkButton>
            }>
                {archived.then(|| put_away(id))}
                <ErrorSummary form=refused.unwrap_or_default()/>
                {rows}
            </Section>
            {hosting}
            <Section id="names" title="Title and summary">
                <Form form=rename.clone() act="rename" class="card">
                    <input type="hidden" name="revision" value=quiz.revision.to_string()/>
                    <Names form=rename title=quiz.title.clone() summary=quiz.summary.clone()/>
                    <FormActions><Button>"Save"</Button></FormActions>
                </Form>
            </Section>
        }
    }))
}

fn put_away(id: QuizId) -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title="This quiz is in the archive">
            <p>"It can be read and changed, but not hosted."</p>
            <form method="post" action="/quizzes">
                <input type="hidden" name="quiz" value=id.to_string()/>
                <Button dense=true icon=Symbol::Undo name="act" value="restore">"Take it out"</Button>
            </form>
        </Notice>
    }
}

fn list(quiz: QuizId, questions: &[Numbered]) -> AnyView {
    if questions.is_empty() {
        return view! {
            <EmptyState title="No questions yet." example="Six to ten good ones fill a quarter of an hour.">
                <LinkButton href=format!("/quizzes/{quiz}/questions/new") kind=ButtonKind::Primary icon=Symbol::Plus>
                    "Write the first question"
                </LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let last = questions.len();
    let rows = questions.iter().map(|entry| row(quiz, entry, last)).collect_view();
    view! { <ol class="question-list">{rows}</ol> }.into_any()
}

/// One question with its answers. The row can be focused, so that after a move the address leads there.
fn row(quiz: QuizId, entry: &Numbered, last: usize) -> impl IntoView + use<> {
    let Numbered { id, number, question } = entry.clone();
    let problem = question.check().err().and_then(|errors| errors.iter().next().map(|e| e.message.clone()));
    let href = format!("/quizzes/{quiz}/questions/{id}");
    let answers = question.choices.iter().enumerate().map(|(at, choice)| {
        let right = choice.correct;
        view! {
            <li class=if right { "is-right" } else { "" }>
                <AnswerShape index=at/>
                <span dir="auto">{choice.text.clone()}{right.then(|| view! { <span class="quiet-text">" (right)"</span> })}</span>
            </li>
        }
    });
    let (first, at_end) = (number == 1, number == last);
    view! {
        <li class="question-item" id=format!("question-{id}") tabindex="-1">
            <span class="question-number" aria-hidden="true">{number}</span>
            <div class="question-body">
                <h3 dir="auto"><a href=href.clone()>{question.prompt.clone()}</a></h3>
                <ul class="answer-list">{answers.collect_view()}</ul>
                <p class="card-foot">
                    <span>{words::kind(question.kind)}</span>
                    <span>{words::limit(&question)}</span>
                    <span>{words::weight(question.weight)}</span>
                </p>
                {problem.map(|problem| view! {
                    <p><Badge tone=Tone::Warning icon=Symbol::TriangleAlert>"Cannot be played yet"</Badge>" "{problem}</p>
                })}
            </div>
            <form method="post" class="question-acts">
                <input type="hidden" name="question" value=id.to_string()/>
                <Act act="up" icon=Symbol::ArrowUp label=format!("Move question {number} up") disabled=first/>
                <Act act="down" icon=Symbol::ArrowDown label=format!("Move question {number} down") disabled=at_end/>
                <LinkButton href=href kind=ButtonKind::Quiet dense=true icon=Symbol::Pencil label=format!("Edit question {number}")/>
                <Act act="copy" icon=Symbol::Copy label=format!("Duplicate question {number}")/>
                <Act act="remove" icon=Symbol::Trash label=format!("Delete question {number}")/>
            </form>
        </li>
    }
}

#[component]
fn Act(act: &'static str, icon: Symbol, label: String, #[prop(optional)] disabled: bool) -> impl IntoView {
    view! { <Button kind=ButtonKind::Quiet dense=true icon=icon name="act" value=act label=label disabled=disabled/> }
}

/// What a host decides before a game.
fn host(form: FormState, mark: String, questions: usize) -> impl IntoView {
    let scoring = vec![
        Choice::new("speed", "Speed and accuracy").hint("Points shrink while the clock runs, down to half."),
        Choice::new("accuracy", "Accuracy alone").hint("A right answer is worth the same until the end."),
    ];
    let most = questions.min(QUESTIONS);
    let refused = form.error("quiz").map(str::to_owned);
    let id = form.id_of("quiz");
    let refused = refused
        .map(|error| view! { <div id=id tabindex="-1"><Notice tone=Tone::Danger>{error}</Notice></div> });
    view! {
        <Section id="host" title="Host a game" lead="You get a PIN, a page to steer from and one for the big screen.">
            <Form form=form.clone() act="host" class="card">
                {refused}
                <input type="hidden" name="form" value=mark/>
                <RadioGroup form=form.clone() name="scoring" label="Scoring" choices=scoring value="speed"/>
                <CheckboxField form=form.clone() name="streak_bonus" label="Bonus for right answers in a row"
                    hint="100 points more for each from the second on, at most 500."/>
                <CheckboxField form=form.clone() name="auto_reveal" label="Show the right answer by itself"
                    hint="As soon as time is up or everybody has answered. Otherwise you press a button."/>
                <CheckboxField form=form.clone() name="untimed" label="No time limits"
                    hint="Every question stays open until you close it."/>
                <Field form=form name="draw" label="Number of random questions" kind=FieldKind::Number size=5 min="1"
                    max=most.to_string() optional=true unit=format!("of {most}")
                    hint="Leave it empty to play all in their order."/>
                <FormActions>
                    <Button kind=ButtonKind::Primary icon=Symbol::Play>"Open the lobby"</Button>
                </FormActions>
            </Form>
        </Section>
    }
}
