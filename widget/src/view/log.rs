//! The messages, and what happened between them.

use super::{bind, message, stage};
use crate::app::App;
use crate::clock;
use crate::dom;
use crate::rows;
use crate::text::Texts;
use leptos::prelude::*;
use shared::timeline::Stage;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::HtmlElement;

/// This close to the end, in pixels, the visitor is taken to read the newest message.
const NEAR: i32 = 60;

/// The rows of the list, and what belongs to it. The style sheet draws the list from its end (`column-reverse`), so
/// that the browser by itself keeps the newest message in sight, and keeps the place of a visitor who has scrolled up.
pub fn bind(app: App) -> AnyView {
    let texts = app.texts;
    let missed = Rc::new(Cell::new(0));
    let count = Rc::clone(&missed);
    bind::follow(move || {
        // Runs for every message of an agent; the first run is no message.
        if !app.heard.get().is_empty() && !at_end() {
            count.set(count.get() + 1);
            tell_missed(texts, count.get());
        }
    });
    bind::on("log", "scroll", move |_| {
        if at_end() && missed.replace(0) > 0 {
            tell_missed(texts, 0);
        }
    });
    bind::on("pill", "click", |_| to_end());
    bind::shown("waiting", move || stage(app) == Stage::Waiting);
    bind::text("place", move || waiting(app));
    bind::shown("typing", move || !typist(app).is_empty());
    bind::text("typist", move || match typist(app) {
        name if name.is_empty() => name,
        name => texts.with("typing", &name),
    });
    bind::shown("forgetful", move || app.is_forgetful());
    view! {
        <For
            each=move || app.read(|state| rows::rows(state, clock::day_number))
            key=|row| row.key.clone()
            children=move |row| message::row(app, row.kind)
        />
    }
    .into_any()
}

/// Offers the way down to messages that came while the visitor read older ones.
fn tell_missed(texts: Texts, count: usize) {
    if let Some(pill) = dom::element::<HtmlElement>("pill") {
        pill.set_text_content(Some(&texts.count("new_messages", count)));
        pill.set_hidden(count == 0);
    }
}

/// Shows the newest message.
pub fn to_end() {
    if let Some(log) = dom::element::<HtmlElement>("log") {
        log.set_scroll_top(0);
    }
}

fn at_end() -> bool {
    dom::element::<HtmlElement>("log").is_none_or(|log| log.scroll_top() > -NEAR)
}

fn waiting(app: App) -> String {
    app.read(|state| match state.chat.as_ref().and_then(|chat| chat.waiting) {
        Some((_, false)) => app.texts.get("waiting_alone").into(),
        Some((1, true)) => app.texts.get("waiting_next").into(),
        Some((place, true)) => app.texts.with("waiting_place", &place.to_string()),
        None => app.texts.get("waiting").into(),
    })
}

/// The name of the agent who is typing.
fn typist(app: App) -> String {
    app.read(|state| {
        let Some(chat) = &state.chat else { return String::new() };
        let agent = chat.typing.as_ref().and_then(|agent| chat.timeline.summary.agent(agent));
        agent.map(|agent| agent.name.clone()).unwrap_or_default()
    })
}
