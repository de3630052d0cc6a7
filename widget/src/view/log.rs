//! The messages, and what happened between them.

use super::{bind, message, stage};
use crate::app::App;
use crate::clock;
use crate::digits::digits;
use crate::dom;
use crate::draft::Draft;
use crate::rows::{self, Row};
use crate::state::{State, Waiting};
use shared::timeline::Stage;
use std::cell::RefCell;
use web_sys::HtmlElement;

/// This close to the end, in pixels, the visitor is taken to read the newest message.
const NEAR: i32 = 60;
/// In milliseconds.
const MINUTE: i64 = 60_000;

/// Keeps the list and what belongs to it. The style sheet draws the list from its end (`column-reverse`), so
/// that the browser by itself keeps the newest message in sight, and keeps the place of a visitor who has scrolled up.
pub fn attach(app: App) {
    let texts = app.texts;
    bind::on("log", "scroll", move |_| {
        if at_end() && app.missed().get() > 0 {
            tell_missed(app, 0);
        }
    });
    bind::on("pill", "click", |_| to_end());
    bind::shown("waiting", move || stage(app) == Stage::Waiting);
    bind::text("place", move || waiting(app));
    bind::note("estimate", move || estimate(app));
    bind::shown("make-ticket", move || app.judge() != Draft::Empty || app.read(State::has_written));
    bind::on("make-ticket", "click", move |_| app.make_ticket());
    bind::shown("typing", move || !typist(app).is_empty());
    bind::text("typist", move || match typist(app) {
        name if name.is_empty() => name,
        name => texts.with("typing", &name),
    });
    bind::shown("forgetful", move || app.is_forgetful());
    let drawn = RefCell::new(Vec::new());
    bind::follow(move || {
        let rows = app.read(|state| rows::rows(state, clock::day_number));
        if let Some(list) = dom::element("rows") {
            draw(app, &list, &rows, &mut drawn.borrow_mut());
        }
    });
}

/// A row that stands in the document.
struct Drawn {
    key: String,
    element: HtmlElement,
}

/// Makes the document show these rows, touching only what is new, moved or gone.
fn draw(app: App, list: &HtmlElement, rows: &[Row], drawn: &mut Vec<Drawn>) {
    for (place, row) in rows.iter().enumerate() {
        match drawn.iter().skip(place).position(|drawn| drawn.key == row.key) {
            Some(0) => {}
            Some(further) => {
                let moved = drawn.remove(place + further);
                insert(list, moved, place, drawn);
            }
            None => {
                let element = message::draw(app, &row.kind);
                insert(list, Drawn { key: row.key.clone(), element }, place, drawn);
            }
        }
        if let Some(drawn) = drawn.get(place) {
            message::refresh(app, row, &drawn.element);
        }
    }
    for gone in drawn.drain(rows.len().min(drawn.len())..) {
        gone.element.remove();
    }
}

fn insert(list: &HtmlElement, new: Drawn, place: usize, drawn: &mut Vec<Drawn>) {
    let next = drawn.get(place).map(|next| next.element.as_ref());
    let _ = list.insert_before(&new.element, next);
    drawn.insert(place.min(drawn.len()), new);
}

/// An agent has written: if the visitor reads older messages, offers the way down.
pub fn missed(app: App) {
    if !at_end() {
        tell_missed(app, app.missed().get() + 1);
    }
}

fn tell_missed(app: App, count: usize) {
    app.missed().set(count);
    if let Some(pill) = dom::element("pill") {
        pill.set_text_content(Some(&app.texts.count("new_messages", count)));
        pill.set_hidden(count == 0);
    }
}

/// Shows the newest message.
pub fn to_end() {
    if let Some(log) = dom::element("log") {
        log.set_scroll_top(0);
    }
}

fn at_end() -> bool {
    dom::element("log").is_none_or(|log| log.scroll_top() > -NEAR)
}

fn waiting(app: App) -> String {
    app.read(|state| match state.chat.as_ref().and_then(|chat| chat.waiting) {
        Some(Waiting { staffed: false, .. }) => app.texts.get("waiting_alone").into(),
        Some(Waiting { place: 1, .. }) => app.texts.get("waiting_next").into(),
        Some(Waiting { place, .. }) => app.texts.with("waiting_place", &digits(place)),
        None => app.texts.get("waiting").into(),
    })
}

fn estimate(app: App) -> String {
    let waiting = app.read(|state| state.chat.as_ref()?.waiting.filter(|waiting| waiting.staffed));
    match waiting.and_then(|waiting| waiting.wait_millis) {
        None => String::new(),
        Some(millis) if millis < MINUTE => app.texts.get("estimate_soon").into(),
        Some(millis) => {
            app.texts.count("estimate", usize::try_from((millis + MINUTE - 1) / MINUTE).unwrap_or_default())
        }
    }
}

/// The name of the agent who is typing.
fn typist(app: App) -> String {
    app.read(|state| {
        let Some(chat) = &state.chat else { return String::new() };
        let agent = chat.typing.as_ref().and_then(|agent| chat.timeline.summary.agent(agent));
        agent.map(|agent| agent.name.clone()).unwrap_or_default()
    })
}
