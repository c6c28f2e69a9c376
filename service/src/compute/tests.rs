use std::pin::Pin;
use std::sync::mpsc;
use std::task::{Context, Waker};

use super::*;
use crate::clock::TestClock;

fn clock() -> Arc<TestClock> {
    Arc::new(TestClock::at(Time::from_millis(1_800_000_000_000)))
}

/// Whether it has to wait.
pub(super) fn has_to_wait<F: Future>(future: Pin<&mut F>) -> bool {
    future.poll(&mut Context::from_waker(Waker::noop())).is_pending()
}

#[tokio::test]
async fn one_client_cannot_take_the_queue_from_others() {
    let (pool, clock) = (Pool::new(1), clock() as Arc<dyn Clock>);
    let running = pool.places.take().await.expect("the only place");
    let ask = |client: &'static str| {
        let (pool, clock) = (&pool, &clock);
        Box::pin(async move { pool.run(clock, client, |_| Ok(())).await })
    };
    let mut greedy: Vec<_> = (0..PER_CLIENT).map(|_| ask("greedy")).collect();
    for waiting in &mut greedy {
        assert!(has_to_wait(waiting.as_mut()));
    }
    assert!(matches!(ask("greedy").await, Err(Error::Busy)));
    assert!(matches!(pool.admits("greedy"), Err(Error::Busy)) && pool.admits("other").is_ok());
    let mut other = ask("other");
    assert!(has_to_wait(other.as_mut()), "somebody else may wait");
    drop(running);
    let (first, behind) = greedy.split_first_mut().expect("some");
    first.await.expect("the first to come");
    for waiting in behind {
        assert!(has_to_wait(waiting.as_mut()), "only one of them was in the queue");
    }
    other.await.expect("done before the rest of those who came earlier");
    drop(greedy);
    assert!(lock(&pool.clients).is_empty(), "nothing stays counted");
}

#[tokio::test]
async fn work_that_nobody_waits_for_is_told_to_end_and_keeps_its_place_until_it_has() {
    let (pool, clock) = (Pool::new(1), clock() as Arc<dyn Clock>);
    let (says, hears) = mpsc::channel();
    let mut asked = Box::pin(pool.run(&clock, "client", move |budget| {
        says.send("begun").expect("heard");
        while budget.check().is_ok() {
            std::thread::yield_now();
        }
        says.send("ended").expect("heard");
        Ok(())
    }));
    assert!(has_to_wait(asked.as_mut()));
    assert_eq!(hears.recv(), Ok("begun"));
    assert_eq!(pool.places.counts(), (0, 0));
    drop(asked);
    assert_eq!(hears.recv(), Ok("ended"));
    pool.run(&clock, "client", |_| Ok(())).await.expect("the place is free again");
}

#[tokio::test]
async fn work_that_takes_too_long_finds_its_budget_used_up() {
    let (pool, clock) = (Pool::new(1), clock());
    let shared: Arc<dyn Clock> = clock.clone();
    let outcome = pool
        .run(&shared, "client", move |budget| {
            budget.check()?;
            let file = vec![7; 3 * PIECE];
            let mut reader = budget.reader(&file);
            let mut first = [0; 100];
            reader.read_exact(&mut first).map_err(|error| Error::Internal(error.to_string()))?;
            clock.advance(DEADLINE);
            let mut rest = Vec::new();
            let broken = reader.read_to_end(&mut rest).expect_err("a reader ends with the budget");
            assert_eq!(broken.to_string(), Ended::TooLong.to_string());
            Ok(budget.check()?)
        })
        .await;
    assert!(matches!(outcome, Err(Error::Busy)), "{outcome:?}");
}

#[tokio::test]
async fn a_server_that_stops_ends_what_runs_and_takes_nothing_new() {
    let (pool, clock) = (Pool::new(1), clock() as Arc<dyn Clock>);
    let running = pool.run(&clock, "client", |budget| {
        while budget.check().is_ok() {
            std::thread::yield_now();
        }
        Ok(budget.check()?)
    });
    let (running, ()) = tokio::join!(running, async { pool.stop() });
    assert!(matches!(running, Err(Error::Restarting)), "{running:?}");
    let late = pool.run(&clock, "client", |_| Ok(())).await;
    assert!(matches!(late, Err(Error::Restarting)), "{late:?}");
}
