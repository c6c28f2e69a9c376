//! What comes after a workshop, for those who were there.

/// The outbox's name for an invitation to say what one thinks of a workshop. Nobody delivers it before there are
/// surveys.
pub(crate) const SURVEY_INVITATION: &str = "survey_invitation";
