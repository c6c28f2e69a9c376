//! One row that cannot be read: everything else goes on.

use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR, MINUTE, SECOND};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::calendar::Local;
use convene_service::quiz::library::{self, Shelf};
use convene_service::workshop::listing::{self, Filter};
use convene_service::workshop::register::{Form, register};
use convene_service::workshop::team::{self, Show};
use convene_service::workshop::{after, attendance, clockwork, export, feed, line, plan, reminder};
use convene_service::{Service, housekeeping};
use convene_store::workshop::workshop;

use crate::community::{Community, execute};
use crate::signing_up::{
    CONFIRMS, STARTS, content, in_series, link_of, of_guest, page_of, planned, set_seats, signs_up, state_of,
    told,
};

async fn damage(community: &Community, id: WorkshopId, set: &str) {
    execute(community.service.db(), &format!("UPDATE workshop SET {set} WHERE id = '{id}'")).await;
}

/// A workshop for each kind of damage, which it then takes, and one that is sound, planned last: it comes behind them
/// wherever workshops are asked for in their order.
async fn damaged(community: &Community) -> (Vec<WorkshopId>, WorkshopId) {
    let mut ids = Vec::new();
    for _ in 0..DAMAGE.len() {
        ids.push(planned(community, content(), None).await);
    }
    let sound = planned(community, workshop::Content { title: "Sound", ..content() }, None).await;
    for (id, set) in ids.iter().zip(DAMAGE) {
        damage(community, *id, set).await;
    }
    (ids, sound)
}

/// Text that is no JSON, JSON of another shape, words that no enum knows, and text that is no identifier.
const DAMAGE: [&str; 5] = [
    "details = 'no JSON'",
    "details = '[]'",
    "level = 'impossible'",
    "visibility = 'listed', promotion = 'never'",
    "series_id = NULL, picture_id = NULL, language = 'en', level = ''",
];

fn titles(workshops: &[listing::Listed]) -> Vec<&str> {
    workshops.iter().map(|workshop| workshop.title.as_str()).collect()
}

