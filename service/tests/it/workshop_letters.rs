//! Letters in their readers' language, one for what one act changed, and nothing in them that a stranger typed.

use convene_domain::Language;
use convene_domain::account::Email;
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::RegistrationState;
use convene_service::account::profile::{self, ProfileForm};
use convene_service::account::sign_in;
use convene_service::mail::optout::{self, Topic};
use convene_service::mail::{self, Content};
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::plan::{self, Scope};
use convene_service::workshop::register::{Form, register};
use convene_service::workshop::{after, approve, attendance, link, message, seat};
use convene_service::{Service, Viewer};
use convene_store::account::person::{self, Person};
use convene_store::workshop::{registration, workshop};

use crate::community::{Community, visitor};
use crate::signing_up::{STARTS, address, content, link_of, of_guest, planned, signs_up, with_seats};
use crate::workshop_mail::{admin, delivered};
use crate::workshop_plan::{change, sign_up, weekly};

/// Online, so that people can be there by a link.
const MEETS: &str = r#"{"description":"","speakers":[],"agenda":[],"questions":[],
    "place":{"kind":"online","link":"https://meet.example.org/room"}}"#;

/// What was sent to an address, the oldest first.
async fn sent_to(community: &Community, email: &str) -> Vec<Content> {
    let (sent, _) = delivered(community).await;
    // Later mails are told apart by when they were delivered.
    community.clock.advance(1);
    sent.into_iter().filter(|(to, _)| to == email).map(|(_, content)| content).collect()
}

/// The one mail that was sent to an address.
async fn the_one_to(community: &Community, email: &str) -> Content {
    let mut sent = sent_to(community, email).await;
    assert_eq!(sent.len(), 1, "{:?}", sent.iter().map(|mail| &mail.subject).collect::<Vec<_>>());
    sent.remove(0)
}

#[track_caller]
fn says(mail: &Content, pieces: &[&str]) {
    for piece in pieces {
        assert!(mail.text.contains(piece), "{piece:?} in {}", mail.text);
    }
}

/// The one file of a mail, unfolded: its name, its method and its text.
#[track_caller]
fn file_of(mail: &Content) -> (&str, String) {
    assert_eq!(mail.attachments.len(), 1);
    let file = &mail.attachments[0];
    (file.name.as_str(), file.body.replace("\r\n ", ""))
}

/// Lines of a calendar file that begin so.
fn lines<'a>(file: &'a str, start: &str) -> Vec<&'a str> {
    file.split("\r\n").filter_map(|line| line.strip_prefix(start)).collect()
}

fn speaking(viewer: &Viewer, language: Language) -> Viewer {
    Viewer { language: Some(language), ..viewer.clone() }
}

async fn chooses(service: &Service, viewer: &Viewer, language: &str) {
    let form = ProfileForm { name: "Mia", language, extra_time: "100", ..ProfileForm::default() };
    profile::save(service, viewer, &form).await.expect("saved");
}

async fn known(service: &Service, email: &str) -> Option<Person> {
    let mut tx = service.db().read().await.expect("reads");
    person::by_email(&mut tx, &Email::parse(email).expect("an address")).await.expect("asks")
}

async fn link_of_member(service: &Service, viewer: &Viewer, id: convene_domain::id::WorkshopId) -> String {
    let mut tx = service.db().read().await.expect("reads");
    let found = registration::of_person(&mut tx, id, viewer.id().expect("an account")).await.expect("asks");
    link::personal(service, &found.expect("a registration"))
}

