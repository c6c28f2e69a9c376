//! One of a few: enums that have a text of their own in forms and in databases.

use std::fmt;

/// A sentence that says what to choose instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub &'static str);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Refused {}

macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident, $refusal:literal, $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::choice::Refused;
            fn from_str(text: &str) -> Result<Self, $crate::choice::Refused> {
                match text { $($text => Ok($name::$variant),)+ _ => Err($crate::choice::Refused($refusal)) }
            }
        }

        /// The form databases keep it in.
        impl TryFrom<String> for $name {
            type Error = $crate::choice::Refused;
            fn try_from(text: String) -> Result<Self, $crate::choice::Refused> {
                text.parse()
            }
        }
    };
}
