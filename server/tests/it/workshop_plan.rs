//! The form of a workshop over HTTP: what is refused keeps what was typed, and rows are added without a script.

use axum::http::StatusCode;

use crate::harness::{Browser, Page, Portal};

/// The portal's clock stands at noon of 22 November 2026.
const FORM: [(&str, &str); 8] = [
    ("act", "save"),
    ("then", "save"),
    ("title", "Reading funding rates"),
    ("start_date", "2026-12-01"),
    ("start_time", "18:00"),
    ("end_time", "19:30"),
    ("zone", "Europe/Berlin"),
    ("capacity", "12"),
];

/// `FORM` with some fields replaced.
pub fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = FORM.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes).copied().collect()
}

/// Where a form that went through leads.
#[track_caller]
pub fn went(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    page.location().to_owned()
}

/// The edit page of a new draft.
pub async fn draft(host: &mut Browser<'_>, changes: &[(&str, &str)]) -> String {
    went(&host.post("/workshops/new", &with(changes)).await)
}

/// The value of a hidden or visible field.
pub fn value(page: &Page, name: &str) -> String {
    let at = page.body.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name} on the page"));
    let tag = &page.body[page.body[..at].rfind('<').expect("a tag")..];
    let tag = &tag[..tag.find('>').expect("its end")];
    let from = tag.find("value=\"").map_or("", |from| &tag[from + 7..]);
    from[..from.find('"').unwrap_or(0)].to_owned()
}

#[tokio::test]
async fn planning_is_for_educators() {
    let portal = Portal::demo().await;
    assert_eq!(portal.browser().get("/workshops/new").await.location(), "/sign-in?next=%2Fworkshops%2Fnew");
    let mut member = portal.demo_browser("member").await;
    for path in ["/workshops/new", "/workshops/mine"] {
        assert_eq!(member.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(member.post("/workshops/new", &FORM).await.status, StatusCode::FORBIDDEN);
    let mut host = portal.demo_browser("educator").await;
    assert_eq!(host.get("/workshops/new").await.status, StatusCode::OK);
    let edit = draft(&mut host, &[]).await;
    assert_eq!(member.get(&edit).await.status, StatusCode::FORBIDDEN);
    assert_eq!(host.get("/workshops/nonsense/edit").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_is_saved_changed_and_published_without_a_script() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let edit = draft(&mut host, &[]).await;
    let page = host.get(&edit).await;
    assert!(
        page.says("Nobody but your team sees it yet.") && page.says("Reading funding rates"),
        "{}",
        page.body
    );
    assert!(host.get("/workshops/mine?shelf=drafts").await.says("Reading funding rates"));
    let revision = value(&page, "revision");
    let changes = [("title", "Funding rates, read"), ("revision", revision.as_str()), ("then", "publish")];
    let public = went(&host.post(&edit, &with(&changes)).await);
    assert_eq!(format!("{public}/edit"), edit);
    let page = host.get(&edit).await;
    assert!(page.says("Save changes") && page.says("Nobody has signed up yet, so nobody is told."));
    assert!(host.get("/workshops/mine").await.says("Funding rates, read"));

    let late = host.post(&edit, &with(&changes)).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "the same form twice changes nothing");
    let stale = [("title", "Too late"), ("revision", revision.as_str())];
    let stale = host.post(&edit, &with(&stale)).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.says("Somebody changed this workshop after you opened it.") && stale.says("Too late"));
}

#[tokio::test]
async fn a_refused_form_keeps_every_word_and_names_each_field() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let long = "x".repeat(5_000);
    let cases: [(&[(&str, &str)], &str); 12] = [
        (&[("title", "")], "Give the workshop a title."),
        (&[("title", &long)], "Keep the title to 120 characters; it has 5,000."),
        (&[("title", "Risk\u{202e}")], "The title contains characters that cannot be seen."),
        (&[("end_time", "17:00")], "It must end after it starts."),
        (&[("start_date", "2026-11-21")], "This start on Sat 21 Nov 2026 is in the past."),
        (&[("zone", "Atlantis")], "This time zone is not known."),
        (&[("capacity", "0")], "Seats: type a whole number from 1 to 10,000."),
        (&[("link", "javascript:alert(1)")], "Type a link that begins with https:// or http://"),
        (
            &[("q0_kind", "choice"), ("q0_label", "Which?"), ("q0_choices", "One")],
            "Give 2 to 12 choices for question 1",
        ),
        (&[("repeat", "weekly"), ("count", "500")], "These are more than 100 dates."),
        (&[("reminders", "whenever")], "Write reminders as hours or minutes"),
        (&[("visibility", "secret")], "Choose listed or by link only."),
    ];
    for (changes, sentence) in cases {
        let mut form = with(changes);
        form.push(("summary", "Words that took a while."));
        let page = host.post("/workshops/new", &form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{sentence}");
        assert!(page.says(sentence), "{sentence}: {}", page.body);
        assert!(page.says("Words that took a while."), "{sentence}");
    }
    assert!(host.get("/workshops/mine?shelf=drafts").await.says("Drafts"));
}

#[tokio::test]
async fn pasted_markup_stays_text() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let nasty = "</title><script>alert(1)</script>";
    let changes = [
        ("title", nasty),
        ("speakers", nasty),
        ("topics", "a"),
        ("summary", "\"><img src=x onerror=alert(1)>"),
    ];
    let edit = draft(&mut host, &changes).await;
    for path in [edit.as_str(), "/workshops/mine?shelf=drafts", "/workshops/new"] {
        let page = host.get(path).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{path}");
    }
    assert!(host.get(&edit).await.body.contains("&lt;script&gt;alert(1)"));
}

