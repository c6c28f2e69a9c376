//! The parts pages are made of. `/styleguide` shows each in all its states.

pub mod brand;
pub mod button;
pub mod card;
pub mod dialog;
pub mod error_summary;
pub mod field;
pub mod form;
pub mod icon;
pub mod layout;
pub mod palette;
pub mod person;
pub mod progress;
pub mod site_footer;
pub mod site_header;
pub mod status;
pub mod table;
pub mod tabs;
pub mod time;
pub mod toast;

pub use brand::{AnswerShape, AnswerShapes, Seats};
pub use button::{Button, ButtonKind, LinkButton};
pub use card::{Card, Section};
pub use dialog::{Dialog, Menu, Popover};
pub use error_summary::ErrorSummary;
pub use field::{
    CheckboxField, CheckboxGroup, Choice, Field, FieldKind, FileField, RadioGroup, SelectField, TextArea,
};
pub use form::{Form, FormActions, FormState, field_id};
pub use icon::{Icon, Symbol};
pub use layout::{Definition, DefinitionList, PageHeader, QrCode, Stat};
pub use palette::{KeyList, Palette, PaletteLink};
pub use person::{Avatar, PersonName};
pub use progress::{Progress, Stepper};
pub use site_footer::SiteFooter;
pub use site_header::{NavLink, SiteHeader};
pub use status::{Badge, EmptyState, Notice, Tone};
pub use table::{Column, Sorted, Table};
pub use tabs::{Pagination, TabLink, Tabs};
pub use time::{DateBlock, When};
pub use toast::ToastRegion;
