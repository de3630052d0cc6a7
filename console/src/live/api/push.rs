//! Whether this device is told of news while Frontdesk is closed.

use super::admin::get;
use super::{Failure, done};
use gloo_net::http::Request;
use shared::push::{PushOffer, PushSubscription};

const PUSH: &str = "/api/agent/push";

/// The server's key, and whether this device is told.
pub async fn offer() -> Result<PushOffer, Failure> {
    get(PUSH).await
}

/// From now on this device is told there.
pub async fn subscribe(set: &PushSubscription) -> Result<(), Failure> {
    let request = Request::put(PUSH).json(set).map_err(|_| Failure::Unreachable)?;
    done(request.send().await).await.map(drop)
}

/// This device is told no more.
pub async fn unsubscribe() -> Result<(), Failure> {
    done(Request::delete(PUSH).send().await).await.map(drop)
}
