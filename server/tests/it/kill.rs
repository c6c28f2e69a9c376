//! The program is killed in the middle of a game, again and again, and the game goes on.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use convene_domain::quiz::game::wire::{Control, PhaseView, PlayerResult, Refusal, ToClient, Welcome};

use crate::process::{Folder, Program, Visitor, spare_port};
use crate::stage::{Heard, Line, Sender as _, join, open_game, solution};

const PLAYERS: usize = 30;
const QUESTIONS: u32 = 4;

/// The same numbers for the same seed, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

struct Player {
    nickname: String,
    visitor: Visitor,
    line: Line,
    /// What this player picked, and what the server has confirmed: one answer per question.
    picked: BTreeMap<u32, u8>,
    confirmed: BTreeMap<u32, u8>,
    score: u32,
}

impl Player {
    fn note(&mut self, message: &ToClient) {
        match message {
            ToClient::Accepted { question, choices } => {
                assert_eq!(
                    choices.as_slice(),
                    [self.picked[question]],
                    "{} is told the own answer",
                    self.nickname
                );
                self.confirmed.insert(*question, self.picked[question]);
            }
            ToClient::Result(result) => self.take(result),
            ToClient::Refused { refusal } => panic!("{} was refused: {refusal:?}", self.nickname),
            _ => {}
        }
    }

    fn take(&mut self, result: &PlayerResult) {
        let right = self.confirmed.get(&result.question).map(|picked| *picked == solution(result.question));
        assert_eq!((result.answered, result.correct), (true, right == Some(true)), "{}", self.nickname);
        self.score = result.score;
    }

    async fn answer(&mut self, question: u32) {
        self.line.answer(question, &[self.picked[&question]]).await;
    }

    async fn until(&mut self, enough: impl Fn(&ToClient) -> bool) {
        loop {
            match self.line.next().await {
                Heard::Message(message) => {
                    self.note(&message);
                    if enough(&message) {
                        return;
                    }
                }
                Heard::Closed(code) => panic!("{}'s line ended: {code:?}", self.nickname),
            }
        }
    }

    async fn until_confirmed(&mut self, question: u32) {
        if !self.confirmed.contains_key(&question) {
            self.until(
                |message| matches!(message, ToClient::Accepted { question: at, .. } if *at == question),
            )
            .await;
        }
    }
}

/// A game with its host, all of its players and the program it runs in.
struct Table {
    folder: Folder,
    program: Option<Program>,
    port: u16,
    pin: String,
    visitor: Visitor,
    host: Line,
    players: Vec<Player>,
    dice: Dice,
}

impl Table {
    async fn set(seed: u64) -> Self {
        let (folder, port) = (Folder::new(), spare_port());
        let program = Program::demo(&folder, port);
        let address = program.address;
        let mut visitor = Visitor::signed_in(address, "educator").await;
        let pin = open_game(&mut visitor, QUESTIONS, &[("scoring", "speed"), ("streak_bonus", "on")]).await;
        let (host, _) = Line::enter(address, &pin, "host", &visitor.cookie()).await;
        let program = Some(program);
        let mut table =
            Self { folder, program, port, pin, visitor, host, players: Vec::new(), dice: Dice(seed) };
        for number in 0..PLAYERS {
            table.seat(format!("Player {number}")).await;
        }
        table
    }

    fn program(&self) -> &Program {
        self.program.as_ref().expect("it runs")
    }

    async fn seat(&mut self, nickname: String) {
        let mut visitor = Visitor::new(self.program().address);
        join(&mut visitor, &self.pin, &nickname).await;
        let (line, _) = Line::enter(self.program().address, &self.pin, "player", &visitor.cookie()).await;
        let picked =
            (0..QUESTIONS).map(|at| (at, u8::try_from(self.dice.below(4)).expect("one of four"))).collect();
        self.players.push(Player { nickname, visitor, line, picked, confirmed: BTreeMap::new(), score: 0 });
    }

