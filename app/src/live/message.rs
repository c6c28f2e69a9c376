//! Messages between text and type, by hand.
//!
//! What serde derives for enums with a tag inside costs a player's page 15 KB of download. The types are the
//! domain's, so a new field does not compile here, and a test holds every message against what serde writes.

use convene_domain::quiz::game::wire::{
    Asking, ExtraTime, Finished, GameView, PhaseView, PlayerResult, Refusal, Revealed, SeatView, Standing,
    ToClient, ToGame, Welcome, You,
};
use convene_domain::quiz::{Kind, Weight};
use serde_json::Value;

/// What the game says; none when this page does not know such a message.
pub fn read(text: &str) -> Option<ToClient> {
    let of: &Value = &serde_json::from_str(text).ok()?;
    Some(match word(of, "t")? {
        "welcome" => ToClient::Welcome(Box::new(welcome(of)?)),
        "lobby" => ToClient::Lobby {
            players: number(of, "players")?,
            locked: flag(of, "locked")?,
            extra_time: extra_time(&of["extra_time"])?,
            seats: list(of, "seats", seat)?,
        },
        "asking" => ToClient::Asking(asking(of)?),
        "counts" => ToClient::Counts {
            question: number(of, "question")?,
            answered: number(of, "answered")?,
            players: number(of, "players")?,
        },
        "accepted" => {
            ToClient::Accepted { question: number(of, "question")?, choices: positions(of, "choices")? }
        }
        "refused" => ToClient::Refused { refusal: refusal(word(of, "refusal")?)? },
        "closed" => ToClient::Closed { question: number(of, "question")? },
        "revealed" => ToClient::Revealed(revealed(of)?),
        "result" => ToClient::Result(result(of)?),
        "paused" => ToClient::Paused { question: number(of, "question")? },
        "resumed" => ToClient::Resumed { question: number(of, "question")?, left_ms: millis(of, "left_ms") },
        "kicked" => ToClient::Kicked,
        "readmitted" => ToClient::Readmitted,
        "finished" => ToClient::Finished(finished(of)?),
        "turned_away" => ToClient::TurnedAway { refusal: refusal(word(of, "refusal")?)? },
        _ => return None,
    })
}

/// The text of a message to the game.
pub fn write(message: &ToGame) -> Option<String> {
    match message {
        ToGame::Answer { question, choices } => {
            let choices: Vec<String> = choices.iter().map(u8::to_string).collect();
            let question = question.to_string();
            let choices = choices.join(",");
            Some(["{\"t\":\"answer\",\"question\":", &question, ",\"choices\":[", &choices, "]}"].concat())
        }
        #[cfg(feature = "desk")]
        ToGame::Control { .. } => serde_json::to_string(message).ok(),
        #[cfg(not(feature = "desk"))]
        ToGame::Control { .. } => None,
    }
}

fn welcome(of: &Value) -> Option<Welcome> {
    let game = &of["game"];
    Some(Welcome {
        game: GameView {
            id: word(game, "id")?.parse().ok()?,
            title: text(game, "title")?,
            pin: text(game, "pin")?,
            questions: number(game, "questions")?,
            players: number(game, "players")?,
            locked: flag(game, "locked")?,
        },
        phase: phase(&of["phase"])?,
        you: maybe(&of["you"], you)?,
        seats: list(of, "seats", seat)?,
        answered: number(of, "answered")?,
        extra_time: extra_time(&of["extra_time"])?,
    })
}

/// While a portal with several servers is updated, a game may still be on one of the version before, which says
/// nothing of this and has no switch for it.
fn extra_time(of: &Value) -> Option<ExtraTime> {
    if of.is_null() {
        return Some(ExtraTime::default());
    }
    Some(ExtraTime { off: flag(of, "off")?, players: number(of, "players")? })
}

fn phase(of: &Value) -> Option<PhaseView> {
    Some(match word(of, "phase")? {
        "lobby" => PhaseView::Lobby,
        "asking" => PhaseView::Asking(asking(of)?),
        "paused" => PhaseView::Paused { question: number(of, "question")? },
        "closed" => PhaseView::Closed { question: asking(&of["question"])? },
        "revealed" => PhaseView::Revealed(revealed(of)?),
        "finished" => PhaseView::Finished(finished(of)?),
        _ => return None,
    })
}

