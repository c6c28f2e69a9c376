//! What travels between a browser and a live game, as JSON over a WebSocket.
//!
//! A message for everybody is encoded once, so nothing in it is personal; what is personal travels in
//! [`ToClient::Welcome`], [`ToClient::Accepted`] and [`ToClient::Result`]. A solution is in no message before
//! [`ToClient::Revealed`].

use serde::{Deserialize, Serialize};

use crate::id::{GameId, SeatId};
use crate::quiz::{Kind, Weight};

/// Who is listening on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Player,
    Host,
    /// The big screen: sees what everybody may see, controls nothing.
    Screen,
}

/// From a browser to the game.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ToGame {
    /// A player's answer: positions in the question's list of choices.
    Answer { question: u32, choices: Vec<u8> },
    /// A host's wish. Refused from anybody else.
    Control { act: Control },
}

/// What a host can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Control {
    /// From the lobby to the first question.
    Start,
    /// Close the question if it is open, and show what was right.
    Reveal {
        question: u32,
    },
    /// From a revealed question to the next one, or to the podium after the last.
    Next {
        question: u32,
    },
    Pause,
    Resume,
    /// Nobody new may enter.
    Lock,
    Unlock,
    /// Extra time for those who have it, or the usual time for everybody. Not while a question is open.
    ExtraTime {
        on: bool,
    },
    Kick {
        seat: SeatId,
    },
    /// Both at once: this player is removed, and nobody new may enter.
    KickAndLock {
        seat: SeatId,
    },
    /// Undo of a kick: the seat, its score and its answers are back.
    Readmit {
        seat: SeatId,
    },
    /// To the podium now, whatever is left.
    End,
}

/// From the game to a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ToClient {
    /// Everything a browser needs to show the present moment: sent on every (re)connection.
    Welcome(Box<Welcome>),
    /// How many are in, how many of them have extra time, and the seats that are new or changed since the last such
    /// message: put them into the list by their id. To hosts and screens.
    Lobby {
        players: u32,
        locked: bool,
        extra_time: ExtraTime,
        seats: Vec<SeatView>,
    },
    /// A question opened. To everybody.
    Asking(Asking),
    /// How many have answered. To hosts and screens, at most five times a second.
    Counts {
        question: u32,
        answered: u32,
        players: u32,
    },
    /// Your answer is stored. To one player.
    Accepted {
        question: u32,
        choices: Vec<u8>,
    },
    /// Your answer or your wish was refused, and why. To one browser.
    Refused {
        refusal: Refusal,
    },
    /// Time is up or all have answered; solutions follow. To everybody.
    Closed {
        question: u32,
    },
    /// What was right. To everybody.
    Revealed(Revealed),
    /// How you did. To one player, right after `Revealed`.
    Result(PlayerResult),
    Paused {
        question: u32,
    },
    /// The clock runs again, with `left_ms` for people without extra time.
    Resumed {
        question: u32,
        left_ms: Option<u64>,
    },
    /// You were removed by the host.
    Kicked,
    /// You were let in again: the game follows in a `Welcome`.
    Readmitted,
    /// The podium. To everybody.
    Finished(Finished),
    /// Somebody new was not let in, and why. To hosts, once in a while for as long as it goes on.
    TurnedAway {
        refusal: Refusal,
    },
}

/// Why something was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The time for this question was over when the answer arrived.
    TooLate,
    /// The game is not at that question, or not at a point where this makes sense.
    WrongMoment,
    /// An answer to this question is stored already, and it was another one.
    AlreadyAnswered,
    /// The game is paused.
    Paused,
    /// Not one of the choices, or not the number of choices this question takes.
    NotAChoice,
    /// This browser has no seat in the game, or lost it.
    NoSeat,
    /// Only hosts do this.
    NotAHost,
    /// The doors are locked.
    Locked,
    /// The game is over.
    Over,
    /// The message could not be read.
    Unreadable,
    /// More messages in a second than any person sends.
    TooMany,
    /// Every seat of the game is taken.
    Full,
    /// Too many have come from one network address in a short time.
    Crowded,
}

