//! Requests that a page of ours makes, and no other: the guard against requests that a foreign page makes in the name
//! of whoever is signed in.

use crate::App;
use crate::error::Error;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;
use shared::problem::Code;
use std::sync::Arc;

/// Proof that the request comes from a page of ours. Browsers name the page's origin with every request that changes
/// something and with every socket, and pages can't forge it.
pub struct OwnPage;

impl FromRequestParts<Arc<App>> for OwnPage {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let origin = text(&parts.headers, "origin");
        let site = text(&parts.headers, "sec-fetch-site");
        let is_own = origin.is_some_and(|origin| app.config.is_own_origin(origin));
        if is_own && matches!(site, None | Some("same-origin")) {
            return Ok(Self);
        }
        let own = app.config.public_origin();
        Err(Error::refuse(Code::ForeignOrigin, format!("only pages of {own} may ask for this")))
    }
}

/// JSON that a page of ours posted.
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Posted<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Error> {
        let (mut parts, body) = request.into_parts();
        OwnPage::from_request_parts(&mut parts, app).await?;
        // A form of a foreign page can be sent without asking, JSON can't.
        let kind = text(&parts.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Error::refuse(Code::Malformed, "the content type must be application/json"));
        }
        let bytes =
            Bytes::from_request(Request::from_parts(parts, body), app).await.map_err(|rejection| {
                if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                    Error::refuse(Code::TooLarge, "the body is longer than this path takes")
                } else {
                    Error::refuse(Code::Malformed, "the body broke off")
                }
            })?;
        // Serde's own words could repeat a password.
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Error::refuse(
                Code::Malformed,
                format!("the body isn't what is expected at line {line}, column {column}"),
            )
        })?;
        Ok(Self(value))
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
