//! The workshops of the demo, as their hosts wrote them.

use super::{Day, Stage, Written};

const MEET: &str = "https://meet.example.org/vault-commons";

/// What every online workshop has in its form, unless it says otherwise.
pub(super) const USUAL: [(&str, &str); 8] = [
    ("language", "en"),
    ("level", "everybody"),
    ("place_kind", "online"),
    ("link", MEET),
    ("visibility", "listed"),
    ("promotion", "at_once"),
    ("reminders", "24 h, 1 h"),
    ("repeat", "none"),
];

const OFFICE_HOURS: Written = Written {
    owner: "lars",
    zone: "Europe/Oslo",
    day: Day::Series,
    clock: ("17:00", "18:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Office hours: your hedge, looked at"),
        ("summary", "Bring a position, a plan or a doubt. We look at it together, and nobody laughs."),
        (
            "description",
            "Every Wednesday, one hour, no slides.\n\n- Share a screenshot or just describe your position\n- We go through **funding, margin and exits** in that order\n- What is said here stays here\n\nNew to hedging? Come and listen; the [glossary](https://docs.example.org/glossary) helps.",
        ),
        ("speakers", "Lars Nilsen - ran a market-making desk in Oslo, now helps people not to need one"),
        ("topics", "hedging, funding"),
        ("capacity", "30"),
    ],
    seats: &["jonas", "hana", "oleh", "zoe"],
    ..Written::NOTHING
};

const FUNDING: Written = Written {
    owner: "mei",
    zone: "Asia/Tokyo",
    day: Day::In(3),
    clock: ("19:00", "20:30"),
    stage: Stage::Published,
    fields: &[
        ("title", "Reading funding rates without fooling yourself"),
        (
            "summary",
            "Ninety minutes with real numbers: what a rate says, what it leaves out, and when it turns.",
        ),
        (
            "description",
            "Most people look at one number on one venue. We look at three, over a year, and see how often the first one lied.\n\n### You will leave with\n\n1. A sheet that compares venues by what you would have been *paid*, not by what was shown\n2. A feeling for how quickly funding turns\n3. A list of the costs that nobody puts into a chart\n\n> Bring a calculator you like. A spreadsheet counts.",
        ),
        (
            "speakers",
            "Mei Tanaka - trades basis since 2019 and writes it all down\nPriya Raman - keeps the vault's risk book",
        ),
        (
            "agenda",
            "0:00 What a rate pays, and to whom\n0:20 A year of three venues\n0:50 Your turn: find the turning point\n1:15 Questions",
        ),
        ("level", "intermediate"),
        ("topics", "funding, perpetuals"),
        ("capacity", "12"),
        ("promotion", "offer"),
        ("offer_hours", "12"),
    ],
    seats: &[
        "kofi", "hana", "oleh", "ruby", "amir", "zoe", "ben", "sinta", "lucia", "dana", "ada", "lars",
        "jonas", "mateo",
    ],
    guests: &["Elif", "Pavel"],
    ..Written::NOTHING
};

const DILIGENCE: Written = Written {
    owner: "ada",
    zone: "Africa/Lagos",
    day: Day::In(6),
    clock: ("18:00", "20:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Vault due diligence: what to read first"),
        (
            "summary",
            "A small group takes one vault apart: code, keys, oracles, exits. You ask for a seat; Ada answers each request.",
        ),
        (
            "description",
            "We take a vault that one of you holds and read it the way an auditor would on the first morning.\n\nSeats go to people who bring a question. **It is fine not to be a developer.**",
        ),
        ("speakers", "Ada Okafor - educator, has read more vault code than she would like"),
        (
            "agenda",
            "0:00 The map: who can move what\n0:30 Reading the code that matters\n1:15 Oracles and keys\n1:45 What we would ask the team",
        ),
        ("level", "advanced"),
        ("topics", "vaults, risk"),
        ("capacity", "16"),
        ("approval", "on"),
        ("q0_kind", "text"),
        ("q0_label", "Which vault, and what worries you about it?"),
        ("q0_required", "on"),
        ("q1_kind", "choice"),
        ("q1_label", "How much code do you read?"),
        ("q1_choices", "None\nA little\nEvery day"),
        ("q2_kind", "consent"),
        ("q2_label", "I keep what others say about their positions to myself."),
        ("q2_required", "on"),
    ],
    seats: &["kofi", "ruby", "lucia", "ben", "jonas"],
    approved: &["kofi", "ruby", "ben"],
    answers: &["The new ETH vault: who can pause it?", "A little", "on"],
    ..Written::NOTHING
};

