//! The results as the host sees them.

use convene_service::quiz::results::{HostResults, PlayerRow, QuestionRow, State};
use leptos::prelude::*;

use super::super::words::{self, percent, thousands};
use super::{played, share};
use crate::page::Page;
use crate::parts::{
    AnswerShape, Badge, Column, EmptyState, LinkButton, Notice, PageHeader, Section, Stat, Symbol, Table,
    Tone,
};
use crate::request::Request;

/// Rows shown at once in the ranking; the others are folded.
const FIRST: usize = 30;

pub fn page(request: &Request, results: HostResults) -> Page {
    let moment = played(request, results.finished_at);
    Page::new(format!("Results: {}", results.title), move || {
        let csv = format!("/games/{}/answers.csv", results.game);
        let ranks = format!("/games/{}/ranking.csv", results.game);
        let running = results.state != State::Finished;
        let any = !results.questions.is_empty();
        view! {
            <PageHeader title=results.title.clone() above=("/me#hosted".to_owned(), "Games I hosted".to_owned())
                actions=move || any.then(|| view! {
                    <LinkButton href=csv.clone() icon=Symbol::Download download=true>"Answers as CSV"</LinkButton>
                    <LinkButton href=ranks.clone() icon=Symbol::Download download=true>"Ranking as CSV"</LinkButton>
                })/>
            <div class="stack loose">
                <p class="meta">{moment}</p>
                {running.then(|| view! {
                    <Notice title="This game is not over">"You see what counts up to the last reveal."</Notice>
                })}
                {figures(&results)}
                {if results.players.is_empty() { nobody().into_any() } else { ranking(results.players).into_any() }}
                {any.then(|| questions(results.questions))}
            </div>
        }
    })
}

fn figures(results: &HostResults) -> impl IntoView + use<> {
    let players = results.players.iter().filter(|row| row.rank.is_some()).count();
    let (asked, correct) =
        results.questions.iter().fold((0, 0), |sum, row| (sum.0 + row.players, sum.1 + row.correct));
    let hardest = hardest(&results.questions).map(|(number, row)| {
        let note =
            format!("{} of {} right", thousands(row.correct as usize), thousands(row.players as usize));
        view! { <Stat label="Hardest" value=format!("Question {number}") note=note/> }
    });
    view! {
        <dl class="stats">
            <Stat label="Players" value=thousands(players)/>
            <Stat label="Questions played" value=thousands(results.questions.len())/>
            <Stat label="Right" value=format!("{} %", percent(correct, asked)) note="Who gave no answer was not right."/>
            {hardest}
        </dl>
    }
}

/// The question the fewest of those who were there got right, and its number from 1; none where all were right.
fn hardest(questions: &[QuestionRow]) -> Option<(usize, &QuestionRow)> {
    let missed = (1..).zip(questions).filter(|(_, row)| row.correct < row.players);
    // By cross multiplication, as percent would round.
    missed.min_by(|(_, one), (_, other)| {
        let share = |row: &QuestionRow, of: &QuestionRow| u64::from(row.correct) * u64::from(of.players);
        share(one, other).cmp(&share(other, one))
    })
}

/// "1 of 4 right, 3 without an answer".
fn tally(row: &QuestionRow) -> String {
    let number = |count: u32| thousands(count as usize);
    let right = format!("{} of {} right", number(row.correct), number(row.players));
    match row.players.saturating_sub(row.answered) {
        0 => right,
        silent => format!("{right}, {} without an answer", number(silent)),
    }
}

fn nobody() -> impl IntoView {
    view! { <EmptyState title="Nobody played this game." example="Share the link or the PIN before you start the next one."/> }
}

fn ranking(mut players: Vec<PlayerRow>) -> impl IntoView {
    let rest = players.split_off(players.len().min(FIRST));
    let first: Vec<PlayerRow> =
        players.iter().take_while(|row| row.rank.is_some_and(|r| r <= 3)).cloned().collect();
    let places = first.into_iter().take(3).map(|row| {
        view! {
            <li>
                <span class="place-rank">{row.rank}</span>
                <bdi>{row.nickname}</bdi>
                <span class="place-points">{format!("{} points", thousands(row.score as usize))}</span>
            </li>
        }
    });
    view! {
        <Section id="ranking" title="Ranking">
            <ol class="places">{places.collect_view()}</ol>
            <div class="ranking">{table("Final ranking", players)}</div>
            {(!rest.is_empty()).then(|| {
                let title = words::count(rest.len(), "more player", "more players");
                view! { <details class="ranking"><summary>{title}</summary>{table("The others", rest)}</details> }
            })}
        </Section>
    }
}

