//! What readers find of workshops, and what stays hidden from them.

use convene_domain::Time;
use convene_domain::id::WorkshopId;
use convene_domain::time::{DAY, HOUR};
use convene_domain::workshop::RegistrationState;
use convene_service::calendar::Local;
use convene_service::workshop::listing::{self, Filter, Listed, Seats};
use convene_service::workshop::register::{Form, Outcome, card, register};
use convene_service::workshop::{page, plan, preview};
use convene_service::{Error, Viewer};
use convene_store::account::person;

use crate::community::{Community, NOW, visitor};
use crate::workshop_plan::{change, rows, sign_up};

/// A workshop of Ada's, a week from now, with some fields of its form changed.
async fn planned(community: &Community, changes: &[(&str, &str)]) -> WorkshopId {
    // NOW is 2027-01-15T08:00:00Z.
    let usual = [
        ("title", "Reading funding rates"),
        ("summary", "What they say, and what they cost."),
        ("description", "Bring a *position*."),
        ("agenda", "0:00 Welcome\n0:30 Questions"),
        ("speakers", "Ada - runs the desk"),
        ("topics", "funding, risk"),
        ("place_kind", "online"),
        ("link", "https://meet.example.org/secret-room"),
        ("start_date", "2027-01-22"),
        ("start_time", "18:00"),
        ("end_time", "19:30"),
        ("zone", "Europe/Berlin"),
        ("capacity", "3"),
        ("visibility", "listed"),
    ];
    let kept = usual.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    let fields: Vec<(String, String)> =
        kept.chain(changes).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    plan::create(&community.service, &community.ada, &fields).await.expect("a workshop")
}

async fn published(community: &Community, changes: &[(&str, &str)]) -> WorkshopId {
    let id = planned(community, changes).await;
    plan::publish(&community.service, &community.ada, id).await.expect("published");
    id
}

async fn key(community: &Community, id: WorkshopId) -> String {
    let opened = page::open(&community.service, &community.ada, id, None).await.expect("her own");
    opened.workshop.link_key
}

fn anybody() -> Viewer {
    visitor("a browser", "a home")
}

