//! The language of mail over HTTP: what a browser says of itself, and what people choose on their profile.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use convene_domain::account::Email;
use convene_domain::{Language, account};
use convene_service::mail::optout::{self, Topic};
use convene_store::account::person;

use crate::harness::{Browser, Page, Portal};

/// Sends a form with the languages a browser prefers, each header line for itself.
async fn post_in(browser: &mut Browser<'_>, accepted: &[&str], path: &str, body: &str) -> Page {
    let mut request = browser
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    for line in accepted {
        request = request.header(header::ACCEPT_LANGUAGE, *line);
    }
    let request = request.body(Body::from(body.to_owned()));
    browser.send(request.expect("a request")).await
}

async fn language_of(portal: &Portal, email: &str) -> Option<Language> {
    let mut tx = portal.service.db().read().await.expect("reads");
    let email = Email::parse(email).expect("an address");
    person::by_email(&mut tx, &email).await.expect("asks").and_then(|person| person.language())
}

#[tokio::test]
async fn the_browser_says_it_first_and_the_profile_has_the_last_word() {
    let portal = Portal::new().await;
    let mut browser = portal.browser();
    let german = ["fr;q=0.9", "de-AT,en;q=0.8"];
    let asked = post_in(&mut browser, &german, "/sign-in", "act=mail&email=neu%40example.org").await;
    assert_eq!(asked.location(), "/sign-in/code");
    let (subject, _) = portal.newest_mail("neu@example.org").await.expect("a mail");
    assert!(subject.contains(" ist dein Code für "), "{subject}");
    let code = browser.code("neu@example.org").await;
    post_in(&mut browser, &german, "/sign-in/code", &format!("code={code}")).await;
    assert_eq!(language_of(&portal, "neu@example.org").await, Some(Language::German));

    let page = browser.get("/me/profile").await;
    for choice in
        ["Language of your mail", "Automatic", "English", "Deutsch", "The pages here are in English."]
    {
        assert!(page.says(choice), "{choice}");
    }
    let saves = |language: &'static str| {
        [("act", "profile"), ("name", "Neu"), ("extra_time", "100"), ("language", language)]
    };
    let saved = browser.post("/me/profile", &saves("en")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(language_of(&portal, "neu@example.org").await, Some(Language::English));
    browser.post("/preferences", &[("theme", "dark")]).await;
    assert_eq!(
        language_of(&portal, "neu@example.org").await,
        Some(Language::English),
        "the header's switches leave it"
    );
    post_in(&mut browser, &["de"], "/me/profile", "act=email&email=andere%40example.org").await;
    let (subject, _) = portal.newest_mail("andere@example.org").await.expect("a mail");
    assert!(
        subject.starts_with("Confirm your new address"),
        "what she chose, whatever the browser says: {subject}"
    );
    let odd = browser.post("/me/profile", &saves("xx")).await;
    assert_eq!(odd.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(odd.says("Choose English or German."));
    browser.post("/me/profile", &saves("")).await;
    assert_eq!(language_of(&portal, "neu@example.org").await, None, "automatic");
}

#[tokio::test]
async fn every_kind_of_mail_has_a_sentence_of_its_own_to_be_without_it() {
    let portal = Portal::demo().await;
    let mut browser = portal.browser();
    let member = convene_service::demo::person(&portal.service, account::Role::Member).await;
    let member = member.expect("read").expect("the member");
    let mut seen = std::collections::HashSet::new();
    for topic in Topic::ALL {
        let url = optout::url(&portal.service, member.id, topic);
        let page = browser.get(url.trim_start_matches("http://localhost:3000")).await;
        assert!(page.says(topic.words()), "{topic:?}: {}", page.body);
        assert!(seen.insert(topic.words()), "{topic:?}");
    }
}
