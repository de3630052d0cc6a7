//! The rail: where one can go, and who one is.

use super::account::AccountMenu;
use crate::parts::icon::{Icon, icon, mark};
use crate::place::Place;
use crate::state::State;
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// Where a link of the rail leads.
#[derive(Clone, Copy, PartialEq)]
enum Room {
    Inbox,
    Tickets,
    Contacts,
    Visitors,
    Wall,
    Team,
    Queues,
    Agents,
    Canned,
    Widgets,
    Fields,
    Bans,
    Mail,
}

impl Room {
    fn of(place: &Place) -> Self {
        match place {
            Place::Tickets(_) | Place::NewTicket => Self::Tickets,
            Place::Visitors => Self::Visitors,
            Place::Wall => Self::Wall,
            Place::Team(_) => Self::Team,
            Place::Queues | Place::Queue(_) => Self::Queues,
            Place::Agents | Place::Agent(_) | Place::Import => Self::Agents,
            Place::Canned | Place::NewCanned | Place::CannedResponse(_) => Self::Canned,
            Place::Widgets | Place::Widget(..) => Self::Widgets,
            Place::Contacts | Place::Contact(_) => Self::Contacts,
            Place::Fields => Self::Fields,
            Place::Bans => Self::Bans,
            Place::Mail => Self::Mail,
            Place::Inbox | Place::Conversation(_) | Place::Welcome => Self::Inbox,
        }
    }
}

/// The rail at the start side; on a phone the bar at the bottom.
#[component]
pub fn Rail(
    /// Where the agent is.
    place: Memo<Place>,
    /// What the agent may do.
    role: Memo<Role>,
) -> impl IntoView {
    let workplace = use_workplace();
    let room = Memo::new(move |_| place.with(Room::of));
    let unread = Memo::new(move |_| workplace.state.with(State::total_unread));
    let from_colleagues = Memo::new(move |_| workplace.state.with(|state| state.team.unread()));
    // What waits where the agent isn't.
    let news = move |to: Room| match to {
        _ if room.get() == to => 0,
        Room::Inbox => unread.get(),
        Room::Team => from_colleagues.get(),
        _ => 0,
    };
    // On a phone not all of them have room beside each other.
    Effect::new(move |_| {
        room.track();
        request_animation_frame(|| {
            if let Ok(Some(link)) = document().query_selector(".rail-link[aria-current]") {
                let options = ScrollIntoViewOptions::new();
                options.set_block(ScrollLogicalPosition::Nearest);
                options.set_inline(ScrollLogicalPosition::Nearest);
                link.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    });
    let link = move |to: Room, href: String, sign: Icon, name: String| {
        view! {
            <li>
                <a class="rail-link" href=href aria-current=move || (room.get() == to).then_some("page")>
                    <span class="rail-icon">
                        {icon(sign)}
                        {move || (news(to) > 0).then(|| view! {
                            <span class={"rail-badge"}></span>
                            <span class="unseen">{count("inbox.unread", news(to) as usize)}</span>
                        })}
                    </span>
                    <span class="rail-name">{name}</span>
                </a>
            </li>
        }
    };
    view! {
        <header class="rail">
            <span class="brand">{mark()}</span>
            <nav aria-label=t("nav.title")>
                <ul>
                    {link(Room::Inbox, Place::Inbox.path(), Icon::Inbox, t("nav.inbox"))}
                    {link(Room::Tickets, Place::Tickets(None).path(), Icon::Ticket, t("nav.tickets"))}
                    {link(Room::Contacts, Place::Contacts.path(), Icon::Contact, t("nav.contacts"))}
                    {link(Room::Visitors, Place::Visitors.path(), Icon::Globe, t("nav.visitors"))}
                    {link(Room::Team, Place::Team(None).path(), Icon::Team, t("nav.team"))}
                    {move || (role.get() >= Role::GroupManager).then(|| (
                        link(Room::Wall, Place::Wall.path(), Icon::Wall, t("nav.wall")),
                        link(Room::Queues, Place::Queues.path(), Icon::Queue, t("nav.queues")),
                        link(Room::Agents, Place::Agents.path(), Icon::People, t("nav.agents")),
                        link(Room::Canned, Place::Canned.path(), Icon::Canned, t("nav.canned")),
                    ))}
                    {move || (role.get() >= Role::Manager).then(|| (
                        link(Room::Widgets, Place::Widgets.path(), Icon::Widget, t("nav.widgets")),
                        link(Room::Fields, Place::Fields.path(), Icon::Fields, t("nav.fields")),
                        link(Room::Bans, Place::Bans.path(), Icon::Ban, t("nav.bans")),
                        link(Room::Mail, Place::Mail.path(), Icon::Mail, t("nav.mail")),
                    ))}
                </ul>
            </nav>
            <AccountMenu />
        </header>
    }
}
