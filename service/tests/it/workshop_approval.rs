//! The team's word: yes, no, taken back, and people at the door.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::RegistrationState::{Cancelled, Confirmed, Declined, Pending, Waiting};
use convene_service::Error;
use convene_service::workshop::approve::{approve, decline, reconsider, remove};
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::register::walk_in;
use convene_service::workshop::seat;
use convene_service::workshop::team::{self, Decision};
use convene_store::workshop::workshop;

use crate::community::{Community, refused};
use crate::signing_up::{
    address, content, link_of, of_guest, planned, set_seats, signs_up, sound, state_of, told, with_seats,
};
use crate::workshop_mail::{delivered, line_of};
use crate::workshop_team::admin;

/// One seat, on the team's yes; guests 1 and 2 have asked.
async fn asked(community: &Community) -> convene_domain::id::WorkshopId {
    let content = workshop::Content { capacity: Some(1), approval: true, ..content() };
    let id = planned(community, content, None).await;
    for number in 1..=2 {
        signs_up(&community.service, id, number).await.unwrap();
    }
    id
}

both! {
    async fn a_yes_is_a_seat_or_a_place_in_line(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, asked(&community).await);
        assert_eq!(sound(&community, id).await.0.taken, 0, "asking takes no seat");
        let one = of_guest(service, id, 1).await.unwrap().id;
        let two = of_guest(service, id, 2).await.unwrap().id;
        assert_eq!(approve(service, ada, id, two).await.unwrap(), Confirmed);
        assert_eq!(approve(service, ada, id, two).await.unwrap(), Confirmed, "pressed twice");
        assert_eq!(approve(service, ada, id, one).await.unwrap(), Waiting);
        assert_eq!(told(service, 2).await, ["confirmed", "pending"]);
        assert_eq!(told(service, 1).await, ["pending", "waiting"]);
        refused(decline(service, ada, id, two).await, "");
        refused(hand_on(service, &link_of(service, id, 2).await, "Friend", &address(9)).await, "");
        remove(service, ada, id, two).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Confirmed, "the line moves for a removed one too");
        assert_eq!(told(service, 2).await, ["confirmed", "pending", "removed"]);
        sound(&community, id).await;
    }

    async fn a_no_can_be_taken_back_and_asked_against(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, asked(&community).await);
        let one = of_guest(service, id, 1).await.unwrap().id;
        decline(service, ada, id, one).await.unwrap();
        assert_eq!((state_of(service, id, 1).await, told(service, 1).await), (Declined, vec!["declined".into(), "pending".into()]));
        reconsider(service, ada, id, one).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Pending);
        decline(service, ada, id, one).await.unwrap();
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Pending);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        refused(approve(service, ada, id, one).await, "");
        assert_eq!(state_of(service, id, 1).await, Cancelled);
    }

    async fn whom_the_team_removed_needs_its_yes_to_come_back(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 5).await);
        signs_up(service, id, 1).await.unwrap();
        remove(service, &community.ada, id, of_guest(service, id, 1).await.unwrap().id).await.unwrap();
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Pending);
        assert_eq!(sound(&community, id).await.0.taken, 0);
    }

    async fn only_the_team_decides(community: Community) {
        let (service, id) = (&community.service, asked(&community).await);
        let one = of_guest(service, id, 1).await.unwrap().id;
        let others = [
            (&community.mia, "a member"),
            (&community.ben, "another educator"),
            (&community.lea, "the community team"),
        ];
        for (viewer, what) in others {
            assert!(matches!(approve(service, viewer, id, one).await, Err(Error::Forbidden(_))), "{what}");
            assert!(matches!(decline(service, viewer, id, one).await, Err(Error::Forbidden(_))), "{what}");
            assert!(matches!(remove(service, viewer, id, one).await, Err(Error::Forbidden(_))), "{what}");
            let let_in = walk_in(service, viewer, id, "Wanda", "wanda@example.org").await;
            assert!(matches!(let_in, Err(Error::Forbidden(_))), "{what}");
        }
        let other = with_seats(&community, 5).await;
        assert!(matches!(approve(service, &community.ada, other, one).await, Err(Error::Missing)));
        assert_eq!(approve(service, &admin(&community), id, one).await.unwrap(), Confirmed, "admins may");
    }

    async fn people_at_the_door_share_the_seats(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 2).await);
        signs_up(service, id, 1).await.unwrap();
        community.clock.advance(48 * HOUR + MINUTE);
        let wanda = walk_in(service, ada, id, "Wanda", "wanda@example.org").await.unwrap();
        assert!(!wanda.before);
        assert!(walk_in(service, ada, id, "Wanda", "wanda@example.org").await.unwrap().before, "twice is once");
        assert!(!walk_in(service, ada, id, "Guest 1", &address(1)).await.unwrap().before, "who registered is let in");
        let full = refused(walk_in(service, ada, id, "Tom", "tom@example.org").await, "");
        assert_eq!(full, "All 2 seats are taken. Raise the number of seats, or take back one that stays empty.");
        let (workshop, members) = sound(&community, id).await;
        assert_eq!(workshop.taken, 2);
        assert!(members.iter().all(|member| member.registration.checked_in_at.is_some()));
        refused(walk_in(service, ada, id, "", "nobody").await, "email");
        community.clock.advance(HOUR);
        refused(walk_in(service, ada, id, "Late", "late@example.org").await, "");
    }

    async fn before_the_start_the_door_passes_nobody_who_waits(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 1).await);
        for number in 1..=2 {
            signs_up(service, id, number).await.unwrap();
        }
        community.clock.advance(40 * HOUR);
        let first = refused(walk_in(service, ada, id, "Wanda", "wanda@example.org").await, "");
        assert!(first.starts_with("All 1 seats are taken."), "{first}");
        community.clock.advance(8 * HOUR);
        remove(service, ada, id, of_guest(service, id, 1).await.unwrap().id).await.unwrap();
        assert_eq!(state_of(service, id, 2).await, Waiting, "the line stands still");
        walk_in(service, ada, id, "Guest 2", &address(2)).await.unwrap();
        assert_eq!(state_of(service, id, 2).await, Confirmed);
        assert_eq!(sound(&community, id).await.0.waiting, 0);
    }

    async fn a_removal_taken_back_is_the_seat_again_with_a_newer_calendar_entry(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 2).await);
        signs_up(service, id, 1).await.unwrap();
        let one = of_guest(service, id, 1).await.unwrap().id;
        let mut numbers = Vec::new();
        for act in ["come", "remove", "take back"] {
            match act {
                "remove" => assert!(remove(service, ada, id, one).await.unwrap()),
                "take back" => assert_eq!(reconsider(service, ada, id, one).await.unwrap(), Confirmed),
                _ => {}
            }
            let (sent, _) = delivered(&community).await;
            let file = &sent[0].1;
            numbers.push((line_of(file, "METHOD").unwrap(), line_of(file, "SEQUENCE").unwrap()));
            community.clock.advance(1);
        }
        let expected = [("REQUEST", "0"), ("CANCEL", "1"), ("REQUEST", "2")];
        assert_eq!(numbers, expected.map(|(method, sequence)| (method.to_owned(), sequence.to_owned())));
        assert_eq!(reconsider(service, ada, id, one).await.unwrap(), Confirmed, "pressed twice");
        assert_eq!(sound(&community, id).await.0.taken, 1);
    }

    async fn a_seat_that_went_to_somebody_else_is_a_place_in_line(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 1).await);
        for number in 1..=3 {
            signs_up(service, id, number).await.unwrap();
        }
        let one = of_guest(service, id, 1).await.unwrap().id;
        remove(service, ada, id, one).await.unwrap();
        assert_eq!(state_of(service, id, 2).await, Confirmed);
        assert_eq!(reconsider(service, ada, id, one).await.unwrap(), Waiting);
        assert_eq!(told(service, 1).await, ["confirmed", "removed", "waiting"]);
        let three = of_guest(service, id, 3).await.unwrap();
        remove(service, ada, id, three.id).await.unwrap();
        assert_eq!(reconsider(service, ada, id, three.id).await.unwrap(), Waiting);
        assert_eq!(of_guest(service, id, 3).await.unwrap().number, three.number, "nobody passed them meanwhile");
        assert_eq!(sound(&community, id).await.0.waiting, 2);
        remove(service, ada, id, of_guest(service, id, 2).await.unwrap().id).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Confirmed);
        assert!(set_seats(service, id, Some(9)).await);
        assert_eq!(state_of(service, id, 1).await, Confirmed);
        remove(service, ada, id, one).await.unwrap();
        assert_eq!(reconsider(service, ada, id, one).await.unwrap(), Confirmed, "seats are free again");
        sound(&community, id).await;
    }

    async fn a_no_is_taken_back_by_the_team_alone_and_while_it_matters(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 2).await);
        for number in 1..=3 {
            signs_up(service, id, number).await.unwrap();
        }
        let one = of_guest(service, id, 1).await.unwrap().id;
        remove(service, ada, id, one).await.unwrap();
        for viewer in [&community.mia, &community.ben] {
            assert!(matches!(reconsider(service, viewer, id, one).await, Err(Error::Forbidden(_))));
        }
        let other = with_seats(&community, 5).await;
        assert!(matches!(reconsider(service, ada, other, one).await, Err(Error::Missing)));
        seat::cancel(service, &link_of(service, id, 2).await).await.unwrap();
        let left = of_guest(service, id, 2).await.unwrap().id;
        assert!(refused(reconsider(service, ada, id, left).await, "").starts_with("The team did not take"));
        signs_up(service, id, 4).await.unwrap();
        community.clock.advance(48 * HOUR);
        let full = refused(reconsider(service, ada, id, one).await, "");
        assert_eq!(full, "No seat is left, and the waiting list stands still since the start.");
        community.clock.advance(HOUR);
        assert!(refused(reconsider(service, ada, id, one).await, "").contains("does not take place"));
        assert_eq!(state_of(service, id, 1).await, Declined);
    }

    async fn whom_a_decision_took_something_from_is_known_for_its_undo(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, with_seats(&community, 5).await);
        let mut ids = Vec::new();
        for number in 1..=3 {
            signs_up(service, id, number).await.unwrap();
            ids.push(of_guest(service, id, number).await.unwrap().id);
        }
        remove(service, ada, id, ids[0]).await.unwrap();
        let removed = team::decide(service, ada, id, &ids, Decision::Remove).await.unwrap();
        assert_eq!((removed.done, removed.changed.as_slice()), (3, &ids[1..]));
        let back = team::decide(service, ada, id, &removed.changed, Decision::Reconsider).await.unwrap();
        assert_eq!((back.done, back.in_line), (2, 0));
        assert_eq!((state_of(service, id, 1).await, state_of(service, id, 2).await), (Declined, Confirmed));
        assert_eq!(sound(&community, id).await.0.taken, 2);
    }
}
