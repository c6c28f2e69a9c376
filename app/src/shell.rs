//! What stands around every page: head, skip link, header, footer, toast.

use convene_domain::account::Act;
use leptos::prelude::*;

use crate::assets::{Assets, Nonce, RELOAD};
use crate::page::{Frame, Sharing};
use crate::parts::{KeyList, NavLink, Palette, PaletteLink, SiteFooter, SiteHeader, ToastRegion};
use crate::request::Request;

/// The navigation of this reader's role.
fn navigation(request: &Request) -> Vec<NavLink> {
    let mut links = vec![("/", "Home"), ("/workshops", "Workshops"), ("/quiz", "Join a quiz")];
    if request.may(Act::HaveProfile) {
        links.push(("/me", "Me"));
    }
    if request.may(Act::HostWorkshops) {
        links.push(("/workshops/mine", "My workshops"));
    }
    if request.may(Act::HostQuizzes) {
        links.push(("/quizzes", "Quizzes"));
    }
    if request.may(Act::SeePeople) {
        links.push(("/people", "People"));
    }
    if request.may(Act::ReadMail) {
        links.push(("/mail", "Mail"));
    }
    let under = |href: &str| {
        let below = request.path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
        request.path == href || (href != "/" && href != "/quiz" && below)
    };
    // Of an area and a part of it, one is in the part.
    let current =
        links.iter().map(|(href, _)| *href).filter(|href| under(href)).max_by_key(|href| href.len());
    links
        .into_iter()
        .map(|(href, label)| NavLink {
            href: href.into(),
            label: label.into(),
            current: current == Some(href),
            // Who sees the most areas goes home by the name of the place, and to their own page by their picture.
            in_menu: request.may(Act::SeePeople) && ["/", "/me"].contains(&href),
        })
        .collect()
}

#[component]
pub fn Shell(
    request: Request,
    title: String,
    frame: Frame,
    #[prop(into)] sharing: Option<Sharing>,
    /// Search engines leave it out.
    unlisted: bool,
    children: Children,
) -> impl IntoView {
    let assets: Assets = use_context().unwrap_or_default();
    let nonce = use_context::<Nonce>().unwrap_or_default().0;
    let site = request.site_name();
    let refused = !request.form.errors().is_empty();
    let document_title = match (refused, title == site) {
        (true, _) => format!("Error: {title} · {site}"),
        (false, true) => site.clone(),
        (false, false) => format!("{title} · {site}"),
    };
    let css = assets.url("app.css");
    let script = assets.url("js/page.js");
    let reload = assets.has(RELOAD).then(|| assets.url(RELOAD));
    let font = assets.url("fonts/inter-latin.woff2");
    let icon = assets.url("icons/favicon.svg");
    let touch_icon = assets.url("icons/apple-touch-icon.png");
    let manifest = assets.url("manifest.webmanifest");
    let sharing = sharing.map(|sharing| share(&request, &title, sharing));
    let stage = frame == Frame::Stage;
    let theme = if stage { Some("dark".to_owned()) } else { request.theme.clone() };
    // The page's script asks once more as soon as it has said where the reader is.
    let guessed = (!request.zone_known).then_some("");
    let toast = request.toast.clone();
    let palette = navigation(&request)
        .into_iter()
        .map(|link| PaletteLink { href: link.href, label: link.label, note: "Page".to_owned() })
        .collect();
    view! {
        <!DOCTYPE html>
        <html lang="en" dir="ltr" data-theme=theme data-zone-guessed=guessed>
            <head>
                <meta charset="utf-8"/>
                <title inner_html=escape(&document_title)></title>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
                {unlisted.then(|| view! { <meta name="robots" content="noindex"/> })}
                {sharing}
                <link as="font" rel="preload" type="font/woff2" crossorigin="anonymous" href=font/>
                <link rel="stylesheet" href=css/>
                <link rel="icon" href=icon type="image/svg+xml"/>
                <link rel="apple-touch-icon" href=touch_icon/>
                <link rel="manifest" href=manifest/>
                {reload.map(|src| view! { <script type="module" src=src nonce=nonce.clone()></script> })}
                <script type="module" src=script nonce=nonce></script>
            </head>
            <body class=if stage { "stage" } else { "site" }>
                <a class="skip-link" href="#main">"Skip to content"</a>
                {(!stage).then(|| header(&request))}
                <main id="main" tabindex="-1" class=if stage { "stage__main" } else { "site__main" }>{children()}</main>
                {(!stage).then(|| view! { <SiteFooter brand=site.clone() zone_label=request.local.place(request.now()) demo=request.demo/> })}
                <ToastRegion toast/>
                <Palette links=palette/>
                <KeyList/>
            </body>
        </html>
    }
}

/// What Open Graph, search engines and calendars read of a page.
fn share(request: &Request, title: &str, sharing: Sharing) -> impl IntoView + use<> {
    let here = |path: &str| format!("{}{path}", request.service.settings().public_url);
    let picture = sharing.picture.as_deref().map(|path| {
        let pictured = [
            ("og:image", here(path)),
            ("og:image:type", "image/png".to_owned()),
            ("og:image:width", "1200".to_owned()),
            ("og:image:height", "630".to_owned()),
        ];
        (pictured.map(property), view! { <meta name="twitter:card" content="summary_large_image"/> })
    });
    // Data, not a script: browsers do not run it, and nothing in it can end the element.
    let json_ld = sharing.json_ld.map(|json| {
        view! { <script type="application/ld+json" inner_html=json.replace('<', "\\u003c")></script> }
    });
    let address = here(&sharing.path);
    let said = [
        ("og:type", "website".to_owned()),
        ("og:site_name", request.site_name()),
        ("og:title", title.to_owned()),
        ("og:description", sharing.description.clone()),
        ("og:url", address.clone()),
    ];
    view! {
        <link rel="canonical" href=address/>
        <meta name="description" content=sharing.description/>
        {said.map(property)}
        {picture}
        {json_ld}
    }
}

/// One line of Open Graph.
fn property((name, content): (&'static str, String)) -> impl IntoView {
    leptos::html::meta().attr("property", name).content(content)
}

fn header(request: &Request) -> impl IntoView + use<> {
    view! {
        <SiteHeader
            brand=request.site_name()
            links=navigation(request)
            person=request.viewer.person.as_ref().map(|person| person.name.clone())
            zone=request.local.zone.clone()
            zone_label=request.local.place(request.now())
            twelve_hours=request.local.twelve_hours
            theme=request.theme.clone()
            path=request.path.clone()
        />
    }
}

/// Text inside `<title>`, which the view would end with a marker comment that browsers show.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
