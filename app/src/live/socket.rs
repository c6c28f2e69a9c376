//! The WebSocket to a game: opened, lost, opened again.
//!
//! The page holds one [`Socket`]; dropping it closes the connection and removes every listener. Only the retry
//! timer opens connections, so no callback ever drops itself.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use convene_domain::quiz::game::wire::{Audience, ToClient, ToGame};
use leptos::web_sys::{CloseEvent, Event, MessageEvent, VisibilityState, WebSocket};
use wasm_bindgen::JsCast;

use super::browser::{After, Listener, now, window};
use super::message;

/// The close code for "you have no seat here, or may not".
const NOT_ALLOWED: u16 = 4001;
/// The close code for "too many windows are open on this game, and this was the oldest".
const REPLACED: u16 = 4003;
/// The close code for "the game is over, and nothing follows".
const OVER: u16 = 1000;
/// First and longest wait between two tries, in milliseconds.
const FIRST_WAIT_MS: f64 = 400.0;
const LONGEST_WAIT_MS: f64 = 10_000.0;
/// How long one try may take, in milliseconds.
const TRY_MS: f64 = 10_000.0;
/// A page hidden longer than this, in milliseconds, has likely slept, and so has its connection.
const SLEPT_MS: f64 = 20_000.0;

/// What a socket tells its page.
pub enum Heard {
    Message(ToClient),
    /// The connection is gone and will be tried again.
    Down,
    /// The game refuses this browser for good.
    Stopped,
    /// Newer windows have taken this one's place. Connecting again would end one of them, so that waits until
    /// somebody asks for it.
    Replaced,
}

pub struct Socket(Rc<Wire>);

struct Wire {
    url: String,
    heard: Box<dyn Fn(Heard)>,
    open: RefCell<Option<Open>>,
    retry: RefCell<Option<After>>,
    patience: RefCell<Option<After>>,
    tries: Cell<u32>,
    stopped: Cell<bool>,
    hidden_since: Cell<Option<f64>>,
    watches: RefCell<Vec<Listener>>,
}

/// One connection with its listeners.
struct Open {
    socket: WebSocket,
    listeners: Vec<Listener>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.listeners.clear();
        _ = self.socket.close();
    }
}

impl Socket {
    /// Starts connecting to the game with this PIN.
    pub fn open(pin: &str, audience: Audience, heard: impl Fn(Heard) + 'static) -> Self {
        let wire = Rc::new(Wire {
            url: address(pin, audience),
            heard: Box::new(heard),
            open: RefCell::default(),
            retry: RefCell::default(),
            patience: RefCell::default(),
            tries: Cell::default(),
            stopped: Cell::default(),
            hidden_since: Cell::default(),
            watches: RefCell::default(),
        });
        wire.watch();
        wire.connect_after(0.0);
        Self(wire)
    }

    /// Sends a message, or returns false when there is no connection.
    pub fn send(&self, message: &ToGame) -> bool {
        let open = self.0.open.borrow();
        let ready = open.as_ref().filter(|open| open.socket.ready_state() == WebSocket::OPEN);
        match (ready, message::write(message)) {
            (Some(open), Some(text)) => open.socket.send_with_str(&text).is_ok(),
            _ => false,
        }
    }

    /// Connects anew now, for a complete picture or because the person asks to.
    pub fn renew(&self) {
        self.0.stopped.set(false);
        self.0.tries.set(0);
        self.0.connect_after(0.0);
    }
}

impl Wire {
    /// Tries again at once when the page is seen or the network is back.
    fn watch(self: &Rc<Self>) {
        let Some(window) = window() else { return };
        let mut watches = vec![
            Listener::on(&window, "online", self.call(Self::wake)),
            Listener::on(&window, "offline", self.call(Self::lost)),
            Listener::on(&window, "pageshow", self.call(Self::wake)),
        ];
        if let Some(document) = window.document() {
            watches.push(Listener::on(&document, "visibilitychange", self.call(Self::seen)));
        }
        self.watches.replace(watches);
    }

