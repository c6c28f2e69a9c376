//! What one can do about a seat: each a plain form.

use convene_domain::workshop::RegistrationState;
use convene_domain::workshop::sign_up::Phase;
use convene_service::workshop::seat::Seat;
use leptos::prelude::*;

use crate::parts::{Button, ButtonKind, Field, FieldKind, Form, FormActions, Section, Symbol, When};
use crate::request::Request;
use crate::workshop::register::questions;

/// The one thing to do now: take the offer, or come back.
pub fn main(request: &Request, seat: &Seat) -> Option<AnyView> {
    match seat.state() {
        RegistrationState::Offered => seat.offered_until.map(|until| offer(request, until).into_any()),
        state if state.ended() && seat.phase == Phase::Open => Some(come_back(seat).into_any()),
        _ => None,
    }
}

fn offer(request: &Request, until: convene_domain::Time) -> impl IntoView + use<> {
    let moment = request.moment(until);
    view! {
        <section class="card" aria-label="The seat that is kept for you">
            <p>
                "It is yours if you take it before "
                <strong><When datetime=moment.datetime text=moment.text zone=moment.zone distance=moment.distance/></strong>"."
            </p>
            <div class="row">
                <Form act="take"><Button kind=ButtonKind::Primary icon=Symbol::Check>"Take the seat"</Button></Form>
                <Form act="let-go"><Button>"Let it go"</Button></Form>
            </div>
        </section>
    }
}

/// The way back for whoever left; by the same rule as everybody.
fn come_back(seat: &Seat) -> impl IntoView + use<> {
    let declined = seat.state() == RegistrationState::Declined || seat.workshop.approval;
    let waits = seat.full && !declined;
    let (words, button) = match (declined, waits) {
        (true, _) => ("The team looks at each request and writes to you.", "Ask for a seat again"),
        (_, true) => ("No seat is left. You would be at the end of the line.", "Join the waiting list"),
        _ => ("There still are seats. Your name and answers are kept.", "Register again"),
    };
    view! {
        <section class="card" aria-label="Come back">
            <p>{words}</p>
            <Form act="again">
                {waits.then(|| view! { <input type="hidden" name="waiting_ok" value="yes"/> })}
                <Button kind=ButtonKind::Quiet>{button}</Button>
            </Form>
        </section>
    }
}

/// Name and answers, open for change until the start.
pub fn answers(request: &Request, seat: &Seat) -> Option<impl IntoView + use<>> {
    let form = request.form.of_act("answers");
    let shown = seat.changeable() && !seat.state().ended();
    let asks = !seat.details.questions.is_empty();
    shown.then(|| {
        let title = if asks { "Your name and answers" } else { "Your name" };
        let fields = questions(&form, &seat.details.questions, &seat.answers);
        let name = seat.registration.name.clone();
        view! {
            <Section id="answers" title=title>
                <Form form=form.clone() act="answers" action="#answers">
                    <Field form=form.clone() name="name" label="Name, as the host sees it" value=name autocomplete="name"/>
                    {fields}
                    <FormActions><Button>"Save"</Button></FormActions>
                </Form>
            </Section>
        }
    })
}

/// The seat for a friend.
pub fn hand_on(request: &Request, seat: &Seat) -> Option<impl IntoView + use<>> {
    let form = request.form.of_act("hand-on");
    let open = form.is_posted();
    let words = if seat.details.guests.confirm {
        "Your seat is held for your friend for up to 2 hours, until they confirm by e-mail. If they don’t, it goes to the next person on the waitlist. You’ll no longer have a seat."
    } else {
        "The seat is theirs at once, and you have none any more. Your answers stay with you; we ask your friend anew."
    };
    seat.can_hand_on().then(|| {
        view! {
            <details class="card" id="hand-on" open=open>
                <summary>"Give my seat to a friend"</summary>
                <p>{words}</p>
                <Form form=form.clone() act="hand-on">
                    <Field form=form.clone() name="friend_name" label="Your friend's name" autocomplete="off"/>
                    <Field form=form.clone() name="friend_email" label="Your friend's e-mail address" kind=FieldKind::Email autocomplete="off"/>
                    <FormActions><Button>"Give them my seat"</Button></FormActions>
                </Form>
            </details>
        }
    })
}

/// Giving up takes one more step: when somebody waits, the seat is gone for good.
pub fn give_up(seat: &Seat) -> Option<impl IntoView + use<>> {
    let (summary, words, button) = match seat.state() {
        RegistrationState::Confirmed if seat.workshop.waiting > 0 => (
            "Give up my seat",
            "People wait for this workshop: the seat goes to the next in line at once, and you cannot have it back.",
            "Give up my seat",
        ),
        RegistrationState::Confirmed => (
            "Give up my seat",
            "The seat is free for somebody else. As long as seats are left, you can register again here.",
            "Give up my seat",
        ),
        RegistrationState::Waiting => (
            "Leave the waiting list",
            "Your place in line is gone then: whoever comes back starts at the end.",
            "Leave the waiting list",
        ),
        RegistrationState::Pending => {
            ("Take my request back", "The team is not asked any more.", "Take it back")
        }
        _ => return None,
    };
    seat.changeable().then(|| {
        view! {
            <details class="card" id="give-up">
                <summary>{summary}</summary>
                <p>{words}</p>
                <Form act="cancel"><Button kind=ButtonKind::Danger>{button}</Button></Form>
            </details>
        }
    })
}

/// For whoever was registered by somebody else, or by a typing error.
pub fn not_me(seat: &Seat) -> impl IntoView + use<> {
    let email = seat.email.clone();
    view! {
        <section class="card sunk seat-not-me" id="not-me" aria-labelledby="not-me-title">
            <h2 id="not-me-title" class="card-title">"Was this you?"</h2>
            <p class="small">
                "Somebody typed "<bdi>{email}</bdi>" without being signed in. If it was not you, one click takes you off the list."
            </p>
            <Form act="not-me"><Button dense=true>"This was not me"</Button></Form>
        </section>
    }
}
