//! `/workshops?view=month`: a month as a calendar; on a narrow screen the same days as a list.

use convene_domain::account::Act;
use convene_service::Error;
use convene_service::workshop::listing::{self, Days, Listed};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use leptos::prelude::*;

use super::find::{self, Query};
use super::list::{Head, sharing};
use super::listed::first_line;
use crate::page::{Page, PageResult};
use crate::parts::{ButtonKind, Icon, LinkButton, Symbol};
use crate::request::Request;

/// Most workshops named in one cell; the others are counted.
const NAMED: usize = 3;

pub async fn show(request: Request, query: Query) -> PageResult {
    let today = request.local.date(request.now());
    let first = query.month.as_deref().and_then(month).unwrap_or_else(|| today.first_of_month());
    let (from, until) = weeks(first)?;
    let found = listing::days(&request.service, &query.filter, &request.local, from, until).await?;
    Ok(Page::new(format!("Workshops in {}", name(first)), move || {
        let Days { workshops, choices } = found;
        let hosts = request.may(Act::HostWorkshops);
        view! {
            <Head query=query.clone() hosts=hosts/>
            {find::filters(&query, &choices)}
            {steps(&query, first, today)}
            {calendar(&request, first, today, from, until, &workshops)}
            {agenda(&request, first, today, &workshops)}
        }
    })
    .sharing(sharing()))
}

/// `2026-12`; years that no workshop is in lead nowhere.
fn month(text: &str) -> Option<Date> {
    let (year, month) = text.split_once('-')?;
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(year, 4) || !digits(month, 2) {
        return None;
    }
    let year: i16 = year.parse().ok().filter(|year| (2000..=2199).contains(year))?;
    Date::new(year, month.parse().ok()?, 1).ok()
}

/// The Monday its first week begins with, and the one behind its last week.
fn weeks(first: Date) -> Result<(Date, Date), Error> {
    let overflow = |error: jiff::Error| Error::Internal(format!("a month without weeks: {error}"));
    let from = if first.weekday() == Weekday::Monday {
        first
    } else {
        first.nth_weekday(-1, Weekday::Monday).map_err(overflow)?
    };
    let until = first.last_of_month().nth_weekday(1, Weekday::Monday).map_err(overflow)?;
    Ok((from, until))
}

fn name(first: Date) -> String {
    first.strftime("%B %Y").to_string()
}

fn key(first: Date) -> String {
    first.strftime("%Y-%m").to_string()
}

/// To the months and years around it.
fn steps(query: &Query, first: Date, today: Date) -> impl IntoView + use<> {
    let step = |months: i32, symbol, words: &'static str, mark: &'static str| {
        let to = first.checked_add(months.months()).ok().filter(|to| month(&key(*to)).is_some())?;
        let label = format!("{words}: {}", name(to));
        let href = query.in_month(key(to)).address();
        Some(view! {
            <a class="button quiet" href=href aria-label=label.clone() title=label data-grid=mark><Icon of=symbol/></a>
        })
    };
    // For the keyboard: a year to either side.
    let year = |months: i32, mark: &'static str| {
        let to = first.checked_add(months.months()).ok().filter(|to| month(&key(*to)).is_some())?;
        Some(view! { <a hidden=true data-grid=mark href=query.in_month(key(to)).address()>{name(to)}</a> })
    };
    let back = (first != today.first_of_month()).then(|| {
        let href = query.in_month(key(today)).address();
        view! { <LinkButton href=href kind=ButtonKind::Quiet>"This month"</LinkButton> }
    });
    view! {
        <div class="month-steps">
            {step(-1, Symbol::ChevronLeft, "Month before", "PageUp")}
            <h2 id="month">{name(first)}</h2>
            {step(1, Symbol::ChevronRight, "Month after", "PageDown")}
            {back}
            {year(-12, "Shift+PageUp")}
            {year(12, "Shift+PageDown")}
        </div>
    }
}

fn of_day<'a>(request: &'a Request, workshops: &'a [Listed], day: Date) -> impl Iterator<Item = &'a Listed> {
    workshops.iter().filter(move |one| request.local.date(one.starts_at) == day)
}

