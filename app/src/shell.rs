//! What stands around every page: head, skip link, header, footer, toast.

use convene_domain::account::Act;
use leptos::prelude::*;

use crate::assets::{Assets, Nonce, RELOAD};
use crate::page::Frame;
use crate::parts::{KeyList, NavLink, Palette, PaletteLink, SiteFooter, SiteHeader, ToastRegion};
use crate::request::Request;

/// The navigation of this reader's role.
fn navigation(request: &Request) -> Vec<NavLink> {
    let mut links = vec![("/", "Home"), ("/quiz", "Join a quiz")];
    if request.may(Act::HaveProfile) {
        links.push(("/me", "Me"));
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
    let current = |href: &str| {
        let under = request.path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'));
        request.path == href || (href != "/" && href != "/quiz" && under)
    };
    links
        .into_iter()
        .map(|(href, label)| NavLink { href: href.into(), label: label.into(), current: current(href) })
        .collect()
}

#[component]
pub fn Shell(request: Request, title: String, frame: Frame, children: Children) -> impl IntoView {
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
    let stage = frame == Frame::Stage;
    let theme = if stage { Some("dark".to_owned()) } else { request.theme.clone() };
    let toast = request.toast.clone();
    let palette = navigation(&request)
        .into_iter()
        .map(|link| PaletteLink { href: link.href, label: link.label, note: "Page".to_owned() })
        .collect();
    view! {
        <!DOCTYPE html>
        <html lang="en" dir="ltr" data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <title inner_html=escape(&document_title)></title>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light dark"/>
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
