//! The panel once a conversation stands: fills in what the server's document has drawn, and draws the messages.

pub mod bind;
mod composer;
mod ending;
mod head;
mod log;
mod message;

use crate::app::App;
use crate::dom;
use crate::form;
use crate::state::{Link, State};
use shared::timeline::Stage;
use std::cell::Cell;

/// What the visitor is to see.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Screen {
    #[default]
    Form,
    Resuming,
    Chat,
}

/// Brings the panel to life.
pub fn attach(app: App) {
    let before = Cell::new(None);
    bind::follow(move || {
        let now = app.read(screen);
        show(now, before.replace(Some(now)));
    });
    let banner = move || app.read(banner_key).map(|key| app.texts.get(key)).unwrap_or_default();
    bind::text("banner", move || banner().into());
    bind::shown("banner", move || !banner().is_empty());
    bind::text("resuming", move || match banner() {
        "" => app.texts.get("resuming").into(),
        trouble => trouble.into(),
    });
    bind::text("heard", move || app.heard());
    head::attach(app);
    composer::attach(app);
    ending::attach(app);
    log::attach(app);
}

fn screen(state: &State) -> Screen {
    match &state.chat {
        Some(_) => Screen::Chat,
        None if state.is_resuming() => Screen::Resuming,
        None => Screen::Form,
    }
}

/// Shows one screen, and moves the focus along if the visitor was in the one before.
fn show(now: Screen, before: Option<Screen>) {
    if before == Some(now) {
        return;
    }
    let name = match now {
        Screen::Form => "form",
        Screen::Resuming => "resuming",
        Screen::Chat => "chat",
    };
    if let Some(root) = dom::document().document_element() {
        let _ = root.set_attribute("data-screen", name);
    }
    match (before, now) {
        (Some(Screen::Form), Screen::Chat) => dom::focus("composer"),
        (Some(Screen::Chat), Screen::Form) => dom::focus("greeting"),
        _ => {}
    }
}

fn banner_key(state: &State) -> Option<&'static str> {
    match (state.link, state.notice) {
        (_, Some(notice)) => Some(form::notice_key(notice)),
        (Link::Down, None) => Some("offline"),
        (Link::Restarting, None) => Some("restarting"),
        (Link::Idle | Link::Up, None) => None,
    }
}

/// Where the conversation stands; follows the state.
fn stage(app: App) -> Stage {
    app.read(|state| state.chat.as_ref().map(|chat| chat.timeline.summary.stage).unwrap_or_default())
}
