//! One line of the inbox.

use super::channel::ChannelSign;
use super::keys::row_id;
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::place::Place;
use crate::state::Conversation;
use crate::text::{clock_time, count, fill, moment, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::{ConversationId, WidgetId};
use shared::time::Timestamp;
use shared::timeline::Stage;

/// What a line shows; drawn anew when any of it changes.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    name: String,
    topic: String,
    channel: WidgetId,
    preview: String,
    is_typing: bool,
    /// Something that the agent wrote was refused.
    has_failed: bool,
    stage: Stage,
    opened_at: Timestamp,
    /// Until when it rings at this agent.
    rings_until: Option<Timestamp>,
    news_at: Timestamp,
    online: bool,
    unread: u32,
}

impl Line {
    fn of(conversation: &Conversation) -> Self {
        let item = &conversation.item;
        let preview = item.preview.as_ref();
        Self {
            name: visitor_name(&item.visitor),
            topic: item.topic.clone(),
            channel: item.channel.clone(),
            preview: preview
                .map(|preview| match preview.agent {
                    Some(_) => fill("inbox.you_wrote", &[("text", &preview_text(&preview.text))]),
                    None => preview_text(&preview.text),
                })
                .unwrap_or_else(|| t("inbox.no_message")),
            is_typing: !conversation.peek.is_empty(),
            has_failed: conversation.unsent().any(|unsent| unsent.failed.is_some()),
            stage: item.summary.stage,
            opened_at: item.summary.opened_at,
            rings_until: item
                .offer
                .as_ref()
                .and_then(|offer| offer.until)
                .filter(|_| item.summary.stage == Stage::Waiting),
            news_at: item
                .summary
                .ended_at
                .or(preview.map(|preview| preview.at))
                .unwrap_or(item.summary.opened_at),
            online: item.online,
            unread: item.unread,
        }
    }
}

/// A message without words has files.
fn preview_text(text: &str) -> String {
    if text.is_empty() { t("inbox.file") } else { text.into() }
}

/// A link to a conversation with what the agent must know before opening it.
#[component]
pub fn Row(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let line = workplace.follow(&id, Line::of);
    let href = Place::Conversation(id.clone()).path();
    let element_id = row_id(&id);
    let is_open = Memo::new(move |_| workplace.open.with(|open| open.as_ref() == Some(&id)));
    view! {
        <a
            class="row"
            id=element_id
            href=href
            aria-current=move || is_open.get().then_some("page")
            class:unread=move || line.with(|line| line.as_ref().is_some_and(|line| line.unread > 0))
        >
            {move || line.get().map(|line| view! { <Content line=line /> })}
        </a>
    }
}

#[component]
fn Content(line: Line) -> impl IntoView {
    let online = line.online;
    let is_ended = line.stage == Stage::Ended;
    let presence = t(if online { "visitor.online" } else { "visitor.offline" });
    view! {
        <Avatar name=line.name.clone() online=Signal::stored((!is_ended).then_some(online)) />
        <span class="row-main">
            <span class="row-top">
                <span class="row-name" dir="auto">{line.name}</span>
                {(!is_ended).then(|| view! { <span class="unseen">{format!(", {presence}, ")}</span> })}
                {match line.rings_until {
                    Some(until) => view! { <Rings until=until /> }.into_any(),
                    None => view! { <Since stage=line.stage opened_at=line.opened_at news_at=line.news_at /> }.into_any(),
                }}
            </span>
            <span class="row-topic"><ChannelSign id=line.channel /> <bdi>{line.topic}</bdi></span>
            <span class="row-bottom">
                {if line.has_failed {
                    view! {
                        <span class="row-preview failed">{icon(Icon::Alert)} " " {t("inbox.not_sent")}</span>
                    }
                    .into_any()
                } else if line.is_typing {
                    view! { <span class="row-preview typing">{t("visitor.typing")}</span> }.into_any()
                } else {
                    view! { <span class="row-preview" dir="auto">{line.preview}</span> }.into_any()
                }}
                {(line.unread > 0).then(|| view! {
                    <span class="badge">
                        <span aria-hidden="true">{if line.unread > 99 { "99+".into() } else { line.unread.to_string() }}</span>
                        <span class="unseen">{count("inbox.unread", line.unread as usize)}</span>
                    </span>
                })}
            </span>
        </span>
    }
}

/// How long there is still time to answer, ticking.
#[component]
fn Rings(until: Timestamp) -> impl IntoView {
    let workplace = use_workplace();
    let left = Memo::new(move |_| waiting(workplace.now.get(), until));
    view! {
        <span class="row-time rings" title=t("inbox.rings")>
            {icon(Icon::Clock)}
            {left}
        </span>
    }
}

/// How long somebody waits, ticking; else when something last happened.
#[component]
fn Since(stage: Stage, opened_at: Timestamp, news_at: Timestamp) -> impl IntoView {
    let workplace = use_workplace();
    if stage == Stage::Waiting {
        let span = Memo::new(move |_| waiting(opened_at, workplace.now.get()));
        return view! {
            <span class="row-time waits" title=fill("inbox.waiting_since", &[("time", &clock_time(opened_at))])>
                {span}
            </span>
        }
        .into_any();
    }
    let text = moment(news_at, workplace.now.get_untracked());
    view! { <span class="row-time"><bdi>{text}</bdi></span> }.into_any()
}
