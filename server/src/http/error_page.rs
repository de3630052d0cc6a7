//! Refusals that a person sees: a small page. It is in English, as it speaks to whoever set the site up; visitors see
//! what the loader says.

use super::headers;
use crate::App;
use crate::error::{self, Error};
use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use shared::problem::Code;
use std::sync::Arc;

/// The page is text alone.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *";

/// A page that says what went wrong, and, for developers, the sentence of the problem.
pub fn answer(app: &App, error: Error) -> Response {
    let problem = error.into_problem();
    let values = context! { lang => "en", title => error::title(problem.code), text => problem.detail };
    let html = app.site.derived().and_then(|site| site.render("error", values)).unwrap_or_else(|fault| {
        tracing::error!(error = ?format!("{fault:#}"), "the error page can't be shown");
        String::from("<!doctype html><title>Something went wrong</title><p>Something went wrong.")
    });
    headers::embeddable(headers::page(error::status(problem.code), POLICY, html))
}

/// Answers a path that isn't there, for people.
pub async fn no_such_page(State(app): State<Arc<App>>) -> Response {
    answer(&app, Error::refuse(Code::NotFound, "There is nothing at this address."))
}
