//! A list of any length of which only what is in sight is drawn. All rows are equally high; those who listen hear how
//! many there are, and what has the focus stays drawn with its neighbours.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use std::collections::BTreeSet;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{Element, HtmlElement};

/// A shorter list is drawn as a whole.
const SHORT: usize = 40;
/// Rows that are drawn above and below what is in sight.
const AROUND: usize = 8;
/// How high a row is as long as none was measured, in CSS pixels.
const GUESSED: f64 = 88.0;

/// The list. Give its class a height for rows by `--row-size`; it scrolls within its nearest `.pane-body`.
#[component]
pub fn Window<T, K, F, V>(
    /// All rows.
    #[prop(into)]
    items: Signal<Vec<T>>,
    /// Tells them apart.
    key: K,
    /// Draws one.
    draw: F,
    /// The list's class.
    class: &'static str,
    /// Called when the last row is about to come into sight.
    #[prop(optional, into)]
    near_end: Option<Callback<()>>,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    K: Fn(&T) -> String + Copy + Send + Sync + 'static,
    F: Fn(T) -> V + Copy + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let list = NodeRef::<html::Ul>::new();
    let height = RwSignal::new(GUESSED);
    let focused = RwSignal::new(None::<usize>);
    let sight = RwSignal::new((0, SHORT));
    let size = Memo::new(move |_| items.with(Vec::len));
    let look = move || {
        let Some(list) = list.try_get_untracked().flatten() else { return };
        if let Some(row) = list.first_element_child() {
            let measured = row.get_bounding_client_rect().height();
            if measured > 1.0 && (measured - height.get_untracked()).abs() > 0.5 {
                height.set(measured);
            }
        }
        let seen = seen(&list, height.get_untracked());
        if sight.get_untracked() != seen {
            sight.set(seen);
        }
        if let Some(near_end) = near_end
            && seen.1 + AROUND >= size.get_untracked()
        {
            near_end.run(());
        }
    };
    let scrolled = on_scroll(look);
    let resized = window_event_listener(ev::resize, move |_| look());
    on_cleanup(move || {
        scrolled();
        resized.remove();
    });
    // After what has changed is drawn.
    Effect::new(move |_| {
        size.track();
        request_animation_frame(look);
    });
    let drawn = Memo::new(move |_| {
        let (size, (first, last), focused) = (size.get(), sight.get(), focused.get());
        let mut drawn: BTreeSet<usize> = if size <= SHORT {
            (0..size).collect()
        } else {
            (first.saturating_sub(AROUND)..(last + AROUND).min(size)).collect()
        };
        if let Some(focused) = focused.filter(|focused| *focused < size) {
            drawn.extend(focused.saturating_sub(1)..(focused + 2).min(size));
        }
        drawn
    });
    let places = Memo::new(move |_| {
        items.with(|items| {
            let place = |index: usize| items.get(index).map(|item| (index, key(item)));
            drawn.with(|drawn| drawn.iter().copied().filter_map(place).collect::<Vec<_>>())
        })
    });
    let is_long = move || size.get() > SHORT;
    let focus = move |event: ev::FocusEvent| focused.set(index_of(event.target()));
    let blur = move |_: ev::FocusEvent| focused.set(None);
    // A row that moves stays the same element.
    let row = move |index: usize, key: String| {
        let item = items.with_untracked(|items| items.get(index).cloned());
        let place = Memo::new(move |_| {
            places.with(|places| places.iter().find(|(_, known)| *known == key).map_or(index, |(at, _)| *at))
        });
        view! {
            <li
                data-index=place
                aria-setsize=size
                aria-posinset=move || place.get() + 1
                style:top=move || is_long().then(|| format!("{}px", height.get() * place.get() as f64))
            >
                {item.map(draw)}
            </li>
        }
    };
    view! {
        <ul
            class=class
            class:windowed=is_long
            node_ref=list
            role="list"
            style:height=move || is_long().then(|| format!("{}px", height.get() * size.get() as f64))
            on:focusin=focus
            on:focusout=blur
        >
            <For each=move || places.get() key=|(_, key)| key.clone() let((index, key))>
                {row(index, key)}
            </For>
        </ul>
    }
}

/// The first row in sight and the one after the last.
fn seen(list: &HtmlElement, height: f64) -> (usize, usize) {
    let own = list.get_bounding_client_rect();
    let pane = list.closest(".pane-body").ok().flatten().map(|pane| pane.get_bounding_client_rect());
    let (top, bottom) = pane.map_or((0.0, 2_000.0), |pane| (pane.top(), pane.bottom()));
    (row_at(top - own.top(), height), row_at(bottom - own.top(), height) + 1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not below zero, and no list is that long"
)]
fn row_at(pixels: f64, height: f64) -> usize {
    (pixels / height).floor().max(0.0) as usize
}

fn index_of(target: Option<web_sys::EventTarget>) -> Option<usize> {
    let element = target?.dyn_into::<Element>().ok()?;
    element.closest("[data-index]").ok()??.get_attribute("data-index")?.parse().ok()
}

/// Scrolling doesn't bubble, but is seen on its way down. Returns what ends the listening.
fn on_scroll(look: impl Fn() + 'static) -> impl FnOnce() + Send + Sync + 'static {
    let closure = wasm_bindgen::closure::Closure::<dyn Fn()>::new(look);
    let function: &js_sys::Function = closure.as_ref().unchecked_ref();
    document().add_event_listener_with_callback_and_bool("scroll", function, true).unwrap_throw();
    let kept = StoredValue::new_local(Some(closure));
    move || {
        if let Some(closure) = kept.try_update_value(Option::take).flatten() {
            let function: &js_sys::Function = closure.as_ref().unchecked_ref();
            let _ = document().remove_event_listener_with_callback_and_bool("scroll", function, true);
        }
    }
}
