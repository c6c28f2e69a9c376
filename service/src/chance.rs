//! The only source of randomness.

use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// Random bytes from the operating system, or, in tests and demos, from a seed.
#[derive(Debug, Clone)]
pub struct Chance(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<(u64, u64)>>),
}

impl Chance {
    /// The operating system's generator.
    pub const fn system() -> Self {
        Self(Source::System)
    }

    /// The same bytes in the same order for the same seed. Not for secrets.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new((seed, 0)))))
    }

    /// Fresh random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.0 {
            Source::System => {
                #[expect(clippy::expect_used, reason = "without randomness no secret is safe: stop at once")]
                getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
            }
            Source::Seeded(state) => {
                for chunk in bytes.chunks_mut(32) {
                    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                    state.1 += 1;
                    let block = Sha256::digest([state.0.to_be_bytes(), state.1.to_be_bytes()].concat());
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A secret of 256 bits, in hex.
    pub fn token(&self) -> String {
        hex(&self.bytes::<32>())
    }

    /// A number below `bound`, every one equally likely. `bound` must not be 0.
    pub fn below(&self, bound: u64) -> u64 {
        // Rejection keeps the distribution even: values past the last whole multiple are drawn again.
        let fair = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = u64::from_be_bytes(self.bytes());
            if drawn < fair {
                return drawn % bound;
            }
        }
    }

    /// `count` decimal digits.
    pub fn digits(&self, count: u32) -> String {
        let number = self.below(10u64.pow(count));
        format!("{number:0width$}", width = count as usize)
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 in hex: how secrets are stored.
pub fn secret_hash(secret: &str) -> String {
    hex(&Sha256::digest(secret.as_bytes()))
}
