//! Tags of conversations, as managers look after them: few conversations are gone through at once, many in the background.

use super::fields::Arranger;
use super::widgets::fresh;
use crate::App;
use crate::domain::search::{self, Need};
use crate::error::Error;
use crate::http::own_page::Posted;
use crate::live::retagging::{UnderWay, Wish};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use shared::problem::{Code, Problem};
use shared::rules;
use shared::settings::{SettingFault, Wrong};
use shared::tags::{ConversationTag, ConversationTags, TagInto, TagRemoval};
use std::sync::Arc;

/// Of more conversations the answer doesn't wait.
const AT_ONCE: u32 = 50;

/// Below `/api/admin`.
pub fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/conversation-tags", get(list))
        .route("/conversation-tags/rename", post(rename))
        .route("/conversation-tags/merge", post(merge))
        .route("/conversation-tags/remove", post(remove))
}

/// `GET /api/admin/conversation-tags`.
async fn list(State(app): State<Arc<App>>, _arranger: Arranger) -> Result<Response, Error> {
    Ok(fresh(all(&app).await?))
}

/// `POST /api/admin/conversation-tags/rename`. Refused where another one is called so: that is [`merge`].
async fn rename(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(TagInto { tag, into }): Posted<TagInto>,
) -> Result<Response, Error> {
    let wrong = |wrong| Error::Settings(vec![SettingFault { path: "into".into(), wrong }]);
    let into = rules::tag(&into).map_err(|_| {
        let is_long = into.chars().count() > rules::TAG_CHARS;
        wrong(if is_long { Wrong::TooLong } else { Wrong::Missing })
    })?;
    if app.store.is_known_tag(&into).await? {
        return Err(wrong(Wrong::Twice));
    }
    begin(&app, Wish { by: session.agent, tag, into: Some(into) }).await
}

/// `POST /api/admin/conversation-tags/merge`.
async fn merge(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(TagInto { tag, into }): Posted<TagInto>,
) -> Result<Response, Error> {
    if tag == into || !app.store.is_known_tag(&into).await? {
        return Err(gone());
    }
    begin(&app, Wish { by: session.agent, tag, into: Some(into) }).await
}

/// `POST /api/admin/conversation-tags/remove`.
async fn remove(
    State(app): State<Arc<App>>,
    Arranger(session): Arranger,
    Posted(TagRemoval { tag }): Posted<TagRemoval>,
) -> Result<Response, Error> {
    begin(&app, Wish { by: session.agent, tag, into: None }).await
}

/// The answer is the list: `200` once it is done, `202` while it goes on.
async fn begin(app: &Arc<App>, wish: Wish) -> Result<Response, Error> {
    if !app.store.is_known_tag(&wish.tag).await? {
        return Err(gone());
    }
    if !app.live.changes.is_complete() {
        return Err(Error::refuse(Code::Unavailable, "the search index is being built: try again later"));
    }
    let total = app.store.count(&[Need::Token(search::tag(&wish.tag))]).await?;
    let said = (wish.tag.clone(), wish.into.clone(), wish.by.id.clone());
    let Some(work) = UnderWay::begin(app, wish, total) else {
        return Err(Error::refuse(Code::Stale, "another tag is being changed: try again later"));
    };
    tracing::info!(tag = said.0, into = said.1, by = %said.2, conversations = total, "tag changed");
    // It goes on though whoever asked goes away.
    let work = tokio::spawn(work.run());
    if total > AT_ONCE {
        tokio::spawn(async move {
            if let Ok(Err(error)) = work.await {
                tracing::warn!(?error, "a tag was not changed on all conversations");
            }
        });
        return Ok((StatusCode::ACCEPTED, fresh(all(app).await?)).into_response());
    }
    let done = work.await.map_err(anyhow::Error::from)??;
    if !done {
        return Err(Problem::new(Code::Unavailable, "it couldn't be done on all conversations").into());
    }
    Ok(fresh(all(app).await?))
}

async fn all(app: &App) -> Result<ConversationTags, Error> {
    // First whether anything is under way: once nothing is, the tags that are read are those that are left.
    let work = app.live.retagging.now();
    let mut tags = Vec::new();
    for tag in app.store.listed_tags().await? {
        let conversations = app.store.count(&[Need::Token(search::tag(&tag))]).await?;
        tags.push(ConversationTag { tag, conversations });
    }
    let building = !app.live.changes.is_complete();
    Ok(ConversationTags { tags, work, building })
}

fn gone() -> Error {
    Error::refuse(Code::NotFound, "there is no such tag")
}
