//! Roles, from a guest who only gave an e-mail address to the admin.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a person is in the community. Ordered: each role may do what the one before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Gave a name and an address somewhere and has not proven the address yet.
    Guest,
    Member,
    /// Hosts quizzes, workshops and calls.
    Educator,
    /// Community team: sees whether it works.
    Lead,
    Admin,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Guest, Role::Member, Role::Educator, Role::Lead, Role::Admin];

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Guest => "guest",
            Role::Member => "member",
            Role::Educator => "educator",
            Role::Lead => "lead",
            Role::Admin => "admin",
        }
    }
}

/// A text that names no role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotARole;

impl fmt::Display for NotARole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Choose one of: guest, member, educator, lead, admin.")
    }
}

impl std::error::Error for NotARole {}

impl FromStr for Role {
    type Err = NotARole;
    fn from_str(text: &str) -> Result<Self, NotARole> {
        Role::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NotARole)
    }
}

/// The form databases keep it in.
impl TryFrom<String> for Role {
    type Error = NotARole;
    fn try_from(text: String) -> Result<Self, NotARole> {
        text.parse()
    }
}
