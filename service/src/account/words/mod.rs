//! The letters about accounts, in each language: one module per language with the same functions.

mod english;
mod german;

use convene_domain::Language;
use convene_domain::account::Email;

use crate::mail::Letter;

/// A code and a link that sign somebody in.
pub(crate) fn sign_in(language: Language, community: &str, code: &str, link: &str) -> Letter {
    let letter = match language {
        Language::English => english::sign_in(community, code, link),
        Language::German => german::sign_in(community, code, link),
    };
    letter.secret()
}

/// A code that proves a new address.
pub(crate) fn new_address(language: Language, community: &str, code: &str) -> Letter {
    let letter = match language {
        Language::English => english::new_address(community, code),
        Language::German => german::new_address(community, code),
    };
    letter.secret()
}

/// A code that proves that somebody signed in is still the owner.
pub(crate) fn prove(language: Language, community: &str, code: &str) -> Letter {
    let letter = match language {
        Language::English => english::prove(community, code),
        Language::German => german::prove(community, code),
    };
    letter.secret()
}

/// To an address that somebody wanted for another account.
pub(crate) fn address_in_use(language: Language, community: &str) -> Letter {
    match language {
        Language::English => english::address_in_use(community),
        Language::German => german::address_in_use(community),
    }
}

/// To the address that signs somebody in no longer, with the link that takes the change back.
pub(crate) fn address_changed(language: Language, community: &str, email: &Email, link: &str) -> Letter {
    let letter = match language {
        Language::English => english::address_changed(community, email, link),
        Language::German => german::address_changed(community, email, link),
    };
    letter.secret()
}

/// To the address that the account had until its change was undone.
pub(crate) fn address_returned(language: Language, community: &str) -> Letter {
    match language {
        Language::English => english::address_returned(community),
        Language::German => german::address_returned(community),
    }
}

/// To somebody whose password was set or changed.
pub(crate) fn password_changed(language: Language, community: &str) -> Letter {
    match language {
        Language::English => english::password_changed(community),
        Language::German => german::password_changed(community),
    }
}

/// Whether mail works.
pub(crate) fn test(language: Language) -> Letter {
    match language {
        Language::English => english::test(),
        Language::German => german::test(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::Content;

    fn letters(language: Language) -> Vec<Content> {
        let email = Email::parse("neu@example.org").expect("an address");
        let all = [
            sign_in(language, "Vaults", "123456", "https://example.org/x"),
            new_address(language, "Vaults", "123456"),
            prove(language, "Vaults", "123456"),
            address_in_use(language, "Vaults"),
            address_changed(language, "Vaults", &email, "https://example.org/x"),
            address_returned(language, "Vaults"),
            password_changed(language, "Vaults"),
            test(language),
        ];
        all.into_iter().map(|letter| letter.content("Vaults", "https://example.org")).collect()
    }

    #[test]
    fn every_letter_says_the_same_in_every_language_and_no_line_is_left_in_another() {
        for (english, german) in letters(Language::English).into_iter().zip(letters(Language::German)) {
            assert_eq!((english.language, german.language), (Language::English, Language::German));
            assert_eq!(english.secret, german.secret);
            assert_ne!(english.subject, german.subject);
            let lines = |content: &Content| -> Vec<String> {
                let said = content.text.split("-- \n").next().unwrap_or_default();
                said.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
            };
            let (english, german) = (lines(&english), lines(&german));
            assert_eq!(english.len(), german.len(), "{english:?} {german:?}");
            for (english, german) in english.iter().zip(&german) {
                let data = english.trim() == "123456";
                assert_eq!(english == german, data, "{english}");
            }
        }
    }
}