#[tokio::test]
async fn a_question_is_added_and_removed_with_everything_kept() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let page = host.post("/workshops/new", &with(&[("then", "add_question")])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.says("Question 1") && page.says("Reading funding rates") && !page.says("needs your attention")
    );
    let one = [("q0_kind", "text"), ("q0_label", "What do you trade?")];
    let more: Vec<_> = one.into_iter().chain([("then", "add_question"), ("form", "kept-mark")]).collect();
    let page = host.post("/workshops/new", &with(&more)).await;
    assert!(page.says("Question 2") && page.says("What do you trade?"));
    assert_eq!(value(&page, "form"), "kept-mark", "it is still the same form");
    let two = [("q1_kind", "consent"), ("q1_label", "Photos are fine"), ("then", "drop_0")];
    let page = host.post("/workshops/new", &with(&one.into_iter().chain(two).collect::<Vec<_>>())).await;
    assert!(page.says("Photos are fine") && !page.says("What do you trade?") && !page.says("Question 2"));
}

#[tokio::test]
async fn the_dates_of_a_series_are_shown_before_it_is_saved() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let series = [("start_date", "2027-03-16"), ("repeat", "weekly"), ("count", "4"), ("skip", "2027-03-23")];
    let form: Vec<_> = series.into_iter().chain([("then", "dates")]).collect();
    let page = host.post("/workshops/new", &with(&form)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("3 dates") && page.says("Clocks changed since the date before"), "{}", page.body);
    assert!(page.says("Tue 30 Mar 2027, 18:00") && page.says("CEST (UTC+2)"));
    let wrong: Vec<_> =
        form.iter().copied().filter(|(name, _)| *name != "count").chain([("count", "")]).collect();
    let page = host.post("/workshops/new", &with(&wrong)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Type how many dates the series has, from 2 to 100."));

    let edit = draft(&mut host, &series).await;
    let page = host.get(&edit).await;
    assert!(
        page.says("This series: 3 dates") && page.says("Save the changes for") && page.says("You are here")
    );
    let extended = went(&host.post(&edit, &[("act", "extend"), ("more", "2")]).await);
    assert_eq!(extended, format!("{edit}#series"));
    assert!(host.get(&edit).await.says("This series: 5 dates"));
    let refused = host.post(&edit, &[("act", "extend"), ("more", "99")]).await;
    assert!(refused.says("Type how many dates to add, from 1 to 50."), "{}", refused.body);
}

