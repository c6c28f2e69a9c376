//! Numbers for Prometheus, on a listener of their own: off unless `metrics_listen` is set.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use tokio::time::Instant;

/// Starts the listener.
pub fn listen(address: SocketAddr) -> Result<(), String> {
    metrics_exporter_prometheus::PrometheusBuilder::new()
        .with_http_listener(address)
        .set_buckets(&[0.001, 0.005, 0.02, 0.1, 0.5, 2.0])
        .and_then(metrics_exporter_prometheus::PrometheusBuilder::install)
        .map_err(|error| format!("metrics cannot be served at {address}: {error}"))
}

/// The layer that measures: how many requests, and how long they take, by route, method and status. Nothing that a
/// client may choose freely becomes a label: a path is counted under the route it matched, or under none.
pub async fn layer(request: Request, next: Next) -> Response {
    let route =
        request.extensions().get::<MatchedPath>().map_or("none".to_owned(), |path| path.as_str().to_owned());
    let method = method(request.method()).to_owned();
    let begin = Instant::now();
    let response = next.run(request).await;
    let elapsed: Duration = begin.elapsed();
    let labels = [("route", route), ("method", method), ("status", response.status().as_u16().to_string())];
    metrics::counter!("convene_requests_total", &labels).increment(1);
    metrics::histogram!("convene_request_seconds", &labels).record(elapsed.as_secs_f64());
    response
}

/// Clients may send any word as a method, and every new one would be a series kept for good.
fn method(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_nobody_knows_is_other() {
        assert_eq!(method(&Method::GET), "GET");
        for invented in ["BREW", "get", "X-1", "TRACE"] {
            assert_eq!(method(&invented.parse().unwrap()), "other");
        }
    }
}
