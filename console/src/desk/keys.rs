//! The desk's keys: up and down (or k and j) walk through the inbox, Enter opens, Escape leads back.

use super::Looking;
use crate::live::preferences;
use crate::place::Place;
use crate::state::State;
use crate::workplace::Workplace;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::ids::ConversationId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Handles a key that was pressed anywhere at the desk.
pub fn handle(event: &KeyboardEvent, workplace: Workplace, panel: RwSignal<bool>, looking: Looking) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    if has_modifier || event.default_prevented() || is_in(event, "dialog, [popover]") || is_menu_open() {
        return;
    }
    match event.key().as_str() {
        "j" | "k" if !preferences::uses_keys() => {}
        "Escape" => escape(workplace, panel, looking),
        _ if is_in(event, "input, textarea, select") => {}
        "ArrowDown" | "j" if may_walk(event) => walk(event, workplace, looking, 1),
        "ArrowUp" | "k" if may_walk(event) => walk(event, workplace, looking, -1),
        _ => {}
    }
}

/// The row's element in the inbox.
pub fn row_id(conversation: &ConversationId) -> String {
    format!("row-{conversation}")
}

fn escape(workplace: Workplace, panel: RwSignal<bool>, looking: Looking) {
    if panel.get_untracked() {
        return panel.set(false);
    }
    if let Some(open) = workplace.open.get_untracked() {
        looking.go(&looking.path_of(&Place::Inbox), false);
        focus(&open);
    }
}

/// Arrows scroll the timeline where that has the focus.
fn may_walk(event: &KeyboardEvent) -> bool {
    !event.key().starts_with("Arrow") || !is_in(event, ".timeline")
}

fn walk(event: &KeyboardEvent, workplace: Workplace, looking: Looking, step: isize) {
    let found = looking.order.get_value().map(|lines| {
        lines.with_untracked(|lines| lines.iter().map(|line| line.conversation.clone()).collect())
    });
    let inbox = || workplace.state.with_untracked(State::sections).in_order(preferences::shows_ended());
    let order: Vec<ConversationId> = found.unwrap_or_else(inbox);
    let focused = document().active_element().map(|element| element.id());
    let open = workplace.open.get_untracked();
    let position = order
        .iter()
        .position(|id| focused.as_deref() == Some(&row_id(id)))
        .or_else(|| order.iter().position(|id| open.as_ref() == Some(id)));
    let next = match position {
        Some(position) => position.checked_add_signed(step),
        None => Some(0),
    };
    if let Some(id) = next.and_then(|next| order.get(next)) {
        event.prevent_default();
        focus(id);
    }
}

fn focus(conversation: &ConversationId) {
    let row = document().get_element_by_id(&row_id(conversation));
    if let Some(row) = row.and_then(|row| row.dyn_into::<HtmlElement>().ok()) {
        let _ = row.focus();
    }
}

/// Keys are an open menu's, though its button may have the focus: Escape closes it and nothing else.
fn is_menu_open() -> bool {
    document().query_selector(":popover-open").is_ok_and(|open| open.is_some())
}

fn is_in(event: &KeyboardEvent, selector: &str) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(selector).ok().flatten().is_some())
}
