//! The desk's keys: up and down (or k and j) walk through the inbox, with Shift or by x lines are picked, Enter opens,
//! Escape leads back.

use super::Looking;
use crate::live::preferences;
use crate::place::Place;
use crate::state::State;
use crate::state::picks::Picks;
use crate::workplace::Workplace;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::search::FoundLine;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// With this the ids of rows begin.
const ROW: &str = "row-";
/// With this the ids of the boxes begin by which they are picked.
const PICK: &str = "pick-";

/// Handles a key that was pressed anywhere at the desk.
pub fn handle(event: &KeyboardEvent, workplace: Workplace, panel: RwSignal<bool>, looking: Looking) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    if has_modifier || event.default_prevented() || is_in(event, "dialog, [popover]") || is_menu_open() {
        return;
    }
    match event.key().as_str() {
        "j" | "k" | "x" if !preferences::uses_keys() => {}
        "Escape" => escape(workplace, panel, looking),
        _ if is_in(event, "input:not(.pick > *), textarea, select") => {}
        "x" => pick(event, workplace, looking),
        "ArrowDown" if event.shift_key() => stretch(event, workplace, looking, 1),
        "ArrowUp" if event.shift_key() => stretch(event, workplace, looking, -1),
        "ArrowDown" | "j" if may_walk(event) => walk(event, workplace, looking, 1),
        "ArrowUp" | "k" if may_walk(event) => walk(event, workplace, looking, -1),
        _ => {}
    }
}

/// The row's element in the inbox.
pub fn row_id(conversation: &ConversationId) -> String {
    format!("{ROW}{conversation}")
}

/// The element by which a row is picked.
pub fn pick_id(conversation: &ConversationId) -> String {
    format!("{PICK}{conversation}")
}

fn escape(workplace: Workplace, panel: RwSignal<bool>, looking: Looking) {
    if panel.get_untracked() {
        return panel.set(false);
    }
    if looking.picks.with_untracked(Picks::is_picking) {
        return looking.picks.update(Picks::clear);
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
    let next = match position(order.iter(), workplace) {
        Some(position) => position.checked_add_signed(step),
        None => Some(0),
    };
    if let Some(id) = next.and_then(|next| order.get(next)) {
        event.prevent_default();
        focus(id);
    }
}

/// Where in a list the agent is: at what has the focus, or else at what is open.
fn position<'a>(
    order: impl Iterator<Item = &'a ConversationId> + Clone,
    workplace: Workplace,
) -> Option<usize> {
    let focused = document().active_element().map(|element| element.id()).unwrap_or_default();
    let focused = focused.strip_prefix(ROW).or_else(|| focused.strip_prefix(PICK)).unwrap_or_default();
    let open = workplace.open.get_untracked();
    let at_focus = order.clone().position(|id| id.as_str() == focused);
    at_focus.or_else(|| order.clone().position(|id| open.as_ref() == Some(id)))
}

/// Does something with the lines that were found and the place among them where the agent is.
fn at_line(workplace: Workplace, looking: Looking, act: impl FnOnce(&[FoundLine], usize)) {
    let Some(lines) = looking.order.get_value() else { return };
    lines.with_untracked(|lines| {
        if let Some(at) = position(lines.iter().map(|line| &line.conversation), workplace) {
            act(lines, at);
        }
    });
}

fn pick(event: &KeyboardEvent, workplace: Workplace, looking: Looking) {
    at_line(workplace, looking, |lines, at| {
        event.prevent_default();
        looking.picks.update(|picks| picks.toggle(&lines[at]));
    });
}

/// Picks the line where the agent is and the next one, and goes there.
fn stretch(event: &KeyboardEvent, workplace: Workplace, looking: Looking, step: isize) {
    if is_in(event, ".timeline") {
        return;
    }
    at_line(workplace, looking, |lines, at| {
        let Some(next) = at.checked_add_signed(step).and_then(|next| lines.get(next)) else { return };
        event.prevent_default();
        looking.picks.update(|picks| {
            if !picks.has(&lines[at].conversation) {
                picks.toggle(&lines[at]);
            }
            picks.reach(lines, &next.conversation);
        });
        focus(&next.conversation);
    });
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
