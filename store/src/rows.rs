//! Lists that one broken row cannot take down: every row is converted on its own, and those that cannot be read are
//! left out, counted and logged here.
//!
//! For lists that are shown, sent or worked off one by one. Where a decision needs every row (moving a series, holding
//! its dates, taking up a game), `query_as` is right: it fails instead of leaving something out.

use std::collections::HashSet;
use std::fmt::Display;
use std::hash::{BuildHasher, RandomState};
use std::ops::{Deref, DerefMut};
use std::sync::{LazyLock, Mutex, PoisonError};

/// The rows of a list that could be read, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows<T> {
    pub rows: Vec<T>,
    /// What the first columns of the others hold: usually their ids.
    pub unreadable: Vec<String>,
}

impl<T> Rows<T> {
    /// How many the database answered, the unreadable ones among them: what tells whether there are more.
    pub const fn found(&self) -> usize {
        self.rows.len() + self.unreadable.len()
    }

    pub(crate) fn of(list: &'static str, read: Vec<Result<T, Unreadable>>) -> Self {
        let mut found = Self { rows: Vec::with_capacity(read.len()), unreadable: Vec::new() };
        for row in read {
            match row {
                Ok(row) => found.rows.push(row),
                Err(Unreadable { id, error }) => {
                    note(list, &id, &error);
                    found.unreadable.push(id);
                }
            }
        }
        found
    }
}

impl<T: TryFrom<String, Error: Display>> Rows<T> {
    /// A list of identifiers.
    pub(crate) fn ids(list: &'static str, texts: Vec<String>) -> Self {
        let read = |text: String| {
            T::try_from(text.clone()).map_err(|error| Unreadable { id: text, error: error.to_string() })
        };
        Self::of(list, texts.into_iter().map(read).collect())
    }
}

impl<T> Deref for Rows<T> {
    type Target = Vec<T>;
    fn deref(&self) -> &Vec<T> {
        &self.rows
    }
}

impl<T> DerefMut for Rows<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.rows
    }
}

impl<T> IntoIterator for Rows<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

impl<T: PartialEq> PartialEq<[T]> for Rows<T> {
    /// Equal to a list of the same rows, when none was unreadable.
    fn eq(&self, other: &[T]) -> bool {
        self.unreadable.is_empty() && self.rows.as_slice() == other
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Rows<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        *self == other[..]
    }
}

/// A row that is not what it should be.
#[derive(Debug)]
pub(crate) struct Unreadable {
    id: String,
    error: String,
}

/// One row as `T`.
pub(crate) fn read<T, R>(row: R) -> Result<T, Unreadable>
where
    R: sqlx::Row,
    T: for<'r> sqlx::FromRow<'r, R>,
    usize: sqlx::ColumnIndex<R>,
    String: for<'r> sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,
{
    T::from_row(&row).map_err(|error| Unreadable {
        id: row.try_get_unchecked(0).unwrap_or_default(),
        error: error.to_string(),
    })
}

/// The rows of a list, each read on its own: `list!(tx, "what it lists", Row, "SELECT ..", value, ..)`. The first
/// column says which row it is.
macro_rules! list {
    ($tx:expr, $list:literal, $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        on!($tx, c => {
            sqlx::query::<DB>($sql)$(.bind($value))*
                .map($crate::rows::read::<$row, <DB as sqlx::Database>::Row>)
                .fetch_all(c)
                .await
        })
        .map(|read| $crate::rows::Rows::of($list, read))
    };
}

/// Most rows whose being unreadable is remembered.
const REMEMBERED: usize = 1_000;
/// Most characters of an id in the log: an id that is none may be any text.
const ID_CHARS: usize = 64;

static NOTED: LazyLock<(RandomState, Mutex<HashSet<u64>>)> = LazyLock::new(Default::default);

/// Counts something of a list that cannot be read, and logs it once: lists are asked for all the time, by strangers
/// too, and the log would say nothing else.
pub fn note(list: &'static str, id: &str, error: &dyn Display) {
    metrics::counter!("convene_unreadable_rows_total", "list" => list).increment(1);
    let (hasher, noted) = &*NOTED;
    let mut noted = noted.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.len() >= REMEMBERED {
        noted.clear();
    }
    if noted.insert(hasher.hash_one((list, id))) {
        let id: String = id.chars().take(ID_CHARS).collect();
        tracing::error!(list, id, %error, "a stored row cannot be read and is left out");
    }
}

/// What can be made of each row; the others are left out and noted, like rows that cannot be read at all.
pub fn each<R, T, E: Display>(
    list: &'static str,
    rows: impl IntoIterator<Item = R>,
    id: impl Fn(&R) -> String,
    mut make: impl FnMut(R) -> Result<T, E>,
) -> Vec<T> {
    let made = rows.into_iter().filter_map(|row| {
        let id = id(&row);
        make(row).map_err(|error| note(list, &id, &error)).ok()
    });
    made.collect()
}
