//! Guests who confirm by e-mail: what is held for them until they do, and that nobody learns who is registered.

use convene_domain::id::{RegistrationId, WorkshopId};
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::Service;
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::register::confirm::{Confirmed, Found, confirm, look, withdraw};
use convene_service::workshop::register::{Form, Outcome, card, lapse, register};
use convene_service::workshop::team::{self, Decision};
use convene_service::workshop::{approve, link, seat};
use convene_store::account::person;
use convene_store::mail as outbox;
use convene_store::workshop::workshop;

use crate::community::{Community, NOW, refused, visitor};
use crate::signing_up::{
    CONFIRMS, STARTS, address, at_home, content, link_of, of_guest, planned, signs_up, sound, stands,
    state_of, told,
};
use crate::workshop_mail::delivered;

/// A workshop whose guests confirm, with this many seats.
pub async fn confirming(community: &Community, capacity: i64) -> WorkshopId {
    let content = workshop::Content { capacity: Some(capacity), details: CONFIRMS, ..content() };
    planned(community, content, None).await
}

/// The links that were mailed to the guest for this workshop, the newest first.
pub async fn links_to(service: &Service, id: WorkshopId, number: usize) -> Vec<String> {
    let mut tx = service.db().read().await.unwrap();
    let items = outbox::newest(&mut tx, "workshop-confirm", 1_000).await.unwrap();
    let to = address(number);
    let form = |payload: &str| -> RegistrationId {
        let json: serde_json::Value = serde_json::from_str(payload).unwrap();
        json["form"].as_str().expect("a form").parse().unwrap()
    };
    items
        .iter()
        .filter(|item| item.kind == "workshop-confirm" && item.recipient == to)
        .map(|item| link::confirm(service, id, form(&item.payload)))
        .collect()
}

pub async fn confirms(service: &Service, id: WorkshopId, number: usize) -> Confirmed {
    let links = links_to(service, id, number).await;
    confirm(service, id, &links[0]).await.unwrap()
}

/// Somebody who is signed in registers themselves.
pub async fn mia_registers(community: &Community, id: WorkshopId) -> RegistrationState {
    let own = Form { waiting_ok: true, ..Form::default() };
    match register(&community.service, &community.mia, id, &own).await.unwrap() {
        Outcome::Mine { state, .. } => state,
        Outcome::Told => panic!("she proved her address"),
    }
}

/// Seats left and people waiting, as everybody sees them.
pub async fn seen(community: &Community, id: WorkshopId) -> (Option<i64>, i64) {
    let (workshop, _) = stands(&community.service, id).await;
    let card = card(&community.service, &visitor("x", "x"), &workshop).await.unwrap();
    (card.left, card.waiting)
}

