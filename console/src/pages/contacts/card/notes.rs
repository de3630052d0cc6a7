//! What the staff knows besides, in several lines. It is saved as soon as one leaves it.

use super::in_place::Clash;
use super::{Card, Outcome};
use crate::live::api::contacts as api;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::ContactPatch;

/// The notes.
#[component]
pub fn Notes(
    /// Whose.
    card: Card,
    /// What they are called.
    label: String,
) -> impl IntoView {
    let saved = card.read(|set| set.notes.clone());
    let typed = RwSignal::new(saved.get_untracked());
    let fault = RwSignal::new(None::<String>);
    let clash = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    // What comes from elsewhere is shown, unless something was typed upon what was there before.
    Effect::new(move |before: Option<String>| {
        let now = saved.get();
        if before.is_none_or(|before| before == typed.get_untracked()) {
            typed.set(now.clone());
        }
        now
    });
    let is_changed =
        move || typed.with_untracked(|typed| saved.with_untracked(|saved| typed.trim() != saved));
    let patch = move || ContactPatch { notes: Some(typed.get_untracked()), ..ContactPatch::default() };
    let save = move || {
        if is_busy.get_untracked() || !is_changed() {
            return;
        }
        is_busy.set(true);
        let patch = patch();
        spawn_local(async move {
            let outcome = card.save(patch).await;
            if is_busy.try_set(false).is_some() {
                return;
            }
            clash.set(outcome == Outcome::Clash);
            match outcome {
                Outcome::Saved => typed.set(saved.get_untracked()),
                Outcome::Clash => {}
                Outcome::Wrong(text) => fault.set(Some(text)),
            }
        });
    };
    let undo = move || {
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
            spawn_local(async move {
                let _ = api::change(&contact.id, &patch).await;
            });
        }
    });
    view! {
        <div class="in-place" aria-busy=move || is_busy.get().then_some("true")>
            <div class="grow" data-text=typed>
                <textarea
                    id="contact-notes"
                    rows="2"
                    dir="auto"
                    aria-label=label
                    aria-invalid=move || fault.with(Option::is_some).then_some("true")
                    aria-describedby="contact-notes-error"
                    prop:value=typed
                    on:input=move |event| {
                        typed.set(event_target_value(&event));
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
