//! Answer tiles: every answer has a shape, a letter, its text and a colour, so that no one of them is needed to
//! tell it apart.

use leptos::prelude::*;

/// By position. A question has six answers at most.
const LETTERS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
const CLASSES: [&str; 6] =
    ["tile tile-1", "tile tile-2", "tile tile-3", "tile tile-4", "tile tile-5", "tile tile-6"];
/// Triangle, diamond, circle, square, star, cross, in a box of 24 by 24: the same wherever answers are shown.
const SHAPES: [&str; 6] = [
    "M12 3 22.5 21h-21z",
    "M12 1 23 12 12 23 1 12z",
    "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z",
    "M3 3h18v18H3z",
    "M12 1l3.3 7.3 7.9.8-6 5.3 1.8 7.8-7-4.1-7 4.1 1.8-7.8-6-5.3 7.9-.8z",
    "M8.5 2h7v6.5h6.5v7h-6.5V22h-7v-6.5H2v-7h6.5z",
];

fn nth(of: &[&'static str; 6], at: u8) -> &'static str {
    of.get(usize::from(at)).copied().unwrap_or("")
}

/// "A" for position 0.
pub fn letter(at: u8) -> &'static str {
    nth(&LETTERS, at)
}

/// The drawing of the answer at this position, in a box of 24 by 24.
pub fn shape(at: u8) -> &'static str {
    nth(&SHAPES, at)
}

/// The class of the tile at this position.
pub fn tile_class(at: u8) -> &'static str {
    nth(&CLASSES, at)
}

/// The position a key stands for: 1 to 6, or A to F in either case.
#[cfg(feature = "play")]
pub fn position(key: &str) -> Option<u8> {
    let [key] = key.as_bytes() else { return None };
    match key {
        b'1'..=b'6' => Some(key - b'1'),
        b'a'..=b'f' => Some(key - b'a'),
        b'A'..=b'F' => Some(key - b'A'),
        _ => None,
    }
}

/// "A, C" for positions 0 and 2.
#[cfg(feature = "play")]
pub fn letters(choices: &[u8]) -> String {
    choices.iter().map(|at| letter(*at)).collect::<Vec<_>>().join(", ")
}

/// The inside of a tile: shape, letter, text.
#[component]
pub fn TileFace(at: u8, text: String) -> impl IntoView {
    // Long answers are set smaller.
    let class = if text.len() > 80 { "tile-text long" } else { "tile-text" };
    view! {
        <svg class="tile-shape" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=shape(at)></path>
        </svg>
        <span class="tile-letter">{letter(at)}</span>
        " "
        <span class=class>{text}</span>
    }
}

/// Small signs that stand beside a word, never instead of it.
#[derive(Clone, Copy)]
pub enum Sign {
    #[cfg(feature = "play")]
    None,
    Right,
    Wrong,
    #[cfg(feature = "play")]
    Stored,
    Clock,
    Pause,
    Offline,
    #[cfg(feature = "desk")]
    Lock,
}

/// A sign, drawn in the colour of the text around it.
#[component]
pub fn Mark(sign: Sign) -> impl IntoView {
    let path = match sign {
        #[cfg(feature = "play")]
        Sign::None => "",
        Sign::Right => "M4 12.5l5.5 5.5L20 6.5",
        Sign::Wrong => "M6 6l12 12M18 6L6 18",
        #[cfg(feature = "play")]
        Sign::Stored => "M12 3v10m-4-4 4 4 4-4M4 15v5h16v-5",
        Sign::Clock => "M12 3a9 9 0 1 0 .01 0M12 7v5l3.5 2",
        Sign::Pause => "M8 5v14M16 5v14",
        #[cfg(feature = "desk")]
        Sign::Lock => "M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3",
        Sign::Offline => {
            "M3 3l18 18M5 12a10 10 0 0 1 4-2.5M15 10a10 10 0 0 1 4 2M9 16a4.5 4.5 0 0 1 6 0M12 20h.01"
        }
    };
    view! {
        <svg class="mark" class:none=path.is_empty() viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path></path>
        </svg>
    }
}

/// What marks a right answer for those who look on.
#[cfg(feature = "desk")]
#[component]
pub fn RightTag() -> impl IntoView {
    view! {
        <span class="tile-tags">
            <span class="tile-tag"><Mark sign=Sign::Right/> "Right answer"</span>
        </span>
    }
}

#[cfg(all(test, feature = "play"))]
mod tests {
    use super::*;

    #[test]
    fn digits_and_letters_stand_for_the_same_answers() {
        for (at, keys) in ["1aA", "2bB", "3cC", "4dD", "5eE", "6fF"].iter().enumerate() {
            for key in keys.chars() {
                assert_eq!(position(&key.to_string()), u8::try_from(at).ok(), "{key}");
            }
        }
        for other in ["0", "7", "g", "Enter", "", "ab", "é"] {
            assert_eq!(position(other), None, "{other}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn an_answer_has_one_shape_in_the_game_the_editor_and_the_results() {
        use crate::parts::AnswerShape;

        let mut seen = std::collections::BTreeSet::new();
        for at in 0..6 {
            let drawing = [" d=\"", shape(at), "\""].concat();
            let tile = view! { <TileFace at text=String::from("Ether")/> }.to_html();
            let beside = view! { <AnswerShape index=usize::from(at)/> }.to_html();
            assert!(tile.contains(&drawing), "{tile}");
            assert!(beside.contains(&drawing), "{beside}");
            seen.insert(shape(at));
        }
        assert_eq!(seen.len(), 6, "no two answers look alike");
    }

    #[test]
    fn answers_are_named_by_their_letters() {
        assert_eq!(letters(&[0, 2, 5]), "A, C, F");
    }
}
