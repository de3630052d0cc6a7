//! `POST /api/visits/{widget}`: a page of an owner's site tells that somebody looks at it, as far as the widget's setting
//! and the visitor's consent allow that.

use super::embedding::origin_of;
use super::headers::RESOURCE_POLICY;
use super::peer::{self, Peer};
use super::widget::sites_of;
use crate::App;
use crate::error::Error;
use crate::live::visits::Teller;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use axum::{Extension, Json};
use shared::ids::WidgetId;
use shared::problem::Code;
use shared::settings::Visits;
use shared::visits::{Answer, KEY_CHARS, Report};
use std::sync::Arc;

/// Longest report in bytes: its texts in any script, escaped.
const REPORT_BYTES: usize = 24 * 1024;
/// Global Privacy Control, as browsers send it.
static PRIVACY: HeaderName = HeaderName::from_static("sec-gpc");

/// The route, with its own limit.
pub fn route() -> MethodRouter<Arc<App>> {
    post(report).layer(DefaultBodyLimit::max(REPORT_BYTES))
}

/// Every site may read the answer: whoever knows a visit's key is that visit.
async fn report(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut response = match try_report(&app, &WidgetId(id), peer, &headers, &body).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY.clone(), HeaderValue::from_static("cross-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn try_report(
    app: &App,
    id: &WidgetId,
    peer: Peer,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, Error> {
    let address = peer::address(&app.config, peer, headers);
    app.limits.visits.check(address)?;
    app.live.bans.check(address).await?;
    let malformed = |detail: &str| Error::refuse(Code::Malformed, detail.to_owned());
    let report: Report =
        serde_json::from_slice(body).map_err(|_| malformed("the body isn't a report of a visit"))?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !KEY_CHARS.contains(&report.visit.len()) || !report.visit.chars().all(is_plain) {
        return Err(malformed("the visit's key must be 16 to 64 letters, digits, - or _"));
    }
    let widget = app.store.widget(id).await?;
    let widget = widget.ok_or_else(|| Error::refuse(Code::UnknownWidget, "no widget has this id"))?;
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).and_then(origin_of);
    let is_ours = |origin: &String| {
        app.config.is_own_origin(origin) || sites_of(app, &widget).iter().any(|site| site.covers(origin))
    };
    if !origin.as_ref().is_some_and(is_ours) {
        return Err(Error::refuse(Code::SiteNotAllowed, "the widget isn't set up for this site"));
    }
    let is_private = headers.get(&PRIVACY).is_some_and(|value| value == "1");
    match widget.settings.chat.visits {
        Visits::Off => return Err(forbidden("this widget shows no visits")),
        // Only the consent lets a page know whether somebody comes back. Who leaves tells it of nobody.
        Visits::Consented if is_private || (report.returning.is_none() && !report.leaving) => {
            return Err(forbidden("this widget shows only visits of those who agree"));
        }
        Visits::Consented | Visits::Always => {}
    }
    let browser = peer::browser(&app.config, peer, headers);
    let teller = Teller {
        widget: (widget.id, widget.name),
        browser: browser.name,
        device: peer::device(headers),
        language: browser.language,
    };
    Ok(app.live.visits.report(teller, report))
}

fn forbidden(detail: &str) -> Error {
    Error::refuse(Code::Forbidden, detail.to_owned())
}
