//! What a room promises, told with browsers that are channels.

mod durable;
mod fanout;
mod rights;
mod table;
