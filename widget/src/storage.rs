//! What the browser keeps between two pages: token, waiting commands, draft. All tabs of a site share it.
//!
//! Each waiting command has a key of its own, so that two tabs that write at once can't undo each other's work.
//! Nothing is written before the visitor has acted: the caller sees to that.

use crate::dom;
use crate::state::{Kept, Saved};
use crate::wire;
use shared::ids::{ClientId, ConversationId};
use shared::sync::Pending;
use shared::visitor::VisitorCommand;
use std::cell::Cell;
use wasm_bindgen::JsCast;

const TOKEN: &str = "token";
const DISMISSED: &str = "dismissed";
const DRAFT: &str = "draft";
const PENDING: &str = "pending.";

/// The part of the browser's storage that belongs to one widget.
pub struct Storage {
    area: Option<web_sys::Storage>,
    prefix: String,
    /// Something didn't fit in.
    full: Cell<bool>,
}

/// What another tab did.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// It has a token now.
    Token(String),
    /// It wants this recorded, or its trial of it failed.
    Pending(Saved),
    /// It is done with this command.
    Done(ClientId),
    /// It has put this conversation away.
    Dismissed(ConversationId),
}

impl Storage {
    /// Opens the storage; where the browser blocks it, nothing is kept.
    pub fn open(widget: &str) -> Self {
        let prefix = ["frontdesk.", widget, "."].concat();
        // Where it is blocked, even to ask for it fails.
        let area = dom::property(&dom::window(), "localStorage");
        let area = area.is_truthy().then(|| area.unchecked_into());
        Self { area, prefix, full: Cell::default() }
    }

    /// Whether the next page may know less than this one: the browser keeps nothing, may not yet, or has no room left.
    pub fn is_blocked(&self) -> bool {
        self.area().is_none() || self.full.get()
    }

    /// Removes everything of this widget's.
    pub fn clear(&self) {
        self.full.set(false);
        for key in self.keys() {
            if key.starts_with(&self.prefix) {
                self.set(&key, None);
            }
        }
    }

    /// Nothing is read or written while the visitor has not consented, if the site asks for that: then our first script
    /// (`public/widget/start.js`) keeps this attribute.
    fn area(&self) -> Option<&web_sys::Storage> {
        self.area.as_ref().filter(|_| dom::root_attribute("data-consent").is_none())
    }

    fn keys(&self) -> Vec<String> {
        let Some(area) = self.area() else { return Vec::new() };
        (0..area.length().unwrap_or_default()).filter_map(|index| area.key(index).ok().flatten()).collect()
    }

    fn get(&self, key: &str) -> Option<String> {
        self.area()?.get_item(key).ok().flatten()
    }

    /// Everything that an earlier page has left but the draft.
    pub fn kept(&self) -> Kept {
        let items = self.keys().into_iter().filter_map(|key| Some((self.get(&key)?, key)));
        collect(&self.prefix, items.map(|(value, key)| (key, value)))
    }

    /// The text that stood in the composer.
    pub fn draft(&self) -> String {
        self.get(&self.key(DRAFT)).unwrap_or_default()
    }

    /// Keeps the composer's text.
    pub fn keep_draft(&self, text: &str) {
        self.set(&self.key(DRAFT), Some(text).filter(|text| !text.is_empty()));
    }

    /// Keeps or forgets the token.
    pub fn keep_token(&self, token: Option<&str>) {
        self.set(&self.key(TOKEN), token);
    }

    /// Keeps which conversation was put away.
    pub fn keep_dismissed(&self, conversation: &ConversationId) {
        self.set(&self.key(DISMISSED), Some(conversation.as_str()));
    }

    /// Keeps a command until it is acknowledged.
    pub fn keep_pending(&self, pending: &Pending<VisitorCommand>) {
        self.set(&self.pending_key(&pending.id), Some(&wire::write_saved(pending)));
    }

    /// Forgets a command.
    pub fn drop_pending(&self, id: &ClientId) {
        self.set(&self.pending_key(id), None);
    }

    /// Reads a `storage` event.
    pub fn change(&self, key: &str, value: Option<String>) -> Option<Change> {
        read_change(key.strip_prefix(&self.prefix)?, value)
    }

