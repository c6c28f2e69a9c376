//! The loader of an audience's browser bundle. A page without an island has none, and loads no WASM.

use leptos::prelude::*;

use crate::assets::{Assets, Nonce};

/// Put once on a page with islands: loads the bundle and wakes every island on the page.
///
/// Needs [`Assets`] in the context; the script carries the [`Nonce`] that is there.
#[component]
pub fn Boot(
    /// `play` for members' islands, `desk` for hosts' and staff's.
    bundle: &'static str,
) -> impl IntoView {
    let assets = use_context::<Assets>().unwrap_or_default();
    let nonce = use_context::<Nonce>().map(|nonce| nonce.0);
    let script_url = assets.url(&[bundle, ".js"].concat());
    let wasm_url = assets.url(&[bundle, "_bg.wasm"].concat());
    let script = loader(&script_url, &wasm_url);
    view! {
        <script type="module" nonce=nonce>
            {script}
        </script>
    }
}

/// Asks for both files at once and from the script alone: a preload link would fetch the WASM for people without
/// JavaScript too.
///
/// Islands are marked `<leptos-island data-component="NAME">`, and the bundle exports a function of that name.
fn loader(script_url: &str, wasm_url: &str) -> String {
    format!(
        "const wasm = fetch({wasm_url:?});\n\
         const bundle = await import({script_url:?});\n\
         await bundle.default({{ module_or_path: wasm }});\n\
         bundle.hydrate();\n\
         for (const island of document.querySelectorAll(\"leptos-island\")) {{\n\
           bundle[island.dataset.component]?.(island);\n\
         }}\n\
         document.documentElement.dataset.awake = \"\";\n"
    )
}
