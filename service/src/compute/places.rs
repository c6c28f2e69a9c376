//! So much at once, and a queue of bounded length before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{Error, Result};

/// How much may wait for each place.
const WAITING_PER_PLACE: usize = 32;

/// Places where work is done.
pub struct Places {
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
    pub(super) most_waiting: usize,
}

/// A place that is taken; free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    _permit: OwnedSemaphorePermit,
}

impl Places {
    pub fn new(places: usize) -> Self {
        let free = Arc::new(Semaphore::new(places));
        Self { free, waiting: AtomicUsize::new(0), most_waiting: places * WAITING_PER_PLACE }
    }

    /// A place, after those who have waited longer. [`Error::Busy`] when too much waits, [`Error::Restarting`] when
    /// the places are closed.
    pub async fn take(&self) -> Result<Place> {
        if let Ok(permit) = self.free.clone().try_acquire_owned() {
            return Ok(Place { _permit: permit });
        }
        let _waits = Waits::at(self)?;
        let permit = self.free.clone().acquire_owned().await.map_err(|_closed| Error::Restarting)?;
        Ok(Place { _permit: permit })
    }

    /// Gives nobody a place any more.
    pub fn close(&self) {
        self.free.close();
    }

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.free.available_permits(), self.waiting.load(Ordering::Relaxed))
    }
}

/// One in the queue; whoever gives up leaves it.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn at(places: &'a Places) -> Result<Self> {
        let waits = Self(&places.waiting);
        if places.waiting.fetch_add(1, Ordering::Relaxed) < places.most_waiting {
            Ok(waits)
        } else {
            Err(super::refused("queue"))
        }
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::has_to_wait;
    use super::*;

    #[tokio::test]
    async fn so_many_wait_for_a_place_in_their_order_and_more_are_refused() {
        let places = Places::new(2);
        let (first, _second) = (places.take().await.expect("a place"), places.take().await.expect("a place"));
        let mut queue: Vec<_> = (0..places.most_waiting).map(|_| Box::pin(places.take())).collect();
        for waiting in &mut queue {
            assert!(has_to_wait(waiting.as_mut()), "both places are taken");
        }
        assert!(matches!(places.take().await, Err(Error::Busy)), "the queue is as long as it may be");
        drop(queue.pop());
        let mut another = Box::pin(places.take());
        assert!(has_to_wait(another.as_mut()), "who gives up makes room");
        drop(first);
        assert!(queue.remove(0).await.is_ok(), "who has waited longest is next");
        drop((queue, another));
        assert_eq!(places.counts(), (1, 0), "nothing stays counted");
        places.close();
        assert!(matches!(places.take().await, Err(Error::Restarting)));
    }
}
