//! Who asks, and how they want to read: gathered once per request, before any page or form.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, RawPathParams, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use convene_app::request::{Facts, Request, Toast};
use convene_domain::Language;
use convene_domain::field::without_controls;
use convene_service::account::browser;
use convene_service::account::session::{self, Visit};
use convene_service::calendar::Local;
use convene_service::chance::secret_hash;
use convene_service::{Error, Viewer};

use crate::address;
use crate::cookie;
use crate::state::AppState;

/// Everything about the request that needs no path parameters; [`Asked`] adds those.
#[derive(Clone)]
pub struct Known {
    pub facts: std::sync::Arc<Facts>,
    pub agent: String,
}

fn pairs(query: &str) -> Vec<(String, String)> {
    serde_urlencoded_pairs(query.as_bytes())
}

/// Names and values of an `application/x-www-form-urlencoded` text, without control characters.
pub fn serde_urlencoded_pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text)
        .map(|(name, value)| (without_controls(&name), without_controls(&value)))
        .collect()
}

/// What the browser prefers of the languages mail is written in. A list may come in several lines (RFC 9110,
/// section 5.2).
fn language(headers: &HeaderMap) -> Option<Language> {
    let lines: Vec<_> =
        headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok()).collect();
    Language::preferred(&lines.join(","))
}

/// By what the person set, chose for this browser, or this browser says; else the zone of the community.
fn local(
    viewer: &Viewer,
    chosen: &[(String, String)],
    browser: Option<&str>,
    community: Option<&str>,
) -> (Local, bool) {
    let known = |zone: &String| convene_service::account::profile::zone(zone).is_ok();
    let pick = |name: &str| chosen.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let mut parts = browser.unwrap_or("").split('|').map(str::to_owned);
    let (browser_zone, _locale, browser_cycle) = (parts.next(), parts.next(), parts.next());
    let person = viewer.person.as_ref();
    let own_zone = person.and_then(|p| p.zone.clone());
    let zone = own_zone.or_else(|| pick("zone")).or(browser_zone).filter(known);
    let own_cycle = person.and_then(|p| p.hour_cycle.clone());
    let cycle = own_cycle.or_else(|| pick("hour_cycle")).or(browser_cycle);
    let known = zone.is_some();
    let zone = zone.unwrap_or_else(|| community.unwrap_or("UTC").to_owned());
    (Local { zone, twelve_hours: cycle.as_deref() == Some("h12") }, known)
}

/// The layer. Leaves [`Known`] in the request's extensions.
pub async fn layer(
    State(state): State<AppState>,
    mut request: axum::extract::Request,
    next: Next,
) -> Response {
    let peer = address::peer(request.extensions());
    let (parts, body) = request.into_parts();
    let (known, New { browser: new_browser, devices: new_devices }) = match know(&state, &parts, peer).await {
        Ok(established) => established,
        Err(error) => return crate::answer::plain_error(&state, &error),
    };
    // A browser gets its own cookie with the first thing it sends, not for looking around; and with the form that
    // takes a seat in a game, which would be lost without it.
    let sends = !parts.method.is_safe() || is_door(parts.uri.path());
    let shows_toast = parts.method == axum::http::Method::GET && known.facts.toast.is_some();
    request = axum::extract::Request::from_parts(parts, body);
    request.extensions_mut().insert(known);
    let mut response = next.run(request).await;
    // Who signs in or out may have given it one already.
    let given = cookie::is_set(response.headers(), &state.config, cookie::BROWSER);
    if let Some(token) = new_browser.filter(|_| sends && !given) {
        append(&mut response, cookie::set(&state.config, cookie::BROWSER, &token, 400));
    }
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    // With pages alone that no cache keeps for others.
    let cached = response.headers().get(header::CACHE_CONTROL);
    let shared = cached.is_some_and(|value| value.as_bytes().starts_with(b"public"));
    let given = cookie::is_set(response.headers(), &state.config, cookie::DEVICES);
    if let Some(devices) = new_devices.filter(|_| html && !shared && !given) {
        append(&mut response, cookie::set(&state.config, cookie::DEVICES, &devices, 400));
    }
    if shows_toast && html {
        append(&mut response, cookie::set(&state.config, cookie::TOAST, "", 0));
    }
    response
}

