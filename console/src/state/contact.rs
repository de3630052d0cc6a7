//! Contacts as the console works with them: what a new card begins with, whether two changes stand against each other, and
//! how long a visitor stayed on each page. Pure.

use shared::contact::known::Visited;
use shared::contact::{ContactDraft, ContactPatch, names};
use shared::ids::ContactId;
use shared::people::VisitorCard;
use shared::time::Timestamp;

/// What a card begins with: what the visitor said of themself.
pub fn prefilled(visitor: &VisitorCard) -> ContactDraft {
    let (first_name, last_name) = names(&visitor.name);
    let given = |text: &str| {
        let text = text.trim();
        if text.is_empty() { Vec::new() } else { vec![text.to_owned()] }
    };
    ContactDraft {
        first_name,
        last_name,
        company: visitor.company.trim().into(),
        emails: given(&visitor.email),
        phones: given(&visitor.phone),
        ..ContactDraft::default()
    }
}

/// Whether somebody else has changed since `read` what a patch changes, too.
pub fn clashes(patch: &ContactPatch, read: &ContactDraft, theirs: &ContactDraft) -> bool {
    (patch.first_name.is_some() && read.first_name != theirs.first_name)
        || (patch.last_name.is_some() && read.last_name != theirs.last_name)
        || (patch.company.is_some() && read.company != theirs.company)
        || (patch.emails.is_some() && read.emails != theirs.emails)
        || (patch.phones.is_some() && read.phones != theirs.phones)
        || (patch.notes.is_some() && read.notes != theirs.notes)
        || (patch.tags.is_some() && read.tags != theirs.tags)
        || patch.values.keys().any(|id| read.values.get(id) != theirs.values.get(id))
}

/// What was told of the card of a conversation's visitor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CardTold {
    /// Counts how often anything was.
    pub times: u32,
    /// Which card at which version, the last time; none if it may be any.
    last: Option<(ContactId, u32)>,
}

impl CardTold {
    /// Something was told: of a card at a version, which is 0 if it is gone, or of any.
    pub fn hear(&mut self, contact: Option<ContactId>, version: u32) {
        self.times += 1;
        self.last = contact.map(|contact| (contact, version));
    }

    /// Whether the card that is shown may be another one by now.
    pub fn is_news(&self, shown: Option<(&ContactId, u32)>) -> bool {
        match (&self.last, shown) {
            (Some((told, version)), Some((known, at))) if told == known => *version == 0 || *version > at,
            _ => self.times > 0,
        }
    }
}

/// A list with one entry written anew, added at its end, or taken out if nothing is left of it.
pub fn with_entry(list: &[String], at: usize, text: &str) -> Vec<String> {
    let mut list = list.to_vec();
    match list.get_mut(at) {
        Some(_) if text.trim().is_empty() => drop(list.remove(at)),
        Some(entry) => *entry = text.into(),
        None => list.push(text.into()),
    }
    list
}

/// Each page with how long the visitor was there, in milliseconds, until an instant.
pub fn stays(trail: &[Visited], until: Timestamp) -> Vec<(Visited, i64)> {
    let ends = trail.iter().skip(1).map(|next| next.at).chain([until]);
    trail.iter().zip(ends).map(|(page, end)| (page.clone(), end.millis_since(page.at).max(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_begins_with_what_the_visitor_said() {
        let visitor = VisitorCard {
            name: "Vera Lund".into(),
            email: " vera@example.org".into(),
            ..VisitorCard::default()
        };
        let set = prefilled(&visitor);
        assert_eq!((set.first_name.as_str(), set.last_name.as_str()), ("Vera", "Lund"));
        assert_eq!((set.emails, set.phones), (vec!["vera@example.org".to_owned()], vec![]));
    }

    #[test]
    fn two_changes_clash_where_they_change_the_same() {
        let read = ContactDraft { company: "Old".into(), ..ContactDraft::default() };
        let theirs = ContactDraft {
            company: "Theirs".into(),
            values: [("plan".into(), "Gold".into())].into(),
            ..ContactDraft::default()
        };
        let company = ContactPatch { company: Some("Mine".into()), ..ContactPatch::default() };
        let notes = ContactPatch { notes: Some("Mine".into()), ..ContactPatch::default() };
        let value = |id: &str| ContactPatch {
            values: [(id.into(), "Mine".into())].into(),
            ..ContactPatch::default()
        };
        for (patch, expected) in
            [(company, true), (notes, false), (value("plan"), true), (value("size"), false)]
        {
            assert_eq!(clashes(&patch, &read, &theirs), expected, "{patch:?}");
            assert!(!clashes(&patch, &read, &read));
        }
    }

    #[test]
    fn what_one_knows_already_is_no_news() {
        let (mine, other) = (ContactId::from("c1"), ContactId::from("c2"));
        let mut told = CardTold::default();
        assert!(!told.is_news(None));
        for (contact, version, shown, is_news) in [
            (Some(&mine), 3, Some((&mine, 2)), true),
            (Some(&mine), 3, Some((&mine, 3)), false),
            (Some(&mine), 0, Some((&mine, 3)), true),
            (Some(&other), 1, Some((&mine, 3)), true),
            (Some(&mine), 1, None, true),
            (None, 0, Some((&mine, 3)), true),
        ] {
            told.hear(contact.cloned(), version);
            assert_eq!(told.is_news(shown), is_news, "{contact:?} {version} {shown:?}");
        }
        assert_eq!(told.times, 6);
    }

    #[test]
    fn an_entry_is_changed_added_or_taken_out() {
        let list = ["a".to_owned(), "b".to_owned()];
        assert_eq!(with_entry(&list, 0, "c"), ["c", "b"]);
        assert_eq!(with_entry(&list, 2, "c"), ["a", "b", "c"]);
        assert_eq!(with_entry(&list, 1, " "), ["a"]);
    }

    #[test]
    fn a_stay_ends_with_the_next_page_or_now() {
        let page = |url: &str, at| Visited { url: url.into(), title: String::new(), at: Timestamp(at) };
        let trail = [page("/a", 1_000), page("/b", 4_000)];
        let spent: Vec<i64> = stays(&trail, Timestamp(9_000)).into_iter().map(|(_, spent)| spent).collect();
        assert_eq!(spent, [3_000, 5_000]);
        let early: Vec<i64> = stays(&trail, Timestamp(2_000)).into_iter().map(|(_, spent)| spent).collect();
        assert_eq!(early, [3_000, 0], "clocks that differ don't count backwards");
    }
}
