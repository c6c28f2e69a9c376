//! Those who run a workshop: who registered, lists to take out, materials; and certificates for who was there.

use convene_domain::account::Role;
use convene_domain::id::RegistrationId;
use convene_domain::workshop::RegistrationState;
use convene_service::workshop::team::{self, Decision, Show};
use convene_service::workshop::{attendance, certificate, export, link, material, plan};
use convene_service::{Error, Viewer};
use convene_store::account::person::Person;

use crate::community::{Community, NOW, refused, visitor};
use crate::workshop_day::{DETAILS, ENDS, registered, seated, workshop};

/// An admin of the community.
pub fn admin(community: &Community) -> Viewer {
    let person = community.lea.person.clone().map(|person| Person { role: Role::Admin, ..person });
    Viewer { person, ..community.lea.clone() }
}

both! {
    async fn only_the_team_sees_who_registered(community: Community) {
        let service = &community.service;
        let (id, registration) = seated(&community).await;
        for viewer in [&visitor("x", "y"), &community.mia, &community.ben] {
            let code = link::check_in(service, &registration);
            let tries = [
                team::view(service, viewer, id, Show::All, "").await.map(|_| ()),
                attendance::read(service, viewer, id, &code).await.map(|_| ()),
                attendance::scan(service, viewer, id, &code, 0).await.map(|_| ()),
                attendance::check_in(service, viewer, id, registration.id).await.map(|_| ()),
                attendance::undo(service, viewer, id, registration.id).await.map(|_| ()),
                attendance::counts(service, viewer, id).await.map(|_| ()),
                export::registrations(service, viewer, id, export::Form::Csv).await.map(|_| ()),
                export::registrations(service, viewer, id, export::Form::Xlsx).await.map(|_| ()),
                material::add(service, viewer, id, "Slides", "https://example.org").await,
                team::decide(service, viewer, id, &[registration.id], Decision::Remove).await.map(|_| ()),
            ];
            for (at, tried) in tries.into_iter().enumerate() {
                assert!(matches!(tried, Err(Error::SignIn | Error::Forbidden(_))), "{at}: {tried:?}");
            }
        }
        for viewer in [&community.ada, &admin(&community)] {
            let seen = team::view(service, viewer, id, Show::All, "").await.unwrap();
            assert_eq!((seen.rows.len(), seen.counts.checked_in, seen.exports.len()), (1, 0, 0));
        }
    }

    async fn the_team_finds_people_by_state_name_and_address(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let states =
            [("Ida", RegistrationState::Pending), ("Zed", RegistrationState::Waiting), ("Šárka", RegistrationState::Cancelled)];
        for (name, state) in states {
            registered(&community, id, name, state).await;
        }
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let names = async |show: Show, search: &str| -> Vec<String> {
            let view = team::view(service, &community.ada, id, show, search).await.unwrap();
            assert!(!search.is_empty() || show.count(&view.counts) == view.rows.len() as i64, "{show:?}");
            view.rows.into_iter().map(|row| row.registrant.registration.name).collect()
        };
        assert_eq!(names(Show::All, "").await, ["Ida", "Tom Reed", "Zed", "Šárka"]);
        for show in Show::ALL {
            names(show, "").await;
            assert_eq!(Show::of(show.as_str()), show);
        }
        assert_eq!(names(Show::Attended, "").await, ["Tom Reed"]);
        assert!(names(Show::Missing, "").await.is_empty());
        assert_eq!(names(Show::Ended, "šÁR").await, ["Šárka"]);
        assert_eq!(names(Show::All, " xtom.reed@ ").await, ["Tom Reed"]);
        let view = team::view(service, &community.ada, id, Show::Confirmed, "").await.unwrap();
        let answers: Vec<_> = view.rows[0].answers.iter().map(|(q, a)| (q.as_str(), a.as_str())).collect();
        assert_eq!(answers, [("What do you trade?", "Vaults, mostly"), ("=Photos", "yes")]);
        assert_eq!(view.rows[0].registrant.checked_in_by_name.as_deref(), Some("Ada"));
        assert_eq!(view.report, None, "it is not over");
    }

    async fn the_report_comes_with_the_end(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        registered(&community, id, "Eve", RegistrationState::Confirmed).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        community.clock.advance(ENDS.since(NOW));
        let report = team::view(service, &community.ada, id, Show::All, "").await.unwrap().report;
        let report = report.expect("a report");
        assert_eq!((report.attended, report.no_shows, report.walk_ins, report.rate), (1, 1, 0, Some(50)));
    }

    async fn what_was_called_off_has_no_report(community: Community) {
        let service = &community.service;
        let (id, _) = seated(&community).await;
        plan::cancel(service, &community.ada, id, plan::Scope::One, "Ada is ill.").await.unwrap();
        community.clock.advance(ENDS.since(NOW));
        let seen = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((seen.report, seen.counts.confirmed), (None, 1));
    }

    async fn a_name_is_put_right_until_and_after_the_end(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let rename = async |name: &str| team::rename(service, &community.ada, id, tom.id, name).await;
        assert_eq!(rename("  Tomás   Reed ").await.unwrap(), "Tomás Reed");
        refused(rename(" ").await, "name");
        refused(rename(&"x".repeat(5_000)).await, "name");
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        community.clock.advance(ENDS.since(NOW));
        let personal = link::personal(service, &tom);
        let paper = async || certificate::of_seat(service, &personal).await.unwrap().expect("a certificate").name;
        assert_eq!(paper().await, "Tomás Reed");
        rename("Tomás R. Reed").await.unwrap();
        assert_eq!(paper().await, "Tomás R. Reed");
        for viewer in [&community.mia, &community.ben] {
            let tried = team::rename(service, viewer, id, tom.id, "Eve").await;
            assert!(matches!(tried, Err(Error::Forbidden(_))), "{tried:?}");
        }
        let other = workshop(&community, "Another", DETAILS).await;
        let tried = team::rename(service, &community.ada, other, tom.id, "Eve").await;
        assert!(matches!(tried, Err(Error::Missing)), "of another workshop");
    }

    async fn links_for_those_who_registered_are_added_and_taken_away(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let wim = registered(&community, id, "Wim", RegistrationState::Waiting).await;
        let add = async |title: &str, url: &str| material::add(service, &community.ada, id, title, url).await;
        add(" Recording ", " https://example.org/v?id=1 ").await.unwrap();
        let sentence = refused(add("", "https://example.org").await, "title");
        assert_eq!(sentence, "Say what the link leads to, like Recording or Slides.");
        for bad in ["javascript:alert(1)", "example.org", "https://", "https://a b"] {
            assert!(refused(add("Slides", bad).await, "url").contains("https://"), "{bad}");
        }
        assert!(refused(add(&"x".repeat(121), "https://example.org").await, "title").contains("120"));
        let there = team::view(service, &community.ada, id, Show::All, "").await.unwrap().materials;
        assert_eq!((there.len(), there[0].title.as_str()), (1, "Recording"));
        assert_eq!(there[0].url, "https://example.org/v?id=1");
        assert_eq!(material::of_seat(service, &tom).await.unwrap(), there);
        assert_eq!(material::of_seat(service, &wim).await.unwrap(), [], "without a seat there is nothing to see");
        assert!(material::remove(service, &community.ada, id, there[0].id).await.unwrap());
        assert!(!material::remove(service, &community.ada, id, there[0].id).await.unwrap());
    }

    async fn the_team_decides_about_several_people_at_once(community: Community) {
        let service = &community.service;
        let id = workshop(&community, "Funding", DETAILS).await;
        let ask = async |name: &str| registered(&community, id, name, RegistrationState::Pending).await.id;
        let (one, two, three) = (ask("One").await, ask("Two").await, ask("Three").await);
        let gone = registered(&community, id, "Gone", RegistrationState::Cancelled).await.id;
        let decide = async |chosen: &[RegistrationId], decision| {
            team::decide(service, &community.ada, id, chosen, decision).await
        };
        assert!(refused(decide(&[], Decision::Approve).await, "registration").starts_with("Select"));
        let done = decide(&[one, gone, two], Decision::Approve).await.unwrap();
        assert_eq!((done.done, done.in_line, done.refused.len()), (2, 0, 1), "{done:?}");
        assert_eq!(decide(&[three], Decision::Decline).await.unwrap().done, 1);
        let view = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((view.counts.confirmed, view.workshop.taken, view.counts.ended), (2, 2, 2));
        assert_eq!(decide(&[one], Decision::Remove).await.unwrap().done, 1);
        let view = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert_eq!((view.counts.confirmed, view.workshop.taken), (1, 1));
    }

    async fn lists_taken_out_are_whole_inert_and_noted(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        registered(&community, id, "=cmd|' /C calc'!A0", RegistrationState::Waiting).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let file = export::registrations(service, &community.ada, id, export::Form::Csv).await.unwrap();
        let text = String::from_utf8(file).unwrap();
        let lines: Vec<_> = text.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "\u{feff}name,email,state,place_in_line,registered_at,checked_in_at,checked_in_by,joined_at,walk_in,\
             What do you trade?,'=Photos"
        );
        assert_eq!(
            lines[1],
            "Tom Reed,xtom.reed@guests.example.org,confirmed,,2027-01-15T08:00:00.000Z,2027-01-15T08:00:00.000Z,\
             Ada,,no,\"Vaults, mostly\",yes"
        );
        assert!(lines[2].starts_with("'=cmd|' /C calc'!A0,"), "{}", lines[2]);
        assert_eq!(lines.len(), 4, "a head, two rows, and the end of the last line");

        let book = export::registrations(service, &admin(&community), id, export::Form::Xlsx).await.unwrap();
        let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(std::io::Cursor::new(book)).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "Registrations").unwrap();
        assert_eq!((sheet.height(), sheet.width()), (3, 11));
        assert_eq!(sheet.get_value((1, 0)).map(ToString::to_string).as_deref(), Some("Tom Reed"));
        let typed = calamine::Data::String("=cmd|' /C calc'!A0".to_owned());
        assert_eq!(sheet.get_value((2, 0)), Some(&typed), "typed text needs no apostrophe");
        assert_eq!(sheet.get_value((2, 3)), Some(&calamine::Data::Float(1.0)), "a place in line is a number");

        let log = team::view(service, &community.ada, id, Show::All, "").await.unwrap().exports;
        let noted: Vec<_> =
            log.iter().map(|row| (row.person_name.as_str(), row.format.as_str(), row.row_count)).collect();
        assert_eq!(noted.len(), 2);
        assert!(noted.contains(&("Ada", "csv", 2)) && noted.contains(&("Lea", "xlsx", 2)), "{noted:?}");
    }

    async fn lists_are_written_where_costly_work_is_and_noted_once_they_are(community: Community) {
        let service = &community.service;
        let (id, _) = seated(&community).await;
        service.compute().stop();
        for form in [export::Form::Csv, export::Form::Xlsx] {
            let refused = export::registrations(service, &community.ada, id, form).await;
            assert!(matches!(refused, Err(Error::Restarting)), "{refused:?}");
        }
        let view = team::view(service, &community.ada, id, Show::All, "").await.unwrap();
        assert!(view.exports.is_empty(), "nobody got a file");
    }

    async fn a_certificate_is_for_who_was_there_and_says_so_to_anybody(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let eve = registered(&community, id, "Eve", RegistrationState::Confirmed).await;
        let personal = link::personal(service, &tom);
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        assert_eq!(certificate::of_seat(service, &personal).await.unwrap(), None, "not before the end");
        let code = link::certificate(service, tom.id);
        assert_eq!(certificate::verify(service, &code).await.unwrap(), None);
        community.clock.advance(ENDS.since(NOW));
        let earned = certificate::of_seat(service, &personal).await.unwrap().expect("a certificate");
        assert_eq!((earned.name.as_str(), earned.title.as_str(), earned.host.as_str()), ("Tom Reed", "Funding rates", "Ada"));
        assert_eq!(earned.address, format!("https://learn.example.org/certificates/{code}"));
        assert_eq!(earned.duration(), "1 h 30 min");
        let file = certificate::pdf(service, "", &earned).await.unwrap().expect("letters");
        assert!(file.starts_with(b"%PDF-") && file.len() > 5_000);
        assert_eq!(certificate::verify(service, &code.to_uppercase()).await.unwrap(), Some(earned));
        assert_eq!(certificate::of_seat(service, &link::personal(service, &eve)).await.unwrap(), None);
        let eves = link::certificate(service, eve.id);
        for forged in [format!("{}.{}", tom.id, "0".repeat(32)), eves, "nonsense".into(), personal.clone()] {
            assert_eq!(certificate::verify(service, &forged).await.unwrap(), None, "{forged}");
        }
        assert!(attendance::undo(service, &community.ada, id, tom.id).await.unwrap());
        assert_eq!(certificate::verify(service, &code).await.unwrap(), None, "the team took it back");
        let stranger = certificate::of_seat(service, &format!("{}.{}", tom.id, "0".repeat(32))).await;
        assert!(matches!(stranger, Err(Error::Missing)));
    }

    async fn a_certificate_draws_no_more_of_a_name_than_a_name_may_have(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let tower = format!("Tom{}", "\u{334}".repeat(250_000));
        let mut tx = service.db().begin().await.unwrap();
        convene_store::workshop::registration::set_name(&mut tx, tom.id, &tower, NOW).await.unwrap();
        tx.commit().await.unwrap();
        community.clock.advance(ENDS.since(NOW));
        let earned = certificate::of_seat(service, &link::personal(service, &tom)).await.unwrap();
        assert_eq!(earned.expect("a certificate").name, format!("Tom{}", "\u{334}".repeat(4)));
    }
}
