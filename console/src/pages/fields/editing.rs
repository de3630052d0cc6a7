//! A field of the admin's own, new or changed: what it is called, what it holds, and whether it is shown.

use super::list::kind_name;
use crate::live::api::{Failure, contacts as api};
use crate::parts::bound::Bound;
use crate::parts::choice::{SelectInput, SwitchInput};
use crate::parts::dialog::Dialog;
use crate::parts::editing::fault_text;
use crate::parts::failure_text;
use crate::parts::field;
use crate::parts::inputs::{TextInput, TextLines};
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::field::{ContactField, ContactFieldChange, ContactFieldDraft, ContactFieldKind};
use shared::settings::SettingFault;

/// Which field is under change.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// One that is yet to be.
    New,
    /// One that is there.
    Known(ContactField),
}

/// What a new field may hold, in the order of the list.
const KINDS: [fn() -> ContactFieldKind; 6] = [
    || ContactFieldKind::Text,
    || ContactFieldKind::Choice(Vec::new()),
    || ContactFieldKind::YesNo,
    || ContactFieldKind::Date,
    || ContactFieldKind::Number,
    || ContactFieldKind::Link,
];

/// Asks for all of it.
#[component]
pub fn FieldDialog(
    /// Which field.
    subject: Subject,
    /// Goes away.
    close: Callback<()>,
    /// Reads the fields anew.
    load: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let begun = match &subject {
        Subject::New => ContactFieldDraft { shown: true, ..ContactFieldDraft::default() },
        Subject::Known(field) => field.set.clone(),
    };
    let options = match &begun.kind {
        ContactFieldKind::Choice(options) => options.join("\n"),
        _ => String::new(),
    };
    let kind_at = KINDS.iter().position(|kind| is_same(&kind(), &begun.kind)).unwrap_or_default();
    let is_new = subject == Subject::New;
    let label = RwSignal::new(begun.label);
    let kind = RwSignal::new(kind_at);
    let options = RwSignal::new(options);
    let shown = RwSignal::new(begun.shown);
    let wrong = RwSignal::new(Vec::<SettingFault>::new());
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let subject = StoredValue::new(subject);
    let complain = move |faults: Vec<SettingFault>| {
        if let Some(first) = faults.first() {
            field::focus(&id_of(&first.path));
        }
        wrong.set(faults);
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        failure.set(None);
        let kind = match KINDS[kind.get_untracked()]() {
            ContactFieldKind::Choice(_) => {
                ContactFieldKind::Choice(options.get_untracked().lines().map(str::to_owned).collect())
            }
            other => other,
        };
        let set = ContactFieldDraft { label: label.get_untracked(), kind, shown: shown.get_untracked() };
        let faults = set.faults();
        if !faults.is_empty() {
            return complain(faults);
        }
        is_busy.set(true);
        spawn_local(async move {
            let answer = match subject.get_value() {
                Subject::New => api::create_field(&set).await,
                Subject::Known(field) => {
                    let change = ContactFieldChange { version: field.version, set };
                    api::change_field(&field.id, &change).await
                }
            };
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    load.run(());
                    close.run(());
                }
                Err(Failure::Faulty(faults)) => complain(faults),
                Err(other) => failure.set(Some(other)),
            }
        });
    };
    let bound = move |path: &'static str, text: RwSignal<String>| {
        let is_here = move |fault: &SettingFault| fault.path.split('.').next() == Some(path);
        let set = Callback::new(move |value| {
            wrong.update(|all| all.retain(|fault| !is_here(fault)));
            text.set(value);
        });
        let fault =
            Signal::derive(move || wrong.with(|all| all.iter().find(|fault| is_here(fault)).map(fault_text)));
        Bound::new(id_of(path), text, set, fault)
    };
    let kinds = KINDS.iter().enumerate().map(|(at, kind)| (at, kind_name(&kind()))).collect();
    let holds = match is_new {
        true => view! { <SelectInput bound=Bound::free("contact-field-kind", kind) label=t("contacts.kind") options=kinds /> }.into_any(),
        // What stands on cards already would be worth nothing as something else.
        false => view! { <p class="soft">{t("contacts.kind")}": "{kind_name(&KINDS[kind_at]())}</p> }.into_any(),
    };
    let is_choice = Memo::new(move |_| is_same(&KINDS[kind.get()](), &ContactFieldKind::Choice(Vec::new())));
    view! {
        <Dialog title=t(if is_new { "contacts.new_field" } else { "contacts.edit_field" }) on_cancel=close>
            <form class="form" on:submit=submit novalidate>
                <TextInput bound=bound("label", label) label=t("contacts.field_label") />
                {holds}
                {move || is_choice.get().then(|| view! {
                    <TextLines bound=bound("options", options) label=t("fields.options") hint=t("contacts.options_note") />
                })}
                <SwitchInput bound=Bound::free("contact-field-shown", shown) label=t("contacts.shown") hint=t("contacts.shown_note") />
                {move || failure.get().map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{t("save.save")}</button>
                </div>
            </form>
        </Dialog>
    }
}

fn is_same(one: &ContactFieldKind, other: &ContactFieldKind) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

fn id_of(path: &str) -> String {
    format!("contact-field-{}", path.split('.').next().unwrap_or_default())
}