#[tokio::test]
async fn cancelling_needs_a_reason_and_says_who_is_told() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let public = draft(&mut host, &[("then", "publish")]).await;
    let edit = format!("{public}/edit");
    assert!(host.get(&edit).await.says("Yes, cancel it"), "it is asked once more");
    let page = host.post(&edit, &[("act", "cancel"), ("reason", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Say why it is cancelled.") && page.says("Reading funding rates"), "{}", page.body);
    went(&host.post(&edit, &[("act", "cancel"), ("reason", "The speaker is ill.")]).await);
    let page = host.get(&edit).await;
    assert!(
        page.says("This workshop is cancelled")
            && page.says("The speaker is ill.")
            && page.says("Plan it again")
    );
    let off = host.get(&public).await;
    assert!(off.says("This workshop does not take place.") && off.says("The speaker is ill."));
    for gone in ["event.ics", "The link comes with your seat", "id=\"agenda\""] {
        assert!(!off.body.contains(gone), "{gone}");
    }
    let copy = host.get(&format!("/workshops/new?copy={}", public.trim_start_matches("/workshops/"))).await;
    assert_eq!(value(&copy, "start_date"), "2026-12-08");
}

#[tokio::test]
async fn templates_and_helpers_are_kept_without_a_script() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let edit = draft(&mut host, &[]).await;
    went(&host.post(&edit, &[("act", "template"), ("template_name", "Office hour")]).await);
    let page = host.get("/workshops/mine?shelf=templates").await;
    assert!(page.says("Office hour"));
    let template = value(&page, "template");
    let page = host.get(&format!("/workshops/new?template={template}")).await;
    assert!(page.says("Reading funding rates") && value(&page, "start_date").is_empty());
    went(&host.post("/workshops/mine", &[("act", "delete_template"), ("template", &template)]).await);
    assert_eq!(host.get(&format!("/workshops/new?template={template}")).await.status, StatusCode::NOT_FOUND);

    let refused = host.post(&edit, &[("act", "add_helper"), ("helper", "nobody@example.org")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("No educator has this address."));
    assert_eq!(
        host.post(&edit, &[("act", "drop_helper"), ("person", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
    went(&host.post(&edit, &[("act", "delete")]).await);
    assert_eq!(host.get(&edit).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_cover_is_a_picture_and_nothing_else() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let edit = draft(&mut host, &[]).await;
    let icon: &[u8] = include_bytes!("../../../public/icons/icon-192.png");
    let up = host.upload(&edit, &[("act", "picture")], ("picture", "cover.png", icon)).await;
    assert_eq!(went(&up), format!("{edit}#cover"));
    assert!(host.get(&edit).await.says("clear_picture"));
    let script: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    let bad = host.upload(&edit, &[("act", "picture")], ("picture", "cover.png", script)).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.says("This is not a PNG, JPEG or WebP picture."), "{}", bad.body);
    let none = host.post(&edit, &[("act", "picture")]).await;
    assert!(none.says("Choose a picture first."));
    went(&host.post(&edit, &[("act", "clear_picture")]).await);
    assert!(!host.get(&edit).await.says("clear_picture"));
}

#[tokio::test]
async fn what_is_typed_is_kept_as_a_draft_until_it_is_saved() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let typed = with(&[("title", "Half a thought"), ("_path", "/workshops/new")]);
    assert_eq!(host.post("/drafts", &typed).await.status, StatusCode::NO_CONTENT);
    let page = host.get("/workshops/new").await;
    assert!(page.says("Half a thought") && page.says("not saved"));
    went(&host.post("/workshops/new", &[("act", "discard")]).await);
    assert!(!host.get("/workshops/new").await.says("Half a thought"));
    host.post("/drafts", &typed).await;
    draft(&mut host, &[]).await;
    assert!(!host.get("/workshops/new").await.says("Half a thought"), "what is saved leaves no draft");
}

#[tokio::test]
async fn a_form_that_comes_back_is_kept_as_it_was_sent() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    // What was typed in a pause; then two choices, and a question at once.
    host.post("/drafts", &with(&[("title", "Half a thought"), ("_path", "/workshops/new")])).await;
    let last = [("title", "Half a thought"), ("approval", "on"), ("visibility", "unlisted")];
    let asked: Vec<_> = last.into_iter().chain([("then", "add_question")]).collect();
    host.post("/workshops/new", &with(&asked)).await;
    let page = host.get("/workshops/new").await;
    assert!(
        page.says("not saved") && page.says("Half a thought") && page.says("Question 1"),
        "{}",
        page.body
    );
    let tag = |piece: &str| {
        let at = page.body.find(piece).unwrap_or_else(|| panic!("{piece} on the page"));
        let from = page.body[..at].rfind('<').expect("a tag");
        page.body[from..from + page.body[from..].find('>').expect("its end")].to_owned()
    };
    for choice in ["name=\"approval\"", "value=\"unlisted\""] {
        assert!(tag(choice).contains("checked"), "{}", tag(choice));
    }
    let refused = host.post("/workshops/new", &with(&[("title", ""), ("summary", "Sent and refused")])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(host.get("/workshops/new").await.says("Sent and refused"));
    went(&host.post("/workshops/new", &with(&last)).await);
    assert!(!host.get("/workshops/new").await.says("not saved"), "what is saved leaves no draft");
}

#[tokio::test]
async fn one_date_called_off_leaves_the_series_standing() {
    let portal = Portal::demo().await;
    let mut host = portal.demo_browser("educator").await;
    let series = [("title", "Four evenings"), ("repeat", "weekly"), ("count", "4"), ("then", "publish")];
    let more = [("approval", "on"), ("visibility", "unlisted"), ("capacity", "1")];
    let first = draft(&mut host, &series.into_iter().chain(more).collect::<Vec<_>>()).await;
    let page = host.get("/workshops/mine").await;
    assert!(page.says("Series: 4 dates left") && page.says("By link only"), "{}", page.body);
    let edit = format!("{first}/edit");
    assert!(host.get(&edit).await.says("Yes, cancel and tell everybody"));
    went(&host.post(&edit, &[("act", "cancel"), ("reason", "A holiday.")]).await);
    let page = host.get("/workshops/mine").await;
    assert!(page.says("Series: 3 dates left, 1 cancelled") && page.says("Tue 8 Dec 2026"), "{}", page.body);
    let card = &page.body[page.body.find("Four evenings").expect("its card")..];
    let card = &card[..card.find("</article>").or(card.find("</li>")).expect("its end")];
    assert!(card.contains("0 of 1 seats taken"), "of the date that takes place: {card}");
    assert!(!page.body.contains(&format!("href=\"{first}\"")), "the card leads to a date that takes place");
    let shown = card.find("/workshops/").map(|at| card[at..at + 47].to_owned()).expect("a link");
    let mut member = portal.demo_browser("member").await;
    let next = shown.trim_end_matches(['"', '/']);
    let key = host.get(next).await.body.split("?key=").nth(1).map(|key| key[..32].to_owned()).expect("a key");
    let asked = member.post(&format!("{next}?key={key}"), &[("act", "register")]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    assert!(host.get("/workshops/mine").await.says("1 to approve"));
}