    /// A callback that does not keep the wire alive.
    fn call(self: &Rc<Self>, act: fn(&Rc<Self>)) -> impl Fn(Event) + 'static {
        let weak = Rc::downgrade(self);
        move |_| {
            if let Some(wire) = weak.upgrade() {
                act(&wire);
            }
        }
    }

    fn wake(self: &Rc<Self>) {
        let alive =
            self.open.borrow().as_ref().is_some_and(|open| open.socket.ready_state() <= WebSocket::OPEN);
        if !alive {
            self.tries.set(0);
            self.connect_after(0.0);
        }
    }

    fn seen(self: &Rc<Self>) {
        let visible = window()
            .and_then(|window| window.document())
            .is_none_or(|document| document.visibility_state() == VisibilityState::Visible);
        if !visible {
            self.hidden_since.set(Some(now()));
            return;
        }
        match self.hidden_since.take() {
            Some(since) if now() - since > SLEPT_MS => self.connect_after(0.0),
            _ => self.wake(),
        }
    }

    fn connect_after(self: &Rc<Self>, ms: f64) {
        if !self.stopped.get() {
            let weak = Rc::downgrade(self);
            let connect = move || _ = weak.upgrade().map(|wire| wire.connect());
            self.retry.replace(Some(After::millis(ms, connect)));
        }
    }

    fn connect(self: &Rc<Self>) {
        self.open.take();
        let Ok(socket) = WebSocket::new(&self.url) else {
            self.stop(Some(Heard::Stopped));
            return;
        };
        let weak = Rc::downgrade(self);
        let message = move |event: Event| {
            if let (Some(wire), Ok(event)) = (Weak::upgrade(&weak), event.dyn_into::<MessageEvent>()) {
                wire.receive(&event);
            }
        };
        let weak = Rc::downgrade(self);
        let close = move |event: Event| {
            if let (Some(wire), Ok(event)) = (Weak::upgrade(&weak), event.dyn_into::<CloseEvent>()) {
                wire.closed(event.code());
            }
        };
        let listeners =
            vec![Listener::on(&socket, "message", message), Listener::on(&socket, "close", close)];
        self.open.replace(Some(Open { socket, listeners }));
        let weak = Rc::downgrade(self);
        let give_up = move || _ = weak.upgrade().map(|wire| wire.give_up());
        self.patience.replace(Some(After::millis(TRY_MS, give_up)));
    }

    /// A try that neither opened nor failed within its time counts as failed.
    fn give_up(self: &Rc<Self>) {
        let connecting = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.socket.ready_state() == WebSocket::CONNECTING);
        if connecting {
            self.lost();
        }
    }

    fn receive(&self, event: &MessageEvent) {
        let Some(text) = event.data().as_string() else { return };
        // A newer server may say things this page does not know yet: those are passed over.
        if let Some(message) = message::read(&text) {
            self.tries.set(0);
            (self.heard)(Heard::Message(message));
        }
    }

    fn closed(self: &Rc<Self>, code: u16) {
        match code {
            NOT_ALLOWED => self.stop(Some(Heard::Stopped)),
            REPLACED => self.stop(Some(Heard::Replaced)),
            // The page shows the podium and keeps it.
            OVER => self.stop(None),
            _ => {
                (self.heard)(Heard::Down);
                self.try_again();
            }
        }
    }

    fn stop(&self, why: Option<Heard>) {
        self.stopped.set(true);
        self.retry.take();
        if let Some(why) = why {
            (self.heard)(why);
        }
    }

    /// The network is gone: no use waiting for the connection to notice.
    fn lost(self: &Rc<Self>) {
        self.open.take();
        (self.heard)(Heard::Down);
        self.try_again();
    }

    /// Waits twice as long after each failure, and somewhere between half of that and all of it, so that a whole
    /// room does not come back in the same instant.
    fn try_again(self: &Rc<Self>) {
        let tries = self.tries.get();
        self.tries.set(tries + 1);
        let wait = (FIRST_WAIT_MS * f64::from(1u32 << tries.min(10))).min(LONGEST_WAIT_MS);
        self.connect_after(wait * (0.5 + js_sys::Math::random() / 2.0));
    }
}

/// `wss://` beside `https://`, on the page's own host.
fn address(pin: &str, audience: Audience) -> String {
    let location = window().map(|window| window.location());
    let secure =
        location.as_ref().and_then(|location| location.protocol().ok()).is_some_and(|it| it == "https:");
    let host = location.and_then(|location| location.host().ok()).unwrap_or_default();
    let scheme = if secure { "wss://" } else { "ws://" };
    let audience = match audience {
        Audience::Player => "player",
        Audience::Host => "host",
        Audience::Screen => "screen",
    };
    [scheme, &host, "/quiz/", pin, "/socket?as=", audience].concat()
}
