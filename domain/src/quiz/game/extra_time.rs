//! Extra time: what some players have more of, and the host's switch for all of them.
//!
//! Hosts are told how many have it, not who. Whoever watches players come in one at a time can still tell by the count
//! who raised it: it is kept current, because the switch is used in the lobby. It is switched between questions only:
//! a clock that is seen running keeps its end.

use super::machine::{Game, Step, To, Write};
use super::phase::Phase;
use super::scoring;
use super::seat::Seat;
use super::wire::{ExtraTime, Refusal, ToClient};
use crate::Time;

/// The percentage of those who have none.
const NONE: u32 = *scoring::EXTRA_TIME.start();

impl Seat {
    /// Percent of a limit this player has in a game in which extra time is on, or `off`.
    pub fn percent(&self, off: bool) -> u32 {
        if off { NONE } else { self.saved.extra_time }
    }

    /// Whether this player has extra time wherever it is not switched off.
    pub fn has_extra_time(&self) -> bool {
        self.saved.extra_time > NONE
    }
}

impl Game {
    pub(super) fn extra_time(&self) -> ExtraTime {
        let players = self.seats.iter().filter(|seat| seat.present() && seat.has_extra_time()).count();
        ExtraTime { off: self.extra_time_off, players: u32::try_from(players).unwrap_or(u32::MAX) }
    }

    pub(super) fn switch_extra_time(&mut self, on: bool, now: Time, step: &mut Step) -> Result<(), Refusal> {
        if self.extra_time_off != on {
            return Ok(());
        }
        if matches!(self.phase, Phase::Asking { .. } | Phase::Paused { .. }) {
            return Err(Refusal::WrongMoment);
        }
        self.extra_time_off = !on;
        step.writes.push(Write::ExtraTimeOff(!on));
        self.tell_lobby(None, step);
        for seat in self.seats.iter().filter(|seat| seat.present() && seat.has_extra_time()) {
            let id = seat.saved.id;
            step.tell(To::Seat(id), ToClient::Welcome(Box::new(self.welcome_player(id, now))));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{at, nickname, question, seat_id, setup};
    use super::super::wire::{Control, PhaseView};
    use super::super::*;
    use super::*;

    /// A lobby in which player 0 has the usual time, player 1 one and a half times and player 2 twice as much.
    fn lobby() -> Game {
        let setup = setup(Rules::default(), (0..2).map(question).collect());
        let mut game = Game::restore(setup, Saved::default()).expect("a new game");
        for (number, extra_time) in [(0, 100), (1, 150), (2, 200)] {
            let nickname = nickname(&format!("Player {}", char::from(b'A' + number)));
            game.step(Event::Join { seat: seat_id(number), nickname, extra_time }, at(-10));
        }
        game
    }

    fn wish(game: &mut Game, act: Control, now: Time) -> Step {
        game.step(Event::Control(act), now)
    }

    fn answer(game: &mut Game, number: u8, now: Time) -> Reply {
        let event = Event::Answer { seat: seat_id(number), question: 0, choices: vec![0], round_trip_ms: 0 };
        game.step(event, now).reply
    }

    fn you(game: &Game, number: u8) -> (u32, bool) {
        let you = game.welcome_player(seat_id(number), at(0)).you.expect("a seat");
        (you.extra_time, you.extra_time_off)
    }

    #[test]
    fn extra_time_is_on_and_hosts_are_told_how_many_have_it() {
        let mut game = lobby();
        let host = game.welcome_host(at(0));
        assert_eq!(host.extra_time, ExtraTime { off: false, players: 2 });
        let told = serde_json::to_string(&host).expect("JSON");
        assert!(!told.contains("150") && !told.contains("200"), "{told}");
        let kick = wish(&mut game, Control::Kick { seat: seat_id(2) }, at(1));
        let lobby = |message: &Message| match message.body {
            ToClient::Lobby { extra_time, .. } => Some((message.to, extra_time)),
            _ => None,
        };
        let told = kick.messages.iter().find_map(lobby);
        assert_eq!(told, Some((To::Hosts, ExtraTime { off: false, players: 1 })));
        assert_eq!(
            game.welcome_player(seat_id(0), at(2)).extra_time,
            ExtraTime::default(),
            "players: nothing"
        );
    }

    #[test]
    fn switched_off_everybody_has_the_usual_time() {
        let mut game = lobby();
        let step = wish(&mut game, Control::ExtraTime { on: false }, at(0));
        assert_eq!((&step.reply, &step.writes[..]), (&Reply::Done, &[Write::ExtraTimeOff(true)][..]));
        wish(&mut game, Control::Start, at(0));
        assert_eq!(game.wake_at(), Some(at(20_300)), "nobody is waited for any longer");
        assert_eq!(answer(&mut game, 1, at(20_000)), Reply::Done);
        assert_eq!(answer(&mut game, 2, at(20_001)), Reply::Refused(Refusal::TooLate));
    }

    #[test]
    fn those_who_have_it_are_told_on_their_own_page_and_nobody_else_hears_of_it() {
        let mut game = lobby();
        let step = wish(&mut game, Control::ExtraTime { on: false }, at(0));
        let told: Vec<To> = step.messages.iter().map(|message| message.to).collect();
        assert_eq!(told, [To::Hosts, To::Seat(seat_id(1)), To::Seat(seat_id(2))]);
        assert_eq!([0, 1, 2].map(|number| you(&game, number)), [(100, false), (100, true), (100, true)]);
        wish(&mut game, Control::ExtraTime { on: true }, at(1));
        assert_eq!([0, 1, 2].map(|number| you(&game, number)), [(100, false), (150, false), (200, false)]);
    }

    #[test]
    fn it_is_switched_between_questions_and_not_while_one_is_open() {
        let mut game = lobby();
        wish(&mut game, Control::Start, at(0));
        let off = Control::ExtraTime { on: false };
        assert_eq!(wish(&mut game, off.clone(), at(1)).reply, Reply::Refused(Refusal::WrongMoment));
        wish(&mut game, Control::Pause, at(2));
        assert_eq!(wish(&mut game, off.clone(), at(3)).reply, Reply::Refused(Refusal::WrongMoment));
        let fulfilled = wish(&mut game, Control::ExtraTime { on: true }, at(4));
        assert_eq!((fulfilled.reply, fulfilled.writes), (Reply::Done, vec![]), "it is on already");
        wish(&mut game, Control::Resume, at(5));
        wish(&mut game, Control::Reveal { question: 0 }, at(6));
        assert_eq!(wish(&mut game, off, at(7)).reply, Reply::Done);
        wish(&mut game, Control::Next { question: 0 }, at(10));
        assert_eq!(game.wake_at(), Some(at(20_310)));
        assert!(matches!(game.welcome_host(at(11)).phase, PhaseView::Asking(_)));
    }
}
