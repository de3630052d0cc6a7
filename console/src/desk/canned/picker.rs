//! The picker: what fits what is typed, by category and in a language, to be put into the composer.

use super::{CannedPicker, Opened};
use crate::live::api::Failure;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::state::canned::{Choice, Wanted, categories, choices, filled, language, languages};
use crate::text::{VISITORS_LANGUAGES, count, language as own_language, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use shared::canned::Canned;
use shared::ids::{ConversationId, QueueId};
use shared::people::Role;
use wasm_bindgen::JsCast;
use web_sys::{Node, ScrollIntoViewOptions, ScrollLogicalPosition};

/// What the picker shows: all there is, and what the agent wants of it.
#[derive(Clone, Copy)]
struct Shown {
    all: Memo<Vec<Canned>>,
    queue: StoredValue<QueueId>,
    wanted: RwSignal<Wanted>,
    found: Memo<Vec<Choice>>,
    /// The line that Enter picks.
    at: RwSignal<usize>,
}

/// Search, tabs, languages and what was found.
#[component]
pub fn Picker(picker: CannedPicker, how: Opened, id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let item = workplace
        .state
        .with_untracked(|state| state.conversations.get(&id).map(|conversation| conversation.item.clone()));
    // It went out of view this very moment, and the composer goes with it.
    let item = StoredValue::new(item?);
    let (queue, visitors_language) =
        item.with_value(|item| (item.queue.clone(), item.browser.language.clone()));
    let queue = StoredValue::new(queue);
    let wanted = RwSignal::new(Wanted::default());
    let all = Memo::new(move |_| {
        picker.all.with(|all| match all {
            Some(Ok(all)) => all.clone(),
            Some(Err(_)) | None => Vec::new(),
        })
    });
    let found = Memo::new(move |_| {
        all.with(|all| wanted.with(|wanted| queue.with_value(|queue| choices(all, queue, wanted))))
    });
    let shown = Shown { all, queue, wanted, found, at: RwSignal::new(0) };
    let is_chosen = StoredValue::new(false);
    Effect::new(move |_| {
        let written = all.with(|all| queue.with_value(|queue| languages(all, queue)));
        if !is_chosen.get_value() && !written.is_empty() {
            is_chosen.set_value(true);
            wanted.update(|wanted| wanted.lang = language(&written, &visitors_language, &own_language()));
        }
    });
    Effect::new(move |_| {
        wanted.track();
        shown.at.set(0);
    });
    let pick = Callback::new(move |index: usize| {
        let text = found.with_untracked(|found| found.get(index).map(|choice| choice.text.clone()));
        if let Some(text) = text {
            let me = workplace.session.with_untracked(|session| session.me().map(|me| me.agent.name.clone()));
            let filled = item.with_value(|item| filled(&text, item, &me.unwrap_or_default()));
            picker.insert(&filled);
        }
    });
    let give_up = move || {
        picker.close();
        if how == Opened::BySlash {
            // It was no call for the picker, then.
            let typed = wanted.with_untracked(|wanted| wanted.text.clone());
            crate::live::typing::insert(&format!("/{typed}"));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = found.with_untracked(|found| found.len().saturating_sub(1));
        let at = shown.at.get_untracked();
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => go_to(shown, if at >= last { 0 } else { at + 1 }),
            "ArrowUp" => go_to(shown, if at == 0 { last } else { at - 1 }),
            "Enter" if is_in_search(&event) => pick.run(at),
            "Escape" => give_up(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let root = NodeRef::<html::Div>::new();
    let on_leave = move |event: ev::FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        let stays = root
            .try_get_untracked()
            .flatten()
            .is_some_and(|root| next.is_some_and(|next| root.contains(Some(&next))));
        if !stays {
            let _ = picker.opened.try_set(None);
        }
    };
    Some(view! {
        <div
            class="canned"
            node_ref=root
            role="dialog"
            aria-label=t("canned.pick")
            on:keydown=on_key
            on:focusout=on_leave
        >
            <Search shown=shown />
            <Tabs shown=shown />
            <Found picker=picker shown=shown pick=pick />
            <Foot />
        </div>
    })
}

fn go_to(shown: Shown, index: usize) {
    shown.at.set(index);
    if let Some(line) = document().get_element_by_id(&line_id(index)) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn line_id(index: usize) -> String {
    format!("canned-{index}")
}

fn is_in_search(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.id() == "canned-search")
}

#[component]
fn Search(shown: Shown) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let is_any = Memo::new(move |_| shown.found.with(|found| !found.is_empty()));
    let active = move || is_any.get().then(|| line_id(shown.at.get()));
    let written =
        Memo::new(move |_| shown.all.with(|all| shown.queue.with_value(|queue| languages(all, queue))));
    let names = move || {
        let written = written.get();
        let name = |(tag, name): &(&'static str, &'static str)| {
            let (tag, name) = (*tag, *name);
            let is_wanted = move || shown.wanted.with(|wanted| wanted.lang == tag);
            view! { <option value=tag prop:selected=is_wanted>{name}</option> }
        };
        let known =
            VISITORS_LANGUAGES.iter().filter(|(tag, _)| written.contains(tag)).map(name).collect_view();
        (written.len() > 1).then(|| {
            view! {
                <select
                    class="input"
                    aria-label=t("canned.language")
                    on:change=move |event| shown.wanted.update(|wanted| wanted.lang = event_target_value(&event))
                >
                    {known}
                </select>
            }
        })
    };
    view! {
        <div class="canned-head">
            <input
                id="canned-search"
                node_ref=input
                type="text"
                class="input"
                role="combobox"
                autocomplete="off"
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls="canned-found"
                aria-activedescendant=active
                aria-label=t("canned.search")
                placeholder=t("canned.search")
                on:input=move |event| shown.wanted.update(|wanted| wanted.text = event_target_value(&event))
            />
            {names}
            <span class="unseen" role="status">{move || count("canned.found", shown.found.with(Vec::len))}</span>
        </div>
    }
}

#[component]
fn Tabs(shown: Shown) -> impl IntoView {
    let names =
        Memo::new(move |_| shown.all.with(|all| shown.queue.with_value(|queue| categories(all, queue))));
    let tab = move |category: Option<String>| {
        let name = category.clone().unwrap_or_else(|| t("canned.all"));
        let is_on = {
            let category = category.clone();
            move || shown.wanted.with(|wanted| wanted.category == category).to_string()
        };
        let choose = move |_| {
            let category = category.clone();
            shown.wanted.update(|wanted| wanted.category = category);
        };
        view! {
            <button type="button" class="canned-tab" aria-pressed=is_on on:click=choose><bdi>{name}</bdi></button>
        }
    };
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let tabs = std::iter::once(None).chain(names.into_iter().map(Some)).map(tab).collect_view();
            view! { <div class="canned-tabs" role="group" aria-label=t("canned.categories")>{tabs}</div> }
        })
    }
}

