//! Islands of the live quiz: what moves while a game runs.
