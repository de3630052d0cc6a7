//! `GET /widget/{id}`: the document inside the iframe, with the first form in the visitor's language, and which sites
//! may embed it.

pub mod page;
pub mod words;

mod fields;

use super::embedding::{SitePattern, origin_of};
use super::{error_page, headers, language};
use crate::App;
use crate::config::Origin;
use crate::error::Error;
use crate::store::widgets::Widget;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use page::View;
use serde::Deserialize;
use shared::ids::WidgetId;
use shared::problem::Code;
use shared::settings::Scheme;
use std::sync::Arc;

/// The widget that the demo site embeds.
pub const DEMO: &str = "demo";

/// What the loader may add to the address.
#[derive(Default, Deserialize)]
pub struct Wish {
    /// A language.
    pub lang: Option<String>,
    /// `light`, `dark` or `auto`.
    pub scheme: Option<String>,
}

impl Wish {
    /// The widget's language that the visitor reads best.
    pub fn lang<'a>(&self, widget: &'a Widget, headers: &HeaderMap) -> &'a str {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        language::pick(&widget.settings.languages(), self.lang.as_deref(), accepted)
    }

    /// Light or dark: as the host page says, else as the owner has set it.
    pub fn scheme(&self, widget: &Widget) -> Scheme {
        match self.scheme.as_deref() {
            Some("light") => Scheme::Light,
            Some("dark") => Scheme::Dark,
            Some("auto") => Scheme::Auto,
            _ => widget.settings.look.scheme,
        }
    }
}

/// The document of a widget, or a page that says why there is none.
pub async fn document(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    wish: Result<Query<Wish>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let wish = wish.map(|Query(wish)| wish).unwrap_or_default();
    match try_document(&app, WidgetId(id), &wish, &headers).await {
        Ok(response) => headers::embeddable(response),
        Err(error) => error_page::answer(&app, error),
    }
}

async fn try_document(app: &App, id: WidgetId, wish: &Wish, headers: &HeaderMap) -> Result<Response, Error> {
    let Some(widget) = app.store.widget(&id).await? else {
        return Err(Error::refuse(
            Code::UnknownWidget,
            "No widget has this id. Compare the address in the page's script tag with `frontdesk widget list`.",
        ));
    };
    let sites = sites_of(app, &widget);
    refuse_foreign_site(app, &sites, headers)?;
    let lang = wish.lang(&widget, headers);
    let (topics, notices) = app.store.topics_with_notices(app.clock.now(), lang).await?;
    let site = app.site.derived()?;
    let file_bytes = app.config.file_bytes();
    let view = View { lang, line: None, scheme: wish.scheme(&widget), file_bytes, notices: &notices };
    let page = page::render(&site, &widget, topics, &view)?;
    Ok(headers::page(StatusCode::OK, &policy(app, &sites, &page.styles), page.html))
}

/// The widget's own sites, and for the demo's widget the demo site, wherever it listens today.
pub fn sites_of(app: &App, widget: &Widget) -> Vec<SitePattern> {
    let demo = if widget.id.as_str() == DEMO { app.config.demo_origins() } else { Vec::new() };
    let demo = demo.iter().map(|origin| SitePattern::One(origin.as_str().to_owned()));
    widget.sites.iter().filter_map(|site| site.parse().ok()).chain(demo).collect()
}

/// The policy keeps the document out of other sites' pages; where the browser tells the site, the page also says so.
fn refuse_foreign_site(app: &App, sites: &[SitePattern], headers: &HeaderMap) -> Result<(), Error> {
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let Some(origin) = referrer.and_then(origin_of) else { return Ok(()) };
    if app.config.is_own_origin(&origin) || sites.iter().any(|site| site.covers(&origin)) {
        return Ok(());
    }
    let detail =
        format!("The chat is not set up for {origin}. Its owner can add the site to the widget's sites.");
    Err(Error::refuse(Code::SiteNotAllowed, detail))
}

fn policy(app: &App, sites: &[SitePattern], styles: &str) -> String {
    let sites = sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    policy_for(app, if sites.is_empty() { "'none'" } else { &sites }, styles)
}

/// The policy of a document that `ancestors` may embed. `'wasm-unsafe-eval'` is ours alone: the host's page needs none of
/// it. With Trusted Types and without any policy of theirs, no string can become markup or a script.
pub fn policy_for(app: &App, ancestors: &str, styles: &str) -> String {
    let sockets = app.config.own_origins().iter().map(Origin::for_sockets).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src {styles}; \
         connect-src 'self' {sockets}; img-src 'self' data: blob:; media-src 'self'; font-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}
