//! What teams write to those who registered, who wants none of it, and the calendars people subscribe to.

use convene_domain::id::WorkshopId;
use convene_domain::time::MINUTE;
use convene_domain::workshop::message::Audience;
use convene_service::Error;
use convene_service::mail::optout;
use convene_service::workshop::message::{self, Form};
use convene_service::workshop::plan::{self, Scope};
use convene_service::workshop::{feed, register};
use convene_store::workshop::listing::Filter;
use convene_store::workshop::workshop;

use crate::community::{Community, refused, visitor};
use crate::signing_up::{content, link_of, planned, signs_up};
use crate::workshop_mail::delivered;

/// Two with a seat, one in line.
async fn three(community: &Community) -> WorkshopId {
    let id = planned(community, workshop::Content { capacity: Some(2), ..content() }, None).await;
    for number in 1..=3 {
        signs_up(&community.service, id, number).await.expect("signed up");
    }
    delivered(community).await;
    community.clock.advance(1);
    id
}

fn form<'a>(message: &'a str, audience: &'a str) -> Form<'a> {
    Form { message, audience, subject: "Bring a laptop", body: "The room has sockets.\n<b>Really.</b>" }
}

/// What follows `/unsubscribe/`.
fn link_in(url: &str) -> String {
    url.rsplit('/').next().expect("a link").to_owned()
}

