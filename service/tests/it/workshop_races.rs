//! Many people at once: no seat is sold twice, nobody is passed, nobody is in twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use convene_domain::Time;
use convene_domain::account::{Email, Role};
use convene_domain::id::{PersonId, RegistrationId, WorkshopId};
use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::Service;
use convene_service::workshop::{line, seat};
use convene_store::account::person;
use convene_store::workshop::{registration, workshop};
use tokio::sync::Barrier;

use crate::community::Community;
use crate::signing_up::{
    audit, content, in_state, is_refusal, link_of, of_guest, planned, set_seats, signs_up, sound, stands,
    with_seats,
};

/// Small numbers in an order that only looks random, the same in every run (Knuth, TAOCP 3.3.4, line 26).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

/// One of the acts that free, take or change seats. Refusals are answers too.
async fn anything(community: &Community, id: WorkshopId, dice: &mut Dice) {
    let service = &community.service;
    let guest = dice.roll(40);
    match dice.roll(10) {
        0..=3 => {
            let done = signs_up(service, id, guest).await;
            assert!(done.is_ok() || is_refusal(&done), "{done:?}");
        }
        4 | 5 if of_guest(service, id, guest).await.is_some() => {
            seat::cancel(service, &link_of(service, id, guest).await).await.expect("left");
        }
        6 if of_guest(service, id, guest).await.is_some() => {
            let taken = seat::take_offer(service, &link_of(service, id, guest).await).await;
            assert!(taken.is_ok() || is_refusal(&taken), "{taken:?}");
        }
        7 => {
            let seats = i64::try_from(1 + dice.roll(9)).unwrap_or(1);
            set_seats(service, id, Some(seats)).await;
        }
        8 => {
            line::expire_offers(service).await.expect("ended");
        }
        _ => community.clock.advance(7 * MINUTE),
    }
}

/// Looks at the workshop over and over while others change it.
async fn watch(service: Service, id: WorkshopId, over: Arc<AtomicBool>) -> u32 {
    let mut looks = 0;
    while !over.load(Ordering::Relaxed) {
        let (workshop, members) = stands(&service, id).await;
        audit(&workshop, &members, Time::from_millis(0)).expect("sound at every moment");
        looks += 1;
        tokio::task::yield_now().await;
    }
    looks
}

async fn storm(community: Community, promotion: Promotion) {
    let content = workshop::Content {
        capacity: Some(5),
        promotion,
        offer_ms: 30 * MINUTE,
        starts_at: crate::community::NOW.plus(9_000 * HOUR),
        ends_at: crate::community::NOW.plus(9_001 * HOUR),
        ..content()
    };
    let id = planned(&community, content, None).await;
    let over = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(watch(community.service.clone(), id, over.clone()));
    let mut people = Vec::new();
    for seed in 0..8 {
        let community = community.clone();
        people.push(tokio::spawn(async move {
            let mut dice = Dice(seed);
            for _ in 0..25 {
                anything(&community, id, &mut dice).await;
            }
        }));
    }
    for person in people {
        person.await.expect("somebody's acts");
    }
    over.store(true, Ordering::Relaxed);
    assert!(watcher.await.expect("the watcher") > 5, "it was looked at while it changed");
    let (_, members) = sound(&community, id).await;
    assert!(!members.is_empty(), "something was left to look at");
}

/// What a program does that looks before it writes, without holding anything: two tasks, made to look before
/// either writes.
async fn looks_then_writes(service: Service, id: WorkshopId, number: usize, looked: Arc<Barrier>) -> bool {
    let postgres = service.db().kind() == "postgres";
    // SQLite has one writer, so there the careless program looks before its transaction; on PostgreSQL the
    // transaction itself, at READ COMMITTED, does not help it.
    let mut tx =
        if postgres { service.db().begin().await } else { service.db().read().await }.expect("a connection");
    let capacity = workshop::by_id(&mut tx, id).await.expect("read").expect("the workshop").capacity;
    let members = registration::active_of(&mut tx, id).await.expect("read").len();
    looked.wait().await;
    if i64::try_from(members).ok() >= capacity {
        return false;
    }
    if !postgres {
        tx = service.db().begin().await.expect("a transaction");
    }
    let now = service.now();
    let email = Email::parse(&format!("careless{number}@example.org")).expect("an address");
    let person = person::NewPerson {
        id: PersonId::new(now, service.chance().bytes()),
        email: &email,
        name: "Careless",
        role: Role::Guest,
        zone: None,
        password_hash: None,
        now,
        proven: false,
    };
    let person = person::insert(&mut tx, &person).await.expect("a person");
    let new = registration::New {
        id: RegistrationId::new(now, service.chance().bytes()),
        workshop_id: id,
        person_id: person.id,
        name: "Careless",
        state: RegistrationState::Confirmed,
        answers: "{}",
        number: None,
        zone: None,
        language: None,
        by_other: true,
        whole_series: false,
        walk_in: false,
        now,
    };
    registration::insert(&mut tx, &new).await.expect("stored").expect("new");
    tx.commit().await.expect("a commit");
    true
}

