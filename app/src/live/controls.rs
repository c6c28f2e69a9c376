//! What a host can do next.

use convene_domain::quiz::game::wire::{Control, ExtraTime};

use super::state::{Stage, Table};
use super::words::count;

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

/// Turn extra time off or on again, and the name of that step. It takes presses between questions only.
pub fn extra_time(table: &Table) -> (Control, &'static str) {
    match table.extra_time.off {
        true => (Control::ExtraTime { on: true }, "Turn on extra time"),
        false => (Control::ExtraTime { on: false }, "Turn off extra time"),
    }
}

/// Whether a question is open or waits behind a pause: its time is not changed under way.
pub fn is_question_open(table: &Table) -> bool {
    matches!(table.stage, Stage::Asking(_) | Stage::Paused(_))
}

/// How many have extra time; not who.
pub fn extra_time_note(table: &Table) -> String {
    let ExtraTime { off, players } = table.extra_time;
    let note = match (off, players) {
        (false, some) => count(some, "player has", "players have") + " extra time.",
        (true, 0) => "Extra time is off for this game.".to_owned(),
        (true, some) => {
            "Extra time is off for this game. It would apply to ".to_owned()
                + &count(some, "player", "players")
                + "."
        }
    };
    if is_question_open(table) { note + " You can change this between questions." } else { note }
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use convene_domain::quiz::game::wire::ToClient;

    use super::*;

    #[test]
    fn hosts_read_how_many_have_extra_time_and_what_the_switch_does() {
        let with = |off, players| {
            let mut table = Table::default();
            let extra_time = ExtraTime { off, players };
            table.hear(ToClient::Lobby { players: 9, locked: false, extra_time, seats: Vec::new() }, 0.0);
            table
        };
        let read = |off, players| extra_time_note(&with(off, players));
        assert_eq!(read(false, 1), "1 player has extra time.");
        assert_eq!(read(false, 2), "2 players have extra time.");
        assert_eq!(read(true, 2), "Extra time is off for this game. It would apply to 2 players.");
        assert_eq!(read(true, 0), "Extra time is off for this game.");
        assert_eq!(extra_time(&with(false, 2)).1, "Turn off extra time");
        assert_eq!(extra_time(&with(true, 2)).1, "Turn on extra time");
        let mut paused = with(false, 1);
        paused.hear(ToClient::Paused { question: 0 }, 0.0);
        assert_eq!(
            extra_time_note(&paused),
            "1 player has extra time. You can change this between questions."
        );
    }
}
