//! Scans on their way to the server, and how many are in.

use js_sys::Date;
use leptos::web_sys::{Headers, Request, RequestInit, Response, UrlSearchParams};
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::answer::{self, Sent, word};
use super::queue::Kept;
use crate::live::browser::window;

/// Posts one scan, with how long it has waited.
pub async fn scan(path: &str, kept: &Kept) -> Sent {
    let waited = (Date::now() - kept.at).max(0.0).round();
    let fields = [("act", "code"), ("code", kept.code.as_str()), ("waited_ms", &waited.to_string())];
    let Ok((status, text)) = ask(path, Some(&fields)).await else { return Sent::Later };
    answer::read(status, &text)
}

/// How many are in, as a sentence.
pub async fn count(path: &str) -> Option<String> {
    let (status, text) = ask(path, None).await.ok()?;
    let answer: Value = serde_json::from_str(&text).ok()?;
    (status == 200).then(|| word(&answer, "counted")).flatten()
}

/// Status and text of the answer; an error when there was none, or it came from elsewhere than this page.
async fn ask(path: &str, fields: Option<&[(&str, &str)]>) -> Result<(u16, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("accept", "application/json")?;
    let init = RequestInit::new();
    init.set_headers(&headers);
    if let Some(fields) = fields {
        let body = UrlSearchParams::new()?;
        for (name, value) in fields {
            body.append(name, value);
        }
        init.set_method("POST");
        init.set_body(&body);
    }
    let window = window().ok_or(JsValue::NULL)?;
    let request = Request::new_with_str_and_init(path, &init)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), text.as_string().unwrap_or_default()))
}
