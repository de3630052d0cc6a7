//! A group's name and people: renamed, let in, and left.

use super::choosing::Choosing;
use crate::live::api::{Failure, team as api};
use crate::parts::avatar::Avatar;
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::place::{Place, use_go};
use crate::text::t;
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{AgentId, RoomId};
use shared::team::{Member, Room, group_name};
use std::collections::BTreeSet;
use std::future::Future;

/// What the dialog shows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    People,
    Adding,
    Leaving,
}

/// What the steps share.
#[derive(Clone, Copy)]
struct Work {
    workplace: Workplace,
    room: StoredValue<RoomId>,
    step: RwSignal<Step>,
    trouble: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

impl Work {
    /// Has something done, one thing at a time, and shows what came of it.
    fn run<T: 'static>(
        self,
        wish: impl Future<Output = Result<T, Failure>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        self.trouble.set(None);
        spawn_local(async move {
            let answer = wish.await;
            if self.is_busy.try_set(false).is_some() {
                return;
            }
            self.workplace.heed(&answer);
            match answer {
                Ok(value) => done(value),
                Err(failure) => self.trouble.set(Some(failure_text(&failure))),
            }
        });
    }

    fn changed(self, room: Room) {
        self.workplace.change(|state| state.made_room(room));
        self.step.set(Step::People);
    }
}

/// The dialog of a group.
#[component]
pub fn PeopleDialog(id: RoomId, close: Callback<()>) -> impl IntoView {
    let work = Work {
        workplace: use_workplace(),
        room: StoredValue::new(id),
        step: RwSignal::new(Step::People),
        trouble: RwSignal::new(None),
        is_busy: RwSignal::new(false),
    };
    view! {
        <Dialog title=t("team.people") on_cancel=close>
            {move || match work.step.get() {
                Step::People => view! { <People work=work close=close /> }.into_any(),
                Step::Adding => view! { <Adding work=work /> }.into_any(),
                Step::Leaving => view! { <Leaving work=work close=close /> }.into_any(),
            }}
            <p class="field-error" role="alert">{move || work.trouble.get()}</p>
        </Dialog>
    }
}

#[component]
fn People(work: Work, close: Callback<()>) -> impl IntoView {
    let workplace = work.workplace;
    let members = workplace.follow_room(&work.room.get_value(), |chat| chat.room.members.clone());
    view! {
        <NameForm work=work />
        <ul class="choices-list people-list" aria-label=t("team.members")>
            <For each=move || members.get().unwrap_or_default() key=|member| (member.card.id.clone(), member.active) let(member)>
                <Line member=member />
            </For>
        </ul>
        <div class="dialog-actions">
            <button type="button" class="button danger-quiet" on:click=move |_| work.step.set(Step::Leaving)>{t("team.leave")}</button>
            <button type="button" class="button" on:click=move |_| work.step.set(Step::Adding)>{icon(Icon::Plus)}{t("team.add")}</button>
            <button type="button" class="button primary" on:click=move |_| close.run(())>{t("action.close")}</button>
        </div>
    }
}

#[component]
fn Line(member: Member) -> impl IntoView {
    let Member { card, active, .. } = member;
    let is_me = use_workplace().my_id().as_ref() == Some(&card.id);
    let note = if is_me { Some(t("agent.you")) } else { (!active).then(|| t("team.cannot_sign_in")) };
    view! {
        <li class="person">
            <Avatar name=card.name.clone() photo=card.photo />
            <span class="choice-main">
                <bdi>{card.name}</bdi>
                {note.map(|note| view! { <span class="soft small">{note}</span> })}
            </span>
        </li>
    }
}

#[component]
fn NameForm(work: Work) -> impl IntoView {
    let known = work.workplace.read_room(&work.room.get_value(), |chat| chat.room.name.clone());
    let name = RwSignal::new(known.unwrap_or_default());
    let fault = RwSignal::new(None::<String>);
    let set = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let rename = move |event: ev::SubmitEvent| {
        event.prevent_default();
        match group_name(&name.get_untracked()) {
            Ok(name) => {
                let room = work.room.get_value();
                work.run(async move { api::rename(&room, name).await }, move |room| {
                    work.workplace.announce(t("team.renamed_now"));
                    work.changed(room);
                });
            }
            Err(_) => fault.set(Some(t("team.name_needed"))),
        }
    };
    view! {
        <form class="add-line" on:submit=rename novalidate>
            <TextInput bound=Bound::new("group-name", name, set, fault) label=t("team.name") />
            <button type="submit" class="button" aria-disabled=move || work.is_busy.get().then_some("true")>{t("team.rename")}</button>
        </form>
    }
}

#[component]
fn Adding(work: Work) -> impl IntoView {
    let chosen = RwSignal::new(BTreeSet::<AgentId>::new());
    let members = work.workplace.read_room(&work.room.get_value(), |chat| {
        chat.room.members.iter().map(|member| member.card.id.clone()).collect::<Vec<_>>()
    });
    let add = move |_| {
        let agents: Vec<AgentId> = chosen.get_untracked().into_iter().collect();
        if agents.is_empty() {
            return work.trouble.set(Some(t("team.pick_somebody")));
        }
        let room = work.room.get_value();
        work.run(async move { api::add(&room, agents).await }, move |room| work.changed(room));
    };
    view! {
        <p class="soft small">{t("team.add_note")}</p>
        <Choosing chosen=chosen without=members.unwrap_or_default() />
        <div class="dialog-actions">
            <button type="button" class="button" on:click=move |_| work.step.set(Step::People)>{t("action.cancel")}</button>
            <button type="button" class="button primary" aria-disabled=move || work.is_busy.get().then_some("true") on:click=add>{t("team.add")}</button>
        </div>
    }
}

#[component]
fn Leaving(work: Work, close: Callback<()>) -> impl IntoView {
    let go = StoredValue::new_local(use_go());
    let leave = move |_| {
        let room = work.room.get_value();
        let left = room.clone();
        work.run(async move { api::leave(&room).await }, move |()| {
            go.with_value(|go| go(&Place::Team(None)));
            close.run(());
            work.workplace.change(|state| state.left_room(&left));
        });
    };
    view! {
        <p class="soft">{t("team.leave_text")}</p>
        <div class="dialog-actions">
            <button type="button" class="button" on:click=move |_| work.step.set(Step::People)>{t("action.cancel")}</button>
            <button type="button" class="button danger" aria-disabled=move || work.is_busy.get().then_some("true") on:click=leave>{t("team.leave")}</button>
        </div>
    }
}
