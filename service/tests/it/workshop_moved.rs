//! Another start, another place: what it changes for those who wait, have an offer, or were there already.

use convene_domain::time::{HOUR, MINUTE};
use convene_domain::workshop::{Promotion, RegistrationState};
use convene_service::workshop::attendance;
use convene_service::workshop::{line, seat};
use convene_store::workshop::{registration, workshop};

use crate::community::Community;
use crate::signing_up::{address, content, link_of, page_of, planned, signs_up, sound, state_of, told};
use crate::workshop_day::seated;
use crate::workshop_mail::delivered;
use crate::workshop_plan::{change, notices, one, row, sign_up};

use RegistrationState::{Cancelled, Confirmed, Offered, Waiting};

/// One seat, offered when it frees; in two days at 9:00 in Berlin.
async fn offering(community: &Community, guests: usize) -> convene_domain::id::WorkshopId {
    let content = workshop::Content { capacity: Some(1), promotion: Promotion::Offer, ..content() };
    let id = planned(community, content, None).await;
    for number in 1..=guests {
        signs_up(&community.service, id, number).await.unwrap();
    }
    id
}

both! {
    async fn postponing_what_has_begun_brings_those_up_who_wait(community: Community) {
        let (service, id) = (&community.service, offering(&community, 3).await);
        community.clock.advance(47 * HOUR);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        community.clock.advance(HOUR + MINUTE);
        assert_eq!(line::expire_offers(service).await.unwrap(), 1);
        assert_eq!((state_of(service, id, 2).await, state_of(service, id, 3).await), (Cancelled, Waiting));
        assert_eq!(sound(&community, id).await.0.taken, 0, "a free seat, and the line stands still");
        change(&community, id, &[("start_date", "2027-01-20")]).await.unwrap();
        assert_eq!(state_of(service, id, 3).await, Offered);
        assert_eq!(told(service, 3).await, ["changed", "offered", "waiting"]);
        sound(&community, id).await;
        signs_up(service, id, 4).await.unwrap();
        assert_eq!(state_of(service, id, 4).await, Waiting, "newcomers come after them");
    }

    async fn no_offer_outlasts_an_earlier_start(community: Community) {
        let (service, id) = (&community.service, offering(&community, 2).await);
        seat::cancel(service, &link_of(service, id, 1).await).await.unwrap();
        let until = async || page_of(service, id, 2).await.offered_until.expect("an offer").since(service.now());
        assert_eq!(until().await, 12 * HOUR);
        // It is nine in Berlin; the start comes near, to one o'clock.
        let near = [("start_date", "2027-01-15"), ("start_time", "13:00"), ("end_time", "14:00")];
        change(&community, id, &near).await.unwrap();
        assert_eq!(until().await, 2 * HOUR, "half of what is left, like an offer made now");
        let (sent, _) = delivered(&community).await;
        let told = sent.iter().find(|(to, mail)| *to == address(2) && mail.subject.starts_with("New time or place"));
        let text = &told.expect("a letter about the new time").1.text;
        assert!(text.contains("is kept for you until Fri 15 Jan 2027, 11:00, CET (UTC+1)."), "{text}");
        change(&community, id, &[("start_date", "2027-01-25")]).await.unwrap();
        assert_eq!(until().await, 2 * HOUR, "what was said stays");
        seat::take_offer(service, &link_of(service, id, 2).await).await.unwrap();
        assert_eq!(state_of(service, id, 2).await, Confirmed);
        sound(&community, id).await;
    }

    async fn who_was_there_on_another_day_was_there_for_that_day(community: Community) {
        let service = &community.service;
        let (id, tom) = seated(&community).await;
        attendance::check_in(service, &community.ada, id, tom.id).await.unwrap();
        let there = async || {
            let mut tx = service.db().read().await.unwrap();
            let found = registration::by_id(&mut tx, tom.id).await.unwrap().expect("the registration");
            found.checked_in_at.is_some()
        };
        // From eleven o'clock.
        change(&community, id, &[("start_time", "15:00"), ("end_time", "16:30")]).await.unwrap();
        assert!(there().await, "later on the same day: they are in the house");
        change(&community, id, &[("start_date", "2027-01-16")]).await.unwrap();
        assert!(!there().await);
    }

    async fn another_link_to_the_room_is_no_news(community: Community) {
        let id = one(&community).await;
        sign_up(&community, &community.mia, id).await;
        let changed = change(&community, id, &[("link", "https://meet.example.org/other")]).await.unwrap();
        assert_eq!((changed.dates, changed.told), (1, 0));
        assert_eq!((row(&community, id).await.sequence, notices(&community, "changed").await), (0, 0));
        assert!(row(&community, id).await.details.contains("/other"));
        let place = [("place_kind", "on_site"), ("address", "Torstraße 1")];
        assert_eq!(change(&community, id, &place).await.unwrap().told, 1);
        assert_eq!(row(&community, id).await.sequence, 1);
    }
}
