//! What stands behind the question mark of an address.

use crate::App;
use crate::error::Error;
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use shared::problem::Code;
use std::sync::Arc;

/// The values of a query. What isn't as expected is refused with a problem document.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Asked<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, Error> {
        Query::try_from_uri(&parts.uri)
            .map(|Query(value)| Self(value))
            .map_err(|rejection| Error::refuse(Code::Malformed, rejection.body_text()))
    }
}
