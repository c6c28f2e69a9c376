//! Planning: forms become workshops and series, changes reach the right dates and people.

use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_service::quiz::editor as drafts;
use convene_service::workshop::plan::{self, Changed, Fields, Scope, Shelf};
use convene_service::workshop::register::{self, Form};
use convene_service::workshop::{Workshop, dates, picture, series, template};
use convene_service::{Error, Viewer};
use convene_store::workshop::{registration, workshop};
use convene_store::{mail as outbox, workshop::series as stored_series};

use crate::community::{Community, fields, refused, visitor};

/// The tests begin on Friday 15 January 2027, 9:00 in Berlin.
const ONCE: [(&str, &str); 9] = [
    ("title", "Funding rates"),
    ("summary", "What they pay."),
    ("start_date", "2027-02-02"),
    ("start_time", "18:00"),
    ("end_time", "19:30"),
    ("zone", "Berlin"),
    ("link", "https://meet.example.org/room"),
    ("capacity", "2"),
    ("reminders", "24 h, 1 h"),
];

/// `base` with some fields replaced.
fn with(base: &[(&str, &str)], changes: &[(&str, &str)]) -> Fields {
    let kept = base.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields(&kept.chain(changes).copied().collect::<Vec<_>>())
}

/// Four Tuesdays over which clocks are put forward in Berlin, on 28 March.
const WEEKLY: [(&str, &str); 3] = [("start_date", "2027-03-16"), ("repeat", "weekly"), ("count", "4")];

async fn one(community: &Community) -> WorkshopId {
    let id = plan::create(&community.service, &community.ada, &fields(&ONCE)).await.expect("a workshop");
    plan::publish(&community.service, &community.ada, id).await.expect("published");
    id
}

async fn weekly(community: &Community) -> Vec<WorkshopId> {
    let id = plan::create(&community.service, &community.ada, &with(&ONCE, &WEEKLY)).await.expect("a series");
    plan::publish(&community.service, &community.ada, id).await.expect("published");
    rows(community, id).await.into_iter().map(|row| row.id).collect()
}

async fn row(community: &Community, id: WorkshopId) -> Workshop {
    let mut tx = community.service.db().read().await.expect("reads");
    workshop::by_id(&mut tx, id).await.expect("asks").expect("the workshop")
}

/// All dates of the series.
async fn rows(community: &Community, id: WorkshopId) -> Vec<Workshop> {
    let series = row(community, id).await.series_id.expect("a series");
    let mut tx = community.service.db().read().await.expect("reads");
    stored_series::dates(&mut tx, series).await.expect("asks")
}

/// Starts by the wall clock of each row's zone.
fn walls(rows: &[Workshop]) -> Vec<String> {
    rows.iter().map(|row| dates::to_civil(&row.zone, row.starts_at).to_string()).collect()
}

async fn sign_up(community: &Community, who: &Viewer, id: WorkshopId) {
    let form = Form {
        name: "",
        email: "",
        answers: &[],
        waiting_ok: true,
        whole_series: false,
        zone: None,
        key: None,
    };
    register::register(&community.service, who, id, &form).await.expect("signed up");
}

async fn state_of(community: &Community, who: &Viewer, id: WorkshopId) -> RegistrationState {
    let mut tx = community.service.db().read().await.expect("reads");
    let person = who.id().expect("an account");
    registration::of_person(&mut tx, id, person).await.expect("asks").expect("a registration").state
}

/// How many notices of a kind wait in the outbox.
async fn notices(community: &Community, why: &str) -> usize {
    let mut tx = community.service.db().read().await.expect("reads");
    let items = outbox::newest(&mut tx, "workshop", 100).await.expect("asks");
    items.iter().filter(|item| item.payload.contains(&format!("\"why\":\"{why}\""))).count()
}

/// What the editor sends back when some fields are changed.
async fn edited(community: &Community, id: WorkshopId, changes: &[(&str, &str)]) -> Fields {
    let open = plan::open(&community.service, &community.ada, id).await.expect("opens");
    let mut form: Fields = open
        .fields
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name))
        .collect();
    form.extend(fields(changes));
    form
}