both! {
    async fn a_page_tells_what_when_and_with_whom(community: Community) {
        let id = published(&community, &[]).await;
        let opened = page::open(&community.service, &anybody(), id, None).await.expect("the page");
        assert_eq!((opened.host_name.as_str(), opened.runs), ("Ada", false));
        assert_eq!(opened.description.trim(), "<p>Bring a <em>position</em>.</p>");
        assert_eq!(opened.topics, ["funding", "risk"]);
        assert_eq!(opened.seats, Seats::Left { left: 3 });
        // 18:00 in Berlin in January.
        let starts: Time = opened.workshop.starts_at;
        assert_eq!(starts, NOW.plus(7 * DAY + 9 * HOUR));
        let agenda: Vec<_> = opened.agenda.iter().map(|(at, title)| (at.since(starts) / 60_000, title.as_str())).collect();
        assert_eq!(agenda, [(0, "Welcome"), (30, "Questions")]);
        assert!(opened.calendar.google.contains("dates=20270122T170000Z%2F20270122T183000Z"));
        assert!(!opened.calendar.google.contains("secret-room"), "the link is for those with a seat");
        let own = page::open(&community.service, &community.ada, id, None).await.expect("her own");
        assert!(own.runs);
    }

    async fn drafts_and_unlisted_ones_are_found_by_nobody_else(community: Community) {
        let service = &community.service;
        let draft = planned(&community, &[]).await;
        let unlisted = published(&community, &[("visibility", "unlisted")]).await;
        for viewer in [anybody(), community.mia.clone(), community.ben.clone()] {
            for id in [draft, unlisted] {
                for key in [None, Some(""), Some("00000000000000000000000000000000")] {
                    assert!(matches!(page::open(service, &viewer, id, key).await, Err(Error::Missing)));
                    assert!(matches!(page::cover(service, &viewer, id, key).await, Err(Error::Missing)));
                    assert!(matches!(preview::preview(service, &viewer, id, key).await, Err(Error::Missing)));
                }
            }
        }
        assert_eq!(listing::coming(service, &Filter::default(), None).await.expect("a list").workshops, []);
        let right = key(&community, unlisted).await;
        let opened = page::open(service, &anybody(), unlisted, Some(&right)).await;
        assert!(opened.is_ok(), "whoever has the link");
        let right = key(&community, draft).await;
        assert!(matches!(page::open(service, &anybody(), draft, Some(&right)).await, Err(Error::Missing)));
    }

    async fn lists_offer_only_what_they_hold(community: Community) {
        let service = &community.service;
        published(&community, &[("language", "es"), ("level", "beginner"), ("topics", "vaults")]).await;
        published(&community, &[("level", "advanced")]).await;
        planned(&community, &[("topics", "drafts only")]).await;
        let page = listing::coming(service, &Filter::default(), None).await.expect("a list");
        assert_eq!(page.choices.topics, ["funding", "risk", "vaults"]);
        assert_eq!(page.choices.languages, ["en", "es"]);
        assert_eq!(page.choices.levels.len(), 2);
        assert_eq!(page.choices.hosts, [(community.ada.id().expect("Ada"), "Ada".to_owned())]);
        let filter = Filter { topic: Some("vaults".into()), ..Filter::default() };
        let found = listing::coming(service, &filter, None).await.expect("a list");
        assert_eq!((found.workshops.len(), found.choices.topics.len()), (1, 3), "filters do not take each other away");
        assert_eq!(listing::past(service, &Filter::default(), None).await.expect("a list").workshops, []);
        community.clock.advance(8 * DAY);
        assert_eq!(listing::past(service, &Filter::default(), None).await.expect("a list").workshops.len(), 2);
        assert_eq!(listing::next(service, 3).await.expect("a list"), []);
    }

    async fn a_long_list_comes_in_pages_without_a_gap(community: Community) {
        let service = &community.service;
        published(&community, &[("repeat", "weekly"), ("repeat_end", "count"), ("count", "60")]).await;
        let (mut seen, mut from, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = listing::coming(service, &Filter::default(), from).await.expect("a page");
            seen.extend(page.workshops.iter().map(|one| one.starts_at));
            pages += 1;
            from = page.more;
            if from.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), pages), (60, 3));
        assert!(seen.is_sorted() && seen.windows(2).all(|pair| pair[0] != pair[1]));
    }

    async fn days_begin_at_the_readers_midnight(community: Community) {
        let service = &community.service;
        // 23:30 in Berlin on the 22nd is the 23rd in Tokyo.
        published(&community, &[("start_time", "23:00"), ("end_time", "23:50")]).await;
        let day = |text: &str| text.parse().expect("a day");
        let on = async |zone: &str, from: &str, until: &str| {
            let local = Local { zone: zone.to_owned(), twelve_hours: false };
            let found = listing::days(service, &Filter::default(), &local, day(from), day(until)).await;
            found.expect("days").workshops.len()
        };
        assert_eq!(on("Europe/Berlin", "2027-01-22", "2027-01-23").await, 1);
        assert_eq!(on("Asia/Tokyo", "2027-01-22", "2027-01-23").await, 0);
        assert_eq!(on("Asia/Tokyo", "2027-01-23", "2027-01-24").await, 1);
    }

    async fn a_series_names_its_other_dates(community: Community) {
        let id = published(&community, &[("repeat", "weekly"), ("repeat_end", "count"), ("count", "4")]).await;
        let opened = page::open(&community.service, &anybody(), id, None).await.expect("the page");
        assert_eq!(opened.dates.len(), 3);
        assert!(opened.dates.iter().all(|date| date.id != id));
        let unlisted = [("visibility", "unlisted"), ("repeat", "weekly"), ("repeat_end", "count"), ("count", "2")];
        let id = published(&community, &unlisted).await;
        let right = key(&community, id).await;
        let opened = page::open(&community.service, &anybody(), id, Some(&right)).await.expect("the page");
        let other = &opened.dates[0];
        let there = page::open(&community.service, &anybody(), other.id, other.key.as_deref()).await;
        assert!(there.is_ok(), "who knows one date of a series knows the series");
    }

    async fn a_date_that_alone_is_not_listed_is_a_secret_of_its_own(community: Community) {
        let service = &community.service;
        let id = published(&community, &[("repeat", "weekly"), ("repeat_end", "count"), ("count", "3")]).await;
        let rows = rows(&community, id).await;
        let secret = rows[1].id;
        change(&community, secret, &[("visibility", "unlisted")]).await.expect("hidden");
        let dates = async |viewer: &Viewer, at: usize, key: Option<&str>| {
            let opened = page::open(service, viewer, rows[at].id, key).await.expect("the page");
            opened.dates.iter().map(Listed::path).collect::<Vec<_>>()
        };
        let hidden = format!("/workshops/{secret}?key={}", rows[1].link_key);
        let open = |at: usize| format!("/workshops/{}", rows[at].id);
        assert_eq!(dates(&anybody(), 0, None).await, [open(2)]);
        assert_eq!(dates(&community.mia, 0, None).await, [open(2)]);
        assert_eq!(dates(&anybody(), 1, Some(&rows[1].link_key)).await, [open(0), open(2)]);
        assert_eq!(dates(&community.ada, 0, None).await, [hidden.clone(), open(2)], "the team");
        let all = Form { whole_series: true, waiting_ok: true, ..Form::default() };
        let two = Outcome::Mine { state: RegistrationState::Confirmed, dates: 2 };
        assert_eq!(register(service, &community.mia, id, &all).await.expect("signed up"), two);
        let shown = card(service, &anybody(), &rows[0]).await.expect("a card").series.expect("a series");
        assert_eq!(shown.dates, 2, "what is said beside the box is what one gets");
        let keyed = Form { key: Some(&rows[1].link_key), ..all };
        let three = Outcome::Mine { state: RegistrationState::Confirmed, dates: 3 };
        assert_eq!(register(service, &community.mia, secret, &keyed).await.expect("signed up"), three);
        assert_eq!(dates(&community.mia, 0, None).await, [hidden, open(2)], "who registered for it");
    }

    async fn dates_with_seats_carry_the_key_of_a_series_by_link(community: Community) {
        let unlisted = [
            ("visibility", "unlisted"), ("repeat", "weekly"), ("repeat_end", "count"), ("count", "2"), ("capacity", "1"),
        ];
        let id = published(&community, &unlisted).await;
        sign_up(&community, &community.ada, id).await;
        let rows = rows(&community, id).await;
        let card = card(&community.service, &anybody(), &rows[0]).await.expect("a card");
        let other = format!("/workshops/{}?key={}", rows[1].id, rows[1].link_key);
        assert_eq!(card.elsewhere.iter().map(|date| date.path.as_str()).collect::<Vec<_>>(), [other.as_str()]);
    }

    async fn covers_and_previews_change_with_what_they_show(community: Community) {
        let service = &community.service;
        let (one, other) = (published(&community, &[]).await, published(&community, &[]).await);
        let cover = page::cover(service, &anybody(), one, None).await.expect("a cover");
        assert_eq!((cover.media_type.as_str(), cover.public), ("image/svg+xml", true));
        assert_ne!(cover.tag, page::cover(service, &anybody(), other, None).await.expect("a cover").tag);
        let preview = preview::preview(service, &anybody(), one, None).await.expect("a preview");
        assert!(preview.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
        let again = preview::preview(service, &anybody(), one, None).await.expect("a preview");
        assert_eq!(preview, again);
        plan::cancel(service, &community.ada, one, plan::Scope::One, "Ada is ill.").await.expect("cancelled");
        let cancelled = preview::preview(service, &anybody(), one, None).await.expect("a preview");
        assert_ne!(preview.tag, cancelled.tag);
    }

    async fn a_name_stored_before_the_rule_is_cut_before_it_is_drawn(community: Community) {
        let service = &community.service;
        let id = published(&community, &[]).await;
        let mut tags = Vec::new();
        for marks in [4, 250_000] {
            let name = format!("Ada{}", "\u{334}".repeat(marks));
            let profile = person::Profile {
                name: &name, zone: None, language: None, hour_cycle: None, theme: None, extra_time: 100,
            };
            let mut tx = service.db().begin().await.expect("a transaction");
            person::set_profile(&mut tx, community.ada.id().expect("Ada"), &profile).await.expect("stored");
            tx.commit().await.expect("committed");
            tags.push(preview::preview(service, &anybody(), id, None).await.expect("a preview").tag);
        }
        assert_eq!(tags[0], tags[1], "drawn is the same");
    }
}
