//! Seats held for guests who have yet to confirm: whoever proves that the address is theirs has them, once.

use convene_domain::id::WorkshopId;
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::register::confirm::{Found, confirm, look};
use convene_service::workshop::register::{Form, Outcome, add, register, walk_in};
use convene_service::workshop::seat;
use convene_service::workshop::team::{self, Decision};
use convene_store::workshop::workshop;

use crate::community::{Community, execute, refused, visitor};
use crate::signing_up::{
    CONFIRMS, STARTS, address, content, link_of, of_guest, planned, signs_up, sound, state_of,
};
use crate::workshop_confirm::{confirming, confirms, links_to, mia_registers, seen};
use crate::workshop_mail::delivered;

use RegistrationState::{Cancelled, Confirmed, Offered, Waiting};

/// The guests register and confirm, one after the other.
async fn come(community: &Community, id: WorkshopId, numbers: std::ops::RangeInclusive<usize>) {
    for number in numbers {
        signs_up(&community.service, id, number).await.unwrap();
        confirms(&community.service, id, number).await;
    }
}

async fn gives(community: &Community, id: WorkshopId, giver: usize, friend: usize) {
    // So that this letter is the newest.
    community.clock.advance(MINUTE);
    let link = link_of(&community.service, id, giver).await;
    hand_on(&community.service, &link, "Friend", &address(friend)).await.unwrap();
}

both! {
    async fn a_seat_given_to_a_friend_on_the_waitlist_is_theirs(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        come(&community, id, 1..=3).await;
        gives(&community, id, 1, 3).await;
        let (sent, _) = delivered(&community).await;
        let subjects: Vec<_> =
            sent.iter().filter(|(to, _)| *to == address(3)).map(|(_, mail)| mail.subject.as_str()).collect();
        assert!(subjects.contains(&"Confirm your registration: Funding rates"), "{subjects:?}");
        assert_eq!(confirms(service, id, 3).await.state, Confirmed);
        assert_eq!((state_of(service, id, 1).await, state_of(service, id, 2).await), (Cancelled, Waiting));
        let (workshop, _) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (1, 1));
    }

    async fn a_friend_with_an_offer_gets_the_seat_and_the_line_what_was_offered(community: Community) {
        let service = &community.service;
        let content = workshop::Content {
            capacity: Some(2), promotion: Promotion::Offer, details: CONFIRMS, ..content()
        };
        let id = planned(&community, content, None).await;
        come(&community, id, 1..=4).await;
        seat::cancel(service, &link_of(service, id, 2).await).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Offered);
        gives(&community, id, 1, 3).await;
        assert_eq!(confirms(service, id, 3).await.state, Confirmed);
        assert_eq!(state_of(service, id, 4).await, Offered);
        assert_eq!(sound(&community, id).await.0.taken, 2);
    }

    async fn a_request_that_a_stranger_made_swallows_no_seat(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        come(&community, id, 1..=1).await;
        assert_eq!(mia_registers(&community, id).await, Waiting);
        signs_up(service, id, 2).await.unwrap();
        gives(&community, id, 1, 2).await;
        assert_eq!(seen(&community, id).await, (Some(0), 1), "the seat is held for the friend");
        assert_eq!(links_to(service, id, 2).await.len(), 2);
        assert_eq!(confirms(service, id, 2).await.state, Confirmed);
        assert_eq!(sound(&community, id).await.0.waiting, 1);
    }

    async fn a_request_that_is_overdue_swallows_no_seat(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 2).await);
        come(&community, id, 1..=1).await;
        signs_up(service, id, 2).await.unwrap();
        community.clock.advance(2 * HOUR);
        // No round has looked yet.
        gives(&community, id, 1, 2).await;
        assert_eq!(confirms(service, id, 2).await.state, Confirmed);
        assert_eq!(sound(&community, id).await.0.taken, 1);
    }

    async fn a_guest_who_asks_again_when_a_seat_is_free_is_held_it(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        come(&community, id, 1..=1).await;
        signs_up(service, id, 2).await.unwrap();
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        community.clock.advance(HOUR - MINUTE);
        for _ in 0..2 {
            signs_up(service, id, 2).await.unwrap();
            assert_eq!(seen(&community, id).await, (Some(0), 0));
            assert_eq!(links_to(service, id, 2).await.len(), 2);
        }
        let link = links_to(service, id, 2).await.remove(0);
        let Found::Open(open) = look(service, id, &link).await.unwrap() else { panic!("to confirm") };
        assert_eq!(open.until, service.now().plus(2 * HOUR));
        assert_eq!(confirms(service, id, 2).await.state, Confirmed);
        sound(&community, id).await;
    }

    async fn whoever_signs_in_has_the_seat_that_is_held_for_them(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        let form = Form { name: "Mia", email: "mia@example.org", ..Form::default() };
        register(service, &visitor("phone", "phone"), id, &form).await.unwrap();
        // Somebody waits, and does not pass her.
        let own = Form { waiting_ok: true, ..Form::default() };
        register(service, &community.ben, id, &own).await.unwrap();
        let own = Form::default();
        let Outcome::Mine { state, .. } = register(service, &community.mia, id, &own).await.unwrap() else {
            panic!("she proved her address")
        };
        assert_eq!(state, Confirmed);
        let (workshop, _) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (1, 1), "no second seat");
    }

    async fn whom_the_team_adds_has_the_seat_that_is_held_for_them(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        let added = add(service, &community.ada, id, "Guest 1", &address(1)).await.unwrap();
        assert_eq!((added.state, added.there), (Confirmed, false));
        assert_eq!(sound(&community, id).await.0.taken, 1);
        let link = links_to(service, id, 1).await.remove(0);
        let used = refused(confirm(service, id, &link).await, "");
        assert!(used.contains("already been used"), "{used}");
    }

    async fn who_comes_to_the_door_has_the_seat_that_is_held_for_them(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        community.clock.advance(STARTS.since(service.now()) - HOUR);
        signs_up(service, id, 1).await.unwrap();
        walk_in(service, &community.ada, id, "Guest 1", &address(1)).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, Confirmed);
        assert_eq!(sound(&community, id).await.0.taken, 1);
    }

    async fn a_guest_whose_hold_was_removed_counts_towards_the_network_again(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 5).await);
        let network = visitor("browser", "network");
        let email = address(1);
        let form = Form { name: "Guest", email: &email, ..Form::default() };
        for _ in 0..5 {
            for _ in 0..2 {
                register(service, &network, id, &form).await.unwrap();
            }
            let shown = team::view(service, &community.ada, id, team::Show::All, "").await.unwrap();
            let chosen = [shown.unconfirmed[0].id];
            team::decide(service, &community.ada, id, &chosen, Decision::Remove).await.unwrap();
        }
        let sixth = refused(register(service, &network, id, &form).await, "");
        assert!(sixth.contains("registered from this network"), "{sixth}");
        assert!(of_guest(service, id, 1).await.is_none());
    }

    async fn a_link_to_a_workshop_that_was_cancelled_says_so(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 5).await);
        signs_up(service, id, 1).await.unwrap();
        execute(service.db(), &format!("UPDATE workshop SET state = 'cancelled' WHERE id = '{id}'")).await;
        let link = links_to(service, id, 1).await.remove(0);
        assert!(matches!(look(service, id, &link).await.unwrap(), Found::Cancelled { .. }));
        assert_eq!(refused(confirm(service, id, &link).await, ""), "This workshop was cancelled.");
    }
}
