//! The frame around everything that a signed-in agent sees: the rail at one side, and the page that the address names.

mod account;
mod banner;
pub mod commands;
mod devices;
pub mod guard;
mod later;
mod notifications;
mod rail;
mod rooms;
mod status;

use crate::desk::Desk;
use crate::place::{Chapter, Place, use_go};
use crate::workplace::use_workplace;
use banner::ConnectionBanner;
use commands::{CommandWindows, offer_everywhere, provide_commands};
use guard::{ConfirmLeave, guarded_place};
use later::{LaterPage, Page, fetch_when_connected};
use leptos::prelude::*;
use rail::Rail;
use shared::people::Role;
use status::AwayBanner;

/// Rail and page.
#[component]
pub fn Shell() -> impl IntoView {
    let workplace = use_workplace();
    let (place, leaving) = guarded_place();
    let role =
        Memo::new(move |_| workplace.session.with(|session| session.me().map_or(Role::Agent, |me| me.role)));
    // `None` is the desk.
    let page = Memo::new(move |_| match place.get() {
        Place::Queues if role.get() >= Role::GroupManager => Some(Page::Queues),
        Place::Queue(id) if role.get() >= Role::GroupManager => Some(Page::Queue(id)),
        Place::Agents if role.get() >= Role::GroupManager => Some(Page::Agents),
        Place::Agent(id) if role.get() >= Role::GroupManager => Some(Page::Agent(id)),
        Place::Import if role.get() >= Role::Manager => Some(Page::Import),
        Place::Canned if role.get() >= Role::GroupManager => Some(Page::Canned),
        Place::NewCanned if role.get() >= Role::GroupManager => Some(Page::CannedResponse(None)),
        Place::CannedResponse(id) if role.get() >= Role::GroupManager => Some(Page::CannedResponse(Some(id))),
        Place::Contacts => Some(Page::Contacts),
        Place::Contact(id) => Some(Page::Contact(id)),
        Place::Fields if role.get() >= Role::Manager => Some(Page::Fields),
        Place::Bans if role.get() >= Role::Manager => Some(Page::Bans),
        Place::Mail if role.get() >= Role::Manager => Some(Page::Mail),
        Place::Widgets if role.get() >= Role::Manager => Some(Page::Widgets),
        Place::Widget(id, _) if role.get() >= Role::Manager => Some(Page::Widget(id)),
        Place::Tickets(_) | Place::NewTicket => Some(Page::Tickets),
        Place::Visitors => Some(Page::Visitors),
        Place::Wall if role.get() >= Role::GroupManager => Some(Page::Wall),
        Place::Team(_) => Some(Page::Team),
        _ => None,
    });
    let chapter = Memo::new(move |_| match place.get() {
        Place::Widget(_, chapter) => chapter,
        _ => Chapter::Basics,
    });
    let has_open = move || {
        matches!(
            place.get(),
            Place::Conversation(_)
                | Place::Tickets(Some(_))
                | Place::NewTicket
                | Place::Team(Some(_))
                | Place::Queue(_)
                | Place::Agent(_)
                | Place::Import
                | Place::NewCanned
                | Place::CannedResponse(_)
                | Place::Contact(_)
                | Place::Widget(..)
        )
    };
    offer_everywhere(provide_commands(), role);
    fetch_when_connected();
    let go = use_go();
    // A click on what was pushed leads here.
    let opened = crate::live::push::opened();
    Effect::new(move |_| {
        if let Some(sought) = workplace.sought.get() {
            workplace.sought.set(None);
            go(&Place::Conversation(sought));
        }
        if let Some(path) = opened.get() {
            opened.set(None);
            go(&Place::of(&path));
        }
        if let Some(room) = workplace.sought_room.get() {
            workplace.sought_room.set(None);
            go(&Place::Team(Some(room)));
        }
    });
    view! {
        <div class="shell" class:has-open=has_open>
            <ConnectionBanner />
            <AwayBanner />
            <Rail place=place role=role />
            {move || match page.get() {
                None => view! { <Desk place=place /> }.into_any(),
                Some(page) => view! { <LaterPage page=page place=place chapter=chapter /> }.into_any(),
            }}
            <CommandWindows />
            <ConfirmLeave place=place leaving=leaving />
        </div>
    }
}
