//! An agent or a queue that an admin changes: what is set, what is wrong with it, and what was saved. Pure.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::canned::Canned;
use shared::rest::Queue;
use shared::settings::{SettingFault, Wrong};
use shared::staff::Agent;

/// What has a page of its own on which it is changed.
pub trait Subject: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Everything that can be set.
    type Set: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Its id, as it stands in addresses.
    fn id(&self) -> &str;
    /// As it is saved.
    fn set(&self) -> &Self::Set;
    /// Everything that is wrong with what is to be saved.
    fn faults(&self, set: &Self::Set) -> Vec<SettingFault>;
}

impl Subject for Agent {
    type Set = shared::staff::AgentDraft;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn set(&self) -> &Self::Set {
        &self.set
    }

    fn faults(&self, set: &Self::Set) -> Vec<SettingFault> {
        set.faults()
    }
}

impl Subject for Queue {
    type Set = shared::queue::QueueDraft;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn set(&self) -> &Self::Set {
        &self.set
    }

    fn faults(&self, set: &Self::Set) -> Vec<SettingFault> {
        set.faults(Some(&self.id))
    }
}

impl Subject for Canned {
    type Set = shared::canned::CannedDraft;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn set(&self) -> &Self::Set {
        &self.set
    }

    fn faults(&self, set: &Self::Set) -> Vec<SettingFault> {
        set.faults()
    }
}

/// A subject under change. It is kept in the browser's storage while it differs from what is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Edited<S: Subject> {
    /// As the server had it when it was read.
    pub saved: S,
    /// As it stands on the screen.
    pub set: S::Set,
    /// What the server found wrong, and with what.
    refused: Option<(Vec<SettingFault>, S::Set)>,
    /// Whether it was tried to save: nobody is blamed before for what is not filled in yet.
    is_tried: bool,
}

impl<S: Subject> Edited<S> {
    /// A subject as the server told it.
    pub fn new(saved: S) -> Self {
        Self { set: saved.set().clone(), saved, refused: None, is_tried: false }
    }

    /// Whether there is something to save.
    pub fn is_dirty(&self) -> bool {
        self.set != *self.saved.set()
    }

    /// Begins to save: `false`, if something is wrong that the server would refuse anyway.
    pub fn try_to_save(&mut self) -> bool {
        self.is_tried = true;
        self.refused = None;
        self.faults().is_empty()
    }

    /// The server has saved what was sent; what was changed since stays changed.
    pub fn saved(&mut self, subject: S, sent: &S::Set) {
        if self.set == *sent {
            self.set = subject.set().clone();
        }
        self.saved = subject;
        self.is_tried = false;
        self.refused = None;
    }

    /// The server has refused what was sent.
    pub fn refused(&mut self, faults: Vec<SettingFault>, sent: S::Set) {
        self.refused = Some((faults, sent));
    }

    /// Everything that is wrong now. What the server found stays wrong until something is changed.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = self.saved.faults(&self.set);
        if let Some((refused, sent)) = &self.refused
            && *sent == self.set
        {
            let known: Vec<String> = faults.iter().map(|fault| fault.path.clone()).collect();
            faults.extend(refused.iter().filter(|fault| !known.contains(&fault.path)).cloned());
        }
        if !self.is_tried {
            faults.retain(|fault| fault.wrong != Wrong::Missing);
        }
        faults
    }

    /// Everything as it is saved.
    pub fn discard(&mut self) {
        *self = Self::new(self.saved.clone());
    }

    /// What stands on the screen upon somebody else's version: the next save overwrites that one.
    pub fn overwrite(&mut self, theirs: S) {
        self.saved = theirs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::queue::QueueDraft;

    fn queue(version: u32, name: &str) -> Queue {
        Queue {
            id: "q1".into(),
            version,
            set: QueueDraft { name: name.into(), ..QueueDraft::default() },
            open: true,
            changes_at: None,
            waiting: 0,
            active: 0,
            online: 0,
        }
    }

    #[test]
    fn what_is_changed_is_dirty_until_saved_or_discarded() {
        let mut edited = Edited::new(queue(1, "Sales"));
        assert!(!edited.is_dirty());
        edited.set.name = "Shop".into();
        let sent = edited.set.clone();
        edited.set.settings.accept_seconds = 30;
        edited.saved(queue(2, "Shop"), &sent);
        assert!(edited.is_dirty(), "what was changed while it was saved is not saved");
        assert_eq!(edited.saved.version, 2);
        edited.discard();
        assert!(!edited.is_dirty() && edited.set.settings.accept_seconds == 60);
    }

    #[test]
    fn nobody_is_blamed_for_what_is_not_filled_in_before_saving() {
        let mut edited = Edited::new(queue(1, "Sales"));
        edited.set.name = String::new();
        assert_eq!(edited.faults(), []);
        assert!(!edited.try_to_save());
        assert_eq!(edited.faults()[0].path, "name");
    }

    #[test]
    fn what_the_server_found_is_wrong_until_something_is_changed() {
        let mut edited = Edited::new(queue(1, "Sales"));
        let fault = SettingFault { path: "name".into(), wrong: Wrong::Twice };
        edited.refused(vec![fault.clone()], edited.set.clone());
        assert_eq!(edited.faults(), [fault]);
        edited.set.name = "Other".into();
        assert_eq!(edited.faults(), []);
    }

    #[test]
    fn who_loses_the_race_keeps_what_was_written() {
        let mut edited = Edited::new(queue(1, "Sales"));
        edited.set.name = "Mine".into();
        edited.overwrite(queue(2, "Theirs"));
        assert_eq!((edited.saved.version, edited.set.name.as_str()), (2, "Mine"));
    }
}
