//! Typed identifiers. On the wire and in the database an id is an opaque string; in code a visitor's id can't be
//! passed where a conversation's is wanted.

use core::fmt;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as it is written on the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

id! {
    /// One exchange between a visitor and the staff.
    ConversationId
    /// A person on the site, as long as the browser remembers.
    VisitorId
    /// A member of staff who chats.
    AgentId
    /// A routing unit; visitors know it by its topic.
    QueueId
    /// One embedding of the chat: its texts, its sites. Public, as it stands in the tag.
    WidgetId
    /// Made by the client for each thing it asks to be recorded, so that asking twice records once.
    ClientId
    /// A file that somebody sent, or means to.
    FileId
    /// A canned response.
    CannedId
    /// The card of a known person.
    ContactId
    /// A field of a contact's card.
    ContactFieldId
    /// A word that sorts contacts.
    TagId
    /// A room in which agents talk with each other.
    RoomId
    /// Names one life of the database. It changes when a backup is restored; what a client has learnt of an earlier
    /// epoch is then worth nothing.
    Epoch
}

/// A version 7 UUID (RFC 9562, section 5.7) from a time in Unix milliseconds and ten random bytes.
///
/// Ids made later sort later, which keeps database indexes dense.
pub fn uuid_v7(unix_millis: i64, random: [u8; 10]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&unix_millis.to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&random);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push(HEX[(byte >> 4) as usize] as char);
        text.push(HEX[(byte & 15) as usize] as char);
    }
    text
}

impl ClientId {
    /// Longest id that a client may make, in bytes. A UUID has 36.
    pub const MAX_BYTES: usize = 64;

    /// A new id from the present time in Unix milliseconds and fresh random bytes.
    pub fn new(unix_millis: i64, random: [u8; 10]) -> Self {
        Self(uuid_v7(unix_millis, random))
    }

    /// Whether a foreign id may be stored: 1 to [`Self::MAX_BYTES`] characters out of `A-Z a-z 0-9 - _`.
    pub fn is_acceptable(&self) -> bool {
        (1..=Self::MAX_BYTES).contains(&self.0.len())
            && self.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuid_v7_matches_the_example_of_rfc_9562() {
        // Appendix A.6: 2022-02-22 14:22:22 -05:00, rand_a = 0xCC3, rand_b = 0x18C4DC0C0C07398F
        let random = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        assert_eq!(uuid_v7(0x017F_22E2_79B0, random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }

    #[test]
    fn later_ids_sort_later() {
        assert!(ClientId::new(1_700_000_000_000, [0xff; 10]) < ClientId::new(1_700_000_000_001, [0; 10]));
    }

    #[test]
    fn foreign_ids_are_checked() {
        for (text, good) in
            [("a", true), ("A-b_9", true), ("", false), ("ä", false), ("a b", false), ("a\0", false)]
        {
            assert_eq!(ClientId::from(text).is_acceptable(), good, "{text:?}");
        }
        assert!(!ClientId("x".repeat(65)).is_acceptable());
    }
}
