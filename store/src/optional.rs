//! Columns that may be NULL, read into domain types.

use std::ops::Deref;

use convene_domain::Time;

/// A value that may be absent, in a row. Dereferences to the `Option` it is.
///
/// sqlx converts a column through `TryFrom`, which nobody may implement for a bare `Option` of a domain type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Optional<T>(pub Option<T>);

impl<T> Deref for Optional<T> {
    type Target = Option<T>;
    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<T: TryFrom<String>> TryFrom<Option<String>> for Optional<T> {
    type Error = T::Error;
    fn try_from(text: Option<String>) -> Result<Self, T::Error> {
        text.map(T::try_from).transpose().map(Self)
    }
}

impl From<Option<i64>> for Optional<Time> {
    fn from(millis: Option<i64>) -> Self {
        Self(millis.map(Time::from_millis))
    }
}
