//! Layers around everything: by which name we are asked, who may send us an unsafe request, and what browsers may do with
//! our pages.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use convene_app::assets::Nonce;

use crate::state::AppState;

/// Beginnings of paths that prove themselves by a token of their own and need no cookie: what is done there, whoever
/// knows the link may do. Mail programs unsubscribe their readers so (RFC 8058).
const TOKEN_AUTHENTICATED: [&str; 1] = ["/unsubscribe/"];

fn token_authenticated(path: &str) -> bool {
    TOKEN_AUTHENTICATED.iter().any(|beginning| path.starts_with(beginning))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The name or address in `authority`, which may end with a port: `[::1]:3000` is `::1`.
fn host_name(authority: &str) -> &str {
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    authority.rsplit_once(':').map_or(authority, |(name, _)| name)
}

/// Whether a `Host` is this portal's, where people come by plain http: the one of `public_url`, or this machine's own.
/// Any other name may be a stranger's that leads here, and pages of that stranger would pass for ours (DNS rebinding).
fn is_own_host(host: &str, public_url: &str) -> bool {
    let name = host_name(host);
    let public = public_url.split_once("://").map_or(public_url, |(_, authority)| authority);
    name.eq_ignore_ascii_case(host_name(public))
        || name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// Paths that say nothing about anybody, and that machines ask for by whatever address they have.
const FOR_EVERY_HOST: [&str; 2] = ["/healthz", "/readyz"];

/// Refuses what was sent to another name than ours. Where people come by https nothing is refused: there the
/// certificate proves the name, browsers send our cookies to it alone, forms must name it as their origin, and the
/// proxy in front may ask by a name of its own.
pub async fn host(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let public_url = &state.config.public_url;
    if state.config.secure() || FOR_EVERY_HOST.contains(&request.uri().path()) {
        return next.run(request).await;
    }
    let named = request.headers().get_all(header::HOST).iter().map(|host| host.to_str().unwrap_or(""));
    // A proxy's form of a request has the name in its address as well.
    let hosts: Vec<&str> =
        named.chain(request.uri().authority().map(|authority| authority.as_str())).collect();
    if !hosts.is_empty() && hosts.iter().all(|host| is_own_host(host, public_url)) {
        return next.run(request).await;
    }
    tracing::info!(?hosts, "refused a request to another name; people reach this server at {public_url}");
    let sentence = format!(
        "This portal is at {public_url}. It does not answer at the address you used.\n\n\
         If you run it and people should use that address, set public_url to it.\n"
    );
    (StatusCode::MISDIRECTED_REQUEST, sentence).into_response()
}

/// Whether a page of our own sent this.
fn same_origin(headers: &HeaderMap, public_url: &str) -> bool {
    match text(headers, "sec-fetch-site") {
        Some(site) => site == "same-origin" || site == "none",
        // Browsers leave it out on WebSockets and on plain http; then the origin decides.
        None => match text(headers, "origin") {
            Some(origin) => {
                let host = text(headers, "host").filter(|host| is_own_host(host, public_url));
                let own = host.is_some_and(|host| {
                    origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) == Some(host)
                });
                origin == public_url || (own && public_url.starts_with("http://"))
            }
            // No browser: such a request carries no cookie of somebody else's.
            None => text(headers, "cookie").is_none(),
        },
    }
}

/// Refuses unsafe methods and WebSocket upgrades that another site started.
pub async fn origin(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let upgrade =
        text(request.headers(), "upgrade").is_some_and(|value| value.eq_ignore_ascii_case("websocket"));
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) && !upgrade;
    let exempt = token_authenticated(request.uri().path());
    if safe || exempt || same_origin(request.headers(), &state.config.public_url) {
        return next.run(request).await;
    }
    tracing::info!(path = request.uri().path(), "refused a request from another origin");
    let sentence =
        "This request came from another site, so nothing was done. Open the page here and try again.";
    (StatusCode::FORBIDDEN, sentence).into_response()
}

/// Adds what keeps browsers from doing more with our pages than they should. The nonce is fresh for every response.
pub async fn headers(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let nonce = convene_service::chance::hex(&state.service.chance().bytes::<16>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let html = text(response.headers(), "content-type").is_some_and(|kind| kind.starts_with("text/html"));
    let out = response.headers_mut();
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ];
    for (name, value) in fixed {
        out.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if html {
        let policy = format!(
            "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; img-src 'self' data:; \
             object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            // A page with a policy of its own says in it who may frame it.
            if !out.contains_key(header::CONTENT_SECURITY_POLICY) {
                out.insert(header::CONTENT_SECURITY_POLICY, policy);
                out.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
            }
        }
        // Pages show what one person may see at one moment.
        out.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    }
    if state.config.secure() {
        out.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(HeaderValue::from_static("max-age=31536000"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("name"), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_paths_with_a_token_of_their_own_are_exempt() {
        assert!(token_authenticated("/unsubscribe/surveys.1.2"));
        for guarded in ["/", "/me/profile", "/unsubscribe", "/mail/unsubscribe/x", "/unsubscribed/x"] {
            assert!(!token_authenticated(guarded), "{guarded}");
        }
    }

    #[test]
    fn only_our_own_pages_may_send() {
        let url = "https://learn.example.org";
        assert!(same_origin(&with(&[("sec-fetch-site", "same-origin")]), url));
        assert!(same_origin(&with(&[("origin", "https://learn.example.org")]), url));
        for foreign in [
            with(&[("sec-fetch-site", "cross-site"), ("origin", "https://learn.example.org")]),
            with(&[("sec-fetch-site", "same-site")]),
            with(&[("origin", "https://evil.example")]),
            with(&[("origin", "null")]),
            with(&[("origin", "http://learn.example.org"), ("host", "learn.example.org")]),
            with(&[("cookie", "convene_session=x")]),
        ] {
            assert!(!same_origin(&foreign, url), "{foreign:?}");
        }
        let local = with(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]);
        assert!(
            same_origin(&local, "http://localhost:3000"),
            "a development server answers to every local name"
        );
        for rebound in ["evil.example:3000", "localhost.evil.example:3000", "192.0.2.1:3000"] {
            let origin = HeaderValue::from_str(&format!("http://{rebound}")).expect("an origin");
            let mut headers = with(&[]);
            headers.insert("origin", origin);
            headers.insert("host", HeaderValue::from_static(rebound));
            assert!(
                !same_origin(&headers, "http://localhost:3000"),
                "{rebound} names itself, and is not ours"
            );
        }
    }

    #[test]
    fn only_the_public_name_and_this_machine_are_ours() {
        let url = "http://learn.example.org:8080";
        for own in [
            "learn.example.org:8080",
            "LEARN.example.org",
            "localhost:3000",
            "localhost",
            "127.0.0.1:3000",
            "127.9.9.9",
            "[::1]:3000",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_own_host(own, url), "{own}");
        }
        for foreign in [
            "",
            "evil.example:8080",
            "learn.example.org.evil.example",
            "evil.localhost:3000",
            "localhost.",
            "192.0.2.1:3000",
            "0.0.0.0:3000",
            "[2001:db8::1]:3000",
            "127.0.0.1.evil.example",
            "evil.example:80:127.0.0.1",
        ] {
            assert!(!is_own_host(foreign, url), "{foreign:?}");
        }
        assert!(is_own_host("[2001:db8::1]:3000", "http://[2001:db8::1]"));
    }
}
