//! The opened room: its head, its timeline and the composer.

use super::bubble::Deleting;
use super::composer::Composer;
use super::list::presence_word;
use super::people::PeopleDialog;
use super::timeline::TimelineView;
use super::{Staff, other, room_name};
use crate::desk::conversation::has_files;
use crate::desk::scroll::Scroll;
use crate::desk::tray::Tray;
use crate::live::api::team::upload_path;
use crate::parts::avatar::Avatar;
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::ids::{AgentId, RoomId};
use shared::people::AgentCard;
use shared::staff::Presence;
use shared::team::{Kind, Member};

/// The pane of a room, or word that the agent isn't in it.
#[component]
pub fn RoomPane(id: RoomId) -> impl IntoView {
    let workplace = use_workplace();
    let is_here = workplace.follow_room(&id, |_| ());
    let is_known = Memo::new(move |_| workplace.state.with(|state| state.team.is_known));
    move || {
        if is_here.get().is_some() {
            view! {
                <section class="reading" aria-labelledby="room-title">
                    <Talk id=id.clone() />
                </section>
            }
            .into_any()
        } else if is_known.get() {
            view! {
                <section class="reading nothing" aria-label=t("team.room")>
                    <div class="empty" role="alert">
                        {icon(Icon::Team)}
                        <p>{t("team.not_in")}</p>
                        <a class="button" href=Place::Team(None).path()>{t("team.back")}</a>
                    </div>
                </section>
            }
            .into_any()
        } else {
            view! {
                <section class="reading" aria-label=t("team.room") aria-busy="true">
                    <div class="skeleton" role="status" aria-label=t("app.loading")>
                        {(0..3).map(|_| view! { <div class={"skeleton-bubble"}></div> }).collect_view()}
                    </div>
                </section>
            }
            .into_any()
        }
    }
}

#[component]
fn Talk(id: RoomId) -> impl IntoView {
    let workplace = use_workplace();
    let scroll = Scroll::new();
    let tray = Tray::to(upload_path(&id), format!("files.room.{id}"), workplace);
    let is_over = RwSignal::new(false);
    let deleting = RwSignal::new(None);
    provide_context(Deleting(deleting));
    let me = workplace.my_id().unwrap_or_else(|| AgentId::from(""));
    let whose = me.clone();
    let name = workplace.follow_room(&id, move |chat| room_name(&chat.room, &whose));
    // Who can't sign in any more reads nothing.
    let is_alone = workplace.follow_room(&id, move |chat| {
        chat.room.kind == Kind::Pair && chat.room.others(&me).all(|member| !member.active)
    });
    let may_write = move || is_alone.get() == Some(false);
    let over = move |event: ev::DragEvent| {
        if may_write() && has_files(&event) {
            event.prevent_default();
            is_over.set(true);
        }
    };
    let dropped = move |event: ev::DragEvent| {
        is_over.set(false);
        if may_write() && tray.receive(event.data_transfer()) {
            event.prevent_default();
        }
    };
    let (head_id, timeline_id) = (id.clone(), id.clone());
    let room = StoredValue::new(id.clone());
    let keep = Callback::new(move |()| deleting.set(None));
    let delete = move |_| {
        if let Some(seq) = deleting.get_untracked() {
            workplace.delete_in_room(&room.get_value(), seq);
        }
        deleting.set(None);
    };
    view! {
        <div class="talk" class:drop-here=is_over on:dragover=over on:dragleave=move |_| is_over.set(false) on:drop=dropped>
            <Head id=head_id name=name />
            <TimelineView id=timeline_id name=name scroll=scroll />
            {move || match is_alone.get() {
                Some(true) => view! { <p class="closing-line soft">{t("team.deactivated")}</p> }.into_any(),
                _ => view! { <Composer id=id.clone() name=name scroll=scroll tray=tray /> }.into_any(),
            }}
        </div>
        {move || deleting.with(Option::is_some).then(|| view! {
            <Dialog title=t("team.delete_title") on_cancel=keep>
                <p class="soft">{t("team.delete_text")}</p>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| keep.run(())>{t("action.cancel")}</button>
                    <button type="button" class="button danger" on:click=delete>{t("team.delete")}</button>
                </div>
            </Dialog>
        })}
    }
}

#[component]
fn Head(id: RoomId, name: Memo<Option<String>>) -> impl IntoView {
    let workplace = use_workplace();
    let staff = expect_context::<Staff>();
    let me = workplace.my_id().unwrap_or_else(|| AgentId::from(""));
    let is_shown = RwSignal::new(false);
    let close = Callback::new(move |()| is_shown.set(false));
    let kind = workplace.read_room(&id, |chat| chat.room.kind).unwrap_or(Kind::Pair);
    let whose = me.clone();
    let card = workplace.follow_room(&id, move |chat| other(&chat.room, &whose).map(|one| one.card.clone()));
    let presence = Memo::new(move |_| card.get().flatten().and_then(|card| staff.presence(&card.id)));
    let online = Signal::derive(move || presence.get().map(|presence| presence == Presence::Online));
    let names = workplace.follow_room(&id, |chat| {
        let name = |member: &Member| member.card.name.clone();
        chat.room.members.iter().map(name).collect::<Vec<_>>().join(", ")
    });
    let sign = match kind {
        Kind::Pair => {
            let AgentCard { name, photo, .. } = card.get_untracked().flatten().unwrap_or_else(|| AgentCard {
                id: me,
                name: String::new(),
                photo: None,
            });
            view! { <Avatar name=name online=online photo=photo /> }.into_any()
        }
        Kind::Group => {
            view! { <span class="choice-sign" aria-hidden="true">{icon(Icon::People)}</span> }.into_any()
        }
    };
    let people = StoredValue::new(id);
    view! {
        <header class="pane-head">
            <a class="button quiet square back" href=Place::Team(None).path() aria-label=t("team.back")>{icon(Icon::Back)}</a>
            {sign}
            <div class="who">
                <h2 id="room-title" dir="auto">{move || name.get()}</h2>
                <p class="who-line">
                    {move || match kind {
                        Kind::Pair => presence.get().map(|presence| view! { <span>{presence_word(presence)}</span> }.into_any()),
                        Kind::Group => names.get().map(|names| view! { <bdi class="clip">{names}</bdi> }.into_any()),
                    }}
                </p>
            </div>
            {(kind == Kind::Group).then(|| view! {
                <button type="button" class="button quiet square" aria-label=t("team.people") title=t("team.people") on:click=move |_| is_shown.set(true)>{icon(Icon::More)}</button>
            })}
        </header>
        {move || is_shown.get().then(|| view! { <PeopleDialog id=people.get_value() close=close /> })}
    }
}
