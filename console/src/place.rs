//! The console's addresses: one enum, one way there, one way back.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::ids::ConversationId;

/// The path under which the console is served.
pub const BASE: &str = "/console";

/// Where in the console the agent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The inbox with nothing opened.
    Inbox,
    /// A conversation.
    Conversation(ConversationId),
    /// Behind a one-time link: a password is to be chosen.
    Welcome,
}

impl Place {
    /// The place of a path; what is unknown leads to the inbox.
    pub fn of(path: &str) -> Self {
        let inner = path.strip_prefix(BASE).unwrap_or(path).trim_matches('/');
        match inner.split_once('/') {
            Some(("c", id)) if is_plain(id) => Self::Conversation(id.into()),
            None if inner == "welcome" => Self::Welcome,
            _ => Self::Inbox,
        }
    }

    /// The path of the place.
    pub fn path(&self) -> String {
        match self {
            Self::Inbox => BASE.into(),
            Self::Conversation(id) => format!("{BASE}/c/{id}"),
            Self::Welcome => format!("{BASE}/welcome"),
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
        ] {
            assert_eq!(Place::of(path), place, "{path}");
            assert_eq!(Place::of(&place.path()), place, "{path}");
        }
    }
}