/// `/quiz/{pin}`.
fn is_door(path: &str) -> bool {
    path.strip_prefix("/quiz/").is_some_and(|pin| !pin.is_empty() && !pin.contains('/'))
}

pub fn append(response: &mut Response, cookie: Option<axum::http::HeaderValue>) {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// New values of the browser's cookies, where it lacks them.
struct New {
    browser: Option<String>,
    devices: Option<String>,
}

async fn know(state: &AppState, parts: &Parts, peer: Option<IpAddr>) -> Result<(Known, New), Error> {
    let (headers, config) = (&parts.headers, &state.config);
    let service = &state.service;
    let (secret, new_browser) = match cookie::get(headers, config, cookie::BROWSER).filter(|t| t.len() == 64)
    {
        Some(token) => (token, None),
        None => {
            let token = service.chance().token();
            (token.clone(), Some(token))
        }
    };
    let address = peer.map(|peer| address::client(&config.trusted_proxies, headers, peer));
    let viewer = Viewer {
        browser: secret_hash(&secret),
        new_browser: new_browser.is_some(),
        devices: cookie::get(headers, config, cookie::DEVICES).unwrap_or_default(),
        address: address.map(|ip| service.address_hash(ip)).unwrap_or_default(),
        language: language(headers),
        ..Viewer::default()
    };
    let session = cookie::get(headers, config, cookie::SESSION);
    let Visit { viewer, community, devices } = session::visit(service, session.as_deref(), viewer).await?;
    let chosen = pairs(&cookie::get(headers, config, cookie::PREFERENCES).unwrap_or_default());
    let home = community.as_ref().map(|community| community.zone.as_str());
    let (local, zone_known) =
        local(&viewer, &chosen, cookie::get(headers, config, cookie::LOCAL).as_deref(), home);
    let chosen_theme = chosen.iter().find(|(key, _)| key == "theme").map(|(_, value)| value.clone());
    let theme = viewer.person.as_ref().map_or(chosen_theme, |p| p.theme.clone());
    let theme = theme.filter(|theme| ["light", "dark"].contains(&theme.as_str()));
    let toast = cookie::get(headers, config, cookie::TOAST).and_then(|note| {
        let json = browser::read_note(service, &viewer.browser, &note)?;
        serde_json::from_str::<Toast>(json).ok()
    });
    let agent =
        headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let facts = Facts {
        service: service.clone(),
        viewer,
        community,
        path: parts.uri.path().to_owned(),
        query: pairs(parts.uri.query().unwrap_or("")),
        params: Vec::new(),
        local,
        zone_known,
        theme,
        toast,
        demo: state.demo,
        form: Default::default(),
    };
    Ok((Known { facts: std::sync::Arc::new(facts), agent }, New { browser: new_browser, devices }))
}

/// A request with its path parameters: what pages and forms are asked with.
pub struct Asked {
    pub request: Request,
    pub agent: String,
}

impl FromRequestParts<AppState> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let missing = || {
            crate::answer::plain_error(state, &Error::Internal("the request was not established".to_owned()))
        };
        let params = RawPathParams::from_request_parts(parts, state).await;
        let params = params
            .map(|params| {
                params.iter().map(|(name, value)| (name.to_owned(), without_controls(value))).collect()
            })
            .unwrap_or_default();
        let known = parts.extensions.get::<Known>().ok_or_else(missing)?;
        let mut facts = (*known.facts).clone();
        facts.params = params;
        Ok(Self { request: Request::new(facts), agent: known.agent.clone() })
    }
}
