//! Files.

use leptos::prelude::*;

use super::Frame;
use crate::parts::form::FormState;

/// A file to send. Its form needs `upload`. A browser forgets the file when the form comes back, and the
/// hint or error should say so.
#[component]
pub fn FileField(
    #[prop(into, optional)] form: FormState,
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    /// Endings and types the file dialog offers: `.csv,.txt`.
    #[prop(into, optional)]
    accept: Option<String>,
    #[prop(into, optional)] hint: Option<String>,
) -> impl IntoView {
    let frame = Frame::new(&form, &name, hint);
    view! {
        <div class=frame.class()>
            <label class="label" for=frame.id.clone()>{label}</label>
            {frame.notes()}
            <input
                id=frame.id.clone()
                class="control file"
                type="file"
                name=name
                accept=accept
                aria-invalid=frame.invalid()
                aria-describedby=frame.described_by()
            />
        </div>
    }
}
