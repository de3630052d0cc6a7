//! One row of the list, as an element of its own.

use crate::app::App;
use crate::clock;
use crate::dom;
use crate::rows::{Kind, Row};
use crate::state::Mark;
use shared::ids::ClientId;
use shared::link::{Piece, pieces};
use web_sys::HtmlElement;

/// Draws a row.
pub fn draw(app: App, kind: &Kind) -> Option<HtmlElement> {
    let texts = app.texts;
    let event = |key, name: &str, at| {
        let text = [&texts.with(key, name), " · ", &clock::time(at, texts.lang())].concat();
        line("event", &text)
    };
    match kind {
        Kind::Day(at) => line("event", &clock::day(*at, texts.lang())),
        Kind::Opened(at, topic) => event("event_opened", topic, *at),
        Kind::Joined(at, name) => event("event_joined", name, *at),
        Kind::Left(at, name) => event("event_left", name, *at),
        Kind::EndedByVisitor(at) => event("event_ended", "", *at),
        Kind::EndedByAgent(at, name) => event("event_ended_by", name, *at),
        Kind::Mine { id, text, apart } => {
            let row = bubble(if *apart { "message mine apart" } else { "message mine" }, text)?;
            let meta = line("meta", "")?;
            let _ = row.append_child(&meta);
            describe(app, id, &meta);
            Some(row)
        }
        Kind::Theirs { at, name, text, apart } => {
            let row = bubble(if *apart { "message theirs apart" } else { "message theirs" }, text)?;
            let meta = line("meta", &[name, " · ", &clock::time(*at, texts.lang())].concat())?;
            let _ = row.append_child(&meta);
            Some(row)
        }
    }
}

/// Brings up to date what changes while a row stands there: how far the visitor's message has come.
pub fn refresh(app: App, row: &Row, element: &HtmlElement) {
    if let (Kind::Mine { id, .. }, Some(meta)) = (&row.kind, dom::last_child(element)) {
        describe(app, id, &meta);
    }
}

fn describe(app: App, id: &ClientId, meta: &HtmlElement) {
    let texts = app.texts;
    let (mark, at) = app.read(|state| state.mark(id));
    let (class, state) = match mark {
        Mark::Sending => ("meta sending", texts.get("mark_sending")),
        Mark::Sent => ("meta sent", texts.get("mark_sent")),
        Mark::Delivered => ("meta delivered", texts.get("mark_delivered")),
        Mark::Read => ("meta read", texts.get("mark_read")),
        Mark::Failed => ("meta failed", texts.get("mark_failed")),
    };
    // Unchanged, it stays as it is: the focus may be on one of its buttons.
    if meta.class_name() == class {
        return;
    }
    meta.set_class_name(class);
    let said = match at {
        Some(at) => [&clock::time(at, texts.lang()), " · ", state].concat(),
        None => state.into(),
    };
    meta.set_text_content(Some(&said));
    if mark == Mark::Failed {
        let (again, away) = (id.clone(), id.clone());
        button(meta, texts.get("retry"), Box::new(move || app.retry(&again)));
        button(meta, texts.get("discard"), Box::new(move || app.discard(&away)));
    }
}

fn bubble(class: &str, text: &str) -> Option<HtmlElement> {
    let row = dom::make("div", class)?;
    let bubble = line("bubble", "")?;
    for piece in pieces(text) {
        let _ = match piece {
            Piece::Text(text) => bubble.append_with_str_1(text),
            Piece::Link(link) => {
                let anchor = dom::make("a", "")?;
                anchor.set_text_content(Some(link));
                for (name, value) in
                    [("href", link), ("target", "_blank"), ("rel", "noopener noreferrer nofollow")]
                {
                    let _ = anchor.set_attribute(name, value);
                }
                bubble.append_with_node_1(&anchor)
            }
        };
    }
    let _ = row.append_child(&bubble);
    Some(row)
}

/// A paragraph with text from people: its direction is its own.
fn line(class: &str, text: &str) -> Option<HtmlElement> {
    let line = dom::make("p", class)?;
    line.set_dir("auto");
    line.set_text_content(Some(text));
    Some(line)
}

fn button(parent: &HtmlElement, text: &str, run: Box<dyn Fn()>) {
    if let Some(button) = dom::make("button", "link") {
        button.set_text_content(Some(text));
        let _ = button.set_attribute("type", "button");
        dom::listen(&button, "click", move |_| run());
        let _ = parent.append_child(&button);
    }
}