both! {
    async fn who_registers_with_a_german_browser_reads_german(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        let form = Form { name: "Kim", email: "kim@example.org", zone: Some("Europe/Berlin"), ..Form::default() };
        let phone = speaking(&visitor("phone", "home"), Language::German);
        register(service, &phone, id, &form).await.expect("signed up");
        let mail = the_one_to(&community, "kim@example.org").await;
        assert_eq!((mail.subject.as_str(), mail.language), ("Du hast einen Platz: Funding rates", Language::German));
        says(&mail, &["du hast einen Platz in diesem Workshop.", "Sonntag, 17. Januar 2027, 09:00 bis 10:00 Uhr, MEZ (UTC+1)"]);
        assert!(mail.html.contains("<html lang=\"de\">"));
    }

    async fn the_profile_comes_before_the_browser_and_english_is_for_everybody_else(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let id = planned(&community, content(), None).await;
        register(service, &speaking(mia, Language::German), id, &Form::default()).await.expect("signed up");
        assert_eq!(the_one_to(&community, "mia@example.org").await.language, Language::German, "as her browser said");
        chooses(service, mia, "en").await;
        seat::cancel(service, &link_of_member(service, mia, id).await).await.expect("cancelled");
        let mail = the_one_to(&community, "mia@example.org").await;
        assert_eq!((mail.subject.as_str(), mail.language), ("You are no longer registered: Funding rates", Language::English));
        chooses(service, mia, "").await;
        seat::come_back(service, &link_of_member(service, mia, id).await, false).await.expect("back");
        assert_eq!(the_one_to(&community, "mia@example.org").await.language, Language::German, "automatic again");
        signs_up(service, id, 1).await.expect("signed up");
        assert_eq!(the_one_to(&community, &address(1)).await.language, Language::English, "nothing is known");
        let odd = ProfileForm { name: "Mia", language: "fr", extra_time: "100", ..ProfileForm::default() };
        let refused = crate::community::refused(profile::save(service, mia, &odd).await, "language");
        assert_eq!(refused, "Choose English or German.");
    }

    async fn a_code_comes_in_the_language_of_its_reader_and_a_newcomers_is_noted(community: Community) {
        let service = &community.service;
        let phone = speaking(&visitor("phone", "home"), Language::German);
        sign_in::ask(service, &phone, "neu@example.org", None).await.expect("asked");
        let mail = the_one_to(&community, "neu@example.org").await;
        assert!(mail.subject.ends_with(" ist dein Code für Convene"), "{}", mail.subject);
        says(&mail, &["Gib diesen Code auf der Seite ein", "Anmelden: https://learn.example.org/sign-in/link/"]);
        let code = mail.subject.split(' ').next().expect("a code").to_owned();
        sign_in::with_code(service, &phone, &code, "Phone").await.expect("signed in");
        let newcomer = known(service, "neu@example.org").await.expect("an account");
        assert_eq!(newcomer.language(), Some(Language::German));

        chooses(service, &community.mia, "en").await;
        sign_in::ask(service, &phone, "mia@example.org", None).await.expect("asked");
        let mail = the_one_to(&community, "mia@example.org").await;
        assert_eq!(mail.language, Language::English, "she chose it, whatever browser asks");
        let code = mail.subject.split(' ').next().expect("a code").to_owned();
        sign_in::with_code(service, &phone, &code, "Phone").await.expect("signed in");
        assert_eq!(known(service, "mia@example.org").await.and_then(|mia| mia.language()), Some(Language::English));
        mail::send_test(service, &speaking(&admin(&community), Language::German), "lea@example.org").await.expect("asked");
        assert_eq!(the_one_to(&community, "lea@example.org").await.subject, "Der Mailversand deiner Community funktioniert");
    }
}

