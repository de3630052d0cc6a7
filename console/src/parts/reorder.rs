//! A list whose entries change their places: by drag, by buttons, by arrow keys on the handle.

use super::field;
use super::icon::{Icon, icon};
use crate::text::{fill, number};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::leptos_dom::helpers::WindowListenerHandle;
use leptos::prelude::*;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// The order of a list.
#[derive(Clone, Copy)]
pub struct Order {
    /// The ids of the entries in their order.
    pub ids: Signal<Vec<String>>,
    /// Moves the entry at one position to another.
    pub shift: Callback<(usize, usize)>,
    /// Unique on the page: handles are called after it.
    pub name: &'static str,
}

impl Order {
    fn position(self, id: &str) -> Option<usize> {
        self.ids.with_untracked(|ids| ids.iter().position(|known| known == id))
    }

    /// Moves an entry before or after its neighbour; `None` at the end of the list.
    fn step(self, id: &str, step: isize) -> Option<usize> {
        let from = self.position(id)?;
        let to = from.checked_add_signed(step).filter(|to| *to < self.ids.with_untracked(Vec::len))?;
        self.shift.run((from, to));
        Some(to)
    }

    fn handle_id(self, id: &str) -> String {
        format!("{}-{id}-handle", self.name)
    }

    /// While the pointer is down, the entry goes where the pointer is.
    fn follow_pointer(self, id: String) {
        let list = self.name;
        let over = window_event_listener(ev::pointermove, move |event| {
            let under = document()
                .element_from_point(event.client_x() as f32, event.client_y() as f32)
                .and_then(|element| element.closest(&format!("[data-list={list}]")).ok().flatten())
                .and_then(|row| row.get_attribute("data-entry"));
            let moved = self.position(&id).zip(under.and_then(|under| self.position(&under)));
            if let Some((from, to)) = moved.filter(|(from, to)| from != to) {
                self.shift.run((from, to));
            }
        });
        let listeners = Rc::new(RefCell::new(vec![over]));
        let stop = {
            let listeners = Rc::clone(&listeners);
            move || {
                listeners.take().into_iter().for_each(WindowListenerHandle::remove);
                mark_dragged(list, None);
            }
        };
        // Whichever comes first ends it.
        let ends = ["pointerup", "pointercancel", "blur"].map(|end| {
            let stop = stop.clone();
            window_event_listener_untyped(end, move |_| stop())
        });
        listeners.borrow_mut().extend(ends);
    }
}

/// Marks the entry that is dragged.
fn mark_dragged(list: &str, id: Option<&str>) {
    let Ok(rows) = document().query_selector_all(&format!("[data-list={list}]")) else {
        return;
    };
    for index in 0..rows.length() {
        if let Some(row) = rows.get(index).and_then(|row| row.dyn_into::<Element>().ok()) {
            let is_it = id.is_some() && row.get_attribute("data-entry").as_deref() == id;
            let _ = row.class_list().toggle_with_force("dragged", is_it);
        }
    }
}

/// Handle and buttons that move one entry. The entry's element must have `data-list` and `data-entry`.
#[component]
pub fn Mover(
    /// The list.
    order: Order,
    /// The entry.
    #[prop(into)]
    id: String,
    /// What the entry is called.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let workplace = use_workplace();
    let handle_id = order.handle_id(&id);
    let id = StoredValue::new(id);
    let focus_id = StoredValue::new(handle_id.clone());
    let step = move |step: isize| {
        let moved = id.with_value(|id| order.step(id, step));
        if let Some(to) = moved {
            let total = order.ids.with_untracked(Vec::len);
            workplace.announce(fill(
                "fields.moved",
                &[("name", &name.get_untracked()), ("position", &number(to + 1)), ("total", &number(total))],
            ));
        }
    };
    let keys = move |event: ev::KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" => -1,
            "ArrowDown" => 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        step(by);
        // Moving an element takes the focus from it.
        request_animation_frame(move || field::focus(&focus_id.get_value()));
    };
    let grab = move |event: ev::PointerEvent| {
        if event.button() == 0 {
            id.with_value(|id| mark_dragged(order.name, Some(id)));
            order.follow_pointer(id.get_value());
        }
    };
    let position = Memo::new(move |_| {
        let id = id.get_value();
        order.ids.with(|ids| (ids.iter().position(|known| *known == id), ids.len()))
    });
    let is_first = move || position.get().0 == Some(0);
    let is_last = move || matches!(position.get(), (Some(at), total) if at + 1 == total);
    view! {
        <span class="mover">
            <button
                type="button"
                id=handle_id
                class="button quiet square small handle"
                aria-label=move || fill("fields.handle", &[("name", &name.get())])
                on:keydown=keys
                on:pointerdown=grab
            >
                {icon(Icon::Grip)}
            </button>
            <button
                type="button"
                class="button quiet square small"
                aria-label=move || fill("fields.up", &[("name", &name.get())])
                aria-disabled=move || is_first().then_some("true")
                on:click=move |_| step(-1)
            >
                {icon(Icon::Up)}
            </button>
            <button
                type="button"
                class="button quiet square small"
                aria-label=move || fill("fields.down", &[("name", &name.get())])
                aria-disabled=move || is_last().then_some("true")
                on:click=move |_| step(1)
            >
                {icon(Icon::Down)}
            </button>
        </span>
    }
}
