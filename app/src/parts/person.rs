//! People.

use leptos::prelude::*;

/// The first letters of the first and the last word of `name`: "Ada Marie Lovelace" gives "AL".
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// One of five tints, always the same for the same name.
fn tint(name: &str) -> u32 {
    let hash =
        name.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    hash % 5 + 1
}

/// The initials of a person in a round, as decoration beside their name.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(optional)] large: bool) -> impl IntoView {
    let size = if large { "large" } else { "" };
    view! {
        <span class=format!("avatar tint-{} {size}", tint(&name)) aria-hidden="true">{initials(&name)}</span>
    }
}

/// A person's name with the avatar, in the person's own writing direction.
#[component]
pub fn PersonName(#[prop(into)] name: String, #[prop(into, optional)] note: Option<String>) -> impl IntoView {
    view! {
        <span class="person">
            <Avatar name=name.clone()/>
            <span>
                <bdi>{name}</bdi>
                {note.map(|note| view! { <span class="small muted person-note">{note}</span> })}
            </span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Marie Lovelace"), "AL");
        assert_eq!(initials("šárka"), "Š");
        assert_eq!(initials("李 小龙"), "李小");
        assert_eq!(initials("(nobody) "), "N");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_person_keeps_their_tint() {
        assert_eq!(tint("Ada Lovelace"), tint("Ada Lovelace"));
        assert!((1..=5).contains(&tint("")));
    }
}
