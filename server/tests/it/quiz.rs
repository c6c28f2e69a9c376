//! The library, imports, the way into a game and out of it.

use axum::http::StatusCode;

use crate::harness::{Browser, Page, Portal};

/// The demo's open lobby, hosted by its educator.
pub const LOBBY: &str = "271828";

/// The part of `text` between `before` and the next `after`.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let at = text.find(before).unwrap_or_else(|| panic!("{before} in {text}")) + before.len();
    let rest = &text[at..];
    &rest[..rest.find(after).unwrap_or(rest.len())]
}

/// A form that went through.
fn went(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().to_owned()
}

async fn new_quiz(host: &mut Browser<'_>) -> String {
    let page = host.post("/quizzes/new", &[("title", "Basis trades"), ("summary", "")]).await;
    went(&page).trim_end_matches("/questions/new").to_owned()
}

const QUESTION: [(&str, &str); 8] = [
    ("act", "save"),
    ("kind", "single"),
    ("prompt", "What is the basis?"),
    ("choice_0", "Future minus spot"),
    ("choice_1", "Spot times future"),
    ("correct", "0"),
    ("limit", "20"),
    ("weight", "1"),
];

fn question(prompt: &'static str) -> Vec<(&'static str, &'static str)> {
    QUESTION.iter().map(|(name, value)| (*name, if *name == "prompt" { prompt } else { *value })).collect()
}

#[tokio::test]
async fn the_library_is_for_educators() {
    let portal = Portal::demo().await;
    assert_eq!(portal.browser().get("/quizzes").await.location(), "/sign-in?next=%2Fquizzes");
    let mut member = portal.demo_browser("member").await;
    assert_eq!(member.get("/quizzes").await.status, StatusCode::FORBIDDEN);
    let mut educator = portal.demo_browser("educator").await;
    let page = educator.get("/quizzes").await;
    assert!(page.says("Delta-neutral vaults, first steps") && !page.says("Perpetuals without tears"));
    let mut lead = portal.demo_browser("lead").await;
    assert!(lead.get("/quizzes?of=everybody").await.says("Perpetuals without tears"));
}

#[tokio::test]
async fn a_quiz_is_archived_and_undo_takes_it_out_again() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let id = quiz.trim_start_matches("/quizzes/");
    went(&host.post("/quizzes", &[("act", "archive"), ("quiz", id)]).await);
    let page = host.get("/quizzes").await;
    assert!(page.says("The quiz is in the archive.") && page.body.contains("value=\"restore\""));
    assert!(host.get("/quizzes?shelf=archive").await.says("Basis trades"));
    went(&host.post("/quizzes", &[("act", "restore"), ("quiz", id)]).await);
    assert!(host.get("/quizzes").await.says("Basis trades"));
}

#[tokio::test]
async fn questions_are_written_moved_deleted_and_put_back_without_a_script() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let new = format!("{quiz}/questions/new");
    let first = went(&host.post(&new, &question("First?")).await);
    let second = went(&host.post(&new, &question("Second?")).await);
    let order = |page: &Page| page.body.find("First?").cmp(&page.body.find("Second?"));
    assert_eq!(order(&host.get(&quiz).await), std::cmp::Ordering::Less);
    let id = second.split("#question-").nth(1).expect("a row").to_owned();
    let moved = host.post(&quiz, &[("act", "up"), ("question", &id)]).await;
    assert_eq!(went(&moved), second, "the focus stays with the moved row");
    assert_eq!(order(&host.get(&quiz).await), std::cmp::Ordering::Greater);
    let id = first.split("#question-").nth(1).expect("a row").to_owned();
    went(&host.post(&quiz, &[("act", "remove"), ("question", &id)]).await);
    let page = host.get(&quiz).await;
    assert!(!page.says("First?") && page.body.contains("value=\"put-back\""));
    went(&host.post(&quiz, &[("act", "put-back"), ("question", &id)]).await);
    assert!(host.get(&quiz).await.says("First?"));
}

