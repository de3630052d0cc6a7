//! A new link for an agent, and an agent who leaves.

use super::AgentEditor;
use super::invited::InvitedDialog;
use crate::live::api::{Failure, staff};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::problem::Code;
use shared::staff::{Agent, Invited};

/// The buttons.
#[component]
pub fn Ending(
    /// The agent under change.
    editor: AgentEditor,
) -> impl IntoView {
    let workplace = use_workplace();
    let invited = RwSignal::new(None::<Invited>);
    let is_asking = RwSignal::new(false);
    // How many conversations stand in the way, once that is known.
    let in_the_way = RwSignal::new(None::<u32>);
    let id = StoredValue::new(editor.edited.with_untracked(|edited| edited.saved.id.clone()));
    let is_active = Memo::new(move |_| editor.edited.with(|edited| edited.saved.active));
    let name = move || editor.edited.with_untracked(|edited| edited.saved.set.name.clone());
    let complain = move |failure: Failure| workplace.toasts.show(Toast::trouble(failure_text(&failure)));
    let settled = move |answer: Result<Agent, Failure>| match answer {
        Ok(agent) => {
            is_asking.set(false);
            editor.refresh(agent);
        }
        Err(Failure::Refused(problem)) if problem.code == Code::InUse => {
            in_the_way.set(problem.count.or(Some(1)));
        }
        Err(failure) => {
            is_asking.set(false);
            complain(failure);
        }
    };
    let link = move |_| {
        spawn_local(async move {
            match staff::invite_again(&id.get_value()).await {
                Ok(link) => invited.set(Some(link)),
                Err(failure) => complain(failure),
            }
        });
    };
    let deactivate = move |_| spawn_local(async move { settled(staff::deactivate(&id.get_value()).await) });
    let reactivate = move |_| spawn_local(async move { settled(staff::reactivate(&id.get_value()).await) });
    let release = move |_| {
        spawn_local(async move {
            if let Err(failure) = staff::release(&id.get_value()).await {
                return complain(failure);
            }
            settled(staff::deactivate(&id.get_value()).await);
        });
    };
    let ask = move |_| {
        in_the_way.set(None);
        is_asking.set(true);
    };
    let cancel = Callback::new(move |()| is_asking.set(false));
    view! {
        <div class="actions">
            {move || if is_active.get() {
                view! {
                    <button type="button" class="button" on:click=link>{icon(Icon::Mail)}{t("agent.new_link")}</button>
                    <button type="button" class="button danger-quiet" on:click=ask>{t("agent.deactivate")}</button>
                }
                .into_any()
            } else {
                view! { <button type="button" class="button primary" on:click=reactivate>{t("agent.reactivate")}</button> }.into_any()
            }}
        </div>
        {move || invited.get().map(|link| view! {
            <InvitedDialog invited=link close=Callback::new(move |()| invited.set(None)) />
        })}
        {move || is_asking.get().then(|| view! {
            <Dialog title=fill("agent.deactivate_title", &[("name", &name())]) on_cancel=cancel>
                {move || match in_the_way.get() {
                    None => view! { <p class="soft">{t("agent.deactivate_text")}</p> }.into_any(),
                    Some(number) => view! { <p role="alert">{count("agent.in_the_way", number as usize)}</p> }.into_any(),
                }}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    {move || if in_the_way.get().is_some() {
                        view! { <button type="button" class="button danger" on:click=release>{t("agent.release")}</button> }.into_any()
                    } else {
                        view! { <button type="button" class="button danger" on:click=deactivate>{t("agent.deactivate")}</button> }.into_any()
                    }}
                </div>
            </Dialog>
        })}
    }
}
