//! Forms of the quiz area: the library, the editor, imports. Live games are in [`live`].

pub mod live;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use convene_app::request::Toast;
use convene_domain::field::FieldErrors;
use convene_domain::id::{ImportId, QuestionId, QuizId};
use convene_domain::quiz::game::Rules;
use convene_domain::quiz::import::Format;
use convene_service::quiz::import::Chosen;
use convene_service::quiz::{editor, game, import, library};
use convene_service::{Error, Service, Viewer};

use crate::answer::Done;
use crate::establish::{Asked, serde_urlencoded_pairs};
use crate::form::Posted;
use crate::state::AppState;

type Outcome = Result<Done, Error>;

fn parsed<T: std::str::FromStr>(posted: &Posted, field: &str) -> Result<T, Error> {
    posted.value(field).parse().map_err(|_| Error::Missing)
}

/// `/quizzes`: put away, take out, duplicate.
pub async fn shelf(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let id: QuizId = parsed(&posted, "quiz")?;
    let undo = |text: &str, act: &str| {
        Toast::new(text).undo("/quizzes", &[("act", act), ("quiz", id.to_string().as_str())])
    };
    match posted.act() {
        "archive" => {
            library::archive(service, viewer, id).await?;
            Ok(Done::to("/quizzes").toast(undo("The quiz is in the archive.", "restore")))
        }
        "restore" => {
            library::restore(service, viewer, id).await?;
            Ok(Done::to("/quizzes").toast(undo("The quiz is back.", "archive")))
        }
        "duplicate" => {
            let copy = library::duplicate(service, viewer, id).await?;
            Ok(Done::to(format!("/quizzes/{copy}")).saying("This is the copy. The first one stays as it is."))
        }
        _ => Err(Error::Missing),
    }
}

pub async fn create(posted: Posted) -> Outcome {
    let (title, summary) = (posted.value("title"), posted.value("summary"));
    let id = library::create(posted.service(), posted.viewer(), title, summary).await?;
    Ok(Done::to(format!("/quizzes/{id}/questions/new")).saying("The quiz is there. Now its first question."))
}

/// `/quizzes/{quiz}`: rename, host, and acts on one question.
pub async fn outline(posted: Posted) -> Outcome {
    let quiz: QuizId = posted.request.param("quiz")?;
    match posted.act() {
        "rename" => rename(&posted, quiz).await,
        "host" => host(&posted, quiz).await,
        _ => arrange(&posted, quiz).await,
    }
}

async fn rename(posted: &Posted, quiz: QuizId) -> Outcome {
    let (title, summary) = (posted.value("title"), posted.value("summary"));
    let revision: i64 = parsed(posted, "revision")?;
    library::rename(posted.service(), posted.viewer(), quiz, revision, title, summary).await?;
    Ok(Done::to(format!("/quizzes/{quiz}")).saying("Saved."))
}

/// Longest mark of a form; ours have 32 characters.
const FORM_CHARS: usize = 64;

/// Opens a game.
async fn host(posted: &Posted, quiz: QuizId) -> Outcome {
    let ticked = |name: &str| !posted.value(name).is_empty();
    let rules = Rules {
        speed: posted.value("scoring") != "accuracy",
        streak_bonus: ticked("streak_bonus"),
        auto_reveal: ticked("auto_reveal"),
        untimed: ticked("untimed"),
    };
    let draw = match posted.value("draw").trim() {
        "" => None,
        number => Some(
            number.parse().map_err(|_| Error::field("draw", "Type a whole number, or leave it empty."))?,
        ),
    };
    let form = Some(posted.value("form")).filter(|form| (1..=FORM_CHARS).contains(&form.len()));
    let opened = game::open_once(posted.service(), posted.viewer(), quiz, rules, draw, form).await?;
    Ok(Done::to(format!("/quiz/{}/host", opened.pin.as_str())))
}

/// Acts on one question. Where somebody, perhaps in another tab, deleted it before, back to its quiz.
async fn arrange(posted: &Posted, quiz: QuizId) -> Outcome {
    let id: QuestionId = parsed(posted, "question")?;
    let gone = match posted.act() {
        "up" | "down" | "copy" | "remove" => "This question was deleted already.",
        "put-back" => "This question cannot be brought back any more.",
        _ => return Err(Error::Missing),
    };
    match rearrange(posted, quiz, id).await {
        Err(Error::Missing) => {
            library::get(posted.service(), posted.viewer(), quiz).await?;
            Ok(Done::to(format!("/quizzes/{quiz}#questions")).saying(gone))
        }
        done => done,
    }
}

/// Moves, duplicates or removes a question. The fragment brings the focus back to its row.
async fn rearrange(posted: &Posted, quiz: QuizId, id: QuestionId) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let page = format!("/quizzes/{quiz}");
    let row = |id: QuestionId| Done::to(format!("{page}#question-{id}"));
    match posted.act() {
        "up" => editor::move_up(service, viewer, quiz, id).await.map(|()| row(id)),
        "down" => editor::move_down(service, viewer, quiz, id).await.map(|()| row(id)),
        "copy" => {
            let open = editor::open(service, viewer, quiz, id).await?;
            let fields = editor::fields_from_question(&open.question);
            let copy = editor::add(service, viewer, quiz, &fields).await?;
            Ok(row(copy).saying("The copy is the last question."))
        }
        "remove" => {
            editor::remove(service, viewer, quiz, id).await?;
            let fields = [("act", "put-back"), ("question", &*id.to_string())];
            let toast = Toast::new("The question is deleted.").undo(page.clone(), &fields);
            Ok(Done::to(format!("{page}#questions")).toast(toast))
        }
        _ => {
            editor::put_back(service, viewer, quiz, id).await?;
            Ok(row(id).saying("The question is back."))
        }
    }
}

