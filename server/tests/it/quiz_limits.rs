//! The door of a game: wrong, old and guessed PINs, and a classroom that must still get in.

use axum::http::StatusCode;
use convene_domain::time::MINUTE;

use crate::harness::{Browser, Page, Portal};
use crate::quiz::{LOBBY, between};
use crate::stage::{Line, Sender as _, join, listen, open_game};

/// Wrong PINs a browser may type, and an address may send, in ten minutes.
const PER_BROWSER: usize = 10;
const PER_ADDRESS: usize = 200;

/// Where the classroom of these tests is, and another place.
const SCHOOL: &str = "198.51.100.20:4000";
const ELSEWHERE: &str = "192.0.2.99:4000";

fn at<'a>(portal: &'a Portal, address: &str) -> Browser<'a> {
    let mut browser = portal.browser();
    browser.address = address.parse().expect("an address");
    browser
}

/// A PIN that no game has: games of a test portal are few, and none of them begins like this.
fn wrong_pin(number: usize) -> String {
    format!("00{number:04}")
}

async fn guess(browser: &mut Browser<'_>, number: usize) -> Page {
    browser.post("/quiz", &[("pin", &wrong_pin(number))]).await
}

/// Lets `browser` guess until it is refused; answers after how many guesses that was.
async fn exhaust(browser: &mut Browser<'_>) -> usize {
    for number in 0..=PER_ADDRESS {
        if guess(browser, number).await.status == StatusCode::TOO_MANY_REQUESTS {
            return number;
        }
    }
    panic!("guessing is never refused");
}

/// Uses up what an address may guess, by many browsers.
async fn exhaust_address(portal: &Portal, address: &str) {
    for _ in 0..PER_ADDRESS / PER_BROWSER {
        assert_eq!(exhaust(&mut at(portal, address)).await, PER_BROWSER);
    }
}

/// The address of a game's link as its QR code says it.
async fn link(host: &mut Browser<'_>, pin: &str) -> String {
    let page = host.get(&format!("/quiz/{pin}/host")).await;
    let key = between(&page.body, &format!("/quiz/{pin}?key="), "\"").to_owned();
    let key: String = key.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("/quiz/{pin}?key={key}")
}

async fn is_let_in(browser: &mut Browser<'_>, pin: &str) -> bool {
    let page = browser.post("/quiz", &[("pin", pin)]).await;
    page.status == StatusCode::SEE_OTHER
        && browser.get(&format!("/quiz/{pin}")).await.status == StatusCode::OK
}