fn calendar(
    request: &Request,
    first: Date,
    today: Date,
    from: Date,
    until: Date,
    workshops: &[Listed],
) -> impl IntoView + use<> {
    let days: Vec<Date> = from.series(1.day()).take_while(|day| *day < until).collect();
    let rows = days
        .chunks(7)
        .map(|week| {
            let cells = week.iter().map(|day| cell(request, first, today, *day, workshops)).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let heads = days
        .iter()
        .take(7)
        .map(|day| {
            let (long, short) = (day.strftime("%A").to_string(), day.strftime("%a").to_string());
            view! { <th scope="col" abbr=long>{short}</th> }
        })
        .collect_view();
    view! {
        <table class="month" role="grid" aria-labelledby="month">
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn cell(
    request: &Request,
    first: Date,
    today: Date,
    day: Date,
    workshops: &[Listed],
) -> impl IntoView + use<> {
    let here: Vec<&Listed> = of_day(request, workshops, day).collect();
    let outside = day.first_of_month() != first;
    let class = match (outside, here.is_empty()) {
        (true, _) => "is-outside",
        (false, true) => "",
        (false, false) => "has-some",
    };
    let links = here
        .iter()
        .take(NAMED)
        .map(|one| {
            let moment = request.moment(one.starts_at);
            view! {
                <li><a href=one.path()>
                    <time datetime=moment.datetime><bdi>{moment.clock}</bdi></time>" "<span>{one.title.clone()}</span>
                </a></li>
            }
        })
        .collect_view();
    let more = here.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| view! { <li class="small muted">{format!("and {more} more")}</li> });
    let spoken = day.strftime("%A %-d %B").to_string();
    view! {
        <td class=class aria-current=(day == today).then_some("date")>
            <time class="month-day" datetime=day.to_string()>
                <span aria-hidden="true">{day.day()}</span><span class="quiet-text">{spoken}</span>
            </time>
            {(!here.is_empty()).then(|| view! { <ul class="month-list">{links}{more}</ul> })}
        </td>
    }
}

/// The month's days that have workshops, for narrow screens and for paper.
fn agenda(request: &Request, first: Date, today: Date, workshops: &[Listed]) -> impl IntoView + use<> {
    let mut days: Vec<Date> = workshops.iter().map(|one| request.local.date(one.starts_at)).collect();
    days.retain(|day| day.first_of_month() == first);
    days.dedup();
    let empty = days.is_empty();
    let days = days
        .into_iter()
        .map(|day| {
            let rows = of_day(request, workshops, day)
                .map(|one| {
                    let moment = request.moment(one.starts_at);
                    let place = one.address.as_deref().map_or("Online".to_owned(), first_line);
                    view! {
                        <li>
                            <time datetime=moment.datetime><bdi>{moment.clock}</bdi></time>
                            <div>
                                <a href=one.path()>{one.title.clone()}</a>
                                <p class="small muted"><bdi>{one.host_name.clone()}</bdi>" · "{place}</p>
                            </div>
                        </li>
                    }
                })
                .collect_view();
            let name = day.strftime("%A %-d %B").to_string();
            let name = if day == today { format!("Today, {name}") } else { name };
            view! { <li><h3><time datetime=day.to_string()>{name}</time></h3><ul class="month-rows">{rows}</ul></li> }
        })
        .collect_view();
    let month = name(first);
    view! {
        <ol class="month-agenda" aria-label=format!("Workshops in {month}")>{days}</ol>
        {empty.then(|| view! { <p class="month-none muted">{format!("No workshop in {month}.")}</p> })}
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_month_is_shown_in_whole_weeks_from_monday() {
        // November 2026 begins on a Sunday; February 2027 has exactly four weeks.
        assert_eq!(weeks(date(2026, 11, 1)).expect("weeks"), (date(2026, 10, 26), date(2026, 12, 7)));
        assert_eq!(weeks(date(2027, 2, 1)).expect("weeks"), (date(2027, 2, 1), date(2027, 3, 1)));
    }

    #[test]
    fn a_month_that_is_none_is_the_one_it_is() {
        assert_eq!(month("2026-12"), Some(date(2026, 12, 1)));
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-00",
            "26-12",
            "2026-1",
            "0001-01",
            "9999-12",
            "+026-01",
            "2026-12-01",
        ] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
