//! The palette: everything that can be done, found by typing a part of its name.

use super::{Command, Commands, Run};
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::place::{BASE, Place};
use crate::state::State;
use crate::state::palette::ranked;
use crate::state::view::{Tab, View};
use crate::text::{fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// Lines that are shown at most.
const SHOWN: usize = 50;

/// One line.
#[derive(Clone, PartialEq)]
struct Item {
    name: String,
    sign: Icon,
    key: Option<&'static str>,
    then: Then,
}

/// What a line does.
#[derive(Clone)]
enum Then {
    Run(Run),
    Go(String),
}

impl PartialEq for Then {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Run(_), Self::Run(_)) => true,
            (Self::Go(one), Self::Go(other)) => one == other,
            (Self::Run(_), Self::Go(_)) | (Self::Go(_), Self::Run(_)) => false,
        }
    }
}

impl Item {
    fn of(command: Command) -> Self {
        let Command { name, sign, key, run } = command;
        Self { name, sign, key, then: Then::Run(run) }
    }
}

/// The conversations of the inbox, to be opened.
fn conversations(workplace: Workplace) -> Vec<Item> {
    workplace.state.with_untracked(|state: &State| {
        let item = |id| {
            let item = &state.conversations.get(&id)?.item;
            let name = fill(
                "palette.conversation",
                &[("name", &visitor_name(&item.visitor)), ("topic", &item.topic)],
            );
            Some(Item { name, sign: Icon::Chats, key: None, then: Then::Go(Place::Conversation(id).path()) })
        };
        state.sections().in_order(true).into_iter().filter_map(item).collect()
    })
}

/// What is typed, looked for in all conversations.
fn search(typed: &str) -> Option<Item> {
    let text = typed.trim();
    let view = View { tab: Tab::Mine, text: text.into(), ..View::default() };
    (!text.is_empty()).then(|| Item {
        name: fill("palette.search", &[("text", text)]),
        sign: Icon::Search,
        key: None,
        then: Then::Go(format!("{BASE}{}", view.query())),
    })
}

/// The window with the list.
#[component]
pub fn PaletteDialog(commands: Commands) -> impl IntoView {
    let workplace = use_workplace();
    let navigate = StoredValue::new_local(use_navigate());
    let typed = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    // What can be done when it opens; whatever happens meanwhile, the lines don't jump.
    let all: Vec<Item> =
        untrack(|| commands.all()).into_iter().map(Item::of).chain(conversations(workplace)).collect();
    let all = StoredValue::new(all);
    let found = Memo::new(move |_| {
        let typed = typed.get();
        let mut items: Vec<Item> = all.with_value(|all| {
            let names = all.iter().map(|item| item.name.as_str());
            ranked(&typed, names).into_iter().take(SHOWN).map(|index| all[index].clone()).collect()
        });
        items.extend(search(&typed));
        items
    });
    let close = Callback::new(move |()| commands.close());
    let pick = move |index: usize| {
        let Some(item) = found.with_untracked(|found| found.get(index).cloned()) else { return };
        close.run(());
        // First the palette gives the focus back, then what it opens may take it.
        request_animation_frame(move || match item.then {
            Then::Run(run) => run(),
            Then::Go(path) => navigate.with_value(|navigate| {
                navigate(&path, NavigateOptions { resolve: false, scroll: false, ..Default::default() });
            }),
        });
    };
    let go_to = move |index: usize| {
        at.set(index);
        if let Some(line) = document().get_element_by_id(&line_id(index)) {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = found.with_untracked(|found| found.len().saturating_sub(1));
        let present = at.get_untracked();
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => go_to(if present >= last { 0 } else { present + 1 }),
            "ArrowUp" => go_to(if present == 0 { last } else { present - 1 }),
            "Home" => go_to(0),
            "End" => go_to(last),
            "Enter" => pick(present),
            _ => return,
        }
        event.prevent_default();
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let on_input = move |event: ev::Event| {
        typed.set(event_target_value(&event));
        at.set(0);
    };
    let line = move |(index, item): (usize, Item)| {
        view! {
            <li
                id=line_id(index)
                class="palette-line"
                role="option"
                aria-selected=move || (at.get() == index).to_string()
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| pick(index)
            >
                {icon(item.sign)}
                <span class="palette-name" dir="auto">{item.name}</span>
                {item.key.map(|key| view! { <kbd>{key.to_uppercase()}</kbd> })}
            </li>
        }
    };
    view! {
        <Dialog title=t("palette.title") on_cancel=close>
            <input
                node_ref=input
                type="text"
                class="input"
                role="combobox"
                autocomplete="off"
                dir="auto"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="palette"
                aria-activedescendant=move || found.with(|found| !found.is_empty()).then(|| line_id(at.get()))
                aria-label=t("palette.type")
                placeholder=t("palette.type")
                prop:value=typed
                on:input=on_input
                on:keydown=on_key
            />
            <ul class="palette" id="palette" role="listbox" aria-label=t("palette.title")>
                {move || found.get().into_iter().enumerate().map(line).collect_view()}
            </ul>
            {move || found.with(Vec::is_empty).then(|| view! { <p class="empty small soft">{t("palette.nothing")}</p> })}
        </Dialog>
    }
}

fn line_id(index: usize) -> String {
    format!("palette-{index}")
}
