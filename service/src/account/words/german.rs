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

pub(super) fn prove(community: &str, code: &str) -> Letter {
    letter(format!("{code} ist dein Bestätigungscode für {community}"))
        .line("Du möchtest deine Adresse oder dein Passwort ändern. Gib auf der Seite diesen Code ein, um zu bestätigen, dass du es bist:")
        .code(code)
        .line("Er gilt 10 Minuten lang und nur einmal.")
        .line("Wenn du ihn nicht angefordert hast, ist jemand anderes in deinem Konto angemeldet. Gib den Code an niemanden weiter und melde unter „Active sessions“ alle anderen Geräte ab.")
}

pub(super) fn address_in_use(community: &str) -> Letter {
    letter(format!("Deine Adresse bei {community}"))
        .line("Jemand wollte diese Adresse für ein anderes Konto verwenden. Sie gehört schon zu deinem, deshalb hat sich nichts geändert.")
        .line("Wenn du das warst: Melde dich stattdessen mit dieser Adresse an.")
}

pub(super) fn address_changed(community: &str, email: &Email, link: &str) -> Letter {
    letter(format!("Deine Adresse bei {community} wurde geändert"))
        .line(&format!("Dein Konto verwendet jetzt {email}. Mit der bisherigen Adresse kannst du dich nicht mehr anmelden."))
        .line("Wenn du das nicht warst, mach die Änderung rückgängig. Dein Konto bekommt diese Adresse zurück, alle werden abgemeldet, und das Passwort wird entfernt.")
        .button("Änderung rückgängig machen", link)
        .line("Der Link gilt 7 Tage lang.")
}

pub(super) fn address_returned(community: &str) -> Letter {
    letter(format!("Mit dieser Adresse kannst du dich bei {community} nicht mehr anmelden"))
        .line("Die Änderung der Adresse wurde über den Link rückgängig gemacht, den wir an die frühere Adresse des Kontos geschickt haben. Das Konto verwendet wieder diese frühere Adresse, und alle wurden abgemeldet.")
        .line("Wenn du Zugriff auf die frühere Adresse hast, melde dich mit ihr an. Wenn nicht und das Konto dir gehört, wende dich an das Team der Community.")
}

pub(super) fn password_changed(community: &str) -> Letter {
    letter(format!("Dein Passwort bei {community} wurde geändert"))
        .line("Für dein Konto wurde ein neues Passwort festgelegt. Alle anderen Browser wurden abgemeldet.")
        .line("Wenn du das nicht warst, kann sich jemand anderes in deinem Konto anmelden. Melde dich mit einem Code an, den wir dir per E-Mail schicken, melde unter „Active sessions“ alle anderen Geräte ab und wende dich an das Team der Community.")
}

pub(super) fn test() -> Letter {
    letter("Der Mailversand deiner Community funktioniert")
        .line("Du hast diese Testnachricht angefordert. Sie ist angekommen.")
}
