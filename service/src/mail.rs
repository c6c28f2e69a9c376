//! Mail out of the outbox.