const WALLETS: Written = Written {
    owner: "ada",
    zone: "Africa/Lagos",
    day: Day::In(10),
    clock: ("10:00", "13:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Wallet safety, hands on"),
        (
            "summary",
            "A morning at one table: hardware wallets, backups that survive a flood, and a rehearsed recovery.",
        ),
        (
            "description",
            "Bring your own device, or use one of ours. We set up, we lose everything on purpose, and we get it back.\n\nTea and small things to eat are there.",
        ),
        ("speakers", "Ada Okafor - educator in Lagos\nKofi Mensah - lost a seed phrase once, never again"),
        (
            "agenda",
            "0:00 Tea, and what can go wrong\n0:30 Set up from nothing\n1:30 Lose it, find it\n2:30 Questions",
        ),
        ("level", "beginner"),
        ("topics", "wallets, safety"),
        ("place_kind", "on_site"),
        ("address", "Harbour Room, second floor\n12 Marina Road\nLagos"),
        ("capacity", "8"),
    ],
    seats: &["kofi", "mateo", "sinta", "amir", "lucia"],
    guests: &["Chidi"],
    ..Written::NOTHING
};

const COFRES: Written = Written {
    owner: "tomás",
    zone: "America/Sao_Paulo",
    day: Day::In(8),
    clock: ("19:30", "21:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Cofres delta-neutros: primeiros passos"),
        (
            "summary",
            "De onde vem o rendimento, o que é um hedge e o que ainda pode dar errado. Em português, sem pressa.",
        ),
        (
            "description",
            "Para quem está começando. Vamos devagar, com exemplos pequenos e números redondos.\n\nTraga suas perguntas: não existe pergunta boba.",
        ),
        ("speakers", "Tomás Ferreira - cuida da comunidade em São Paulo"),
        ("language", "pt-BR"),
        ("level", "beginner"),
        ("topics", "vaults, hedging"),
    ],
    seats: &["lucia", "mateo", "zoe"],
    ..Written::NOTHING
};

const FIRST_HEDGE: Written = Written {
    owner: "priya",
    zone: "Asia/Kolkata",
    day: Day::Soon,
    clock: ("", ""),
    stage: Stage::Published,
    fields: &[
        ("title", "Ask us anything: your first hedge"),
        (
            "summary",
            "An open hour for people who have never opened a short and would like to understand one first.",
        ),
        (
            "description",
            "No slides, no homework. We start with *what does it mean to owe a token* and see where your questions take us.",
        ),
        (
            "speakers",
            "Priya Raman - keeps the vault's risk book\nJonas Weber - opened his first hedge last spring",
        ),
        ("level", "beginner"),
        ("topics", "hedging"),
    ],
    seats: &["jonas", "amir", "sinta", "ben", "kofi", "mateo", "ruby"],
    guests: &["Noa", "Ines"],
    ..Written::NOTHING
};

const PERPETUALS: Written = Written {
    owner: "dana",
    zone: "America/Los_Angeles",
    day: Day::In(5),
    clock: ("09:00", "10:30"),
    stage: Stage::Cancelled(
        "Dana has lost her voice. The next date is announced here as soon as it is back.",
    ),
    fields: &[
        ("title", "Perpetuals without tears"),
        ("summary", "Mark, index, funding, liquidation: four words, ninety minutes, one worked example."),
        (
            "description",
            "We follow one position from open to close and stop wherever somebody raises a hand.",
        ),
        ("speakers", "Dana Whitfield - explains derivatives to people who did not ask"),
        ("topics", "perpetuals"),
        ("capacity", "40"),
    ],
    seats: &["jonas", "ben", "lucia", "oleh"],
    ..Written::NOTHING
};

