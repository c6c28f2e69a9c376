//! How much of somebody's unfinished work is kept.

/// Drafts of one person. Of more, the one that was saved the longest ago goes.
pub const DRAFTS: i64 = 50;
/// Largest draft, in bytes: many times what the longest question takes.
pub const DRAFT_BYTES: usize = 64 * 1024;
/// Removed questions of one person that can be put back. Of more, the first one removed goes.
pub const REMOVED: i64 = 50;
/// Imports of one person that wait to be confirmed. Of more, the oldest goes.
pub const IMPORTS: i64 = 10;
/// Most that is kept of one import, in bytes: more than ten thousand questions.
pub const IMPORT_BYTES: usize = 8 * 1024 * 1024;
