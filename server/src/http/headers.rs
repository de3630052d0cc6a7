//! Headers that every answer carries, and the answers that are pages.

use crate::App;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// Who may load an answer into a page.
pub static RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// Where a service worker may work.
pub static WORKER_SCOPE: HeaderName = HeaderName::from_static("service-worker-allowed");
static OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
static EMBEDDER_POLICY: HeaderName = HeaderName::from_static("cross-origin-embedder-policy");
static PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// Nothing of ours asks for any of these.
const NO_PERMISSIONS: &str =
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";
/// One year.
const ONLY_HTTPS: &str = "max-age=31536000";

/// Puts on each answer what holds for all of them. What a handler has set itself stays.
pub async fn on_every_answer(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    default(header::REFERRER_POLICY, "no-referrer");
    default(RESOURCE_POLICY.clone(), "same-origin");
    if app.config.public_origin().is_https() {
        default(header::STRICT_TRANSPORT_SECURITY, ONLY_HTTPS);
    }
    response
}

/// A page under a policy of its own, never kept by caches.
pub fn page(status: StatusCode, policy: &str, html: String) -> Response {
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PERMISSIONS_POLICY.clone(), HeaderValue::from_static(NO_PERMISSIONS));
    // A policy that can't be a header must not be left out: the strictest one stands in.
    let policy = HeaderValue::from_str(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Lets pages of other sites embed the answer, also those that isolate themselves.
pub fn embeddable(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(RESOURCE_POLICY.clone(), HeaderValue::from_static("cross-origin"));
    headers.insert(EMBEDDER_POLICY.clone(), HeaderValue::from_static("require-corp"));
    response
}

/// Keeps other sites from holding on to the window of the answer.
pub fn isolated(mut response: Response) -> Response {
    response.headers_mut().insert(OPENER_POLICY.clone(), HeaderValue::from_static("same-origin"));
    response
}
