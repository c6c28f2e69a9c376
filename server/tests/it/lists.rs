//! Long lists by their addresses, and forms whose fields follow what was chosen.

use axum::http::StatusCode;

use crate::harness::Portal;
use crate::quiz::LOBBY;

#[tokio::test]
async fn mails_come_in_pages_of_fifty_and_those_not_needed_stand_apart() {
    let portal = Portal::demo().await;
    let mut admin = portal.demo_browser("admin").await;
    let first = admin.get("/mail").await;
    assert_eq!(first.body.matches("href=\"/mail/").count(), 50);
    assert!(first.body.contains("href=\"/mail?page=2\"") && first.says("Page 1 of"), "{}", first.body);
    assert!(first.body.contains("href=\"#smtp\""), "the notice leads to the form");
    let second = admin.get("/mail?page=2").await;
    assert!(second.says("Page 2 of") && second.body.contains("rel=\"prev\""));
    let dropped = admin.get("/mail?state=dropped").await;
    assert!(dropped.says("Not needed any more") && dropped.says("Nothing was left out."), "{}", dropped.body);
    assert_eq!(dropped.body.matches("href=\"/mail/").count(), 0, "a shelf of its own");
    for nowhere in ["/mail?page=0", "/mail?page=-1", "/mail?page=x", "/mail?page=4294967295"] {
        assert_eq!(admin.get(nowhere).await.status, StatusCode::OK, "{nowhere}");
    }
}

#[tokio::test]
async fn people_are_found_by_name_address_and_role_and_a_new_role_leads_back_there() {
    let portal = Portal::demo().await;
    let mut admin = portal.demo_browser("admin").await;
    let found = |page: &crate::harness::Page| page.body.matches("scope=\"row\"").count();
    let ada = admin.get("/people?q=OKAFOR+ada").await;
    assert!(found(&ada) == 1 && ada.says("ada@vault.example.org"), "{}", ada.body);
    assert_eq!(found(&admin.get("/people?q=mei%40vault").await), 1, "by the address");
    let educators = admin.get("/people?role=educator").await;
    assert!(found(&educators) > 1 && !educators.says("jonas@"), "{}", educators.body);
    assert!(admin.get("/people?q=nobody-is-called-so").await.says("Nobody is found."));
    let person = crate::quiz::between(&ada.body, "name=\"person\" value=\"", "\"").to_owned();
    let back = "/people?q=OKAFOR+ada";
    assert!(ada.body.contains(&format!("name=\"back\" value=\"{back}\"")), "{}", ada.body);
    let set =
        |back: &'static str| [("act", "role"), ("person", person.as_str()), ("role", "lead"), ("back", back)];
    assert_eq!(admin.post("/people", &set(back)).await.location(), back);
    assert_eq!(admin.post("/people", &set("https://elsewhere.example")).await.location(), "/people");
}

#[tokio::test]
async fn the_library_leads_back_to_a_game_that_is_not_over() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let page = host.get("/quizzes").await;
    assert!(page.says("Game <bdi class=\"number\">271 828</bdi>"), "{}", page.body);
    assert!(page.body.contains(&format!("href=\"/quiz/{LOBBY}/host\">go back")));
    let mut other = portal.demo_browser("admin").await;
    assert!(!other.get("/quizzes").await.says("271 828"), "others have their own");
}

#[tokio::test]
async fn without_a_script_marks_follow_the_kind_of_question_and_nothing_typed_is_lost() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let made = host.post("/quizzes/new", &[("title", "Kinds"), ("summary", "")]).await;
    let path = made.location().to_owned();
    let page = host.get(&path).await;
    assert_eq!(page.body.matches("type=\"radio\" name=\"correct\"").count(), 6, "{}", page.body);
    let typed = [("act", "save"), ("kind", "multiple"), ("choice_0", "Half an answer"), ("then", "kind")];
    let page = host.post(&path, &typed).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("type=\"checkbox\" name=\"correct\"").count(), 6, "{}", page.body);
    assert!(page.body.contains("value=\"Half an answer\"") && !page.body.contains("<title>Error:"));
}
