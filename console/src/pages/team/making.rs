//! A new message: to one colleague, or to a group that is made for it.

use super::choosing::Choosing;
use crate::live::api::{Failure, team as api};
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::inputs::TextInput;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::AgentId;
use shared::problem::Field;
use shared::team::{Room, group_name};
use std::collections::BTreeSet;

/// Asks with whom, and how a group is called.
#[component]
pub fn MakingDialog(
    /// Called with the room, which may have been there.
    made: Callback<Room>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let chosen = RwSignal::new(BTreeSet::<AgentId>::new());
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let trouble = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let is_group = Memo::new(move |_| chosen.with(BTreeSet::len) > 1);
    let set_name = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let agents: Vec<AgentId> = chosen.get_untracked().into_iter().collect();
        if is_busy.get_untracked() {
            return;
        }
        trouble.set(agents.is_empty().then(|| t("team.pick_somebody")));
        let group = is_group.get_untracked().then(|| name.get_untracked());
        fault.set(group.as_deref().and_then(|name| group_name(name).err()).map(|_| t("team.name_needed")));
        if agents.is_empty() || fault.with_untracked(Option::is_some) {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = api::make(agents, group.unwrap_or_default()).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            workplace.heed(&answer);
            match answer {
                Ok(room) => made.run(room),
                Err(Failure::Refused(problem)) if problem.field == Some(Field::Name) => {
                    fault.set(Some(t("team.name_needed")));
                }
                Err(failure) => trouble.set(Some(failure_text(&failure))),
            }
        });
    };
    view! {
        <Dialog title=t("team.new") on_cancel=close>
            <form class="form" on:submit=submit novalidate>
                <p class="soft small">{t("team.new_note")}</p>
                <Choosing chosen=chosen without=Vec::new() />
                {move || is_group.get().then(|| view! {
                    <TextInput bound=Bound::new("group-name", name, set_name, fault) label=t("team.name") hint=t("team.name_hint") />
                })}
                <p class="field-error" role="alert">{move || trouble.get()}</p>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>
                        {move || t(if is_group.get() { "team.make_group" } else { "team.write" })}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
