//! Cookies: reading them from a request, writing them to a response.

use axum::http::{HeaderMap, HeaderValue, header};
use convene_domain::field::without_controls;

use crate::config::Config;

/// The session's secret.
pub const SESSION: &str = "convene_session";
/// The browser's own secret: seats, sign-in requests and kept forms are bound to it.
pub const BROWSER: &str = "convene_browser";
/// What tells this browser from those that never signed in to an account: stays when people sign out, signs nobody in.
pub const DEVICES: &str = "convene_devices";
/// A word about what was just done, as a note that only this server can have written: it may hold a form.
pub const TOAST: &str = "convene_toast";
/// The browser's zone and hour cycle, set by its script: `Europe/Berlin|de-DE|h24`.
pub const LOCAL: &str = "convene_local";
/// Choices of people who are not signed in: theme, zone, hour cycle.
pub const PREFERENCES: &str = "convene_preferences";

/// `__Host-` cookies cannot be planted by a neighbouring host, but browsers take them over TLS only.
fn full_name(config: &Config, name: &str) -> String {
    if config.secure() && [SESSION, BROWSER, DEVICES, TOAST].contains(&name) {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// The value of cookie `name`, percent-decoded and without control characters.
pub fn get(headers: &HeaderMap, config: &Config, name: &str) -> Option<String> {
    let name = full_name(config, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| without_controls(&decode(value)))
}

/// Whether a response sets cookie `name` already.
pub fn is_set(headers: &HeaderMap, config: &Config, name: &str) -> bool {
    let beginning = format!("{}=", full_name(config, name));
    headers.get_all(header::SET_COOKIE).iter().any(|value| value.as_bytes().starts_with(beginning.as_bytes()))
}

/// A `Set-Cookie` header. `days` 0 removes the cookie.
pub fn set(config: &Config, name: &str, value: &str, days: i64) -> Option<HeaderValue> {
    let secure = if config.secure() { "; Secure" } else { "" };
    let name = full_name(config, name);
    let age = days * 24 * 60 * 60;
    let value = encode(value);
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}"))
        .ok()
}

/// Percent-encodes what RFC 6265 does not allow in a cookie value.
fn encode(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~|/".contains(&byte);
    value.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let raw = value.as_bytes();
    let mut at = 0;
    while at < raw.len() {
        let escaped = (raw[at] == b'%').then(|| value.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                at += 3;
            }
            None => {
                bytes.push(raw[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_survive_and_cannot_break_out_of_the_header() {
        for value in
            ["Europe/Berlin|de-DE|h24", "a; Secure=x", "line\r\nSet-Cookie: evil=1", "naïve 100%", "%zz%"]
        {
            assert_eq!(decode(&encode(value)), value);
            assert!(!encode(value).contains([';', '\r', '\n', ' ']), "{value}");
        }
    }
}
