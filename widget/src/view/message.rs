//! One row of the list, as an element of its own.

use super::file;
use crate::app::App;
use crate::clock;
use crate::dom;
use crate::rows::{From, Kind, Message, Row};
use crate::state::{Mark, final_reason};
use js_sys::Function;
use shared::ids::ClientId;
use shared::link::{Piece, pieces};
use shared::people::AgentCard;
use web_sys::HtmlElement;

/// Draws a row.
pub fn draw(app: App, kind: &Kind) -> HtmlElement {
    let texts = app.texts;
    match kind {
        Kind::Day(at) => line("event day", &clock::day(*at, texts.lang())),
        Kind::Event(at, key, about) => {
            let text = [&texts.with(key, about), " · ", &clock::time(*at, texts.lang())].concat();
            line("event", &text)
        }
        Kind::Message(message) => draw_message(app, message),
    }
}

fn draw_message(app: App, message: &Message) -> HtmlElement {
    let side = if matches!(message.from, From::Visitor(_)) { "mine" } else { "theirs" };
    let row = dom::make("div", &["message ", side, if message.apart { " apart" } else { "" }].concat());
    if let From::Agent(card, _) = &message.from {
        append(&row, &face(card));
    }
    if !message.text.is_empty() {
        append(&row, &bubble(&message.text));
    }
    for card in &message.files {
        append(&row, &file::draw(card));
    }
    // Files that were sent from an earlier page are known by nothing but their ids until the message is recorded.
    if message.text.is_empty() && message.files.is_empty() {
        append(&row, &bubble(app.texts.get("files_list")));
    }
    let meta = line("meta", "");
    append(&row, &meta);
    match &message.from {
        From::Visitor(id) => describe(app, id, &meta),
        From::Agent(card, at) => {
            let said = [&card.name, " · ", &clock::time(*at, app.texts.lang())].concat();
            meta.set_text_content(Some(&said));
        }
    }
    row
}

fn append(row: &HtmlElement, part: &HtmlElement) {
    let _ = row.append_child(part);
}

/// An agent's photo; without one the first letter of the name.
pub fn face(card: &AgentCard) -> HtmlElement {
    // The name stands beside it.
    let Some(photo) = card.photo.as_ref().filter(|_| dom::root_attribute("data-photos").is_some()) else {
        let letter = dom::make("span", "photo");
        letter.set_text_content(card.name.get(..card.name.ceil_char_boundary(1)));
        let _ = letter.set_attribute("aria-hidden", "true");
        return letter;
    };
    let image = dom::make("img", "photo");
    for (name, value) in [("src", photo.as_str()), ("alt", "")] {
        let _ = image.set_attribute(name, value);
    }
    image
}

/// Brings up to date what changes while a row stands there: how far the visitor's message has come.
pub fn refresh(app: App, row: &Row, element: &HtmlElement) {
    if let Kind::Message(Message { from: From::Visitor(id), .. }) = &row.kind
        && let Some(meta) = dom::last_child(element)
    {
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
        Mark::Failed(_) => ("meta failed", texts.get("mark_failed")),
    };
    // Unchanged, it stays as it is: the focus may be on one of its buttons.
    if meta.get_attribute("class").is_some_and(|before| before == class) {
        return;
    }
    dom::set_class(meta, class);
    let time = at.map(|at| clock::time(at, texts.lang())).unwrap_or_default();
    let said = match mark {
        Mark::Failed(code) => {
            [state, " · ", &texts.with(final_reason(code).unwrap_or("failed"), &time)].concat()
        }
        Mark::Sending => state.into(),
        _ => [&time, " · ", state].concat(),
    };
    meta.set_text_content(Some(&said));
    if let Mark::Failed(code) = mark {
        let (again, away) = (id.clone(), id.clone());
        if final_reason(code).is_none() {
            button(meta, texts.get("retry"), &dom::callback(move |_| app.retry(&again)));
        }
        button(meta, texts.get("discard"), &dom::callback(move |_| app.discard(&away)));
    }
}

fn bubble(text: &str) -> HtmlElement {
    let bubble = line("bubble", "");
    for piece in pieces(text) {
        let _ = match piece {
            Piece::Text(text) => bubble.append_with_str_1(text),
            Piece::Link(link) => {
                let anchor = dom::make("a", "");
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
    bubble
}

/// A paragraph with text from people: its direction is its own.
fn line(class: &str, text: &str) -> HtmlElement {
    let line = dom::make("p", class);
    let _ = line.set_attribute("dir", "auto");
    line.set_text_content(Some(text));
    line
}

fn button(parent: &HtmlElement, text: &str, pressed: &Function) {
    let button = dom::make("button", "link");
    button.set_text_content(Some(text));
    let _ = button.set_attribute("type", "button");
    dom::listen_with(&button, "click", pressed);
    append(parent, &button);
}
