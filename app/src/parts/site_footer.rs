//! The end of every page.

use leptos::prelude::*;

use super::brand::Seats;

/// Says whose place this is, in which zone the times above were, and where help is. `links` are address and label.
#[component]
pub fn SiteFooter(
    #[prop(into)] brand: String,
    #[prop(into)] zone_label: String,
    #[prop(optional)] links: Vec<(String, String)>,
) -> impl IntoView {
    let links =
        links.into_iter().map(|(href, label)| view! { <li><a href=href>{label}</a></li> }).collect_view();
    view! {
        <footer class="site-footer">
            <div class="footer-bar">
                <p class="footer-brand"><Seats/><span>{brand}</span></p>
                <p class="muted small">"All times in "<bdi>{zone_label}</bdi>"."</p>
                <ul class="footer-list small">
                    {links}
                    <li class="needs-script">
                        <button type="button" class="link" data-opens="keys">"Keys: press "<kbd>"?"</kbd></button>
                    </li>
                </ul>
            </div>
        </footer>
    }
}
