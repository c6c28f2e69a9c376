//! Who knows the people in a workshop, what is kept of what they said, and how they come back in.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::RegistrationState::{Confirmed, Waiting};
use convene_domain::workshop::attendance::BACK_IN;
use convene_service::Error;
use convene_service::workshop::attendance::{self, Passage};
use convene_service::workshop::team::{self, Decision, Show};
use convene_service::workshop::{export, link, listing, message, page, plan, register};
use convene_store::workshop::registration::{self, Move};

use crate::community::{Community, NOW};
use crate::workshop_day::{DETAILS, ENDS, STARTS, registered, seated, workshop};
use crate::workshop_team::admin;

/// Asks only for the second of the questions of [`DETAILS`]; remembers the first, or does not.
fn later(retired: &str) -> String {
    format!(
        r#"{{"description":"","speakers":[],"agenda":[],"place":{{"kind":"online","link":""}},
        "questions":[{{"id":3,"kind":"Consent","label":"Photos","required":false,"choices":[]}}]{retired}}}"#
    )
}

async fn lines(community: &Community, id: convene_domain::id::WorkshopId) -> Vec<String> {
    let file =
        export::registrations(&community.service, &community.ada, id, export::Form::Csv).await.unwrap();
    String::from_utf8(file).unwrap().lines().map(str::to_owned).collect()
}

