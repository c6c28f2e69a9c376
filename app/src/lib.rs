//! What people see. Pages and parts are rendered on the server and exist only there; islands are compiled
//! twice, for the server and for the browser bundle of their audience.

#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod parts;
pub mod live;
