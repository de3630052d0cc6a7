//! Where an agent is signed in, and forcing them out.

use super::{AgentEditor, presence};
use crate::live::api::{Failure, staff};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::sessions::SessionList;
use crate::parts::toast::Toast;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::staff::Session;

/// The sessions, and the buttons to end them.
#[component]
pub fn Devices(
    /// The agent under change.
    editor: AgentEditor,
) -> impl IntoView {
    let workplace = use_workplace();
    let sessions = RwSignal::new(None::<Result<Vec<Session>, Failure>>);
    let is_asking = RwSignal::new(false);
    let id = StoredValue::new(editor.edited.with_untracked(|edited| edited.saved.id.clone()));
    let load = move || {
        spawn_local(async move {
            let answer = staff::sessions_of(&id.get_value()).await;
            let _ = sessions.try_set(Some(answer));
        });
    };
    load();
    let settled = move |answer: Result<(), Failure>| {
        if let Err(failure) = answer {
            workplace.toasts.show(Toast::trouble(failure_text(&failure)));
        }
        load();
    };
    let end = Callback::new(move |session: String| {
        spawn_local(async move { settled(staff::end_session_of(&id.get_value(), &session).await) });
    });
    let cancel = Callback::new(move |()| is_asking.set(false));
    let force = move |_| {
        is_asking.set(false);
        spawn_local(async move {
            let answer = staff::force_logout(&id.get_value()).await;
            if answer.is_ok() {
                workplace.toasts.show(Toast::news(t("agent.forced_out")));
            }
            settled(answer);
        });
    };
    let has_any = move || sessions.with(|sessions| matches!(sessions, Some(Ok(all)) if !all.is_empty()));
    let (word, state) = presence(editor.edited.with_untracked(|edited| edited.saved.presence));
    let name = move || editor.edited.with_untracked(|edited| edited.saved.set.name.clone());
    view! {
        <p><span class="presence" data-presence=word>{state}</span></p>
        <SessionList sessions=sessions retry=Callback::new(move |()| load()) end=end />
        {move || has_any().then(|| view! {
            <p>
                <button type="button" class="button danger-quiet" on:click=move |_| is_asking.set(true)>
                    {icon(Icon::SignOut)}
                    {t("agent.force_out")}
                </button>
            </p>
        })}
        {move || is_asking.get().then(|| view! {
            <Dialog title=fill("agent.force_out_title", &[("name", &name())]) on_cancel=cancel>
                <p class="soft">{t("agent.force_out_text")}</p>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button type="button" class="button danger" on:click=force>{t("agent.force_out")}</button>
                </div>
            </Dialog>
        })}
    }
}
