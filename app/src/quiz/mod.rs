//! Pages of the quiz area.