    /// Kills the program; what it still managed to say was said. Then it starts again and everybody comes back.
    async fn kill(&mut self) -> PhaseView {
        self.program.take().expect("it runs").kill();
        for player in &mut self.players {
            let (messages, code) = player.line.rest().await;
            assert_eq!(code, None, "nobody was told to go");
            messages.iter().for_each(|message| player.note(message));
        }
        self.program = Some(Program::demo(&self.folder, self.port));
        let address = self.program().address;
        let (host, welcome) = Line::enter(address, &self.pin, "host", &self.visitor.cookie()).await;
        self.host = host;
        assert_eq!(welcome.seats.len(), self.players.len(), "nobody is there twice and nobody is missing");
        let names: BTreeSet<_> = welcome.seats.iter().map(|seat| seat.nickname.as_str()).collect();
        for player in &mut self.players {
            assert!(names.contains(player.nickname.as_str()), "{} has a seat", player.nickname);
            let (line, picture) = Line::enter(address, &self.pin, "player", &player.visitor.cookie()).await;
            player.line = line;
            check(player, &picture);
        }
        welcome.phase
    }

    async fn wish(&mut self, act: Control, done: impl Fn(&ToClient) -> bool) {
        self.host.wish(act).await;
        self.host.until(|message| done(message).then_some(())).await;
    }

    /// Opens a question. The host may be told that it is open already: then the wish had been stored before a kill.
    async fn open(&mut self, question: u32) {
        let act = match question.checked_sub(1) {
            None => Control::Start,
            Some(before) => Control::Next { question: before },
        };
        self.wish(act, |message| asked(message) == Some(question)).await;
        for player in &mut self.players {
            player.until(|message| asked(message) == Some(question)).await;
        }
    }

    /// Some answer and are confirmed, some more answer and only a few of them wait, then the program is killed.
    async fn answer_under_fire(&mut self, question: u32) {
        let early = self.dice.below(PLAYERS / 2);
        let sent = early + self.dice.below(PLAYERS - early + 1);
        let heard = early + self.dice.below((sent - early) / 3 + 1);
        for at in 0..early {
            self.players[at].answer(question).await;
            self.players[at].until_confirmed(question).await;
        }
        for at in early..sent {
            self.players[at].answer(question).await;
        }
        for at in early..heard {
            self.players[at].until_confirmed(question).await;
        }
        let phase = self.kill().await;
        let open = matches!(&phase, PhaseView::Asking(asking) if asking.question == question);
        let full = matches!(&phase, PhaseView::Closed { question: asking } if asking.question == question);
        assert!(open || full, "the game is where it was: {phase:?}");
        // Everybody answers, once more where an answer is stored: a browser cannot know that the first one arrived.
        for player in &mut self.players {
            player.answer(question).await;
        }
        for player in &mut self.players {
            player.until(|message| matches!(message, ToClient::Accepted { .. })).await;
        }
        self.change_of_mind(question).await;
    }

    /// Another answer than the stored one counts for nothing.
    async fn change_of_mind(&mut self, question: u32) {
        let at = self.dice.below(PLAYERS);
        let player = &mut self.players[at];
        player.line.answer(question, &[(player.picked[&question] + 1) % 4]).await;
        assert_eq!(player.line.refusal().await, Refusal::AlreadyAnswered);
    }

    async fn reveal(&mut self, question: u32) {
        let shown =
            |message: &ToClient| matches!(message, ToClient::Revealed(it) if it.asking.question == question);
        self.wish(Control::Reveal { question }, shown).await;
        for player in &mut self.players {
            player.until(|message| matches!(message, ToClient::Result(it) if it.question == question)).await;
        }
    }
}

fn asked(message: &ToClient) -> Option<u32> {
    match message {
        ToClient::Asking(asking) => Some(asking.question),
        ToClient::Welcome(welcome) => match &welcome.phase {
            PhaseView::Asking(asking) => Some(asking.question),
            _ => None,
        },
        _ => None,
    }
}

