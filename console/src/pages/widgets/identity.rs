//! The secret that the owner's server vouches for visitors with: fetched only when asked for, and never shown by itself.

use super::editor::use_editor;
use crate::live::api::{Failure, admin};
use crate::parts::copy::CopyButton;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::rest::WidgetSecret;

/// The secret, behind a button.
#[component]
pub fn Secret() -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let secret = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<String>);
    let is_asking = RwSignal::new(false);
    let take = move |answer: Result<WidgetSecret, Failure>| match answer {
        Ok(answer) => {
            error.set(None);
            secret.set(Some(answer.secret));
        }
        Err(failure) => error.set(Some(failure_text(&failure))),
    };
    let show = move |_| spawn_local(async move { take(admin::secret(&editor.id()).await) });
    let renew = move |_| {
        is_asking.set(false);
        spawn_local(async move {
            let answer = admin::new_secret(&editor.id()).await;
            if answer.is_ok() {
                workplace.announce(t("identity.renewed"));
            }
            take(answer);
        });
    };
    let shown = Signal::derive(move || secret.get().unwrap_or_default());
    let cancel = Callback::new(move |()| is_asking.set(false));
    view! {
        <div class="field">
            <span class="label">{t("identity.secret")}</span>
            {move || match secret.get() {
                Some(secret) => view! {
                    <code class="secret" dir="ltr" tabindex="0">{secret}</code>
                    <div class="actions">
                        <CopyButton text=shown label=t("action.copy") />
                        <button type="button" class="button quiet small" on:click=move |_| is_asking.set(true)>{t("identity.renew")}</button>
                    </div>
                }
                .into_any(),
                None => view! {
                    <div class="actions">
                        <button type="button" class="button small" on:click=show>{icon(Icon::Eye)}{t("identity.show")}</button>
                        <button type="button" class="button quiet small" on:click=move |_| is_asking.set(true)>{t("identity.renew")}</button>
                    </div>
                }
                .into_any(),
            }}
            <p class="hint">{t("identity.note")}</p>
            <p class="field-error" role="alert">{move || error.get()}</p>
        </div>
        {move || is_asking.get().then(|| view! {
            <Dialog title=t("identity.ask") on_cancel=cancel>
                <p class="soft">{t("identity.ask_text")}</p>
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button type="button" class="button danger" on:click=renew>{t("identity.renew")}</button>
                </div>
            </Dialog>
        })}
    }
}
