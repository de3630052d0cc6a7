//! A new contact: by hand, or of the visitor of a conversation, with what the visitor said filled in.

use super::fault_text;
use crate::live::api::{Failure, contacts as api};
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::field;
use crate::parts::inputs::{TextInput, TextLines};
use crate::parts::toast::Toast;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::{Contact, ContactDraft, NewContact};
use shared::ids::ConversationId;
use shared::settings::SettingFault;

/// Asks for the most important; all else is filled in on the card.
#[component]
pub fn NewContactDialog(
    /// What is filled in already.
    begun: ContactDraft,
    /// The conversation whose visitor it is, if it is one.
    #[prop(optional_no_strip)]
    conversation: Option<ConversationId>,
    /// Goes away.
    close: Callback<()>,
    /// It is made.
    made: Callback<Contact>,
) -> impl IntoView {
    let workplace = use_workplace();
    let draft = RwSignal::new(begun);
    let wrong = RwSignal::new(Vec::<SettingFault>::new());
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let conversation = StoredValue::new(conversation);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        is_busy.set(true);
        let new = NewContact { set: draft.get_untracked(), conversation: conversation.get_value() };
        spawn_local(async move {
            let answer = api::create(&new).await;
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(contact) => {
                    close.run(());
                    workplace
                        .toasts
                        .show(Toast::news(fill("contacts.made", &[("name", &contact.set.name())])));
                    made.run(contact);
                }
                Err(Failure::Faulty(faults)) => {
                    if let Some(first) = faults.first() {
                        field::focus(&id_of(&first.path));
                    }
                    wrong.set(faults);
                }
                Err(other) => failure.set(Some(other)),
            }
        });
    };
    let bound =
        move |path: &'static str, read: fn(&ContactDraft) -> String, write: fn(&mut ContactDraft, String)| {
            let set = Callback::new(move |text| {
                wrong.update(|all| all.retain(|fault| fault.path != path));
                draft.update(|draft| write(draft, text));
            });
            let fault = Signal::derive(move || {
                wrong.with(|all| all.iter().find(|fault| fault.path == path).map(fault_text))
            });
            Bound::new(id_of(path), Signal::derive(move || draft.with(read)), set, fault)
        };
    view! {
        <Dialog title=t("contacts.new") on_cancel=close>
            <form class="form" on:submit=submit novalidate>
                <div class="pair">
                    <TextInput label=t("contacts.first_name") bound=bound("first_name", |set| set.first_name.clone(), |set, text| set.first_name = text) />
                    <TextInput label=t("contacts.last_name") bound=bound("last_name", |set| set.last_name.clone(), |set, text| set.last_name = text) />
                </div>
                <TextInput label=t("contacts.email") bound=bound("emails.0", |set| first(&set.emails), |set, text| set.emails = vec![text]) />
                <TextInput label=t("contacts.phone") bound=bound("phones.0", |set| first(&set.phones), |set, text| set.phones = vec![text]) />
                <TextInput label=t("contacts.company") bound=bound("company", |set| set.company.clone(), |set, text| set.company = text) />
                <TextLines label=t("contacts.notes") bound=bound("notes", |set| set.notes.clone(), |set, text| set.notes = text) />
                {move || failure.get().map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{t("contacts.make")}</button>
                </div>
            </form>
        </Dialog>
    }
}

fn first(list: &[String]) -> String {
    list.first().cloned().unwrap_or_default()
}

fn id_of(path: &str) -> String {
    format!("new-contact-{}", path.replace('.', "-"))
}
