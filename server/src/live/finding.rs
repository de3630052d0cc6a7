//! Conversations that an agent looks up: what the index finds, as it stands now, with the piece in which it was found.

use super::may_read;
use crate::domain::conversation::Conversation;
use crate::domain::search::{Said, Terms, excerpt, needs, opening};
use crate::store::search::Hit;
use crate::store::sessions::AgentSession;
use crate::store::{Result, Store};
use shared::ids::ConversationId;
use shared::search::{Excerpt, Found, FoundLine, PAGE_LINES, Part, Source, Wanted};

/// A page of what is wanted and the agent may see, the latest first.
///
/// # Errors
/// The database is away.
pub async fn find(store: &Store, session: &AgentSession, wanted: &Wanted) -> Result<Found> {
    let terms = Terms::of(&wanted.text);
    let mut page = Found::default();
    let Some(needs) = needs(wanted, &terms, &session.who()) else { return Ok(page) };
    let before = wanted.before.map(|number| i64::try_from(number).unwrap_or(i64::MAX));
    // One more than fits tells whether there is another page.
    let mut hits = store.find(&needs, (wanted.from, wanted.to), before, PAGE_LINES + 1).await?;
    if hits.len() > PAGE_LINES {
        hits.truncate(PAGE_LINES);
        page.next = hits.last().and_then(|hit| u64::try_from(hit.number).ok());
    }
    page.lines = lines(store, session, &terms, &hits).await?;
    Ok(page)
}

/// The index lags a moment behind, so each is weighed once more as it stands now.
async fn lines(store: &Store, session: &AgentSession, terms: &Terms, hits: &[Hit]) -> Result<Vec<FoundLine>> {
    let ids: Vec<&ConversationId> = hits.iter().map(|hit| &hit.conversation).collect();
    let mut found = store.conversations(&ids).await?;
    let topics = store.queue_names().await?;
    let mut said = store.said(&ids).await?;
    let mut lines = Vec::with_capacity(hits.len());
    for hit in hits {
        let Some(at) = found.iter().position(|conversation| conversation.id == hit.conversation) else {
            continue;
        };
        let conversation = found.swap_remove(at);
        if !may_read(session, &conversation) {
            continue;
        }
        let excerpt = shown(terms, &conversation, &said.remove(&conversation.id).unwrap_or_default());
        let topic = topics.get(&conversation.queue).cloned().unwrap_or_default();
        lines.push(FoundLine {
            topic,
            excerpt,
            at: hit.at,
            missed: conversation.is_missed(),
            archived: conversation.archived_at.is_some(),
            name: conversation.card.name,
            email: conversation.card.email,
            stage: conversation.stage,
            owner: conversation.owner,
            opened_at: conversation.opened_at,
            rating: conversation.rating,
            channel: conversation.widget,
            tags: conversation.staff.tags,
            queue: conversation.queue,
            conversation: conversation.id,
        });
    }
    Ok(lines)
}

/// The piece with the most of the words in it, the latest of them; without words the last message.
fn shown(terms: &Terms, conversation: &Conversation, said: &[Said]) -> Option<Excerpt> {
    let card = &conversation.card;
    let about = [&card.name, &card.email, &card.phone, &card.company].into_iter();
    let about = about.chain(card.details.iter().map(|detail| &detail.value));
    let files = said.iter().flat_map(|one| &one.files).map(|name| (Source::File, name));
    let all = said
        .iter()
        .map(|one| (one.source, &one.text))
        .chain(files)
        .chain(conversation.staff.tags.iter().map(|tag| (Source::Card, tag)))
        .chain(about.map(|text| (Source::Card, text)));
    let mut best: Option<(usize, Excerpt)> = None;
    for (source, text) in all {
        let Some((count, parts)) = excerpt(terms, text) else { continue };
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, Excerpt { source, parts }));
        }
    }
    let last = said.first().map(|one| match one.files.first() {
        Some(name) if one.text.is_empty() => Excerpt { source: Source::File, parts: opening(name) },
        _ => Excerpt { source: one.source, parts: opening(&one.text) },
    });
    let has_text = |excerpt: &Excerpt| excerpt.parts.iter().any(|Part { text, .. }| !text.is_empty());
    best.map(|(_, excerpt)| excerpt).or(last).filter(has_text)
}
