//! What every handler needs.

use std::sync::Arc;

use convene_app::assets::Assets;
use convene_service::Service;

use crate::config::Config;
use crate::site::Site;

#[derive(Clone)]
pub struct AppState {
    pub service: Service,
    pub config: Arc<Config>,
    pub site: Site,
    pub assets: Assets,
    /// The demo community is open: sign-in links and the style guide.
    pub demo: bool,
    #[cfg(feature = "test-clock")]
    pub test_clock: Option<Arc<convene_service::clock::TestClock>>,
}
