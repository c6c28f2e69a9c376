//! Every URL of Convene, on one screen.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use convene_app as app;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::form::{form, page, upload};
use crate::state::AppState;
use crate::{
    account, answer, body, connection, establish, guard, health, mail, metrics, quiz, site, socket, workshop,
};

pub fn router(state: AppState) -> Router {
    let usher = || from_fn_with_state(state.clone(), quiz::live::usher);
    let desk = || from_fn_with_state(state.clone(), workshop::team::desk);
    let onward = || from_fn_with_state(state.clone(), workshop::export::onward);
    let pages = Router::new()
        .route("/", page(app::home::show))
        .route("/sign-in", form(app::account::sign_in::ask, account::sign_in))
        .route("/sign-in/code", form(app::account::sign_in::code, account::code))
        .route("/sign-in/link/{token}", form(app::account::sign_in::link, account::link))
        .route("/address/undo/{link}", form(app::account::undo_address::show, account::undo_address))
        .route("/sign-out", form(app::home::show, account::sign_out))
        .route("/preferences", form(app::account::preferences::show, account::preferences))
        .route("/setup/{token}", form(app::account::setup::show, account::setup))
        .route("/demo/{role}", form(app::account::demo::show, account::demo))
        .route("/me", page(app::me::show))
        .route("/me/games", page(app::me::games::show))
        .route("/me/workshops", page(app::me::workshops::show))
        .route("/me/profile", form(app::account::profile::show, account::profile))
        .route("/me/sessions", form(app::account::sessions::show, account::sessions))
        .route("/people", form(app::account::people::show, account::people))
        .route("/mail", form(app::mail::list, mail::list))
        .route("/mail/{mail}", form(app::mail::one, mail::one))
        .route("/mail/{mail}/{file}", get(mail::attachment))
        .route(
            "/unsubscribe/{link}",
            form(app::mail::unsubscribe::show, mail::unsubscribe)
                .layer(from_fn_with_state(state.clone(), mail::one_click)),
        )
        .route("/quizzes", form(app::quiz::library::show, quiz::shelf))
        .route("/quizzes/new", form(app::quiz::library::new, quiz::create))
        .route("/quizzes/import", upload(app::quiz::import::upload, quiz::upload))
        .route("/quizzes/import/template.csv", get(quiz::template))
        .route("/quizzes/import/{import}", form(app::quiz::import::preview, quiz::confirm))
        .route("/quizzes/{quiz}", form(app::quiz::outline::show, quiz::outline))
        .route("/quizzes/{quiz}/questions/new", form(app::quiz::question::new, quiz::add_question))
        .route("/quizzes/{quiz}/questions/{question}", form(app::quiz::question::edit, quiz::save_question))
        .route("/drafts", post(quiz::drafts))
        .route("/quiz", form(app::quiz::join::enter, quiz::live::enter))
        .route("/quiz/{pin}", form(app::quiz::join::show, quiz::live::join).layer(usher()))
        .route("/quiz/{pin}/play", page(app::quiz::live::play).layer(usher()))
        .route("/quiz/{pin}/host", form(app::quiz::live::host, quiz::live::cohost).layer(usher()))
        .route("/quiz/{pin}/screen", page(app::quiz::live::screen))
        .route("/quiz/{pin}/socket", get(socket::open))
        .route("/games/{game}", page(app::quiz::results::show))
        .route("/games/{game}/answers.csv", get(quiz::live::answers))
        .route("/games/{game}/ranking.csv", get(quiz::live::ranking))
        .route("/workshops", page(app::workshop::list::show).layer(from_fn(answer::tidy)))
        .route("/workshops/calendar.ics", get(workshop::calendar::public))
        .route("/workshops/{workshop}/event.ics", get(workshop::calendar::event))
        .route("/workshops/{workshop}/messages", form(app::workshop::messages::show, workshop::messages::act))
        .route("/seat/{link}/event.ics", get(workshop::calendar::seat))
        .route("/calendar/{link}", get(workshop::calendar::personal))
        .route("/me/calendar", form(app::workshop::calendar::show, workshop::calendar::own))
        .route("/workshops/new", form(app::workshop::editor::new, workshop::plan::create))
        .route("/workshops/mine", form(app::workshop::mine::show, workshop::plan::mine))
        .route("/workshops/{workshop}/edit", upload(app::workshop::editor::edit, workshop::plan::edit))
        .route("/workshops/{workshop}", form(app::workshop::show::show, workshop::seat::register))
        .route("/workshops/{workshop}/registered", page(app::workshop::register::told))
        .route(
            "/workshops/{workshop}/confirm/{link}",
            form(app::workshop::confirm::show, workshop::seat::confirm),
        )
        .route("/seat/{link}", form(app::workshop::seat::show, workshop::seat::act))
        .route("/workshops/{workshop}/picture", get(workshop::picture::cover))
        .route("/workshops/{workshop}/preview.png", get(workshop::picture::preview))
        .route("/workshops/{workshop}/embed", get(workshop::embed::show))
        .route(
            "/workshops/{workshop}/team",
            form(app::workshop::team::show, workshop::team::act).layer(from_fn(answer::tidy)),
        )
        .route(
            "/workshops/{workshop}/check-in",
            form(app::workshop::check_in::show, workshop::team::check_in)
                .layer(desk())
                .layer(from_fn(answer::tidy)),
        )
        .route("/workshops/{workshop}/registrations.csv", get(workshop::export::csv))
        .route("/workshops/{workshop}/registrations.xlsx", get(workshop::export::xlsx))
        .route("/seat/{link}/code.svg", get(workshop::export::code))
        .route("/seat/{link}/join", form(app::workshop::join::show, workshop::export::join).layer(onward()))
        .route("/seat/{link}/certificate.pdf", get(workshop::export::certificate))
        .route("/certificates/{code}", page(app::workshop::certificate::show))
        .route("/styleguide", page(app::styleguide::show))
        .fallback(answer::nowhere)
        // A page that takes a file says so above, and may be sent more.
        .layer(DefaultBodyLimit::max(body::FORM_BYTES))
        .layer(from_fn_with_state(state.clone(), establish::layer))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom({
            let state = state.clone();
            move |cause| answer::panicked(&state, cause)
        }));
    let files = Router::new()
        .route("/assets/{*name}", get(site::serve))
        .route("/favicon.ico", get(|state, headers| site::well_known(state, "icons/favicon.ico", headers)))
        .route("/licences", get(|state, headers| site::well_known(state, "licences.txt", headers)))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    let all = Router::new().merge(pages).merge(files);
    #[cfg(not(feature = "embed"))]
    let all = all.merge(crate::dev::routes(&state));
    #[cfg(feature = "test-clock")]
    let all = all.route("/test/clock", post(health::move_clock));
    let bodies = body::Limits::new(&state.config.trusted_proxies);
    let forwarded = connection::Forwarded::new(&state.config);
    all.layer(from_fn_with_state(bodies, body::layer))
        .layer(from_fn_with_state(forwarded, connection::forwarded))
        .layer(from_fn(metrics::layer))
        .layer(from_fn_with_state(state.clone(), guard::origin))
        .layer(from_fn_with_state(state.clone(), guard::host))
        .layer(from_fn_with_state(state.clone(), guard::headers))
        .with_state(state)
}
