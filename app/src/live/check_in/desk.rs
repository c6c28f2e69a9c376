//! What happens at the desk: a code is seen, kept, sent, answered.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Date;
use leptos::ev;
use leptos::html::{Input, Video};
use leptos::prelude::*;
use leptos::web_sys::VisibilityState;
use wasm_bindgen_futures::spawn_local;

use super::answer::Sent;
use super::camera::{self, Camera};
use super::queue::Queue;
use super::send;
use super::{Desk, Looking, Told, Verdict};
use crate::live::browser::{After, Every, Listener, recall, remember, window};

/// Results that stay on the page.
const TOLD: usize = 8;
/// A code that stays in view is one scan; gone for this long, in milliseconds, it is another.
const GONE_MS: f64 = 2_500.0;
const RETRY_MS: f64 = 4_000.0;
const COUNT_MS: i32 = 10_000;

struct Clerk {
    desk: Desk,
    path: String,
    queue: RefCell<Queue>,
    busy: Cell<bool>,
    /// The code in view and when it was last seen.
    seen: RefCell<(String, f64)>,
    camera: RefCell<Option<Camera>>,
    retry: RefCell<Option<After>>,
    listeners: RefCell<Vec<Listener>>,
    counts: RefCell<Option<Every>>,
    /// When the newest scan was made that was told to be kept.
    said: Cell<f64>,
}

/// Opens the desk; what its button and its file field call.
pub fn start(
    path: String,
    desk: Desk,
    video: NodeRef<Video>,
    file: NodeRef<Input>,
) -> (impl Fn(ev::MouseEvent) + 'static, impl Fn(ev::Event) + 'static) {
    let clerk = Rc::new(Clerk {
        desk,
        queue: RefCell::new(Queue::read(&recall(&storage_key(&path)).unwrap_or_default())),
        path,
        busy: Cell::default(),
        seen: RefCell::default(),
        camera: RefCell::default(),
        retry: RefCell::default(),
        listeners: RefCell::default(),
        counts: RefCell::default(),
        said: Cell::default(),
    });
    desk.kept.set(clerk.queue.borrow().len());
    clerk.watch();
    clerk.send();
    // The island holds its clerk as long as it lives.
    StoredValue::new_local(clerk.clone());
    let (presser, picker) = (Rc::downgrade(&clerk), Rc::downgrade(&clerk));
    let press = move |_: ev::MouseEvent| {
        if let (Some(clerk), Some(video)) = (presser.upgrade(), video.get_untracked()) {
            clerk.toggle(video);
        }
    };
    let picked = move |_: ev::Event| {
        if let (Some(clerk), Some(input)) = (picker.upgrade(), file.get_untracked()) {
            clerk.read_picture(&input);
        }
    };
    (press, picked)
}

fn storage_key(path: &str) -> String {
    ["convene.check-in.", path].concat()
}

impl Clerk {
    fn watch(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        if let Some(window) = window() {
            let back = move |_| {
                if let Some(clerk) = weak.upgrade() {
                    clerk.send();
                }
            };
            self.listeners.borrow_mut().push(Listener::on(&window, "online", back));
        }
        let weak = Rc::downgrade(self);
        let every = Every::millis(COUNT_MS, move || {
            if let Some(clerk) =
                weak.upgrade().filter(|_| document().visibility_state() == VisibilityState::Visible)
            {
                clerk.count();
            }
        });
        self.counts.replace(Some(every));
    }

    fn toggle(self: &Rc<Self>, video: leptos::web_sys::HtmlVideoElement) {
        let looking = self.desk.looking;
        if self.camera.take().is_some() {
            looking.set(Looking::Off);
            return;
        }
        if looking.get_untracked() == Looking::Starting {
            return;
        }
        looking.set(Looking::Starting);
        let clerk = self.clone();
        spawn_local(async move {
            let weak = Rc::downgrade(&clerk);
            let found = move |text: String| {
                if let Some(clerk) = weak.upgrade() {
                    clerk.see(text);
                }
            };
            match Camera::start(video, found).await {
                Ok(camera) => {
                    clerk.camera.replace(Some(camera));
                    looking.set(Looking::On);
                }
                Err(why) => looking.set(Looking::Failed(why)),
            }
        });
    }