both! {
    async fn sixty_at_once_get_seven_seats_and_a_line_without_gaps(community: Community) {
        let id = with_seats(&community, 7).await;
        let together = Arc::new(Barrier::new(60));
        let mut people = Vec::new();
        for number in 0..60 {
            let (service, together) = (community.service.clone(), together.clone());
            people.push(tokio::spawn(async move {
                together.wait().await;
                signs_up(&service, id, number).await
            }));
        }
        for person in people {
            person.await.expect("a task").expect("an answer");
        }
        let (workshop, members) = sound(&community, id).await;
        assert_eq!(in_state(&members, RegistrationState::Confirmed).len(), 7);
        let mut numbers: Vec<_> = members.iter().filter_map(|member| member.registration.number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=53).collect::<Vec<_>>());
        assert_eq!((workshop.taken, workshop.waiting, workshop.queue), (7, 53, 53));
    }

    async fn one_person_twenty_times_at_once_is_one_registration(community: Community) {
        let id = with_seats(&community, 7).await;
        let mut clicks = Vec::new();
        for _ in 0..20 {
            let service = community.service.clone();
            clicks.push(tokio::spawn(async move { signs_up(&service, id, 1).await }));
        }
        for click in clicks {
            // From the twenty-first on within an hour it would be one mail too many to one address.
            click.await.expect("a task").expect("the same answer");
        }
        let (workshop, members) = sound(&community, id).await;
        assert_eq!((members.len(), workshop.taken), (1, 1));
    }

    async fn last_seats_freed_and_wanted_at_once_go_to_the_line(community: Community) {
        let id = with_seats(&community, 5).await;
        for number in 0..15 {
            signs_up(&community.service, id, number).await.expect("registered");
        }
        let mut acts = Vec::new();
        for number in 0..5 {
            let link = link_of(&community.service, id, number).await;
            let service = community.service.clone();
            acts.push(tokio::spawn(async move { seat::cancel(&service, &link).await.map(drop) }));
            let service = community.service.clone();
            acts.push(tokio::spawn(async move { signs_up(&service, id, 100 + number).await.map(|_| ()) }));
        }
        for act in acts {
            act.await.expect("a task").expect("done");
        }
        let (_, members) = sound(&community, id).await;
        for number in 5..10 {
            let found = of_guest(&community.service, id, number).await.expect("registered");
            assert_eq!(found.state, RegistrationState::Confirmed, "guest {number} waited longest");
        }
        assert_eq!(in_state(&members, RegistrationState::Waiting).len(), 10);
    }

    async fn whatever_happens_at_once_nobody_is_passed_and_no_seat_sold_twice(community: Community) {
        storm(community, Promotion::AtOnce).await;
    }

    async fn offers_that_end_while_others_come_and_go_are_given_once(community: Community) {
        storm(community, Promotion::Offer).await;
    }

    async fn a_program_that_looks_before_it_writes_is_caught_overselling(community: Community) {
        let id = with_seats(&community, 1).await;
        let looked = Arc::new(Barrier::new(2));
        let service = &community.service;
        let (first, second) = tokio::join!(
            looks_then_writes(service.clone(), id, 1, looked.clone()),
            looks_then_writes(service.clone(), id, 2, looked.clone()),
        );
        assert!(first && second, "each saw a free seat");
        let (workshop, members) = stands(service, id).await;
        let verdict = audit(&workshop, &members, service.now());
        assert_eq!(verdict, Err("oversold: 2 sit on 1 seats".to_owned()));
    }

    async fn a_second_sign_up_elsewhere_does_not_wait_for_the_first(community: Community) {
        let (one, other) = (with_seats(&community, 2).await, with_seats(&community, 2).await);
        let service = &community.service;
        let (first, second) = tokio::join!(signs_up(service, one, 1), signs_up(service, other, 1));
        assert!(first.is_ok() && second.is_ok(), "one new guest at two workshops at once: {first:?} {second:?}");
        sound(&community, one).await;
        sound(&community, other).await;
    }
}
