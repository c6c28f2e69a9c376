//! Pages for what went wrong, each saying what to do next.

use convene_domain::account::Act;
use convene_service::Error;
use leptos::prelude::*;

use crate::page::Page;

/// The page for `error`. `log_id` stands in the log beside the cause.
pub fn page(error: &Error, log_id: &str) -> Page {
    match error {
        Error::Missing => plain(
            404,
            "Page not found",
            "There is nothing at this address, or not any more. Check the link, or start from the home page.",
            None,
        ),
        Error::Forbidden(act) => plain(403, "Not open to you", forbidden(*act), None),
        Error::SignIn => plain(401, "Sign in first", "Sign in, and you are back here.", None),
        Error::TooMany { wait_seconds } => plain(
            429,
            "Too many tries",
            &format!("To keep accounts and games safe, wait {}. Then try again.", wait(*wait_seconds)),
            None,
        ),
        Error::Fields(errors) => {
            let first = errors.iter().next().map_or("Go back and try again.", |error| error.message.as_str());
            plain(422, "This did not work", first, None)
        }
        Error::Busy => plain(
            503,
            "The server is busy",
            "Too much is being asked of the server at the moment. Wait a few seconds, then try again.",
            None,
        ),
        Error::Restarting => plain(
            503,
            "Convene is restarting",
            "It takes a few seconds. Load this page again in a moment; nothing you saved before is lost.",
            None,
        ),
        Error::Internal(_) => plain(
            500,
            "Something went wrong here",
            "It is our fault, not yours, and nothing you saved before is lost. Try again in a moment. If it stays, tell \
             the community team this number:",
            Some(log_id),
        ),
    }
}

/// The page for a form of which too little arrived to show it again with what was typed.
pub fn not_saved(status: u16, why: &str) -> Page {
    plain(
        status,
        "This wasn't saved",
        &format!("{why} Go back in your browser: what you typed should still be there."),
        None,
    )
}

/// How long to wait, in the largest unit that fits.
pub fn wait(seconds: i64) -> String {
    match seconds {
        1 => "1 second".to_owned(),
        ..=0 | 2..=90 => format!("{seconds} seconds"),
        91..=5_400 => format!("{} minutes", (seconds + 59) / 60),
        _ => format!("{} hours", (seconds + 3_599) / 3_600),
    }
}

const fn forbidden(act: Act) -> &'static str {
    match act {
        Act::HostQuizzes => {
            "Quizzes are written and hosted by educators. Ask the community team if you want to become one."
        }
        Act::HostWorkshops => {
            "Workshops are planned by educators. Ask the community team if you want to become one."
        }
        Act::OverseeQuizzes | Act::OverseeWorkshops => {
            "This belongs to another educator. Ask them, or the community team."
        }
        Act::SeeRegistrants => {
            "Who registered is for the workshop's own team. Ask its host to add you as a helper."
        }
        Act::SeePeople => "Only the community team sees who is here.",
        Act::ChangeRoles | Act::ReadMail | Act::ManageCommunity => "Only admins can open this page.",
        Act::Visit | Act::HaveProfile => "Your account cannot open this page yet. Sign in by e-mail once.",
    }
}

fn plain(status: u16, title: &str, text: &str, number: Option<&str>) -> Page {
    let (heading, text, number) = (title.to_owned(), text.to_owned(), number.map(str::to_owned));
    Page::new(title, move || {
        view! {
            <section class="error-page">
                <p class="error-page__code">{status}</p>
                <h1>{heading}</h1>
                <p>{text}</p>
                {number.map(|number| view! { <p><code>{number}</code></p> })}
                <p class="error-page__actions">
                    <a class="button" href="/">"Home"</a>
                    <a class="button quiet" href="/quiz">"Join a quiz"</a>
                </p>
            </section>
        }
    })
    .status(status)
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn a_wait_is_said_in_the_largest_unit_that_fits_and_in_the_right_number() {
        let said = [1, 2, 90, 91, 120, 121, 5_400, 5_401, 86_400].map(wait);
        let expected = [
            "1 second",
            "2 seconds",
            "90 seconds",
            "2 minutes",
            "2 minutes",
            "3 minutes",
            "90 minutes",
            "2 hours",
            "24 hours",
        ];
        assert_eq!(said, expected);
    }
}
