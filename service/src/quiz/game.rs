//! Games around the room in which they are played: opening them, finding them by PIN, co-hosts, lists.

mod door;

use convene_domain::account::{Act, Email};
use convene_domain::id::{GameId, PersonId, QuizId};
use convene_domain::quiz::Question;
use convene_domain::quiz::game::pin::PINS;
use convene_domain::quiz::game::{Phase, Pin, Rules};
use convene_domain::time::HOUR;
use convene_store::Tx;
use convene_store::account::person;
use convene_store::quiz::{game, listing, question};

use super::library::{Numbered, editable, numbered};
use super::room::LOBBY_LIFE_MS;
use crate::chance::{Chance, hex};
use crate::{Error, Result, Service, Viewer};

pub use convene_store::quiz::game::{Host, State};
pub use convene_store::quiz::listing::Listed;
pub use door::{Door, barred, find_by_pin};
pub(super) use door::{Own, own};

/// PINs drawn before giving up: with half of them in use, all are taken once in 2^64 games.
const DRAWS: usize = 64;
/// Most games in a list.
const LISTED: i64 = 100;
/// Most lobbies on the home page.
const LOBBIES: i64 = 6;
/// How long a lobby is shown there after somebody was last in it, in milliseconds.
const LOBBY_SHOWN_MS: i64 = 2 * HOUR;
/// Most unplayable questions named in one refusal.
const NAMED: usize = 5;

/// A game that was just opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub id: GameId,
    pub pin: Pin,
}

/// Opens a game in its lobby. `draw` is how many questions are drawn at random; without it, all are played in
/// their order.
pub async fn open(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    rules: Rules,
    draw: Option<u16>,
) -> Result<Opened> {
    open_once(service, viewer, quiz, rules, draw, None).await
}

/// The same for a form that may be sent twice: `form` is what it carries, different each time it is shown. The
/// second time answers with the game of the first.
pub async fn open_once(
    service: &Service,
    viewer: &Viewer,
    quiz: QuizId,
    rules: Rules,
    draw: Option<u16>,
    form: Option<&str>,
) -> Result<Opened> {
    let host_id = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = service.begin().await?;
    if let Some(opened) = opened_before(&mut tx, host_id, form).await? {
        return Ok(opened);
    }
    let stored = editable(&mut tx, viewer, quiz).await?;
    if stored.archived_at.is_some() {
        return Err(Error::field("quiz", "This quiz is in the archive. Take it out first."));
    }
    let all = playable(numbered(question::of_quiz(&mut tx, quiz).await?)?)?;
    let questions = drawn(service.chance(), all, draw)?;
    let now = service.now();
    let id = GameId::new(now, service.chance().bytes());
    let link_key = hex(&service.chance().bytes::<16>());
    let (questions, rules) = (serde_json::to_string(&questions)?, serde_json::to_string(&rules)?);
    let phase = serde_json::to_string(&Phase::default())?;
    for _ in 0..DRAWS {
        let pin = Pin::from_number(service.chance().below(PINS));
        let new = game::New {
            id,
            quiz_id: Some(quiz),
            host_id,
            title: &stored.title,
            pin: pin.as_str(),
            link_key: &link_key,
            questions: &questions,
            rules: &rules,
            phase: &phase,
            host_address: &viewer.address,
            form,
            created_at: now,
            expires_at: now.plus(LOBBY_LIFE_MS),
        };
        if game::insert(&mut tx, &new).await? {
            tx.commit().await?;
            return Ok(Opened { id, pin });
        }
        // Either the PIN is taken, or the same form has just got here first.
        if let Some(opened) = opened_before(&mut tx, host_id, form).await? {
            return Ok(opened);
        }
    }
    Err(Error::Internal("no PIN is free".into()))
}

/// The game this form has opened, as long as it is on.
async fn opened_before(tx: &mut Tx, host: PersonId, form: Option<&str>) -> Result<Option<Opened>> {
    let Some(form) = form else { return Ok(None) };
    let Some(game) = game::by_form(tx, host, form).await? else { return Ok(None) };
    match game.pin.as_deref().and_then(Pin::parse) {
        Some(pin) => Ok(Some(Opened { id: game.id, pin })),
        None => Err(Error::field(
            "quiz",
            "The game this form opened is over. Press the button again to open another.",
        )),
    }
}

/// The questions of a quiz, provided every one of them can be played.
fn playable(questions: Vec<Numbered>) -> Result<Vec<Question>> {
    if questions.is_empty() {
        return Err(Error::field("quiz", "This quiz has no questions yet. Add one first."));
    }
    let wrong: Vec<String> = questions
        .iter()
        .filter_map(|entry| {
            let errors = entry.question.check().err()?;
            let first = errors.iter().next()?.message.clone();
            Some(format!("question {}: {first}", entry.number))
        })
        .collect();
    if wrong.is_empty() {
        return Ok(questions.into_iter().map(|entry| entry.question).collect());
    }
    let more = wrong.len().saturating_sub(NAMED);
    let mut sentence =
        format!("Some questions cannot be played yet. {}", wrong[..wrong.len() - more].join(" "));
    if more > 0 {
        sentence.push_str(&format!(" And {more} more."));
    }
    Err(Error::field("quiz", sentence))
}

/// `draw` of the questions, each as likely as every other, in a random order; or all as they stand.
fn drawn(chance: &Chance, mut questions: Vec<Question>, draw: Option<u16>) -> Result<Vec<Question>> {
    let Some(draw) = draw.map(usize::from) else { return Ok(questions) };
    if !(1..=questions.len()).contains(&draw) {
        return Err(Error::field(
            "draw",
            format!("Draw from 1 to {} questions, or play all.", questions.len()),
        ));
    }
    for at in 0..draw {
        let left = u64::try_from(questions.len() - at).unwrap_or(1);
        let other = at + usize::try_from(chance.below(left)).unwrap_or(0);
        questions.swap(at, other);
    }
    questions.truncate(draw);
    Ok(questions)
}