/// `/quizzes/{quiz}/questions/new`.
pub async fn add_question(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let quiz: QuizId = posted.request.param("quiz")?;
    if posted.act() == "discard" {
        return discard_draft(service, viewer, &posted.request.path).await;
    }
    shown_again(&posted)?;
    let id = editor::add(service, viewer, quiz, &posted.fields).await?;
    Ok(match posted.value("then") {
        "another" => Done::to(posted.request.path.clone()).saying("Saved. Here is room for the next one."),
        _ => Done::to(format!("/quizzes/{quiz}#question-{id}")).saying("The question is saved."),
    })
}

/// `/quizzes/{quiz}/questions/{question}`.
pub async fn save_question(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let quiz: QuizId = posted.request.param("quiz")?;
    let id: QuestionId = posted.request.param("question")?;
    if posted.act() == "discard" {
        return discard_draft(service, viewer, &posted.request.path).await;
    }
    shown_again(&posted)?;
    let seen = Some(posted.value("seen")).filter(|seen| !seen.is_empty());
    let saved = match editor::save(service, viewer, quiz, id, seen, &posted.fields).await {
        Ok(()) => id,
        // Its writer has read that it is gone, and wants what they wrote.
        Err(Error::Missing) if posted.value("then") == "anew" => {
            editor::add_typed_at(service, viewer, quiz, &posted.request.path, &posted.fields).await?
        }
        Err(Error::Missing) => {
            library::get(service, viewer, quiz).await?;
            let sentence = "This question was deleted already. Your text is kept here.";
            return Err(Error::field("", sentence));
        }
        Err(error) => return Err(error),
    };
    Ok(Done::to(format!("/quizzes/{quiz}#question-{saved}")).saying("The question is saved."))
}

/// Without JavaScript, fields follow another kind of question when the form comes back.
fn shown_again(posted: &Posted) -> Result<(), Error> {
    if posted.value("then") == "kind" { Err(Error::Fields(FieldErrors::new())) } else { Ok(()) }
}

async fn discard_draft(service: &Service, viewer: &Viewer, path: &str) -> Outcome {
    editor::discard_draft(service, viewer, path).await?;
    Ok(Done::to(path).saying("Your changes are discarded."))
}

/// Largest draft as it is sent, in bytes: percent-encoding triples a text at most.
const DRAFT_BYTES: usize = 3 * editor::DRAFT_BYTES;

/// `POST /drafts`: what the page of a long form sends while somebody types.
pub async fn drafts(State(state): State<AppState>, asked: Asked, body: Bytes) -> StatusCode {
    if body.len() > DRAFT_BYTES {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    let mut fields = serde_urlencoded_pairs(&body);
    let Some(at) = fields.iter().position(|(name, _)| name == "_path") else {
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    let (_, path) = fields.swap_remove(at);
    fields.retain(|(name, _)| name != "act");
    match editor::save_draft(&state.service, &asked.request.viewer, &path, &fields).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(Error::SignIn) => StatusCode::UNAUTHORIZED,
        Err(Error::Forbidden(_)) => StatusCode::FORBIDDEN,
        Err(Error::Fields(_) | Error::Missing) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(Error::TooMany { .. }) => StatusCode::TOO_MANY_REQUESTS,
        Err(Error::Busy | Error::Restarting) => StatusCode::SERVICE_UNAVAILABLE,
        Err(Error::Internal(cause)) => {
            tracing::error!(cause, "a draft was not kept");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// `/quizzes/import`.
pub async fn upload(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let format = match posted.value("format") {
        "" => None,
        key => Some(
            Format::from_key(key).ok_or_else(|| Error::field("format", "Choose one of these formats."))?,
        ),
    };
    let Some(file) = posted.file.clone() else {
        return Err(Error::field("file", "Choose a file first."));
    };
    let id = import::upload(service, viewer, &file.name, file.bytes, format).await?;
    Ok(Done::to(format!("/quizzes/import/{id}")))
}

/// `/quizzes/import/{import}`.
pub async fn confirm(posted: Posted) -> Outcome {
    let (service, viewer) = (posted.service(), posted.viewer());
    let id: ImportId = posted.request.param("import")?;
    if posted.act() == "discard" || posted.value("discard") == "yes" {
        import::discard(service, viewer, id).await?;
        return Ok(Done::to("/quizzes/import").saying("The file is forgotten."));
    }
    let lines: Vec<u32> = posted.values("lines").filter_map(|line| line.parse().ok()).collect();
    match import::confirm(service, viewer, id, posted.value("title"), Chosen::Lines(&lines)).await {
        Ok(quiz) => Ok(Done::to(format!("/quizzes/{quiz}")).saying("The questions are imported.")),
        Err(Error::Missing) => {
            Ok(Done::to("/quizzes/import").saying("This file is forgotten already. Choose it again."))
        }
        Err(error) => Err(error),
    }
}

/// `/quizzes/import/template.csv`: a table to fill in.
pub async fn template() -> impl IntoResponse {
    let name = "attachment; filename=\"questions.csv\"";
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, name)];
    (headers, convene_app::quiz::import::TEMPLATE)
}