both! {
    async fn moved_dates_of_a_series_are_one_letter_with_old_and_new_times(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let ids = weekly(&community).await;
        for id in &ids[1..] {
            sign_up(&community, mia, *id).await;
        }
        sent_to(&community, "mia@example.org").await;
        let form = [("start_time", "19:00"), ("end_time", "20:30"), ("scope", "following")];
        let changed = change(&community, ids[1], &form).await.expect("moved");
        assert_eq!((changed.dates, changed.told), (3, 1), "three dates, one person");
        // One of the dates is given up before the letter leaves.
        seat::cancel(service, &link_of_member(service, mia, ids[3]).await).await.expect("cancelled");
        let sent = sent_to(&community, "mia@example.org").await;
        assert_eq!(sent.len(), 2, "the dates that stay, and the one given up");
        let moved = sent.iter().find(|mail| mail.subject == "New time or place of 2 dates: Funding rates").expect("the letter");
        says(moved, &[
            "Tue 23 Mar 2027, 19:00 – 20:30: your seat (before: Tue 23 Mar 2027, 18:00 – 19:30)",
            "Tue 30 Mar 2027, 19:00 – 20:30: your seat (before: Tue 30 Mar 2027, 18:00 – 19:30)",
            "Times are in Berlin.",
        ]);
        for id in &ids[1..3] {
            let page = format!("/seat/{}", link_of_member(service, mia, *id).await);
            assert!(moved.text.contains(&page), "each date leads to its own page: {}", moved.text);
        }
        assert!(!moved.text.contains("6 Apr"), "what she gave up is not in it");
        let (name, file) = file_of(moved);
        assert_eq!((name, lines(&file, "METHOD:")), ("dates.ics", vec!["PUBLISH"]));
        assert_eq!(lines(&file, "SEQUENCE:"), ["1", "1"]);
        assert_eq!(lines(&file, "STATUS:"), ["CONFIRMED", "CONFIRMED"]);
        assert_eq!(lines(&file, "DTSTART:"), ["20270323T180000Z", "20270330T170000Z"]);
        assert!(lines(&file, "UID:")[0].contains(&ids[1].to_string()) && lines(&file, "ATTENDEE").is_empty());
    }

    async fn a_change_that_one_date_is_left_of_is_a_request_with_its_old_time(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let ids = weekly(&community).await;
        for id in &ids[2..] {
            sign_up(&community, mia, *id).await;
        }
        sent_to(&community, "mia@example.org").await;
        change(&community, ids[0], &[("start_time", "17:00"), ("scope", "all")]).await.expect("moved");
        seat::cancel(service, &link_of_member(service, mia, ids[3]).await).await.expect("cancelled");
        let sent = sent_to(&community, "mia@example.org").await;
        let moved = sent.iter().find(|mail| mail.subject == "New time or place: Funding rates").expect("the letter");
        says(moved, &["When: Tue 30 Mar 2027, 17:00", "Before: Tue 30 Mar 2027, 18:00"]);
        let (name, file) = file_of(moved);
        assert_eq!((name, lines(&file, "METHOD:")), ("invite.ics", vec!["REQUEST"]));
    }

    async fn dates_called_off_together_are_one_letter_that_takes_them_out_of_calendars(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let ids = weekly(&community).await;
        for number in 1..=2 {
            signs_up(service, ids[3], number).await.expect("signed up");
        }
        for id in [ids[1], ids[2], ids[3]] {
            sign_up(&community, mia, id).await;
        }
        sent_to(&community, "mia@example.org").await;
        let changed = plan::cancel(service, &community.ada, ids[1], Scope::Following, "The room is gone.").await;
        assert_eq!(changed.expect("called off").told, 3, "Mia once, and two guests");
        let mail = the_one_to(&community, "mia@example.org").await;
        assert_eq!(mail.subject, "3 dates called off: Funding rates");
        says(&mail, &[
            "The room is gone.",
            "Tue 23 Mar 2027, 18:00 – 19:30: called off; you had a seat",
            "Tue 6 Apr 2027, 18:00 – 19:30: called off; you were in line",
        ]);
        let (name, file) = file_of(&mail);
        assert_eq!((name, lines(&file, "METHOD:")), ("dates.ics", vec!["PUBLISH"]));
        assert_eq!(lines(&file, "STATUS:"), ["CANCELLED", "CANCELLED"], "the place in line was in no calendar");
        assert_eq!(lines(&file, "SEQUENCE:"), ["1", "1"]);
    }

    async fn a_series_given_up_is_one_letter_in_the_readers_language(community: Community) {
        let (service, mia) = (&community.service, &community.mia);
        let ids = weekly(&community).await;
        for number in 1..=2 {
            signs_up(service, ids[3], number).await.expect("signed up");
        }
        for id in [ids[0], ids[2], ids[3]] {
            sign_up(&community, mia, id).await;
        }
        chooses(service, mia, "de").await;
        sent_to(&community, "mia@example.org").await;
        let link = link_of_member(service, mia, ids[0]).await;
        let seat::Found::Seat(page) = seat::look(service, &link).await.expect("reads") else { panic!("a seat") };
        let shown: Vec<_> = page.dates.iter().map(|date| (date.state, date.here)).collect();
        let seated = RegistrationState::Confirmed;
        assert_eq!(shown, [(seated, true), (seated, false), (RegistrationState::Waiting, false)]);
        assert_eq!(page.dates[1].link, link_of_member(service, mia, ids[2]).await, "each leads to its own page");
        assert_eq!(seat::cancel_series(service, &link).await.expect("given up"), 3);
        let mail = the_one_to(&community, "mia@example.org").await;
        assert_eq!(mail.subject, "Du bist für 3 Termine nicht mehr angemeldet: Funding rates");
        says(&mail, &[
            "Dienstag, 16. März 2027, 18:00 bis 19:30 Uhr: du hast deinen Platz abgegeben",
            "Dienstag, 6. April 2027, 18:00 bis 19:30 Uhr: du hast die Warteliste verlassen",
            "Alle Zeiten gelten für Berlin.",
        ]);
        let (_, file) = file_of(&mail);
        assert_eq!((lines(&file, "METHOD:"), lines(&file, "STATUS:")), (vec!["PUBLISH"], vec!["CANCELLED", "CANCELLED"]));
        assert_eq!(lines(&file, "SEQUENCE:"), ["1", "1"]);
    }

    async fn who_only_waited_has_nothing_in_a_calendar_to_take_out(community: Community) {
        let service = &community.service;
        let id = with_seats(&community, 1).await;
        for number in 1..=3 {
            signs_up(service, id, number).await.expect("signed up");
        }
        delivered(&community).await;
        community.clock.advance(1);
        seat::cancel(service, &link_of(service, id, 2).await).await.expect("left the line");
        let third = of_guest(service, id, 3).await.expect("registered").id;
        approve::remove(service, &community.ada, id, third).await.expect("removed");
        let first = of_guest(service, id, 1).await.expect("registered").id;
        approve::remove(service, &community.ada, id, first).await.expect("removed");
        let (sent, _) = delivered(&community).await;
        let files = |number: usize| {
            let to = address(number);
            sent.iter().find(|(recipient, _)| *recipient == to).expect("a mail").1.attachments.len()
        };
        assert_eq!((files(2), files(3)), (0, 0), "a place in line is in no calendar");
        assert_eq!(files(1), 1, "a seat is");
    }
}

