//! Two cards of one person become one: the other is looked up, and it is said what will happen.

use super::fault_text;
use super::search::ContactSearch;
use crate::live::api::{Failure, contacts as api};
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::{Contact, ContactLine, ContactMerge};

/// Asks into which, and then once more.
#[component]
pub fn MergeDialog(
    /// The one that goes.
    contact: Contact,
    /// Goes away.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let go = StoredValue::new_local(use_go());
    let into = RwSignal::new(None::<ContactLine>);
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let (id, name) = (contact.id.clone(), contact.set.name());
    let contact = StoredValue::new(contact);
    let merge = move |_| {
        let Some(line) = into.get_untracked() else { return };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let goes = contact.get_value();
            let wish = ContactMerge { version: goes.version, into: line.id, into_version: line.version };
            let answer = api::merge(&goes.id, &wish).await;
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(one) => {
                    close.run(());
                    let news = fill("contacts.merged", &[("name", &one.set.name())]);
                    workplace.toasts.show(Toast::news(news));
                    go.with_value(|go| go(&Place::Contact(one.id)));
                }
                Err(Failure::Faulty(faults)) => fault.set(faults.first().map(fault_text)),
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let pick = Callback::new(move |line: ContactLine| {
        fault.set(None);
        into.set(Some(line));
    });
    let body = move || {
        match into.get() {
        None => view! {
            <p class="soft">{t("contacts.merge_note")}</p>
            <ContactSearch except=Some(id.clone()) pick=pick />
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
            </div>
        }
        .into_any(),
        Some(line) => {
            let said = fill("contacts.merge_ask", &[("name", &name), ("other", &line.name)]);
            view! {
                <p>{said}</p>
                {move || fault.get().map(|fault| view! { <p class="field-error" role="alert">{fault}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| into.set(None)>{t("contacts.another")}</button>
                    <button type="button" class="button danger" aria-disabled=move || is_busy.get().then_some("true") on:click=merge>
                        {t("contacts.merge")}
                    </button>
                </div>
            }
            .into_any()
        }
    }
    };
    view! { <Dialog title=t("contacts.merge_title") on_cancel=close>{body}</Dialog> }
}
