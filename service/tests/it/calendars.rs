//! Calendars that strangers and programs ask for all day: what they cost.

use std::cell::Cell;
use std::sync::Arc;

use convene_domain::time::MINUTE;
use convene_service::workshop::feed;
use convene_service::workshop::listing::Filter;
use convene_service::workshop::register::{Form, register};
use tracing::span;

use crate::community::Community;
use crate::database::on_postgres;
use crate::signing_up::{content, planned};

thread_local! {
    static SENT: Cell<usize> = const { Cell::new(0) };
}

/// Counts, on each thread, the statements that sqlx says it has sent.
struct Statements;

impl tracing::Subscriber for Statements {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }
    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        SENT.set(SENT.get() + 1);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// How many statements `work` sends from this thread.
async fn statements(work: impl Future) -> usize {
    let before = SENT.get();
    work.await;
    SENT.get() - before
}

/// On PostgreSQL, where statements are sent from the thread that asks.
#[tokio::test]
async fn a_calendar_asks_as_often_for_one_workshop_as_for_many() {
    tracing::subscriber::set_global_default(Statements).expect("nobody else listens in these tests");
    on_postgres(|db| async {
        let community = Community::on(db).await;
        let service = &community.service;
        for who in [&community.mia, &community.ada] {
            feed::make(service, who).await.expect("made");
        }
        let link = async |viewer| {
            let address = feed::address(service, viewer).await.expect("asked").expect("an address");
            address.rsplit('/').next().expect("its end").trim_end_matches(".ics").to_owned()
        };
        let (seats, team) = (link(&community.mia).await, link(&community.ada).await);
        let mut costs = Vec::new();
        for _ in 0..2 {
            for _ in 0..6 {
                let id = planned(&community, content(), None).await;
                register(service, &community.mia, id, &Form::default()).await.expect("signed up");
            }
            community.clock.advance(MINUTE);
            let public =
                statements(async { feed::public(service, &Filter::default()).await.expect("a feed") }).await;
            let seats = statements(async { feed::personal(service, &seats).await.expect("a feed") }).await;
            let team = statements(async { feed::personal(service, &team).await.expect("a feed") }).await;
            costs.push((public, seats, team));
        }
        assert_eq!(costs[0], costs[1], "with six workshops and with twelve");
        let (public, seats, _) = costs[1];
        assert!(public > 0 && public <= 3 && seats <= 7, "the workshops, the sender and the name: {costs:?}");
        let again =
            statements(async { feed::public(service, &Filter::default()).await.expect("a feed") }).await;
        assert_eq!(again, 0, "within a minute the database is asked nothing");
    })
    .await;
}

both! {
    async fn a_calendar_is_kept_by_filter_and_strangers_filters_push_out_nothing(community: Community) {
        let service = &community.service;
        let risk = crate::signing_up::content();
        planned(&community, convene_store::workshop::workshop::Content { topics: "|risk|", ..risk }, None).await;
        let any = Filter::default();
        let topic = |text: String| Filter { topic: Some(text), ..Filter::default() };
        for number in 0..500 {
            feed::public(service, &topic(format!("nothing {number}"))).await.expect("a feed");
        }
        let all = feed::public(service, &any).await.expect("a feed");
        assert!(Arc::ptr_eq(&all, &feed::public(service, &any).await.expect("a feed")), "kept all the same");
        let risk = feed::public(service, &topic("risk".to_owned())).await.expect("a feed");
        assert!(risk.text.contains("SUMMARY:Funding rates"), "each filter has its own");
        let first = feed::public(service, &topic("nothing 0".to_owned())).await.expect("a feed");
        assert!(Arc::ptr_eq(&first, &feed::public(service, &topic("nothing 0".to_owned())).await.expect("a feed")));
        assert!(!Arc::ptr_eq(&risk, &feed::public(service, &topic("risk".to_owned())).await.expect("a feed")), "no room");
        community.clock.advance(MINUTE);
        let risk = feed::public(service, &topic("risk".to_owned())).await.expect("a feed");
        assert!(Arc::ptr_eq(&risk, &feed::public(service, &topic("risk".to_owned())).await.expect("a feed")), "room again");
    }
}
