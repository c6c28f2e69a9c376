//! Handles on what belongs to the page: listeners, timers, the clock. Each lets go when it is dropped.

use leptos::web_sys::{self, Event, EventTarget, Window};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The page's window. None outside a page, which an island never is.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// The page's monotonic clock, in milliseconds.
pub fn now() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A value remembered in this browser.
pub fn recall(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Remembers a value in this browser, where it is allowed to.
pub fn remember(key: &str, value: &str) {
    if let Some(Ok(Some(storage))) = window().map(|window| window.local_storage()) {
        _ = storage.set_item(key, value);
    }
}

/// An event listener that is removed when dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    call: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub fn on(target: &EventTarget, event: &'static str, call: impl Fn(Event) + 'static) -> Self {
        let call = Closure::<dyn Fn(Event)>::new(call);
        _ = target.add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
        Self { target: target.clone(), event, call }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self.target.remove_event_listener_with_callback(self.event, self.call.as_ref().unchecked_ref());
    }
}

/// Something that happens once, unless dropped before.
pub struct After {
    id: Option<i32>,
    _call: Closure<dyn Fn()>,
}

impl After {
    pub fn millis(ms: f64, call: impl Fn() + 'static) -> Self {
        let call = Closure::<dyn Fn()>::new(call);
        let function = call.as_ref().unchecked_ref();
        let id = window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, ms as i32).ok()
        });
        Self { id, _call: call }
    }
}

impl Drop for After {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.id, window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

/// Something that happens again and again, until dropped.
pub struct Every {
    id: Option<i32>,
    _call: Closure<dyn Fn()>,
}

impl Every {
    pub fn millis(ms: i32, call: impl Fn() + 'static) -> Self {
        let call = Closure::<dyn Fn()>::new(call);
        let function = call.as_ref().unchecked_ref();
        let id = window().and_then(|window| {
            window.set_interval_with_callback_and_timeout_and_arguments_0(function, ms).ok()
        });
        Self { id, _call: call }
    }
}

impl Drop for Every {
    fn drop(&mut self) {
        if let (Some(id), Some(window)) = (self.id, window()) {
            window.clear_interval_with_handle(id);
        }
    }
}
