//! A contact is deleted: it is said first what goes and what stays.

use crate::live::api::{Failure, contacts as api};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::{Contact, ContactContent};

/// Asks, and deletes.
#[component]
pub fn DeleteDialog(
    /// Which.
    contact: Contact,
    /// Goes away.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let go = StoredValue::new_local(use_go());
    let content = RwSignal::new(None::<Result<ContactContent, Failure>>);
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let name = contact.set.name();
    let contact = StoredValue::new(contact);
    spawn_local(async move {
        let Some(contact) = contact.try_get_value() else { return };
        let answer = api::content(&contact.id).await;
        workplace.heed(&answer);
        let _ = content.try_set(Some(answer));
    });
    let delete = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let goes = contact.get_value();
            let answer = api::delete(&goes).await;
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    close.run(());
                    let news = fill("contacts.deleted", &[("name", &goes.set.name())]);
                    workplace.toasts.show(Toast::news(news));
                    go.with_value(|go| go(&Place::Contacts));
                }
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let stays = move || match content.get() {
        None => view! { <p class="soft" role="status">{t("app.loading")}</p> }.into_any(),
        Some(Err(failure)) => view! { <p class="field-error">{failure_text(&failure)}</p> }.into_any(),
        Some(Ok(content)) => view! {
            <p class="soft">{t("contacts.stays")}</p>
            <ul class="bullets">
                <li>{count("contacts.conversations", content.conversations as usize)}</li>
                <li>{count("contacts.tickets_left", content.tickets as usize)}</li>
            </ul>
        }
        .into_any(),
    };
    view! {
        <Dialog title=fill("danger.ask", &[("name", &name)]) on_cancel=close>
            <p>{t("contacts.delete_note")}</p>
            {stays}
            {move || fault.get().map(|fault| view! { <p class="field-error" role="alert">{fault}</p> })}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                <button type="button" class="button danger" aria-disabled=move || is_busy.get().then_some("true") on:click=delete>
                    {t("contacts.delete")}
                </button>
            </div>
        </Dialog>
    }
}
