//! The rooms of the console, in their order: the rail leads there, and so does the palette.

use crate::parts::icon::Icon;
use crate::place::Place;
use shared::people::Role;

/// A page with all that belongs to it.
pub struct Room {
    /// The least role that sees it.
    pub role: Role,
    /// Where it begins.
    pub door: Place,
    /// Its icon.
    pub sign: Icon,
    /// Its name's key.
    pub name: &'static str,
}

/// All of them.
pub fn rooms() -> [Room; 13] {
    let room = |role, door, sign, name| Room { role, door, sign, name };
    [
        room(Role::Agent, Place::Inbox, Icon::Inbox, "nav.inbox"),
        room(Role::Agent, Place::Tickets(None), Icon::Ticket, "nav.tickets"),
        room(Role::Agent, Place::Contacts, Icon::Contact, "nav.contacts"),
        room(Role::Agent, Place::Visitors, Icon::Globe, "nav.visitors"),
        room(Role::Agent, Place::Team(None), Icon::Team, "nav.team"),
        room(Role::GroupManager, Place::Wall, Icon::Wall, "nav.wall"),
        room(Role::GroupManager, Place::Queues, Icon::Queue, "nav.queues"),
        room(Role::GroupManager, Place::Agents, Icon::People, "nav.agents"),
        room(Role::GroupManager, Place::Canned, Icon::Canned, "nav.canned"),
        room(Role::Manager, Place::Widgets, Icon::Widget, "nav.widgets"),
        room(Role::Manager, Place::Fields, Icon::Fields, "nav.fields"),
        room(Role::Manager, Place::Bans, Icon::Ban, "nav.bans"),
        room(Role::Manager, Place::Mail, Icon::Mail, "nav.mail"),
    ]
}

/// The door of the room in which a place is.
pub fn door_of(place: &Place) -> Place {
    match place {
        Place::Tickets(_) | Place::NewTicket => Place::Tickets(None),
        Place::Visitors => Place::Visitors,
        Place::Wall => Place::Wall,
        Place::Team(_) => Place::Team(None),
        Place::Queues | Place::Queue(_) => Place::Queues,
        Place::Agents | Place::Agent(_) | Place::Import => Place::Agents,
        Place::Canned | Place::NewCanned | Place::CannedResponse(_) => Place::Canned,
        Place::Widgets | Place::Widget(..) => Place::Widgets,
        Place::Contacts | Place::Contact(_) => Place::Contacts,
        Place::Fields => Place::Fields,
        Place::Bans => Place::Bans,
        Place::Mail => Place::Mail,
        Place::Inbox | Place::Conversation(_) | Place::Welcome => Place::Inbox,
    }
}
