//! `convene serve` and `convene demo`.

use std::sync::Arc;

use convene_app::assets::Assets;
use convene_domain::account::Role;
use convene_service::account::setup;
use convene_service::{Clock, SystemClock, demo as community};
use tracing_subscriber::EnvFilter;

use crate::config::Config;
use crate::site::Site;
use crate::state::AppState;
use crate::{open, serve as listening};

/// Where log lines go: to standard error, so that what a command prints can be piped.
pub fn logging(config: &Config, serving: bool) -> Result<(), String> {
    let wanted = if serving { config.log.as_str() } else { "warn" };
    let filter = EnvFilter::try_new(wanted).map_err(|error| format!("log is {wanted:?}: {error}"))?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if config.log_format == "json" {
        lines.json().init()
    } else {
        lines.with_target(false).init()
    }
    Ok(())
}

#[cfg(feature = "embed")]
fn site() -> Result<Site, String> {
    Site::embedded()
}

/// The folder xtask filled: named by `CONVENE_SITE_DIR`, else in the build folder beside the program.
#[cfg(not(feature = "embed"))]
fn site() -> Result<Site, String> {
    use std::path::PathBuf;

    let named = std::env::var_os("CONVENE_SITE_DIR").map(PathBuf::from);
    let beside = || {
        let program = std::env::current_exe().ok()?;
        Some(program.parent()?.parent()?.join("site"))
    };
    let folder = named.or_else(beside).unwrap_or_else(|| PathBuf::from("target/site"));
    Site::from_folder(&folder)
        .map_err(|error| format!("styles and scripts are not built ({error}); run `cargo xtask run`"))
}

/// The files of the demo's pages, the reloading script among them where one works on them.
fn demo_assets(site: &Site) -> Assets {
    #[cfg(not(feature = "embed"))]
    if let Some(url) = crate::dev::script() {
        return site.assets().with(convene_app::assets::RELOAD, url);
    }
    site.assets()
}

async fn state(config: Config, demo: bool) -> Result<AppState, String> {
    #[cfg(feature = "test-clock")]
    let test_clock = std::env::var_os("CONVENE_TEST_CLOCK")
        .map(|_| Arc::new(convene_service::clock::TestClock::running()));
    #[cfg(feature = "test-clock")]
    let clock: Arc<dyn Clock> = match &test_clock {
        Some(clock) => clock.clone(),
        None => Arc::new(SystemClock),
    };
    #[cfg(not(feature = "test-clock"))]
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);

    let site = site()?;
    let db = open::database(&config).await?;
    open::migrate(&db, &config, clock.now()).await?;
    let service = open::service(&config, db, clock).await?;
    Ok(AppState {
        service,
        assets: if demo { demo_assets(&site) } else { site.assets() },
        site,
        demo,
        config: Arc::new(config),
        #[cfg(feature = "test-clock")]
        test_clock,
    })
}

/// Runs the portal.
pub async fn serve(config: Config) -> Result<(), String> {
    let listener = listening::bind(config.listen).await?;
    let state = state(config, false).await?;
    if let Some(link) = setup::new_link(&state.service).await.map_err(|error| error.to_string())? {
        println!("This community is not set up yet. Open this link, once:\n\n  {link}\n");
    }
    println!("Convene is at {}", state.config.public_url);
    listening::run(state, listener).await
}

/// Runs the demo community.
pub async fn demo(config: Config) -> Result<(), String> {
    let listener = listening::bind(config.listen).await?;
    let mut config = config;
    // Beside a real community's file, never in it.
    config.data = config.data.join("demo");
    config.database_url = None;
    let state = state(config, true).await?;
    community::seed(&state.service)
        .await
        .map_err(|error| format!("the demo could not be filled: {error}"))?;
    let url = &state.config.public_url;
    println!("The demo community is at {url}\n\nSign in with one press as:");
    for role in [Role::Admin, Role::Lead, Role::Educator, Role::Member] {
        println!("  {:9} {url}/demo/{}", role.as_str(), role.as_str());
    }
    println!("\nStop with Ctrl+C.");
    listening::run(state, listener).await
}
