//! `/quizzes/{quiz}/questions/new` and `/quizzes/{quiz}/questions/{question}`: one question.

mod answers;

use convene_domain::field::FieldErrors;
use convene_domain::id::{QuestionId, QuizId};
use convene_domain::quiz::question::{DEFAULT_LIMIT_SECONDS, EXPLANATION_CHARS, LIMIT_SECONDS, PROMPT_CHARS};
use convene_service::Error;
use convene_service::quiz::editor::{self, Fields};
use convene_service::quiz::library;
use leptos::prelude::*;

use answers::Answers;

use crate::autosave::Autosave;
use crate::live::boot::Boot;
use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Choice, Field, FieldKind, Form, FormActions, FormState, LinkButton, PageHeader,
    RadioGroup, TextArea,
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
    let open = match editor::open(&request.service, &request.viewer, quiz, id).await {
        Ok(open) => open,
        Err(Error::Missing) => return deleted(request, quiz, full.quiz.title).await,
        Err(error) => return Err(error),
    };
    let number = full.questions.iter().find(|entry| entry.id == id).map_or(0, |entry| entry.number);
    let title = format!("Question {number}");
    let start = Start { fields: editor::fields_from_question(&open.question), seen: Some(open.seen) };
    form_page(request, quiz, full.quiz.title, title, start).await
}

/// A question that is gone. What was typed for it is still there, as the form that came back or as a draft.
async fn deleted(request: Request, quiz: QuizId, quiz_title: String) -> PageResult {
    let path = request.path.clone();
    let draft = editor::draft(&request.service, &request.viewer, &path).await?;
    let form = match draft {
        _ if request.form.is_posted() => Some(request.form.clone()),
        Some(draft) => Some(FormState::new(draft.fields, FieldErrors::new())),
        None => None,
    };
    let page = Page::new("This question was deleted", move || {
        let above = (format!("/quizzes/{quiz}"), quiz_title);
        match form {
            Some(form) => view! {
                <PageHeader title="This question was deleted" above=above
                    lead="What you typed is kept here. Save it as a new question, or leave it."/>
                <QuestionForm form quiz before=Before::Deleted path/>
                <Boot bundle="desk"/>
            }
            .into_any(),
            None => view! {
                <PageHeader title="This question was deleted already" above=above/>
                <p><LinkButton href=format!("/quizzes/{quiz}") kind=ButtonKind::Primary>"Back to the quiz"</LinkButton></p>
            }
            .into_any(),
        }
    });
    Ok(if request.form.is_posted() { page } else { page.status(404) })
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
        let before =
            form.value("seen").map(str::to_owned).or(start.seen).map_or(Before::Nothing, Before::Stored);
        view! {
            <PageHeader title=title above=(format!("/quizzes/{quiz}"), quiz_title)/>
            <div class="stack loose">
                {notice}
                <div class="editor">
                    <QuestionForm form quiz before path/>
                    {help()}
                </div>
            </div>
            <Boot bundle="desk"/>
        }
    }))
}

/// What the form's question was before.
enum Before {
    Nothing,
    /// See [`editor::Open::seen`].
    Stored(String),
    /// Somebody deleted it meanwhile.
    Deleted,
}

#[component]
fn QuestionForm(form: FormState, quiz: QuizId, before: Before, path: String) -> impl IntoView {
    let kinds = vec![
        Choice::new("single", "One right answer"),
        Choice::new("multiple", "Several right answers"),
        Choice::new("true_false", "True or false"),
    ];
    let weights = vec![Choice::new("0", "No points"), Choice::new("1", "Normal"), Choice::new("2", "Double")];
    let (then, save) = match &before {
        Before::Deleted => ("anew", "Save as a new question"),
        _ => ("back", "Save question"),
    };
    let new = matches!(before, Before::Nothing);
    let seen = match before {
        Before::Stored(seen) => Some(seen),
        _ => None,
    };
    view! {
        <Form form=form.clone() act="save" class="card question-form">
            // What Enter in a field presses is the first button: not the one that only shows fields.
            <button class="quiet-text" name="then" value=then tabindex="-1" aria-hidden="true">{save}</button>
            {seen.map(|seen| view! { <input type="hidden" name="seen" value=seen/> })}
            <RadioGroup form=form.clone() name="kind" label="Kind of question" choices=kinds inline=true/>
            <noscript><Button dense=true name="then" value="kind">"Show fields for this kind"</Button></noscript>
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
                <Button kind=ButtonKind::Primary name="then" value=then>{save}</Button>
                {new.then(|| view! { <Button name="then" value="another">"Save and write another"</Button> })}
                <LinkButton href=format!("/quizzes/{quiz}") kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                <Autosave path/>
            </FormActions>
        </Form>
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
