//! What every agent asks for: conversations beside the inbox, and the own photo.

use super::{Failure, answer, done, post};
use crate::state::view::asked;
use gloo_net::http::Request;
use serde::de::DeserializeOwned;
use shared::agent::InboxItem;
use shared::bulk::{Bulk, BulkAction, BulkContent, BulkLine, BulkOutcome, BulkWanted, IDS_MAX};
use shared::channel::Channel;
use shared::ids::ConversationId;
use shared::rest::{StockPhoto, TranscriptMail};
use shared::search::{Content, Found, Wanted};

/// Where the own photo is changed.
pub const PHOTO: &str = "/api/agent/photo";

const CONVERSATIONS: &str = "/api/agent/conversations";

/// A page of conversations that are wanted.
pub async fn find(wanted: &Wanted) -> Result<Found, Failure> {
    answer(Request::get(&format!("{CONVERSATIONS}?{}", asked(wanted))).send().await).await
}

/// One conversation, as a line of the inbox.
pub async fn conversation(id: &ConversationId) -> Result<InboxItem, Failure> {
    answer(Request::get(&format!("{CONVERSATIONS}/{id}")).send().await).await
}

/// Puts a conversation into the archive.
pub async fn archive(id: &ConversationId) -> Result<(), Failure> {
    done(Request::post(&format!("{CONVERSATIONS}/{id}/archive")).send().await).await.map(drop)
}

/// Takes a conversation out of the archive.
pub async fn unarchive(id: &ConversationId) -> Result<(), Failure> {
    done(Request::delete(&format!("{CONVERSATIONS}/{id}/archive")).send().await).await.map(drop)
}

/// Mails a conversation's transcript to its visitor, whose address is as the agent has seen it.
pub async fn mail_transcript(id: &ConversationId, email: &str) -> Result<(), Failure> {
    let wish = TranscriptMail { email: email.into() };
    let request = Request::post(&format!("{CONVERSATIONS}/{id}/transcript/mail")).json(&wish);
    done(request.map_err(|_| Failure::Unreachable)?.send().await).await.map(drop)
}

/// Where a conversation's transcript is downloaded, in a language.
pub fn transcript_path(id: &ConversationId, lang: &str) -> String {
    format!("{CONVERSATIONS}/{id}/transcript?format=html&lang={lang}")
}

/// What would go with a conversation.
pub async fn content(id: &ConversationId) -> Result<Content, Failure> {
    answer(Request::get(&format!("{CONVERSATIONS}/{id}/content")).send().await).await
}

/// Deletes a conversation for good.
pub async fn delete(id: &ConversationId) -> Result<(), Failure> {
    done(Request::delete(&format!("{CONVERSATIONS}/{id}")).send().await).await.map(drop)
}

/// Does the same with many conversations, so many at a time as the server takes. Whatever was done before a failure is
/// told all the same.
pub async fn bulk(ids: &[ConversationId], action: &BulkAction) -> (Vec<BulkLine>, Option<Failure>) {
    let mut lines = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS_MAX) {
        let wish = Bulk { ids: ids.into(), action: action.clone() };
        match post::<_, BulkOutcome>(&format!("{CONVERSATIONS}/bulk"), &wish).await {
            Ok(outcome) => lines.extend(outcome.lines),
            Err(failure) => return (lines, Some(failure)),
        }
    }
    (lines, None)
}

/// What would go with many conversations.
pub async fn bulk_content(ids: &[ConversationId]) -> Result<BulkContent, Failure> {
    let mut sum = BulkContent::default();
    for ids in ids.chunks(IDS_MAX) {
        let wanted = BulkWanted { ids: ids.into() };
        let part: BulkContent = post(&format!("{CONVERSATIONS}/bulk/content"), &wanted).await?;
        sum.conversations += part.conversations;
        sum.content.messages += part.content.messages;
        sum.content.files += part.content.files;
        sum.content.bytes += part.content.bytes;
    }
    Ok(sum)
}

/// Takes one of the portraits that come with Frontdesk, at the path of a photo.
pub async fn set_stock_photo<A: DeserializeOwned>(path: &str, stock: &str) -> Result<A, Failure> {
    let body = StockPhoto { stock: stock.into() };
    let request = Request::put(path).json(&body).map_err(|_| Failure::Unreachable)?;
    answer(request.send().await).await
}

/// Goes without a photo.
pub async fn remove_photo<A: DeserializeOwned>(path: &str) -> Result<A, Failure> {
    answer(Request::delete(path).send().await).await
}

/// The ways by which conversations come.
pub async fn channels() -> Result<Vec<Channel>, Failure> {
    answer(Request::get("/api/agent/channels").send().await).await
}

/// The tags that conversations were given.
pub async fn tags() -> Result<Vec<String>, Failure> {
    answer(Request::get("/api/agent/tags").send().await).await
}
