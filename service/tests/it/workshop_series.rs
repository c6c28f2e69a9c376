//! Series: changes reach the right dates, each keeps its hour on the wall, and the right people are told.

use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::{RegistrationState, Visibility, WorkshopState};
use convene_service::mail;
use convene_service::workshop::plan::{self, Changed, Scope};
use convene_service::workshop::register::{Form, register};
use convene_service::workshop::{link, picture, seat, series};
use convene_store::workshop::{registration, team};

use crate::community::fields;
use crate::community::refused;
use crate::signing_up::sound;
use crate::workshop_mail::delivered;
use crate::workshop_plan::{
    ONCE, WEEKLY, change, notices, row, rows, sign_up, state_of, walls, weekly, with,
};

both! {
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
        assert_eq!(changed, Changed { dates: 2, told: 1 });
        let after = rows(&community, ids[0]).await;
        assert_eq!(
            walls(&after),
            ["2027-03-16T18:00:00", "2027-03-23T18:00:00", "2027-03-30T19:00:00", "2027-04-06T19:00:00"]
        );
        let rises: Vec<_> = before.iter().zip(&after).map(|(before, after)| after.sequence - before.sequence).collect();
        assert_eq!(rises, [0, 0, 1, 1]);
        assert_eq!(after.iter().map(|row| row.taken).collect::<Vec<_>>(), [0, 1, 1, 1]);
        assert_eq!(state_of(&community, &community.mia, ids[3]).await, RegistrationState::Confirmed);
        assert_eq!(notices(&community, "changed").await, 1);
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

    async fn added_dates_are_like_the_series_and_not_like_its_last_date(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        let alone = [
            ("title", "With a guest"), ("start_date", "2027-04-08"), ("start_time", "09:00"), ("end_time", "10:00"),
            ("visibility", "unlisted"), ("capacity", "9"),
        ];
        change(&community, ids[3], &alone).await.unwrap();
        series::extend(service, &community.ada, ids[0], "2", Some(4)).await.unwrap();
        let after = rows(&community, ids[0]).await;
        assert_eq!(walls(&after)[3..], ["2027-04-08T09:00:00", "2027-04-13T18:00:00", "2027-04-20T18:00:00"]);
        for date in &after[4..] {
            let common = (date.title.as_str(), date.visibility, date.capacity, date.ends_at.since(date.starts_at));
            assert_eq!(common, ("Funding rates", Visibility::Listed, Some(2), 90 * 60_000));
        }
        // What is changed from a date on is the series from then on.
        let on = [("start_date", "2027-04-14"), ("start_time", "19:00"), ("end_time", "20:00"), ("title", "Rates")];
        let form: Vec<_> = on.into_iter().chain([("scope", "following")]).collect();
        change(&community, after[4].id, &form).await.unwrap();
        series::extend(service, &community.ada, ids[0], "1", None).await.unwrap();
        let last = rows(&community, ids[0]).await.pop().expect("a date");
        assert_eq!((last.title.as_str(), last.ends_at.since(last.starts_at)), ("Rates", HOUR));
        assert_eq!(walls(&[last]), ["2027-04-28T19:00:00"]);
    }

    async fn a_last_day_that_was_left_out_at_first_stays_out(community: Community) {
        let service = &community.service;
        let form = with(&with(&ONCE, &WEEKLY).iter().map(|(a, b)| (&**a, &**b)).collect::<Vec<_>>(), &[("skip", "2027-04-06")]);
        let id = plan::create(service, &community.ada, &form).await.unwrap();
        series::extend(service, &community.ada, id, "1", Some(3)).await.unwrap();
        assert_eq!(walls(&rows(&community, id).await)[2..], ["2027-03-30T18:00:00", "2027-04-13T18:00:00"]);
    }

    async fn an_hour_that_clocks_skip_does_not_drift(community: Community) {
        let service = &community.service;
        // In the night to the second Sunday clocks go from two to three.
        let night = [
            ("start_date", "2027-03-21"), ("start_time", "02:30"), ("end_time", "03:45"), ("repeat", "weekly"), ("count", "3"),
        ];
        let id = plan::create(service, &community.ada, &with(&ONCE, &night)).await.unwrap();
        let ids: Vec<_> = rows(&community, id).await.into_iter().map(|row| row.id).collect();
        let clocks = async || walls(&rows(&community, id).await).iter().map(|wall| wall[5..16].to_owned()).collect::<Vec<_>>();
        assert_eq!(clocks().await, ["03-21T02:30", "03-28T03:30", "04-04T02:30"]);
        let hours = |start: &'static str, end: &'static str| [("start_time", start), ("end_time", end), ("scope", "all")];
        change(&community, ids[0], &hours("03:30", "04:45")).await.unwrap();
        assert_eq!(clocks().await, ["03-21T03:30", "03-28T03:30", "04-04T03:30"]);
        let second = row(&community, ids[1]).await;
        assert_eq!(second.ends_at.since(second.starts_at), 75 * 60_000);
        change(&community, ids[2], &hours("02:15", "03:30")).await.unwrap();
        change(&community, ids[2], &hours("01:15", "02:30")).await.unwrap();
        assert_eq!(clocks().await, ["03-21T01:15", "03-28T01:15", "04-04T01:15"]);
        series::extend(service, &community.ada, id, "1", None).await.unwrap();
        assert_eq!(clocks().await[3], "04-11T01:15");
    }

    async fn who_takes_part_in_the_whole_series_is_in_its_new_dates(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        let all = Form { whole_series: true, waiting_ok: true, ..Form::default() };
        for viewer in [&community.mia, &community.ben, &community.lea] {
            register(service, viewer, ids[0], &all).await.expect("signed up");
            community.clock.advance(HOUR);
        }
        sign_up(&community, &community.ada, ids[0]).await;
        let mut tx = service.db().read().await.unwrap();
        let last = registration::of_person(&mut tx, ids[3], community.ben.id().unwrap()).await.unwrap().expect("his");
        drop(tx);
        seat::cancel(service, &link::personal(service, &last)).await.unwrap();
        mail::deliver_due(service).await.unwrap();
        community.clock.advance(HOUR);
        series::extend(service, &community.ada, ids[0], "2", Some(4)).await.unwrap();
        let new = &rows(&community, ids[0]).await[4..];
        for date in new {
            assert_eq!((date.taken, date.waiting), (2, 0), "Mia and Lea: Ben had left, and Ada came once");
            for viewer in [&community.mia, &community.lea] {
                assert_eq!(state_of(&community, viewer, date.id).await, RegistrationState::Confirmed);
            }
        }
        let (sent, spoken_for) = delivered(&community).await;
        let subjects: Vec<_> = sent.iter().map(|(_, mail)| mail.subject.as_str()).collect();
        assert_eq!(subjects, ["You are registered for 2 dates: Funding rates"; 2]);
        assert_eq!(spoken_for, 2, "one letter for both dates");
        sound(&community, new[0].id).await;
    }

    async fn new_dates_seat_those_first_who_joined_the_series_first(community: Community) {
        let service = &community.service;
        let form = with(&with(&ONCE, &WEEKLY).iter().map(|(a, b)| (&**a, &**b)).collect::<Vec<_>>(), &[("capacity", "1")]);
        let id = plan::create(service, &community.ada, &form).await.unwrap();
        plan::publish(service, &community.ada, id).await.unwrap();
        let all = Form { whole_series: true, waiting_ok: true, ..Form::default() };
        for viewer in [&community.lea, &community.mia] {
            register(service, viewer, id, &all).await.expect("signed up");
            community.clock.advance(HOUR);
        }
        series::extend(service, &community.ada, id, "1", Some(4)).await.unwrap();
        let new = rows(&community, id).await[4].id;
        assert_eq!(state_of(&community, &community.lea, new).await, RegistrationState::Confirmed);
        assert_eq!(state_of(&community, &community.mia, new).await, RegistrationState::Waiting);
        sound(&community, new).await;
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
        picture::clear(service, &community.ada, ids[3], Scope::One).await.unwrap();
        series::extend(service, &community.ada, ids[0], "1", None).await.unwrap();
        assert_eq!(covers().await, [true, true, true, false, true], "a new date has that of the series");
    }

    async fn a_helper_of_a_series_helps_with_every_date(community: Community) {
        let service = &community.service;
        let ids = weekly(&community).await;
        plan::add_helper(service, &community.ada, ids[1], "ben@example.org").await.unwrap();
        series::extend(service, &community.ben, ids[0], "1", None).await.unwrap();
        for date in rows(&community, ids[0]).await {
            let mut tx = service.db().read().await.unwrap();
            assert_eq!(team::helpers(&mut tx, date.id).await.unwrap().len(), 1, "date {}", date.position);
        }
        plan::remove_helper(service, &community.ada, ids[3], community.ben.id().expect("an account")).await.unwrap();
        assert!(plan::open(service, &community.ben, ids[0]).await.is_err());
    }
}

#[test]
fn dates_are_looked_at_before_they_are_saved() {
    let form = with(
        &ONCE,
        &[
            ("start_date", "2027-03-16"),
            ("repeat", "weekly"),
            ("count", "4"),
            ("skip", "2027-03-23"),
            ("title", ""),
        ],
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
