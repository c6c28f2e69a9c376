//! The browser's side of a draft: waits for a pause in typing, posts, tries again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::html::Span;
use leptos::prelude::*;
use leptos::web_sys::{
    FormData, HtmlFormElement, HtmlInputElement, Request, RequestInit, Response, UrlSearchParams,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::Draft;
use crate::live::browser::{After, Listener, window};

/// A pause in typing this long, in milliseconds, saves.
const PAUSE_MS: f64 = 800.0;
/// First and longest wait after a failure, in milliseconds.
const FIRST_WAIT_MS: f64 = 2_000.0;
const LONGEST_WAIT_MS: f64 = 60_000.0;
const DRAFTS: &str = "/drafts";

struct Keeper {
    form: HtmlFormElement,
    path: String,
    draft: RwSignal<Draft>,
    /// Typed and not yet stored.
    dirty: Cell<bool>,
    busy: Cell<bool>,
    failures: Cell<u32>,
    timer: RefCell<Option<After>>,
    listeners: RefCell<Vec<Listener>>,
}

/// Finds the form around `place` and watches it for as long as the island lives.
pub fn start(place: NodeRef<Span>, path: String, draft: RwSignal<Draft>) {
    let held = StoredValue::<Option<Rc<Keeper>>, LocalStorage>::new_local(None);
    Effect::new(move |_| {
        let form = place.get().and_then(|place| place.closest("form").ok().flatten());
        if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
            held.set_value(Some(Keeper::watch(form, path.clone(), draft)));
        }
    });
}

impl Keeper {
    fn watch(form: HtmlFormElement, path: String, draft: RwSignal<Draft>) -> Rc<Self> {
        let keeper = Rc::new(Self {
            form,
            path,
            draft,
            dirty: Cell::default(),
            busy: Cell::default(),
            failures: Cell::default(),
            timer: RefCell::default(),
            listeners: RefCell::default(),
        });
        let mut listeners = vec![
            keeper.on_form("input", Self::touched),
            keeper.on_form("change", Self::touched),
            keeper.on_form("submit", Self::submitted),
        ];
        if let Some(window) = window() {
            listeners.push(Listener::on(&window, "pagehide", keeper.call(Self::flush)));
            listeners.push(Listener::on(&window, "online", keeper.call(Self::save)));
        }
        keeper.listeners.replace(listeners);
        keeper
    }

    fn on_form(self: &Rc<Self>, event: &'static str, act: fn(&Rc<Self>)) -> Listener {
        Listener::on(&self.form, event, self.call(act))
    }

    /// A callback that does not keep the keeper alive.
    fn call<E>(self: &Rc<Self>, act: fn(&Rc<Self>)) -> impl Fn(E) + 'static + use<E> {
        let weak = Rc::downgrade(self);
        move |_| {
            if let Some(keeper) = weak.upgrade() {
                act(&keeper);
            }
        }
    }

    fn touched(self: &Rc<Self>) {
        self.dirty.set(true);
        self.save_after(PAUSE_MS);
    }

    /// The form itself is on its way; a draft sent now would outlive it.
    fn submitted(self: &Rc<Self>) {
        self.dirty.set(false);
        self.timer.take();
    }

    fn save_after(self: &Rc<Self>, ms: f64) {
        let call = self.call(Self::save);
        self.timer.replace(Some(After::millis(ms, move || call(()))));
    }

    fn save(self: &Rc<Self>) {
        if !self.dirty.get() || self.busy.replace(true) {
            return;
        }
        let Some(fields) = self.fields() else {
            self.busy.set(false);
            return;
        };
        self.dirty.set(false);
        self.draft.set(Draft::Saving);
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let stored = post(&fields).await;
            if let Some(keeper) = weak.upgrade() {
                keeper.answered(stored);
            }
        });
    }

    fn answered(self: &Rc<Self>, stored: bool) {
        self.busy.set(false);
        if stored {
            self.failures.set(0);
            self.draft.set(Draft::Saved);
            if self.dirty.get() {
                self.save_after(PAUSE_MS);
            }
            return;
        }
        self.dirty.set(true);
        self.draft.set(Draft::Waiting);
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        self.save_after((FIRST_WAIT_MS * f64::from(1u32 << failures.min(10))).min(LONGEST_WAIT_MS));
    }

    /// The page is going away: hands the fields to the browser, which sends them by itself.
    fn flush(self: &Rc<Self>) {
        if !self.dirty.get() {
            return;
        }
        if let (Some(window), Some(fields)) = (window(), self.fields()) {
            let sent = window.navigator().send_beacon_with_opt_url_search_params(DRAFTS, Some(&fields));
            self.dirty.set(sent != Ok(true));
        }
    }

    /// All fields but files and passwords, and the path.
    fn fields(&self) -> Option<UrlSearchParams> {
        let data = FormData::new_with_form(&self.form).ok()?;
        let secret = self.form.query_selector_all("input[type=file], input[type=password]").ok()?;
        for at in 0..secret.length() {
            if let Some(Ok(input)) = secret.get(at).map(JsCast::dyn_into::<HtmlInputElement>) {
                data.delete(&input.name());
            }
        }
        let fields = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
        fields.set("_path", &self.path);
        Some(fields)
    }
}

/// Whether the draft is stored.
async fn post(fields: &UrlSearchParams) -> bool {
    try_post(fields).await.unwrap_or(false)
}

async fn try_post(fields: &UrlSearchParams) -> Result<bool, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(fields);
    let request = Request::new_with_str_and_init(DRAFTS, &init)?;
    let response: Response = JsFuture::from(window.fetch_with_request(&request)).await?.dyn_into()?;
    // After a redirect to the sign-in page nothing is stored, though its answer is a good one.
    Ok(response.ok() && !response.redirected())
}
