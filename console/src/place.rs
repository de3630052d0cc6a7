//! The console's addresses: one enum, one way there, one way back.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::ids::{AgentId, CannedId, ContactId, ConversationId, QueueId, RoomId, WidgetId};

/// The path under which the console is served.
pub const BASE: &str = "/console";

/// Where in the console the agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The inbox with nothing opened.
    Inbox,
    /// A conversation.
    Conversation(ConversationId),
    /// The tickets, with one of them opened or none.
    Tickets(Option<u32>),
    /// A ticket that is being made.
    NewTicket,
    /// Who is on the site.
    Visitors,
    /// What goes on in all queues.
    Wall,
    /// The staff chat, with one of its rooms opened or none.
    Team(Option<RoomId>),
    /// The list of queues.
    Queues,
    /// A queue's settings.
    Queue(QueueId),
    /// The list of agents.
    Agents,
    /// An agent's settings.
    Agent(AgentId),
    /// Many new agents out of a table.
    Import,
    /// The list of canned responses.
    Canned,
    /// A canned response that isn't there yet.
    NewCanned,
    /// A canned response.
    CannedResponse(CannedId),
    /// The list of contacts.
    Contacts,
    /// A contact.
    Contact(ContactId),
    /// What contacts' cards are made of, and tags.
    Fields,
    /// The ban list.
    Bans,
    /// Outgoing mail.
    Mail,
    /// The list of widgets.
    Widgets,
    /// A chapter of a widget's settings.
    Widget(WidgetId, Chapter),
    /// Behind a one-time link: a password is to be chosen.
    Welcome,
}

/// A chapter of a widget's settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Chapter {
    /// Name, sites, languages, and the end of it all.
    Basics,
    /// Colours, shape and position.
    Look,
    /// Texts in each language.
    Texts,
    /// What the chat can do.
    Chat,
    /// The fields of both forms.
    Forms,
    /// Messages that speak to a visitor first.
    Invitations,
    /// The tag, and where it was seen.
    Install,
}

impl Chapter {
    /// All of them in their order.
    pub const ALL: [Self; 7] =
        [Self::Basics, Self::Look, Self::Texts, Self::Chat, Self::Forms, Self::Invitations, Self::Install];

    /// Its word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Look => "look",
            Self::Texts => "texts",
            Self::Chat => "chat",
            Self::Forms => "forms",
            Self::Invitations => "invitations",
            Self::Install => "install",
        }
    }
}

impl Place {
    /// The place of a path; what is unknown leads to the inbox.
    pub fn of(path: &str) -> Self {
        let inner = path.strip_prefix(BASE).unwrap_or(path).trim_matches('/');
        let parts: Vec<&str> = inner.split('/').collect();
        match parts.as_slice() {
            ["c", id] if is_plain(id) => Self::Conversation((*id).into()),
            ["tickets"] => Self::Tickets(None),
            ["tickets", "new"] => Self::NewTicket,
            ["tickets", number] => Self::Tickets(number.parse().ok()),
            ["visitors"] => Self::Visitors,
            ["wall"] => Self::Wall,
            ["team"] => Self::Team(None),
            ["team", id] if is_plain(id) => Self::Team(Some((*id).into())),
            ["queues"] => Self::Queues,
            ["queues", id] if is_plain(id) => Self::Queue((*id).into()),
            ["agents"] => Self::Agents,
            ["import"] => Self::Import,
            ["canned"] => Self::Canned,
            ["canned", "new"] => Self::NewCanned,
            ["canned", id] if is_plain(id) => Self::CannedResponse((*id).into()),
            ["contacts"] => Self::Contacts,
            ["contacts", id] if is_plain(id) => Self::Contact((*id).into()),
            ["fields"] => Self::Fields,
            ["bans"] => Self::Bans,
            ["mail"] => Self::Mail,
            ["agents", id] if is_plain(id) => Self::Agent((*id).into()),
            ["widgets"] => Self::Widgets,
            ["widgets", id] if is_plain(id) => Self::Widget((*id).into(), Chapter::Basics),
            ["widgets", id, word] if is_plain(id) => {
                let chapter = Chapter::ALL.into_iter().find(|chapter| chapter.word() == *word);
                Self::Widget((*id).into(), chapter.unwrap_or(Chapter::Basics))
            }
            ["welcome"] => Self::Welcome,
            _ => Self::Inbox,
        }
    }

