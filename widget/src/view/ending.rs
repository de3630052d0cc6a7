//! After the end: three faces, a comment, and a new beginning.

use super::composer::{write, written};
use super::{bind, stage};
use crate::app::App;
use crate::digits::digits;
use crate::dom;
use crate::draft::Draft;
use crate::form;
use crate::state::State;
use shared::rules;
use shared::timeline::{Author, PublicFact, Rating, Stage};
use std::cell::Cell;
use std::rc::Rc;

const FACES: [(&str, Rating); 3] = [("bad", Rating::Bad), ("fair", Rating::Fair), ("good", Rating::Good)];

/// Brings to life what stands in place of the composer once the conversation has ended.
pub fn attach(app: App) {
    let texts = app.texts;
    let picked = Rc::new(Cell::new(None::<Rating>));
    for (id, rating) in FACES {
        let picked = Rc::clone(&picked);
        bind::on(id, "click", move |_| {
            picked.set(Some(rating));
            press(Some(rating));
        });
    }
    bind::shown("ending", move || stage(app) == Stage::Ended);
    bind::shown("rating", move || {
        app.read(|state| state.can.rate && state.was_served() && !state.is_rated())
    });
    bind::note("ended-note", move || ending(app));
    let sent = Rc::clone(&picked);
    bind::on("rating", "submit", move |event| {
        event.prevent_default();
        let comment = rules::comment(&written("comment"));
        form::complain("comment", comment.is_err().then(|| texts.get("rate_too_long")));
        if let (Some(rating), Ok(comment)) = (sent.get(), comment) {
            app.rate(rating, comment);
            dom::focus("anew");
        }
    });
    bind::text("thanks", move || match app.read(State::is_rated) {
        true => texts.get("rate_thanks").into(),
        false => String::new(),
    });
    bind::on("anew", "click", move |_| {
        picked.set(None);
        press(None);
        write("comment", "");
        app.dismiss();
    });
}

/// Who ended it, or why, and where to find what was not sent any more.
pub fn ending(app: App) -> String {
    let end = end(app);
    if end.is_empty() || app.judge() == Draft::Empty && !app.read(State::has_failed) {
        return end;
    }
    [&end, " · ", app.texts.get("draft_kept")].concat()
}

fn end(app: App) -> String {
    let texts = app.texts;
    app.read(|state| {
        let Some(chat) = &state.chat else { return String::new() };
        match chat.ending() {
            Some(PublicFact::TicketMade { number, .. }) => texts.with("ended_ticket", &digits(*number)),
            Some(PublicFact::Ended { by: Author::System, .. }) => texts.get("ended_idle").into(),
            Some(PublicFact::Ended { by: Author::Agent(id), .. }) => {
                let name = chat.timeline.summary.agent(id).map(|agent| agent.name.as_str());
                texts.with("event_ended_by", name.unwrap_or_default())
            }
            Some(_) => texts.get("event_ended").into(),
            None => String::new(),
        }
    })
}

/// Shows which face is picked, and the room for a comment once one is.
fn press(picked: Option<Rating>) {
    for (id, rating) in FACES {
        if let Some(face) = dom::element(id) {
            let _ = face.set_attribute("aria-pressed", if picked == Some(rating) { "true" } else { "false" });
        }
    }
    if let Some(more) = dom::element("more") {
        more.set_hidden(picked.is_none());
    }
}
