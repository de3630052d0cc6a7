//! A field is taken away: it is said first on how many cards something stands in it.

use crate::live::api::contacts as api;
use crate::pages::contacts::field_name;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::toast::Toast;
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::field::ContactField;

/// Asks, and takes it away.
#[component]
pub fn DeleteFieldDialog(
    /// Which.
    field: ContactField,
    /// Goes away.
    close: Callback<()>,
    /// Reads the fields anew.
    load: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let name = field_name(&field);
    let title = fill("danger.ask", &[("name", &name)]);
    let loss = count("contacts.field_loss", field.used as usize);
    let field = StoredValue::new(field);
    let delete = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let name = name.clone();
        spawn_local(async move {
            let answer = api::delete_field(&field.get_value()).await;
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    workplace.toasts.show(Toast::news(fill("contacts.deleted", &[("name", &name)])));
                    load.run(());
                    close.run(());
                }
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    view! {
        <Dialog title=title on_cancel=close>
            <p>{loss}</p>
            {move || fault.get().map(|fault| view! { <p class="field-error" role="alert">{fault}</p> })}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                <button type="button" class="button danger" aria-disabled=move || is_busy.get().then_some("true") on:click=delete>
                    {t("contacts.delete_field")}
                </button>
            </div>
        </Dialog>
    }
}
