//! German.

use convene_domain::Language;
use convene_domain::account::Email;

use crate::mail::Letter;

fn letter(subject: impl Into<String>) -> Letter {
    Letter::new(Language::German, subject)
}

pub(super) fn sign_in(community: &str, code: &str, link: &str) -> Letter {
    letter(format!("{code} ist dein Code für {community}"))
        .line("Gib diesen Code auf der Seite ein, auf der du ihn angefordert hast:")
        .code(code)
        .line("Oder öffne diesen Link im selben Browser:")
        .button("Anmelden", link)
        .line("Beide gelten 10 Minuten lang und nur einmal. Wenn du dich nicht anmelden wolltest, musst du nichts tun: Ohne sie kommt niemand hinein.")
}

pub(super) fn new_address(community: &str, code: &str) -> Letter {
    letter(format!("Bestätige deine neue Adresse bei {community}"))
        .line("Jemand, hoffentlich du, möchte diese Adresse für ein Konto verwenden.")
        .code(code)
        .line("Gib diesen Code auf der Seite ein, auf der du deine Adresse geändert hast. Er gilt 10 Minuten lang und nur einmal.")
        .line("Wenn du das nicht warst, musst du nichts tun: Ohne den Code ändert sich nichts.")
}

pub(super) fn address_in_use(community: &str) -> Letter {
    letter(format!("Deine Adresse bei {community}"))
        .line("Jemand wollte diese Adresse für ein anderes Konto verwenden. Sie gehört schon zu deinem, deshalb hat sich nichts geändert.")
        .line("Wenn du das warst: Melde dich stattdessen mit dieser Adresse an.")
}

pub(super) fn address_changed(community: &str, email: &Email) -> Letter {
    letter(format!("Deine Adresse bei {community} wurde geändert"))
        .line(&format!("Dein Konto verwendet jetzt {email}. Mit der bisherigen Adresse kannst du dich nicht mehr anmelden."))
        .line("Wenn du das nicht warst, schreib sofort dem Team der Community.")
}

pub(super) fn test() -> Letter {
    letter("Der Mailversand deiner Community funktioniert")
        .line("Du hast diese Testnachricht angefordert. Sie ist angekommen.")
}
