//! The panel once a conversation stands: fills in what the server's document has drawn, and draws the messages.

pub mod bind;
mod binding;
mod composer;
mod ending;
mod file;
mod head;
mod log;
mod message;

pub use ending::ending;
pub use log::missed;

use crate::app::App;
use crate::digits::digits;
use crate::dom;
use crate::state::{Bar, State};
use shared::timeline::Stage;
use std::cell::Cell;

/// What the visitor is to see.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Screen {
    #[default]
    Start,
    Resuming,
    Chat,
    Left,
    Barred,
}

/// Brings the panel to life.
pub fn attach(app: App) {
    let before = Cell::new(None);
    bind::follow(move || {
        let now = app.read(screen);
        show(now, before.replace(Some(now)));
    });
    let banner = move || app.words(State::trouble);
    bind::note("banner", move || banner().into());
    bind::text("resuming", move || match banner() {
        "" => app.texts.get("resuming").into(),
        trouble => trouble.into(),
    });
    bind::text("left-number", move || {
        app.read(|state| state.left.map(|number| app.texts.with("left_number", &digits(number))))
            .unwrap_or_default()
    });
    bind::on("left-anew", "click", move |_| {
        // What was sent is done with; who wrote it stays the same.
        if let Some(area) = dom::find("#closed textarea") {
            dom::set_property(&area, "value", &"".into());
        }
        app.dismiss();
    });
    bind::text("barred-text", move || app.words(bar_key).into());
    head::attach(app);
    composer::attach(app);
    ending::attach(app);
    log::attach(app);
}

fn screen(state: &State) -> Screen {
    match &state.chat {
        _ if state.bar().is_some() => Screen::Barred,
        Some(_) => Screen::Chat,
        None if state.left.is_some() => Screen::Left,
        None if state.is_resuming() => Screen::Resuming,
        None => Screen::Start,
    }
}

/// Shows one screen, and moves the focus along if the visitor was in the one before.
fn show(now: Screen, before: Option<Screen>) {
    if before == Some(now) {
        return;
    }
    let name = match now {
        Screen::Start => "start",
        Screen::Resuming => "resuming",
        Screen::Chat => "chat",
        Screen::Left => "left",
        Screen::Barred => "barred",
    };
    if let Some(root) = dom::root() {
        let _ = root.set_attribute("data-screen", name);
    }
    match (before, now) {
        (Some(Screen::Start), Screen::Chat) => dom::focus("composer"),
        (Some(Screen::Chat | Screen::Left), Screen::Start) => dom::focus("greeting"),
        (Some(Screen::Start), Screen::Left) => dom::focus("left-title"),
        _ => {}
    }
}

fn bar_key(state: &State) -> Option<&'static str> {
    Some(match state.bar()? {
        Bar::Banned => "barred_banned",
        Bar::NotVerified => "barred_unverified",
        Bar::Refused => "notice_refused",
    })
}

/// Where the conversation stands; follows the state.
fn stage(app: App) -> Stage {
    app.read(|state| state.chat.as_ref().map(|chat| chat.timeline.summary.stage).unwrap_or_default())
}
