//! What keeps Frontdesk from being used to mail strangers: nobody's free words go to an address that nobody has proven to
//! be theirs, and no address gets more than a few mails a day.

/// Most mails that one address gets in [`DAY_MILLIS`].
pub const MAILS_PER_DAY: u32 = 3;
/// The time over which they are counted, in milliseconds.
pub const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Whoever has it was vouched for, or has answered from it.
    Proven,
    /// Somebody typed it.
    Typed,
}

/// Whose words a mail carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// The product's alone, and links to this server.
    Ours,
    /// Also what somebody wrote: names, subjects, messages.
    Theirs,
}

/// Why a mail isn't written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Free words would go to an address that anybody may have typed.
    Relay,
    /// The address has had its mails of the day.
    TooMany,
}

/// Whether a mail may be written to an address that has had so many in [`DAY_MILLIS`].
pub fn admit(standing: Standing, words: Words, had: u32) -> Result<(), Refusal> {
    if standing == Standing::Typed && words == Words::Theirs {
        return Err(Refusal::Relay);
    }
    if had >= MAILS_PER_DAY { Err(Refusal::TooMany) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_get_no_free_words_and_nobody_gets_many() {
        use Standing::{Proven, Typed};
        use Words::{Ours, Theirs};
        for (standing, words, had, told) in [
            (Typed, Ours, 0, Ok(())),
            (Typed, Ours, 2, Ok(())),
            (Typed, Ours, 3, Err(Refusal::TooMany)),
            (Typed, Theirs, 0, Err(Refusal::Relay)),
            (Typed, Theirs, 9, Err(Refusal::Relay)),
            (Proven, Theirs, 2, Ok(())),
            (Proven, Theirs, 3, Err(Refusal::TooMany)),
            (Proven, Ours, u32::MAX, Err(Refusal::TooMany)),
        ] {
            assert_eq!(admit(standing, words, had), told, "{standing:?} {words:?} {had}");
        }
    }
}
