//! Live games on this node.

/// Every game that is alive on this node.
#[derive(Debug, Default)]
pub struct Rooms;
