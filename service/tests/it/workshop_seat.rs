//! What one does about a seat by the personal link, and how the line moves with it.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::Error;
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::seat::{self, Found};
use convene_service::workshop::{line, link};
use convene_store::workshop::{registration, workshop};

use crate::community::{Community, refused};
use crate::signing_up::{
    STARTS, address, content, in_state, link_of, of_guest, page_of, planned, set_seats, signs_up, sound,
    state_of, told, with_seats,
};

use RegistrationState::{Cancelled, Confirmed, Offered, Waiting};

/// One seat, offered when it frees; guests 1 to 4 signed up, so that 2 to 4 wait.
async fn offering(community: &Community) -> convene_domain::id::WorkshopId {
    let content = workshop::Content { capacity: Some(1), promotion: Promotion::Offer, ..content() };
    let id = planned(community, content, None).await;
    for number in 1..=4 {
        signs_up(&community.service, id, number).await.unwrap();
    }
    id
}

both! {
    async fn a_freed_seat_goes_to_the_next_in_line_at_once(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        for number in 1..=3 {
            signs_up(service, id, number).await.unwrap();
        }
        assert_eq!(page_of(service, id, 3).await.position, Some(2));
        let first = link_of(service, id, 1).await;
        seat::cancel(service, &first).await.unwrap();
        seat::cancel(service, &first).await.unwrap();
        assert_eq!(state_of(service, id, 2).await, Confirmed);
        assert_eq!(page_of(service, id, 3).await.position, Some(1));
        assert_eq!(told(service, 1).await, ["confirmed", "left"], "sent twice, done once");
        assert_eq!(told(service, 2).await, ["promoted", "waiting"]);
        assert!(set_seats(service, id, Some(2)).await, "more seats move the line too");
        assert_eq!(state_of(service, id, 3).await, Confirmed);
        assert!(!set_seats(service, id, Some(1)).await, "fewer seats than people");
        sound(&community, id).await;
    }

    async fn an_offer_stands_for_a_while_and_then_passes_on(community: Community) {
        let (service, id) = (&community.service, offering(&community).await);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        let offered = page_of(service, id, 2).await;
        assert_eq!((offered.state(), offered.offered_until), (Offered, Some(community.service.now().plus(12 * HOUR))));
        assert_eq!(sound(&community, id).await.0.taken, 1, "an offer counts as taken");
        assert_eq!(line::expire_offers(service).await.unwrap(), 0);
        community.clock.advance(12 * HOUR);
        let late = refused(seat::take_offer(service, &link_of(service, id, 2).await).await, "");
        assert!(late.starts_with("This offer has ended"), "{late}");
        assert_eq!(line::expire_offers(service).await.unwrap(), 1);
        assert_eq!(told(service, 2).await, ["offer_ended", "offered", "waiting"]);
        assert_eq!(state_of(service, id, 3).await, Offered);
        seat::take_offer(service, &link_of(service, id, 3).await).await.unwrap();
        seat::take_offer(service, &link_of(service, id, 3).await).await.unwrap();
        assert_eq!(told(service, 3).await, ["confirmed", "offered", "waiting"]);
        community.clock.advance(20 * HOUR);
        assert_eq!(line::expire_offers(service).await.unwrap(), 0, "a taken offer does not end");
        sound(&community, id).await;
    }

    async fn an_offer_let_go_is_the_next_ones(community: Community) {
        let (service, id) = (&community.service, offering(&community).await);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        seat::decline_offer(service, &link_of(service, id, 2).await).await.unwrap();
        assert_eq!((state_of(service, id, 2).await, state_of(service, id, 3).await), (Cancelled, Offered));
        sound(&community, id).await;
    }

    async fn nobody_moves_up_after_the_start(community: Community) {
        let (service, id) = (&community.service, offering(&community).await);
        community.clock.advance(47 * HOUR);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        let until = page_of(service, id, 2).await.offered_until.expect("an offer");
        assert_eq!(until.since(service.now()), 30 * MINUTE, "half of what is left");
        community.clock.advance(59 * MINUTE);
        line::expire_offers(service).await.unwrap();
        let until = page_of(service, id, 3).await.offered_until.expect("an offer");
        assert_eq!(until, STARTS, "never past the start");
        community.clock.advance(MINUTE);
        assert_eq!(line::expire_offers(service).await.unwrap(), 1);
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (0, 1));
        assert_eq!(in_state(&members, Waiting).len(), 1, "the last in line stays there");
        assert!(set_seats(service, id, Some(9)).await);
        assert_eq!(state_of(service, id, 4).await, Waiting);
        let late = refused(seat::cancel(service, &link_of(service, id, 4).await).await, "");
        assert_eq!(late, "This workshop has begun, so nothing can be changed any more.");
    }

    async fn the_way_back_is_the_rule_for_everybody(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 2).await);
        signs_up(service, id, 1).await.unwrap();
        let first = link_of(service, id, 1).await;
        seat::cancel(service, &first).await.unwrap();
        assert_eq!(seat::come_back(service, &first, false).await.unwrap(), Confirmed, "undone");
        assert_eq!(of_guest(service, id, 1).await.expect("registered").sequence, 2, "its calendar entry rises");
        seat::cancel(service, &first).await.unwrap();
        for number in 2..=4 {
            signs_up(service, id, number).await.unwrap();
        }
        refused(seat::come_back(service, &first, false).await, "");
        assert_eq!(seat::come_back(service, &first, true).await.unwrap(), Waiting);
        assert_eq!(page_of(service, id, 1).await.position, Some(2), "behind whoever waited");
        sound(&community, id).await;
    }

    async fn a_seat_goes_to_a_friend_and_to_nobody_else(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        for number in 1..=2 {
            signs_up(service, id, number).await.unwrap();
        }
        let giver = link_of(service, id, 1).await;
        refused(hand_on(service, &giver, "Me", &address(1)).await, "friend_email");
        refused(hand_on(service, &giver, "", "nobody").await, "friend_email");
        hand_on(service, &giver, "Guest 7", &address(7)).await.unwrap();
        assert_eq!((state_of(service, id, 1).await, state_of(service, id, 7).await), (Cancelled, Confirmed));
        assert_eq!(state_of(service, id, 2).await, Waiting, "no seat freed, so nobody moved up");
        assert_eq!(told(service, 1).await, ["confirmed", "handed_on"]);
        assert_eq!(told(service, 7).await, ["received"]);
        refused(hand_on(service, &giver, "Guest 8", &address(8)).await, "");
        sound(&community, id).await;
    }

    async fn a_friend_with_a_seat_keeps_it_and_the_line_gets_the_other(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 2).await);
        for number in 1..=4 {
            signs_up(service, id, number).await.unwrap();
        }
        hand_on(service, &link_of(service, id, 1).await, "Guest 2", &address(2)).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Confirmed, "the next in line");
        hand_on(service, &link_of(service, id, 2).await, "Guest 4", &address(4)).await.unwrap();
        assert_eq!(state_of(service, id, 4).await, Confirmed, "a friend in line leaves it");
        assert_eq!(sound(&community, id).await.0.waiting, 0);
    }

    async fn a_friend_with_an_offer_gets_the_seat_and_the_line_what_was_kept(community: Community) {
        let content = workshop::Content { capacity: Some(2), promotion: Promotion::Offer, ..content() };
        let (service, id) = (&community.service, planned(&community, content, None).await);
        for number in 1..=4 {
            signs_up(service, id, number).await.unwrap();
        }
        seat::cancel(service, &link_of(service, id, 2).await).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Offered);
        hand_on(service, &link_of(service, id, 1).await, "Guest 3", &address(3)).await.unwrap();
        assert_eq!((state_of(service, id, 1).await, state_of(service, id, 3).await), (Cancelled, Confirmed));
        assert_eq!(state_of(service, id, 4).await, Offered, "the seat that was kept is the next one's");
        assert_eq!(told(service, 1).await, ["confirmed", "handed_on"]);
        assert_eq!(told(service, 3).await, ["offered", "received", "waiting"]);
        let friend = of_guest(service, id, 3).await.unwrap();
        assert_eq!((*friend.offer_until, friend.number), (None, Some(1)));
        sound(&community, id).await;
    }

    async fn a_friend_who_had_left_gets_a_new_link(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 2).await);
        signs_up(service, id, 1).await.unwrap();
        signs_up(service, id, 2).await.unwrap();
        let old = link_of(service, id, 2).await;
        seat::cancel(service, &old).await.unwrap();
        hand_on(service, &link_of(service, id, 1).await, "Guest 2", &address(2)).await.unwrap();
        assert_ne!(link_of(service, id, 2).await, old);
        assert!(matches!(seat::look(service, &old).await.unwrap(), Found::Replaced));
        assert!(matches!(seat::cancel(service, &old).await, Err(Error::Missing)));
    }

    async fn this_was_not_me_frees_the_seat(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        signs_up(service, id, 2).await.unwrap();
        let link = link_of(service, id, 1).await;
        seat::not_me(service, &link).await.unwrap();
        seat::not_me(service, &link).await.unwrap();
        assert_eq!((state_of(service, id, 1).await, state_of(service, id, 2).await), (Cancelled, Confirmed));
        assert_eq!(told(service, 1).await, ["confirmed"], "nothing more is written");
        let page = page_of(service, id, 1).await;
        assert!(page.disowned && page.registration.name.is_empty(), "what was typed is forgotten");
        let again = refused(seat::come_back(service, &link, true).await, "");
        assert!(again.starts_with("You said that this was not you."), "{again}");
        sound(&community, id).await;
    }

    async fn forged_and_cut_off_links_open_nothing(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        let link = link_of(service, id, 1).await;
        let forged = format!("{}0", &link[..link.len() - 1]);
        let forged = if forged == link { format!("{}1", &link[..link.len() - 1]) } else { forged };
        for bad in ["", "x", ".", &link[..link.len() - 5], &link[..36], &forged] {
            assert!(matches!(seat::look(service, bad).await.unwrap(), Found::Unknown), "{bad:?}");
            assert!(matches!(seat::cancel(service, bad).await, Err(Error::Missing)), "{bad:?}");
            assert!(matches!(seat::not_me(service, bad).await, Err(Error::Missing)), "{bad:?}");
            assert!(matches!(hand_on(service, bad, "Friend", "f@example.org").await, Err(Error::Missing)), "{bad:?}");
        }
        let mut tx = service.db().begin().await.unwrap();
        registration::renew_link(&mut tx, of_guest(service, id, 1).await.unwrap().id).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(seat::look(service, &link).await.unwrap(), Found::Replaced));
        let code = link::check_in(service, &of_guest(service, id, 1).await.unwrap());
        assert!(matches!(seat::look(service, &code).await.unwrap(), Found::Unknown), "a code for the door is no link");
    }

    async fn answers_and_name_change_until_the_start(community: Community) {
        let details = r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},"questions":[
            {"id":3,"kind":"Consent","label":"House rules","required":true,"choices":[]}]}"#;
        let service = &community.service;
        let id = planned(&community, workshop::Content { details, capacity: Some(2), ..content() }, None).await;
        let agreed = vec![("q3".to_owned(), "on".to_owned())];
        let form = convene_service::workshop::register::Form {
            name: "Guest 1", email: "guest1@example.org", answers: &agreed, ..Default::default()
        };
        convene_service::workshop::register::register(service, &crate::signing_up::at_home(1), id, &form).await.unwrap();
        hand_on(service, &link_of(service, id, 1).await, "Guest 7", &address(7)).await.unwrap();
        assert!(page_of(service, id, 7).await.incomplete, "consents are not handed on");
        let link = link_of(service, id, 7).await;
        refused(seat::change_answers(service, &link, "Seven", &[]).await, "q3");
        seat::change_answers(service, &link, "Seven", &agreed).await.unwrap();
        let page = page_of(service, id, 7).await;
        assert_eq!((page.registration.name.as_str(), page.incomplete), ("Seven", false));
        community.clock.advance(48 * HOUR);
        refused(seat::change_answers(service, &link, "Late", &agreed).await, "");
    }
}
