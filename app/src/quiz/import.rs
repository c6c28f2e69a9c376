//! `/quizzes/import`: choose a file; `/quizzes/import/{import}`: look at what was found in it.

use std::collections::HashSet;

use convene_domain::account::Act;
use convene_domain::id::ImportId;
use convene_domain::quiz::import::{Format, Read, Rejected};
use convene_service::Error;
use convene_service::quiz::import::{self, Import, Preview};
use convene_service::quiz::library::TITLE_CHARS;
use leptos::prelude::*;

use super::words::{self, thousands};
use crate::page::{Page, PageResult};
use crate::parts::{
    Button, ButtonKind, Choice, Column, Field, FileField, Form, FormActions, FormState, Icon, LinkButton,
    Notice, PageHeader, Section, SelectField, Stat, Stepper, Symbol, Table, Tone,
};
use crate::request::Request;

/// Questions shown in one block; further blocks are folded, so that thousands stay readable.
const BLOCK: usize = 100;

fn steps(current: usize) -> impl IntoView {
    let steps = ["Choose a file", "Look at it", "Done"].map(str::to_owned).to_vec();
    view! { <Stepper label="Import" steps=steps current=current/> }
}

pub async fn upload(request: Request) -> PageResult {
    request.viewer.allowed(Act::HostQuizzes)?;
    let form = request.form.clone();
    Ok(Page::new("Import questions", move || {
        let mut formats = vec![Choice::new("", "Detect automatically")];
        formats.extend(Format::ALL.map(|format| Choice::new(format.key(), format.name())));
        view! {
            <PageHeader title="Import questions" above=("/quizzes".to_owned(), "Quizzes".to_owned())
                lead="Bring the questions you have. Nothing is stored as a quiz before you have seen it."/>
            <div class="stack loose">
                {steps(0)}
                <Form form=form.clone() upload=true class="card">
                    <FileField form=form.clone() name="file" label="Question file" accept=".txt,.gift,.csv,.tsv,.xlsx"
                        hint="Moodle GIFT or Aiken, OpenTriviaQA, CSV, or Kahoot's spreadsheet (.xlsx); up to 10 MB."/>
                    <SelectField form=form name="format" label="Format" choices=formats
                        hint="Choose it only when the file was read as something else."/>
                    <FormActions>
                        <Button kind=ButtonKind::Primary icon=Symbol::Upload>"Look at the questions"</Button>
                        <LinkButton href="/quizzes" kind=ButtonKind::Quiet>"Cancel"</LinkButton>
                    </FormActions>
                </Form>
                {tables()}
            </div>
        }
    }))
}

/// The columns of a table of questions, so that nobody learns them from a refusal.
const COLUMNS: [(&str, &str); 6] = [
    ("question", "The question, up to 500 characters."),
    ("answer1 to answer6", "Two to six answers. For true or false, leave all of them empty."),
    ("correct", "The number of the right answer: 2. Of several: 1,3. Without answers: true or false."),
    ("limit", "Seconds to answer, from 5 to 600, or none. Empty: 20."),
    ("points", "0 for none, 1 for normal, 2 for double. Empty: 1."),
    ("explanation", "Shown after the right answer. It may stay empty."),
];

/// A table of questions that can be filled in. Public: the server sends it, and a test reads it as an import.
pub const TEMPLATE: &str = "question,answer1,answer2,answer3,answer4,correct,limit,points,explanation\r\n\
    What is TVL?,Total value locked,A token,A fee,,1,20,1,It counts what is deposited.\r\n\
    Which are stablecoins?,USDC,ETH,DAI,BTC,\"1,3\",30,2,Both follow the dollar.\r\n\
    A vault can lose money.,,,,,true,,,\r\n";

fn tables() -> impl IntoView {
    let rows = COLUMNS.map(|(name, what)| {
        view! { <tr><th scope="row"><code>{name}</code></th><td data-label="Holds">{what}</td></tr> }
    });
    let columns = vec![Column::new("Column"), Column::new("Holds")];
    view! {
        <Section id="tables" title="From a table" lead="One question a row, names of columns in the first. Save it as CSV."
            actions=|| view! {
                <LinkButton href="/quizzes/import/template.csv" icon=Symbol::Download download=true>"CSV template"</LinkButton>
            }>
            <Table caption="Columns of a CSV file" caption_hidden=true columns=columns stacked=true>{rows.collect_view()}</Table>
            <p class="muted">
                "A Kahoot spreadsheet (.xlsx) is read as Kahoot gives it out: its columns Question, Answer 1 to Answer 4, \
                 Time limit (sec) and Correct answer(s) stand below the instructions; leave them where they are."
            </p>
        </Section>
    }
}

pub async fn preview(request: Request) -> PageResult {
    let id: ImportId = request.param("import")?;
    match import::preview(&request.service, &request.viewer, id).await? {
        Import::Waiting(preview) => waiting(&request, *preview),
        Import::Confirmed(quiz) => Ok(Page::new("Imported", move || {
            view! {
                <PageHeader title="This file is imported" above=("/quizzes".to_owned(), "Quizzes".to_owned())/>
                <div class="stack loose">
                    {steps(2)}
                    <p><LinkButton href=format!("/quizzes/{quiz}") kind=ButtonKind::Primary>"Open the quiz"</LinkButton></p>
                </div>
            }
        })),
    }
}

