//! The visitor behind a request, by the token that the widget keeps. It travels in a header, never in an address.

use crate::App;
use crate::error::Error;
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use shared::ids::VisitorId;
use shared::problem::Code;
use std::sync::Arc;

/// A visitor whose token is good.
pub struct Visitor(pub VisitorId);

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Error> {
        let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value
            .and_then(|value| value.split_once(' '))
            .and_then(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer").then_some(token.trim()));
        token
            .and_then(|token| app.live.tokens.check(token, app.clock.now()))
            .map(|known| Self(known.visitor))
            .ok_or_else(|| Error::refuse(Code::SessionExpired, "the visitor's token is missing or no good"))
    }
}
