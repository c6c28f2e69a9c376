//! Whether a nickname can be read aloud to a room.
//!
//! The word list finds bad words inside longer ones, which also finds them inside the names of real people. So a
//! nickname is judged word by word, and words that are names are left alone. Who wants to get past this will; then
//! the host removes the player.

use rustrict::CensorStr;

/// Names of people, in lower case, in which the word list sees something else.
const NAMES: [&str; 43] = [
    "analise",
    "annaliese",
    "annalise",
    "arsen",
    "ashit",
    "ashita",
    "assad",
    "assunta",
    "babcock",
    "bich",
    "bích",
    "cockburn",
    "cumming",
    "cummings",
    "dikshit",
    "dong",
    "dung",
    "fanny",
    "fukuda",
    "fukushima",
    "gay",
    "gayatri",
    "gaylord",
    "hancock",
    "hitchcock",
    "hoare",
    "hooker",
    "kumar",
    "kuntal",
    "lipschitz",
    "lipshitz",
    "matsushita",
    "nigel",
    "phuc",
    "phúc",
    "pornchai",
    "porntip",
    "pornthip",
    "sexton",
    "sukhi",
    "wankhede",
    "weiner",
    "woodcock",
];
/// Pieces this short are read together with what is before them: nobody is called F U C K.
const PIECE: usize = 2;

pub(super) fn is_decent(nickname: &str) -> bool {
    let lower = nickname.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut read: Vec<String> = Vec::new();
    let mut after_piece = false;
    for word in words.filter(|word| !NAMES.contains(word)) {
        let piece = word.chars().count() <= PIECE;
        match read.last_mut() {
            Some(last) if piece || after_piece => last.push_str(word),
            _ => read.push(word.to_owned()),
        }
        after_piece = piece;
    }
    !read.iter().any(|word| word.as_str().is_inappropriate())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_words_are_found_in_their_disguises() {
        for name in
            ["fuck you", "f u c k", "F.U.C.K", "sh1t", "xX_bitch_Xx", "fuc k", "n1gger", "porn", "asshole 2"]
        {
            assert!(!is_decent(name), "{name}");
        }
    }

    #[test]
    fn people_keep_their_names() {
        for name in [
            "Anna-Lena",
            "Kumar",
            "Nguyễn Văn Phúc",
            "Dong Li",
            "Herbie Hancock",
            "Akira Fukuda",
            "Scunthorpe United",
            "Nigel",
            "王小明",
            "Мария",
            "Cassandra",
            "Player 69",
            "DeFi whale",
            "Annalise",
            "Titus",
            "Jo K",
            "🦊",
        ] {
            assert!(is_decent(name), "{name}");
        }
    }
}
