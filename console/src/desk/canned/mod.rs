//! Canned responses in the composer: a button, or a slash where a word would begin.

mod picker;

use crate::live::api::{Failure, canned};
use crate::live::typing::{before_cursor, utf16, write};
use crate::parts::icon::{Icon, icon};
use crate::text::t;
use crate::workplace::Workplace;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use picker::Picker;
use shared::canned::Canned;
use shared::canned::variables::Filled;
use shared::ids::ConversationId;

/// How the picker was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    ByButton,
    /// What was typed after the slash is given back if nothing is picked.
    BySlash,
}

/// The picker of a composer.
#[derive(Clone, Copy)]
pub struct CannedPicker {
    opened: RwSignal<Option<Opened>>,
    all: RwSignal<Option<Result<Vec<Canned>, Failure>>>,
    workplace: Workplace,
    area: NodeRef<html::Textarea>,
}

impl CannedPicker {
    /// For the composer with this field.
    pub fn new(workplace: Workplace, area: NodeRef<html::Textarea>) -> Self {
        Self { opened: RwSignal::new(None), all: RwSignal::new(None), workplace, area }
    }

    /// Opens the picker if a slash was typed where it can't belong to a word or an address. False if it is only a slash.
    pub fn take_slash(self) -> bool {
        let Some(area) = self.area.try_get_untracked().flatten() else { return false };
        let begins_word =
            before_cursor(&area).chars().next_back().is_none_or(|c| matches!(c, ' ' | '\n' | '\t'));
        if begins_word {
            self.open(Opened::BySlash);
        }
        begins_word
    }

    fn open(self, how: Opened) {
        self.opened.set(Some(how));
        self.load();
    }

    /// What is known shows at once; what is new comes a moment later.
    fn load(self) {
        spawn_local(async move {
            let answer = canned::usable().await;
            self.workplace.heed(&answer);
            if answer.is_ok() || self.all.with_untracked(|all| !matches!(all, Some(Ok(_)))) {
                let _ = self.all.try_set(Some(answer));
            }
        });
    }

    /// Closes the picker and goes back to writing.
    fn close(self) {
        self.opened.set(None);
        if let Some(area) = self.area.try_get_untracked().flatten() {
            let _ = area.focus();
        }
    }

    /// Writes a response where the cursor is. What must still be said is marked.
    fn insert(self, filled: &Filled) {
        self.close();
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let start = area.selection_start().ok().flatten().unwrap_or_default();
        write(&area, &filled.text);
        if let Some(gap) = &filled.gap {
            let from = start + utf16(&filled.text[..gap.start]);
            let _ = area.set_selection_range(from, from + utf16(&filled.text[gap.clone()]));
            self.workplace.announce(t("canned.gap"));
        }
    }
}

/// The button that opens the picker.
#[component]
pub fn CannedButton(
    /// Which picker.
    picker: CannedPicker,
) -> impl IntoView {
    let toggle = move |_| match picker.opened.get_untracked() {
        Some(_) => picker.close(),
        None => picker.open(Opened::ByButton),
    };
    view! {
        <button
            type="button"
            class="button quiet square"
            aria-label=t("canned.pick")
            title=t("canned.pick_key")
            aria-haspopup="dialog"
            aria-expanded=move || picker.opened.with(Option::is_some).to_string()
            on:mousedown=move |event| event.prevent_default()
            on:click=toggle
        >
            {icon(Icon::Canned)}
        </button>
    }
}

/// The picker, while it is open.
#[component]
pub fn CannedPopup(
    /// Which picker.
    picker: CannedPicker,
    /// The conversation that is answered.
    id: ConversationId,
) -> impl IntoView {
    let id = StoredValue::new(id);
    move || picker.opened.get().map(|how| view! { <Picker picker=picker how=how id=id.get_value() /> })
}