fn waiting(request: &Request, preview: Preview) -> Result<Page, Error> {
    let form = request.form.clone();
    Ok(Page::new(format!("Look at {}", preview.file_name), move || {
        let Preview { file_name, title, outcome, .. } = preview;
        let lead = format!("{file_name}, read as {}.", outcome.format.name());
        let (found, left_out) = (outcome.questions.len(), outcome.rejected.len());
        let notices =
            outcome.notices.into_iter().map(|text| view! { <Notice>{text}</Notice> }).collect_view();
        view! {
            <PageHeader title="Look at the questions" lead=lead
                above=("/quizzes/import".to_owned(), "Import questions".to_owned())/>
            <div class="stack loose">
                {steps(1)}
                <dl class="stats">
                    <Stat label="Questions found" value=thousands(found)/>
                    <Stat label="Left out" value=thousands(left_out)/>
                </dl>
                {notices}
                {(left_out > 0).then(|| rejected(outcome.rejected))}
                {if found > 0 { confirm(form, title, outcome.questions).into_any() } else { no_question().into_any() }}
            </div>
        }
    }))
}

fn no_question() -> impl IntoView {
    view! {
        <Notice tone=Tone::Warning title="No question in this file can be used">
            "Mend what stands above, or choose the format yourself, and upload the file again."
        </Notice>
        <Form act="discard">
            <FormActions><Button>"Choose another file"</Button></FormActions>
        </Form>
    }
}

fn rejected(rows: Vec<Rejected>) -> impl IntoView {
    let title = words::count(rows.len(), "question was left out", "questions were left out");
    let open = rows.len() <= 5;
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <li>
                    <span class="rejected-line">{format!("Line {}", row.line)}</span>
                    <span>{row.reason}</span>
                    <code>{row.text}</code>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="card" open=open>
            <summary><strong>{title}</strong></summary>
            <ul class="rejected-list">{rows}</ul>
        </details>
    }
}

/// The form that makes a quiz of what is ticked, whether or not its block is unfolded.
fn confirm(form: FormState, title: String, questions: Vec<Read>) -> impl IntoView {
    let posted: Option<HashSet<String>> =
        form.is_posted().then(|| form.values_of("lines").map(str::to_owned).collect());
    let ticked = posted.unwrap_or_else(|| questions.iter().map(|read| read.line.to_string()).collect());
    let blocks = questions.chunks(BLOCK).enumerate();
    let blocks = blocks.map(|(at, block)| block_of(at, block, &ticked)).collect_view();
    let id = form.id_of("lines");
    let refused = form.error("lines").map(str::to_owned).map(|sentence| {
        view! { <p class="error"><Icon of=Symbol::CircleAlert/><span>{sentence}</span></p> }
    });
    view! {
        <Form form=form.clone() act="confirm">
            <div class="card stack">
                <Field form=form.clone() name="title" label="Title of the quiz" value=title maxlength=TITLE_CHARS as u32/>
                <FormActions>
                    <Button kind=ButtonKind::Primary icon=Symbol::Check>"Make the quiz"</Button>
                    <Button kind=ButtonKind::Quiet name="discard" value="yes">"Discard"</Button>
                </FormActions>
            </div>
            <Section id=id title="Questions" actions=ticks
                lead="What is ticked becomes the quiz. The right answer is marked, and everything can be changed later.">
                {refused}
                {blocks}
            </Section>
        </Form>
    }
}

/// Ticks all or none. The script shows them; without it the boxes are ticked one by one.
fn ticks() -> impl IntoView {
    view! {
        <div data-ticks="lines" hidden=true>
            <button class="button quiet dense" type="button" value="all">"All"</button>
            <button class="button quiet dense" type="button" value="">"None"</button>
        </div>
    }
}

fn block_of(at: usize, block: &[Read], ticked: &HashSet<String>) -> impl IntoView + use<> {
    let first = at * BLOCK + 1;
    let title = format!("Questions {} to {}", thousands(first), thousands(first + block.len() - 1));
    let rows =
        block.iter().enumerate().map(|(offset, read)| row(first + offset, read, ticked)).collect_view();
    let open = at == 0;
    view! {
        <details class="import-block" open=open>
            <summary>{title}</summary>
            <ol class="question-list" start=first.to_string()>{rows}</ol>
        </details>
    }
}

fn row(number: usize, read: &Read, ticked: &HashSet<String>) -> impl IntoView + use<> {
    let line = read.line.to_string();
    let checked = ticked.contains(&line);
    let id = format!("line-{line}");
    let answers = read.question.choices.iter().map(|choice| {
        let right = choice.correct;
        view! {
            <li class=if right { "is-right" } else { "" }>
                <span aria-hidden="true">{if right { "✓" } else { "·" }}</span>
                <span dir="auto">{choice.text.clone()}{right.then(|| view! { <span class="quiet-text">" (right)"</span> })}</span>
            </li>
        }
    });
    view! {
        <li class="question-item">
            <input type="checkbox" id=id.clone() name="lines" value=line.clone() checked=checked/>
            <div class="question-body">
                <label for=id><strong>{thousands(number)}". "</strong><span dir="auto">{read.question.prompt.clone()}</span></label>
                <ul class="answer-list">{answers.collect_view()}</ul>
                <p class="card-foot">
                    <span>{format!("Line {line}")}</span>
                    <span>{words::kind(read.question.kind)}</span>
                    <span>{words::limit(&read.question)}</span>
                </p>
            </div>
        </li>
    }
}
