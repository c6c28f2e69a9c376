//! Single-key shortcuts, and the switch that turns them off.

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
use super::browser::{recall, remember};

/// Where this browser remembers that shortcuts are off.
#[cfg(feature = "hydrate")]
const REMEMBERED: &str = "convene.live-keys";

/// A switch for shortcuts, remembered in this browser.
#[component]
pub fn KeysSwitch(on: RwSignal<bool>, label: &'static str) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if recall(REMEMBERED).as_deref() == Some("off") {
        on.set(false);
    }
    let change = move |event| {
        let checked = event_target_checked(&event);
        on.set(checked);
        #[cfg(feature = "hydrate")]
        remember(REMEMBERED, if checked { "on" } else { "off" });
    };
    view! {
        <label class="live-keys">
            <input type="checkbox" prop:checked=move || on.get() on:change=change/>
            <span>{label}</span>
        </label>
    }
}
