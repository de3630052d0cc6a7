//! Contacts: the cards of known people. What stands on one ([`ContactDraft`]), which fields it has ([`field`]), its tags
//! ([`tag`]), telephone numbers ([`phone`]), and who a visitor is ([`known`]).

pub mod field;
pub mod known;
pub mod phone;
pub mod tag;

use crate::ids::{ContactFieldId, ContactId, ConversationId};
use crate::rest::ProblemDocument;
use crate::rules;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use tag::TagCard;

/// Most e-mail addresses of a contact, and most telephone numbers.
pub const ADDRESSES_MAX: usize = 20;
/// Most tags of a contact.
pub const TAGS_PER_CONTACT: usize = 20;
/// Longest notes in characters.
pub const NOTES_CHARS: usize = 10_000;
/// Contacts on one page of the list.
pub const PAGE_CONTACTS: usize = 50;
/// Longest text that contacts are looked for by, in characters; what is longer is refused.
pub const SOUGHT_CHARS: usize = 200;

/// What stands on a contact's card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactDraft {
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// May be empty.
    pub company: String,
    /// As they were typed, the one to write to first.
    pub emails: Vec<String>,
    /// As they were typed, the one to call first.
    pub phones: Vec<String>,
    /// What the staff knows besides.
    pub notes: String,
    /// What fields of the admin's own hold.
    pub values: BTreeMap<ContactFieldId, String>,
    /// By their names; one that nobody has used yet is made.
    pub tags: Vec<String>,
}

impl ContactDraft {
    /// What the contact is called: by name, else by company, address or number. Empty only for an empty card.
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        let name = name.trim();
        let others = [Some(&self.company), self.emails.first(), self.phones.first()];
        match name {
            "" => others.into_iter().flatten().find(|other| !other.is_empty()).cloned().unwrap_or_default(),
            name => name.into(),
        }
    }
}

/// The name that somebody gave as the two names of a card: the last word is the last name.
pub fn names(name: &str) -> (String, String) {
    let name = rules::one_line(name);
    match name.rsplit_once(' ') {
        Some((first, last)) => (first.trim().into(), last.into()),
        None => (name, String::new()),
    }
}

/// `GET /api/agent/contacts/{id}`, and the answer to whatever changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// Counts changes from 1.
    pub version: u32,
    /// What stands on it.
    pub set: ContactDraft,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// `POST /api/agent/contacts`: a card by hand, or of whoever talks in a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// What stands on it.
    pub set: ContactDraft,
    /// The conversation whose visitor it is; [`Code::Stale`](crate::problem::Code::Stale) if a colleague was faster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
}

/// `PATCH /api/agent/contacts/{id}`: what is named is set, all else stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPatch {
    /// The version that was read.
    pub version: u32,
    /// The first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// All e-mail addresses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emails: Option<Vec<String>>,
    /// All telephone numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phones: Option<Vec<String>>,
    /// The notes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// Some of the admin's fields; an empty value takes what stood there away.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<ContactFieldId, String>,
    /// All tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

impl From<ContactDraft> for ContactPatch {
    /// Everything that stands on a card.
    fn from(set: ContactDraft) -> Self {
        Self {
            version: 0,
            first_name: Some(set.first_name),
            last_name: Some(set.last_name),
            company: Some(set.company),
            emails: Some(set.emails),
            phones: Some(set.phones),
            notes: Some(set.notes),
            values: set.values,
            tags: Some(set.tags),
        }
    }
}

/// The refusal of a change of an older version, with how the contact stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactStale {
    /// The refusal.
    #[serde(flatten)]
    pub document: ProblemDocument,
    /// How it stands.
    pub now: Contact,
}

/// `POST /api/agent/contacts/{id}/merge`: lets one card go up in another, which is the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactMerge {
    /// The version that was read of the one that goes.
    pub version: u32,
    /// The one that stays.
    pub into: ContactId,
    /// The version that was read of the one that stays.
    pub into_version: u32,
}

/// The values of the query of `GET /api/agent/contacts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContactsWanted {
    /// Beginnings of words of name, company, address or number, all of which must stand there. At most
    /// [`SOUGHT_CHARS`].
    pub text: String,
    /// Only those with a tag of this name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tag: String,
    /// Where the page begins: [`ContactPage::next`] of the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A page of contacts, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactPage {
    /// At most [`PAGE_CONTACTS`].
    pub lines: Vec<ContactLine>,
    /// Where the next page begins; `None` if this is the last one.
    pub next: Option<String>,
}

/// A contact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    /// Its id.
    pub id: ContactId,
    /// Its version.
    pub version: u32,
    /// What it is called.
    pub name: String,
    /// May be empty.
    pub company: String,
    /// The first address; may be empty.
    pub email: String,
    /// The first number; may be empty.
    pub phone: String,
    /// Its tags by name.
    pub tags: Vec<TagCard>,
}

/// `GET /api/agent/contacts/{id}/content`: what stays when the contact is deleted, and is nobody's then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactContent {
    /// Conversations.
    pub conversations: u32,
    /// Tickets.
    pub tickets: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_called_by_what_there_is() {
        let mut set = ContactDraft { phones: vec!["112".into()], ..ContactDraft::default() };
        assert_eq!(set.name(), "112");
        set.emails = vec!["ira@example.org".into()];
        assert_eq!(set.name(), "ira@example.org");
        set.company = "Fern & Co".into();
        assert_eq!(set.name(), "Fern & Co");
        set.last_name = "Novak".into();
        assert_eq!(set.name(), "Novak");
        set.first_name = "Ira".into();
        assert_eq!(set.name(), "Ira Novak");
        assert_eq!(ContactDraft::default().name(), "");
    }

    #[test]
    fn the_last_word_of_a_name_is_the_last_name() {
        for (name, first, last) in
            [("Ira", "Ira", ""), (" Ira Maria  Novak ", "Ira Maria", "Novak"), ("", "", "")]
        {
            assert_eq!(names(name), (first.into(), last.into()), "{name:?}");
        }
    }
}
