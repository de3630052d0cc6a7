//! The picker of emoji: a button, and a window above it with a search and all emoji by kind.

use crate::live::emoji::{all, recent, remember};
use crate::live::typing::write;
use crate::parts::icon::{Icon, icon};
use crate::state::emoji::{Emoji, Group, shown};
use crate::text::t;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

/// How far the emoji have come.
#[derive(Clone, PartialEq)]
enum Known {
    NotYet,
    Here(Vec<Group>),
    Failed,
}

/// The button and, while it is open, the window.
#[component]
pub fn EmojiButton(
    /// Where they are written.
    area: NodeRef<html::Textarea>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let known = RwSignal::new(Known::NotYet);
    let load = Callback::new(move |()| {
        known.set(Known::NotYet);
        spawn_local(async move {
            let found = all().await.map_or(Known::Failed, Known::Here);
            let _ = known.try_set(found);
        });
    });
    let close = Callback::new(move |()| {
        is_open.set(false);
        if let Some(area) = area.try_get_untracked().flatten() {
            let _ = area.focus();
        }
    });
    let toggle = move |_| {
        if is_open.get_untracked() {
            return close.run(());
        }
        is_open.set(true);
        if !matches!(known.get_untracked(), Known::Here(_)) {
            load.run(());
        }
    };
    let pick = Callback::new(move |sign: String| {
        close.run(());
        remember(&sign);
        if let Some(area) = area.try_get_untracked().flatten() {
            write(&area, &sign);
        }
    });
    view! {
        <button
            type="button"
            class="button quiet square"
            aria-label=t("emoji.pick")
            title=t("emoji.pick")
            aria-haspopup="dialog"
            aria-expanded=move || is_open.get().to_string()
            on:mousedown=move |event| event.prevent_default()
            on:click=toggle
        >
            {icon(Icon::Smile)}
        </button>
        {move || is_open.get().then(|| view! { <Picker known=known load=load pick=pick close=close is_open=is_open /> })}
    }
}

#[component]
fn Picker(
    known: RwSignal<Known>,
    load: Callback<()>,
    pick: Callback<String>,
    close: Callback<()>,
    is_open: RwSignal<bool>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let lately = recent();
    let found = Memo::new(move |_| match known.get() {
        Known::Here(groups) => shown(&groups, &lately, &typed.get()),
        Known::NotYet | Known::Failed => Vec::new(),
    });
    let root = NodeRef::<html::Div>::new();
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let is_in_search = is_search(&event);
        match event.key().as_str() {
            "Escape" => close.run(()),
            "Enter" if is_in_search => {
                let first =
                    found.with_untracked(|found| found.first()?.all.first().map(|emoji| emoji.sign.clone()));
                if let Some(sign) = first {
                    pick.run(sign);
                }
            }
            "ArrowDown" if is_in_search => walk(root, 1),
            "ArrowRight" | "ArrowDown" if !is_in_search => walk(root, step(&event, root)),
            "ArrowLeft" | "ArrowUp" if !is_in_search => walk(root, -step(&event, root)),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let on_leave = move |event: ev::FocusEvent| {
        let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
        let Some(root) = root.try_get_untracked().flatten() else { return };
        if !next.is_some_and(|next| root.contains(Some(&next))) {
            let _ = is_open.try_set(false);
        }
    };
    view! {
        <div class="emoji" node_ref=root role="dialog" aria-label=t("emoji.pick") on:keydown=on_key on:focusout=on_leave>
            <input
                id="emoji-search"
                node_ref=input
                type="text"
                class="input"
                autocomplete="off"
                dir="auto"
                aria-label=t("emoji.search")
                placeholder=t("emoji.search")
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <div class="emoji-groups" aria-busy=move || (known.get() == Known::NotYet).to_string()>
                {move || found.get().into_iter().map(|group| view! { <Kind group=group pick=pick /> }).collect_view()}
                {move || match known.get() {
                    Known::NotYet => Some(view! { <p class="soft small">{t("app.loading")}</p> }.into_any()),
                    Known::Failed => Some(view! {
                        <p class="soft small">{t("problem.unreachable")}</p>
                        <button type="button" class="button small" on:click=move |_| load.run(())>{t("action.try_again")}</button>
                    }
                    .into_any()),
                    Known::Here(_) => found.with(Vec::is_empty).then(|| view! { <p class="soft small">{t("emoji.none")}</p> }.into_any()),
                }}
            </div>
        </div>
    }
}

#[component]
fn Kind(group: Group, pick: Callback<String>) -> impl IntoView {
    let id = format!("emoji-{}", group.kind);
    let heading = id.clone();
    let sign = move |Emoji { sign, name, .. }: Emoji| {
        let picked = sign.clone();
        view! {
            <button
                type="button"
                class="emoji-sign"
                tabindex="-1"
                aria-label=name.clone()
                title=name
                on:click=move |_| pick.run(picked.clone())
            >
                {sign}
            </button>
        }
    };
    view! {
        <div role="group" aria-labelledby=id>
            <p class="emoji-kind" id=heading>{t(kind_name(&group.kind))}</p>
            <div class="emoji-signs">{group.all.into_iter().map(sign).collect_view()}</div>
        </div>
    }
}

fn kind_name(kind: &str) -> &'static str {
    match kind {
        "recent" => "emoji.recent",
        "faces" => "emoji.faces",
        "people" => "emoji.people",
        "nature" => "emoji.nature",
        "food" => "emoji.food",
        "places" => "emoji.places",
        "things" => "emoji.things",
        _ => "emoji.signs",
    }
}

fn is_search(event: &ev::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.id() == "emoji-search")
}

/// How far an arrow leads: to the neighbour, or to the line above or below.
fn step(event: &ev::KeyboardEvent, root: NodeRef<html::Div>) -> i32 {
    if !matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
        return 1;
    }
    let signs = root
        .try_get_untracked()
        .flatten()
        .and_then(|root| root.query_selector(".emoji-signs").ok().flatten());
    let signs = signs.and_then(|signs| signs.dyn_into::<HtmlElement>().ok());
    let first = signs.as_ref().and_then(|signs| signs.first_element_child()?.dyn_into::<HtmlElement>().ok());
    match (signs, first) {
        (Some(signs), Some(first)) => (signs.client_width() / first.offset_width().max(1)).max(1),
        _ => 1,
    }
}

/// Goes on by so many; before the first stands the search.
fn walk(root: NodeRef<html::Div>, by: i32) {
    let Some(root) = root.try_get_untracked().flatten() else { return };
    let Ok(signs) = root.query_selector_all(".emoji-sign") else { return };
    let active: Option<Node> = document().active_element().map(Into::into);
    let at = (0..signs.length()).find(|index| signs.get(*index) == active).map_or(-1, |index| index as i32);
    let next = if at < 0 { 0 } else { at + by };
    let element = match u32::try_from(next) {
        Ok(next) => signs.get(next.min(signs.length().saturating_sub(1))),
        Err(_) => root.query_selector("#emoji-search").ok().flatten().map(Into::into),
    };
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}
