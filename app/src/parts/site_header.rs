//! The bar at the top of every page: where one is, where one can go, in which zone times are shown, who one
//! is.
//!
//! Everything unfolds by `<details>`, so it works without JavaScript and at 320 px. Changes are small forms
//! to `/preferences` (`theme`, `hour_cycle`, `zone`, and `next`: the page to come back to) and `/sign-out`.

use leptos::prelude::*;

use super::brand::Seats;
use super::icon::{Icon, Symbol};
use super::person::Avatar;
/// One area of the community in the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavLink {
    pub href: String,
    pub label: String,
    /// The page is in this area.
    pub current: bool,
    /// Left out of a wide bar, which leads there by other ways; the menu of a narrow one has it.
    pub in_menu: bool,
}

/// How times and colours are shown now, and where to come back to after a change.
struct Display {
    zone: String,
    zone_label: String,
    twelve_hours: bool,
    theme: Option<String>,
    path: String,
}

/// The bar. What it offers depends on who reads: `links` are the areas this person may see.
#[component]
pub fn SiteHeader(
    #[prop(into)] brand: String,
    links: Vec<NavLink>,
    /// Name of who is signed in.
    #[prop(into)]
    person: Option<String>,
    /// IANA name: `Europe/Berlin`.
    #[prop(into)]
    zone: String,
    /// For people: "Berlin, UTC+1"; what stands before the comma is shown on the bar.
    #[prop(into)]
    zone_label: String,
    twelve_hours: bool,
    /// `light` or `dark`; `None` follows the device.
    #[prop(into)]
    theme: Option<String>,
    /// Path and query of this page.
    #[prop(into)]
    path: String,
) -> impl IntoView {
    let bar: Vec<NavLink> = links.iter().filter(|link| !link.in_menu).cloned().collect();
    let account = match person {
        Some(name) => account_menu(name).into_any(),
        None => view! { <a class="button dense" href="/sign-in">"Sign in"</a> }.into_any(),
    };
    view! {
        <header class="site-header">
            <div class="site-bar">
                <a class="brand" href="/">
                    <Seats/>
                    <span class="brand-name">{brand}</span>
                </a>
                <nav class="site-nav" aria-label="Main">
                    <ul class="nav-list">{nav_links(&bar)}</ul>
                </nav>
                <div class="site-tools">
                    {display_menu(Display { zone, zone_label, twelve_hours, theme, path })}
                    {account}
                    <details class="menu nav-menu" name="site" data-menu="">
                        <summary class="menu-button" aria-label="Menu">
                            <Icon of=Symbol::Menu/>
                        </summary>
                        <nav class="menu-panel" aria-label="Main">
                            <ul class="menu-list">{nav_links(&links)}</ul>
                        </nav>
                    </details>
                </div>
            </div>
        </header>
    }
}

fn nav_links(links: &[NavLink]) -> impl IntoView + use<> {
    links
        .iter()
        .cloned()
        .map(|link| {
            view! { <li><a href=link.href aria-current=link.current.then_some("page")>{link.label}</a></li> }
        })
        .collect_view()
}

fn account_menu(name: String) -> impl IntoView {
    view! {
        <details class="menu account-menu" name="site" data-menu="">
            <summary class="menu-button" aria-label=format!("Account of {name}")>
                <Avatar name=name.clone()/>
            </summary>
            <div class="menu-panel">
                <p class="menu-title"><bdi>{name}</bdi></p>
                <ul class="menu-list">
                    <li><a href="/me">"My page"</a></li>
                    <li><a href="/me/profile">"Profile and password"</a></li>
                    <li><a href="/me/sessions">"Where I am signed in"</a></li>
                </ul>
                <form class="menu-end" method="post" action="/sign-out">
                    <button class="button quiet wide"><Icon of=Symbol::LogOut/>"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

fn display_menu(display: Display) -> impl IntoView {
    let Display { zone, zone_label, twelve_hours, theme, path } = display;
    let hours = if twelve_hours { "12 h" } else { "24 h" };
    let city = zone_label.split(',').next().unwrap_or_default().to_owned();
    let spoken = format!("Times in {zone_label}, {hours}. Change time and theme");
    let theme = theme.unwrap_or_else(|| "system".to_owned());
    let pressed = |on: bool| if on { "true" } else { "false" };
    view! {
        <details class="menu display-menu" name="site" data-menu="">
            <summary class="menu-button chip" aria-label=spoken>
                <Icon of=Symbol::Globe/>
                <span class="chip-city">{city}</span>
                <span class="chip-hours number">{hours}</span>
            </summary>
            <div class="menu-panel">
                <form class="stack tight" method="post" action="/preferences">
                    <input type="hidden" name="next" value=path.clone()/>
                    <label class="label" for="display-zone">"Times are shown in"</label>
                    <p class="hint" id="display-zone-hint">
                        {zone_label}". Type a city and choose its zone, such as Europe/Berlin."
                    </p>
                    <div class="joined">
                        <input
                            class="control"
                            id="display-zone"
                            name="zone"
                            value=zone
                            list="zones"
                            autocomplete="off"
                            spellcheck="false"
                            aria-describedby="display-zone-hint"
                        />
                        <button class="button">"Set"</button>
                    </div>
                    <datalist id="zones" data-zones=""></datalist>
                </form>
                <form method="post" action="/preferences">
                    <input type="hidden" name="next" value=path.clone()/>
                    <div class="segments" role="group" aria-label="Clock">
                        <button name="hour_cycle" value="h24" aria-pressed=pressed(!twelve_hours)>"24 hours"</button>
                        <button name="hour_cycle" value="h12" aria-pressed=pressed(twelve_hours)>"12 hours"</button>
                    </div>
                </form>
                <form method="post" action="/preferences" data-theme-form="">
                    <input type="hidden" name="next" value=path/>
                    <div class="segments" role="group" aria-label="Theme">
                        <button name="theme" value="light" aria-pressed=pressed(theme == "light")>
                            <Icon of=Symbol::Sun/>"Light"
                        </button>
                        <button name="theme" value="dark" aria-pressed=pressed(theme == "dark")>
                            <Icon of=Symbol::Moon/>"Dark"
                        </button>
                        <button name="theme" value="system" aria-pressed=pressed(theme == "system")>
                            <Icon of=Symbol::Monitor/>"Device"
                        </button>
                    </div>
                </form>
            </div>
        </details>
    }
}
