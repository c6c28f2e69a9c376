//! Funding rates.

use convene_domain::quiz::Question;

use super::{Written, double, multiple, single, true_false};

pub const QUIZ: Written = Written {
    owner: "ada",
    title: "Funding rates: who pays whom",
    summary: "Why perpetuals need funding, how to read a rate, and what a year of it is worth.",
    age: 27,
    archived: false,
    questions,
};

fn questions() -> Vec<Question> {
    vec![
        single(
            "Why do perpetual futures have funding payments?",
            "To keep their price close to the spot price",
            &["To pay the exchange's staff", "To reward stakers", "To replace trading fees"],
            1,
            30,
            "A perpetual never expires, so nothing forces its price back to spot. Funding makes the crowded side pay.",
        ),
        single(
            "Funding is positive. Who pays?",
            "Longs pay shorts",
            &["Shorts pay longs", "Both pay the exchange", "The exchange pays both"],
            0,
            20,
            "Positive funding usually goes with a perpetual that trades above spot: longs pay shorts, which draws in \
             sellers.",
        ),
        true_false(
            "Funding can be negative",
            true,
            "When shorts crowd in and the perpetual trades below spot, shorts pay longs.",
        ),
        double(single(
            "Funding is 0.01 % every 8 hours. What is that in a year, without compounding?",
            "About 11 %",
            &["About 1 %", "About 3.65 %", "About 36 %"],
            2,
            60,
            "Three payments a day make 0.03 %, and 365 days of that about 10.95 %.",
        )),
        multiple(
            "What tends to push funding up?",
            &[
                ("Many traders want leveraged longs", true),
                ("The perpetual trades above spot", true),
                ("Traders rush to hedge with shorts", false),
                ("Spot trades above the perpetual", false),
            ],
            30,
            "Demand for longs lifts the perpetual above spot, and funding rises with that premium. Hedging pushes the \
             other way.",
        ),
        true_false(
            "On most exchanges, funding is exchanged between traders, not kept by the exchange",
            true,
            "The exchange sets the formula and the times; the money goes from one side to the other.",
        ),
        single(
            "A vault is short 1 000 000 USD of perpetuals. Funding for this interval is +0.02 %. What does it receive?",
            "200 USD",
            &["20 USD", "2 000 USD", "Nothing, it pays 200 USD"],
            1,
            45,
            "0.02 % of a million is 200. Funding is positive, so shorts receive it.",
        ),
    ]
}