#[tokio::test]
async fn what_is_no_pin_or_nobodys_is_said_in_a_sentence() {
    let portal = Portal::demo().await;
    let mut guest = portal.browser();
    let long = "1".repeat(10_000);
    for typed in
        ["", "12345", "1234567", "abcdef", "<script>alert(1)</script>", "١٢٣٤٥٦", "\0\0\0\0\0\0", &long]
    {
        let page = guest.post("/quiz", &[("pin", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:.20}");
        assert!(
            page.says("A PIN has six digits. Look at the host's screen and type it again."),
            "{typed:.20}"
        );
        assert!(!page.body.contains("<script>alert"), "what was typed is inert");
    }
    let page = guess(&mut guest, 1).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("No game has this PIN now. Check the six digits on the host's screen."));
    assert!(page.body.contains(&wrong_pin(1)), "what was typed stays");
    let link = guest.get(&format!("/quiz/{}", wrong_pin(2))).await;
    assert_eq!(link.status, StatusCode::NOT_FOUND);
    assert!(link.says("No game has this PIN now."));
    assert!(
        is_let_in(&mut guest, LOBBY).await,
        "mistyping locks nobody out, and what is no PIN is not counted"
    );
}

#[tokio::test]
async fn the_pin_of_a_finished_game_leads_its_players_to_the_results_and_strangers_nowhere() {
    let portal = Portal::demo().await;
    let server = listen(&portal).await;
    let mut educator = portal.demo_browser("educator").await;
    let pin = open_game(&mut educator, 1, &[("scoring", "speed")]).await;
    let mut player = portal.browser();
    join(&mut player, &pin, "Grace").await;
    let (mut host, _) = Line::enter(server, &pin, "host", &educator.cookie()).await;
    host.wish(convene_domain::quiz::game::wire::Control::End).await;
    let game = host
        .until(|message| match message {
            convene_domain::quiz::game::wire::ToClient::Finished(finished) => Some(finished.game),
            _ => None,
        })
        .await;
    let own = player.post("/quiz", &[("pin", &pin)]).await;
    assert_eq!(own.location(), format!("/games/{game}"));
    let mut stranger = portal.browser();
    let old = stranger.post("/quiz", &[("pin", &pin)]).await;
    assert!(old.says("No game has this PIN now."), "{}", old.body);
    let old = stranger.post(&format!("/quiz/{pin}"), &[("nickname", "Late")]).await;
    assert!(old.status.is_client_error() && old.says("No game has this PIN now."), "{}", old.body);
    assert_eq!(stranger.get(&format!("/games/{game}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_pin_belongs_to_one_living_game_and_is_free_again_afterwards() {
    use convene_store::quiz::{door, game};
    let portal = Portal::demo().await;
    let mut tx = portal.service.db().begin().await.expect("a transaction");
    let door = door::by_pin(&mut tx, LOBBY).await.expect("asks").expect("the demo's lobby");
    let living = game::by_id(&mut tx, door.id).await.expect("asks").expect("the demo's lobby");
    let new = |number: u8| game::New {
        id: convene_domain::id::GameId::new(portal.service.now(), [number; 10]),
        quiz_id: None,
        host_id: living.host_id,
        title: "Another one",
        pin: LOBBY,
        link_key: "key",
        questions: &living.questions,
        rules: &living.rules,
        phase: &living.phase,
        host_address: "",
        form: None,
        created_at: portal.service.now(),
        expires_at: portal.service.now().plus(MINUTE),
    };
    assert!(!game::insert(&mut tx, &new(1)).await.expect("asks"), "taken while its game is alive");
    let epoch = game::claim(&mut tx, living.id).await.expect("asks").expect("an epoch");
    let over = game::Progress {
        phase: "{}",
        state: game::State::Finished,
        started_at: None,
        finished_at: Some(portal.service.now()),
    };
    assert!(game::save_phase(&mut tx, living.id, epoch, &over).await.expect("stores"));
    assert!(game::insert(&mut tx, &new(2)).await.expect("stores"), "free again");
}

#[tokio::test]
async fn a_browser_that_guesses_is_refused_for_ten_minutes_right_or_wrong() {
    let portal = Portal::demo().await;
    let mut guesser = at(&portal, SCHOOL);
    assert_eq!(exhaust(&mut guesser).await, PER_BROWSER);
    let wrong = guess(&mut guesser, 77).await;
    let right = guesser.post("/quiz", &[("pin", LOBBY)]).await;
    let strip = |page: &Page, pin: &str| between(&page.body, "<main", "</main>").replace(pin, "PIN");
    assert_eq!((wrong.status, right.status), (StatusCode::TOO_MANY_REQUESTS, StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(
        strip(&wrong, &wrong_pin(77)),
        strip(&right, LOBBY),
        "the refusal does not tell which PINs exist"
    );
    assert!(right.says("Too many tries. Wait 10 minutes, then try again."), "{}", right.body);
    let door = format!("/quiz/{LOBBY}");
    for path in [door.clone(), format!("{door}/play")] {
        let page = guesser.get(&path).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(page.says("wait 10 minutes"), "{path}: {}", page.body);
    }
    let seat = guesser.post(&door, &[("nickname", "Grace")]).await;
    assert_eq!(seat.status, StatusCode::TOO_MANY_REQUESTS, "{}", seat.body);
    assert!(is_let_in(&mut at(&portal, SCHOOL), LOBBY).await, "the neighbour's browser guessed nothing");
    portal.clock.advance(10 * MINUTE + 1);
    assert!(is_let_in(&mut guesser, LOBBY).await);
}

#[tokio::test]
async fn every_way_to_try_a_pin_counts() {
    let portal = Portal::demo().await;
    let mut guesser = at(&portal, SCHOOL);
    guess(&mut guesser, 0).await;
    for number in 1..=3 {
        let door = format!("/quiz/{}", wrong_pin(number));
        guesser.get(&door).await;
        guesser.get(&format!("{door}/play")).await;
        guesser.post(&door, &[("nickname", "Grace")]).await;
    }
    assert_eq!(guess(&mut guesser, 9).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_link_opens_the_door_for_whoever_guessed() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let link = link(&mut educator, LOBBY).await;
    let mut guesser = at(&portal, SCHOOL);
    exhaust(&mut guesser).await;
    let wrong_key = format!("/quiz/{LOBBY}?key={}", "0".repeat(32));
    assert_eq!(guesser.get(&wrong_key).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(guesser.get(&link).await.status, StatusCode::OK);
    let page = guesser.post(&link, &[("nickname", "Grace")]).await;
    assert_eq!(page.location(), format!("/quiz/{LOBBY}/play"));
    let play = guesser.get(page.location()).await;
    assert_eq!(play.status, StatusCode::OK, "who has a seat is never asked for a PIN: {}", play.body);
    let server = listen(&portal).await;
    let (_, welcome) = Line::enter(server, LOBBY, "player", &guesser.cookie()).await;
    assert_eq!(welcome.you.expect("a seat").nickname, "Grace");
}

#[tokio::test]
async fn an_address_that_guesses_with_many_browsers_is_refused_and_others_are_not() {
    let portal = Portal::demo().await;
    exhaust_address(&portal, SCHOOL).await;
    let mut fresh = at(&portal, SCHOOL);
    let page = fresh.post("/quiz", &[("pin", LOBBY)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "clearing cookies does not help");
    assert!(page.says("Too many tries. Wait 10 minutes, then try again."), "{}", page.body);
    assert!(is_let_in(&mut at(&portal, ELSEWHERE), LOBBY).await);
    portal.clock.advance(10 * MINUTE + 1);
    assert!(is_let_in(&mut fresh, LOBBY).await);
}

#[tokio::test]
async fn a_classroom_gets_into_its_own_game_though_somebody_in_it_guesses() {
    let portal = Portal::demo().await;
    let mut teacher = portal.demo_browser("educator").await;
    teacher.address = SCHOOL.parse().expect("an address");
    let pin = open_game(&mut teacher, 1, &[("scoring", "speed")]).await;
    let mut early = at(&portal, SCHOOL);
    join(&mut early, &pin, "Early").await;
    exhaust_address(&portal, SCHOOL).await;
    // The host is in the room, so its whole address is; and whoever sits goes on.
    for nickname in ["Ann", "Ben", "Cleo"] {
        let mut pupil = at(&portal, SCHOOL);
        assert!(is_let_in(&mut pupil, &pin).await, "{nickname}");
        join(&mut pupil, &pin, nickname).await;
        assert_eq!(pupil.get(&format!("/quiz/{pin}/play")).await.status, StatusCode::OK);
    }
    assert_eq!(early.get(&format!("/quiz/{pin}/play")).await.status, StatusCode::OK);
    assert_eq!(teacher.get(&format!("/quiz/{pin}/host")).await.status, StatusCode::OK);
    assert!(!is_let_in(&mut at(&portal, SCHOOL), LOBBY).await, "a game of other people stays closed");
}

#[tokio::test]
async fn one_pupil_in_the_room_opens_the_game_of_a_distant_host_to_the_others() {
    let portal = Portal::demo().await;
    let mut educator = portal.demo_browser("educator").await;
    let link = link(&mut educator, LOBBY).await;
    exhaust_address(&portal, SCHOOL).await;
    assert!(!is_let_in(&mut at(&portal, SCHOOL), LOBBY).await);
    let mut first = at(&portal, SCHOOL);
    let page = first.post(&link, &[("nickname", "Ann")]).await;
    assert_eq!(page.location(), format!("/quiz/{LOBBY}/play"));
    let mut second = at(&portal, SCHOOL);
    assert!(is_let_in(&mut second, LOBBY).await);
    join(&mut second, LOBBY, "Ben").await;
}

#[tokio::test]
async fn the_addresses_of_one_household_are_one_address() {
    let portal = Portal::demo().await;
    for number in 0..PER_ADDRESS / PER_BROWSER {
        assert_eq!(exhaust(&mut at(&portal, &format!("[2001:db8:1:1::{number:x}]:4000"))).await, PER_BROWSER);
    }
    assert!(!is_let_in(&mut at(&portal, "[2001:db8:1:1::ffff]:4000"), LOBBY).await);
    assert!(!is_let_in(&mut at(&portal, "[2001:db8:1:2::1]:4000"), LOBBY).await);
    assert!(is_let_in(&mut at(&portal, "[2001:db8:1:101::1]:4000"), LOBBY).await);
}
