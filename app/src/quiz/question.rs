//! `/quizzes/{quiz}/questions/new` and `/quizzes/{quiz}/questions/{question}`: one question.

use convene_domain::field::FieldErrors;
use convene_domain::id::{QuestionId, QuizId};
use convene_domain::quiz::question::{
    CHOICE_CHARS, CHOICES, DEFAULT_LIMIT_SECONDS, EXPLANATION_CHARS, LIMIT_SECONDS, PROMPT_CHARS,
};
use convene_service::quiz::editor::{self, Fields};
use convene_service::quiz::library;
use leptos::prelude::*;

use crate::autosave::Autosave;
use crate::live::boot::Boot;
use crate::page::{Page, PageResult};
use crate::parts::{
    AnswerShape, Button, ButtonKind, Choice, Field, FieldKind, Form, FormActions, FormState, Icon,
    LinkButton, PageHeader, RadioGroup, Symbol, TextArea,
};
use crate::request::Request;
use crate::unsaved;

/// What the form starts with.
struct Start {
    fields: Fields,
    /// See [`editor::Open::seen`].
    seen: Option<String>,
}

pub async fn new(request: Request) -> PageResult {
    let quiz: QuizId = request.param("quiz")?;
    let full = library::get(&request.service, &request.viewer, quiz).await?;
    let title = format!("Question {}", full.questions.len() + 1);
    let field = |name: &str, value: String| (name.to_owned(), value);
    let fields = vec![
        field("kind", "single".to_owned()),
        field("limit", DEFAULT_LIMIT_SECONDS.to_string()),
        field("weight", "1".to_owned()),
    ];
    form_page(request, quiz, full.quiz.title, title, Start { fields, seen: None }).await
}

pub async fn edit(request: Request) -> PageResult {
    let (quiz, id): (QuizId, QuestionId) = (request.param("quiz")?, request.param("question")?);
    let full = library::get(&request.service, &request.viewer, quiz).await?;
    let open = editor::open(&request.service, &request.viewer, quiz, id).await?;
    let number = full.questions.iter().find(|entry| entry.id == id).map_or(0, |entry| entry.number);
    let title = format!("Question {number}");
    let start = Start { fields: editor::fields_from_question(&open.question), seen: Some(open.seen) };
    form_page(request, quiz, full.quiz.title, title, start).await
}

/// The form as one that keeps what is typed.
fn kept(start: &Start) -> unsaved::Form<'_> {
    let seen = start.seen.as_deref().map(|seen| ("seen", seen));
    let (stored, ours) = (&start.fields, &["act", "seen"]);
    unsaved::Form { stored, ours, is_preset: |_, _| false, seen, what: "the question" }
}

async fn form_page(
    request: Request,
    quiz: QuizId,
    quiz_title: String,
    title: String,
    start: Start,
) -> PageResult {
    let path = request.path.clone();
    let draft = editor::draft(&request.service, &request.viewer, &path).await?;
    let draft = if request.form.is_posted() { None } else { kept(&start).unsaved(draft) };
    Ok(Page::new(format!("{title} · {quiz_title}"), move || {
        let notice = draft.as_ref().map(|draft| kept(&start).notice(&request, draft));
        let form = match draft {
            Some(draft) => FormState::new(draft.fields, FieldErrors::new()),
            None if request.form.is_posted() => request.form.clone(),
            None => FormState::new(start.fields, FieldErrors::new()),
        };
        let seen = form.value("seen").map(str::to_owned).or(start.seen);
        view! {
            <PageHeader title=title above=(format!("/quizzes/{quiz}"), quiz_title)/>
            <div class="stack loose">
                {notice}
                <div class="editor">
                    <QuestionForm form quiz seen path/>
                    {help()}
                </div>
            </div>
            <Boot bundle="desk"/>
        }
    }))
}

