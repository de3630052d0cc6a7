//! Colleagues to choose from while one is called in a note.

use crate::live::api::staff;
use crate::live::typing::{before_cursor, utf16, write};
use crate::parts::avatar::Avatar;
use crate::state::mention::{found, typed};
use crate::text::t;
use crate::workplace::Workplace;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::AgentCard;

/// Colleagues who are shown at most.
const SHOWN: usize = 6;

/// Who is being called. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Mentions {
    known: RwSignal<Vec<AgentCard>>,
    /// What is typed of a name, with how many UTF-16 units it has.
    name: RwSignal<Option<(String, u32)>>,
    found: Memo<Vec<AgentCard>>,
    at: RwSignal<usize>,
    area: NodeRef<html::Textarea>,
}

impl Mentions {
    /// For the composer with this field.
    pub fn new(workplace: Workplace, area: NodeRef<html::Textarea>) -> Self {
        let known = RwSignal::new(Vec::<AgentCard>::new());
        spawn_local(async move {
            let answer = staff::colleagues().await;
            workplace.heed(&answer);
            // Without them a name is only text.
            if let Ok(colleagues) = answer {
                let cards = colleagues.agents.into_iter().map(|one| one.card).collect();
                let _ = known.try_set(cards);
            }
        });
        let name = RwSignal::new(None::<(String, u32)>);
        let fitting = Memo::new(move |_| {
            name.with(|name| {
                let Some((name, _)) = name else { return Vec::new() };
                known.with(|known| found(known, name).into_iter().take(SHOWN).cloned().collect())
            })
        });
        Self { known, name, found: fitting, at: RwSignal::new(0), area }
    }

    /// All who can be called.
    pub fn known(self) -> Vec<AgentCard> {
        self.known.get_untracked()
    }

    /// Whether there is somebody to choose.
    pub fn is_open(self) -> bool {
        self.found.with(|found| !found.is_empty())
    }

    /// The id of the line that Enter chooses.
    pub fn active(self) -> Option<String> {
        self.is_open().then(|| line_id(self.at.get()))
    }

    /// Looks at what stands before the cursor.
    pub fn look(self) {
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let before = before_cursor(&area);
        let name = typed(&before).map(|(_, name)| (name.to_string(), utf16(name)));
        self.at.set(0);
        self.name.set(name);
    }

    /// Lets nobody be chosen any longer.
    pub fn close(self) {
        let _ = self.name.try_set(None);
    }

    /// Whether the key is meant for the list.
    pub fn take_key(self, event: &ev::KeyboardEvent) -> bool {
        let size = self.found.with_untracked(Vec::len);
        if size == 0 || event.is_composing() {
            return false;
        }
        let at = self.at.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.at.set((at + 1) % size),
            "ArrowUp" => self.at.set((at + size - 1) % size),
            "Enter" | "Tab" => self.choose(at),
            "Escape" => self.close(),
            _ => return false,
        }
        true
    }

    /// Writes the name in place of what was typed of it.
    fn choose(self, index: usize) {
        let Some(card) = self.found.with_untracked(|found| found.get(index).cloned()) else { return };
        let Some((_, typed)) = self.name.get_untracked() else { return };
        let Some(area) = self.area.try_get_untracked().flatten() else { return };
        let caret = area.selection_start().ok().flatten().unwrap_or_default();
        let _ = area.focus();
        let _ = area.set_selection_range(caret.saturating_sub(typed), caret);
        write(&area, &format!("{} ", card.name));
        self.close();
    }
}

fn line_id(index: usize) -> String {
    format!("mention-{index}")
}

/// The list above the composer, while there is somebody to choose.
#[component]
pub fn MentionList(mentions: Mentions) -> impl IntoView {
    let line = move |(index, card): (usize, AgentCard)| {
        view! {
            <li
                id=line_id(index)
                class="mention"
                role="option"
                aria-selected=move || (mentions.at.get() == index).to_string()
                // The field keeps the focus.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| mentions.choose(index)
            >
                <Avatar name=card.name.clone() photo=card.photo />
                <bdi>{card.name}</bdi>
            </li>
        }
    };
    move || {
        mentions.is_open().then(|| {
            view! {
                <ul class="mentions" id="mentions" role="listbox" aria-label=t("note.colleagues")>
                    {mentions.found.get().into_iter().enumerate().map(line).collect_view()}
                </ul>
            }
        })
    }
}
