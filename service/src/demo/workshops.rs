//! Workshops of the demo: planned, registered for and attended by the same use cases as real ones, on clocks that
//! are set to when it happened.

mod written;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use convene_domain::Time;
use convene_domain::account::Email;
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR, MINUTE};
use convene_domain::workshop::Details;
use convene_store::account::person;
use convene_store::workshop::registration;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::workshop::plan::{self, Scope};
use crate::workshop::register::{self, Form};
use crate::workshop::{Registration, Workshop, approve, attendance, link, material};
use crate::{Chance, Clock, Error, Result, Service, Viewer};

/// When one takes place.
#[derive(Debug, Clone, Copy)]
enum Day {
    /// So many days from today.
    In(i64),
    /// At the next full hour that is at least one away, for an hour.
    Soon,
    /// Every Wednesday, from before a change of the clocks until after it.
    Series,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
enum Stage {
    Draft,
    Published,
    /// With the reason.
    Cancelled(&'static str),
}

/// A workshop as it is written.
#[derive(Debug, Clone, Copy)]
struct Written {
    /// First part of the host's address.
    owner: &'static str,
    zone: &'static str,
    day: Day,
    /// From and until, by the clock of its zone.
    clock: (&'static str, &'static str),
    stage: Stage,
    /// Beside [`written::USUAL`].
    fields: &'static [(&'static str, &'static str)],
    /// Members who registered, in this order.
    seats: &'static [&'static str],
    /// Guests who registered after them, without an account.
    guests: &'static [&'static str],
    /// Whom the team said yes to.
    approved: &'static [&'static str],
    /// Who was there.
    attended: &'static [&'static str],
    /// What everybody answered, in the order of the questions.
    answers: &'static [&'static str],
    /// Title and address.
    materials: &'static [(&'static str, &'static str)],
}

impl Written {
    const NOTHING: Written = Written {
        owner: "",
        zone: "UTC",
        day: Day::In(0),
        clock: ("", ""),
        stage: Stage::Draft,
        fields: &[],
        seats: &[],
        guests: &[],
        approved: &[],
        attended: &[],
        answers: &[],
        materials: &[],
    };

    fn title(&self) -> &'static str {
        self.fields.iter().find(|(name, _)| *name == "title").map_or("", |(_, title)| title)
    }
}

/// A clock that stands.
#[derive(Debug)]
struct Then(Time);

impl Clock for Then {
    fn now(&self) -> Time {
        self.0
    }