both! {
    async fn a_message_reaches_its_audience_once_and_can_be_answered(community: Community) {
        let service = &community.service;
        let id = three(&community).await;
        let desk = message::desk(service, &community.ada, id).await.expect("the page");
        let reach: Vec<_> = desk.reach.iter().map(|reach| (reach.audience, reach.people)).collect();
        let expected =
            [(Audience::All, 3), (Audience::Confirmed, 2), (Audience::Waiting, 1), (Audience::Attended, 0)];
        assert_eq!(reach, expected);
        let token = desk.next.to_string();
        let typed = form(&token, "confirmed");
        let (one, again) = tokio::join!(
            message::send(service, &community.ada, id, &typed),
            message::send(service, &community.ada, id, &typed),
        );
        assert_eq!((one.expect("sent"), again.expect("the same")), (2, 2));
        let other = Form { body: "Something else", ..form(&token, "confirmed") };
        refused(message::send(service, &community.ada, id, &other).await, "");
        let (sent, _) = delivered(&community).await;
        assert_eq!(sent.len(), 2, "each of them once");
        let mail = &sent[0].1;
        assert_eq!(mail.subject, "Bring a laptop: Funding rates");
        assert!(mail.text.contains("Ada writes about the workshop") && mail.text.contains("The room has sockets."));
        assert!(mail.html.contains("&lt;b&gt;Really."), "markup is inert");
        assert_eq!(mail.reply_to.as_deref(), Some("ada@example.org"));
        let desk = message::desk(service, &community.ada, id).await.expect("the page");
        assert_eq!((desk.sent.len(), desk.sent[0].message.recipients), (1, 2));
    }

    async fn only_the_team_writes_and_only_what_can_be_read(community: Community) {
        let service = &community.service;
        let id = three(&community).await;
        let token = message::desk(service, &community.ada, id).await.expect("the page").next.to_string();
        for stranger in [&community.ben, &community.mia, &visitor("x", "y")] {
            let tried = message::send(service, stranger, id, &form(&token, "all")).await;
            assert!(matches!(tried, Err(Error::Forbidden(_) | Error::SignIn)), "{tried:?}");
            assert!(message::desk(service, stranger, id).await.is_err());
        }
        let empty = Form { message: &token, audience: "all", subject: " ", body: "" };
        let sentence = refused(message::send(service, &community.ada, id, &empty).await, "body");
        assert_eq!(sentence, "Write the message.");
        let nobody = form(&token, "attended");
        let sentence = refused(message::send(service, &community.ada, id, &nobody).await, "audience");
        assert_eq!(sentence, "There is nobody in this group who could get the message.");
        let forged = form("no identifier", "all");
        refused(message::send(service, &community.ada, id, &forged).await, "");
        assert!(delivered(&community).await.0.is_empty(), "nothing was sent");
    }

    async fn who_unsubscribed_gets_no_messages_but_what_they_must_know(community: Community) {
        let service = &community.service;
        let id = three(&community).await;
        let token = message::desk(service, &community.ada, id).await.expect("the page").next.to_string();
        message::send(service, &community.ada, id, &form(&token, "confirmed")).await.expect("sent");
        let (sent, _) = delivered(&community).await;
        community.clock.advance(1);
        let (to, mail) = &sent[0];
        let link = link_in(mail.unsubscribe.as_ref().expect("a link"));
        let choice = optout::look(service, &link).await.expect("a page");
        assert_eq!((&choice.email, choice.is_off), (to, false), "looking changes nothing");
        optout::set(service, &link, true).await.expect("unsubscribed");
        assert!(optout::set(service, &link, true).await.expect("twice is once").is_off);
        let desk = message::desk(service, &community.ada, id).await.expect("the page");
        assert_eq!((desk.reach[1].people, desk.reach[1].out), (1, 1));
        let token = desk.next.to_string();
        assert_eq!(message::send(service, &community.ada, id, &form(&token, "confirmed")).await.expect("sent"), 1);
        let (sent, _) = delivered(&community).await;
        community.clock.advance(1);
        assert!(sent.len() == 1 && sent[0].0 != *to);
        plan::cancel(service, &community.ada, id, Scope::One, "No room").await.expect("called off");
        assert!(delivered(&community).await.0.iter().any(|(told, _)| told == to), "this they must know");
        optout::set(service, &link, false).await.expect("taken back");
        assert!(!optout::look(service, &link).await.expect("a page").is_off);
        for forged in [format!("{link}0"), link.replace("workshop_messages", "surveys"), "x".to_owned()] {
            assert!(matches!(optout::set(service, &forged, true).await, Err(Error::Missing)), "{forged}");
        }
    }

    async fn who_unsubscribes_while_a_message_waits_is_spared_it(community: Community) {
        let service = &community.service;
        let id = three(&community).await;
        let token = message::desk(service, &community.ada, id).await.expect("the page").next.to_string();
        message::send(service, &community.ada, id, &form(&token, "waiting")).await.expect("sent");
        let seat = crate::signing_up::of_guest(service, id, 3).await.expect("registered");
        let url = optout::url(service, seat.person_id, optout::Topic::WorkshopMessages);
        optout::set(service, &link_in(&url), true).await.expect("unsubscribed");
        let (sent, dropped) = delivered(&community).await;
        assert_eq!((sent.len(), dropped), (0, 1));
    }

    async fn feeds_change_when_workshops_do_and_name_nobody_who_registered(community: Community) {
        let service = &community.service;
        let id = three(&community).await;
        let hidden = workshop::Content {
            title: "By link only",
            visibility: convene_domain::workshop::Visibility::Unlisted,
            ..content()
        };
        let hidden = planned(&community, hidden, None).await;
        let before = feed::public(service, &Filter::default()).await.expect("a feed");
        assert!(before.text.contains(&format!("UID:workshop-{id}@learn.example.org")));
        assert!(!before.text.contains("guest1") && !before.text.contains("By link only"));
        assert_eq!(feed::public(service, &Filter::default()).await.expect("a feed").tag, before.tag);
        plan::cancel(service, &community.ada, id, Scope::One, "No room").await.expect("called off");
        community.clock.advance(MINUTE - 1);
        let same = feed::public(service, &Filter::default()).await.expect("a feed");
        assert_eq!(same.tag, before.tag, "it is written once a minute, however often it is asked for");
        community.clock.advance(1);
        let after = feed::public(service, &Filter::default()).await.expect("a feed");
        assert!(after.text.contains("STATUS:CANCELLED") && after.text.contains("SEQUENCE:1"));
        assert_ne!(after.tag, before.tag);
        let stranger = visitor("x", "y");
        assert!(matches!(feed::one(service, &stranger, hidden, None).await, Err(Error::Missing)));
        assert!(feed::one(service, &stranger, hidden, Some("secret")).await.is_ok());
        let link = link_of(service, id, 1).await;
        assert!(feed::seat(service, &link).await.expect("a file").text.contains("STATUS:CANCELLED"));
        assert!(matches!(feed::seat(service, &format!("{link}0")).await, Err(Error::Missing)));
    }

    async fn a_personal_feed_is_made_read_and_ended(community: Community) {
        let service = &community.service;
        let id = planned(&community, content(), None).await;
        register::register(service, &community.mia, id, &register::Form::default()).await.expect("signed up");
        assert_eq!(feed::address(service, &community.mia).await.expect("asked"), None);
        feed::make(service, &community.mia).await.expect("made");
        let address = feed::address(service, &community.mia).await.expect("asked").expect("an address");
        let link = link_in(&address).trim_end_matches(".ics").to_owned();
        let own = feed::personal(service, &link).await.expect("a feed");
        assert!(own.text.contains("X-WR-CALNAME:My workshops\\, Convene"), "{}", own.text);
        assert!(own.text.contains(&format!("UID:workshop-{id}@learn.example.org")));
        feed::make(service, &community.ada).await.expect("made");
        let hosts = feed::address(service, &community.ada).await.expect("asked").expect("an address");
        let hosts = link_in(&hosts).trim_end_matches(".ics").to_owned();
        assert!(feed::personal(service, &hosts).await.expect("a feed").text.contains("SUMMARY:Funding rates"));
        feed::renew(service, &community.mia).await.expect("renewed");
        assert!(matches!(feed::personal(service, &link).await, Err(Error::Missing)), "the old address has ended");
        assert_ne!(feed::address(service, &community.mia).await.expect("asked"), Some(address));
        assert!(matches!(feed::make(service, &visitor("x", "y")).await, Err(Error::SignIn)));
    }
}
