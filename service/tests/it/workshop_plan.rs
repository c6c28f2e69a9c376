//! Planning: forms become workshops and series, changes reach the right dates and people.

use convene_domain::id::WorkshopId;
use convene_domain::time::DAY;
use convene_domain::workshop::{RegistrationState, WorkshopState};
use convene_service::calendar::Local;
use convene_service::quiz::editor as drafts;
use convene_service::workshop::plan::{self, Changed, Fields, Scope, Shelf};
use convene_service::workshop::register::{self, Form};
use convene_service::workshop::{Workshop, dates, picture, series, template};
use convene_service::{Error, Viewer};
use convene_store::workshop::{registration, workshop};
use convene_store::{mail as outbox, workshop::series as stored_series};

use crate::community::{Community, fields, refused, visitor};

/// The tests begin on Friday 15 January 2027, 9:00 in Berlin.
pub const ONCE: [(&str, &str); 9] = [
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
pub fn with(base: &[(&str, &str)], changes: &[(&str, &str)]) -> Fields {
    let kept = base.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    fields(&kept.chain(changes).copied().collect::<Vec<_>>())
}

/// Four Tuesdays over which clocks are put forward in Berlin, on 28 March.
pub const WEEKLY: [(&str, &str); 3] = [("start_date", "2027-03-16"), ("repeat", "weekly"), ("count", "4")];

pub async fn one(community: &Community) -> WorkshopId {
    let id = plan::create(&community.service, &community.ada, &fields(&ONCE)).await.expect("a workshop");
    plan::publish(&community.service, &community.ada, id).await.expect("published");
    id
}

pub async fn weekly(community: &Community) -> Vec<WorkshopId> {
    let id = plan::create(&community.service, &community.ada, &with(&ONCE, &WEEKLY)).await.expect("a series");
    plan::publish(&community.service, &community.ada, id).await.expect("published");
    rows(community, id).await.into_iter().map(|row| row.id).collect()
}

pub async fn row(community: &Community, id: WorkshopId) -> Workshop {
    let mut tx = community.service.db().read().await.expect("reads");
    workshop::by_id(&mut tx, id).await.expect("asks").expect("the workshop")
}

/// All dates of the series.
pub async fn rows(community: &Community, id: WorkshopId) -> Vec<Workshop> {
    let series = row(community, id).await.series_id.expect("a series");
    let mut tx = community.service.db().read().await.expect("reads");
    stored_series::dates(&mut tx, series).await.expect("asks")
}

/// Starts by the wall clock of each row's zone.
pub fn walls(rows: &[Workshop]) -> Vec<String> {
    rows.iter().map(|row| dates::to_civil(&row.zone, row.starts_at).to_string()).collect()
}

pub async fn sign_up(community: &Community, who: &Viewer, id: WorkshopId) {
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

pub async fn state_of(community: &Community, who: &Viewer, id: WorkshopId) -> RegistrationState {
    let mut tx = community.service.db().read().await.expect("reads");
    let person = who.id().expect("an account");
    registration::of_person(&mut tx, id, person).await.expect("asks").expect("a registration").state
}

/// How many notices of a kind wait in the outbox.
pub async fn notices(community: &Community, why: &str) -> usize {
    let mut tx = community.service.db().read().await.expect("reads");
    let items = outbox::newest(&mut tx, "workshop", 100).await.expect("asks");
    items.iter().filter(|item| item.payload.contains(&format!("\"why\":\"{why}\""))).count()
}

/// What the editor sends back when some fields are changed.
pub async fn edited(community: &Community, id: WorkshopId, changes: &[(&str, &str)]) -> Fields {
    let open = plan::open(&community.service, &community.ada, id).await.expect("opens");
    let mut form: Fields = open
        .fields
        .into_iter()
        .filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name))
        .collect();
    form.extend(fields(changes));
    form
}

pub async fn change(
    community: &Community,
    id: WorkshopId,
    changes: &[(&str, &str)],
) -> Result<Changed, Error> {
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
        assert_eq!(past, "This start on Thu 14 Jan 2027 is in the past. Choose a time ahead.");
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

    async fn fewer_seats_than_people_are_refused_and_more_bring_the_line_up(community: Community) {
        let id = one(&community).await;
        for viewer in [&community.mia, &community.ben, &community.lea] {
            sign_up(&community, viewer, id).await;
        }
        assert_eq!(state_of(&community, &community.lea, id).await, RegistrationState::Waiting);
        let sentence = refused(change(&community, id, &[("capacity", "1")]).await, "capacity");
        assert!(sentence.contains("2 seats are taken, offered or held. Keep at least 2 seats"), "{sentence}");
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

    async fn a_draft_is_deleted_and_a_published_workshop_is_not(community: Community) {
        let service = &community.service;
        let id = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        refused(plan::cancel(service, &community.ada, id, Scope::One, "No.").await, "reason");
        plan::remove(service, &community.ada, id, Scope::One).await.unwrap();
        assert!(matches!(plan::open(service, &community.ada, id).await, Err(Error::Missing)));
        let public = one(&community).await;
        assert!(refused(plan::remove(service, &community.ada, public, Scope::One).await, "").contains("Cancel it"));
    }

    async fn a_copy_is_ahead_on_the_same_weekday_and_hour(community: Community) {
        let service = &community.service;
        let id = one(&community).await;
        community.clock.advance(40 * DAY);
        let copy = plan::duplicate(service, &community.ada, id).await.unwrap();
        let copied = row(&community, copy).await;
        let there = Local { zone: copied.zone.clone(), twelve_hours: false };
        let starts = there.moment(copied.starts_at, copied.starts_at);
        assert_eq!(starts.text, "Tue 2 Mar 2027, 18:00");
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