both! {
    async fn lists_calendars_and_months_leave_it_out(community: Community) {
        let service = &community.service;
        damaged(&community).await;
        let filter = Filter::default();
        let page = listing::coming(service, &filter, None).await.expect("a page");
        // The way up from the line is none of a list's columns.
        assert_eq!(titles(&page.workshops), ["Funding rates", "Sound"]);
        assert_eq!(titles(&listing::next(service, 2).await.expect("the next")), ["Funding rates", "Sound"]);
        let days = |number| jiff::civil::date(2027, 1, number);
        let month = listing::days(service, &filter, &Local::default(), days(1), days(31)).await.expect("a month");
        assert_eq!(titles(&month.workshops), ["Funding rates", "Sound"]);
        let calendar = feed::public(service, &filter).await.expect("a calendar");
        assert_eq!(calendar.text.matches("BEGIN:VEVENT").count(), 1);
        assert!(calendar.text.contains("SUMMARY:Sound"));
    }

    async fn a_time_or_a_zone_that_is_none_takes_no_page_down(community: Community) {
        let service = &community.service;
        let odd = planned(&community, content(), None).await;
        damage(&community, odd, &format!("zone = 'Nowhere/Land', ends_at = {}", i64::MAX)).await;
        planned(&community, workshop::Content { title: "Sound", ..content() }, None).await;
        let filter = Filter::default();
        assert_eq!(listing::coming(service, &filter, None).await.expect("a page").workshops.len(), 2);
        let days = |number| jiff::civil::date(2027, 1, number);
        assert!(listing::days(service, &filter, &Local::default(), days(1), days(31)).await.is_ok());
        assert!(feed::public(service, &filter).await.expect("a calendar").text.contains("SUMMARY:Sound"));
        clockwork::turn(service).await;
    }

    async fn a_persons_pages_and_feeds_leave_it_out(community: Community) {
        let service = &community.service;
        let mut ids = Vec::new();
        for title in ["Funding rates", "Sound"] {
            let id = planned(&community, workshop::Content { title, ..content() }, None).await;
            register(service, &community.mia, id, &Form::default()).await.expect("signed up");
            ids.push(id);
        }
        damage(&community, ids[0], "details = 'no JSON'").await;
        let own = listing::own(service, &community.mia).await.expect("a page");
        assert_eq!(own.iter().map(|mine| mine.workshop.title.as_str()).collect::<Vec<_>>(), ["Sound"]);
        for who in [&community.mia, &community.ada] {
            feed::make(service, who).await.expect("made");
            let address = feed::address(service, who).await.expect("asked").expect("an address");
            let link = address.rsplit('/').next().expect("its end").trim_end_matches(".ics");
            let text = feed::personal(service, link).await.expect("a feed").text;
            assert!(text.contains("SUMMARY:Sound") && !text.contains("SUMMARY:Funding"), "{text}");
        }
    }

    async fn a_teams_list_and_its_file_go_on_without_it(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        for number in 1..=3 {
            signs_up(service, id, number).await.expect("signed up");
        }
        let broken = |number: i64, set: &str| {
            format!("UPDATE registration SET {set} WHERE name = 'Guest {number}'")
        };
        execute(service.db(), &broken(1, "state = 'lost'")).await;
        execute(service.db(), &broken(2, "answers = 'no JSON'")).await;
        let view = team::view(service, &community.ada, id, Show::All, "").await.expect("a page");
        let names: Vec<_> = view.rows.iter().map(|row| row.registrant.registration.name.as_str()).collect();
        assert_eq!(names, ["Guest 2", "Guest 3"], "whose answers cannot be read is there all the same");
        for form in [export::Form::Csv, export::Form::Xlsx] {
            assert!(export::registrations(service, &community.ada, id, form).await.is_ok());
        }
    }

    async fn one_date_of_a_series_takes_no_page_of_the_others_down(community: Community) {
        let service = &community.service;
        let dates = in_series(&community, [5, 5, 5]).await;
        for id in dates {
            signs_up(service, id, 1).await.expect("signed up");
        }
        damage(&community, dates[1], "level = 'impossible'").await;
        let last = of_guest(service, dates[2], 1).await.expect("registered").id;
        execute(service.db(), &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{last}'")).await;
        let page = page_of(service, dates[0], 1).await;
        assert_eq!(page.dates.iter().map(|date| date.here).collect::<Vec<_>>(), [true]);
        let open = plan::open(service, &community.ada, dates[0]).await.expect("the editor");
        assert_eq!(open.dates.iter().map(|date| date.id).collect::<Vec<_>>(), [dates[0], dates[2]]);
        let link = link_of(service, dates[0], 1).await;
        let refused = convene_service::workshop::seat::cancel_series(service, &link).await;
        assert!(refused.is_err(), "no date is given up when not all can be");
        assert_eq!(state_of(service, dates[0], 1).await, RegistrationState::Confirmed);
    }

    async fn a_guest_who_cannot_be_read_keeps_no_seat_and_stops_nobody(community: Community) {
        let service = &community.service;
        let confirming = workshop::Content { capacity: Some(1), details: CONFIRMS, ..content() };
        let id = planned(&community, confirming, None).await;
        signs_up(service, id, 1).await.expect("a seat is held");
        execute(service.db(), "UPDATE registration_request SET id = 'broken', request_id = 'broken'").await;
        let view = team::view(service, &community.ada, id, Show::All, "").await.expect("a page");
        assert!(view.unconfirmed.is_empty());
        signs_up(service, id, 2).await.expect("another asks meanwhile");
        community.clock.advance(2 * HOUR);
        signs_up(service, id, 3).await.expect("and one when it is overdue");
        let view = team::view(service, &community.ada, id, Show::All, "").await.expect("a page");
        let held: Vec<_> = view.unconfirmed.iter().map(|guest| (guest.name.as_str(), guest.seat)).collect();
        assert_eq!(held, [("Guest 3", true)], "the seat was given back");
        assert_eq!(view.workshop.taken, 1);
    }

    async fn a_library_shows_the_quizzes_that_can_be_read(community: Community) {
        let service = &community.service;
        for title in ["Yields", "Vaults"] {
            library::create(service, &community.ada, title, "").await.expect("a quiz");
        }
        execute(service.db(), "UPDATE quiz SET id = 'broken' WHERE title = 'Vaults'").await;
        let shelf = Shelf { everybody: false, archived: false };
        let found = library::list(service, &community.ada, shelf).await.expect("a page");
        assert_eq!(found.iter().map(|quiz| quiz.title.as_str()).collect::<Vec<_>>(), ["Yields"]);
    }

    async fn the_other_workshops_are_reminded_of(community: Community) {
        let service = &community.service;
        let reminding = || workshop::Content { reminders: "[1440]", ..content() };
        let broken = planned(&community, reminding(), None).await;
        let sound = planned(&community, reminding(), None).await;
        for (id, number) in [(broken, 1), (sound, 2)] {
            signs_up(service, id, number).await.expect("signed up");
        }
        damage(&community, broken, "reminders = 'no JSON'").await;
        community.clock.advance(DAY);
        assert_eq!(reminder::tick(service).await.expect("a round"), 1);
        assert!(told(service, 2).await.contains(&"reminder".to_owned()));
        damage(&community, broken, "reminders = '[1440]'").await;
        assert_eq!(reminder::tick(service).await.expect("a round"), 0, "what failed is left alone for a moment");
        community.clock.advance(15 * SECOND);
        assert_eq!(reminder::tick(service).await.expect("a round"), 1, "and then done");
        assert!(told(service, 1).await.contains(&"reminder".to_owned()));
    }

    async fn offers_of_the_other_workshops_end_and_their_lines_move(community: Community) {
        let service = &community.service;
        let offering = || workshop::Content { capacity: Some(1), promotion: Promotion::Offer, ..content() };
        let mut ids = Vec::new();
        for _ in 0..3 {
            let id = planned(&community, offering(), None).await;
            for number in 1..=3 {
                signs_up(service, id, number).await.expect("signed up");
            }
            assert!(set_seats(service, id, Some(2)).await, "the second is offered a seat");
            ids.push(id);
        }
        // Counters that are wrong, and an offer that cannot be read.
        damage(&community, ids[0], "taken = 0").await;
        let offer = of_guest(service, ids[1], 2).await.expect("registered").id;
        execute(service.db(), &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{offer}'")).await;
        community.clock.advance(13 * HOUR);
        assert_eq!(line::expire_offers(service).await.expect("a round"), 1);
        assert_eq!(state_of(service, ids[2], 2).await, RegistrationState::Cancelled);
        assert_eq!(state_of(service, ids[2], 3).await, RegistrationState::Offered, "the line moved");
        assert_eq!(state_of(service, ids[0], 2).await, RegistrationState::Offered, "nothing half done");
        damage(&community, ids[0], "taken = 2").await;
        execute(service.db(), &format!("UPDATE registration SET declined_from = NULL WHERE id = '{offer}'")).await;
        community.clock.advance(MINUTE);
        assert_eq!(line::expire_offers(service).await.expect("a round"), 2, "once they are mended");
    }

    async fn an_offer_ends_in_time_beside_one_that_cannot_be_read(community: Community) {
        let service = &community.service;
        let offering = workshop::Content { capacity: Some(1), promotion: Promotion::Offer, ..content() };
        let id = planned(&community, offering, None).await;
        for number in 1..=3 {
            signs_up(service, id, number).await.expect("signed up");
        }
        assert!(set_seats(service, id, Some(2)).await, "the second is offered a seat");
        let broken = of_guest(service, id, 2).await.expect("registered").id;
        execute(service.db(), &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{broken}'")).await;
        community.clock.advance(13 * HOUR);
        assert_eq!(line::expire_offers(service).await.expect("a round"), 0);
        assert!(set_seats(service, id, Some(3)).await, "and the third");
        let until = of_guest(service, id, 3).await.expect("registered").offer_until.expect("an offer");
        community.clock.advance(until.since(service.now()) - 1);
        assert_eq!(line::expire_offers(service).await.expect("a round"), 0);
        community.clock.advance(1);
        assert_eq!(line::expire_offers(service).await.expect("a round"), 1);
        assert_eq!(state_of(service, id, 3).await, RegistrationState::Cancelled);
    }

    async fn a_seat_given_up_goes_past_somebody_in_line_who_cannot_be_read(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { capacity: Some(1), ..content() }, None).await;
        for number in 1..=3 {
            signs_up(service, id, number).await.expect("signed up");
        }
        let first = of_guest(service, id, 2).await.expect("registered").id;
        execute(service.db(), &format!("UPDATE registration SET declined_from = 'lost' WHERE id = '{first}'")).await;
        let link = link_of(service, id, 1).await;
        convene_service::workshop::seat::cancel(service, &link).await.expect("given up");
        assert_eq!(state_of(service, id, 3).await, RegistrationState::Confirmed);
        let link = link_of(service, id, 3).await;
        convene_service::workshop::seat::cancel(service, &link).await.expect("and given up again");
    }

    async fn who_attended_other_workshops_is_thanked(community: Community) {
        let service = &community.service;
        let online = r#"{"description":"","speakers":[],"agenda":[],"questions":[],
            "place":{"kind":"online","link":"https://meet.example.org/room"}}"#;
        let mut ids = Vec::new();
        for number in 1..=2 {
            let id = planned(&community, workshop::Content { details: online, ..content() }, None).await;
            signs_up(service, id, number).await.expect("signed up");
            ids.push(id);
        }
        community.clock.advance(STARTS.since(service.now()));
        for (id, number) in ids.iter().zip(1..) {
            attendance::enter(service, &link_of(service, *id, number).await).await.expect("joined");
        }
        community.clock.advance(2 * HOUR);
        let broken = of_guest(service, ids[0], 1).await.expect("registered").id;
        refuse_thanks_to(service, &broken.to_string()).await;
        assert_eq!(after::tick(service).await.expect("a round"), 1);
        assert_eq!(told(service, 2).await, ["attended", "confirmed"]);
        assert_eq!(told(service, 1).await, ["confirmed"], "nothing half done");
        assert_eq!(after::tick(service).await.expect("a round"), 0);
    }

    async fn each_step_of_housekeeping_stands_alone(community: Community) {
        let service = &community.service;
        execute(service.db(), "INSERT INTO throttle (key, window_start, count) VALUES ('old', 0, 1)").await;
        execute(service.db(), "ALTER TABLE session RENAME TO session_elsewhere").await;
        execute(service.db(), "ALTER TABLE kept_form RENAME TO kept_form_elsewhere").await;
        assert_eq!(housekeeping::tidy(service).await, 1, "the counter is forgotten between two that fail");
    }
}

/// Has the database refuse to note that this registration was thanked.
async fn refuse_thanks_to(service: &Service, registration: &str) {
    let db = service.db();
    if db.kind() == "sqlite" {
        let refuses = format!(
            "CREATE TRIGGER refuses BEFORE INSERT ON registration_follow_up WHEN NEW.registration_id = '{registration}' \
             BEGIN SELECT RAISE(ABORT, 'refused'); END"
        );
        execute(db, &refuses).await;
    } else {
        let refuses = format!(
            "ALTER TABLE registration_follow_up ADD CONSTRAINT refuses CHECK (registration_id <> '{registration}')"
        );
        execute(db, &refuses).await;
    }
}