/// What somebody finds who comes back.
fn check(player: &mut Player, welcome: &Welcome) {
    let you = welcome.you.as_ref().expect("a seat");
    assert_eq!((you.nickname.as_str(), you.removed), (player.nickname.as_str(), false));
    let question = match &welcome.phase {
        PhaseView::Asking(asking) | PhaseView::Closed { question: asking } => Some(asking.question),
        PhaseView::Revealed(revealed) => Some(revealed.asking.question),
        _ => None,
    };
    if let Some(picked) = question.and_then(|at| player.confirmed.get(&at)) {
        assert_eq!(
            you.answer.as_deref(),
            Some([*picked].as_slice()),
            "{}'s answer was confirmed",
            you.nickname
        );
    }
    match &you.result {
        Some(result) => player.take(&result.clone()),
        None => assert_eq!(you.score, player.score, "{}'s score is what it was", you.nickname),
    }
}

/// Plays a whole game under `seed`, killing the program six times.
async fn play(seed: u64) {
    let mut table = Table::set(seed).await;
    assert_eq!(table.kill().await, PhaseView::Lobby, "a full lobby survives");
    for question in 0..QUESTIONS {
        table.open(question).await;
        table.answer_under_fire(question).await;
        table.reveal(question).await;
        if question == 1 {
            let scores: Vec<_> = table.players.iter().map(|player| player.score).collect();
            let phase = table.kill().await;
            assert!(matches!(phase, PhaseView::Revealed(_)), "the solution is still on show: {phase:?}");
            assert_eq!(scores, table.players.iter().map(|player| player.score).collect::<Vec<_>>());
        }
        if question == 2 {
            // Killed right after the host pressed "next": it happened or it did not.
            table.host.wish(Control::Next { question }).await;
            let phase = table.kill().await;
            let next = matches!(&phase, PhaseView::Asking(asking) if asking.question == question + 1);
            assert!(next || matches!(phase, PhaseView::Revealed(_)), "{phase:?}");
            if next {
                table.answer_under_fire(question + 1).await;
                table.reveal(question + 1).await;
                break;
            }
        }
    }
    finish(table).await;
}

async fn finish(mut table: Table) {
    table.host.wish(Control::Next { question: QUESTIONS - 1 }).await;
    let finished = table
        .host
        .until(|message| match message {
            ToClient::Finished(finished) => Some(finished.clone()),
            _ => None,
        })
        .await;
    for player in &mut table.players {
        player.until(|message| matches!(message, ToClient::Finished(_))).await;
    }
    let sheet = table.visitor.get(&format!("/games/{}/answers.csv", finished.game)).await;
    assert_eq!(sheet.status, StatusCode::OK);
    let mut stored: BTreeMap<(String, u32), u8> = BTreeMap::new();
    let mut sums: BTreeMap<String, u32> = BTreeMap::new();
    for line in sheet.body.lines().skip(1) {
        let cells: Vec<_> = line.split(',').collect();
        let [question, _, nickname, _, answer, correct, _, points, ..] = cells[..] else { panic!("{line}") };
        let question = question.parse::<u32>().expect("a number") - 1;
        if answer.is_empty() {
            continue;
        }
        let choices = ["alpha", "beta", "gamma", "delta"];
        let picked = choices.iter().position(|text| *text == answer).expect("a choice");
        let picked = u8::try_from(picked).expect("one of four");
        let points = points.parse::<u32>().expect("points");
        assert_eq!(correct == "yes", picked == solution(question), "{line}");
        assert_eq!(correct == "yes", points > 0, "{line}");
        assert_eq!(stored.insert((nickname.to_owned(), question), picked), None, "counted twice: {line}");
        *sums.entry(nickname.to_owned()).or_default() += points;
    }
    let confirmed: BTreeMap<_, _> = table
        .players
        .iter()
        .flat_map(|player| {
            player.confirmed.iter().map(|(at, picked)| ((player.nickname.clone(), *at), *picked))
        })
        .collect();
    assert_eq!(confirmed.len(), PLAYERS * QUESTIONS as usize, "everybody answered everything");
    assert_eq!(stored, confirmed, "what is stored is what was confirmed");
    for player in &table.players {
        assert_eq!(sums[&player.nickname], player.score, "{}'s points add up to the score", player.nickname);
    }
    for row in &finished.podium {
        assert_eq!(sums[&row.nickname], row.score, "{} on the podium", row.nickname);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_killed_at_any_moment_loses_nothing_it_confirmed_and_counts_nothing_twice() {
    for seed in [3, 21, 144, 987, 1_597, 28_657] {
        play(seed).await;
    }
}
