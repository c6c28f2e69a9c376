//! Reading question files people already have.
