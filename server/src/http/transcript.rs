//! Transcripts to be saved, and a visitor's earlier conversations.

use super::asked::Asked;
use super::auth::AgentSession;
use super::files::{self, saved_as};
use super::language;
use super::visitor_token::Visitor;
use crate::App;
use crate::domain::conversation::{Actor, Conversation, Refusal};
use crate::domain::transcript::{Described, Happening, Line, Transcript, Words, named};
use crate::error::Error;
use crate::live::as_actor;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use serde::Deserialize;
use shared::ids::ConversationId;
use shared::problem::{Code, Problem};
use shared::rest::PastConversation;
use shared::settings::{Chat, LANGUAGES, RIGHT_TO_LEFT};
use shared::timeline::AgentEntry;
use std::sync::Arc;

/// How a transcript is wanted.
#[derive(Deserialize)]
pub struct Wish {
    #[serde(default)]
    format: Format,
    lang: Option<String>,
}

/// In which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// For mails and eyes.
    #[default]
    Text,
    /// A page that stands alone.
    Html,
    /// For programs.
    Json,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Html => "html",
            Self::Json => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// `GET /api/visitor/conversations`: ended ones, where their widget shows them.
pub async fn history(State(app): State<Arc<App>>, Visitor(visitor): Visitor) -> Result<Response, Error> {
    let mut shown: Vec<PastConversation> = Vec::new();
    for (widget, past) in app.store.past_conversations(&visitor).await? {
        if app.store.widget(&widget).await?.is_some_and(|widget| widget.settings.chat.history) {
            shown.push(past);
        }
    }
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(shown)).into_response())
}

/// `GET /api/visitor/conversations/{id}/transcript?format=text|html|json&lang=…`. JSON is also what the widget shows an
/// earlier conversation from.
pub async fn for_visitor(
    State(app): State<Arc<App>>,
    Path(id): Path<ConversationId>,
    Asked(wish): Asked<Wish>,
    headers: HeaderMap,
    Visitor(visitor): Visitor,
) -> Result<Response, Error> {
    let conversation = shown_to(&app, &Actor::Visitor(visitor), &id).await?;
    let may = |chat: &Chat| chat.transcript || (chat.history && wish.format == Format::Json);
    let widget = app.store.widget(&conversation.widget).await?;
    if !widget.is_some_and(|widget| may(&widget.settings.chat)) {
        return Err(Error::refuse(Code::Forbidden, "this widget hands out no transcripts"));
    }
    saved(&app, &conversation, &wish, &headers).await
}

/// `GET /api/agent/conversations/{id}/transcript`: the same with an agent's session.
pub async fn for_agent(
    State(app): State<Arc<App>>,
    Path(id): Path<ConversationId>,
    Asked(wish): Asked<Wish>,
    headers: HeaderMap,
    session: AgentSession,
) -> Result<Response, Error> {
    let conversation = shown_to_agent(&app, session, &id).await?;
    saved(&app, &conversation, &wish, &headers).await
}

/// A conversation that an agent may read.
///
/// # Errors
/// There is none such.
pub async fn shown_to_agent(
    app: &App,
    session: AgentSession,
    id: &ConversationId,
) -> Result<Conversation, Error> {
    let actor = as_actor(&app.store, &session, id).await?;
    shown_to(app, &actor, id).await
}

/// The record of a conversation in words of a language.
///
/// # Errors
/// The database is away.
pub async fn record(app: &App, conversation: &Conversation, words: &Words) -> Result<Transcript, Error> {
    let company = app.store.widget(&conversation.widget).await?.map(|widget| widget.name).unwrap_or_default();
    let entries: Vec<_> =
        app.store.timeline(&conversation.id).await?.iter().map(AgentEntry::for_visitor).collect();
    Ok(Transcript::new(conversation, &company, &entries, words))
}

async fn shown_to(app: &App, actor: &Actor, id: &ConversationId) -> Result<Conversation, Error> {
    let found = app.store.conversation(id).await?.filter(|conversation| conversation.shows_to(actor));
    found.ok_or_else(|| Problem::from(Refusal::NotFound).into())
}

async fn saved(
    app: &App,
    conversation: &Conversation,
    wish: &Wish,
    headers: &HeaderMap,
) -> Result<Response, Error> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = language::pick(&LANGUAGES, wish.lang.as_deref(), accepted);
    let site = app.site.derived()?;
    let words = site.texts("transcript", lang)?;
    let transcript = record(app, conversation, words).await?;
    let content = match wish.format {
        Format::Text => transcript.text(words),
        Format::Html => site.render("transcript", page(&transcript, conversation, words, lang))?,
        Format::Json => serde_json::to_string(&transcript).map_err(anyhow::Error::from)?,
    };
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(wish.format.media_type()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(files::POLICY));
    let name = format!("{}.{}", conversation.id, wish.format.ending());
    headers.insert(header::CONTENT_DISPOSITION, saved_as("attachment", &name));
    Ok(response)
}

/// What the page of a transcript is filled with. All of it is text there.
fn page(transcript: &Transcript, conversation: &Conversation, words: &Words, lang: &str) -> Value {
    let word = |key: &str| words.get(key).cloned().unwrap_or_default();
    let header = transcript.header.lines().map(|(key, value)| context! { label => word(key.word()), value });
    let details = transcript.details.iter();
    let details =
        details.map(|Described { label, value }| context! { label => label.clone(), value => value.clone() });
    let lines = transcript.entries.iter().map(|line| row(line, words));
    context! {
        lang,
        dir => if RIGHT_TO_LEFT.contains(&lang) { "rtl" } else { "ltr" },
        title => word("title").replace("{}", &conversation.topic),
        about => word("details"),
        times => word("times"),
        header => header.collect::<Vec<_>>(),
        lines => lines.collect::<Vec<_>>(),
        details => details.collect::<Vec<_>>(),
    }
}

fn row(line: &Line, words: &Words) -> Value {
    let files = match &line.what {
        Happening::Message { files, .. } => files.as_slice(),
        _ => &[],
    };
    context! {
        said => matches!(line.what, Happening::Message { .. }),
        name => line.name.clone(),
        time => line.clock(),
        text => line.words(words),
        files => files.iter().map(|file| named(file, words)).collect::<Vec<_>>(),
    }
}
