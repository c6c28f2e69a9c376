//! Perpetual futures.

use convene_domain::quiz::Question;

use super::{Written, double, multiple, single, true_false};

pub const QUIZ: Written = Written {
    owner: "mei",
    title: "Perpetuals without tears",
    summary: "Margin, leverage, mark price and liquidation, with small numbers.",
    age: 60,
    archived: false,
    questions,
};

fn questions() -> Vec<Question> {
    vec![
        single(
            "What sets a perpetual apart from an ordinary future?",
            "It never expires",
            &["It has no price", "It cannot be sold short", "It is settled in paper"],
            2,
            20,
            "Ordinary futures end on a date and settle there. A perpetual goes on, and funding ties it to spot instead.",
        ),
        single(
            "You post 500 USD of margin and open a position worth 5 000 USD. What is your leverage?",
            "10x",
            &["5x", "50x", "4.5x"],
            0,
            30,
            "Leverage is the size of the position over the margin behind it: 5 000 / 500 = 10.",
        ),
        double(single(
            "At 10x leverage, about which move against you uses up the whole margin?",
            "10 %",
            &["1 %", "50 %", "100 %"],
            1,
            30,
            "A 10 % move of a 5 000 USD position is 500 USD: all the margin. Exchanges liquidate a bit earlier, at the \
             maintenance margin.",
        )),
        true_false(
            "Liquidations are usually triggered by the mark price, not by the last trade",
            true,
            "The mark price follows an index of several markets, so one odd trade on one exchange does not liquidate \
             people.",
        ),
        multiple(
            "What moves your liquidation price further away?",
            &[
                ("Adding margin", true),
                ("Closing part of the position", true),
                ("Raising the leverage", false),
                ("Refreshing the page", false),
            ],
            30,
            "More margin per unit of position gives it more room. Leverage does the opposite.",
        ),
        true_false(
            "A short position can lose more than the margin posted for it if it is not closed in time",
            true,
            "A price can rise without limit. That is why exchanges liquidate early and keep an insurance fund for the \
             gaps.",
        ),
        single(
            "What happens in auto-deleveraging?",
            "Profitable positions are reduced to cover a bankrupt one",
            &["Everybody's leverage is set to 1x", "The exchange lends you margin", "Funding is paid twice"],
            3,
            40,
            "When the insurance fund cannot cover a loss, some exchanges close winning positions against it, the most \
             leveraged first.",
        ),
    ]
}
