//! The live game.

pub mod wire;
