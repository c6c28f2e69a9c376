//! People: who they are and what they may do.

pub mod email;
pub mod limits;
pub mod permission;
pub mod profile;
pub mod proof;
pub mod role;

pub use email::{BadEmail, Email};
pub use permission::{Act, may};
pub use profile::{ExtraTime, HourCycle, Theme};
pub use proof::Proof;
pub use role::Role;
