//! The parts pages are made of. `/styleguide` shows each in all its states.

pub mod button;
pub mod error_summary;
pub mod field;
pub mod form;
pub mod icon;

pub use button::{Button, ButtonKind, LinkButton};
pub use error_summary::ErrorSummary;
pub use field::{
    CheckboxField, CheckboxGroup, Choice, Field, FieldKind, FileField, RadioGroup, SelectField, TextArea,
};
pub use form::{Form, FormActions, FormState, field_id};
pub use icon::{Icon, Symbol};
