//! What people see. Pages and parts are rendered on the server and exist only there; islands are compiled
//! twice, for the server and for the browser bundle of their audience.

#![recursion_limit = "256"]

#[cfg(feature = "desk")]
pub mod autosave;
pub mod live;

#[cfg(feature = "ssr")]
pub mod account;
#[cfg(feature = "ssr")]
pub mod assets;
#[cfg(feature = "ssr")]
pub mod errors;
#[cfg(feature = "ssr")]
pub mod home;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod me;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod quiz;
#[cfg(feature = "ssr")]
pub mod request;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod styleguide;
#[cfg(feature = "ssr")]
pub mod unsaved;
#[cfg(feature = "ssr")]
pub mod workshop;
