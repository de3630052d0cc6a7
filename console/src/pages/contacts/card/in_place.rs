//! A value that is changed where it stands: a click or Enter makes a field of it, Enter or leaving saves, Escape undoes.
//! What was typed stays there until it is saved.

use super::{Card, Outcome};
use crate::parts::field::focus;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::ContactPatch;

/// One line.
#[component]
pub fn InPlace(
    /// Whose.
    card: Card,
    /// Unique on the page.
    id: String,
    /// What it is.
    label: String,
    /// As it stands.
    #[prop(into)]
    value: Signal<String>,
    /// What makes a change of what was typed.
    patch: Callback<String, ContactPatch>,
    /// The browser's kind of field.
    #[prop(default = "text")]
    kind: &'static str,
    /// How the value is shown.
    #[prop(default = str::to_owned)]
    show: fn(&str) -> String,
    /// What begins open, as it isn't there yet, and what is done once it is or isn't wanted.
    #[prop(optional)]
    fresh: Option<Callback<()>>,
) -> impl IntoView {
    let editing = RwSignal::new(fresh.map(|_| String::new()));
    let fault = RwSignal::new(None::<String>);
    let clash = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let ids = StoredValue::new((id.clone(), format!("{id}-value"), format!("{id}-error")));
    let label = StoredValue::new(label);
    let close = move |goes_back: bool| {
        editing.set(None);
        fault.set(None);
        clash.set(false);
        if let Some(fresh) = fresh {
            fresh.run(());
        }
        if goes_back {
            request_animation_frame(move || {
                if let Some(ids) = ids.try_get_value() {
                    focus(&ids.1);
                }
            });
        }
    };
    let save = move |stays_here: bool| {
        let Some(typed) = editing.try_get_untracked().flatten() else { return };
        if is_busy.get_untracked() {
            return;
        }
        if typed.trim() == value.get_untracked() && !clash.get_untracked() {
            return close(stays_here);
        }
        is_busy.set(true);
        let back = ids.get_value().1;
        spawn_local(async move {
            let outcome = card.save(patch.run(typed)).await;
            if outcome == Outcome::Saved && stays_here {
                // Where a whole list is drawn anew, it is another element with the same id.
                request_animation_frame(move || focus(&back));
            }
            if is_busy.try_set(false).is_some() {
                return;
            }
            match outcome {
                Outcome::Saved => close(false),
                Outcome::Clash => {
                    clash.set(true);
                    fault.set(None);
                }
                Outcome::Wrong(text) => fault.set(Some(text)),
            }
        });
    };
    let on_key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        _ if event.is_composing() => {}
        "Enter" => {
            event.prevent_default();
            save(true);
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            close(true);
        }
        _ => {}
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    let open = move |_| editing.set(Some(value.get_untracked()));
    let is_editing = Memo::new(move |_| editing.with(Option::is_some));
    card.changes.hold(move || is_editing.get());
    let field = move || {
        let (id, _, error) = ids.get_value();
        view! {
            <input
                id=id
                node_ref=input
                type=kind
                class="input compact"
                dir="auto"
                autocomplete="off"
                aria-label=label.get_value()
                aria-invalid=move || fault.with(Option::is_some).then_some("true")
                aria-describedby=error
                readonly=is_busy
                prop:value=move || editing.get().unwrap_or_default()
                on:input=move |event| {
                    editing.set(Some(event_target_value(&event)));
                    fault.set(None);
                }
                on:keydown=on_key
                // What stands against another's change isn't saved by leaving it.
                on:blur=move |_| if clash.try_get_untracked() == Some(false) { save(false) }
            />
        }
        .into_any()
    };
    let shown = move || {
        let (_, id, _) = ids.get_value();
        let text = move || show(&value.get());
        let is_empty = Memo::new(move |_| value.with(String::is_empty));
        // Not of `is_empty`, too: what reads a memo and then that which the memo is made of isn't told of every change.
        let named = move || match value.get() {
            none if none.is_empty() => fill("contacts.add_value", &[("name", &label.get_value())]),
            some => fill("contacts.edit_value", &[("name", &label.get_value()), ("value", &show(&some))]),
        };
        view! {
            <button type="button" id=id class="in-place-value" aria-label=named on:click=open>
                {move || match is_empty.get() {
                    true => view! { <span class="soft">{t("contacts.empty")}</span> }.into_any(),
                    false => view! { <span dir="auto">{text}</span> }.into_any(),
                }}
                {icon(Icon::Edit)}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="in-place" aria-busy=move || is_busy.get().then_some("true")>
            {move || if is_editing.get() { field() } else { shown() }}
            <p class="field-error" id=ids.get_value().2 aria-live="polite">{move || fault.get()}</p>
            {move || clash.get().then(|| view! {
                <Clash value=value.get() keep=Callback::new(move |()| save(true)) take=Callback::new(move |()| close(true)) />
            })}
        </div>
    }
}

/// Somebody else has written something there meanwhile: whoever comes second decides.
#[component]
pub fn Clash(
    /// What they wrote.
    value: String,
    /// Keeps one's own.
    keep: Callback<()>,
    /// Takes theirs.
    take: Callback<()>,
) -> impl IntoView {
    let said = match value.is_empty() {
        true => t("contacts.clash_empty"),
        false => fill("contacts.clash", &[("value", &value)]),
    };
    view! {
        <div class="clash" role="alert">
            <p>{said}</p>
            <div class="actions">
                <button type="button" class="button small" on:click=move |_| keep.run(())>{t("contacts.keep_mine")}</button>
                <button type="button" class="button small" on:click=move |_| take.run(())>{t("clash.take_theirs")}</button>
            </div>
        </div>
    }
}
