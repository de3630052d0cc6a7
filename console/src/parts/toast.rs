//! Short notes at the edge of the window. They are read out, go by themselves, and can be sent away.

use super::icon::{Icon, icon};
use crate::text::t;
use leptos::prelude::*;
use std::time::Duration;

/// How long a note stays.
const STAY: Duration = Duration::from_secs(8);
/// Most notes at a time; the oldest goes first.
const MOST: usize = 4;

/// What a note is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    News,
    Trouble,
}

/// A note.
#[derive(Clone, Debug)]
pub struct Toast {
    tone: Tone,
    text: String,
    undo: Option<Callback<()>>,
}

impl Toast {
    /// Two that can be taken back are about different things.
    fn says_the_same(&self, other: &Self) -> bool {
        self.undo.is_none() && other.undo.is_none() && (self.tone, &self.text) == (other.tone, &other.text)
    }

    /// Something happened.
    pub fn news(text: String) -> Self {
        Self { tone: Tone::News, text, undo: None }
    }

    /// Something was done that can be taken back.
    pub fn undoable(text: String, undo: Callback<()>) -> Self {
        Self { tone: Tone::News, text, undo: Some(undo) }
    }

    /// Something went wrong.
    pub fn trouble(text: String) -> Self {
        Self { tone: Tone::Trouble, text, undo: None }
    }
}

/// The notes that are on the screen.
#[derive(Clone, Copy, Default)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    count: RwSignal<u32>,
}

impl Toasts {
    /// Shows a note, unless the same one is on the screen.
    pub fn show(self, toast: Toast) {
        if self.shown.with_untracked(|shown| shown.iter().any(|(_, known)| known.says_the_same(&toast))) {
            return;
        }
        let key = self.count.get_untracked();
        self.count.set(key + 1);
        self.shown.update(|shown| {
            shown.push((key, toast));
            let surplus = shown.len().saturating_sub(MOST);
            shown.drain(..surplus);
        });
        set_timeout(move || self.dismiss(key), STAY);
    }

    fn dismiss(self, key: u32) {
        self.shown.update(|shown| shown.retain(|(known, _)| *known != key));
    }
}

/// Where notes appear.
#[component]
pub fn ToastArea(
    /// The notes.
    toasts: Toasts,
) -> impl IntoView {
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toasts.shown.get() key=|(key, _)| *key let((key, toast))>
                <div class="toast" class:trouble=toast.tone == Tone::Trouble>
                    {icon(if toast.tone == Tone::Trouble { Icon::Alert } else { Icon::Info })}
                    <p dir="auto">{toast.text}</p>
                    {toast.undo.map(|undo| view! {
                        <button
                            type="button"
                            class="button quiet small"
                            on:click=move |_| {
                                toasts.dismiss(key);
                                undo.run(());
                            }
                        >
                            {t("action.undo")}
                        </button>
                    })}
                    <button
                        type="button"
                        class="button quiet square small"
                        aria-label=t("action.dismiss")
                        on:click=move |_| toasts.dismiss(key)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            </For>
        </div>
    }
}
