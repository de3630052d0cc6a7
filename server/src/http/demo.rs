//! The demo site: a shop on another origin, as strict as a shop can be, that embeds the chat by its one script tag.

use super::assets::{self, Freshness};
use super::{error_page, headers, widget};
use crate::App;
use crate::error::Error;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use shared::problem::Code;
use std::sync::Arc;

/// `GET /demo` on the chat's origin: where the demo site is.
pub async fn redirect(State(app): State<Arc<App>>) -> Response {
    match app.config.demo_origins().first() {
        Some(origin) => Redirect::temporary(&format!("{origin}/")).into_response(),
        None => {
            let detail = "There is no demo site here. FRONTDESK_DEMO_LISTEN says where to serve one.";
            error_page::answer(&app, Error::refuse(Code::NotFound, detail))
        }
    }
}

/// A page of the demo site. Each has the same frame, and tells itself apart by its path.
pub async fn page(State(app): State<Arc<App>>) -> Response {
    let nonce = hex::encode(app.entropy.bytes::<16>());
    match render(&app, &nonce) {
        Ok(html) => as_a_customer(headers::page(StatusCode::OK, &policy(&app, &nonce), html)),
        Err(error) => error_page::answer(&app, Error::Internal(error)),
    }
}

/// A file of the demo site.
pub async fn file(State(app): State<Arc<App>>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    assets::file(&app.site, &format!("demo/{path}"), Freshness::Ask, &headers)
}

/// Customers' sites tell others where a visitor comes from, and so their embeddings, as browsers do by default.
fn as_a_customer(mut response: Response) -> Response {
    let policy = HeaderValue::from_static("strict-origin-when-cross-origin");
    response.headers_mut().insert(header::REFERRER_POLICY, policy);
    response
}

fn render(app: &App, nonce: &str) -> anyhow::Result<String> {
    let chat = app.config.public_origin();
    let values = context! { chat => chat.as_str(), widget => widget::DEMO, nonce };
    app.site.derived()?.render("demo", values)
}

/// What docs/embed.md tells a strict site to allow, and nothing more: the loader's script, our frame, and what a page asks
/// and tells whose owner shows visits.
fn policy(app: &App, nonce: &str) -> String {
    let chat = app.config.public_origin();
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' {chat}; style-src 'self'; img-src 'self'; font-src 'self'; \
         frame-src {chat}; connect-src {chat}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}