#[component]
fn Found(picker: CannedPicker, shown: Shown, pick: Callback<usize>) -> impl IntoView {
    let line = move |(index, choice): (usize, Choice)| {
        let is_at = move || (shown.at.get() == index).to_string();
        let shortcut =
            (!choice.shortcut.is_empty()).then(|| view! { <kbd>{format!("/{}", choice.shortcut)}</kbd> });
        let tag = choice.lang;
        let lang = move || {
            shown.wanted.with(|wanted| wanted.lang != tag).then(|| view! { <span class="chip">{tag}</span> })
        };
        view! {
            <li
                id=line_id(index)
                class="canned-line"
                role="option"
                aria-selected=is_at
                // The search keeps the focus.
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| pick.run(index)
            >
                <span class="canned-title"><strong dir="auto">{choice.title}</strong>{shortcut}{lang}</span>
                <span class="canned-text soft small" dir="auto" lang=choice.lang>{choice.text}</span>
            </li>
        }
    };
    let lines = move || {
        let found = shown.found.get();
        view! {
            <ul class="canned-lines" id="canned-found" role="listbox" aria-label=t("canned.pick")>
                {found.into_iter().enumerate().map(line).collect_view()}
            </ul>
        }
    };
    let trouble = move |failure: &Failure| {
        let said = failure_text(failure);
        view! {
            <div class="empty small" role="alert">
                <p>{said}</p>
                <button type="button" class="button small" on:click=move |_| picker.load()>{t("action.try_again")}</button>
            </div>
        }
    };
    let note = move || {
        let note = picker.all.with(|all| match all {
            None => view! { <p class="empty small soft" role="status">{t("app.loading")}</p> }.into_any(),
            Some(Err(failure)) => trouble(failure).into_any(),
            Some(Ok(all)) if all.is_empty() => {
                view! { <p class="empty small soft">{icon(Icon::Canned)}{t("canned.none_yet")}</p> }
                    .into_any()
            }
            Some(Ok(_)) => view! { <p class="empty small soft">{t("canned.none_fits")}</p> }.into_any(),
        });
        shown.found.with(Vec::is_empty).then_some(note)
    };
    view! {
        {lines}
        {note}
    }
}

/// What the keys do, and the way to the page where they are written.
#[component]
fn Foot() -> impl IntoView {
    let workplace = use_workplace();
    let may_arrange = workplace
        .session
        .with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::GroupManager));
    view! {
        <p class="canned-foot soft small">
            <span class="keys">{t("canned.keys")}</span>
            {may_arrange.then(|| view! { <a href=Place::Canned.path()>{t("canned.arrange")}</a> })}
        </p>
    }
}
