//! Where one is signed in oneself, and the way to sign out there.

use crate::live::api::{Failure, staff};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::sessions::SessionList;
use crate::parts::toast::Toast;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::staff::Session;

/// The list of browsers.
#[component]
pub fn DevicesDialog(
    /// Whether it stands on the page.
    is_shown: RwSignal<bool>,
) -> impl IntoView {
    let workplace = use_workplace();
    let sessions = RwSignal::new(None::<Result<Vec<Session>, Failure>>);
    let load = move || {
        spawn_local(async move {
            let answer = staff::own_sessions().await;
            let _ = sessions.try_set(Some(answer));
        });
    };
    load();
    let close = Callback::new(move |()| is_shown.set(false));
    let settled = move |answer: Result<(), Failure>| {
        if let Err(failure) = answer {
            workplace.toasts.show(Toast::trouble(failure_text(&failure)));
        }
        load();
    };
    let end = Callback::new(move |id: String| {
        spawn_local(async move { settled(staff::end_own_session(&id).await) });
    });
    let end_others = move |_| spawn_local(async move { settled(staff::end_other_sessions().await) });
    let has_others =
        move || sessions.with(|sessions| matches!(sessions, Some(Ok(all)) if all.iter().any(|one| !one.own)));
    view! {
        <Dialog title=t("devices.title") on_cancel=close>
            <p class="soft small">{t("devices.note")}</p>
            <SessionList sessions=sessions retry=Callback::new(move |()| load()) end=end />
            <div class="dialog-actions">
                {move || has_others().then(|| view! {
                    <button type="button" class="button danger-quiet" on:click=end_others>{t("devices.end_others")}</button>
                })}
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.close")}</button>
            </div>
        </Dialog>
    }
}
