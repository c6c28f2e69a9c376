//! The mark of Convene: seats around a table, one of them free for whoever reads this.

use leptos::prelude::*;

/// Centres of the taken seats, on a grid of 32; the free one is at the lower right.
const SEATS: [(&str, &str); 5] =
    [("16", "5"), ("25.5", "10.5"), ("6.5", "10.5"), ("6.5", "21.5"), ("16", "27")];

/// The mark alone, as decoration.
#[component]
pub fn Seats() -> impl IntoView {
    let taken = SEATS.map(|(x, y)| view! { <circle cx=x cy=y r="4"></circle> }).collect_view();
    view! {
        <svg class="seats" viewBox="0 0 32 32" width="32" height="32" fill="currentColor" aria-hidden="true">
            {taken}
            <circle class="free-seat" cx="25.5" cy="21.5" r="4"></circle>
        </svg>
    }
}

/// The four shapes of quiz answers in a row, as decoration for anything about quizzes.
#[component]
pub fn AnswerShapes() -> impl IntoView {
    view! {
        <svg class="answer-shapes" viewBox="0 0 124 28" width="124" height="28" aria-hidden="true">
            <path class="shape-1" d="M14 3 26 25H2Z"></path>
            <path class="shape-2" d="M46 1 59 14 46 27 33 14Z"></path>
            <circle class="shape-3" cx="78" cy="14" r="12"></circle>
            <rect class="shape-4" x="99" y="3" width="22" height="22" rx="2"></rect>
        </svg>
    }
}

/// The shape of the answer at `index`, counted from 0: ▲ ◆ ● ■ ★ ✚, in the text's colour.
#[component]
pub fn AnswerShape(index: usize) -> impl IntoView {
    let path = crate::live::tiles::shape(u8::try_from(index % 6).unwrap_or(0));
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="currentColor" aria-hidden="true">
            <path d=path></path>
        </svg>
    }
}
