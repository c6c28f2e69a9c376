//! The end of every page.

use leptos::prelude::*;

use super::brand::Seats;

/// Says whose place this is, in which zone the times above were, and where help is.
#[component]
pub fn SiteFooter(
    #[prop(into)] brand: String,
    /// In which zone this page shows times: "Berlin, UTC+1".
    #[prop(into, optional)]
    zone_label: Option<String>,
    /// The demo community links its style guide.
    #[prop(optional)]
    demo: bool,
) -> impl IntoView {
    let zone = zone_label.map(|zone| {
        view! { <p class="muted small">"All times in "<bdi>{zone}</bdi>"."</p> }
    });
    let guide = demo.then(|| view! { <li><a href="/styleguide">"Style guide"</a></li> });
    view! {
        <footer class="site-footer">
            <div class="footer-bar">
                <p class="footer-brand"><Seats/><span>{brand}</span></p>
                {zone}
                <ul class="footer-list small">
                    <li><a href="/licences">"Licences"</a></li>
                    {guide}
                    <li class="needs-script">
                        <button type="button" class="link" data-opens="keys">"Keys: press "<kbd>"?"</kbd></button>
                    </li>
                </ul>
            </div>
        </footer>
    }
}
