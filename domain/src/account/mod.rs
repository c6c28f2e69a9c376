//! People: who they are and what they may do.

pub mod permission;
pub mod role;

pub use permission::{Act, may};
pub use role::Role;