    fn sleep_until(&self, _: Time) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// The same portal at another time.
fn at(service: &Service, time: Time) -> Service {
    let seed = u64::try_from(time.millis()).unwrap_or(1);
    Service::new(service.db().clone(), Arc::new(Then(time)), Chance::seeded(seed), service.settings().clone())
}

/// Adds every workshop that is not there yet.
pub(super) async fn seed(service: &Service) -> Result<()> {
    let mut people = HashMap::new();
    for (number, written) in (0..).zip(&written::WORKSHOPS) {
        let owner = somebody(service, &mut people, written.owner).await?;
        let known = [plan::Shelf::Coming, plan::Shelf::Drafts, plan::Shelf::Past];
        let mut there = false;
        for shelf in known {
            let hosted = plan::hosted(service, &owner, shelf).await?;
            there |= hosted.iter().any(|workshop| workshop.title == written.title());
        }
        if !there {
            // A little apart, so that no two of them are made at the same instant.
            stage(service, &mut people, &owner, written, number * 7 * MINUTE).await?;
        }
    }
    Ok(())
}

type People = HashMap<&'static str, Viewer>;

/// A person of the demo, at a desk of their own.
async fn somebody(service: &Service, people: &mut People, first: &'static str) -> Result<Viewer> {
    if let Some(known) = people.get(first) {
        return Ok(known.clone());
    }
    let plain = first.replace('á', "a");
    let email = Email::parse(&format!("{plain}@vault.example.org"));
    let email = email.map_err(|error| Error::Internal(error.to_string()))?;
    let mut tx = service.read().await?;
    let person = person::by_email(&mut tx, &email).await?;
    let person = person.ok_or_else(|| Error::Internal(format!("{first} is not in the demo")))?;
    let desk = format!("demo desk of {first}");
    let viewer = Viewer { person: Some(person), browser: desk.clone(), address: desk, ..Viewer::default() };
    people.insert(first, viewer.clone());
    Ok(viewer)
}

/// The days it takes place on, its first and last hour, and how often.
struct Dates {
    first: Date,
    clock: (String, String),
    count: u32,
}

fn dates(now: Time, written: &Written) -> Result<Dates> {
    let zone = TimeZone::get(written.zone).unwrap_or(TimeZone::UTC);
    let stamp = Timestamp::from_millisecond(now.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = stamp.to_zoned(zone.clone()).date();
    let clock = (written.clock.0.to_owned(), written.clock.1.to_owned());
    let wrong = |error: jiff::Error| Error::Internal(format!("a date of the demo: {error}"));
    match written.day {
        Day::In(days) => Ok(Dates { first: today.checked_add(days.days()).map_err(wrong)?, clock, count: 1 }),
        Day::Soon => {
            let starts = Time::from_millis((now.millis() / HOUR + 2) * HOUR);
            let civil = crate::workshop::dates::to_civil(written.zone, starts);
            let until = crate::workshop::dates::to_civil(written.zone, starts.plus(HOUR));
            let clock = (civil.strftime("%H:%M").to_string(), until.strftime("%H:%M").to_string());
            Ok(Dates { first: civil.date(), clock, count: 1 })
        }
        Day::Series => {
            let (first, count) = over_a_change(stamp, &zone, today).map_err(wrong)?;
            Ok(Dates { first, clock, count })
        }
    }
}

/// The first Wednesday, and how many, so that the change of the clocks nearest to `today` lies between them.
fn over_a_change(
    now: Timestamp,
    zone: &TimeZone,
    today: Date,
) -> std::result::Result<(Date, u32), jiff::Error> {
    let day = |change: jiff::tz::TimeZoneTransition<'_>| change.timestamp().to_zoned(zone.clone()).date();
    let last = zone.preceding(now).next().map(day);
    let next = zone.following(now).next().map(day);
    let away = |date: &Date| (*date - today).get_days().abs();
    let nearest = [last, next].into_iter().flatten().min_by_key(away).unwrap_or(today);
    let first = nearest.min(today).checked_sub(3.weeks())?.nth_weekday(1, Weekday::Wednesday)?;
    let until = nearest.checked_add(2.weeks())?.max(today.checked_add(5.weeks())?);
    let weeks = (until - first).get_days() / 7 + 1;
    Ok((first, u32::try_from(weeks).unwrap_or(2).clamp(2, 60)))
}

/// Plans it a while before its first date, and lets everything happen that has happened by now.
async fn stage(
    service: &Service,
    people: &mut People,
    owner: &Viewer,
    written: &Written,
    apart: i64,
) -> Result<()> {
    let now = service.now();
    let Dates { first, clock, count } = dates(now, written)?;
    let starts = crate::workshop::dates::to_instant(written.zone, first.at(0, 0, 0, 0));
    let starts = starts.map_err(|error| Error::Internal(error.to_string()))?;
    let planned = starts.min(now).plus(-9 * DAY + apart);
    let (day, count) = (first.to_string(), count.to_string());
    let mut fields: Vec<(&str, &str)> =
        vec![("zone", written.zone), ("start_date", &day), ("start_time", &clock.0), ("end_time", &clock.1)];
    // Past midnight: the end is on the next day.
    let next_day = first.tomorrow().map(|day| day.to_string()).unwrap_or_default();
    if clock.1 <= clock.0 {
        fields.push(("end_date", &next_day));
    }
    fields.extend(written.fields);
    if count != "1" {
        fields.extend([("repeat", "weekly"), ("repeat_end", "count"), ("count", &count)]);
    }
    fields
        .extend(written::USUAL.iter().filter(|(name, _)| written.fields.iter().all(|(own, _)| own != name)));
    let mut seen = std::collections::HashSet::new();
    let fields: Vec<(String, String)> = fields
        .into_iter()
        .filter(|(name, _)| seen.insert(*name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let then = at(service, planned);
    let id = plan::create(&then, owner, &fields).await?;
    if matches!(written.stage, Stage::Draft) {
        return Ok(());
    }
    plan::publish(&then, owner, id).await?;
    let dates = match count.as_str() {
        "1" => vec![id],
        _ => plan::open(&then, owner, id).await?.dates.iter().map(|date| date.id).collect(),
    };
    fill(service, people, owner, written, &dates, planned).await?;
    if let Stage::Cancelled(reason) = written.stage {
        plan::cancel(&at(service, now.plus(-5 * HOUR)), owner, id, Scope::One, reason).await?;
    }
    Ok(())
}

/// Registrations, answers to requests, and who was there.
async fn fill(
    service: &Service,
    people: &mut People,
    owner: &Viewer,
    written: &Written,
    dates: &[WorkshopId],
    planned: Time,
) -> Result<()> {
    let mut moment = planned.plus(3 * HOUR);
    for id in dates.iter().copied() {
        let row = stored(service, id).await?;
        // Of a series, what lies far ahead is still empty.
        if row.starts_at > service.now().plus(22 * DAY) {
            continue;
        }
        let (key, questions) = (row.link_key, serde_json::from_str::<Details>(&row.details)?.questions);
        let answers = questions.iter().zip(written.answers);
        let answers: Vec<(String, String)> =
            answers.map(|(question, answer)| (format!("q{}", question.id), (*answer).to_owned())).collect();
        for first in written.seats {
            let viewer = somebody(service, people, first).await?;
            moment = moment.plus(11 * MINUTE);
            let then = at(service, moment);
            let form = Form { answers: &answers, waiting_ok: true, key: Some(&key), ..Form::default() };
            register::register(&then, &viewer, id, &form).await?;
            if written.approved.contains(first) {
                let asked = registered(service, &viewer, id).await?;
                approve::approve(&then, owner, id, asked.id).await?;
            }
        }
        for (number, name) in written.guests.iter().enumerate() {
            moment = moment.plus(17 * MINUTE);
            let email = format!("{}@guests.example.org", name.to_lowercase());
            let form = Form { name, email: &email, answers: &answers, waiting_ok: true, ..Form::default() };
            let viewer = Viewer { address: format!("guest desk {number} {name}"), ..Viewer::default() };
            register::register(&at(service, moment), &viewer, id, &form).await?;
        }
        attend(service, people, written, id).await?;
    }
    for (title, url) in written.materials {
        if let Some(id) = dates.first() {
            material::add(service, owner, *id, title, url).await?;
        }
    }
    Ok(())
}

/// Those who were there open the link a few minutes after the start.
async fn attend(service: &Service, people: &mut People, written: &Written, id: WorkshopId) -> Result<()> {
    let starts = stored(service, id).await?.starts_at;
    if starts.plus(HOUR) > service.now() {
        return Ok(());
    }
    let there = if written.attended.is_empty() { written.seats } else { written.attended };
    for (late, first) in (0..).zip(there) {
        let viewer = somebody(service, people, first).await?;
        let registration = registered(service, &viewer, id).await?;
        let then = at(service, starts.plus((late - 3) * MINUTE));
        attendance::enter(&then, &link::personal(service, &registration)).await?;
    }
    Ok(())
}

async fn stored(service: &Service, id: WorkshopId) -> Result<Workshop> {
    let mut tx = service.read().await?;
    convene_store::workshop::workshop::by_id(&mut tx, id).await?.ok_or(Error::Missing)
}

async fn registered(service: &Service, viewer: &Viewer, id: WorkshopId) -> Result<Registration> {
    let person = viewer.id().ok_or(Error::SignIn)?;
    let mut tx = service.read().await?;
    registration::of_person(&mut tx, id, person).await?.ok_or(Error::Missing)
}

#[cfg(test)]
mod tests {
    use convene_domain::workshop::plan::Plan;

    use super::*;

    #[test]
    fn the_series_lies_over_a_change_of_the_clocks_whatever_the_day() {
        let zone = TimeZone::get("Europe/Oslo").expect("a zone");
        let mut day: Date = "2026-01-01".parse().expect("a day");
        while day.year() < 2028 {
            let now = day.to_zoned(zone.clone()).expect("midnight").timestamp();
            let (first, count) = over_a_change(now, &zone, day).expect("dates");
            let last = first.checked_add((i64::from(count) - 1).weeks()).expect("the last date");
            let offset = |date: Date| date.at(17, 0, 0, 0).to_zoned(zone.clone()).expect("a time").offset();
            assert_ne!(offset(first), offset(last), "on {day}");
            assert!(first < day && last > day.checked_add(3.weeks()).expect("later"), "on {day}");
            assert_eq!(first.weekday(), Weekday::Wednesday);
            assert!(count <= 30, "on {day}: {count}");
            day = day.checked_add(5.days()).expect("another day");
        }
    }

    #[test]
    fn every_workshop_of_the_demo_says_what_a_page_needs() {
        for written in &written::WORKSHOPS {
            let mut fields: Vec<(String, String)> = Vec::new();
            let usual =
                written::USUAL.iter().filter(|(name, _)| written.fields.iter().all(|(own, _)| own != name));
            let when = [
                ("zone", written.zone),
                ("start_date", "2030-01-02"),
                ("start_time", "17:00"),
                ("end_time", "20:30"),
            ];
            for (name, value) in written.fields.iter().chain(usual).chain(&when) {
                fields.push(((*name).to_owned(), (*value).to_owned()));
            }
            let plan =
                Plan::from_fields(&fields).unwrap_or_else(|errors| panic!("{}: {errors:?}", written.title()));
            assert!(!plan.summary.is_empty() && !plan.topics.is_empty(), "{}", written.title());
        }
    }
}
