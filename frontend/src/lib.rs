//! The WASM entry. Built once per audience: `--features play` for members, `--features desk` for hosts.

// Without this the linker drops the islands.
use convene_app as _;

/// Called by the page's loader before it wakes the islands of the page.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