    fn key(&self, name: &str) -> String {
        [&self.prefix, name].concat()
    }

    fn pending_key(&self, id: &ClientId) -> String {
        [&self.prefix, PENDING, id.as_str()].concat()
    }

    fn set(&self, key: &str, value: Option<&str>) {
        let Some(area) = self.area() else { return };
        // A full storage is as good as none: the page goes on with what it has in memory.
        let kept = match value {
            Some(value) => area.set_item(key, value),
            None => area.remove_item(key),
        };
        self.full.set(self.full.get() || kept.is_err());
    }
}

/// Sorts out what is ours. Ids made later sort later, so the commands come in the order in which they were given,
/// whichever tab gave them.
fn collect(prefix: &str, items: impl Iterator<Item = (String, String)>) -> Kept {
    let mut kept = Kept::default();
    for (key, value) in items {
        match key.strip_prefix(prefix).and_then(|name| read_change(name, Some(value))) {
            Some(Change::Token(token)) => kept.token = Some(token),
            Some(Change::Dismissed(conversation)) => kept.dismissed = Some(conversation),
            Some(Change::Pending(saved)) => {
                // There are few, and a sorting routine weighs more than it saves.
                let place =
                    kept.saved.iter().position(|later| later.id > saved.id).unwrap_or(kept.saved.len());
                kept.saved.insert(place, saved);
            }
            Some(Change::Done(_)) | None => {}
        }
    }
    kept
}

fn read_change(name: &str, value: Option<String>) -> Option<Change> {
    match (name, value) {
        (TOKEN, Some(token)) => Some(Change::Token(token)),
        (DISMISSED, Some(conversation)) => Some(Change::Dismissed(ConversationId(conversation))),
        (name, value) => {
            let id = name.strip_prefix(PENDING)?;
            Some(match value {
                Some(value) => Change::Pending(wire::read_saved(&value)?),
                None => Change::Done(ClientId::from(id)),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::problem::{Code, Problem};
    use shared::sync::Outbox;

    fn saved(id: &str, failed: bool) -> (Saved, String) {
        let id = ClientId::from(id);
        let mut outbox = Outbox::default();
        let command = VisitorCommand::Send {
            conversation: ConversationId::from("k"),
            id: id.clone(),
            text: "hi".into(),
            files: Vec::new(),
        };
        outbox.push(id.clone(), command.clone());
        if failed {
            outbox.refuse(&id, &Problem::new(Code::Ended, ""));
        }
        let text = wire::write_saved(outbox.iter().next().unwrap());
        (Saved { id, command, failed: failed.then_some(Code::Ended) }, text)
    }

    fn items(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect()
    }

    #[test]
    fn only_what_is_ours_and_whole_is_taken_in_order() {
        let ((first, first_text), (second, second_text)) = (saved("a1", false), saved("a2", true));
        let kept = collect(
            "frontdesk.w.",
            items(&[
                ("frontdesk.w.pending.a2", &second_text),
                ("frontdesk.w.pending.a1", &first_text),
                ("frontdesk.w.pending.a3", "{\"torn"),
                ("frontdesk.w.token", "t"),
                ("frontdesk.w.dismissed", "k0"),
                ("frontdesk.w.draft", "dear"),
                ("frontdesk.other.token", "not ours"),
                ("token", "not ours either"),
            ])
            .into_iter(),
        );
        assert_eq!(kept.token.as_deref(), Some("t"));
        assert_eq!(kept.dismissed, Some(ConversationId::from("k0")));
        assert_eq!(kept.saved, [first, second]);
    }

    #[test]
    fn changes_of_other_tabs() {
        let (first, value) = saved("a1", false);
        for (name, value, change) in [
            ("token", Some("t"), Some(Change::Token("t".into()))),
            ("token", None, None),
            ("draft", Some("x"), None),
            ("dismissed", Some("k"), Some(Change::Dismissed(ConversationId::from("k")))),
            ("pending.a1", Some(value.as_str()), Some(Change::Pending(first))),
            ("pending.a1", Some("?"), None),
            ("pending.a1", None, Some(Change::Done(ClientId::from("a1")))),
        ] {
            assert_eq!(read_change(name, value.map(String::from)), change, "{name}");
        }
    }
}
