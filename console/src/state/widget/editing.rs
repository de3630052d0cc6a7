//! What is set on the screen beside what the server has.

use super::faults::value_at;
use serde::{Deserialize, Serialize};
use shared::rest::{Widget, WidgetChange, WidgetDraft};
use shared::settings::{SettingFault, Wrong};

/// A widget under change. It is kept in the browser's storage while it differs from what is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Editing {
    /// As the server had it when it was read.
    pub saved: Widget,
    /// As it stands on the screen.
    pub set: WidgetDraft,
    /// What stood on the screen before somebody else's version was taken instead.
    pub kept: Option<WidgetDraft>,
    /// What the server found wrong, and with what.
    refused: Option<Refused>,
    /// Whether it was tried to save: nobody is blamed before for what is not filled in yet.
    is_tried: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Refused {
    faults: Vec<SettingFault>,
    set: WidgetDraft,
}

impl Editing {
    /// A widget as the server told it.
    pub fn new(saved: Widget) -> Self {
        Self { set: saved.set.clone(), saved, kept: None, refused: None, is_tried: false }
    }

    /// Whether there is something to save.
    pub fn is_dirty(&self) -> bool {
        self.set != self.saved.set
    }

    /// What to ask the server for.
    pub fn change(&self) -> WidgetChange {
        WidgetChange { version: self.saved.version, set: self.set.clone() }
    }

    /// Begins to save: `false`, if something is wrong that the server would refuse anyway.
    pub fn try_to_save(&mut self) -> bool {
        self.is_tried = true;
        self.refused = None;
        self.faults().is_empty()
    }

    /// The server has saved what was sent; what was changed since stays changed.
    pub fn saved(&mut self, widget: Widget, sent: &WidgetDraft) {
        // The server may have tidied up what it was sent.
        if self.set == *sent {
            self.set = widget.set.clone();
        }
        self.saved = widget;
        self.is_tried = false;
        self.refused = None;
        self.kept = None;
    }

    /// The server has refused what was sent.
    pub fn refused(&mut self, faults: Vec<SettingFault>, sent: WidgetDraft) {
        self.refused = Some(Refused { faults, set: sent });
    }

    /// Everything that is wrong now. What the server found stays wrong until the value is another.
    pub fn faults(&self) -> Vec<SettingFault> {
        let mut faults = self.set.settings.faults();
        if self.set.name.trim().is_empty() {
            faults.insert(0, SettingFault { path: "name".into(), wrong: Wrong::Missing });
        }
        if let Some(refused) = &self.refused {
            let still = |fault: &&SettingFault| {
                value_at(&refused.set, &fault.path) == value_at(&self.set, &fault.path)
            };
            for fault in refused.faults.iter().filter(still) {
                if !faults.iter().any(|known| known.path == fault.path) {
                    faults.push(fault.clone());
                }
            }
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

    /// Somebody else's version instead of one's own, which is kept to look at.
    pub fn take_theirs(&mut self, theirs: Widget) {
        let mine = self.set.clone();
        *self = Self::new(theirs);
        self.kept = Some(mine);
    }

    /// One's own version upon somebody else's: the next save overwrites that one.
    pub fn overwrite(&mut self, theirs: Widget) {
        self.saved = theirs;
    }

    /// Brings back what was kept.
    pub fn use_kept(&mut self) {
        if let Some(kept) = self.kept.take() {
            self.set = kept;
        }
    }
}
