//! For the operator's tools: `/healthz` and `/metrics`.

use super::peer::{self, Peer};
use super::problem;
use crate::App;
use crate::error::Error;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};
use subtle::ConstantTimeEq;

/// 200 once serving, as long as the store answers.
pub async fn healthz(State(app): State<Arc<App>>) -> Result<&'static str, Error> {
    app.store.check().await?;
    Ok("ok\n")
}

/// What is counted, for Prometheus. Whoever may not read it is told that there is nothing.
pub async fn metrics(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    if may_read(&app, peer, &headers) {
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder().render())
            .into_response()
    } else {
        problem::no_such_path().await
    }
}

/// The one recorder of this process, installed when it is first asked for.
pub fn recorder() -> &'static PrometheusHandle {
    static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is in place; /metrics stays empty");
        }
        handle
    })
}

/// With the token from anywhere; without it from this machine, unless requests come through a proxy on it.
fn may_read(app: &App, peer: Peer, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer "));
    match (app.config.metrics_token.as_ref().and_then(|token| token.reveal()), given) {
        (Some(token), Some(given)) => Sha256::digest(token).ct_eq(&Sha256::digest(given)).into(),
        (Some(_), None) => false,
        (None, _) => peer.0.is_loopback() && app.config.public_url.is_none() && !peer::was_forwarded(headers),
    }
}