both! {
    async fn the_community_team_sees_figures_and_nobody_in_them(community: Community) {
        let (service, lea) = (&community.service, &community.lea);
        let (id, tom) = seated(&community).await;
        let seen = team::view(service, lea, id, Show::All, "").await.unwrap();
        assert_eq!((seen.counts.confirmed, seen.rows.len(), seen.meets), (1, 0, false));
        assert_eq!(team::view(service, lea, id, Show::All, "tom").await.unwrap().rows, [], "nor by searching");
        assert_eq!(attendance::counts(service, lea, id).await.unwrap().confirmed, 1);
        assert_eq!(message::desk(service, lea, id).await.unwrap().reach[0].people, 1);
        let opened = page::open(service, lea, id, None).await.unwrap();
        assert_eq!((opened.runs, opened.meets), (true, false));
        let code = link::check_in(service, &tom);
        let tries = [
            attendance::read(service, lea, id, &code).await.map(|_| ()),
            attendance::scan(service, lea, id, &code, 0).await.map(|_| ()),
            attendance::check_in(service, lea, id, tom.id).await.map(|_| ()),
            attendance::undo(service, lea, id, tom.id).await.map(|_| ()),
            export::registrations(service, lea, id, export::Form::Csv).await.map(|_| ()),
            register::walk_in(service, lea, id, "Eve", "eve@example.org").await.map(|_| ()),
            register::add(service, lea, id, "Eve", "eve@example.org").await.map(|_| ()),
            team::rename(service, lea, id, tom.id, "Eve").await.map(|_| ()),
            team::decide(service, lea, id, &[tom.id], Decision::Remove).await.map(|_| ()),
            plan::add_helper(service, lea, id, "lea@example.org").await.map(|_| ()),
        ];
        for (at, tried) in tries.into_iter().enumerate() {
            assert!(matches!(tried, Err(Error::Forbidden(_))), "{at}: {tried:?}");
        }
        let report = {
            community.clock.advance(ENDS.since(NOW));
            team::view(service, lea, id, Show::All, "").await.unwrap().report
        };
        assert_eq!(report.map(|report| report.no_shows), Some(1));
    }

    async fn whoever_is_added_as_a_helper_meets_the_people(community: Community) {
        let (service, lea) = (&community.service, &community.lea);
        let (id, _) = seated(&community).await;
        plan::add_helper(service, &admin(&community), id, "lea@example.org").await.unwrap();
        let seen = team::view(service, lea, id, Show::All, "").await.unwrap();
        assert_eq!((seen.rows.len(), seen.meets), (1, true));
        plan::remove_helper(service, &community.ada, id, lea.id().unwrap()).await.unwrap();
        assert!(!team::meets(service, lea, id).await.unwrap());
        plan::cancel(service, lea, id, plan::Scope::One, "The host is ill.").await.expect("leads still plan");
    }

    async fn answers_outlive_their_questions(community: Community) {
        let service = &community.service;
        let kept = later(r#","retired":[{"id":1,"kind":"Text","label":"What do you trade?","required":false,"choices":[]}]"#);
        for (details, title) in [(kept, "Removed question: What do you trade?"), (later(""), "Removed question 1")] {
            let id = workshop(&community, "Funding", &details).await;
            registered(&community, id, &format!("Tom {}", title.len()), Confirmed).await;
            let lines = lines(&community, id).await;
            assert!(lines[0].ends_with(&format!(",walk_in,Photos,{title}")), "{}", lines[0]);
            assert!(lines[1].ends_with(r#",no,yes,"Vaults, mostly""#), "{}", lines[1]);
            let rows = team::view(service, &community.ada, id, Show::All, "").await.unwrap().rows;
            let said = [("Photos", "yes"), (title, "Vaults, mostly")];
            assert_eq!(rows[0].answers, said.map(|(q, a)| (q.to_owned(), a.to_owned())));
        }
    }

    async fn a_list_says_who_comes_up_next_and_not_which_ticket_they_drew(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let mut tx = service.db().begin().await.unwrap();
        // Who came up from the line keeps the number they had there.
        let came_up = Move { number: Some(2), ..Move::new(Confirmed, Confirmed) };
        assert!(registration::change(&mut tx, tom.id, came_up, NOW).await.unwrap());
        tx.commit().await.unwrap();
        for (name, number) in [("Zoe", 5), ("Abe", 9)] {
            let waits = registered(&community, id, name, Waiting).await;
            let mut tx = service.db().begin().await.unwrap();
            let to = Move { number: Some(number), ..Move::new(Waiting, Waiting) };
            assert!(registration::change(&mut tx, waits.id, to, NOW).await.unwrap());
            tx.commit().await.unwrap();
        }
        let lines = lines(&community, id).await;
        let places: Vec<Vec<&str>> = lines[1..].iter().map(|line| line.split(',').take(4).collect()).collect();
        let of = |name: &str| places.iter().find(|row| row[0] == name).map(|row| row[3]);
        assert_eq!((of("Tom Reed"), of("Zoe"), of("Abe")), (Some(""), Some("1"), Some("2")), "{lines:?}");
    }

    async fn whoever_drops_out_of_an_overrunning_workshop_comes_back_in(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        let eve = registered(&community, id, "Eve", Confirmed).await;
        let (toms, eves) = (link::personal(service, &tom), link::personal(service, &eve));
        community.clock.advance(STARTS.since(NOW));
        assert!(matches!(attendance::enter(service, &toms).await.unwrap().passage, Passage::Open { .. }));
        community.clock.advance(ENDS.since(STARTS) + 20 * MINUTE);
        assert!(matches!(attendance::enter(service, &toms).await.unwrap().passage, Passage::Open { .. }));
        assert_eq!(attendance::enter(service, &eves).await.unwrap().passage, Passage::Over, "she was not there");
        assert_eq!(attendance::counts(service, &community.ada, id).await.unwrap().joined, 1);
        community.clock.advance(BACK_IN - 20 * MINUTE);
        assert_eq!(attendance::look(service, &toms).await.unwrap().passage, Passage::Over);
    }

    async fn what_was_is_read_page_by_page(community: Community) {
        let service = &community.service;
        let mia = &community.mia;
        let mut ids = Vec::new();
        for number in 0..23 {
            let id = workshop(&community, &format!("Number {number}"), DETAILS).await;
            let form = register::Form { answers: &[], ..register::Form::default() };
            register::register(service, mia, id, &form).await.expect("a seat");
            ids.push(id);
        }
        community.clock.advance(ENDS.since(NOW) + HOUR);
        let first = listing::own_past(service, mia, None).await.unwrap();
        let second = listing::own_past(service, mia, first.older).await.unwrap();
        assert_eq!((first.workshops.len(), second.workshops.len(), second.older), (20, 3, None));
        let mut seen: Vec<_> =
            first.workshops.iter().chain(&second.workshops).map(|mine| mine.workshop.id).collect();
        seen.sort_unstable();
        ids.sort_unstable();
        assert_eq!(seen, ids);
        assert_eq!(listing::own(service, mia).await.unwrap(), []);
    }
}
