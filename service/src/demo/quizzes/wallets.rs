//! Wallet safety.

use convene_domain::quiz::Question;

use super::{Written, multiple, single, true_false};

pub const QUIZ: Written = Written {
    owner: "priya",
    title: "Wallet safety in fifteen minutes",
    summary: "Seed phrases, approvals, signatures and the tricks that work on tired people.",
    age: 18,
    archived: false,
    questions,
};

fn questions() -> Vec<Question> {
    vec![
        single(
            "Somebody from support asks for your seed phrase. What do you do?",
            "Nothing: nobody who helps you needs it",
            &["Send half of it", "Send it by private message", "Type it into the page they link"],
            0,
            20,
            "A seed phrase is the wallet. No support, no app update and no airdrop ever needs it.",
        ),
        multiple(
            "Where may a seed phrase be kept?",
            &[
                ("On paper or metal in a safe place", true),
                ("In a photo in the cloud", false),
                ("In a draft mail to yourself", false),
                ("Split over places you control", true),
            ],
            30,
            "Offline, and where one fire or one thief does not end it. Cloud photos and mailboxes are searched first.",
        ),
        true_false(
            "A hardware wallet protects you from signing a bad transaction",
            false,
            "It protects the key. What you approve on its screen, it signs: reading that screen is the protection.",
        ),
        single(
            "What does an unlimited token approval allow?",
            "The contract can move all of that token from you, now and later",
            &[
                "The contract can move every token you own",
                "One transfer of any size",
                "Reading your balance",
            ],
            1,
            40,
            "An approval is for one token and stays until it is used up or revoked. Approve what you need, and revoke what \
             you no longer use.",
        ),
        true_false(
            "Signing a message is always harmless because it costs no gas",
            false,
            "Permits and orders are signed messages too: one signature can let somebody move tokens without any \
             transaction of yours.",
        ),
        multiple(
            "Which signs point to a phishing page?",
            &[
                ("It came first as an advertisement in a search", true),
                ("It asks for the seed phrase", true),
                ("It counts down to the end of a claim", true),
                ("Its address is in your own bookmarks", false),
            ],
            40,
            "Paid results, seed phrases and hurry are the classics. Bookmarks are how to avoid all three.",
        ),
        single(
            "You sent a small test payment first. What must you check before the large one?",
            "The whole address, not only its first and last characters",
            &[
                "Only the first four characters",
                "Only the colour of the icon",
                "Nothing, history is safe to copy from",
            ],
            2,
            40,
            "Address poisoning plants look-alikes in your history that share the beginning and the end.",
        ),
    ]
}