    fn read_picture(self: &Rc<Self>, input: &leptos::web_sys::HtmlInputElement) {
        let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
        // The same picture may be chosen again.
        input.set_value("");
        let clerk = self.clone();
        spawn_local(async move {
            match camera::read_file(&file).await {
                Some(text) => clerk.scan(&text),
                None => clerk.tell(
                    Verdict::No,
                    "There is no code in this picture. Take it closer and straight on.".into(),
                ),
            }
        });
    }

    /// The camera sees a code: many times a second, and it counts once.
    fn see(self: &Rc<Self>, text: String) {
        let now = Date::now();
        let (before, when) = self.seen.replace((text.clone(), now));
        if before != text || now - when > GONE_MS {
            self.scan(&text);
        }
    }

    fn scan(self: &Rc<Self>, text: &str) {
        let added = self.queue.borrow_mut().add(text, Date::now());
        match added {
            Ok(()) => {
                self.keep();
                self.send();
            }
            Err(since) => {
                let sentence = ["Scanned here at ", &clock(since), ". It is kept and will be sent."].concat();
                self.tell(Verdict::Already, sentence);
            }
        }
    }

    /// Writes down what waits.
    fn keep(&self) {
        let queue = self.queue.borrow();
        remember(&storage_key(&self.path), &queue.write());
        self.desk.kept.set(queue.len());
    }

    fn tell(&self, verdict: Verdict, sentence: String) {
        self.desk.told.update(|told| {
            told.insert(0, Told { verdict, sentence });
            told.truncate(TOLD);
        });
    }

    /// Sends what waits, one after the other, until the line is gone.
    fn send(self: &Rc<Self>) {
        if self.queue.borrow().len() == 0 || self.busy.replace(true) {
            return;
        }
        let clerk = self.clone();
        spawn_local(async move {
            loop {
                let Some(first) = clerk.queue.borrow().first().cloned() else { break };
                match send::scan(&clerk.path, &first).await {
                    Sent::Answered { told: answer, counted } => {
                        clerk.queue.borrow_mut().remove(&first);
                        clerk.keep();
                        clerk.desk.signed_out.set(false);
                        clerk.tell(answer.verdict, answer.sentence);
                        if let Some(counted) = counted {
                            clerk.desk.counted.set(counted);
                        }
                    }
                    Sent::SignedOut => {
                        clerk.desk.signed_out.set(true);
                        clerk.wait();
                        break;
                    }
                    Sent::Later => {
                        clerk.wait();
                        break;
                    }
                }
            }
            clerk.busy.set(false);
        });
    }

    /// The line is gone: says so once for the newest scan, and tries again.
    fn wait(self: &Rc<Self>) {
        let newest = self.queue.borrow().last().map(|kept| kept.at);
        if let Some(at) = newest.filter(|at| self.said.replace(*at) != *at) {
            self.tell(Verdict::Kept, ["Scanned at ", &clock(at), "."].concat());
        }
        let weak = Rc::downgrade(self);
        self.retry.replace(Some(After::millis(RETRY_MS, move || {
            if let Some(clerk) = weak.upgrade() {
                clerk.send();
            }
        })));
    }

    fn count(self: &Rc<Self>) {
        let clerk = self.clone();
        spawn_local(async move {
            if let Some(counted) = send::count(&clerk.path).await {
                clerk.desk.counted.set(counted);
            }
        });
    }
}

/// `18:02`, on this device's clock.
fn clock(at: f64) -> String {
    let date = Date::new(&at.into());
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}
