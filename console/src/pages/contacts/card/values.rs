//! Fields of the admin's own.

use super::{Card, InPlace, Outcome};
use crate::parts::facts::page_link;
use crate::text::{day_of, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::ContactPatch;
use shared::contact::field::{ContactField, ContactFieldKind, YES_NO};

/// One of them.
#[component]
pub fn Value(
    /// Whose.
    card: Card,
    /// Which.
    field: ContactField,
    /// What it is called.
    label: String,
) -> impl IntoView {
    let id = format!("contact-value-{}", field.id);
    let key = field.id.clone();
    let value = card.read(move |set| set.values.get(&key).cloned().unwrap_or_default());
    let key = field.id;
    let patch = Callback::new(move |text: String| ContactPatch {
        values: [(key.clone(), text)].into(),
        ..ContactPatch::default()
    });
    match field.set.kind {
        ContactFieldKind::Choice(options) => {
            let options = options.into_iter().map(|option| (option.clone(), option)).collect();
            view! { <Choice card=card id=id label=label value=value patch=patch options=options /> }
                .into_any()
        }
        ContactFieldKind::YesNo => {
            let options = YES_NO.map(|word| (word.to_owned(), yes_no(word))).into();
            view! { <Choice card=card id=id label=label value=value patch=patch options=options /> }
                .into_any()
        }
        ContactFieldKind::Date => {
            view! { <InPlace card=card id=id label=label value=value patch=patch kind="date" show=day_of /> }
                .into_any()
        }
        ContactFieldKind::Link => view! {
            {move || value.with(|link| (!link.is_empty()).then(|| page_link(link, "")))}
            <InPlace card=card id=id label=label value=value patch=patch kind="url" />
        }
        .into_any(),
        ContactFieldKind::Number | ContactFieldKind::Text | ContactFieldKind::BuiltIn => {
            view! { <InPlace card=card id=id label=label value=value patch=patch /> }.into_any()
        }
    }
}

fn yes_no(word: &str) -> String {
    t(if word == YES_NO[0] { "contacts.yes" } else { "contacts.no" })
}

/// One of several, chosen from a list that is always there.
#[component]
fn Choice(
    card: Card,
    id: String,
    label: String,
    value: Memo<String>,
    patch: Callback<String, ContactPatch>,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let fault = RwSignal::new(None::<String>);
    let options = StoredValue::new(options);
    // What was chosen before may be no option any more.
    let all = move || {
        let mut all = vec![(String::new(), t("contacts.empty"))];
        all.extend(options.get_value());
        let now = value.get();
        if !all.iter().any(|(known, _)| *known == now) {
            all.push((now.clone(), now));
        }
        all
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        spawn_local(async move {
            let outcome = card.save(patch.run(chosen)).await;
            let _ = fault.try_set(match outcome {
                Outcome::Saved => None,
                Outcome::Clash => Some(t("contacts.changed_meanwhile")),
                Outcome::Wrong(text) => Some(text),
            });
        });
    };
    let error = format!("{id}-error");
    view! {
        <select id=id class="input compact" aria-label=label aria-describedby=error.clone() on:change=choose>
            {move || all().into_iter().map(|(word, name)| {
                let own = word.clone();
                view! { <option value=word prop:selected=move || value.get() == own>{name}</option> }
            }).collect_view()}
        </select>
        <p class="field-error" id=error aria-live="polite">{move || fault.get()}</p>
    }
}