const CURATORS: Written = Written {
    owner: "priya",
    zone: "Asia/Kolkata",
    day: Day::In(4),
    clock: ("14:00", "15:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Curators' round: next month's parameters"),
        ("summary", "For those who curate a vault: caps, oracles and the two changes on the table."),
        ("description", "By link only. Please read the two proposals before."),
        ("level", "advanced"),
        ("topics", "vaults, risk"),
        ("visibility", "unlisted"),
        ("capacity", "10"),
    ],
    seats: &["mei", "lars", "ada"],
    ..Written::NOTHING
};

const STRESS: Written = Written {
    owner: "ada",
    zone: "Africa/Lagos",
    day: Day::In(20),
    clock: ("17:00", "19:00"),
    stage: Stage::Draft,
    fields: &[
        ("title", "Stress-testing a hedge"),
        ("summary", "What breaks first when everything moves at once? We try it on paper."),
        ("description", "Still to write: the three scenarios."),
        ("level", "intermediate"),
        ("topics", "risk, hedging"),
        ("capacity", "20"),
    ],
    ..Written::NOTHING
};

const FIRST_STEPS: Written = Written {
    owner: "ada",
    zone: "Africa/Lagos",
    day: Day::In(-12),
    clock: ("18:00", "19:30"),
    stage: Stage::Published,
    fields: &[
        ("title", "Delta-neutral vaults, first steps"),
        (
            "summary",
            "What a hedge is, where the yield comes from, and what can still go wrong. For newcomers.",
        ),
        ("description", "The first evening of the season, with a short quiz at the end."),
        ("speakers", "Ada Okafor - educator in Lagos"),
        ("agenda", "0:00 Two legs, one position\n0:40 Where the yield comes from\n1:10 A quiz, for fun"),
        ("level", "beginner"),
        ("topics", "vaults, hedging"),
        ("capacity", "25"),
    ],
    seats: &["jonas", "lucia", "kofi", "hana", "oleh", "ruby", "amir", "zoe", "ben", "sinta"],
    guests: &["Mikkel"],
    attended: &["jonas", "lucia", "hana", "oleh", "ruby", "zoe", "sinta"],
    materials: &[
        ("Recording, 86 minutes", "https://video.example.org/first-steps"),
        ("Slides as PDF", "https://files.example.org/first-steps.pdf"),
    ],
    ..Written::NOTHING
};

const WEEK_OF_NUMBERS: Written = Written {
    owner: "mei",
    zone: "Asia/Tokyo",
    day: Day::In(-26),
    clock: ("20:00", "21:00"),
    stage: Stage::Published,
    fields: &[
        ("title", "Funding, live: a week of numbers"),
        ("summary", "Seven days of funding on three venues, read aloud and argued about."),
        ("description", "A small round, one chart a day."),
        ("speakers", "Mei Tanaka - trades basis since 2019"),
        ("level", "intermediate"),
        ("topics", "funding"),
    ],
    seats: &["jonas", "hana", "ruby", "sinta", "amir", "lars"],
    attended: &["jonas", "hana", "ruby", "amir"],
    materials: &[("The sheet we filled in", "https://files.example.org/week-of-numbers.ods")],
    ..Written::NOTHING
};

pub(super) const WORKSHOPS: [Written; 11] = [
    WEEK_OF_NUMBERS,
    FIRST_STEPS,
    OFFICE_HOURS,
    FIRST_HEDGE,
    FUNDING,
    CURATORS,
    PERPETUALS,
    DILIGENCE,
    COFRES,
    WALLETS,
    STRESS,
];