both! {
    async fn a_guest_is_registered_once_they_confirm(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 2).await);
        assert_eq!(signs_up(service, id, 1).await.unwrap(), Outcome::Told);
        assert_eq!(seen(&community, id).await, (Some(1), 0), "the seat is held");
        assert!(of_guest(service, id, 1).await.is_none());
        let mut tx = service.db().read().await.unwrap();
        let email = convene_domain::account::Email::parse(&address(1)).unwrap();
        assert_eq!(person::by_email(&mut tx, &email).await.unwrap(), None, "nobody is stored unproven");
        drop(tx);

        let link = links_to(service, id, 1).await.remove(0);
        for _ in 0..3 {
            let Found::Open(open) = look(service, id, &link).await.unwrap() else { panic!("to confirm") };
            assert_eq!((open.name.as_str(), open.until), ("Guest 1", NOW.plus(2 * HOUR)));
            assert_eq!(open.dates, [(STARTS, true)]);
        }
        assert!(of_guest(service, id, 1).await.is_none(), "opening the link confirms nothing");
        let done = confirm(service, id, &link).await.unwrap();
        assert_eq!((done.state, done.dates), (RegistrationState::Confirmed, 1));
        assert_eq!(confirm(service, id, &link).await.unwrap(), done, "pressed twice");
        let registered = of_guest(service, id, 1).await.expect("registered");
        assert_eq!((registered.name.as_str(), registered.by_other), ("Guest 1", false));
        assert_eq!(done.link, link_of(service, id, 1).await);
        assert_eq!(look(service, id, &link).await.unwrap(), Found::Confirmed(done.link));
        assert_eq!(told(service, 1).await.iter().filter(|why| *why == "confirmed").count(), 1);
        assert_eq!(sound(&community, id).await.0.taken, 1);
    }

    async fn whoever_is_signed_in_confirms_nothing(community: Community) {
        let id = confirming(&community, 2).await;
        assert_eq!(mia_registers(&community, id).await, RegistrationState::Confirmed);
        sound(&community, id).await;
    }

    async fn a_seat_that_nobody_confirms_goes_to_the_next_in_line(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(mia_registers(&community, id).await, RegistrationState::Waiting);
        community.clock.advance(2 * HOUR - 1);
        assert_eq!(lapse(service).await.unwrap(), 0);
        community.clock.advance(1);
        let link = links_to(service, id, 1).await.remove(0);
        let late = refused(confirm(service, id, &link).await, "");
        assert!(late.contains("already been used or has expired"), "{late}");
        assert_eq!(lapse(service).await.unwrap(), 1);
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (1, 0));
        assert_eq!(members[0].registration.state, RegistrationState::Confirmed);
        assert_eq!(members[0].registration.person_id, community.mia.id().unwrap());
        assert!(matches!(look(service, id, &link).await.unwrap(), Found::Ended { .. }));
        refused(confirm(service, id, &link).await, "");
    }

    async fn one_network_holds_no_seats_again_and_again(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 50).await);
        let network = visitor("browser", "network");
        for round in 0..2 {
            for number in 1..=5 {
                let email = address(number);
                let form = Form { name: "Guest", email: &email, ..Form::default() };
                let again = register(service, &network, id, &form).await;
                match round {
                    0 => assert_eq!(again.unwrap(), Outcome::Told),
                    _ => assert!(refused(again, "").contains("registered from this network")),
                }
            }
            community.clock.advance(2 * HOUR);
        }
        assert_eq!(lapse(service).await.unwrap(), 5);
        assert_eq!(seen(&community, id).await, (Some(50), 0));
    }

    async fn nobody_passes_those_who_wait_for_a_seat_that_is_overdue(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(mia_registers(&community, id).await, RegistrationState::Waiting);
        community.clock.advance(2 * HOUR);
        // No round has looked yet.
        signs_up(service, id, 1).await.unwrap();
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (1, 0));
        assert_eq!(members[0].registration.person_id, community.mia.id().unwrap());
        assert_eq!(confirms(service, id, 1).await.state, RegistrationState::Waiting);
    }

    async fn nothing_is_held_past_the_start(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        community.clock.advance(48 * HOUR - MINUTE);
        signs_up(service, id, 1).await.unwrap();
        let link = links_to(service, id, 1).await.remove(0);
        let Found::Open(open) = look(service, id, &link).await.unwrap() else { panic!("to confirm") };
        assert_eq!(open.until, STARTS);
        community.clock.advance(MINUTE);
        refused(confirm(service, id, &link).await, "");
        assert_eq!(lapse(service).await.unwrap(), 1);
        assert_eq!(sound(&community, id).await.0.taken, 0);
    }

    async fn unproven_addresses_stand_in_nobodys_way_in_line(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        let (first, second, ben) = (&community.mia, &community.lea, &community.ben);
        let own = Form { waiting_ok: true, ..Form::default() };
        register(service, first, id, &own).await.unwrap();
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(seen(&community, id).await, (Some(0), 0), "no place in line before it is confirmed");
        register(service, second, id, &own).await.unwrap();
        assert_eq!(confirms(service, id, 1).await.state, RegistrationState::Waiting);
        register(service, ben, id, &own).await.unwrap();
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting), (1, 3));
        let number = |person| {
            let found = members.iter().find(|member| Some(member.registration.person_id) == person);
            found.expect("registered").registration.number
        };
        let guest = of_guest(service, id, 1).await.unwrap().number;
        assert!(number(second.id()) < guest && guest < number(ben.id()), "in line since they confirmed");
    }

    async fn a_seat_that_freed_meanwhile_is_theirs(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        confirms(service, id, 1).await;
        signs_up(service, id, 2).await.unwrap();
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        assert_eq!(confirms(service, id, 2).await.state, RegistrationState::Confirmed);
        sound(&community, id).await;
    }

    async fn the_team_is_asked_once_a_guest_has_confirmed(community: Community) {
        let service = &community.service;
        let content = workshop::Content { capacity: Some(1), approval: true, details: CONFIRMS, ..content() };
        let id = planned(&community, content, None).await;
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(team::view(service, &community.ada, id, team::Show::All, "").await.unwrap().counts.pending, 0);
        assert_eq!(confirms(service, id, 1).await.state, RegistrationState::Pending);
        assert_eq!(sound(&community, id).await.0.taken, 0);
    }

    async fn whom_the_team_has_removed_needs_its_yes_and_holds_no_seat(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        confirms(service, id, 1).await;
        let before = of_guest(service, id, 1).await.unwrap();
        approve::remove(service, &community.ada, id, before.id).await.unwrap();
        community.clock.advance(MINUTE);
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, RegistrationState::Declined, "nothing is changed unproven");
        assert_eq!(confirms(service, id, 1).await.state, RegistrationState::Pending);
        assert_eq!(sound(&community, id).await.0.taken, 0);
    }

    async fn whoever_does_not_want_it_gives_the_seat_back_at_once(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(mia_registers(&community, id).await, RegistrationState::Waiting);
        let link = links_to(service, id, 1).await.remove(0);
        withdraw(service, id, &link).await.unwrap();
        withdraw(service, id, &link).await.unwrap();
        assert_eq!(sound(&community, id).await.0.taken, 1);
        assert!(matches!(look(service, id, &link).await.unwrap(), Found::Ended { .. }));
    }

    /// One workshop has the guest registered and the other has not. Whatever a stranger does with the guest's address,
    /// both answer alike, down to the last seat.
    async fn nobody_learns_from_seats_and_answers_who_is_registered(community: Community) {
        let service = &community.service;
        let (with, without) = (confirming(&community, 3).await, confirming(&community, 3).await);
        signs_up(service, with, 1).await.unwrap();
        confirms(service, with, 1).await;
        // So that as many are in both.
        signs_up(service, without, 2).await.unwrap();
        confirms(service, without, 2).await;
        let stranger = visitor("stranger", "stranger");
        let mut observed = Vec::new();
        for id in [with, without] {
            let mut all = vec![format!("{:?}", seen(&community, id).await)];
            for (email, waiting_ok) in [
                (address(1), false),
                (address(1), false),
                ("own@example.org".to_owned(), false),
                (address(1), false),
                (address(1), true),
                (address(3), false),
            ] {
                let form = Form { name: "Guest", email: &email, waiting_ok, ..Form::default() };
                let answer = register(service, &stranger, id, &form).await;
                all.push(format!("{answer:?} {:?}", seen(&community, id).await));
            }
            observed.push(all);
        }
        assert_eq!(observed[0], observed[1]);
        assert!(observed[0][1].contains("Some(1)"), "a seat is held in both: {observed:?}");
        community.clock.advance(2 * HOUR);
        assert_eq!(lapse(service).await.unwrap(), 4);
        assert_eq!(seen(&community, with).await, (Some(2), 0));
        assert_eq!(seen(&community, with).await, seen(&community, without).await);
        for id in [with, without] {
            sound(&community, id).await;
        }
    }

    async fn a_seat_that_is_given_to_a_friend_is_held_until_they_confirm(community: Community) {
        let service = &community.service;
        let mut observed = Vec::new();
        for registered in [true, false] {
            let id = confirming(&community, 3).await;
            for number in if registered { [1, 2] } else { [2, 3] } {
                signs_up(service, id, number).await.unwrap();
                confirms(service, id, number).await;
            }
            let giver = link_of(service, id, 2).await;
            hand_on(service, &giver, "Friend", &address(1)).await.unwrap();
            let mut all = vec![seen(&community, id).await];
            community.clock.advance(2 * HOUR);
            lapse(service).await.unwrap();
            all.push(seen(&community, id).await);
            observed.push(all);
            assert_eq!(state_of(service, id, 2).await, RegistrationState::Cancelled);
            assert_eq!(sound(&community, id).await.0.taken, 1);
        }
        assert_eq!(observed[0], observed[1], "seats do not tell whether the friend is registered");
        let id = confirming(&community, 1).await;
        signs_up(service, id, 4).await.unwrap();
        confirms(service, id, 4).await;
        hand_on(service, &link_of(service, id, 4).await, "Friend", &address(5)).await.unwrap();
        assert_eq!(confirms(service, id, 5).await.state, RegistrationState::Confirmed);
        assert_eq!(sound(&community, id).await.0.taken, 1);
    }

    async fn the_letter_alone_says_who_is_registered(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 5).await);
        signs_up(service, id, 1).await.unwrap();
        let (sent, _) = delivered(&community).await;
        let (_, asked) = sent.iter().find(|(to, _)| *to == address(1)).expect("a letter");
        assert_eq!(asked.subject, "Confirm your registration: Funding rates");
        let link = links_to(service, id, 1).await.remove(0);
        let url = format!("https://learn.example.org/workshops/{id}/confirm/{link}");
        assert!(asked.text.contains(&url) && asked.text.contains("held until"), "{}", asked.text);
        assert!(!asked.text.contains("Guest 1"), "a name that a stranger typed is not repeated");
        confirms(service, id, 1).await;
        community.clock.advance(10 * MINUTE);
        signs_up(service, id, 1).await.unwrap();
        let (sent, _) = delivered(&community).await;
        let again: Vec<_> = sent.iter().filter(|(to, _)| *to == address(1)).map(|(_, mail)| &mail.subject).collect();
        assert!(again.iter().any(|subject| subject.starts_with("You have a seat already")), "{again:?}");
    }

    async fn a_second_form_holds_no_second_seat_and_sends_no_second_letter_at_once(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 5).await);
        signs_up(service, id, 1).await.unwrap();
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(links_to(service, id, 1).await.len(), 1);
        community.clock.advance(HOUR - MINUTE);
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(links_to(service, id, 1).await.len(), 1, "at most one letter an hour");
        community.clock.advance(MINUTE);
        for _ in 0..2 {
            signs_up(service, id, 1).await.unwrap();
        }
        let links = links_to(service, id, 1).await;
        assert_eq!((links.len(), seen(&community, id).await), (2, (Some(4), 0)));
        assert_eq!(links[0], links[1], "the same registration, held no longer");
    }

    async fn many_are_removed_at_once_and_the_seats_go_to_the_line(community: Community) {
        let (service, ada, id) = (&community.service, &community.ada, confirming(&community, 3).await);
        for number in [1, 2] {
            signs_up(service, id, number).await.unwrap();
            confirms(service, id, number).await;
        }
        signs_up(service, id, 3).await.unwrap();
        assert_eq!(mia_registers(&community, id).await, RegistrationState::Waiting);
        let shown = team::view(service, ada, id, team::Show::All, "").await.unwrap();
        assert_eq!(shown.unconfirmed.len(), 1);
        let mut chosen = vec![shown.unconfirmed[0].id];
        for number in [1, 2] {
            chosen.push(of_guest(service, id, number).await.unwrap().id);
        }
        assert!(team::decide(service, &community.lea, id, &chosen, Decision::Remove).await.is_err());
        let removed = team::decide(service, ada, id, &chosen, Decision::Remove).await.unwrap();
        assert_eq!((removed.done, removed.changed.as_slice()), (3, &chosen[1..]));
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((workshop.taken, workshop.waiting, members.len()), (1, 0, 1));
        assert!(told(service, 1).await.contains(&"removed".to_owned()));
        assert_eq!(told(service, 3).await, [] as [String; 0], "whoever never confirmed is not written to");
        let back = team::decide(service, ada, id, &removed.changed, Decision::Reconsider).await.unwrap();
        assert_eq!((back.done, back.in_line), (2, 0));
        assert_eq!(sound(&community, id).await.0.taken, 3);
        let flood = vec![chosen[0]; team::DECIDED_AT_ONCE + 1];
        refused(team::decide(service, ada, id, &flood, Decision::Remove).await, "registration");
    }

    async fn either_it_is_confirmed_or_the_seat_goes_on(community: Community) {
        let service = &community.service;
        let content = workshop::Content {
            capacity: Some(1),
            promotion: Promotion::AtOnce,
            details: CONFIRMS,
            starts_at: NOW.plus(9_000 * HOUR),
            ends_at: NOW.plus(9_001 * HOUR),
            ..content()
        };
        for number in 0..12 {
            let id = planned(&community, content.clone(), None).await;
            signs_up(service, id, number).await.unwrap();
            assert_eq!(mia_registers(&community, id).await, RegistrationState::Waiting);
            let link = links_to(service, id, number).await.remove(0);
            community.clock.advance(2 * HOUR - 1);
            let confirming = tokio::spawn({
                let service = service.clone();
                async move { confirm(&service, id, &link).await }
            });
            let lapsing = tokio::spawn({
                let community = community.clone();
                async move {
                    community.clock.advance(1);
                    lapse(&community.service).await
                }
            });
            let confirmed = confirming.await.expect("an answer");
            lapsing.await.expect("a round").unwrap();
            lapse(service).await.unwrap();
            let (workshop, members) = sound(&community, id).await;
            assert_eq!(workshop.taken, 1);
            let states: Vec<_> = members.iter().map(|member| member.registration.state).collect();
            match confirmed {
                Ok(_) => {
                    assert_eq!(state_of(service, id, number).await, RegistrationState::Confirmed);
                    assert!(states.contains(&RegistrationState::Waiting));
                }
                Err(refusal) => {
                    refused(Err::<(), _>(refusal), "");
                    assert_eq!(states, [RegistrationState::Confirmed], "the seat went to the next in line");
                }
            }
        }
    }

    async fn the_last_seat_is_held_for_one(community: Community) {
        let (service, id) = (&community.service, confirming(&community, 1).await);
        let crowd: Vec<_> = (1..=20)
            .map(|number| {
                let service = service.clone();
                tokio::spawn(async move {
                    let email = address(number);
                    let form = Form { name: "Guest", email: &email, ..Form::default() };
                    register(&service, &at_home(number), id, &form).await
                })
            })
            .collect();
        let mut held = 0;
        for answered in crowd {
            match answered.await.expect("an answer") {
                Ok(_) => held += 1,
                full => _ = refused(full, "waiting_ok"),
            }
        }
        assert_eq!(held, 1);
        assert_eq!(seen(&community, id).await, (Some(0), 0));
    }
}
