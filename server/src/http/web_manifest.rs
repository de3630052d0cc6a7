//! `GET /console/app.webmanifest`: what a browser has to know to install the console as an app
//! (<https://www.w3.org/TR/appmanifest/>).

use super::assets::Freshness;
use crate::App;
use crate::error::Error;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Icons by their names in the site, with their sizes and what they are for.
const ICONS: [(&str, &str, &str); 5] = [
    ("icons/favicon.svg", "any", "any"),
    ("icons/app-192.png", "192x192", "any"),
    ("icons/app-512.png", "512x512", "any"),
    ("icons/maskable.svg", "any", "maskable"),
    ("icons/maskable-512.png", "512x512", "maskable"),
];

/// The same for everyone: the app speaks the language that is chosen in it.
pub async fn manifest(State(app): State<Arc<App>>) -> Result<Response, Error> {
    let site = app.site.derived().map_err(Error::Internal)?;
    let icon = |(name, sizes, purpose): (&str, &str, &str)| -> anyhow::Result<Value> {
        let kind = if name.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
        Ok(json!({ "src": site.address(name)?, "sizes": sizes, "type": kind, "purpose": purpose }))
    };
    let icons = ICONS.into_iter().map(icon).collect::<anyhow::Result<Vec<_>>>().map_err(Error::Internal)?;
    let manifest = json!({
        "id": "/console",
        "name": "Frontdesk",
        "short_name": "Frontdesk",
        "start_url": "/console",
        "scope": "/console",
        "display": "standalone",
        "background_color": "#f7f8f7",
        "theme_color": "#0f6f66",
        "categories": ["business", "productivity"],
        "icons": icons,
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/manifest+json")),
        (header::CACHE_CONTROL, HeaderValue::from_static(Freshness::Ask.cache_control())),
    ];
    Ok((headers, manifest.to_string()).into_response())
}
