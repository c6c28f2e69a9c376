//! What people are told about workshops: in words that are true when they leave, with calendar files that fit.

use convene_domain::account::Role;
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR, MINUTE};
use convene_service::mail::{self, Content, Shelf};
use convene_service::workshop::plan::{self, Scope};
use convene_service::workshop::register::{Form, register};
use convene_service::workshop::{after, attendance, reminder, seat};
use convene_service::{Service, Viewer};
use convene_store::workshop::workshop;

use crate::community::{Community, fields, visitor};
use crate::signing_up::{STARTS, address, content, link_of, planned, set_seats, signs_up, with_seats};

/// A workshop in two days at 9:00 in Berlin that reminds a day and an hour before.
async fn reminding(community: &Community) -> WorkshopId {
    planned(community, workshop::Content { reminders: "[1440,60]", ..content() }, None).await
}

/// An admin, which the community has none of by itself.
pub fn admin(community: &Community) -> Viewer {
    let mut admin = community.lea.clone();
    if let Some(person) = &mut admin.person {
        person.role = Role::Admin;
    }
    admin
}

/// Delivers what waits; the mails that left, the oldest first, and how many were not needed any more.
pub async fn delivered(community: &Community) -> (Vec<(String, Content)>, usize) {
    let service = &community.service;
    let before = shelf(community).await.len();
    mail::deliver_due(service).await.expect("works");
    let mails = shelf(community).await;
    assert_eq!(mails.len(), before, "delivering queues nothing");
    let now = service.now();
    let mut fresh: Vec<_> =
        mails.into_iter().filter(|mail| mail.item.done_at == Some(now.millis())).collect();
    fresh.reverse();
    let dropped = fresh.iter().filter(|mail| mail.content.is_none()).count();
    let sent = fresh.into_iter().filter_map(|mail| Some((mail.item.recipient, mail.content?)));
    (sent.collect(), dropped)
}

async fn shelf(community: &Community) -> Vec<mail::Mail> {
    mail::list(&community.service, &admin(community), Shelf::All).await.expect("mails").mails
}

/// The only mail that left.
async fn only(community: &Community) -> (String, Content) {
    let (mut sent, _) = delivered(community).await;
    assert_eq!(sent.len(), 1, "{:?}", sent.iter().map(|(to, mail)| (to, &mail.subject)).collect::<Vec<_>>());
    // Later mails are told apart by when they were delivered.
    community.clock.advance(1);
    sent.remove(0)
}

/// A line of the calendar file, unfolded.
pub fn line_of(mail: &Content, name: &str) -> Option<String> {
    let file = mail.attachments.first()?.body.replace("\r\n ", "");
    file.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}:")).map(str::to_owned))
}

/// The mail to a guest by their number.
fn to_guest(sent: &[(String, Content)], number: usize) -> &Content {
    let to = address(number);
    &sent.iter().find(|(recipient, _)| *recipient == to).expect("a mail to them").1
}

fn says(mail: &Content, pieces: &[&str]) {
    for piece in pieces {
        assert!(mail.text.contains(piece), "{piece:?} in {}", mail.text);
    }
}

async fn member_signs_up(service: &Service, viewer: &Viewer, id: WorkshopId) {
    register(service, viewer, id, &Form::default()).await.expect("signed up");
}

