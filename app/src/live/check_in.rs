//! The check-in desk in a phone's hand: the camera reads codes, and what the line cannot take now is kept and sent
//! when it is back. Without this island the page's forms do the same, one by one.

mod answer;
#[cfg(feature = "hydrate")]
mod camera;
mod decode;
#[cfg(feature = "hydrate")]
mod desk;
mod queue;
#[cfg(feature = "hydrate")]
mod send;

use leptos::html::{Input, Video};
use leptos::prelude::*;

/// What came of a scan. Each has a word, a colour and a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    In,
    Already,
    /// Waits on this phone for the line.
    Kept,
    No,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Verdict::In => "In",
            Verdict::Already => "Already in",
            Verdict::Kept => "Kept, will be sent",
            Verdict::No => "Not in",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Verdict::In => "scan-result is-in",
            Verdict::Already => "scan-result is-already",
            Verdict::Kept => "scan-result is-kept",
            Verdict::No => "scan-result is-no",
        }
    }

    /// A tick in a circle, two bars in a square, a clock, a cross in an octagon; on a grid of 24.
    const fn shape(self) -> &'static str {
        match self {
            Verdict::In => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M7 12.5l3.5 3.5L17 9",
            Verdict::Already => "M3 3h18v18H3ZM8 10h8M8 14h8",
            Verdict::Kept => "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20M12 6v6l4 2",
            Verdict::No => "M8 2h8l6 6v8l-6 6H8l-6-6V8ZM9 9l6 6M15 9l-6 6",
        }
    }
}

/// One line of what happened, the newest of them large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub verdict: Verdict,
    pub sentence: String,
}

/// What the camera does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looking {
    Off,
    Starting,
    On,
    /// Why it does not.
    Failed(&'static str),
}

/// What the desk shows.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The newest first.
    pub told: RwSignal<Vec<Told>>,
    pub looking: RwSignal<Looking>,
    /// Scans on this phone that the server does not have yet.
    pub kept: RwSignal<usize>,
    /// Whether one has to sign in, or as somebody else, before they can be sent.
    pub signed_out: RwSignal<bool>,
    /// `12 of 30 are in`.
    pub counted: RwSignal<String>,
    /// Whether the page listens: before that its buttons do nothing.
    pub ready: RwSignal<bool>,
}

/// The camera and its results. Posts to `path`, the page's own address; `counted` is how many are in.
#[island]
pub fn CheckIn(path: String, counted: String) -> impl IntoView {
    let desk = Desk {
        told: RwSignal::new(Vec::new()),
        looking: RwSignal::new(Looking::Off),
        kept: RwSignal::new(0),
        signed_out: RwSignal::new(false),
        counted: RwSignal::new(counted),
        ready: RwSignal::new(false),
    };
    Effect::new(move |_| desk.ready.set(true));
    let deaf = move || !desk.ready.get();
    let video = NodeRef::<Video>::new();
    let file = NodeRef::<Input>::new();
    #[cfg(feature = "hydrate")]
    let (press, picked) = desk::start(path.clone(), desk, video, file);
    #[cfg(not(feature = "hydrate"))]
    let (press, picked) = (|_: leptos::ev::MouseEvent| {}, |_: leptos::ev::Event| {});
    let is_on = Memo::new(move |_| matches!(desk.looking.get(), Looking::On | Looking::Starting));
    let again = ["/sign-in?next=", &path].concat();
    view! {
        <section class="desk" aria-labelledby="desk-title">
            <header class="desk-head">
                <h2 id="desk-title">"Scan"</h2>
                <p class="desk-count" role="status">{move || desk.counted.get()}</p>
            </header>
            <div class="desk-view" hidden=move || !is_on.get()>
                <video class="desk-video" node_ref=video autoplay=true playsinline=true muted=true aria-label="What the camera sees"></video>
                <span class="desk-frame" aria-hidden="true"></span>
            </div>
            <div class="desk-result" role="status" aria-live="assertive" aria-atomic="true">
                {move || desk.told.with(|told| told.first().cloned()).map(large)}
            </div>
            <p class="desk-problem" role="alert">{move || problem(&desk.looking.get())}</p>
            <div class="row">
                <button type="button" class="button primary" disabled=deaf on:click=press>
                    {move || if is_on.get() { "Stop the camera" } else { "Scan with the camera" }}
                </button>
                <label class="button desk-file">
                    "Read a picture of a code"
                    <input type="file" accept="image/*" class="quiet-text" node_ref=file disabled=deaf on:change=picked/>
                </label>
            </div>
            <p class="desk-kept" role="status">{move || waiting(desk.kept.get())}</p>
            {move || desk.signed_out.get().then(|| view! {
                <p class="desk-problem">"You are signed out, or signed in as somebody who may not check people in here. "<a href=again.clone()>"Sign in again"</a>"; the scans are kept here and go out then."</p>
            })}
            <ol class="desk-log" aria-label="Scans before">
                {move || desk.told.with(|told| told.iter().skip(1).cloned().map(small).collect_view())}
            </ol>
        </section>
    }
}

fn problem(looking: &Looking) -> &'static str {
    match looking {
        Looking::Failed(why) => why,
        Looking::Off | Looking::Starting | Looking::On => "",
    }
}

fn waiting(kept: usize) -> String {
    match kept {
        0 => String::new(),
        1 => "1 scan is kept on this phone and will be sent.".to_owned(),
        many => format!("{many} scans are kept on this phone and will be sent."),
    }
}

fn shape(of: Verdict) -> impl IntoView {
    view! {
        <svg class="scan-shape" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=of.shape()></path></svg>
    }
}

fn large(told: Told) -> impl IntoView {
    view! {
        <div class=told.verdict.class()>
            {shape(told.verdict)}
            <p><strong class="scan-word">{told.verdict.word()}</strong>" "<span class="scan-sentence">{told.sentence}</span></p>
        </div>
    }
}

fn small(told: Told) -> impl IntoView {
    view! {
        <li>
            {shape(told.verdict)}
            <span><strong>{told.verdict.word()}</strong>" "{told.sentence}</span>
        </li>
    }
}
