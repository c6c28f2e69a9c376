//! What a room promises, told with browsers that are channels.

mod attendance;
mod durable;
mod extra_time;
mod fanout;
mod rest;
mod revoked;
mod rights;
mod shared;
mod table;