both! {
    async fn a_name_that_a_stranger_typed_reaches_no_address_of_somebody_else(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        let form = Form { name: "You won, see evil.example", email: "me@example.org", ..Form::default() };
        register(service, &visitor("phone", "home"), id, &form).await.expect("signed up");
        let mine = known(service, "me@example.org").await.expect("noted");
        let mut tx = service.db().read().await.expect("reads");
        let giver = registration::of_person(&mut tx, id, mine.id).await.expect("asks").expect("registered");
        drop(tx);
        hand_on(service, &link::personal(service, &giver), "Friend", "victim@example.org").await.expect("handed on");
        let mail = the_one_to(&community, "victim@example.org").await;
        says(&mail, &["Somebody gave you their seat in this workshop."]);
        assert!(!mail.html.contains("evil.example") && !mail.attachments[0].body.contains("evil.example"));

        sign_up(&community, &community.mia, id).await;
        hand_on(service, &link_of_member(service, &community.mia, id).await, "Friend", "friend@example.org").await.expect("handed on");
        says(&the_one_to(&community, "friend@example.org").await, &["Mia gave you their seat in this workshop."]);

        let form = Form { name: "See evil.example", ..Form::default() };
        register(service, &community.ben, id, &form).await.expect("signed up");
        hand_on(service, &link_of_member(service, &community.ben, id).await, "Friend", "other@example.org").await.expect("handed on");
        let mail = the_one_to(&community, "other@example.org").await;
        says(&mail, &["Somebody gave you their seat"]);
        assert!(!mail.text.contains("evil.example"), "an account may be called anything too");
    }

    async fn thanks_and_surveys_are_unsubscribed_from_one_by_one(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { details: MEETS, ..content() }, None).await;
        for number in 1..=2 {
            signs_up(service, id, number).await.expect("signed up");
        }
        let person = |number| async move { of_guest(service, id, number).await.expect("registered").person_id };
        for (number, topic) in [(1, Topic::AfterWorkshops), (2, Topic::Surveys)] {
            let url = optout::url(service, person(number).await, topic);
            let link = url.rsplit('/').next().expect("a link").to_owned();
            let choice = optout::look(service, &link).await.expect("a page");
            assert_eq!(choice.topic, topic);
            optout::set(service, &link, true).await.expect("unsubscribed");
        }
        delivered(&community).await;
        community.clock.advance(STARTS.since(service.now()));
        for number in 1..=2 {
            attendance::enter(service, &link_of(service, id, number).await).await.expect("joined");
        }
        community.clock.advance(2 * HOUR + MINUTE);
        assert_eq!(after::tick(service).await.expect("works"), 2);
        let (sent, _) = delivered(&community).await;
        let thanked: Vec<_> = sent.iter().map(|(to, _)| to.as_str()).collect();
        assert_eq!(thanked, [address(2)], "who wants no surveys is still thanked");
    }

    async fn a_message_to_who_attended_leads_to_the_page_with_the_materials(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { details: MEETS, ..content() }, None).await;
        signs_up(service, id, 1).await.expect("signed up");
        community.clock.advance(STARTS.since(service.now()));
        let link = link_of(service, id, 1).await;
        attendance::enter(service, &link).await.expect("joined");
        community.clock.advance(3 * HOUR);
        delivered(&community).await;
        community.clock.advance(1);
        let next = message::desk(service, &community.ada, id).await.expect("the page").next.to_string();
        let form = message::Form { message: &next, audience: "attended", subject: "The recording", body: "It is there." };
        assert_eq!(message::send(service, &community.ada, id, &form).await.expect("sent"), 1);
        let mail = the_one_to(&community, &address(1)).await;
        says(&mail, &[&format!("Your page, with what the team shares: https://learn.example.org/seat/{link}")]);
    }
}
