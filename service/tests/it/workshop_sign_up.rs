//! Signing up: who gets a seat, what is said to whom, and when it is refused.

use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR, MINUTE};
use convene_domain::workshop::sign_up::Phase;
use convene_domain::workshop::{RegistrationState, Visibility};
use convene_service::workshop::hand_on::hand_on;
use convene_service::workshop::register::{Form, Outcome, add, card, register};
use convene_service::workshop::seat;
use convene_service::{Error, Viewer};
use convene_store::account::person;
use convene_store::workshop::{edit, workshop};

use crate::community::{NOW, refused, visitor};
use crate::signing_up::{
    address, at_home, content, in_series, in_state, link_of, of_guest, planned, signs_up, sound, state_of,
    told, with_seats,
};

const ASKS: &str = r#"{"description":"","speakers":[],"agenda":[],"place":{"kind":"online","link":""},"questions":[
    {"id":1,"kind":"Text","label":"What do you trade?","required":true,"choices":[]},
    {"id":2,"kind":"Choice","label":"Lunch","required":false,"choices":["Soup","Salad"]},
    {"id":7,"kind":"Consent","label":"House rules","required":true,"choices":[]}]}"#;

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

both! {
    async fn a_name_and_an_address_suffice(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 2).await);
        assert_eq!(signs_up(service, id, 1).await.unwrap(), Outcome::Told);
        let registered = of_guest(service, id, 1).await.expect("registered");
        assert_eq!((registered.state, registered.by_other), (RegistrationState::Confirmed, true));
        assert_eq!(told(service, 1).await, ["confirmed"]);
        sound(&community, id).await;
    }

    async fn a_name_that_is_megabytes_of_marks_is_refused_and_stored_nowhere(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 2).await);
        let tower = format!("a{}", "\u{334}".repeat(250_000));
        let form = Form { name: &tower, email: "tower@example.org", ..Form::default() };
        assert_eq!(
            refused(register(service, &at_home(1), id, &form).await, "name"),
            "Keep the name to 80 characters."
        );
        let mut tx = service.db().begin().await.unwrap();
        let email = convene_domain::account::Email::parse("tower@example.org").unwrap();
        assert!(person::by_email(&mut tx, &email).await.unwrap().is_none());
    }

    async fn whoever_is_signed_in_presses_one_button(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        let own = Form { waiting_ok: true, zone: Some("Asia/Kathmandu"), ..Form::default() };
        let mine = Outcome::Mine { state: RegistrationState::Confirmed, dates: 1 };
        assert_eq!(register(service, &community.mia, id, &own).await.unwrap(), mine);
        assert_eq!(register(service, &community.mia, id, &own).await.unwrap(), mine, "pressed twice");
        let waits = Outcome::Mine { state: RegistrationState::Waiting, dates: 1 };
        assert_eq!(register(service, &community.ben, id, &own).await.unwrap(), waits);
        let (_, members) = sound(&community, id).await;
        let mut registered = members.iter().map(|member| &member.registration);
        let registered = registered.find(|found| found.person_id == community.mia.id().unwrap()).expect("Mia");
        assert_eq!((registered.name.as_str(), registered.by_other), ("Mia", false));
        assert_eq!(registered.zone.as_deref(), Some("Asia/Kathmandu"));

        let (workshop, _) = crate::signing_up::stands(service, id).await;
        let shown = card(service, &community.mia, &workshop).await.unwrap();
        assert_eq!((shown.phase, shown.left, shown.waiting), (Phase::Open, Some(0), 1));
        assert_eq!(shown.mine.expect("a seat").state, RegistrationState::Confirmed);
        let place = card(service, &community.ben, &workshop).await.unwrap().mine.expect("a place in line");
        assert_eq!((place.state, place.position), (RegistrationState::Waiting, Some(1)));
        assert_eq!(card(service, &visitor("x", "x"), &workshop).await.unwrap().mine, None);
    }

    async fn the_answer_is_the_same_for_known_and_unknown_addresses(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 9).await);
        assert_eq!(signs_up(service, id, 1).await.unwrap(), Outcome::Told);
        assert_eq!(signs_up(service, id, 1).await.unwrap(), Outcome::Told);
        assert_eq!(told(service, 1).await, ["confirmed"], "a double click is not worth a second mail");
        community.clock.advance(6 * MINUTE);
        assert_eq!(signs_up(service, id, 1).await.unwrap(), Outcome::Told);
        assert_eq!(told(service, 1).await, ["already", "confirmed"]);
        let member = Form { name: "Somebody else", email: "mia@example.org", ..Form::default() };
        assert_eq!(register(service, &at_home(3), id, &member).await.unwrap(), Outcome::Told);
        let mut tx = service.db().read().await.unwrap();
        let mia = person::by_id(&mut tx, community.mia.id().unwrap()).await.unwrap().expect("Mia");
        assert_eq!(mia.name, "Mia", "nobody renames an account by typing its address");
    }

    async fn a_full_workshop_says_so_to_known_and_unknown_addresses_alike(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        signs_up(service, id, 1).await.unwrap();
        let mut sentences = Vec::new();
        for number in [1, 2] {
            let email = address(number);
            let form = Form { name: "Guest", email: &email, ..Form::default() };
            sentences.push(refused(register(service, &at_home(number), id, &form).await, "waiting_ok"));
        }
        assert_eq!(sentences[0], sentences[1]);
        assert_eq!(
            sentences[0],
            "That was the last seat. Everything you typed is still here, and you can join the waitlist with it."
        );
        assert!(of_guest(service, id, 2).await.is_none(), "nothing is kept of a refused form");
        assert_eq!(told(service, 2).await, [] as [String; 0]);
    }

    async fn whoever_left_and_came_back_is_at_the_end(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 1).await);
        for number in 1..=4 {
            signs_up(service, id, number).await.unwrap();
        }
        seat::cancel(service, &link_of(service, id, 2).await).await.unwrap();
        signs_up(service, id, 2).await.unwrap();
        let (_, members) = sound(&community, id).await;
        let mut line = Vec::new();
        for number in [3, 4, 2] {
            line.push(of_guest(service, id, number).await.expect("registered").id);
        }
        assert_eq!(in_state(&members, RegistrationState::Waiting), line);
    }

    async fn what_is_asked_must_be_answered(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { details: ASKS, ..content() }, None).await;
        let bad = pairs(&[("q2", "Steak")]);
        let long = "x".repeat(5_000);
        let form = Form { name: &long, email: "nobody", answers: &bad, ..Form::default() };
        let Err(Error::Fields(errors)) = register(service, &at_home(1), id, &form).await else {
            panic!("a refused form")
        };
        let named: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
        assert_eq!(named, [
            ("name", "Keep the name to 80 characters."),
            ("email", "This does not look like an e-mail address. It needs the form name@example.org."),
            ("q1", "Answer this question to register."),
            ("q2", "Choose one of the answers that are listed."),
            ("q7", "Tick this box to register."),
        ]);
        let good = pairs(&[("q1", "<b>Perps</b>"), ("q2", "Soup"), ("q7", "on")]);
        let email = address(1);
        let form = Form { name: "Guest", email: &email, answers: &good, ..Form::default() };
        register(service, &at_home(1), id, &form).await.unwrap();
        let stored = of_guest(service, id, 1).await.expect("registered").answers;
        assert_eq!(stored, r#"{"1":"<b>Perps</b>","2":"Soup","7":"yes"}"#);
    }

    async fn signing_up_opens_and_closes(community: Community) {
        let service = &community.service;
        let (opens_at, closes_at) = (Some(NOW.plus(HOUR)), Some(NOW.plus(2 * HOUR)));
        let id = planned(&community, workshop::Content { opens_at, closes_at, ..content() }, None).await;
        let sentence = |result| refused::<Outcome>(result, "");
        assert_eq!(
            sentence(signs_up(service, id, 1).await),
            "Registration has not opened yet. Come back at the time on this page."
        );
        community.clock.advance(HOUR);
        signs_up(service, id, 1).await.unwrap();
        community.clock.advance(HOUR);
        assert_eq!(sentence(signs_up(service, id, 2).await), "Registration has closed.");
        community.clock.advance(46 * HOUR);
        assert_eq!(
            sentence(signs_up(service, id, 2).await),
            "This workshop has begun, so nobody can register any more."
        );
        community.clock.advance(HOUR);
        assert_eq!(sentence(signs_up(service, id, 2).await), "This workshop is over.");

        let off = with_seats(&community, 3).await;
        let mut tx = service.db().begin().await.unwrap();
        assert!(edit::cancel(&mut tx, off, "Ada is ill", NOW).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(
            sentence(signs_up(service, off, 2).await),
            "This workshop does not take place, so nobody can register."
        );
    }

    async fn a_workshop_by_link_is_for_whoever_has_the_link(community: Community) {
        let service = &community.service;
        let hidden = workshop::Content { visibility: Visibility::Unlisted, ..content() };
        let id = planned(&community, hidden, None).await;
        assert!(matches!(signs_up(service, id, 1).await, Err(Error::Missing)));
        let email = address(1);
        let form = Form { name: "Guest", email: &email, key: Some("wrong"), ..Form::default() };
        assert!(matches!(register(service, &at_home(1), id, &form).await, Err(Error::Missing)));
        let form = Form { key: Some("secret"), ..form };
        assert_eq!(register(service, &at_home(1), id, &form).await.unwrap(), Outcome::Told);
    }

    async fn one_form_takes_every_coming_date_of_a_series(community: Community) {
        let service = &community.service;
        let [first, second, third] = in_series(&community, [5, 1, 5]).await;
        signs_up(service, second, 9).await.unwrap();
        let all = Form { whole_series: true, ..Form::default() };
        let two = Outcome::Mine { state: RegistrationState::Confirmed, dates: 2 };
        assert_eq!(register(service, &community.mia, first, &all).await.unwrap(), two, "one date is full");
        let waits = Form { waiting_ok: true, ..all };
        let three = Outcome::Mine { state: RegistrationState::Confirmed, dates: 3 };
        assert_eq!(register(service, &community.ben, first, &waits).await.unwrap(), three);
        let (_, members) = sound(&community, second).await;
        assert_eq!(in_state(&members, RegistrationState::Waiting).len(), 1);
        for id in [first, third] {
            assert_eq!(sound(&community, id).await.0.taken, 2);
        }
        let (workshop, _) = sound(&community, second).await;
        let shown = card(service, &visitor("x", "x"), &workshop).await.unwrap();
        assert_eq!(shown.elsewhere.iter().map(|date| date.id).collect::<Vec<_>>(), [first, third]);
        let counted = shown.series.expect("a series");
        assert_eq!((counted.dates, counted.full), (3, 1));
    }

    async fn a_series_without_any_seat_is_full(community: Community) {
        let service = &community.service;
        let [first, second, third] = in_series(&community, [1, 1, 1]).await;
        for id in [first, second, third] {
            signs_up(service, id, 9).await.unwrap();
        }
        let all = Form { whole_series: true, ..Form::default() };
        refused(register(service, &community.mia, first, &all).await, "waiting_ok");
        assert_eq!(sound(&community, first).await.1.len(), 1);
    }

    async fn a_classroom_joins_a_series_from_one_address_and_a_flood_does_not(community: Community) {
        let service = &community.service;
        let [first, _, third] = in_series(&community, [500, 500, 500]).await;
        let classroom = visitor("school", "school");
        let mut refusals = 0;
        for number in 0..110 {
            let email = address(number);
            let form = Form { name: "Pupil", email: &email, whole_series: true, ..Form::default() };
            match register(service, &classroom, first, &form).await {
                Ok(Outcome::Told) => assert!(number < 100, "300 dates are the limit of an address"),
                Err(Error::TooMany { .. }) => refusals += 1,
                other => panic!("neither in nor too many: {other:?}"),
            }
        }
        assert_eq!(refusals, 10);
        assert_eq!(sound(&community, third).await.0.taken, 100);
        community.clock.advance(11 * MINUTE);
        signs_up(service, first, 200).await.unwrap();
        assert_eq!(state_of(service, first, 200).await, RegistrationState::Confirmed);
    }

    async fn nobody_floods_a_mailbox_from_many_addresses(community: Community) {
        let service = &community.service;
        let email = address(1);
        let form = Form { name: "Victim", email: &email, ..Form::default() };
        let mut last = with_seats(&community, 5).await;
        for round in 0..35 {
            last = with_seats(&community, 5).await;
            let told = register(service, &at_home(round), last, &form).await.unwrap();
            assert_eq!(told, Outcome::Told, "the answer does not tell what others typed");
        }
        assert_eq!(told(service, 1).await.len(), 30);
        assert_eq!(sound(&community, last).await.0.taken, 0, "nothing is held");
        // The team answers for what it does.
        let added = add(service, &community.ada, last, "Victim", &email).await.unwrap();
        assert_eq!(added.state, RegistrationState::Confirmed);
        let id = with_seats(&community, 5).await;
        signs_up(service, id, 2).await.unwrap();
        hand_on(service, &link_of(service, id, 2).await, "Victim", &email).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, RegistrationState::Confirmed, "nor does a friend's seat depend on it");
        community.clock.advance(HOUR);
        let id = with_seats(&community, 5).await;
        register(service, &at_home(1), id, &form).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, RegistrationState::Confirmed);
    }

    async fn one_series_is_one_form_of_an_address(community: Community) {
        let service = &community.service;
        let series = in_series(&community, [40, 40, 40]).await;
        let email = address(1);
        let all = Form { name: "Guest", email: &email, whole_series: true, ..Form::default() };
        for round in 0..12 {
            register(service, &at_home(round), series[0], &all).await.unwrap();
        }
        let id = with_seats(&community, 5).await;
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, RegistrationState::Confirmed);
    }

    async fn refused_forms_use_up_nobodys_address(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { details: ASKS, ..content() }, None).await;
        let email = address(1);
        let unanswered = Form { name: "Guest", email: &email, ..Form::default() };
        for round in 0..40 {
            refused(register(service, &at_home(round), id, &unanswered).await, "q1");
        }
        assert!(of_guest(service, id, 1).await.is_none(), "nothing is kept of refused forms");
        let id = with_seats(&community, 5).await;
        signs_up(service, id, 1).await.unwrap();
        assert_eq!(state_of(service, id, 1).await, RegistrationState::Confirmed);
    }

    async fn a_refused_form_counts_like_one_that_is_accepted(community: Community) {
        let service = &community.service;
        let id = planned(&community, workshop::Content { details: ASKS, ..content() }, None).await;
        let flood = visitor("flood", "flood");
        for round in 0..300 {
            let email = address(round);
            let unanswered = Form { name: "Guest", email: &email, ..Form::default() };
            refused(register(service, &flood, id, &unanswered).await, "q1");
        }
        let more = register(service, &flood, id, &Form { name: "Guest", email: "x@example.org", ..Form::default() }).await;
        assert!(matches!(more, Err(Error::TooMany { .. })), "{more:?}");
    }

    async fn members_who_join_a_series_leave_the_limit_of_their_network_to_guests(community: Community) {
        let service = &community.service;
        let [first, _, _] = in_series(&community, [500, 500, 500]).await;
        let school = visitor("school", "school");
        for number in 0..99 {
            let email = address(number);
            let form = Form { name: "Pupil", email: &email, whole_series: true, ..Form::default() };
            register(service, &school, first, &form).await.unwrap();
        }
        for member in [&community.mia, &community.ben, &community.lea] {
            let member = Viewer { address: school.address.clone(), ..member.clone() };
            let all = Form { whole_series: true, ..Form::default() };
            register(service, &member, first, &all).await.unwrap();
        }
        let form = Form { name: "Pupil", email: "last@example.org", ..Form::default() };
        assert_eq!(register(service, &school, first, &form).await.unwrap(), Outcome::Told);
    }

    async fn one_who_is_refused_holds_up_nobody_who_registers_at_the_same_moment(community: Community) {
        let (service, id) = (&community.service, with_seats(&community, 40).await);
        let crowd = (1..=40).map(|number| {
            let service = service.clone();
            tokio::spawn(async move {
                let email = if number % 2 == 0 { "nobody".to_owned() } else { address(number) };
                let form = Form { name: "Guest", email: &email, ..Form::default() };
                (number, register(&service, &at_home(number), id, &form).await)
            })
        });
        for answered in crowd.collect::<Vec<_>>() {
            let (number, result) = answered.await.expect("an answer");
            match number % 2 {
                0 => _ = refused(result, "email"),
                _ => assert_eq!(result.unwrap(), Outcome::Told),
            }
        }
        assert_eq!(sound(&community, id).await.0.taken, 20);
    }

    async fn one_network_fills_no_workshop_with_guests(community: Community) {
        let service = &community.service;
        let (id, other) = (with_seats(&community, 50).await, with_seats(&community, 50).await);
        let cafe = visitor("browser", "café");
        let from_cafe = |number: usize, id: WorkshopId| {
            let (service, cafe) = (service.clone(), cafe.clone());
            async move {
                let email = address(number);
                let form = Form { name: "Guest", email: &email, ..Form::default() };
                register(&service, &cafe, id, &form).await
            }
        };
        for number in 1..=5 {
            assert_eq!(from_cafe(number, id).await.unwrap(), Outcome::Told);
        }
        let sentence = refused(from_cafe(6, id).await, "");
        assert!(sentence.contains("5 guests") && sentence.contains("Sign in"), "{sentence}");
        assert!(sentence.contains("ask the host"), "{sentence}");
        assert_eq!(from_cafe(1, id).await.unwrap(), Outcome::Told, "the same guest once more");
        assert_eq!(from_cafe(6, other).await.unwrap(), Outcome::Told, "each workshop has a limit of its own");
        signs_up(service, id, 7).await.unwrap();
        assert_eq!(refused(from_cafe(7, id).await, ""), sentence, "whether or not the address is registered");
        let member = convene_service::Viewer { address: cafe.address.clone(), ..community.mia.clone() };
        let own = register(service, &member, id, &Form::default()).await.unwrap();
        assert_eq!(own, Outcome::Mine { state: RegistrationState::Confirmed, dates: 1 });
        let team = convene_service::Viewer { address: cafe.address.clone(), ..community.ada.clone() };
        add(service, &team, id, "Guest", &address(8)).await.unwrap();
        assert_eq!(sound(&community, id).await.0.taken, 8);
        community.clock.advance(DAY + 1);
        assert_eq!(from_cafe(9, id).await.unwrap(), Outcome::Told);
    }
}
