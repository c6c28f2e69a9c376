//! How a new workshop repeats, and the dates that makes.

use convene_domain::workshop::plan::REPEATS;
use convene_domain::workshop::recurrence::{DATES, WEEKS};
use convene_service::calendar::Local;
use convene_service::workshop::dates::Wall;
use convene_service::workshop::plan::{self, PreviewDate};
use leptos::prelude::*;

use super::sections::Part;
use crate::parts::{
    Badge, Button, Choice, Field, FieldKind, FormState, RadioGroup, SelectField, Symbol, Tone,
};
use crate::request::Request;

pub fn card(request: &Request, form: &FormState) -> impl IntoView + use<> {
    let form = form.clone();
    let repeats = REPEATS.map(|(value, label)| Choice::new(value, label)).to_vec();
    let ends = vec![Choice::new("count", "After a number of dates"), Choice::new("until", "On a day")];
    let repeats_now = form.value("repeat").is_some_and(|repeat| repeat != "none");
    let dates = repeats_now.then(|| preview(request, &form)).flatten();
    view! {
        <Part id="repeat" title="Repeat" lead="Each date of a series has its own seats; people join one or all.">
            <SelectField form=form.clone() name="repeat" label="How often" choices=repeats value="none"
                hint="A month without such a day, like a 31st or a fifth Tuesday, is skipped."/>
            <div class="plan-repeat">
                <div class="plan-weeks">
                    <Field form=form.clone() name="every" label="Weeks from one date to the next" kind=FieldKind::Number
                        size=4 min="1" max=WEEKS.to_string() value="2" hint="For every few weeks."/>
                </div>
                <RadioGroup form=form.clone() name="repeat_end" label="Until when" choices=ends value="count" inline=true/>
                <div class="plan-count">
                    <Field form=form.clone() name="count" label="Number of dates" kind=FieldKind::Number size=5
                        min="2" max=DATES.to_string()/>
                </div>
                <div class="plan-until">
                    <Field form=form name="until" label="Last day" kind=FieldKind::Date/>
                </div>
                {dates}
                <div>
                    <Button name="then" value="dates" icon=Symbol::Calendar formaction="#repeat">
                        {if repeats_now { "Show the dates again" } else { "Show the dates" }}
                    </Button>
                </div>
            </div>
        </Part>
    }
}

/// The dates the form makes, in the workshop's zone, each with a box that leaves it out.
fn preview(request: &Request, form: &FormState) -> Option<AnyView> {
    let dates = plan::preview(form.values()).ok()?;
    let taking_place = dates.iter().filter(|date| !date.skipped).count();
    let zone = dates.first()?.zone.clone();
    let local = Local { zone, twelve_hours: request.local.twelve_hours };
    let now = request.now();
    let place = local.place(dates.first()?.starts);
    let rows = dates.into_iter().map(|date| row(&local, date, now)).collect_view();
    let title = match taking_place {
        1 => "One date".to_owned(),
        count => format!("{count} dates"),
    };
    Some(
        view! {
            <fieldset class="plan-dates">
                <legend class="label">{title}</legend>
                <p class="hint">{format!("By the clock in {place}. Tick what does not take place.")}</p>
                <ol>{rows}</ol>
            </fieldset>
        }
        .into_any(),
    )
}

fn row(local: &Local, date: PreviewDate, now: convene_domain::Time) -> impl IntoView + use<> {
    let moment = local.moment(date.starts, now);
    let id = format!("skip-{}", date.day);
    let note = match date.wall {
        Wall::Gap => Some("Clocks are put forward over this hour: it moves on"),
        Wall::Fold => Some("Clocks show this hour twice: the first counts"),
        Wall::Once => date.clocks_changed.then_some("Clocks changed since the date before"),
    };
    view! {
        <li class=if date.skipped { "is-skipped" } else { "" }>
            <time datetime=moment.datetime>{moment.text}</time>
            <span class="zone">{moment.zone}</span>
            {note.map(|note| view! { <Badge tone=Tone::Info icon=Symbol::Clock>{note}</Badge> })}
            <span class="choice">
                <input type="checkbox" id=id.clone() name="skip" value=date.day checked=date.skipped/>
                <label for=id>"Leave out"</label>
            </span>
        </li>
    }
}
