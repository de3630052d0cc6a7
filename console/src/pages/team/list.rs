//! The list of rooms, the last heard of first.

use super::{Staff, other, room_name, row_id};
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::Skeleton;
use crate::parts::window::Window;
use crate::place::Place;
use crate::state::team::Chat;
use crate::text::{count, fill, moment, t};
use crate::workplace::{LinkState, use_workplace};
use leptos::prelude::*;
use shared::ids::{AgentId, RoomId};
use shared::people::AgentCard;
use shared::staff::Presence;
use shared::team::Kind;
use shared::time::Timestamp;

/// Which room is open, for the lines of the list.
#[derive(Clone, Copy)]
struct Open(Memo<Option<RoomId>>);

/// The pane with all rooms.
#[component]
pub fn RoomList(
    /// The opened one.
    open: Memo<Option<RoomId>>,
    /// Set while a new one is being made.
    making: RwSignal<bool>,
) -> impl IntoView {
    let workplace = use_workplace();
    provide_context(Open(open));
    let rooms = Memo::new(move |_| workplace.state.with(|state| state.team.in_order()));
    let is_known = Memo::new(move |_| workplace.state.with(|state| state.team.is_known));
    let is_offline = move || workplace.link.get() == LinkState::Offline;
    view! {
        <section class="list-pane" aria-labelledby="page-title">
            <header class="pane-head">
                // The page's heading says the same, also where only a room has room.
                <p class="list-title" aria-hidden="true">{move || t("team.title")}</p>
                <button type="button" class="button" on:click=move |_| making.set(true)>{icon(Icon::Plus)}<span class="label">{t("team.new")}</span></button>
            </header>
            <nav class="pane-body" aria-label=t("team.rooms")>
                {move || {
                    if !is_known.get() {
                        return if is_offline() {
                            view! { <p class="empty soft">{t("team.unreachable")}</p> }.into_any()
                        } else {
                            view! { <Skeleton rows=4 /> }.into_any()
                        };
                    }
                    if rooms.with(Vec::is_empty) {
                        return view! {
                            <div class="empty">
                                {icon(Icon::Team)}
                                <h2>{move || t("team.none")}</h2>
                                <p class="soft">{move || t("team.none_note")}</p>
                                <button type="button" class="button primary" on:click=move |_| making.set(true)>{t("team.new")}</button>
                            </div>
                        }
                        .into_any();
                    }
                    view! {
                        <Window items=rooms key=ToString::to_string draw=|id| view! { <Row id=id /> } class="rows" />
                    }
                    .into_any()
                }}
            </nav>
        </section>
    }
}

/// What a line shows; drawn anew when any of it changes.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    kind: Kind,
    name: String,
    /// The other one in a room for two.
    other: Option<AgentCard>,
    preview: String,
    has_failed: bool,
    news_at: Timestamp,
    unread: u32,
}

impl Line {
    fn of(chat: &Chat, me: &AgentId) -> Self {
        let room = &chat.room;
        let preview = room.preview.as_ref().map(|preview| {
            let text = match &preview.text {
                None => t("team.gone"),
                Some(text) if text.is_empty() => t("inbox.file"),
                Some(text) => text.clone(),
            };
            if preview.by.id == *me {
                fill("inbox.you_wrote", &[("text", &text)])
            } else if room.kind == Kind::Group {
                fill("team.wrote", &[("name", &preview.by.name), ("text", &text)])
            } else {
                text
            }
        });
        Self {
            kind: room.kind,
            name: room_name(room, me),
            other: other(room, me).map(|member| member.card.clone()),
            preview: preview.unwrap_or_else(|| t("inbox.no_message")),
            has_failed: chat.unsent().any(|unsent| unsent.failed.is_some()),
            news_at: room.news_at(),
            unread: room.unread,
        }
    }
}

#[component]
fn Row(id: RoomId) -> impl IntoView {
    let workplace = use_workplace();
    let Open(open) = expect_context();
    let me = workplace.my_id().unwrap_or_else(|| AgentId::from(""));
    let line = workplace.follow_room(&id, move |chat| Line::of(chat, &me));
    let href = Place::Team(Some(id.clone())).path();
    let element = row_id(&id);
    view! {
        <a
            class="row"
            id=element
            href=href
            aria-current=move || (open.get().as_ref() == Some(&id)).then_some("page")
            class:unread=move || line.with(|line| line.as_ref().is_some_and(|line| line.unread > 0))
        >
            {move || line.get().map(|line| view! { <Content line=line /> })}
        </a>
    }
}

#[component]
fn Content(line: Line) -> impl IntoView {
    let workplace = use_workplace();
    let staff = expect_context::<Staff>();
    let (photo, other) = line.other.map(|card| (card.photo, card.id)).unzip();
    let presence = Memo::new(move |_| other.as_ref().and_then(|other| staff.presence(other)));
    let online = Signal::derive(move || presence.get().map(|presence| presence == Presence::Online));
    let sign = match line.kind {
        Kind::Pair => {
            view! { <Avatar name=line.name.clone() online=online photo=photo.flatten() /> }.into_any()
        }
        Kind::Group => {
            view! { <span class="choice-sign" aria-hidden="true">{icon(Icon::People)}</span> }.into_any()
        }
    };
    view! {
        {sign}
        <span class="row-main">
            <span class="row-top">
                <span class="row-name" dir="auto">{line.name}</span>
                {move || presence.get().map(|presence| view! { <span class="unseen">{format!(", {}, ", presence_word(presence))}</span> })}
                <span class="row-time"><bdi>{moment(line.news_at, workplace.now.get_untracked())}</bdi></span>
            </span>
            <span class="row-bottom">
                {if line.has_failed {
                    view! { <span class="row-preview failed">{icon(Icon::Alert)} " " {t("inbox.not_sent")}</span> }.into_any()
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

/// Whether somebody is there, in a word.
pub fn presence_word(presence: Presence) -> String {
    match presence {
        Presence::Online => t("presence.online"),
        Presence::Away => t("presence.away"),
        Presence::Offline => t("presence.offline"),
    }
}
