//! What everybody shares: so much in all, and of that so much for one network address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::address::household;

/// Why nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// All of it is taken.
    All,
    /// This network address has its share.
    Share,
}

/// Connections, or bytes in memory.
#[derive(Debug)]
pub struct Budget {
    all: usize,
    each: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    total: usize,
    /// By network address; those who hold nothing are not in it.
    by: HashMap<IpAddr, usize>,
}

impl Budget {
    pub fn new(all: usize, each: usize) -> Arc<Self> {
        Arc::new(Self { all, each, taken: Mutex::default() })
    }

    /// Somebody at `address` who has taken nothing yet. Without an address no share is counted.
    pub fn claim(self: &Arc<Self>, address: Option<IpAddr>) -> Claim {
        Claim { budget: self.clone(), address: address.map(household), amount: 0 }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub fn total(&self) -> usize {
        self.taken().total
    }
}

/// What one visitor has taken of a budget; given back when it is dropped.
#[derive(Debug)]
pub struct Claim {
    budget: Arc<Budget>,
    address: Option<IpAddr>,
    amount: usize,
}

impl Claim {
    pub fn amount(&self) -> usize {
        self.amount
    }

    /// Takes `more`, or nothing and says why.
    pub fn take(&mut self, more: usize) -> Result<(), Full> {
        if more == 0 {
            return Ok(());
        }
        let mut taken = self.budget.taken();
        if more > self.budget.all.saturating_sub(taken.total) {
            return Err(Full::All);
        }
        if let Some(address) = self.address {
            let own = taken.by.get(&address).copied().unwrap_or(0);
            if more > self.budget.each.saturating_sub(own) {
                return Err(Full::Share);
            }
            taken.by.insert(address, own + more);
        }
        taken.total += more;
        self.amount += more;
        Ok(())
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut taken = self.budget.taken();
        taken.total -= self.amount;
        let Some(address) = self.address else { return };
        let own = taken.by.get(&address).copied().unwrap_or(0).saturating_sub(self.amount);
        if own == 0 {
            taken.by.remove(&address);
        } else {
            taken.by.insert(address, own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().expect("an address"))
    }

    #[test]
    fn one_address_gets_its_share_and_everybody_together_what_there_is() {
        let budget = Budget::new(10, 4);
        let mut first = budget.claim(ip("203.0.113.7"));
        assert_eq!(first.take(3), Ok(()));
        assert_eq!(budget.claim(ip("203.0.113.7")).take(2), Err(Full::Share), "together with the first");
        let mut second = budget.claim(ip("2001:db8::1"));
        assert_eq!(second.take(4), Ok(()));
        assert_eq!(budget.claim(ip("2001:db8::2")).take(1), Err(Full::Share), "of the same household");
        assert_eq!(budget.claim(ip("203.0.113.8")).take(4), Err(Full::All));
        assert_eq!(budget.claim(None).take(3), Ok(()), "and given back at once");
        assert_eq!(budget.total(), 7, "what was refused takes nothing");
    }

    #[test]
    fn what_is_given_back_is_free_again_and_nobody_is_remembered() {
        let budget = Budget::new(10, 4);
        let (mut one, mut other) = (budget.claim(ip("203.0.113.7")), budget.claim(ip("203.0.113.7")));
        assert_eq!((one.take(2), other.take(2)), (Ok(()), Ok(())));
        drop(one);
        assert_eq!(other.take(2), Ok(()), "the share of the one who left");
        drop(other);
        assert_eq!(budget.total(), 0);
        assert!(budget.taken().by.is_empty());
    }
}