impl Refusal {
    /// A sentence for the person it happened to.
    pub const fn sentence(self) -> &'static str {
        match self {
            Refusal::TooLate => "Time was up before your answer arrived.",
            Refusal::WrongMoment => "The game has moved on. Look at what it shows now.",
            Refusal::AlreadyAnswered => "Your first answer is stored and counts.",
            Refusal::Paused => "The game is paused. Answer when it goes on.",
            Refusal::NotAChoice => "That is not one of the answers. Pick from the ones shown.",
            Refusal::NoSeat => "You have no seat in this game. Join with the PIN.",
            Refusal::NotAHost => "Only the host can do this.",
            Refusal::Locked => "The host has locked this game. Ask them to let you in.",
            Refusal::Over => "This game is over.",
            Refusal::Unreadable => "The game could not read that message. Reload the page.",
            Refusal::TooMany => "Too many messages at once. Wait a second.",
            Refusal::Full => "This game is full. Nobody new can join it.",
            Refusal::Crowded => {
                "Very many people have just joined from your network. Wait ten minutes, or join over another network, \
                such as mobile data."
            }
        }
    }
}

/// The game itself, the same for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameView {
    pub id: GameId,
    pub title: String,
    pub pin: String,
    /// Number of questions in this game.
    pub questions: u32,
    /// Seats taken by players who were not removed.
    pub players: u32,
    pub locked: bool,
}

/// A snapshot for one browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub game: GameView,
    pub phase: PhaseView,
    /// The player's own seat; none for hosts and screens.
    pub you: Option<You>,
    /// Everyone in the room, removed players last. Hosts and screens only; empty for players.
    pub seats: Vec<SeatView>,
    /// Answers to the open question. Hosts and screens only; 0 for players.
    pub answered: u32,
    /// Hosts and screens only; the default for players.
    pub extra_time: ExtraTime,
}

/// Extra time as hosts see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExtraTime {
    /// Switched off for this game.
    pub off: bool,
    /// How many of the players present have it, or would have it were it on. No message says who, but a count that
    /// grows as one player comes in tells that of this player.
    pub players: u32,
}

/// Where the game stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum PhaseView {
    Lobby,
    Asking(Asking),
    /// Time stands still; the question is hidden.
    Paused {
        question: u32,
    },
    Closed {
        question: Asking,
    },
    Revealed(Revealed),
    Finished(Finished),
}

/// A question without its solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// Position in the game, from 0.
    pub question: u32,
    pub prompt: String,
    pub kind: Kind,
    pub choices: Vec<String>,
    pub weight: Weight,
    /// The whole limit for people without extra time, in milliseconds.
    pub limit_ms: Option<u64>,
    /// What is left of it now. A player with extra time adds `limit_ms * (extra_time - 100) / 100`.
    pub left_ms: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct You {
    pub seat: SeatId,
    pub nickname: String,
    pub score: u32,
    /// From 1; people with the same score share a rank.
    pub rank: u32,
    pub streak: u32,
    /// Percent of the limit this person has in this game: 100, 150, 200 or 1000.
    pub extra_time: u32,
    /// This person would have more, had the host not switched extra time off.
    pub extra_time_off: bool,
    /// The stored answer to the question on show.
    pub answer: Option<Vec<u8>>,
    /// The result of the question on show, once revealed.
    pub result: Option<PlayerResult>,
    /// Removed by the host.
    pub removed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatView {
    pub seat: SeatId,
    pub nickname: String,
    pub removed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revealed {
    /// The question once more, so that a late screen can show it; `left_ms` is 0.
    pub asking: Asking,
    /// Positions of the right answers.
    pub correct: Vec<u8>,
    /// How many picked each choice.
    pub picked: Vec<u32>,
    /// How many answered.
    pub answered: u32,
    pub explanation: Option<String>,
    /// The first five, ties included up to ten rows.
    pub standings: Vec<Standing>,
    /// Whether this was the last question.
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub nickname: String,
    pub score: u32,
    pub rank: u32,
    /// Rank before this question; none before the first, and for people who came since.
    pub before: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerResult {
    pub question: u32,
    pub answered: bool,
    pub correct: bool,
    /// Points for this answer, the streak bonus included.
    pub points: u32,
    pub bonus: u32,
    pub score: u32,
    pub rank: u32,
    pub players: u32,
    pub streak: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// In rank order: the first three ranks, at most ten rows.
    pub podium: Vec<Standing>,
    pub players: u32,
    /// Where the results stay.
    pub game: GameId,
}