    /// The path of the place.
    pub fn path(&self) -> String {
        match self {
            Self::Inbox => BASE.into(),
            Self::Conversation(id) => format!("{BASE}/c/{id}"),
            Self::Tickets(None) => format!("{BASE}/tickets"),
            Self::Tickets(Some(number)) => format!("{BASE}/tickets/{number}"),
            Self::NewTicket => format!("{BASE}/tickets/new"),
            Self::Visitors => format!("{BASE}/visitors"),
            Self::Wall => format!("{BASE}/wall"),
            Self::Team(None) => format!("{BASE}/team"),
            Self::Team(Some(id)) => format!("{BASE}/team/{id}"),
            Self::Queues => format!("{BASE}/queues"),
            Self::Queue(id) => format!("{BASE}/queues/{id}"),
            Self::Agents => format!("{BASE}/agents"),
            Self::Agent(id) => format!("{BASE}/agents/{id}"),
            Self::Import => format!("{BASE}/import"),
            Self::Canned => format!("{BASE}/canned"),
            Self::NewCanned => format!("{BASE}/canned/new"),
            Self::CannedResponse(id) => format!("{BASE}/canned/{id}"),
            Self::Contacts => format!("{BASE}/contacts"),
            Self::Contact(id) => format!("{BASE}/contacts/{id}"),
            Self::Fields => format!("{BASE}/fields"),
            Self::Bans => format!("{BASE}/bans"),
            Self::Mail => format!("{BASE}/mail"),
            Self::Widgets => format!("{BASE}/widgets"),
            Self::Widget(id, chapter) => format!("{BASE}/widgets/{id}/{}", chapter.word()),
            Self::Welcome => format!("{BASE}/welcome"),
        }
    }

    /// Whether both are about the same thing, such as two chapters of one widget.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Widget(one, _), Self::Widget(other, _)) => one == other,
            _ => self == other,
        }
    }
}

/// Ids of ours need no escape; nothing else is taken for one.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Where the agent is, following the address bar.
pub fn use_place() -> Memo<Place> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| Place::of(path)))
}

/// A way to go to a place.
pub fn use_go() -> impl Fn(&Place) + Clone + 'static {
    let navigate = use_navigate();
    move |place| {
        navigate(&place.path(), NavigateOptions { resolve: false, scroll: false, ..Default::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_to_its_place_and_back() {
        let conversation = Place::Conversation("0199-a_B".into());
        let widget = |chapter| Place::Widget("w_1".into(), chapter);
        for (path, place) in [
            ("/console", Place::Inbox),
            ("/console/", Place::Inbox),
            ("/console/welcome", Place::Welcome),
            ("/console/c/0199-a_B", conversation.clone()),
            ("/console/c/0199-a_B/", conversation),
            ("/console/c/", Place::Inbox),
            ("/console/c/a/b", Place::Inbox),
            ("/console/c/%2e%2e", Place::Inbox),
            ("/console/other", Place::Inbox),
            ("/console/tickets", Place::Tickets(None)),
            ("/console/tickets/12", Place::Tickets(Some(12))),
            ("/console/tickets/new", Place::NewTicket),
            ("/console/tickets/x", Place::Tickets(None)),
            ("/console/visitors", Place::Visitors),
            ("/console/wall", Place::Wall),
            ("/console/team", Place::Team(None)),
            ("/console/team/r_1", Place::Team(Some("r_1".into()))),
            ("/console/queues", Place::Queues),
            ("/console/queues/q_1", Place::Queue("q_1".into())),
            ("/console/agents/", Place::Agents),
            ("/console/agents/a-1", Place::Agent("a-1".into())),
            ("/console/import", Place::Import),
            ("/console/canned", Place::Canned),
            ("/console/canned/new", Place::NewCanned),
            ("/console/canned/r_1", Place::CannedResponse("r_1".into())),
            ("/console/contacts", Place::Contacts),
            ("/console/contacts/k_1", Place::Contact("k_1".into())),
            ("/console/fields", Place::Fields),
            ("/console/bans", Place::Bans),
            ("/console/mail", Place::Mail),
            ("/console/widgets/", Place::Widgets),
            ("/console/widgets/w_1", widget(Chapter::Basics)),
            ("/console/widgets/w_1/forms", widget(Chapter::Forms)),
            ("/console/widgets/w_1/other", widget(Chapter::Basics)),
            ("/console/widgets/../x", Place::Inbox),
        ] {
            assert_eq!(Place::of(path), place, "{path}");
            assert_eq!(Place::of(&place.path()), place, "{path}");
        }
    }
}
