//! Delta-neutral vaults.

use convene_domain::quiz::Question;

use super::{Written, double, multiple, single, true_false};

pub const QUIZ: Written = Written {
    owner: "ada",
    title: "Delta-neutral vaults, first steps",
    summary: "What a hedge is, where the yield comes from, and what can still go wrong. For newcomers.",
    age: 42,
    archived: false,
    questions,
};

fn questions() -> Vec<Question> {
    vec![
        single(
            "A position has a delta of 0. What does that mean?",
            "Small moves of the price leave its value nearly unchanged",
            &["It cannot lose money", "It earns no yield", "It holds no tokens"],
            1,
            30,
            "Delta is how much a position gains when its market gains one. At zero, small price moves cancel out; fees, \
             funding and large jumps still count.",
        ),
        single(
            "A vault holds 10 ETH spot. Which position makes it delta-neutral?",
            "A short perpetual of 10 ETH",
            &["A long perpetual of 10 ETH", "A short perpetual of 5 ETH", "10 ETH lent out"],
            0,
            30,
            "The short loses what the spot gains and the other way round. Half the size would leave half the delta.",
        ),
        true_false(
            "A delta-neutral vault can lose money",
            true,
            "It can: through negative funding, fees, a stablecoin that leaves its peg, an exchange that fails, or a bug in \
             a contract.",
        ),
        multiple(
            "Where can the yield of a spot-plus-short vault come from?",
            &[
                ("Funding paid by long positions", true),
                ("Staking rewards on the spot token", true),
                ("A rising price of the token", false),
                ("A falling price of the token", false),
            ],
            40,
            "Both legs together do not care about the price. What remains is funding and whatever the spot earns.",
        ),
        single(
            "The price doubles. What does the vault have to watch first?",
            "The margin of its short position",
            &[
                "The spelling of its ticker",
                "The gas price of the next block",
                "The number of its depositors",
            ],
            2,
            30,
            "The short loses as the price rises. The spot gains as much, but the exchange sees only the short's margin: \
             without a top-up it is liquidated.",
        ),
        true_false(
            "Rebalancing more often always raises the return",
            false,
            "Each rebalancing costs fees and spread. Vaults use bands: they act only when the delta has drifted far enough.",
        ),
        double(single(
            "Spot 20 ETH, short perpetual 18 ETH. What is the delta?",
            "+2 ETH",
            &["-2 ETH", "0", "+38 ETH"],
            3,
            40,
            "20 long minus 18 short leaves 2 long: the vault still gains and loses like 2 ETH.",
        )),
        multiple(
            "Which of these make a vault's hedge leak?",
            &[
                ("Funding turns negative for shorts", true),
                ("Spot and perpetual prices drift apart", true),
                ("The price moves up and down equally", false),
                ("Slippage when positions are adjusted", true),
                ("The sun sets", false),
            ],
            40,
            "Funding, basis and trading costs are the three usual leaks. A price that swings back by itself is what the \
             hedge is for.",
        ),
    ]
}