#[component]
fn QuestionForm(form: FormState, quiz: QuizId, seen: Option<String>, path: String) -> impl IntoView {
    let kinds = vec![
        Choice::new("single", "One right answer"),
        Choice::new("multiple", "Several right answers"),
        Choice::new("true_false", "True or false"),
    ];
    let weights = vec![Choice::new("0", "No points"), Choice::new("1", "Normal"), Choice::new("2", "Double")];
    let new = seen.is_none();
    view! {
        <Form form=form.clone() act="save" class="card">
            {seen.map(|seen| view! { <input type="hidden" name="seen" value=seen/> })}
            <RadioGroup form=form.clone() name="kind" label="Kind of question" choices=kinds inline=true/>
            <TextArea form=form.clone() name="prompt" label="Question" rows=2 maxlength=PROMPT_CHARS as u32/>
            <Answers form=form.clone()/>
            <div class="editor-options">
                <Field form=form.clone() name="limit" label="Time limit" kind=FieldKind::Number size=5 optional=true
                    unit="seconds" min=LIMIT_SECONDS.start().to_string() max=LIMIT_SECONDS.end().to_string()
                    hint="5 to 600. Empty: until you close it."/>
                <RadioGroup form=form.clone() name="weight" label="Points" choices=weights inline=true/>
            </div>
            <TextArea form=form name="explanation" label="Explanation" optional=true rows=3
                maxlength=EXPLANATION_CHARS as u32 hint="Shown after the right answer: why it is right."/>
            <FormActions>
                <Button kind=ButtonKind::Primary name="then" value="back">"Save question"</Button>
                {new.then(|| view! { <Button name="then" value="another">"Save and write another"</Button> })}
                <LinkButton href=format!("/quizzes/{quiz}") kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                <Autosave path/>
            </FormActions>
        </Form>
    }
}

/// Six rows of which two are needed. For true or false they may stay empty.
#[component]
fn Answers(form: FormState) -> impl IntoView {
    let id = form.id_of("choices");
    let error = form.error("choices").map(str::to_owned);
    let hint_id = format!("{id}-hint");
    let error_id = format!("{id}-error");
    let described = if error.is_some() { format!("{hint_id} {error_id}") } else { hint_id.clone() };
    let rows = (0..*CHOICES.end()).map(|at| view! { <AnswerRow form=form.clone() at/> }).collect_view();
    view! {
        <fieldset class="answer-rows" id=id tabindex="-1" aria-describedby=described>
            <legend class="label">"Answers"</legend>
            <p class="hint" id=hint_id>
                "Two to six; tick every right one. For true or false, leave the texts empty and tick the first for true, \
                 the second for false."
            </p>
            {error.map(|error| view! { <p class="error" id=error_id><Icon of=Symbol::CircleAlert/><span>{error}</span></p> })}
            {rows}
        </fieldset>
    }
}

#[component]
fn AnswerRow(form: FormState, at: usize) -> impl IntoView {
    let name = format!("choice_{at}");
    let letter = char::from(b'A' + u8::try_from(at).unwrap_or(0));
    let id = form.id_of(&name);
    let error_id = format!("{id}-error");
    let error = form.error(&name).map(str::to_owned);
    let right = form.values_of("correct").any(|value| value == at.to_string());
    view! {
        <div class=format!("answer-row answer-{}", at + 1)>
            <span class="answer-mark" aria-hidden="true"><AnswerShape index=at/></span>
            <input class="control" id=id name=name.clone() value=form.value(&name).unwrap_or_default().to_owned()
                maxlength=CHOICE_CHARS.to_string() aria-label=format!("Answer {letter}")
                aria-invalid=error.is_some().then_some("true") aria-describedby=error.is_some().then(|| error_id.clone())/>
            <label class="answer-right">
                <input type="checkbox" name="correct" value=at.to_string() checked=right
                    aria-label=format!("Answer {letter} is right")/>
                "Right"
            </label>
            {error.map(|error| view! { <p class="error" id=error_id><Icon of=Symbol::CircleAlert/><span>{error}</span></p> })}
        </div>
    }
}

fn help() -> impl IntoView {
    view! {
        <aside class="editor-side" aria-label="Advice">
            <div class="card sunk">
                <h2 class="card-title">"Good questions"</h2>
                <ul>
                    <li>"Ask for one thing."</li>
                    <li>"Make wrong answers plausible, and all of about one length."</li>
                    <li>"Give 30 seconds or more when there is a number to work out."</li>
                    <li>"Explain why: the room remembers that, not the letter."</li>
                </ul>
            </div>
        </aside>
    }
}
