//! One line of the timeline: a message with its state, or something that happened.

use super::files::Files;
use super::lines::Said;
use super::noted::NoteBubble;
use super::sentence::{agent_name, sentence};
use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::parts::visitor_name;
use crate::state::{Conversation, MessageState};
use crate::text::{clock_time, date_and_time, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::{AgentId, ConversationId};
use shared::timeline::{AgentEntry, Author, Fact, PublicFact, StaffFact};

/// A recorded message.
#[component]
pub fn SaidBubble(conversation: ConversationId, said: Said) -> impl IntoView {
    let workplace = use_workplace();
    let is_mine = matches!(&said.by, Author::Agent(_));
    let is_colleague = matches!(&said.by, Author::Agent(id) if Some(id) != workplace.my_id().as_ref());
    let photo = workplace.read(&conversation, |it| author_photo(it, &said.by)).flatten();
    let author = workplace.read(&conversation, |it| author_name(it, &said.by, workplace.my_id().as_ref()));
    let seq = said.seq;
    let state = workplace.follow(&conversation, move |it| it.message_state(seq));
    view! {
        <div class="message" class:ours=is_mine class:theirs=!is_mine class:colleague=is_colleague class:first=said.is_first class:last=said.is_last>
            <p class={if said.is_first { "author" } else { "unseen" }}>
                {photo.filter(|_| said.is_first).map(|photo| view! { <img class="author-photo" src=photo alt="" loading="lazy" /> })}
                <bdi>{author}</bdi>
            </p>
            {(!said.text.is_empty()).then(|| view! { <div class="bubble"><p dir="auto">{linked(&said.text)}</p></div> })}
            <Files files=said.files />
            <p class="meta">
                <bdi title=date_and_time(said.at)>{clock_time(said.at)}</bdi>
                {is_mine.then_some(move || state.get().map(tick))}
            </p>
        </div>
    }
}

fn tick(state: MessageState) -> impl IntoView {
    let (word, shape, text) = match state {
        MessageState::Sent => ("sent", Icon::Check, "message.sent"),
        MessageState::Delivered => ("delivered", Icon::Checks, "message.delivered"),
        MessageState::Read => ("read", Icon::Checks, "message.read"),
    };
    view! { <span class="tick" data-state=word title=t(text)>{icon(shape)}<span class="unseen">{t(text)}</span></span> }
}

/// Something that happened, as a line of its own.
#[component]
pub fn Happening(conversation: ConversationId, entry: AgentEntry) -> impl IntoView {
    let workplace = use_workplace();
    let me = workplace.my_id();
    let said = workplace.read(&conversation, |it| sentence(it, &entry, me.as_ref())).unwrap_or_default();
    if let Fact::Staff(StaffFact::Note { by, text, mentions, .. }) = entry.fact {
        return view! {
            <NoteBubble conversation=conversation seq=entry.seq at=entry.at by=by text=text mentions=mentions />
        }
        .into_any();
    }
    let comment = match &entry.fact {
        Fact::Public(PublicFact::Rated { comment, .. }) if !comment.is_empty() => Some(comment.clone()),
        _ => None,
    };
    view! {
        <div class="happening">
            <p>
                <bdi>{said}</bdi>
                " "
                <bdi class="happening-time" title=date_and_time(entry.at)>{clock_time(entry.at)}</bdi>
            </p>
            {comment.map(|comment| view! { <blockquote dir="auto">{comment}</blockquote> })}
        </div>
    }
    .into_any()
}

fn author_photo(conversation: &Conversation, by: &Author) -> Option<String> {
    let Author::Agent(id) = by else {
        return None;
    };
    conversation.item.summary.agent(id)?.photo.clone()
}

fn author_name(conversation: &Conversation, by: &Author, me: Option<&AgentId>) -> String {
    match by {
        Author::Visitor => visitor_name(&conversation.item.visitor),
        Author::Agent(id) if Some(id) == me => t("agent.you"),
        Author::Agent(id) => agent_name(conversation, id),
        Author::System => t("app.name"),
    }
}
