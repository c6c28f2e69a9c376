//! People the team adds by hand, and those at a door that is not open yet.

use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR, MINUTE};
use convene_domain::workshop::RegistrationState::{Cancelled, Confirmed, Pending, Waiting};
use convene_service::Error;
use convene_service::workshop::approve::decline;
use convene_service::workshop::attendance::{self, Scan};
use convene_service::workshop::plan::{self, Scope};
use convene_service::workshop::register::{self, Added};
use convene_service::workshop::{link, seat};
use convene_store::workshop::workshop;

use crate::community::{Community, fields, refused};
use crate::signing_up::{
    address, content, link_of, of_guest, planned, signs_up, sound, state_of, told, with_seats,
};
use crate::workshop_mail::{delivered, line_of};
use crate::workshop_plan::ONCE;

/// Ada adds the guest with this number.
async fn adds(community: &Community, id: WorkshopId, number: usize) -> Result<Added, Error> {
    let name = format!("Guest {number}");
    register::add(&community.service, &community.ada, id, &name, &address(number)).await
}

both! {
    async fn whom_the_team_adds_has_a_seat_and_a_way_out(community: Community) {
        // Nobody can sign up any more.
        let content = workshop::Content { capacity: Some(2), closes_at: Some(content().starts_at.plus(-40 * HOUR)), ..content() };
        let (service, id) = (&community.service, planned(&community, content, None).await);
        community.clock.advance(10 * HOUR);
        assert!(signs_up(service, id, 9).await.is_err());
        let added = adds(&community, id, 1).await.unwrap();
        assert_eq!((added.state, added.there), (Confirmed, false));
        let again = adds(&community, id, 1).await.unwrap();
        assert_eq!(again, Added { there: true, ..added });
        let (sent, _) = delivered(&community).await;
        let [(to, mail)] = &sent[..] else { panic!("one mail, not {}", sent.len()) };
        assert_eq!(*to, address(1));
        assert_eq!(line_of(mail, "METHOD").as_deref(), Some("REQUEST"));
        assert!(mail.text.contains("This was not me: "), "{}", mail.text);
        seat::not_me(service, &link_of(service, id, 1).await).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Cancelled);
        assert_eq!(adds(&community, id, 1).await.unwrap().state, Confirmed, "who had left can be added");
        sound(&community, id).await;
    }

    async fn where_no_seat_is_left_who_is_added_comes_after_those_who_wait(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        for number in 1..=2 {
            signs_up(service, id, number).await.unwrap();
        }
        let added = adds(&community, id, 3).await.unwrap();
        assert_eq!((added.state, told(service, 3).await), (Waiting, vec!["waiting".to_owned()]));
        assert_eq!(adds(&community, id, 2).await.unwrap().state, Waiting, "nobody is passed by being added");
        let (_, members) = sound(&community, id).await;
        assert_eq!(members.iter().filter_map(|member| member.registration.number).max(), Some(2));
        assert_eq!(of_guest(service, id, 3).await.unwrap().number, Some(2));
        community.clock.advance(48 * HOUR);
        let full = refused(adds(&community, id, 4).await, "");
        assert_eq!(full, "No seat is left, and the waiting list stands still since the start.");
        community.clock.advance(HOUR);
        assert!(refused(adds(&community, id, 4).await, "").contains("does not take place"));
    }

    async fn adding_somebody_who_asked_or_was_declined_is_a_yes(community: Community) {
        let content = workshop::Content { capacity: Some(5), approval: true, ..content() };
        let (service, id) = (&community.service, planned(&community, content, None).await);
        for number in 1..=2 {
            signs_up(service, id, number).await.unwrap();
        }
        decline(service, &community.ada, id, of_guest(service, id, 2).await.unwrap().id).await.unwrap();
        for number in 1..=2 {
            assert_eq!(adds(&community, id, number).await.unwrap().state, Confirmed);
        }
        assert_eq!(of_guest(service, id, 2).await.unwrap().sequence, 2, "its calendar entry rises");
        signs_up(service, id, 3).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Pending, "others still ask");
        assert_eq!(sound(&community, id).await.0.taken, 2);
    }

    async fn adding_is_for_the_team_and_for_what_takes_place(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 5).await);
        for viewer in [&community.mia, &community.ben] {
            let tried = register::add(service, viewer, id, "Guest", &address(1)).await;
            assert!(matches!(tried, Err(Error::Forbidden(_))), "{tried:?}");
        }
        assert!(of_guest(service, id, 1).await.is_none());
        refused(register::add(service, &community.ada, id, "Guest", "nobody").await, "email");
        refused(register::add(service, &community.ada, id, " ", &address(1)).await, "name");
        let draft = plan::create(service, &community.ada, &fields(&ONCE)).await.unwrap();
        assert!(refused(adds(&community, draft, 1).await, "").starts_with("Publish the workshop first"));
        plan::cancel(service, &community.ada, id, Scope::One, "Ada is ill.").await.unwrap();
        assert!(refused(adds(&community, id, 1).await, "").contains("does not take place"));
    }

    async fn the_door_opens_half_a_day_before_the_start(community: Community) {
        let (service, ada) = (&community.service, &community.ada);
        // On Sunday 17 January at nine in Berlin.
        let id = with_seats(&community, 5).await;
        signs_up(service, id, 1).await.unwrap();
        let one = of_guest(service, id, 1).await.unwrap();
        let code = link::check_in(service, &one);
        let early = "Check-in opens 12 hours before the start.";
        community.clock.advance(36 * HOUR - 1);
        let refusals = [
            attendance::check_in(service, ada, id, one.id).await.unwrap(),
            attendance::scan(service, ada, id, &code, 0).await.unwrap(),
        ];
        for refusal in refusals {
            assert!(matches!(&refusal, Scan::Refused(why) if why.sentence() == early), "{refusal:?}");
        }
        assert_eq!(attendance::read(service, ada, id, &code).await.unwrap().unwrap_err().sentence(), early);
        assert_eq!(refused(register::walk_in(service, ada, id, "Wanda", " ").await, "email"), "Type their e-mail address.");
        let walks = refused(register::walk_in(service, ada, id, "Wanda", "wanda@example.org").await, "");
        assert_eq!(walks, format!("{early} To give somebody a seat now, add them on the list."));
        assert_eq!(sound(&community, id).await.0.taken, 1, "who was not let in has no seat either");
        community.clock.advance(1);
        let kept = attendance::scan(service, ada, id, &code, MINUTE).await.unwrap();
        assert!(matches!(kept, Scan::Refused(_)), "it was made too early, however long it waited");
        assert!(matches!(attendance::scan(service, ada, id, &code, 0).await.unwrap(), Scan::In { .. }));
        register::walk_in(service, ada, id, "Wanda", "wanda@example.org").await.unwrap();
        signs_up(service, id, 2).await.unwrap();
        community.clock.advance(3 * DAY);
        let two = of_guest(service, id, 2).await.unwrap().id;
        let noted = attendance::check_in(service, ada, id, two).await.unwrap();
        assert!(matches!(noted, Scan::In { .. }), "who came may be noted afterwards");
    }
}
