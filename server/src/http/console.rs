//! `GET /console` and everything below: one document, in which the console finds its way by itself.

use super::assets::{self, Freshness};
use super::{error_page, headers, language, problem};
use crate::App;
use crate::config::Origin;
use crate::error::Error;
use crate::site::LANGUAGES;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use minijinja::context;
use shared::settings::LANGUAGES as WIDGET_LANGUAGES;
use std::sync::Arc;

/// The console's document.
pub async fn document(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = language::pick(&LANGUAGES, None, accepted);
    match render(&app, lang) {
        Ok(html) => headers::isolated(headers::page(StatusCode::OK, &policy(&app), html)),
        Err(error) => error_page::answer(&app, Error::Internal(error)),
    }
}

/// `GET /console/texts/{lang}.json`: the console's texts; `widget.{lang}.json`: the widget's, which admins replace.
pub async fn texts(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let (part, known, lang) = match name.strip_prefix("widget.") {
        Some(lang) => ("widget", WIDGET_LANGUAGES.as_slice(), lang),
        None => ("console", LANGUAGES.as_slice(), name.as_str()),
    };
    match lang.strip_suffix(".json") {
        Some(lang) if known.contains(&lang) => {
            assets::file(&app.site, &format!("locales/{part}.{lang}.json"), Freshness::Ask, &headers)
        }
        _ => problem::no_such_path().await,
    }
}

fn render(app: &App, lang: &str) -> anyhow::Result<String> {
    let site = app.site.derived()?;
    site.render("console", context! { lang, texts => site.texts("console", lang)?, assets => site.assets() })
}

/// As the widget's, and in nobody's frame.
fn policy(app: &App) -> String {
    let sockets = app.config.own_origins().iter().map(Origin::for_sockets).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         media-src 'self'; font-src 'self'; connect-src 'self' {sockets}; frame-src 'self'; manifest-src 'self'; form-action 'self'; \
         base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types frontdesk-worker"
    )
}
