//! The frame around everything that a signed-in agent sees: the rail at one side, and the page that the address names.

mod account;
mod banner;
pub mod commands;
mod devices;
pub mod guard;
mod notifications;
mod rail;
mod rooms;
mod status;

use crate::desk::Desk;
use crate::pages::agents::{AgentPage, AgentsPage, ImportPage};
use crate::pages::bans::BansPage;
use crate::pages::canned::{CannedPage, CannedResponsePage, NewCannedPage};
use crate::pages::contacts::{ContactPage, ContactsPage};
use crate::pages::fields::FieldsPage;
use crate::pages::mail::MailPage;
use crate::pages::queues::{QueuePage, QueuesPage};
use crate::pages::team::TeamPage;
use crate::pages::tickets::TicketsPage;
use crate::pages::visitors::VisitorsPage;
use crate::pages::wall::WallPage;
use crate::pages::widgets::{WidgetPage, WidgetsPage};
use crate::place::{Chapter, Place, use_go};
use crate::workplace::use_workplace;
use banner::ConnectionBanner;
use commands::{CommandWindows, offer_everywhere, provide_commands};
use guard::{ConfirmLeave, guarded_place};
use leptos::prelude::*;
use rail::Rail;
use shared::ids::{AgentId, CannedId, ContactId, QueueId, WidgetId};
use shared::people::Role;
use status::AwayBanner;

/// Which page is shown; within one the address may change.
#[derive(Clone, Debug, PartialEq)]
enum Page {
    Desk,
    Tickets,
    Visitors,
    Wall,
    Team,
    Queues,
    Queue(QueueId),
    Agents,
    Agent(AgentId),
    Import,
    Canned,
    CannedResponse(Option<CannedId>),
    Contacts,
    Contact(ContactId),
    Fields,
    Bans,
    Mail,
    Widgets,
    Widget(WidgetId),
}

/// Rail and page.
#[component]
pub fn Shell() -> impl IntoView {
    let workplace = use_workplace();
    let (place, leaving) = guarded_place();
    let role =
        Memo::new(move |_| workplace.session.with(|session| session.me().map_or(Role::Agent, |me| me.role)));
    let page = Memo::new(move |_| match place.get() {
        Place::Queues if role.get() >= Role::GroupManager => Page::Queues,
        Place::Queue(id) if role.get() >= Role::GroupManager => Page::Queue(id),
        Place::Agents if role.get() >= Role::GroupManager => Page::Agents,
        Place::Agent(id) if role.get() >= Role::GroupManager => Page::Agent(id),
        Place::Import if role.get() >= Role::Manager => Page::Import,
        Place::Canned if role.get() >= Role::GroupManager => Page::Canned,
        Place::NewCanned if role.get() >= Role::GroupManager => Page::CannedResponse(None),
        Place::CannedResponse(id) if role.get() >= Role::GroupManager => Page::CannedResponse(Some(id)),
        Place::Contacts => Page::Contacts,
        Place::Contact(id) => Page::Contact(id),
        Place::Fields if role.get() >= Role::Manager => Page::Fields,
        Place::Bans if role.get() >= Role::Manager => Page::Bans,
        Place::Mail if role.get() >= Role::Manager => Page::Mail,
        Place::Widgets if role.get() >= Role::Manager => Page::Widgets,
        Place::Widget(id, _) if role.get() >= Role::Manager => Page::Widget(id),
        Place::Tickets(_) | Place::NewTicket => Page::Tickets,
        Place::Visitors => Page::Visitors,
        Place::Wall if role.get() >= Role::GroupManager => Page::Wall,
        Place::Team(_) => Page::Team,
        _ => Page::Desk,
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
                Page::Desk => view! { <Desk place=place /> }.into_any(),
                Page::Tickets => view! { <TicketsPage place=place /> }.into_any(),
                Page::Visitors => view! { <VisitorsPage /> }.into_any(),
                Page::Wall => view! { <WallPage /> }.into_any(),
                Page::Team => view! { <TeamPage place=place /> }.into_any(),
                Page::Queues => view! { <QueuesPage /> }.into_any(),
                Page::Queue(id) => view! { <QueuePage id=id /> }.into_any(),
                Page::Agents => view! { <AgentsPage /> }.into_any(),
                Page::Agent(id) => view! { <AgentPage id=id /> }.into_any(),
                Page::Import => view! { <ImportPage /> }.into_any(),
                Page::Canned => view! { <CannedPage /> }.into_any(),
                Page::CannedResponse(Some(id)) => view! { <CannedResponsePage id=id /> }.into_any(),
                Page::CannedResponse(None) => view! { <NewCannedPage /> }.into_any(),
                Page::Contacts => view! { <ContactsPage /> }.into_any(),
                Page::Contact(id) => view! { <ContactPage id=id /> }.into_any(),
                Page::Fields => view! { <FieldsPage /> }.into_any(),
                Page::Bans => view! { <BansPage /> }.into_any(),
                Page::Mail => view! { <MailPage /> }.into_any(),
                Page::Widgets => view! { <WidgetsPage /> }.into_any(),
                Page::Widget(id) => view! { <WidgetPage id=id chapter=chapter /> }.into_any(),
            }}
            <CommandWindows />
            <ConfirmLeave place=place leaving=leaving />
        </div>
    }
}
