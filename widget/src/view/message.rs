//! One row of the list.

use crate::app::App;
use crate::clock;
use crate::link::{Piece, pieces};
use crate::rows::Kind;
use crate::state::Mark;
use leptos::prelude::*;
use shared::ids::ClientId;
use shared::time::Timestamp;

/// Draws a row.
pub fn row(app: App, kind: Kind) -> AnyView {
    let texts = app.texts;
    let time = |at| clock::time(at, texts.lang());
    let event = |key, name: &str, at| event([&texts.with(key, name), " · ", &time(at)].concat());
    match kind {
        Kind::Day(at) => self::event(clock::day(at, texts.lang())),
        Kind::Opened(at, topic) => event("event_opened", &topic, at),
        Kind::Joined(at, name) => event("event_joined", &name, at),
        Kind::Left(at, name) => event("event_left", &name, at),
        Kind::EndedByVisitor(at) => event("event_ended", "", at),
        Kind::EndedByAgent(at, name) => event("event_ended_by", &name, at),
        Kind::Mine { id, text, apart } => mine(app, id, &text, apart),
        Kind::Theirs { at, name, text, apart } => {
            let class = if apart { "message theirs apart" } else { "message theirs" };
            let meta = [name, time(at)].join(" · ");
            bubble(class, &text, view! { <p class="meta" dir="auto">{meta}</p> }.into_any())
        }
    }
}

fn event(text: String) -> AnyView {
    view! { <p class="event" dir="auto">{text}</p> }.into_any()
}

/// A message of the visitor. Its state changes while it stands there, and with it what stands under it.
fn mine(app: App, id: ClientId, text: &str, apart: bool) -> AnyView {
    let class = if apart { "message mine apart" } else { "message mine" };
    let meta = move || {
        let (mark, at) = app.read(|state| state.mark(&id));
        described(app, mark, at, &id)
    };
    bubble(class, text, meta.into_any())
}

fn bubble(class: &'static str, text: &str, meta: AnyView) -> AnyView {
    let content: Vec<AnyView> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_owned().into_any(),
            Piece::Link(link) => view! {
                <a href=link.to_owned() target="_blank" rel="noopener noreferrer nofollow">
                    {link.to_owned()}
                </a>
            }
            .into_any(),
        })
        .collect();
    view! {
        <div class=class>
            <p class="bubble" dir="auto">
                {content}
            </p>
            {meta}
        </div>
    }
    .into_any()
}

/// What stands under a message of the visitor.
fn described(app: App, mark: Mark, at: Option<Timestamp>, id: &ClientId) -> AnyView {
    let texts = app.texts;
    let (class, state) = match mark {
        Mark::Sending => ("meta sending", texts.get("mark_sending")),
        Mark::Sent => ("meta sent", texts.get("mark_sent")),
        Mark::Delivered => ("meta delivered", texts.get("mark_delivered")),
        Mark::Read => ("meta read", texts.get("mark_read")),
        Mark::Failed => ("meta failed", texts.get("mark_failed")),
    };
    let said = match at {
        Some(at) => [&clock::time(at, texts.lang()), " · ", state].concat(),
        None => state.into(),
    };
    let mut buttons: Vec<AnyView> = Vec::new();
    if mark == Mark::Failed {
        let (again, away) = (id.clone(), id.clone());
        buttons.push(button(texts.get("retry"), Box::new(move || app.retry(&again))));
        buttons.push(button(texts.get("discard"), Box::new(move || app.discard(&away))));
    }
    view! { <p class=class>{said}{buttons}</p> }.into_any()
}

fn button(text: &'static str, run: Box<dyn Fn()>) -> AnyView {
    view! {
        <button class="link" type="button" on:click=move |_| run()>
            {text}
        </button>
    }
    .into_any()
}
