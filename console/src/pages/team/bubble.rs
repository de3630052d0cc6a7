//! One line of a room's timeline: a message, or something that happened.

use crate::desk::files::Files;
use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::text::{clock_time, date_and_time, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::{AgentId, RoomId};
use shared::people::AgentCard;
use shared::team::{TeamEntry, TeamFact};
use shared::timeline::Seq;

/// The message that is about to be deleted.
#[derive(Clone, Copy)]
pub struct Deleting(pub RwSignal<Option<Seq>>);

/// A recorded message, or the place of one that was deleted.
#[component]
pub fn SaidBubble(room: RoomId, entry: TeamEntry, is_first: bool, is_last: bool) -> impl IntoView {
    let workplace = use_workplace();
    let me = workplace.my_id();
    let TeamEntry { seq, at, by, fact, .. } = entry;
    let is_mine = Some(&by.id) == me.as_ref();
    let is_gone = fact == TeamFact::Gone;
    let author = if is_mine { t("agent.you") } else { by.name };
    // Read once all others have.
    let is_read = workplace.follow_room(&room, move |chat| {
        me.as_ref().is_some_and(|me| {
            let mut others = chat.room.others(me).filter(|member| member.active).peekable();
            others.peek().is_some() && others.all(|member| member.read >= seq)
        })
    });
    let said = match fact {
        TeamFact::Said { text, files } => view! {
            {(!text.is_empty()).then(|| view! { <div class="bubble"><p dir="auto">{linked(&text)}</p></div> })}
            <Files files=files />
        }
        .into_any(),
        _ => view! { <p class="soft small gone-message">{t("team.gone")}</p> }.into_any(),
    };
    let mine = is_mine && !is_gone;
    view! {
        <div class="message" class:ours=is_mine class:theirs=!is_mine class:first=is_first class:last=is_last>
            <p class={if is_first { "author" } else { "unseen" }}>
                {by.photo.filter(|_| is_first).map(|photo| view! { <img class="author-photo" src=photo alt="" loading="lazy" /> })}
                <bdi>{author}</bdi>
            </p>
            <div class={"said-line"}>
                {said}
                {mine.then(|| view! { <DeleteButton seq=seq /> })}
            </div>
            <p class="meta">
                <bdi title=date_and_time(at)>{clock_time(at)}</bdi>
                {mine.then_some(move || is_read.get().map(tick))}
            </p>
        </div>
    }
}

#[component]
fn DeleteButton(seq: Seq) -> impl IntoView {
    let Deleting(deleting) = expect_context();
    view! {
        <button
            type="button"
            class="button quiet square small delete-message"
            aria-label=t("team.delete")
            title=t("team.delete")
            on:click=move |_| deleting.set(Some(seq))
        >
            {icon(Icon::Trash)}
        </button>
    }
}

fn tick(is_read: bool) -> impl IntoView {
    let (word, shape, text) = match is_read {
        true => ("read", Icon::Checks, t("message.read")),
        false => ("sent", Icon::Check, t("message.sent")),
    };
    view! { <span class="tick" data-state=word title=text.clone()>{icon(shape)}<span class="unseen">{text.clone()}</span></span> }
}

/// Something that happened, as a line of its own.
#[component]
pub fn Happening(entry: TeamEntry) -> impl IntoView {
    let me = use_workplace().my_id();
    let said = sentence(&entry, me.as_ref());
    view! {
        <div class="happening">
            <p>
                <bdi>{said}</bdi>
                " "
                <bdi class="happening-time" title=date_and_time(entry.at)>{clock_time(entry.at)}</bdi>
            </p>
        </div>
    }
}

fn sentence(entry: &TeamEntry, me: Option<&AgentId>) -> String {
    let is_mine = Some(&entry.by.id) == me;
    let name = entry.by.name.as_str();
    let names = |agents: &[AgentCard]| {
        let others = agents.iter().filter(|agent| agent.id != entry.by.id);
        others.map(|agent| agent.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    match &entry.fact {
        TeamFact::Made { agents } if is_mine => fill("team.you_made", &[("names", &names(agents))]),
        TeamFact::Made { agents } => fill("team.made", &[("name", name), ("names", &names(agents))]),
        TeamFact::Added { agents } if is_mine => fill("team.you_added", &[("names", &names(agents))]),
        TeamFact::Added { agents } => fill("team.added", &[("name", name), ("names", &names(agents))]),
        TeamFact::Left => fill("team.left", &[("name", name)]),
        TeamFact::Renamed { name: now } if is_mine => fill("team.you_renamed", &[("group", now)]),
        TeamFact::Renamed { name: now } => fill("team.renamed", &[("name", name), ("group", now)]),
        // Messages have lines of their own, and what was deleted shows where it stood.
        TeamFact::Said { .. } | TeamFact::Gone | TeamFact::Deleted { .. } => String::new(),
    }
}
