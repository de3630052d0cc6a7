//! Who the visitor talks with, and the ways out.

use super::{bind, message, stage};
use crate::app::App;
use crate::clock;
use crate::dom;
use shared::timeline::{PublicFact, Stage};
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

/// Fills in the bar at the top.
pub fn attach(app: App) {
    let drawn = RefCell::new(None);
    bind::follow(move || {
        let card = app.read(|state| state.chat.as_ref()?.agent().cloned());
        if drawn.replace(Some(card.clone())) == Some(card.clone()) {
            return;
        }
        if let Some(place) = dom::element("avatar") {
            place.set_text_content(None);
            if let Some(face) = card.map(|card| message::face(&card)) {
                let _ = place.append_child(&face);
            }
        }
    });
    bind::text("title", move || {
        let agent = agent(app);
        if agent.is_empty() { app.texts.get("waiting_title").into() } else { agent }
    });
    bind::text("since", move || since(app));
    bind::shown("end", move || stage(app) != Stage::Ended);
    bind::on("end", "click", |_| {
        if let Some(dialog) = dom::element("ask") {
            let _ = dialog.unchecked_ref::<HtmlDialogElement>().show_modal();
        }
    });
    bind::on("end-yes", "click", move |_| app.end());
}

fn agent(app: App) -> String {
    app.read(|state| Some(state.chat.as_ref()?.agent()?.name.clone())).unwrap_or_default()
}

fn since(app: App) -> String {
    app.read(|state| {
        let Some(chat) = &state.chat else { return String::new() };
        let summary = &chat.timeline.summary;
        let (key, at) = match summary.stage {
            // Nothing is known of it until its first entry is here.
            Stage::Waiting if summary.last == 0 => return String::new(),
            Stage::Waiting => ("waiting_since", Some(summary.opened_at)),
            Stage::Active => {
                let joined = |fact: &Option<PublicFact>| matches!(fact, Some(PublicFact::Joined { .. }));
                let entry = chat.timeline.entries.iter().rev().find(|entry| joined(&entry.fact));
                ("joined_since", entry.map(|entry| entry.at))
            }
            Stage::Ended => ("ended_since", summary.ended_at),
        };
        at.map(|at| app.texts.with(key, &clock::time(at, app.texts.lang()))).unwrap_or_default()
    })
}
