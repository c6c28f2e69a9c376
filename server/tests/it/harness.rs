//! A server without a socket, and browsers that keep cookies.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use convene_domain::Time;
use convene_server::config::{Flags, load};
use convene_server::router::router;
use convene_server::site::Site;
use convene_server::state::AppState;
use convene_server::{config::Config, open};
use convene_service::account::setup::{self, Community};
use convene_service::clock::TestClock;
use convene_service::{Service, demo};
use tower::ServiceExt;

/// 2026-11-22T12:00:00Z.
pub const NOON: Time = Time::from_millis(1_795_348_800_000);

/// Where the portal of a test says it is.
const URL: &str = "http://localhost:3000";

/// A portal on a database of its own, which goes away with it.
pub struct Portal {
    pub router: Router,
    pub state: AppState,
    pub service: Service,
    pub clock: Arc<TestClock>,
    folder: std::path::PathBuf,
}

impl Drop for Portal {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

async fn start(demo: bool, settings: &[(&'static str, &str)]) -> Portal {
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("convene-http-{}-{number}", std::process::id()));
    let own = [("data", folder.to_string_lossy().into_owned()), ("public_url", URL.to_owned())];
    let given = settings.iter().map(|(key, value)| (*key, (*value).to_owned()));
    let flags = Flags { config: None, values: own.into_iter().chain(given).collect::<BTreeMap<_, _>>() };
    let config: Config = load(&flags, &|_| None).expect("settings");
    let db = open::database(&config).await.expect("database");
    open::migrate(&db, &config, NOON).await.expect("tables");
    let clock = Arc::new(TestClock::at(NOON));
    let service = open::service(&config, db, clock.clone()).await.expect("service");
    let state = AppState {
        service: service.clone(),
        config: Arc::new(config),
        site: Site::default(),
        assets: Default::default(),
        demo,
        #[cfg(feature = "test-clock")]
        test_clock: Some(clock.clone()),
    };
    Portal { router: router(state.clone()), state, service, clock, folder }
}

impl Portal {
    /// A community that is set up, with nobody in it.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// The same, reached at another address.
    pub async fn at(public_url: &str) -> Self {
        Self::with(&[("public_url", public_url)]).await
    }

    /// The same with settings of the operator's.
    pub async fn with(settings: &[(&'static str, &str)]) -> Self {
        let portal = start(false, settings).await;
        let community = Community { name: "Vault Commons".to_owned(), zone: "UTC".to_owned() };
        setup::preset(&portal.service, &community).await.expect("community");
        portal
    }

    /// Before the first admin came.
    pub async fn fresh() -> Self {
        start(false, &[]).await
    }

    /// The demo community.
    pub async fn demo() -> Self {
        Self::demo_with(&[]).await
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser {
            portal: self,
            cookies: BTreeMap::new(),
            address: "203.0.113.7:50000".parse().expect("address"),
        }
    }

    /// The demo community with settings of the operator's.
    pub async fn demo_with(settings: &[(&'static str, &str)]) -> Self {
        let portal = start(true, settings).await;
        demo::seed(&portal.service).await.expect("demo");
        portal
    }

    /// Somebody of the demo, signed in.
    pub async fn demo_browser(&self, role: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let page = browser.post(&format!("/demo/{role}"), &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "the demo's sign-in works");
        browser
    }

    /// Subject and text of the newest mail to `email`. What is put into words when it is sent must have been: see
    /// `convene_service::mail::deliver_due`.
    pub async fn newest_mail(&self, email: &str) -> Option<(String, String)> {
        self.mails_to(email).await.into_iter().next()
    }

    /// Subjects and texts of the mails to this address, newest first.
    pub async fn mails_to(&self, email: &str) -> Vec<(String, String)> {
        let mut tx = self.service.db().read().await.expect("reads");
        let items = convene_store::mail::listed(&mut tx, "|mail|workshop|workshop-confirm|", None, 0, 50)
            .await
            .expect("mails");
        let mails = items
            .iter()
            .filter(|item| item.recipient == email.to_lowercase())
            .filter_map(|item| convene_service::mail::content(item).expect("a mail"));
        mails.map(|content| (content.subject, content.text)).collect()
    }
}

/// What came back.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

impl Page {
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Whether the page reads `text`, markup and escapes aside.
    pub fn says(&self, text: &str) -> bool {
        let plain =
            self.body.replace("<!>", "").replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&");
        plain.contains(text)
    }
}

/// One browser with its cookies.
#[derive(Clone)]
pub struct Browser<'a> {
    pub portal: &'a Portal,
    pub cookies: BTreeMap<String, String>,
    pub address: SocketAddr,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("request")).await
    }

    /// Sends a form the way a page of our own does.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.expect("request")).await
    }

    /// Uploads a file beside other fields.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], file: (&str, &str, &[u8])) -> Page {
        let (field, name, bytes) = file;
        let mut body = Vec::new();
        for (key, value) in fields {
            body.extend(
                format!("--XX\r\nContent-Disposition: form-data; name=\"{key}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let head =
            format!("--XX\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.bytes());
        body.extend(bytes);
        body.extend(b"\r\n--XX--\r\n");
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body));
        self.send(request.expect("request")).await
    }

    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost:3000");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        request.extension(ConnectInfo(self.address))
    }

    pub async fn send(&mut self, request: Request<Body>) -> Page {
        let response = self.portal.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            let (pair, attributes) = text.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(body, 64 << 20).await.expect("a body");
        Page {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Signs in by the code in the mail, as a person would.
    pub async fn sign_in(&mut self, email: &str) -> Page {
        let asked = self.post("/sign-in", &[("act", "mail"), ("email", email)]).await;
        assert_eq!(asked.location(), "/sign-in/code", "{asked:?}");
        let code = self.code(email).await;
        self.post("/sign-in/code", &[("code", &code)]).await
    }

    /// The code of the newest mail to `email`.
    pub async fn code(&self, email: &str) -> String {
        let mails = self.portal.mails_to(email).await;
        let code = mails
            .iter()
            .flat_map(|(_, text)| text.lines())
            .map(str::trim)
            .find(|line| line.len() == 6 && line.chars().all(|c| c.is_ascii_digit()));
        code.expect("a code in the mail").to_owned()
    }
}