/// A game as those who control it see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosted {
    pub id: GameId,
    pub title: String,
    /// None once the game is finished.
    pub pin: Option<String>,
    /// What the QR code says and a link carries: who has it needs not type the PIN.
    pub join_url: Option<String>,
    pub state: State,
    /// None when the quiz was deleted since.
    pub quiz: Option<QuizId>,
    pub rules: Rules,
    /// The host first, then co-hosts in the order they were added.
    pub hosts: Vec<Host>,
}

/// One game, for its hosts and for people who oversee games.
pub async fn hosted(service: &Service, viewer: &Viewer, id: GameId) -> Result<Hosted> {
    let mut tx = service.read().await?;
    let game = controlled(&mut tx, viewer, id).await?;
    let hosts = game::hosts(&mut tx, id).await?;
    let url = |pin: &String| format!("{}/quiz/{pin}?key={}", service.settings().public_url, game.link_key);
    let join_url = game.pin.as_ref().map(url);
    let rules = serde_json::from_str(&game.rules)?;
    let quiz = *game.quiz_id;
    Ok(Hosted { id, title: game.title, join_url, pin: game.pin, state: game.state, quiz, rules, hosts })
}

/// Lets one more person control a game.
pub async fn add_cohost(service: &Service, viewer: &Viewer, id: GameId, email: &str) -> Result<Host> {
    let email = Email::parse(email).map_err(|error| Error::field("email", error.to_string()))?;
    let mut tx = service.begin().await?;
    controlled(&mut tx, viewer, id).await?;
    let person = person::by_email(&mut tx, &email).await?;
    // One answer for strangers and for members: this form does not tell who has an account.
    let Some(person) = person.filter(|p| convene_domain::account::may(Some(p.role), Act::HostQuizzes)) else {
        return Err(Error::field(
            "email",
            "No educator has this address. Ask them which one they sign in with.",
        ));
    };
    game::add_cohost(&mut tx, id, person.id, service.now()).await?;
    tx.commit().await?;
    Ok(Host { id: person.id, name: person.name, email: person.email })
}

/// Who controls a game: the host first, then co-hosts in the order they were added.
pub async fn hosts(service: &Service, viewer: &Viewer, id: GameId) -> Result<Vec<Host>> {
    Ok(hosted(service, viewer, id).await?.hosts)
}

/// Games the viewer hosts or helps to host, newest first.
pub async fn list_mine(service: &Service, viewer: &Viewer) -> Result<Vec<Listed>> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let mut tx = service.read().await?;
    Ok(listing::of_host(&mut tx, person, LISTED).await?)
}

/// Games waiting for players, for the home page of members. Their PINs are told by their hosts, not by this list.
pub async fn lobbies(service: &Service, viewer: &Viewer) -> Result<Vec<Listed>> {
    if !viewer.may(Act::HaveProfile) {
        return Ok(Vec::new());
    }
    let mut tx = service.read().await?;
    let until = service.now().plus(LOBBY_LIFE_MS - LOBBY_SHOWN_MS);
    let games = listing::in_lobby(&mut tx, until, LOBBIES).await?;
    Ok(games.into_iter().map(|game| Listed { pin: None, ..game }).collect())
}

/// The game, provided the viewer hosts it, helps to host it, or oversees games of others.
pub(super) async fn controlled(tx: &mut Tx, viewer: &Viewer, id: GameId) -> Result<game::Game> {
    let person = viewer.allowed(Act::HostQuizzes)?.id;
    let game = game::by_id(tx, id).await?.ok_or(Error::Missing)?;
    if viewer.may(Act::OverseeQuizzes) || game::is_host(tx, id, person).await? {
        Ok(game)
    } else {
        Err(Error::Forbidden(Act::OverseeQuizzes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn questions(count: usize) -> Vec<Question> {
        (0..count).map(|number| Question::true_false(format!("Statement {number}"), true)).collect()
    }

    #[test]
    fn a_draw_takes_different_questions_and_every_question_gets_its_turn() {
        let chance = Chance::seeded(7);
        let mut seen = std::collections::HashSet::new();
        for _ in 0..50 {
            let drawn = drawn(&chance, questions(6), Some(3)).expect("a draw");
            let prompts: std::collections::HashSet<_> = drawn.iter().map(|q| q.prompt.clone()).collect();
            assert_eq!(prompts.len(), 3);
            seen.extend(prompts);
        }
        assert_eq!(seen.len(), 6);
    }

    #[test]
    fn without_a_draw_all_questions_are_played_in_their_order() {
        assert_eq!(drawn(&Chance::seeded(7), questions(4), None).expect("all"), questions(4));
        assert!(drawn(&Chance::seeded(7), questions(4), Some(0)).is_err());
        assert!(drawn(&Chance::seeded(7), questions(4), Some(5)).is_err());
    }

    #[test]
    fn unplayable_questions_are_named_and_not_endlessly() {
        let broken = Question { prompt: String::new(), ..Question::true_false("", true) };
        let id = convene_domain::id::QuestionId::new(convene_domain::Time::default(), [0; 10]);
        let quiz = (1..=8).map(|number| Numbered { id, number, question: broken.clone() }).collect();
        let Err(Error::Fields(errors)) = playable(quiz) else { panic!("refused") };
        let sentence = errors.of("quiz").expect("the quiz");
        assert!(sentence.contains("question 1: Write the question."), "{sentence}");
        assert!(sentence.ends_with("And 3 more."), "{sentence}");
    }
}
