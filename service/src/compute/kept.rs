//! Outcomes of costly work, kept by what they were made of.

use std::sync::Arc;

use quick_cache::sync::Cache;

use crate::Result;

/// Most bytes kept of one kind of outcome.
const BYTES: u64 = 16 * 1024 * 1024;
/// A usual size, to make room for as many from the start.
const USUAL_BYTES: u64 = 64 * 1024;

/// What an outcome takes of the memory.
pub trait Size {
    fn bytes(&self) -> usize;
}

impl Size for Arc<[u8]> {
    fn bytes(&self) -> usize {
        self.len()
    }
}

impl<T: Size, E> Size for std::result::Result<T, E> {
    fn bytes(&self) -> usize {
        self.as_ref().map_or(0, Size::bytes)
    }
}

#[derive(Clone)]
struct Weighs;

impl<T: Size> quick_cache::Weighter<String, T> for Weighs {
    fn weight(&self, revision: &String, outcome: &T) -> u64 {
        u64::try_from(revision.len() + outcome.bytes()).unwrap_or(u64::MAX).max(1)
    }
}

/// Outcomes by their revision, the ones used least leave first. Whoever asks for one that is being made waits for it
/// instead of making it again.
pub struct Kept<T>(Cache<String, T, Weighs>);

impl<T: Size + Clone> Default for Kept<T> {
    fn default() -> Self {
        Self(Cache::with_weighter(usize::try_from(BYTES / USUAL_BYTES).unwrap_or(1), BYTES, Weighs))
    }
}

impl<T: Size + Clone> Kept<T> {
    /// The outcome with this revision; made now where there is none. A failure is not kept.
    pub async fn get_or_make(&self, revision: &str, make: impl Future<Output = Result<T>>) -> Result<T> {
        self.0.get_or_insert_async(revision, make).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    type Files = Kept<Arc<[u8]>>;

    #[tokio::test]
    async fn a_crowd_that_asks_for_one_outcome_has_it_made_once() {
        let (kept, made) = (Files::default(), std::sync::atomic::AtomicUsize::new(0));
        let ask = || {
            kept.get_or_make("first", async {
                made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                tokio::task::yield_now().await;
                Ok(Arc::from([1, 2, 3]))
            })
        };
        let (one, two, three) = tokio::join!(ask(), ask(), ask());
        assert!([one, two, three].into_iter().all(|file| file.is_ok_and(|file| file.len() == 3)));
        assert_eq!(made.into_inner(), 1);
    }

    #[tokio::test]
    async fn a_failure_is_tried_again_and_only_so_many_bytes_are_kept() {
        let kept = Files::default();
        assert!(kept.get_or_make("a", async { Err(Error::Busy) }).await.is_err());
        assert!(kept.get_or_make("a", async { Ok(Arc::from([1])) }).await.is_ok());
        for number in 0..64 {
            let file = vec![0; 1024 * 1024].into();
            kept.get_or_make(&number.to_string(), async { Ok(file) }).await.expect("a file");
        }
        assert!(kept.0.weight() <= BYTES, "{}", kept.0.weight());
    }
}
