//! A page's hold on its game: what it knows, the ticking present, and the connection.

#[cfg(feature = "desk")]
use convene_domain::quiz::game::wire::Control;
#[cfg(feature = "hydrate")]
use convene_domain::quiz::game::wire::ToClient;
use convene_domain::quiz::game::wire::{Audience, ToGame};
use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};
#[cfg(feature = "hydrate")]
use wasm_bindgen::JsCast;

use super::announce;
#[cfg(feature = "hydrate")]
use super::browser::{After, Every, Listener, now, window};
#[cfg(feature = "hydrate")]
use super::socket::{Heard, Socket};
use super::state::{Line, Table};
#[cfg(feature = "hydrate")]
use super::state::{Stage, Then};

/// How often the present moves on, in milliseconds.
#[cfg(feature = "hydrate")]
const TICK_MS: i32 = 200;

/// What the browser holds open; let go of with the island.
#[cfg(feature = "hydrate")]
struct Held {
    socket: Socket,
    _tick: Every,
    keys: Option<Listener>,
    focus: Option<After>,
}

#[derive(Clone, Copy)]
pub struct Game {
    pub table: RwSignal<Table>,
    /// The page's monotonic clock in milliseconds; moves only while a question is open.
    pub now: RwSignal<f64>,
    #[cfg(feature = "hydrate")]
    held: StoredValue<Option<Held>, LocalStorage>,
}

impl Game {
    /// In a browser, connects; on the server, stays at "Connecting".
    pub fn join(pin: &str, audience: Audience) -> Self {
        let game = Self {
            table: RwSignal::new(Table::default()),
            now: RwSignal::new(0.0),
            #[cfg(feature = "hydrate")]
            held: StoredValue::new_local(None),
        };
        #[cfg(feature = "hydrate")]
        game.hold(pin, audience);
        #[cfg(not(feature = "hydrate"))]
        let _ = (pin, audience);
        game
    }

    /// Marks or sends a choice.
    #[cfg(feature = "play")]
    pub fn choose(self, at: u8) {
        let now = self.present();
        let message = self.table.try_update(|table| table.choose(at, now)).flatten();
        self.send(message);
    }

    /// Sends what is marked.
    #[cfg(feature = "play")]
    pub fn submit(self) {
        let now = self.present();
        let message = self.table.try_update(|table| table.submit(now)).flatten();
        self.send(message);
    }

    /// Asks the game for something only hosts may do.
    #[cfg(feature = "desk")]
    pub fn control(self, act: Control) {
        let now = self.present();
        let message = self.table.try_update(|table| table.wish(act, now)).flatten();
        self.send(message);
    }

    /// Whole seconds left of the open question; none without a limit.
    pub fn seconds(self) -> Memo<Option<u32>> {
        Memo::new(move |_| {
            let now = self.now.get();
            self.table.with(|table| table.deadline.map(|deadline| deadline.seconds(now)))
        })
    }

    /// Whole percent left of the open question's time.
    pub fn percent(self) -> u32 {
        let now = self.now.get();
        self.table.with(|table| table.deadline.map_or(100, |deadline| deadline.percent(now)))
    }

    /// What the live region says.
    pub fn announcement(self) -> String {
        let now = self.now.get();
        self.table.with(|table| announce::sentence(table, announce::moment(table, now)))
    }

    pub fn line(self) -> Line {
        self.table.with(|table| table.line)
    }
}

#[cfg(not(feature = "hydrate"))]
impl Game {
    fn present(self) -> f64 {
        0.0
    }

    fn send(self, _message: Option<ToGame>) {}

    /// Connects anew now.
    pub fn renew(self) {}

    /// Moves focus to the headline, once it is there.
    pub fn focus_headline(self) {}