#[tokio::test]
async fn a_refused_question_keeps_what_was_typed() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let fields = [("act", "save"), ("kind", "single"), ("prompt", "Only a prompt"), ("weight", "1")];
    let page = host.post(&format!("{quiz}/questions/new"), &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Give 2 to 6 answers.") && page.says("Only a prompt"));
}

#[tokio::test]
async fn what_is_typed_is_kept_as_a_draft_until_it_is_saved_or_discarded() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let path = format!("{quiz}/questions/new");
    let draft = [("_path", path.as_str()), ("kind", "single"), ("prompt", "Half a thought")];
    assert_eq!(portal.browser().post("/drafts", &draft).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(host.post("/drafts", &[("prompt", "x")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(host.post("/drafts", &draft).await.status, StatusCode::NO_CONTENT);
    let page = host.get(&path).await;
    assert!(page.says("Half a thought") && page.says("not saved"));
    went(&host.post(&path, &[("act", "discard")]).await);
    assert!(!host.get(&path).await.says("Half a thought"));
    host.post("/drafts", &draft).await;
    went(&host.post(&path, &QUESTION).await);
    assert!(!host.get(&path).await.says("Half a thought"), "a saved question leaves no draft");
}

/// Lines of the questions whose boxes are ticked.
fn ticked(preview: &str) -> Vec<&str> {
    let inputs = preview.split("<input").skip(1).filter_map(|rest| rest.split_once('>'));
    let boxes = inputs.map(|(tag, _)| tag).filter(|tag| tag.contains("name=\"lines\""));
    // The type is called checkbox too.
    boxes.filter(|tag| tag.contains(" checked")).map(|tag| between(tag, "value=\"", "\"")).collect()
}

const GIFT: &str = "What is 1 plus 1? { =2 ~3 }\n\nWhat is 2 plus 2? { =4 ~5 }\n\nMatch { =a -> b =c -> d }\n\n\
    What is 3 plus 3? { =6 ~7 }\n";

#[tokio::test]
async fn a_file_is_looked_at_before_it_becomes_a_quiz() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let file = ("file", "sums.gift", GIFT.as_bytes());
    let preview = went(&host.upload("/quizzes/import", &[("format", "")], file).await);
    let page = host.get(&preview).await;
    assert!(page.says("What is 2 plus 2?") && page.says("Line 5") && page.says("matching"), "{}", page.body);
    assert_eq!(ticked(&page.body), ["1", "3", "7"], "all are ticked");
    let none = host.post(&preview, &[("act", "confirm"), ("title", "Sums")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(none.says("Choose at least one question.") && ticked(&none.body).is_empty(), "{}", none.body);
    let fields = [("act", "confirm"), ("title", "Sums"), ("lines", "3"), ("lines", "7")];
    let quiz = went(&host.post(&preview, &fields).await);
    let page = host.get(&quiz).await;
    assert!(page.says("2 questions") && page.says("What is 3 plus 3?") && !page.says("What is 1 plus 1?"));
    assert_eq!(went(&host.post(&preview, &fields).await), quiz, "pressed twice, it is one quiz");
}

#[tokio::test]
async fn every_tick_of_the_longest_file_counts() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let many: String = (0..2_100).map(|n| format!("What is {n} plus 0? {{ ={n} ~no }}\n\n")).collect();
    let file = ("file", "sums.gift", many.as_bytes());
    let preview = went(&host.upload("/quizzes/import", &[("format", "gift")], file).await);
    let page = host.get(&preview).await;
    let lines = ticked(&page.body);
    assert_eq!(lines.len(), 2_000, "as many as a quiz holds");
    let names = [("act", "confirm"), ("title", "Sums")];
    let all_but_one: Vec<_> =
        names.into_iter().chain(lines[1..].iter().map(|line| ("lines", *line))).collect();
    let quiz = went(&host.post(&preview, &all_but_one).await);
    let page = host.get(&quiz).await;
    assert!(
        page.says("1,999 questions") && page.says("What is 1999 plus 0?") && !page.says("What is 0 plus 0?")
    );
}

#[tokio::test]
async fn the_template_of_a_table_is_read_as_what_it_shows() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let page = host.get("/quizzes/import").await;
    assert!(page.says("answer1 to answer6") && page.body.contains("/quizzes/import/template.csv"));
    let template = host.get("/quizzes/import/template.csv").await;
    assert_eq!(template.headers["content-type"], "text/csv; charset=utf-8");
    let file = ("file", "questions.csv", template.body.as_bytes());
    let preview = went(&host.upload("/quizzes/import", &[("format", "")], file).await);
    let page = host.get(&preview).await;
    assert_eq!(ticked(&page.body).len(), 3, "{}", page.body);
    assert!(!page.body.contains("rejected-line"), "{}", page.body);
    let fields = [("act", "discard")];
    assert_eq!(went(&host.post(&preview, &fields).await), "/quizzes/import");
    let fields = [("act", "confirm"), ("title", "Sums"), ("lines", "2")];
    assert_eq!(went(&host.post(&preview, &fields).await), "/quizzes/import", "forgotten in another tab");
    assert!(host.get("/quizzes/import").await.says("This file is forgotten already."));
}

#[tokio::test]
async fn acts_on_a_deleted_question_lead_back_and_what_is_typed_stays() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let to = went(&host.post(&format!("{quiz}/questions/new"), &QUESTION).await);
    let id = to.split("#question-").nth(1).expect("an id").to_owned();
    let act = |act: &'static str| [("act", act), ("question", id.as_str())];
    went(&host.post(&quiz, &act("remove")).await);
    for stale in ["remove", "up", "down", "copy"] {
        assert_eq!(went(&host.post(&quiz, &act(stale)).await), format!("{quiz}#questions"), "{stale}");
        assert!(host.get(&quiz).await.says("This question was deleted already."), "{stale}");
    }
    let path = format!("{quiz}/questions/{id}");
    let gone = host.get(&path).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(
        gone.says("This question was deleted already") && gone.body.contains(&format!("href=\"{quiz}\""))
    );
    let mut typed: Vec<(&str, &str)> = QUESTION.to_vec();
    typed.retain(|(name, _)| *name != "then" && *name != "prompt");
    typed.extend([("seen", "long ago"), ("prompt", "Changed at length"), ("then", "back")]);
    let refused = host.post(&path, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Your text is kept here.") && refused.says("Changed at length"), "{}", refused.body);
    typed.retain(|(name, _)| *name != "then");
    typed.push(("then", "anew"));
    assert!(went(&host.post(&path, &typed).await).starts_with(&format!("{quiz}#question-")));
    assert!(host.get(&quiz).await.says("Changed at length"));
}

#[tokio::test]
async fn a_file_that_is_none_says_why() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let missing = host.post("/quizzes/import", &[("format", "")]).await;
    assert!(missing.says("Choose a file first."));
    let picture = ("file", "cat.png", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0\0\0".as_slice());
    let page = host.upload("/quizzes/import", &[("format", "")], picture).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("neither a text nor an Excel workbook"));
}

#[tokio::test]
async fn hosting_opens_a_lobby_and_refuses_a_draw_that_cannot_be() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    let empty = host.post(&quiz, &[("act", "host")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    went(&host.post(&format!("{quiz}/questions/new"), &QUESTION).await);
    let page = host.post(&quiz, &[("act", "host"), ("draw", "9")]).await;
    assert!(page.says("Draw from 1 to 1 questions, or play all."));
    let desk = went(&host.post(&quiz, &[("act", "host"), ("scoring", "accuracy")]).await);
    let page = host.get(&desk).await;
    assert!(page.body.contains("data-component=\"HostGame"), "{}", page.body);
    assert!(host.get(&desk.replace("/host", "/screen")).await.body.contains("data-component=\"ScreenGame"));
    let mut member = portal.demo_browser("member").await;
    assert_eq!(member.get(&desk).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_cohost_is_added_by_address() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let desk = format!("/quiz/{LOBBY}/host");
    let stranger = host.post(&desk, &[("act", "cohost"), ("email", "nobody@example.org")]).await;
    assert!(stranger.says("No educator has this address."));
    went(&host.post(&desk, &[("act", "cohost"), ("email", "mei@vault.example.org")]).await);
    assert!(host.get(&desk).await.says("Mei Tanaka"));
}

#[tokio::test]
async fn anybody_with_the_pin_takes_a_seat_and_comes_back_to_it() {
    let portal = Portal::demo().await;
    let mut guest = portal.browser();
    assert!(went(&guest.post("/quiz", &[("pin", "271 828")]).await).ends_with(LOBBY));
    let door = format!("/quiz/{LOBBY}");
    let play = format!("{door}/play");
    assert_eq!(guest.get(&play).await.location(), door, "without a seat one joins first");
    let rude = guest.post(&door, &[("nickname", "")]).await;
    assert!(rude.says("Type a nickname."));
    let taken = guest.post(&door, &[("nickname", "jonas")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let free = between(&taken.body, "name=\"use\" value=\"", "\"").to_owned();
    assert_eq!(free, "jonas 2");
    assert_eq!(went(&guest.post(&door, &[("nickname", "jonas"), ("use", &free)]).await), play);
    let page = guest.get(&play).await;
    assert!(page.body.contains("data-component=\"PlayGame") && page.body.contains("<noscript>"));
    assert_eq!(guest.get(&door).await.location(), play, "whoever has a seat goes on playing");
    assert!(guest.get("/").await.says("Go back to your seat"));
}

#[tokio::test]
async fn a_wrong_pin_is_said_beside_its_field_and_guessing_ends() {
    let portal = Portal::demo().await;
    let mut guest = portal.browser();
    let typo = guest.post("/quiz", &[("pin", "12")]).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(typo.says("A PIN has six digits."));
    assert_eq!(guest.get("/quiz/999999").await.status, StatusCode::NOT_FOUND);
    let mut last = StatusCode::OK;
    for number in 0..15 {
        last = guest.post("/quiz", &[("pin", &format!("99{number:04}"))]).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn results_are_for_those_who_were_there() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let me = host.get("/me").await;
    let game = format!("/games/{}", between(&me.body, "href=\"/games/", "\""));
    let csv = format!("{game}/answers.csv");
    let page = host.get(&game).await;
    assert!(page.says("Question by question") && page.says("Kofi M"));
    let sheet = host.get(&csv).await;
    assert_eq!(sheet.headers["content-type"], "text/csv; charset=utf-8");
    let name = sheet.headers["content-disposition"].to_str().expect("text");
    assert!(name.starts_with("attachment; filename=\"") && name.ends_with("-answers.csv\""), "{name}");
    assert!(sheet.body.starts_with("\u{feff}question_number,question,player"));
    let ranking = host.get(&format!("{game}/ranking.csv")).await;
    assert!(ranking.body.starts_with("\u{feff}rank,player,") && ranking.body.contains("Kofi M"));
    assert!(sheet.body.lines().count() > 60, "twelve players at eight questions");
    let mut player = portal.demo_browser("member").await;
    let own = player.get(&game).await;
    assert!(own.says("How you did as \u{2068}Jonas\u{2069}.") && !own.says("Kofi M"));
    assert!(player.get("/me").await.body.contains(&game));
    assert_eq!(player.get(&csv).await.status, StatusCode::NOT_FOUND);
    let mut stranger = portal.browser();
    assert_eq!(stranger.get(&game).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(&csv).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_joins_while_the_server_stops_keeps_the_nickname_and_is_told_to_try_again() {
    let portal = Portal::demo().await;
    let mut guest = portal.browser();
    let path = format!("/quiz/{LOBBY}");
    portal.service.rooms().shutdown().await;
    let page = guest.post(&path, &[("nickname", "Grace")]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.says("Convene is restarting. Try again in a moment."), "{}", page.body);
    assert!(page.body.contains("value=\"Grace\""), "the nickname is still in its field");
}

#[tokio::test]
async fn a_double_click_on_opening_the_lobby_opens_one_game() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let quiz = new_quiz(&mut host).await;
    went(&host.post(&format!("{quiz}/questions/new"), &question("First?")).await);
    let mark = |page: &Page| between(&page.body, "name=\"form\" value=\"", "\"").to_owned();
    let (first, second) = (mark(&host.get(&quiz).await), mark(&host.get(&quiz).await));
    assert_ne!(first, second);
    let mut lobbies = Vec::new();
    for mark in [&first, &first, &second] {
        lobbies.push(went(&host.post(&quiz, &[("act", "host"), ("form", mark)]).await));
    }
    assert_eq!(lobbies[0], lobbies[1]);
    assert_ne!(lobbies[0], lobbies[2]);
}

#[tokio::test]
async fn games_played_long_ago_are_found_page_by_page() {
    let portal = Portal::demo().await;
    assert_eq!(portal.browser().get("/me/games").await.location(), "/sign-in?next=%2Fme%2Fgames");
    let mut member = portal.demo_browser("member").await;
    let page = member.get("/me/games").await;
    assert!(page.says("Delta-neutral vaults, first steps") && !page.says("Older games"));
    let beyond = member.get("/me/games?before=0_00000000-0000-7000-8000-000000000000").await;
    assert!(beyond.says("No finished game yet.") || beyond.says("Newest games"), "{}", beyond.body);
    assert!(member.get("/me/games?before=nonsense").await.says("Delta-neutral vaults, first steps"));
}

#[tokio::test]
async fn a_removed_player_reads_at_the_door_who_can_let_them_in_again() {
    let portal = Portal::demo().await;
    let mut guest = portal.browser();
    let path = format!("/quiz/{LOBBY}");
    went(&guest.post(&path, &[("nickname", "Grace")]).await);
    assert_eq!(guest.get(&path).await.location(), format!("{path}/play"), "who sits goes on playing");
    remove(&portal, "Grace", true).await;
    let page = guest.get(&path).await;
    assert!(page.says("The host removed you from this game"), "{}", page.body);
    assert!(page.says("to let you in again") && !page.body.contains("name=\"nickname\""));
    let mut hosted = portal.demo_browser("educator").await;
    let name = between(&page.body, "Ask \u{2068}", "\u{2069}").to_owned();
    assert!(hosted.get("/me").await.says(&format!("Hello, <bdi>{name}</bdi>")), "{name} hosts the game");
    assert!(portal.browser().get(&path).await.body.contains("name=\"nickname\""), "others may join");
    remove(&portal, "Grace", false).await;
    assert_eq!(guest.get(&path).await.location(), format!("{path}/play"));
}

/// What the host does to a player of the lobby.
async fn remove(portal: &Portal, nickname: &str, out: bool) {
    use convene_store::quiz::{door, seat};
    let mut tx = portal.service.db().begin().await.expect("a transaction");
    let game = door::by_pin(&mut tx, LOBBY).await.expect("a query").expect("the lobby").id;
    let seats = seat::of_game(&mut tx, game).await.expect("seats");
    let seat = seats.iter().find(|seat| seat.nickname == nickname).expect("the player").id;
    let at = out.then(|| portal.service.now());
    assert!(seat::set_removed(&mut tx, game, seat, at).await.expect("a change"));
    tx.commit().await.expect("a commit");
}
