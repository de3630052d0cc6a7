//! `GET /widget/{id}`: the document inside the iframe, with the first form in the visitor's language. What a visitor
//! needs for the first step is in it: texts, topics, style.

use super::embedding::{SitePattern, origin_of};
use super::{error_page, headers, language};
use crate::App;
use crate::config::Origin;
use crate::error::Error;
use crate::site::Derived;
use crate::store::widgets::Widget;
use anyhow::Context;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{Value, context};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::boot::{Boot, Can};
use shared::ids::WidgetId;
use shared::problem::Code;
use shared::settings::Peek;
use std::sync::Arc;

/// The widget that the demo site embeds.
pub const DEMO: &str = "demo";

/// What the loader may add to the address.
#[derive(Deserialize)]
pub struct Wish {
    lang: Option<String>,
}

/// The document of a widget, or a page that says why there is none.
pub async fn document(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    wish: Result<Query<Wish>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let wanted = wish.ok().and_then(|Query(wish)| wish.lang);
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = language::pick(wanted.as_deref(), accepted);
    match try_document(&app, WidgetId(id), lang, &headers).await {
        Ok(response) => headers::embeddable(response),
        Err(error) => error_page::answer(&app, error),
    }
}

async fn try_document(app: &App, id: WidgetId, lang: &str, headers: &HeaderMap) -> Result<Response, Error> {
    let Some(widget) = app.store.widget(&id).await? else {
        return Err(Error::refuse(
            Code::UnknownWidget,
            "No widget has this id. Compare data-widget in the page's script tag with `frontdesk widget list`.",
        ));
    };
    let sites = sites_of(app, &widget);
    refuse_foreign_site(app, &sites, headers)?;
    let topics = app.store.topics().await?;
    let site = app.site.derived()?;
    let boot = boot(&site, &widget, lang, topics)?;
    let html = render(&site, &boot)?;
    Ok(headers::page(StatusCode::OK, &policy(app, &sites, site.widget_style()), html))
}

/// The widget's own sites, and for the demo's widget the demo site, wherever it listens today.
fn sites_of(app: &App, widget: &Widget) -> Vec<SitePattern> {
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

fn boot(
    site: &Derived,
    widget: &Widget,
    lang: &str,
    topics: Vec<shared::boot::Topic>,
) -> anyhow::Result<Boot> {
    let texts = site.texts("widget", lang)?;
    Ok(Boot {
        widget: widget.id.clone(),
        name: widget.name.clone(),
        lang: lang.into(),
        topics,
        before: widget.settings.before_specs(),
        closed: widget.settings.closed_specs(),
        can: Can {
            peek: widget.settings.chat.peek != Peek::Off,
            rate: widget.settings.chat.rating,
            sound: widget.settings.chat.sound,
            verified_only: widget.settings.chat.verified_only,
        },
        texts: texts.iter().map(|(key, text)| (key.clone(), text.clone())).collect(),
    })
}

fn render(site: &Derived, boot: &Boot) -> anyhow::Result<String> {
    let json = safe_in_script(&serde_json::to_string(boot).context("the boot data")?);
    site.render(
        "widget",
        context! {
            lang => &boot.lang,
            dir => "ltr",
            texts => site.texts("widget", &boot.lang)?,
            name => &boot.name,
            topics => Value::from(Serde(&boot.topics)),
            boot_json => Value::from_safe_string(json),
            assets => site.assets(),
            style => Value::from_safe_string(site.widget_style().to_owned()),
        },
    )
}

/// JSON that can't end the script element it stands in, nor be read as anything else there.
fn safe_in_script(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

/// `'wasm-unsafe-eval'` is ours alone: the host's page needs none of it. With Trusted Types and without any policy of
/// theirs, no string can become markup or a script.
fn policy(app: &App, sites: &[SitePattern], style: &str) -> String {
    let sites = sites.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let sites = if sites.is_empty() { "'none'" } else { &sites };
    let sockets = app.config.own_origins().iter().map(Origin::for_sockets).collect::<Vec<_>>().join(" ");
    let style = STANDARD.encode(Sha256::digest(style));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'sha256-{style}'; \
         connect-src 'self' {sockets}; img-src 'self' data:; media-src 'self'; font-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors {sites}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_stays_inside_its_script() {
        let json = serde_json::to_string("</script><!-- & \u{2028}").unwrap();
        let safe = safe_in_script(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}']));
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), "</script><!-- & \u{2028}");
    }
}
