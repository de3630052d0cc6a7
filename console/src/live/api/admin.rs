//! What admins ask for: widgets, their secrets, previews.

use super::{Failure, answer, done, post};
use gloo_net::http::Request;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::ids::WidgetId;
use shared::rest::{
    Preview, Sighting, Widget, WidgetChange, WidgetDraft, WidgetLine, WidgetSecret, WidgetStatus,
};

const WIDGETS: &str = "/api/admin/widgets";
const PREVIEWS: &str = "/api/admin/previews";

/// All widgets.
pub async fn widgets() -> Result<Vec<WidgetLine>, Failure> {
    get(WIDGETS).await
}

/// Makes a widget.
pub async fn create(draft: &WidgetDraft) -> Result<Widget, Failure> {
    post(WIDGETS, draft).await
}

/// A widget with all that is set.
pub async fn widget(id: &WidgetId) -> Result<Widget, Failure> {
    get(&format!("{WIDGETS}/{id}")).await
}

/// Changes a widget; refused if somebody else did since it was read.
pub async fn save(id: &WidgetId, change: &WidgetChange) -> Result<Widget, Failure> {
    put(&format!("{WIDGETS}/{id}"), change).await
}

/// Takes a widget away.
pub async fn delete(id: &WidgetId) -> Result<(), Failure> {
    done(Request::delete(&format!("{WIDGETS}/{id}")).send().await).await.map(drop)
}

/// Where the widget's tag was seen.
pub async fn sightings(id: &WidgetId) -> Result<Vec<Sighting>, Failure> {
    get(&format!("{WIDGETS}/{id}/sightings")).await
}

/// How it is with the topics that the widget's visitors pick from.
pub async fn status(id: &WidgetId) -> Result<WidgetStatus, Failure> {
    get(&format!("/api/widget/{id}/status")).await
}

/// What the owner's server signs identities with.
pub async fn secret(id: &WidgetId) -> Result<WidgetSecret, Failure> {
    get(&format!("{WIDGETS}/{id}/secret")).await
}

/// A new secret instead of the old one.
pub async fn new_secret(id: &WidgetId) -> Result<WidgetSecret, Failure> {
    answer(Request::post(&format!("{WIDGETS}/{id}/secret")).send().await).await
}

/// A place to see a draft without saving it.
pub async fn preview(draft: &WidgetDraft) -> Result<Preview, Failure> {
    post(PREVIEWS, draft).await
}

/// The draft has changed.
pub async fn preview_again(key: &str, draft: &WidgetDraft) -> Result<Preview, Failure> {
    put(&format!("{PREVIEWS}/{key}"), draft).await
}

pub(super) async fn get<A: DeserializeOwned>(path: &str) -> Result<A, Failure> {
    answer(Request::get(path).send().await).await
}

pub(super) async fn put<B: Serialize, A: DeserializeOwned>(path: &str, body: &B) -> Result<A, Failure> {
    let request = Request::put(path).json(body).map_err(|_| Failure::Unreachable)?;
    answer(request.send().await).await
}