fn asking(of: &Value) -> Option<Asking> {
    Some(Asking {
        question: number(of, "question")?,
        prompt: text(of, "prompt")?,
        kind: match word(of, "kind")? {
            "single" => Kind::Single,
            "multiple" => Kind::Multiple,
            "true_false" => Kind::TrueFalse,
            _ => return None,
        },
        choices: list(of, "choices", |choice| choice.as_str().map(str::to_owned))?,
        weight: match word(of, "weight")? {
            "zero" => Weight::Zero,
            "one" => Weight::One,
            "two" => Weight::Two,
            _ => return None,
        },
        limit_ms: millis(of, "limit_ms"),
        left_ms: millis(of, "left_ms"),
    })
}

fn you(of: &Value) -> Option<You> {
    Some(You {
        seat: word(of, "seat")?.parse().ok()?,
        nickname: text(of, "nickname")?,
        score: number(of, "score")?,
        rank: number(of, "rank")?,
        streak: number(of, "streak")?,
        extra_time: number(of, "extra_time")?,
        extra_time_off: flag(of, "extra_time_off").unwrap_or_default(),
        answer: positions(of, "answer"),
        result: maybe(&of["result"], result)?,
        removed: flag(of, "removed")?,
    })
}

fn seat(of: &Value) -> Option<SeatView> {
    Some(SeatView {
        seat: word(of, "seat")?.parse().ok()?,
        nickname: text(of, "nickname")?,
        removed: flag(of, "removed")?,
    })
}

fn revealed(of: &Value) -> Option<Revealed> {
    Some(Revealed {
        asking: asking(&of["asking"])?,
        correct: positions(of, "correct")?,
        picked: list(of, "picked", whole)?,
        answered: number(of, "answered")?,
        explanation: text(of, "explanation"),
        standings: list(of, "standings", standing)?,
        last: flag(of, "last")?,
    })
}

fn standing(of: &Value) -> Option<Standing> {
    Some(Standing {
        nickname: text(of, "nickname")?,
        score: number(of, "score")?,
        rank: number(of, "rank")?,
        before: number(of, "before"),
    })
}

fn result(of: &Value) -> Option<PlayerResult> {
    Some(PlayerResult {
        question: number(of, "question")?,
        answered: flag(of, "answered")?,
        correct: flag(of, "correct")?,
        points: number(of, "points")?,
        bonus: number(of, "bonus")?,
        score: number(of, "score")?,
        rank: number(of, "rank")?,
        players: number(of, "players")?,
        streak: number(of, "streak")?,
    })
}

fn finished(of: &Value) -> Option<Finished> {
    Some(Finished {
        podium: list(of, "podium", standing)?,
        players: number(of, "players")?,
        game: word(of, "game")?.parse().ok()?,
    })
}

fn refusal(name: &str) -> Option<Refusal> {
    Some(match name {
        "too_late" => Refusal::TooLate,
        "wrong_moment" => Refusal::WrongMoment,
        "already_answered" => Refusal::AlreadyAnswered,
        "paused" => Refusal::Paused,
        "not_a_choice" => Refusal::NotAChoice,
        "no_seat" => Refusal::NoSeat,
        "not_a_host" => Refusal::NotAHost,
        "locked" => Refusal::Locked,
        "over" => Refusal::Over,
        "unreadable" => Refusal::Unreadable,
        "too_many" => Refusal::TooMany,
        "full" => Refusal::Full,
        "crowded" => Refusal::Crowded,
        _ => return None,
    })
}

fn word<'a>(of: &'a Value, field: &str) -> Option<&'a str> {
    of[field].as_str()
}

fn text(of: &Value, field: &str) -> Option<String> {
    word(of, field).map(str::to_owned)
}

fn flag(of: &Value, field: &str) -> Option<bool> {
    of[field].as_bool()
}

fn millis(of: &Value, field: &str) -> Option<u64> {
    of[field].as_u64()
}

fn whole(of: &Value) -> Option<u32> {
    of.as_u64()?.try_into().ok()
}

fn number(of: &Value, field: &str) -> Option<u32> {
    whole(&of[field])
}

fn positions(of: &Value, field: &str) -> Option<Vec<u8>> {
    list(of, field, |at| at.as_u64()?.try_into().ok())
}

fn list<T>(of: &Value, field: &str, read: fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    of[field].as_array()?.iter().map(read).collect()
}

/// Null is none; anything else must be readable.
fn maybe<T>(of: &Value, read: fn(&Value) -> Option<T>) -> Option<Option<T>> {
    if of.is_null() { Some(None) } else { read(of).map(Some) }
}

#[cfg(test)]
mod tests;
