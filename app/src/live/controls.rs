//! What a host can do next.

use convene_domain::quiz::game::wire::Control;

use super::state::{Stage, Table};

/// The one step that carries the game on, and its name on the button.
pub fn primary(table: &Table) -> Option<(Control, &'static str)> {
    match &table.stage {
        Stage::Lobby => Some((Control::Start, "Start the quiz")),
        Stage::Asking(asking) => Some((Control::Reveal { question: asking.question }, "Close and reveal")),
        Stage::Closed(asking) => Some((Control::Reveal { question: asking.question }, "Reveal the answer")),
        Stage::Paused(_) => Some((Control::Resume, "Resume")),
        Stage::Revealed(revealed) => {
            let label = if revealed.last { "Show the podium" } else { "Next question" };
            Some((Control::Next { question: revealed.asking.question }, label))
        }
        Stage::Unknown | Stage::Finished(_) => None,
    }
}

/// Pause while a question is open. The step that carries a paused game on is to resume.
pub fn pause(table: &Table) -> Option<(Control, &'static str)> {
    matches!(table.stage, Stage::Asking(_)).then_some((Control::Pause, "Pause"))
}

/// What the pause key does: it stops the clock and lets it run again.
pub fn pause_or_resume(table: &Table) -> Option<(Control, &'static str)> {
    match table.stage {
        Stage::Paused(_) => primary(table),
        _ => pause(table),
    }
}

/// Lock the doors or open them again, while anybody could still come in.
pub fn doors(table: &Table) -> Option<(Control, &'static str)> {
    match table.stage {
        Stage::Unknown | Stage::Finished(_) => None,
        _ if table.locked => Some((Control::Unlock, "Unlock the game")),
        _ => Some((Control::Lock, "Lock the game")),
    }
}

/// What the game is doing, in a word or two.
pub fn phase(table: &Table) -> &'static str {
    match table.stage {
        Stage::Unknown => "Connecting…",
        Stage::Lobby => "Lobby",
        Stage::Asking(_) => "Question open",
        Stage::Paused(_) => "Paused",
        Stage::Closed(_) => "Answers closed",
        Stage::Revealed(_) => "Answer shown",
        Stage::Finished(_) => "Finished",
    }
}