    /// Calls `pressed` for keys pressed anywhere on the page, outside fields and without modifiers.
    pub fn on_key(self, _pressed: impl Fn(&str) -> bool + 'static) {}
}

#[cfg(feature = "hydrate")]
impl Game {
    fn present(self) -> f64 {
        let now = now();
        self.now.set(now);
        now
    }

    fn hold(self, pin: &str, audience: Audience) {
        self.now.set(now());
        let socket = Socket::open(pin, audience, move |heard| self.hear(heard));
        let tick = Every::millis(TICK_MS, move || self.tick());
        self.held.set_value(Some(Held { socket, _tick: tick, keys: None, focus: None }));
    }

    fn hear(self, heard: Heard) {
        match heard {
            Heard::Message(message) => {
                let now = self.present();
                let welcomed = matches!(message, ToClient::Welcome(_));
                let then = self.table.try_update(|table| table.hear(message, now));
                if then == Some(Then::Resync) {
                    self.renew();
                } else if welcomed {
                    self.send(self.table.with_untracked(Table::unsent));
                }
            }
            Heard::Down => self.table.update(|table| {
                table.line = Line::Down;
                table.wish = None;
            }),
            Heard::Stopped => self.table.update(|table| table.line = Line::Stopped),
            Heard::Replaced => self.table.update(|table| {
                table.line = Line::Replaced;
                table.wish = None;
            }),
        }
    }

    fn tick(self) {
        let open = self.table.with_untracked(|table| matches!(table.stage, Stage::Asking(_)));
        if open {
            self.now.set(now());
        }
        #[cfg(feature = "play")]
        if open && self.table.with_untracked(|table| table.is_last_call(now())) {
            let message = self.table.try_update(|table| table.last_call(now())).flatten();
            self.send(message);
        }
        let mut overdue = false;
        self.table.update_untracked(|table| overdue = table.is_overdue(now()));
        if overdue {
            // Set here, because the connection looks alive until it is replaced.
            self.table.update(|table| table.line = Line::Down);
            self.renew();
        }
    }

    fn send(self, message: Option<ToGame>) {
        if let Some(message) = message {
            // Without a connection an answer waits in the table, and the next `Welcome` sends it.
            self.held.with_value(|held| held.as_ref().map(|held| held.socket.send(&message)));
        }
    }

    /// Connects anew now.
    pub fn renew(self) {
        self.held.with_value(|held| held.as_ref().inspect(|held| held.socket.renew()).is_some());
    }

    /// Moves focus to the headline, once it is there.
    pub fn focus_headline(self) {
        let focus = After::millis(0.0, || {
            let headline = window()
                .and_then(|window| window.document())
                .and_then(|document| document.query_selector("[data-headline]").ok().flatten());
            if let Some(headline) = headline.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                _ = headline.focus();
            }
        });
        self.held.update_value(|held| {
            if let Some(held) = held {
                held.focus = Some(focus);
            }
        });
    }

    /// Calls `pressed` for keys pressed anywhere on the page, outside fields and without modifiers. A key it
    /// returns true for goes no further.
    pub fn on_key(self, pressed: impl Fn(&str) -> bool + 'static) {
        let Some(window) = window() else { return };
        let listener = Listener::on(&window, "keydown", move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let is_on = |what| target.as_ref().is_some_and(|element| element.matches(what).unwrap_or(false));
            let Ok(key) = event.dyn_into::<KeyboardEvent>() else { return };
            let name = key.key();
            // Enter belongs to what somebody has tabbed to, and not to the tile a finger was last on.
            let taken = is_on("input:not([type=checkbox]), textarea, select, dialog *")
                || (name == "Enter" && is_on("a, input, :is(button, summary):focus-visible"));
            let modified = key.ctrl_key() || key.alt_key() || key.meta_key() || key.repeat();
            if !taken && !modified && pressed(&name) {
                key.prevent_default();
            }
        });
        self.held.update_value(|held| {
            if let Some(held) = held {
                held.keys = Some(listener);
            }
        });
    }
}