both! {
    async fn who_has_a_seat_learns_when_where_and_how_to_get_out_of_it(community: Community) {
        let service = &community.service;
        let details = r#"{"description":"","speakers":[],"agenda":[],"questions":[],
            "place":{"kind":"online","link":"https://meet.example.org/secret-room"}}"#;
        let id = planned(&community, workshop::Content { details, ..content() }, None).await;
        let form = Form {
            name: "Buy now at evil.example",
            email: "kim@example.org",
            zone: Some("America/New_York"),
            ..Form::default()
        };
        register(service, &visitor("phone", "home"), id, &form).await.expect("signed up");
        let (to, mail) = only(&community).await;
        assert_eq!((to.as_str(), mail.subject.as_str()), ("kim@example.org", "You have a seat: Funding rates"));
        // The tests begin on Friday 15 January 2027, 8:00 UTC.
        says(&mail, &[
            "When: Sun 17 Jan 2027, 03:00 – 04:00, EST (UTC-5)",
            "Sun 17 Jan 2027, 09:00 – 10:00 in Berlin, UTC+1",
            "Host: Ada",
            "This was not me: https://learn.example.org/seat/",
            "/join",
        ]);
        assert!(!mail.text.contains("evil.example") && !mail.html.contains("evil.example"), "what a stranger typed");
        let file = &mail.attachments[0];
        assert!(!format!("{}{}{}", mail.text, mail.html, file.body).contains("secret-room"), "the raw link");
        assert_eq!(file.media_type, "text/calendar; method=REQUEST; charset=utf-8");
        assert_eq!(line_of(&mail, "UID"), Some(format!("workshop-{id}@learn.example.org")));
        assert_eq!(line_of(&mail, "SEQUENCE").as_deref(), Some("0"));
        assert_eq!(line_of(&mail, "DTSTART").as_deref(), Some("20270117T080000Z"));
        assert!(mail.unsubscribe.is_none(), "people must be told");
    }

    async fn members_read_their_own_zone_and_hours_and_are_called_by_name(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        let mut mia = community.mia.clone();
        let profile = convene_service::account::profile::ProfileForm {
            name: "Mia", zone: "Asia/Kathmandu", language: "", hour_cycle: "h12", theme: "", extra_time: "100",
        };
        convene_service::account::profile::save(service, &mia, &profile).await.expect("saved");
        if let Some(person) = &mut mia.person {
            person.zone = Some("Asia/Kathmandu".to_owned());
        }
        member_signs_up(service, &mia, id).await;
        let (_, mail) = only(&community).await;
        says(&mail, &["Hello Mia,", "Sun 17 Jan 2027, 1:45 pm – 2:45 pm, UTC+5:45", "9:00 am – 10:00 am in Berlin"]);
        assert!(!mail.text.contains("not me"), "she registered herself");
    }

    async fn what_is_no_longer_true_is_not_sent(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        signs_up(service, id, 1).await.expect("signed up");
        seat::cancel(service, &link_of(service, id, 1).await).await.expect("cancelled");
        let (sent, dropped) = delivered(&community).await;
        assert_eq!((sent.len(), dropped), (1, 1), "the seat is gone, so nobody is told they have one");
        assert_eq!(sent[0].1.subject, "You are no longer registered: Funding rates");
        assert_eq!(line_of(&sent[0].1, "METHOD").as_deref(), Some("CANCEL"));
        assert_eq!(line_of(&sent[0].1, "STATUS").as_deref(), Some("CANCELLED"));
        assert_eq!(line_of(&sent[0].1, "SEQUENCE").as_deref(), Some("1"));
    }

    async fn a_reminder_comes_a_day_and_an_hour_before_once_however_many_nodes_look(community: Community) {
        let service = &community.service;
        let id = reminding(&community).await;
        signs_up(service, id, 1).await.expect("signed up");
        signs_up(service, id, 2).await.expect("signed up");
        delivered(&community).await;
        community.clock.advance(24 * HOUR - MINUTE);
        assert_eq!(reminder::tick(service).await.expect("works"), 0, "a minute too early");
        community.clock.advance(MINUTE);
        let (one, other) = tokio::join!(reminder::tick(service), reminder::tick(service));
        assert_eq!(one.expect("works") + other.expect("works"), 2, "one for each of the two");
        assert_eq!(reminder::tick(service).await.expect("works"), 0);
        let (sent, _) = delivered(&community).await;
        assert_eq!(sent.len(), 2);
        assert_eq!(sent[0].1.subject, "It begins in 1 day: Funding rates");
        says(&sent[0].1, &["Join: https://learn.example.org/seat/", "See, change or cancel: "]);
        assert!(sent[0].1.attachments.is_empty(), "the calendar has it already");
        community.clock.advance(23 * HOUR);
        assert_eq!(reminder::tick(service).await.expect("works"), 2);
        let (sent, _) = delivered(&community).await;
        assert_eq!((sent.len(), sent[0].1.subject.as_str()), (2, "It begins in 1 h: Funding rates"));
    }

    async fn who_registers_three_hours_before_gets_the_last_reminder_only(community: Community) {
        let service = &community.service;
        let id = reminding(&community).await;
        community.clock.advance(45 * HOUR);
        signs_up(service, id, 1).await.expect("signed up");
        assert_eq!(reminder::tick(service).await.expect("works"), 0);
        community.clock.advance(2 * HOUR);
        assert_eq!(reminder::tick(service).await.expect("works"), 1);
    }

    async fn who_left_and_who_waits_is_not_reminded(community: Community) {
        let service = &community.service;
        let id = planned(
            &community,
            workshop::Content { reminders: "[60]", capacity: Some(1), ..content() },
            None,
        ).await;
        signs_up(service, id, 1).await.expect("signed up");
        signs_up(service, id, 2).await.expect("in line");
        community.clock.advance(47 * HOUR);
        assert_eq!(reminder::tick(service).await.expect("works"), 1, "who has the seat");
        community.clock.advance(MINUTE);
        seat::cancel(service, &link_of(service, id, 1).await).await.expect("cancelled");
        let (sent, _) = delivered(&community).await;
        let subjects: Vec<_> = sent.iter().map(|(_, mail)| mail.subject.as_str()).collect();
        assert!(!subjects.iter().any(|subject| subject.starts_with("It begins")), "{subjects:?}");
        assert_eq!(reminder::tick(service).await.expect("works"), 0, "who came up just now has just read it");
    }

    async fn a_rescheduled_workshop_updates_calendars_and_reminds_at_its_new_time(community: Community) {
        let service = &community.service;
        let id = reminding(&community).await;
        signs_up(service, id, 1).await.expect("signed up");
        let (_, first) = only(&community).await;
        community.clock.advance(24 * HOUR - 1);
        assert_eq!(reminder::tick(service).await.expect("works"), 1, "queued, not sent yet");
        let open = plan::open(service, &community.ada, id).await.expect("the form");
        let mut form = open.fields.clone();
        form.retain(|(name, _)| name != "start_date" && name != "end_date");
        form.push(("start_date".to_owned(), "2027-01-18".to_owned()));
        form.extend(fields(&[("revision", &open.workshop.revision.to_string()), ("scope", "one")]));
        plan::update(service, &community.ada, id, &form).await.expect("rescheduled");
        let (sent, dropped) = delivered(&community).await;
        assert_eq!((sent.len(), dropped), (1, 1), "the reminder of the old time is dropped");
        let changed = &sent[0].1;
        assert_eq!(changed.subject, "New time or place: Funding rates");
        says(changed, &["Mon 18 Jan 2027, 09:00 – 10:00", "You keep your seat."]);
        assert_eq!(line_of(changed, "UID"), line_of(&first, "UID"));
        assert_eq!(line_of(changed, "METHOD").as_deref(), Some("REQUEST"));
        assert_eq!(line_of(changed, "SEQUENCE").as_deref(), Some("1"));
        assert_eq!(line_of(changed, "DTSTART").as_deref(), Some("20270118T080000Z"));
        community.clock.advance(DAY);
        assert_eq!(reminder::tick(service).await.expect("works"), 1);
        let (_, again) = only(&community).await;
        assert_eq!(again.subject, "It begins in 1 day: Funding rates");
    }

    async fn a_workshop_that_is_called_off_leaves_calendars_and_says_why(community: Community) {
        let service = &community.service;
        let id = reminding(&community).await;
        signs_up(service, id, 1).await.expect("signed up");
        only(&community).await;
        plan::cancel(service, &community.ada, id, Scope::One, "The room is flooded.").await.expect("called off");
        let (_, mail) = only(&community).await;
        assert_eq!(mail.subject, "Called off: Funding rates");
        says(&mail, &["The room is flooded.", "You need not do anything."]);
        assert_eq!(line_of(&mail, "METHOD").as_deref(), Some("CANCEL"));
        assert_eq!(line_of(&mail, "SEQUENCE").as_deref(), Some("1"));
        community.clock.advance(24 * HOUR);
        assert_eq!(reminder::tick(service).await.expect("works"), 0);
    }

    async fn the_line_is_told_its_place_and_whoever_comes_up_that_the_seat_is_theirs(community: Community) {
        let service = &community.service;
        let id = with_seats(&community, 1).await;
        for number in 1..=3 {
            signs_up(service, id, number).await.expect("signed up");
        }
        let (sent, _) = delivered(&community).await;
        let next = to_guest(&sent, 2);
        says(next, &["You are next in line."]);
        says(to_guest(&sent, 3), &["You are number 2 in line."]);
        assert!(next.attachments.is_empty(), "no calendar entry without a seat");
        assert!(!next.text.contains("/join"), "no way in without a seat");
        community.clock.advance(1);
        assert!(set_seats(service, id, Some(2)).await);
        let (to, mail) = only(&community).await;
        assert_eq!(to, "guest2@example.org");
        says(&mail, &["A seat freed and you were first in line: it is yours.", "/join"]);
        assert_eq!(line_of(&mail, "METHOD").as_deref(), Some("REQUEST"));
    }

    async fn an_offer_says_until_when_it_stands(community: Community) {
        let service = &community.service;
        let offers = workshop::Content {
            capacity: Some(1),
            promotion: convene_domain::workshop::Promotion::Offer,
            ..content()
        };
        let id = planned(&community, offers, None).await;
        signs_up(service, id, 1).await.expect("signed up");
        signs_up(service, id, 2).await.expect("in line");
        delivered(&community).await;
        community.clock.advance(1);
        assert!(set_seats(service, id, Some(2)).await);
        let (to, mail) = only(&community).await;
        assert_eq!((to.as_str(), mail.subject.as_str()), ("guest2@example.org", "A seat is kept for you: Funding rates"));
        says(&mail, &["It is kept for you until Fri 15 Jan 2027, 21:00, CET (UTC+1)."]);
        assert!(mail.attachments.is_empty(), "it is not theirs yet");
    }

    async fn who_attended_is_thanked_an_hour_after_the_end_and_can_do_without(community: Community) {
        let service = &community.service;
        let details = r#"{"description":"","speakers":[],"agenda":[],"questions":[],
            "place":{"kind":"online","link":"https://meet.example.org/room"}}"#;
        let id = planned(&community, workshop::Content { details, ..content() }, None).await;
        signs_up(service, id, 1).await.expect("signed up");
        signs_up(service, id, 2).await.expect("signed up");
        delivered(&community).await;
        community.clock.advance(STARTS.since(service.now()));
        let link = link_of(service, id, 1).await;
        attendance::enter(service, &link).await.expect("joined");
        community.clock.advance(HOUR);
        assert_eq!(after::tick(service).await.expect("works"), 0, "it has only just ended");
        community.clock.advance(HOUR);
        let (one, other) = tokio::join!(after::tick(service), after::tick(service));
        assert_eq!(one.expect("works") + other.expect("works"), 1, "who was there, once");
        let (to, mail) = only(&community).await;
        assert_eq!((to.as_str(), mail.subject.as_str()), ("guest1@example.org", "Thank you for coming: Funding rates"));
        assert!(mail.unsubscribe.is_some_and(|url| url.starts_with("https://learn.example.org/unsubscribe/after_workshops.")));
        let mut tx = service.db().read().await.expect("reads");
        let invitations = convene_store::mail::newest(&mut tx, "survey_invitation", 9).await.expect("reads");
        assert_eq!(invitations.len(), 1);
        assert_eq!((invitations[0].state.as_str(), invitations[0].last_error.as_deref()), ("kept", None));
    }

    async fn a_whole_series_is_one_letter_with_all_its_dates(community: Community) {
        let service = &community.service;
        let form = fields(&[
            ("title", "Funding rates"), ("summary", "What they pay."), ("start_date", "2027-03-16"),
            ("start_time", "18:00"), ("end_time", "19:30"), ("zone", "Berlin"),
            ("link", "https://meet.example.org/room"), ("repeat", "weekly"), ("count", "4"),
        ]);
        let id = plan::create(service, &community.ada, &form).await.expect("a series");
        plan::publish(service, &community.ada, id).await.expect("published");
        let whole = Form { whole_series: true, ..Form::default() };
        register(service, &community.mia, id, &whole).await.expect("signed up");
        let (sent, dropped) = delivered(&community).await;
        assert_eq!((sent.len(), dropped), (1, 3), "one letter for four dates");
        let mail = &sent[0].1;
        assert_eq!(mail.subject, "You are registered for 4 dates: Funding rates");
        says(mail, &["Tue 16 Mar 2027, 18:00 – 19:30: your seat", "Tue 6 Apr 2027, 18:00 – 19:30: your seat"]);
        let file = &mail.attachments[0].body;
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 4);
        assert!(file.contains("DTSTART:20270316T170000Z") && file.contains("DTSTART:20270330T160000Z"), "wall clock");
    }
}
