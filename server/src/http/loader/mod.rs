//! `GET /w/{id}.js`: the one script that a page with the chat on it pays for at once, with the widget's settings inside.

mod settings;
pub mod sightings;

use super::assets::{self, Freshness};
use super::compress;
use super::embedding::origin_of;
use super::weight::takes;
use crate::App;
use crate::config::Config;
use crate::error::Error;
use crate::site::{File, Site};
use crate::store::widgets::Widget;
use anyhow::Context;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
pub use settings::Place;
use sha2::{Digest, Sha256};
use shared::ids::WidgetId;
use sightings::Sightings;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Stands once in the loader's source, in place of the settings.
const SETTINGS: &str = "FRONTDESK_SETTINGS";
/// A loader is packed once and sent many times.
const BROTLI_LEVEL: u32 = 11;
const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");

/// The loaders that pages have asked for, and from where.
#[derive(Default)]
pub struct Loaders {
    made: Mutex<HashMap<WidgetId, Arc<Loader>>>,
    /// Where tags were seen.
    pub sightings: Sightings,
}

/// One widget's loader in every form that it is sent in.
struct Loader {
    plain: File,
    brotli: File,
    gzip: File,
}

/// The tag that an owner pastes into the site.
pub fn snippet(config: &Config, id: &WidgetId) -> String {
    format!(r#"<script async src="{}/w/{id}.js"></script>"#, config.public_origin())
}

/// The loader of a widget.
pub async fn script(State(app): State<Arc<App>>, Path(file): Path<String>, headers: HeaderMap) -> Response {
    let Some(id) = file.strip_suffix(".js") else { return unknown() };
    let id = WidgetId::from(id);
    let widget = match app.store.widget(&id).await {
        Ok(Some(widget)) => widget,
        Ok(None) => return unknown(),
        Err(error) => return Error::from(error).into_response(),
    };
    let referrer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let origin = referrer.and_then(origin_of).unwrap_or_default();
    app.loaders.sightings.note(id, origin, app.clock.now());
    match app.loaders.get(&app.site, &widget) {
        Ok(loader) => loader.answer(&headers),
        Err(error) => Error::from(error).into_response(),
    }
}

/// Browsers don't run a script that comes with an error: this is for whoever looks it up.
fn unknown() -> Response {
    let text = "console.warn('Frontdesk: no widget has the id in this address. Compare it with the tag in the console.')\n";
    let headers =
        [(header::CONTENT_TYPE, SCRIPT), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    assets::for_every_site((StatusCode::NOT_FOUND, headers, text).into_response())
}

/// The loader with settings inside.
///
/// # Errors
/// The site lacks the loader, its second half or a text.
pub fn render(site: &Site, widget: &Widget, place: &Place) -> anyhow::Result<String> {
    let source = site.file("loader.js").context("loader.js is missing from the site")?;
    let source = std::str::from_utf8(&source.content).context("loader.js isn't UTF-8")?;
    let settings = settings::of(&*site.derived()?, widget, place)?;
    Ok(source.replacen(SETTINGS, &settings, 1))
}

impl Loaders {
    /// Forgets the loader of a widget that is gone.
    pub fn forget(&self, id: &WidgetId) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// The loader of a widget as it is now, packed anew only if something has changed.
    fn get(&self, site: &Site, widget: &Widget) -> anyhow::Result<Arc<Loader>> {
        let script = render(site, widget, &Place::of(&widget.id))?.into_bytes();
        let plain = file(script);
        let made = || self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(loader) = made().get(&widget.id).filter(|loader| loader.plain.sha256 == plain.sha256) {
            return Ok(Arc::clone(loader));
        }
        let loader = Arc::new(Loader {
            brotli: file(compress::brotli(&plain.content, BROTLI_LEVEL)?),
            gzip: file(compress::gzip(&plain.content)?),
            plain,
        });
        made().insert(widget.id.clone(), Arc::clone(&loader));
        Ok(loader)
    }
}

fn file(content: Vec<u8>) -> File {
    File { sha256: Sha256::digest(&content).into(), content: content.into() }
}

impl Loader {
    fn answer(&self, request: &HeaderMap) -> Response {
        let (file, encoding) = if takes(request, "br") {
            (&self.brotli, Some("br"))
        } else if takes(request, "gzip") {
            (&self.gzip, Some("gzip"))
        } else {
            (&self.plain, None)
        };
        let response = assets::answer(file.clone(), encoding, SCRIPT, Freshness::FiveMinutes, request);
        assets::for_every_site(response)
    }
}
