//! Price oracles.

use convene_domain::quiz::Question;

use super::{Written, double, multiple, single, true_false};

pub const QUIZ: Written = Written {
    owner: "lars",
    title: "Oracles: how a contract learns a price",
    summary: "Feeds, averages over time, stale data and manipulation. For those who know what a contract is.",
    age: 9,
    archived: false,
    questions,
};

fn questions() -> Vec<Question> {
    vec![
        single(
            "Why does a lending contract need an oracle?",
            "It cannot see prices outside its own chain by itself",
            &["It has no memory", "It must guess the next block", "Its users forget their passwords"],
            2,
            30,
            "Contracts see only what is on their chain. Somebody has to bring the price in, and to be trusted or checked \
             for it.",
        ),
        true_false(
            "The price in one small pool is a safe oracle",
            false,
            "Whoever can push that pool, if only for one transaction, sets the price. Flash loans make that cheap.",
        ),
        single(
            "What does TWAP stand for?",
            "Time-weighted average price",
            &["Total wallet asset position", "Two-way arbitrage protocol", "Token with a peg"],
            1,
            20,
            "Averaging over time makes a short push expensive: it has to be held for as long as the window.",
        ),
        multiple(
            "What should a contract check when it reads a feed?",
            &[
                ("How old the value is", true),
                ("How many decimals it has", true),
                ("That it is above zero", true),
                ("That it ends in an even digit", false),
            ],
            40,
            "Stale, misscaled and zero values have all cost protocols money. Each check is one line.",
        ),
        double(single(
            "A feed has 8 decimals and says 312 345 000 000. What is the price?",
            "3 123.45",
            &["312.345", "31 234.5", "312 345"],
            0,
            60,
            "Divide by ten to the eighth: 312 345 000 000 / 100 000 000 = 3 123.45.",
        )),
        true_false(
            "A longer averaging window makes a TWAP slower to follow a real crash",
            true,
            "Safety against manipulation is paid for with delay. In a crash, a slow price lets bad loans pile up.",
        ),
        multiple(
            "How can a protocol survive an oracle that stops?",
            &[
                ("Pause borrowing when the value is stale", true),
                ("Fall back to a second source", true),
                ("Go on with the last value for ever", false),
                ("Ask the first user for a price", false),
            ],
            40,
            "Stop what could do harm, and have another source ready. An old price is the one thing not to trust.",
        ),
    ]
}
