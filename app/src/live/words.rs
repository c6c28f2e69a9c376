//! Small phrases of the live game.

#[cfg(feature = "desk")]
use convene_domain::quiz::game::wire::Standing;

/// "1,250".
pub fn thousands(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "1st", "2nd", "11th".
pub fn ordinal(number: u32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    number.to_string() + ending
}

/// Whether a rank says nothing: where nobody has points, everybody is first.
pub fn leads_with_nothing(rank: u32, score: u32) -> bool {
    rank == 1 && score == 0
}

/// "1 player", "2 players".
pub fn count(number: u32, one: &str, many: &str) -> String {
    [thousands(number).as_str(), " ", if number == 1 { one } else { many }].concat()
}

/// How a rank moved with the last question: "up 2 places", "down 1 place", "same place", "new".
#[cfg(feature = "desk")]
pub fn movement(standing: &Standing) -> String {
    match standing.before {
        None => "new".into(),
        Some(before) if before > standing.rank => {
            "up ".to_string() + &count(before - standing.rank, "place", "places")
        }
        Some(before) if before < standing.rank => {
            "down ".to_string() + &count(standing.rank - before, "place", "places")
        }
        Some(_) => "same place".into(),
    }
}

/// For players who would have extra time.
#[cfg(feature = "play")]
pub const EXTRA_TIME_OFF: &str = "The host has turned off extra time for this game.";

/// An extra-time factor in percent as people say it: 150 is "1.5".
#[cfg(feature = "play")]
pub fn factor(percent: u32) -> String {
    let tenths = percent % 100 / 10;
    let whole = (percent / 100).to_string();
    if tenths == 0 { whole } else { [whole, tenths.to_string()].join(".") }
}

/// "493 027": six digits in two groups are easier to carry from the wall to the phone.
#[cfg(feature = "desk")]
pub fn spaced_pin(pin: &str) -> String {
    match pin.len() {
        6 if pin.is_ascii() => [&pin[..3], "\u{2009}", &pin[3..]].concat(),
        _ => pin.to_string(),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        let read: Vec<String> = [0, 999, 1_000, 1_234_567].map(thousands).into();
        assert_eq!(read, ["0", "999", "1,000", "1,234,567"]);
        let read: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal).into();
        assert_eq!(read, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
        assert_eq!(count(1, "player", "players"), "1 player");
        assert_eq!(count(0, "player", "players"), "0 players");
        assert_eq!([150, 200, 1_000].map(factor), ["1.5", "2", "10"]);
    }

    #[test]
    fn a_pin_is_shown_in_two_groups() {
        assert_eq!(spaced_pin("493027"), "493\u{2009}027");
        assert_eq!(spaced_pin("4930"), "4930");
    }

    #[test]
    fn movement_is_said_in_words() {
        let moved = |before, rank| movement(&Standing { nickname: "Kestrel".into(), score: 0, rank, before });
        assert_eq!(moved(Some(5), 3), "up 2 places");
        assert_eq!(moved(Some(1), 2), "down 1 place");
        assert_eq!(moved(Some(2), 2), "same place");
        assert_eq!(moved(None, 2), "new");
    }
}
