//! What the staff knows besides, in several lines. It is saved as soon as one leaves it.

use super::in_place::Clash;
use super::{Card, Outcome};
use crate::live::api::contacts as api;
use crate::live::storage::{self, Keep};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::{ContactPatch, NOTES_CHARS};

/// The notes.
#[component]
pub fn Notes(
    /// Whose.
    card: Card,
    /// What they are called.
    label: String,
) -> impl IntoView {
    let saved = card.read(|set| set.notes.clone());
    // What couldn't be saved outlives the page.
    let me = card.workplace.my_id().map(|me| me.0).unwrap_or_default();
    let id = card.contact.with_untracked(|contact| contact.id.clone());
    let kept = StoredValue::new(format!("draft.{me}.contact-{id}"));
    let unsaved = kept.with_value(|kept| storage::value::<String>(Keep::Always, kept));
    let typed = RwSignal::new(unsaved.unwrap_or_else(|| saved.get_untracked()));
    let forget = move || kept.with_value(|kept| storage::keep_text(Keep::Always, kept, ""));
    let fault = RwSignal::new(None::<String>);
    let clash = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    // What comes from elsewhere is shown, unless something was typed upon what was there before.
    Effect::new(move |before: Option<String>| {
        let now = saved.get();
        if before.is_some_and(|before| before == typed.get_untracked()) {
            typed.set(now.clone());
        }
        now
    });
    let is_changed =
        move || typed.with_untracked(|typed| saved.with_untracked(|saved| typed.trim() != saved));
    card.changes.hold(move || typed.with(|typed| saved.with(|saved| typed.trim() != saved)));
    let save = move || {
        if is_busy.get_untracked() || !is_changed() {
            return;
        }
        is_busy.set(true);
        let (sent, name) = (typed.get_untracked(), kept.get_value());
        let patch = ContactPatch { notes: Some(sent.clone()), ..ContactPatch::default() };
        spawn_local(async move {
            let outcome = card.save(patch).await;
            // Whoever has typed on meanwhile keeps that.
            let is_all = typed.try_with_untracked(|typed| *typed == sent) != Some(false);
            if outcome == Outcome::Saved && is_all {
                storage::keep_text(Keep::Always, &name, "");
            }
            if is_busy.try_set(false).is_some() {
                return;
            }
            clash.set(outcome == Outcome::Clash);
            match outcome {
                Outcome::Saved if is_all => typed.set(saved.get_untracked()),
                Outcome::Saved | Outcome::Clash => {}
                Outcome::Wrong(text) => fault.set(Some(text)),
            }
        });
    };
    let undo = move || {
        forget();
        typed.set(saved.get_untracked());
        fault.set(None);
        clash.set(false);
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && is_changed() {
            event.prevent_default();
            event.stop_propagation();
            undo();
        }
    };
    on_cleanup(move || {
        // Whoever goes away by a key has left it, too.
        let unsaved = typed.try_get_untracked().zip(saved.try_get_untracked());
        if let (Some((typed, saved)), Some(contact)) = (unsaved, card.contact.try_get_untracked())
            && typed.trim() != saved
            && clash.try_get_untracked() == Some(false)
            && is_busy.try_get_untracked() == Some(false)
        {
            let patch =
                ContactPatch { version: contact.version, notes: Some(typed), ..ContactPatch::default() };
            let kept = kept.try_get_value();
            spawn_local(async move {
                if let (Ok(_), Some(kept)) = (api::change(&contact.id, &patch).await, kept) {
                    storage::keep_text(Keep::Always, &kept, "");
                }
            });
        }
    });
    view! {
        <div class="in-place" aria-busy=move || is_busy.get().then_some("true")>
            <div class="grow" data-text=typed>
                <textarea
                    id="contact-notes"
                    rows="2"
                    maxlength=NOTES_CHARS
                    dir="auto"
                    aria-label=label
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby="contact-notes-error"
                    prop:value=typed
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        kept.with_value(|kept| storage::keep_value(Keep::Always, kept, &text));
                        typed.set(text);
                        fault.set(None);
                    }
                    on:keydown=on_key
                    on:blur=move |_| if clash.try_get_untracked() == Some(false) { save() }
                ></textarea>
            </div>
            <p class="field-error" id="contact-notes-error" aria-live="polite">{move || fault.get()}</p>
            {move || clash.get().then(|| view! {
                <Clash value=saved.get() keep=Callback::new(move |()| save()) take=Callback::new(move |()| undo()) />
            })}
        </div>
    }
}