fn table(caption: &str, rows: Vec<PlayerRow>) -> impl IntoView + use<> {
    let columns = vec![
        Column::number("Rank"),
        Column::new("Player"),
        Column::number("Right"),
        Column::number("Answered"),
        Column::number("Points"),
    ];
    let rows = rows.into_iter().map(|row| {
        let rank = match row.rank {
            Some(rank) => rank.to_string().into_any(),
            None => view! { <Badge tone=Tone::Warning>"Removed"</Badge> }.into_any(),
        };
        view! {
            <tr>
                <td class="number">{rank}</td>
                <th scope="row"><bdi>{row.nickname}</bdi></th>
                <td class="number" data-label="Right">{row.correct}</td>
                <td class="number" data-label="Answered">{row.answered}</td>
                <td class="number">{thousands(row.score as usize)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! { <Table caption=caption.to_owned() caption_hidden=true columns=columns>{rows}</Table> }
}

fn questions(questions: Vec<QuestionRow>) -> impl IntoView {
    let rows = questions.into_iter().enumerate().map(|(at, row)| question(at, row)).collect_view();
    view! {
        <Section id="questions" title="Question by question" lead="How many chose each answer; the right ones are marked. Shares are of everybody who was in the game at that question.">
            <ol class="question-list">{rows}</ol>
        </Section>
    }
}

fn question(at: usize, row: QuestionRow) -> impl IntoView {
    let (players, tally) = (row.players, tally(&row));
    let mean = row
        .mean_ms
        .map(|ms| view! { <span>{format!("{}.{} s on average", ms / 1_000, ms % 1_000 / 100)}</span> });
    let choices = row.question.choices.into_iter().zip(row.picked).enumerate().map(|(at, (choice, picked))| {
        let right = choice.correct;
        view! {
            <tr>
                <th scope="row" class=if right { "is-right" } else { "" }>
                    <AnswerShape index=at/>" "<bdi>{choice.text}</bdi>
                    {right.then(|| view! { " "<Badge tone=Tone::Success icon=Symbol::Check>"Right"</Badge> })}
                </th>
                <td class="number" data-label="Chosen">{picked}</td>
                <td data-label="Share">{share(picked, players)}</td>
            </tr>
        }
    });
    let choices = choices.collect_view();
    let columns = vec![Column::new("Answer"), Column::number("Chosen"), Column::new("Share")];
    view! {
        <li class="question-item">
            <span class="question-number" aria-hidden="true">{at + 1}</span>
            <div class="question-body">
                <h3 dir="auto">{row.question.prompt}</h3>
                <p class="card-foot">
                    <span>{tally}</span>
                    {mean}
                </p>
                <Table caption=format!("Answers to question {}", at + 1) caption_hidden=true columns=columns stacked=true>
                    {choices}
                </Table>
                {row.question.explanation.map(|text| view! { <p class="muted" dir="auto">{text}</p> })}
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use convene_domain::quiz::Question;

    use super::*;

    fn row(players: u32, answered: u32, correct: u32) -> QuestionRow {
        let question = Question::true_false("Funding can be negative", true);
        QuestionRow {
            question,
            players,
            picked: vec![correct, answered - correct],
            answered,
            correct,
            mean_ms: None,
        }
    }

    #[test]
    fn the_hardest_question_is_the_one_the_fewest_got_right_whoever_answered() {
        let number = |rows: &[QuestionRow]| hardest(rows).map(|(number, _)| number);
        assert_eq!(number(&[row(4, 4, 2), row(4, 0, 0), row(4, 1, 1)]), Some(2), "nobody answered it");
        assert_eq!(number(&[row(4, 4, 2), row(4, 1, 1)]), Some(2), "one right answer of four players");
        assert_eq!(number(&[row(1_000, 999, 996), row(1_000, 999, 995)]), Some(2));
        assert_eq!(number(&[row(3, 3, 3), row(0, 0, 0)]), None, "nobody missed any");
    }

    #[test]
    fn a_share_says_of_how_many_it_is() {
        assert_eq!(tally(&row(4, 1, 1)), "1 of 4 right, 3 without an answer");
        assert_eq!(tally(&row(4, 4, 0)), "0 of 4 right");
        assert_eq!(tally(&row(2_000, 0, 0)), "0 of 2,000 right, 2,000 without an answer");
    }
}
