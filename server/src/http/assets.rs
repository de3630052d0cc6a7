//! Files of the site: compressed as the browser likes it, kept by browsers for as long as they are good.

use super::headers::RESOURCE_POLICY;
use super::problem;
use super::weight::takes;
use crate::App;
use crate::error::Error;
use crate::site::{File, Site};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What the loader fetches: all that pages of other sites load by a hashed name.
const FOR_OTHER_SITES: [&str; 4] = ["panel-", "api-", "invite-", "visits-"];

/// How long a browser may use a file without asking.
#[derive(Clone, Copy)]
pub enum Freshness {
    /// The name changes with the content.
    ForEver,
    /// The loader: a new version reaches every site within this time.
    FiveMinutes,
    /// Ask each time, which costs no content as long as it is the same.
    Ask,
}

impl Freshness {
    /// The header's value.
    pub const fn cache_control(self) -> &'static str {
        match self {
            Self::ForEver => "public, max-age=31536000, immutable",
            Self::FiveMinutes => "public, max-age=300",
            Self::Ask => "no-cache",
        }
    }
}

/// `GET /assets/…`: files with a hash in their name. Others of the site are not to be had here.
pub async fn asset(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if !app.site.derived()?.is_hashed(&path) {
        return Ok(problem::no_such_path().await);
    }
    let response = file(&app.site, &path, Freshness::ForEver, &headers);
    Ok(if FOR_OTHER_SITES.iter().any(|name| path.starts_with(name)) {
        for_every_site(response)
    } else {
        response
    })
}

/// Lets pages of every site load the answer as a script.
pub fn for_every_site(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(RESOURCE_POLICY.clone(), HeaderValue::from_static("cross-origin"));
    response
}

/// A file of the site, in the smallest form that the browser takes.
pub fn file(site: &Site, path: &str, freshness: Freshness, request: &HeaderMap) -> Response {
    let (Some((file, encoding)), content_type) = (choose(site, path, request), content_type(path)) else {
        return problem::answer(shared::problem::Problem::new(
            shared::problem::Code::NotFound,
            "there is no such file",
        ));
    };
    answer(file, encoding, content_type, freshness, request)
}

/// Content in one of its forms, or word that the browser has it already.
pub fn answer(
    file: File,
    encoding: Option<&'static str>,
    content_type: HeaderValue,
    freshness: Freshness,
    request: &HeaderMap,
) -> Response {
    let tag = format!("\"{}\"", &hex::encode(file.sha256)[..32]);
    let mut response = if is_known(&tag, request) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = file.content.into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(freshness.cache_control()));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// The compressed forms that may stand beside a file, best first, with their ending.
const FORMS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

fn choose(site: &Site, path: &str, request: &HeaderMap) -> Option<(File, Option<&'static str>)> {
    let plain = site.file(path)?;
    let compressed = FORMS
        .iter()
        .filter(|(encoding, _)| takes(request, encoding))
        .find_map(|(encoding, ending)| Some((site.file(&format!("{path}{ending}"))?, Some(*encoding))));
    Some(compressed.unwrap_or((plain, None)))
}

/// Whether the browser has this version already (RFC 9110, section 13.1.2).
fn is_known(tag: &str, request: &HeaderMap) -> bool {
    request.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|known| {
        known.split(',').map(str::trim).any(|known| known == "*" || known.trim_start_matches("W/") == tag)
    })
}

fn content_type(path: &str) -> HeaderValue {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let is_text = kind.type_() == "text" || kind.subtype() == "json" || kind.subtype() == "javascript";
    let text = if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
