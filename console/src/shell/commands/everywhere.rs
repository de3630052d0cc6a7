//! Commands that are there on every page.

use super::{Command, Commands, Run};
use crate::live::preferences::{Contrast, Theme};
use crate::parts::icon::Icon;
use crate::place::{Place, use_go};
use crate::shell::rooms::rooms;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;
use shared::staff::Status;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Offers the ways to all pages, the agent's status, the theme, and help.
pub fn offer_everywhere(commands: Commands, role: Memo<Role>) {
    let workplace = use_workplace();
    let go = StoredValue::new_local(use_go());
    let lead = move |place: Place| -> Run { Arc::new(move || go.with_value(|go| go(&place))) };
    commands.offer(move || {
        let command = |name, sign, key, run| Command { name, sign, key, run };
        let mut all: Vec<Command> = rooms()
            .into_iter()
            .filter(|room| role.get() >= room.role)
            .map(|room| {
                let name = fill("palette.go", &[("name", &t(room.name))]);
                command(name, room.sign, None, lead(room.door))
            })
            .collect();
        all.push(command(t("palette.new_ticket"), Icon::Ticket, None, lead(Place::NewTicket)));
        let to_inbox = lead(Place::Inbox);
        all.push(command(t("palette.find"), Icon::Search, Some("/"), Arc::new(move || go_find(&to_inbox))));
        for (status, name) in [
            (Status::Online, "presence.online"),
            (Status::Away, "presence.away"),
            (Status::Invisible, "presence.invisible"),
        ] {
            let name = fill("palette.status", &[("name", &t(name))]);
            all.push(command(name, Icon::Clock, None, Arc::new(move || workplace.choose(status))));
        }
        for theme in Theme::ALL {
            let name = fill("palette.theme", &[("name", &t(&format!("theme.{}", theme.word())))]);
            all.push(command(name, Icon::Eye, None, Arc::new(move || theme.choose())));
        }
        for (contrast, name) in [(Contrast::System, "contrast.system"), (Contrast::High, "contrast.high")] {
            let name = fill("palette.contrast", &[("name", &t(name))]);
            all.push(command(name, Icon::Eye, None, Arc::new(move || contrast.choose())));
        }
        all.push(command(
            t("keys.title"),
            Icon::Keys,
            Some("?"),
            Arc::new(move || commands.show_shortcuts()),
        ));
        all
    });
}

/// Goes to the search field, to the inbox first where there is none.
fn go_find(to_inbox: &Run) {
    let focus = || {
        let field = document().get_element_by_id("find");
        let field = field.and_then(|field| field.dyn_into::<HtmlElement>().ok());
        field.is_some_and(|field| field.focus().is_ok())
    };
    if !focus() {
        to_inbox();
        request_animation_frame(move || {
            focus();
        });
    }
}
