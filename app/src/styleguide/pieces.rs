//! Cards, tables, messages and everything else that is not a form.

use leptos::prelude::*;

use crate::parts::{
    Avatar, Badge, Button, ButtonKind, Card, Column, DateBlock, Definition, DefinitionList, Dialog,
    EmptyState, LinkButton, Menu, Notice, Pagination, PersonName, Popover, Progress, QrCode, Section, Sorted,
    Stat, Stepper, Symbol, TabLink, Table, Tabs, Tone, When,
};

#[component]
pub fn Cards() -> impl IntoView {
    view! {
        <Section id="cards" title="Cards" lead="The title is the one link; buttons inside stay buttons.">
            <ul class="cards">
                <li>
                    <Card title="Delta-neutral vaults, first steps" href="#cards">
                        <p class="muted">"What a hedge is, and what it costs."</p>
                        <div class="card-foot"><span>"12 questions"</span><span>"Changed yesterday"</span></div>
                    </Card>
                </li>
                <li>
                    <Card title="Funding rates live" href="#cards">
                        <div class="row"><Badge tone=Tone::Success live=true>"In the lobby"</Badge></div>
                        <p class="moment-line">
                            <When datetime="2026-11-24T17:00:00Z" text="Tue 24 Nov, 18:00" zone="CET (UTC+1)"
                                distance="in 2 days"/>
                        </p>
                    </Card>
                </li>
                <li>
                    <Card class="with-block">
                        <DateBlock datetime="2026-11-24" weekday="Tue" day="24" month="Nov"/>
                        <div><h3 class="card-title">"A card that goes nowhere"</h3><p class="muted">"With a date block."</p></div>
                    </Card>
                </li>
            </ul>
        </Section>
    }
}

#[component]
pub fn Tables() -> impl IntoView {
    let columns = vec![
        Column::number("Rank"),
        Column::new("Player").sort("#tables", None),
        Column::number("Right").sort("#tables", None),
        Column::number("Points").sort("#tables", Some(Sorted::Descending)),
        Column::acts("Acts"),
    ];
    let rows = [
        ("1", "Ngozi", "11 of 12", "9 820"),
        ("2", "Søren", "10 of 12", "9 140"),
        ("2", "مريم", "10 of 12", "9 140"),
    ];
    let rows = rows
        .map(|(rank, name, right, points)| {
            view! {
                <tr>
                    <td class="number" data-label="Rank">{rank}</td>
                    <th scope="row"><bdi>{name}</bdi></th>
                    <td class="number" data-label="Right">{right}</td>
                    <td class="number" data-label="Points">{points}</td>
                    <td class="acts"><Button kind=ButtonKind::Quiet dense=true>"Answers"</Button></td>
                </tr>
            }
        })
        .collect_view();
    let tabs = vec![
        TabLink::new("#tables", "Results", true).count(3),
        TabLink::new("#tables", "Questions", false).count(12),
        TabLink::new("#tables", "Settings", false),
    ];
    view! {
        <Section id="tables" title="Tables, tabs and pages" lead="Sorting and tabs are links, so Back works.">
            <div>
                <Tabs label="Game" tabs=tabs/>
                <Table caption="Final ranking" columns=columns stacked=true>{rows}</Table>
                <Pagination label="Pages of the ranking" page=2 pages=9 href_of=|page| format!("?page={page}")/>
            </div>
        </Section>
    }
}

#[component]
pub fn Messages() -> impl IntoView {
    let badges =
        Tone::ALL.map(|tone| view! { <Badge tone=tone>{format!("{tone:?}")}</Badge> }).collect_view();
    view! {
        <Section id="messages" title="Messages" lead="Colour with a word or a sign, never alone.">
            <div class="row">
                {badges}<Badge tone=Tone::Success live=true>"Playing now"</Badge>
                <Badge icon=Symbol::Lock>"Locked"</Badge>
            </div>
            <div class="grid wide">
                <Notice title="Times are shown in UTC">"Your browser will tell us your zone from the next page on."</Notice>
                <Notice tone=Tone::Success>"The mail server answered. A test message is on its way."</Notice>
                <Notice tone=Tone::Warning title="Three rows were left out">
                    "Lines 14, 27 and 40 ask to match pairs, which Convene cannot do yet."
                </Notice>
                <Notice tone=Tone::Danger>"That slot was just taken. Your answers are kept; these three are free."</Notice>
            </div>
            <EmptyState title="You have no quizzes yet." example="Bring one you have: GIFT, Aiken, CSV or a Kahoot sheet.">
                <LinkButton href="#messages" kind=ButtonKind::Primary icon=Symbol::Plus>"Write a quiz"</LinkButton>
                <LinkButton href="#messages" icon=Symbol::Upload>"Import a file"</LinkButton>
            </EmptyState>
        </Section>
    }
}

#[component]
pub fn Overlays() -> impl IntoView {
    view! {
        <Section id="overlays" title="Overlays" lead="Native dialog, popover and details.">
            <div class="row">
                <Button opens="guide-dialog">"Open a dialog"</Button>
                <Menu button=|| "Open a menu" class="as-button">
                    <ul class="menu-list">
                        <li><a href="#overlays">"Duplicate"</a></li>
                        <li><a href="#overlays">"Archive"</a></li>
                    </ul>
                </Menu>
                <Popover id="guide-popover" label="What is a delta?">
                    <p>"How much a position gains when its market gains one."</p>
                </Popover>
            </div>
            <Dialog id="guide-dialog" title="End this game?">
                <div class="stack">
                    <p>"Nine people are still playing. They will see the ranking as it stands."</p>
                    <div class="row"><Button kind=ButtonKind::Danger>"End the game"</Button></div>
                </div>
            </Dialog>
        </Section>
    }
}

#[component]
pub fn Progresses() -> impl IntoView {
    let steps = ["Choose a file", "Look at it", "Done"].map(str::to_owned).to_vec();
    view! {
        <Section id="progress" title="Progress">
            <div class="narrow stack loose">
                <Progress id="guide-progress" label="Answered" done=5 total=12 text="5 of 12 questions"/>
                <Stepper label="Import" steps=steps current=1/>
            </div>
        </Section>
    }
}

#[component]
pub fn People() -> impl IntoView {
    let names = ["Ada Lovelace", "Ngozi Obi", "Søren Kragh", "李 小龙", "Maya", "مريم حداد"];
    let people = names.map(|name| view! { <li><PersonName name=name note="Educator"/></li> }).collect_view();
    view! {
        <Section id="people" title="People">
            <div class="row"><Avatar name="Ada Lovelace" large=true/><ul class="row-list">{people}</ul></div>
        </Section>
    }
}

#[component]
pub fn Layout() -> impl IntoView {
    view! {
        <Section id="layout" title="Figures, definitions, codes">
            <dl class="stats">
                <Stat label="Players" value="48"/>
                <Stat label="Right answers" value="71 %" note="Median 8 of 12"/>
                <Stat label="Hardest" value="Question 7"/>
            </dl>
            <div class="grid wide">
                <Card title="Definitions">
                    <DefinitionList>
                        <Definition term="E-mail">"ada@example.org"</Definition>
                        <Definition term="Time zone">"Berlin, UTC+1"</Definition>
                    </DefinitionList>
                </Card>
                <Card title="QR code">
                    <QrCode
                        path="M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7zM9 9h3v3h-3zM14 14h2v2h-2zM18 18h3v3h-3z"
                        size=21
                        label="QR code: join at /quiz/482915"
                    />
                </Card>
            </div>
        </Section>
    }
}