async fn change(community: &Community, id: WorkshopId, changes: &[(&str, &str)]) -> Result<Changed, Error> {
    let form = edited(community, id, changes).await;
    plan::update(&community.service, &community.ada, id, &form).await
}

both! {
    async fn a_form_is_a_draft_until_it_is_published(community: Community) {
        let service = &community.service;
        let id = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        let draft = row(&community, id).await;
        assert_eq!((draft.state, draft.zone.as_str(), draft.capacity), (WorkshopState::Draft, "Europe/Berlin", Some(2)));
        assert_eq!((draft.ends_at.since(draft.starts_at), draft.reminders.as_str()), (90 * 60_000, "[1440,60]"));
        let shelf = |shelf| plan::hosted(service, &community.ada, shelf);
        assert_eq!(shelf(Shelf::Drafts).await.unwrap().len(), 1);
        plan::publish(service, &community.ada, id).await.unwrap();
        plan::publish(service, &community.ada, id).await.expect("a second press changes nothing");
        assert_eq!(row(&community, id).await.state, WorkshopState::Published);
        assert_eq!(shelf(Shelf::Coming).await.unwrap().len(), 1);
        community.clock.advance(30 * DAY);
        assert_eq!(shelf(Shelf::Past).await.unwrap().len(), 1);
    }

    async fn the_same_form_sent_twice_is_one_workshop(community: Community) {
        let service = &community.service;
        let mark = WorkshopId::new(community.service.now(), service.chance().bytes()).to_string();
        let form = with(&ONCE, &[("form", &mark)]);
        let first = plan::create(service, &community.ada, &form).await.unwrap();
        assert_eq!(plan::create(service, &community.ada, &form).await.unwrap(), first);
        let theirs = plan::create(service, &community.ben, &form).await.unwrap();
        assert_ne!(theirs, first, "somebody else's mark is no way to anybody's workshop");
    }

    async fn planning_is_for_educators_and_each_for_their_own(community: Community) {
        let service = &community.service;
        for viewer in [&visitor("a", "b"), &community.mia] {
            let tried = plan::create(service, viewer, &fields(&ONCE)).await;
            assert!(matches!(tried, Err(Error::SignIn | Error::Forbidden(_))), "{tried:?}");
        }
        let id = one(&community).await;
        let form = edited(&community, id, &[("title", "Mine now")]).await;
        for refused in [
            plan::open(service, &community.ben, id).await.map(drop),
            plan::update(service, &community.ben, id, &form).await.map(drop),
            plan::publish(service, &community.ben, id).await,
            plan::cancel(service, &community.ben, id, Scope::All, "Because.").await.map(drop),
            plan::remove(service, &community.ben, id, Scope::One).await.map(drop),
            plan::copy(service, &community.ben, id).await.map(drop),
            plan::add_helper(service, &community.ben, id, "ben@example.org").await.map(drop),
            series::extend(service, &community.ben, id, "1", None).await.map(drop),
            picture::clear(service, &community.ben, id, Scope::One).await,
            template::save(service, &community.ben, id, "Mine").await.map(drop),
        ] {
            assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        }
        plan::update(service, &community.lea, id, &form).await.expect("the team oversees everybody's");
    }

    async fn days_gone_by_unknown_zones_and_far_futures_are_refused(community: Community) {
        let service = &community.service;
        let tried = |changes: &[(&str, &str)]| {
            let form = with(&ONCE, changes);
            let ada = &community.ada;
            async move { plan::create(service, ada, &form).await }
        };
        let past = refused(tried(&[("start_date", "2027-01-14")]).await, "start_date");
        assert_eq!(past, "Thu 14 Jan 2027, 18:00 is in the past. Choose a time ahead.");
        refused(tried(&[("start_date", "2029-06-01")]).await, "start_date");
        let zone = refused(tried(&[("zone", "Atlantis")]).await, "zone");
        assert!(zone.contains("This time zone is not known"), "{zone}");
        let two = tried(&[("zone", ""), ("title", "")]).await;
        refused(two, "zone");
        // Clocks jump from 2 to 3 in the night to 28 March.
        let night = [("start_date", "2027-03-28"), ("start_time", "02:15"), ("end_time", "03:10")];
        assert!(refused(tried(&night).await, "end_time").contains("Clocks are put forward"));
        assert!(plan::hosted(service, &community.ada, Shelf::Drafts).await.unwrap().is_empty());
    }

    async fn each_date_of_a_series_keeps_its_hour_when_clocks_change(community: Community) {
        let ids = weekly(&community).await;
        let rows = rows(&community, ids[0]).await;
        assert_eq!(
            walls(&rows),
            ["2027-03-16T18:00:00", "2027-03-23T18:00:00", "2027-03-30T18:00:00", "2027-04-06T18:00:00"]
        );
        assert_eq!(rows[2].starts_at.since(rows[1].starts_at), 7 * DAY - HOUR);
        assert!(rows.iter().all(|row| row.state == WorkshopState::Published));
        assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }

    async fn from_the_third_date_on_it_begins_later_and_people_keep_their_seats(community: Community) {
        let ids = weekly(&community).await;
        for id in [ids[1], ids[2], ids[3]] {
            sign_up(&community, &community.mia, id).await;
        }
        let before = rows(&community, ids[0]).await;
        let form = [("start_time", "19:00"), ("end_time", "20:30"), ("scope", "following")];
        let changed = change(&community, ids[2], &form).await.unwrap();
        assert_eq!(changed, Changed { dates: 2, told: 2 });
        let after = rows(&community, ids[0]).await;
        assert_eq!(
            walls(&after),
            ["2027-03-16T18:00:00", "2027-03-23T18:00:00", "2027-03-30T19:00:00", "2027-04-06T19:00:00"]
        );
        let rises: Vec<_> = before.iter().zip(&after).map(|(before, after)| after.sequence - before.sequence).collect();
        assert_eq!(rises, [0, 0, 1, 1]);
        assert_eq!(after.iter().map(|row| row.taken).collect::<Vec<_>>(), [0, 1, 1, 1]);
        assert_eq!(state_of(&community, &community.mia, ids[3]).await, RegistrationState::Confirmed);
        assert_eq!(notices(&community, "changed").await, 2);
    }

    async fn all_dates_move_to_another_day_and_zone_by_the_wall_clock(community: Community) {
        let ids = weekly(&community).await;
        change(&community, ids[0], &[("start_date", "2027-03-17"), ("end_date", "2027-03-17"), ("scope", "all")])
            .await
            .unwrap();
        let moved = rows(&community, ids[0]).await;
        assert_eq!(walls(&moved)[2..], ["2027-03-31T18:00:00", "2027-04-07T18:00:00"]);
        change(&community, ids[1], &[("zone", "Asia/Kathmandu"), ("scope", "all")]).await.unwrap();
        let moved = rows(&community, ids[0]).await;
        assert!(moved.iter().all(|row| row.zone == "Asia/Kathmandu"));
        assert_eq!(walls(&moved)[2..], ["2027-03-31T18:00:00", "2027-04-07T18:00:00"]);
        assert_eq!(moved[3].starts_at.since(moved[2].starts_at), 7 * DAY, "no clocks change there");
    }

    async fn what_is_different_on_one_date_stays_when_all_are_changed(community: Community) {
        let ids = weekly(&community).await;
        change(&community, ids[1], &[("summary", "With a guest."), ("start_time", "17:00")]).await.unwrap();
        change(&community, ids[0], &[("title", "Funding, weekly"), ("speakers", "Ada"), ("scope", "all")])
            .await
            .unwrap();
        let after = rows(&community, ids[0]).await;
        assert!(after.iter().all(|row| row.title == "Funding, weekly" && row.details.contains("\"Ada\"")));
        assert_eq!(after[1].summary, "With a guest.");
        assert_eq!(walls(&after)[..3], ["2027-03-16T18:00:00", "2027-03-23T17:00:00", "2027-03-30T18:00:00"]);
        assert_eq!(after[0].sequence, 0, "a title tells calendars nothing new");
    }

    async fn dates_that_are_over_or_cancelled_stay_as_they_were(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        plan::cancel(service, &community.ada, ids[2], Scope::One, "A holiday.").await.unwrap();
        let first = row(&community, ids[0]).await;
        community.clock.advance(first.ends_at.since(service.now()) + HOUR);
        let changed = change(&community, ids[1], &[("title", "New name"), ("scope", "all")]).await.unwrap();
        assert_eq!(changed.dates, 2);
        let titles: Vec<_> = rows(&community, ids[0]).await.into_iter().map(|row| row.title).collect();
        assert_eq!(titles, ["Funding rates", "New name", "Funding rates", "New name"]);
        let again = change(&community, ids[2], &[("title", "Back again")]).await;
        assert!(refused(again, "").contains("cancelled"));
    }

    async fn fewer_seats_than_people_are_refused_and_more_bring_the_line_up(community: Community) {
        let id = one(&community).await;
        for viewer in [&community.mia, &community.ben, &community.lea] {
            sign_up(&community, viewer, id).await;
        }
        assert_eq!(state_of(&community, &community.lea, id).await, RegistrationState::Waiting);
        let sentence = refused(change(&community, id, &[("capacity", "1")]).await, "capacity");
        assert!(sentence.contains("2 people have seats or offers. Keep at least 2 seats"), "{sentence}");
        assert_eq!(row(&community, id).await.capacity, Some(2));
        change(&community, id, &[("capacity", "3")]).await.unwrap();
        assert_eq!(state_of(&community, &community.lea, id).await, RegistrationState::Confirmed);
        assert_eq!((row(&community, id).await.taken, notices(&community, "promoted").await), (3, 1));
        assert_eq!(notices(&community, "changed").await, 0, "seats are nobody's calendar's business");
    }

    async fn of_two_editors_the_second_is_told_and_nothing_is_overwritten(community: Community) {
        let service = &community.service;
        let id = one(&community).await;
        let hers = edited(&community, id, &[("title", "Hers")]).await;
        let his = edited(&community, id, &[("title", "His")]).await;
        plan::update(service, &community.lea, id, &hers).await.unwrap();
        let late = plan::update(service, &community.ada, id, &his).await;
        assert!(refused(late, "").contains("What you typed is kept here"));
        let twice = plan::update(service, &community.lea, id, &hers).await.unwrap();
        assert_eq!(twice, Changed::default(), "the same form, sent twice");
        assert_eq!(row(&community, id).await.title, "Hers");
    }

    async fn a_reason_goes_to_everybody_when_a_series_is_cancelled_from_one_date_on(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        for id in [ids[0], ids[2]] {
            sign_up(&community, &community.mia, id).await;
        }
        for (reason, words) in [(" ", "Say why"), (&*"x".repeat(501), "to 500 characters"), ("a\u{7}b", "cannot be seen")] {
            let sentence = refused(plan::cancel(service, &community.ada, ids[1], Scope::One, reason).await, "reason");
            assert!(sentence.contains(words), "{sentence}");
        }
        let changed = plan::cancel(service, &community.ada, ids[1], Scope::Following, "The room is gone.").await.unwrap();
        assert_eq!(changed, Changed { dates: 3, told: 1 });
        let after = rows(&community, ids[0]).await;
        assert_eq!((after[0].state, after[0].sequence), (WorkshopState::Published, 0));
        assert!(after[1..].iter().all(|row| row.state == WorkshopState::Cancelled && row.sequence == 1));
        assert_eq!(after[3].cancel_reason.as_deref(), Some("The room is gone."));
        assert_eq!(notices(&community, "called_off").await, 1);
        assert_eq!(state_of(&community, &community.mia, ids[2]).await, RegistrationState::Confirmed);
    }

    async fn a_draft_is_deleted_and_a_published_workshop_is_not(community: Community) {
        let service = &community.service;
        let id = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        refused(plan::cancel(service, &community.ada, id, Scope::One, "No.").await, "reason");
        plan::remove(service, &community.ada, id, Scope::One).await.unwrap();
        assert!(matches!(plan::open(service, &community.ada, id).await, Err(Error::Missing)));
        let public = one(&community).await;
        assert!(refused(plan::remove(service, &community.ada, public, Scope::One).await, "").contains("Cancel it"));
    }

    async fn a_date_left_out_does_not_come_back_when_the_series_is_extended(community: Community) {
        let service = &community.service;
        let form = with(&ONCE, &WEEKLY);
        let id = plan::create(service, &community.ada, &form).await.unwrap();
        let ids: Vec<_> = rows(&community, id).await.into_iter().map(|row| row.id).collect();
        plan::remove(service, &community.ada, ids[3], Scope::One).await.unwrap();
        plan::publish(service, &community.ada, id).await.unwrap();
        plan::cancel(service, &community.ada, ids[1], Scope::One, "A holiday.").await.unwrap();
        for _ in 0..2 {
            // The same form, sent twice.
            assert_eq!(series::extend(service, &community.ada, id, "2", Some(3)).await.unwrap(), 2);
        }
        let stale = series::extend(service, &community.ada, id, "3", Some(3)).await;
        refused(stale, "");
        let after = rows(&community, id).await;
        assert_eq!(walls(&after)[2..], ["2027-03-30T18:00:00", "2027-04-13T18:00:00", "2027-04-20T18:00:00"]);
        let states: Vec<_> = after.iter().map(|row| row.state.as_str()).collect();
        assert_eq!(states, ["published", "cancelled", "published", "published", "published"]);
        assert_eq!(after.iter().map(|row| row.position).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        plan::cancel(service, &community.ada, after[4].id, Scope::One, "Another one.").await.unwrap();
        series::extend(service, &community.ada, id, "1", None).await.unwrap();
        let last = rows(&community, id).await.pop().expect("a date");
        assert_eq!(walls(&[last]), ["2027-04-27T18:00:00"], "not the day that was called off");
        for more in ["", "0", "51", "many"] {
            refused(series::extend(service, &community.ada, id, more, None).await, "more");
        }
        let single = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        refused(series::extend(service, &community.ada, single, "2", None).await, "more");
    }

    async fn a_copy_is_ahead_on_the_same_weekday_and_hour(community: Community) {
        let service = &community.service;
        let id = one(&community).await;
        community.clock.advance(40 * DAY);
        let copy = plan::duplicate(service, &community.ada, id).await.unwrap();
        let copied = row(&community, copy).await;
        assert_eq!(dates::local_text(&copied.zone, copied.starts_at), "Tue 2 Mar 2027, 18:00");
        assert_eq!((copied.title.as_str(), copied.state, copied.taken), ("Funding rates", WorkshopState::Draft, 0));
        assert_ne!(copied.link_key, row(&community, id).await.link_key);
    }

    async fn a_template_keeps_everything_but_the_days(community: Community) {
        let service = &community.service;
        let id = one(&community).await;
        let saved = template::save(service, &community.ada, id, " Office  hour ").await.unwrap();
        let listed = template::list(service, &community.ada).await.unwrap();
        assert_eq!(listed.iter().map(|template| template.name.as_str()).collect::<Vec<_>>(), ["Office hour"]);
        let mut form = template::fields(service, &community.ada, saved).await.unwrap();
        assert!(form.iter().all(|(name, _)| name != "start_date" && name != "revision"));
        form.push(("start_date".into(), "2027-05-04".into()));
        let from = plan::create(service, &community.ada, &form).await.unwrap();
        assert_eq!(walls(&[row(&community, from).await]), ["2027-05-04T18:00:00"]);
        refused(template::save(service, &community.ada, id, " ").await, "template_name");
        refused(template::save(service, &community.ada, id, &"n".repeat(5_000)).await, "template_name");
        let theirs = template::fields(service, &community.ben, saved).await;
        assert!(matches!(theirs, Err(Error::Missing)));
        template::delete(service, &community.ada, saved).await.unwrap();
        assert!(template::list(service, &community.ada).await.unwrap().is_empty());
    }

    async fn a_helper_does_what_the_host_does(community: Community) {
        let service = &community.service;
        let id = one(&community).await;
        for (email, words) in [
            ("nobody", "address"), ("mia@example.org", "No educator"), ("x@example.org", "No educator"),
            ("ada@example.org", "host of the workshop already"),
        ] {
            let sentence = refused(plan::add_helper(service, &community.ada, id, email).await, "helper");
            assert!(sentence.contains(words), "{sentence}");
        }
        assert_eq!(plan::add_helper(service, &community.ada, id, "Ben@example.org").await.unwrap(), "Ben");
        let form = edited(&community, id, &[("title", "Ben's words")]).await;
        plan::update(service, &community.ben, id, &form).await.unwrap();
        assert_eq!(plan::hosted(service, &community.ben, Shelf::Coming).await.unwrap().len(), 1);
        let ben = community.ben.id().expect("an account");
        plan::remove_helper(service, &community.ada, id, ben).await.unwrap();
        assert!(matches!(plan::open(service, &community.ben, id).await, Err(Error::Forbidden(_))));
    }

    async fn a_draft_whose_day_has_passed_is_not_published(community: Community) {
        let service = &community.service;
        let id = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        community.clock.advance(30 * DAY);
        refused(plan::publish(service, &community.ada, id).await, "start_date");
        change(&community, id, &[("title", "Another title")]).await.expect("its words can be changed all the same");
        refused(change(&community, id, &[("start_date", "2027-02-03"), ("end_date", "")]).await, "start_date");
    }

    async fn a_cover_is_shared_by_the_dates_it_is_for(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        let file: &[u8] = include_bytes!("../../../public/icons/icon-192.png");
        picture::set(service, &community.ada, ids[1], Scope::Following, file).await.unwrap();
        let covers = async || -> Vec<bool> {
            rows(&community, ids[0]).await.iter().map(|row| row.picture_id.is_some()).collect()
        };
        assert_eq!(covers().await, [false, true, true, true]);
        let bad = picture::set(service, &community.ada, ids[0], Scope::One, &b"<svg onload=alert(1)>"[..]).await;
        refused(bad, "picture");
        picture::clear(service, &community.ada, ids[2], Scope::One).await.unwrap();
        assert_eq!(covers().await, [false, true, false, true]);
        picture::set(service, &community.ada, ids[0], Scope::All, file).await.unwrap();
        assert_eq!(covers().await, [true; 4]);
    }

    async fn what_is_typed_waits_as_a_draft_until_it_is_stored(community: Community) {
        let service = &community.service;
        drafts::save_draft(service, &community.ada, plan::NEW_PATH, &fields(&ONCE)).await.unwrap();
        let id = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        assert_eq!(drafts::draft(service, &community.ada, plan::NEW_PATH).await.unwrap(), None);
        let path = plan::edit_path(id);
        drafts::save_draft(service, &community.ada, &path, &fields(&ONCE)).await.unwrap();
        change(&community, id, &[("title", "Saved")]).await.unwrap();
        assert_eq!(drafts::draft(service, &community.ada, &path).await.unwrap(), None);
    }
}

#[test]
fn dates_are_looked_at_before_they_are_saved() {
    let form = with(
        &ONCE,
        &[("start_date", "2027-03-16"), ("repeat", "weekly"), ("count", "4"), ("skip", "2027-03-23")],
    );
    let dates = plan::preview(&form).expect("dates");
    let seen: Vec<_> =
        dates.iter().map(|date| (date.day.as_str(), date.skipped, date.clocks_changed)).collect();
    assert_eq!(
        seen,
        [
            ("2027-03-16", false, false),
            ("2027-03-23", true, false),
            ("2027-03-30", false, true),
            ("2027-04-06", false, false),
        ]
    );
}
