//! What keeps Frontdesk from being used to mail strangers: nobody's free words go to an address that nobody has proven to
//! be theirs, and no address gets more than a few mails a day. What one of the staff sends by hand is weighed otherwise:
//! somebody has looked at whom it goes to and what it says.

/// Most mails that one address gets in [`DAY_MILLIS`], answers apart.
pub const MAILS_PER_DAY: u32 = 3;
/// Most answers that one address gets in [`DAY_MILLIS`]. No talk by mail needs so many; whoever has stolen a session can't
/// flood a stranger with more.
pub const ANSWERS_PER_DAY: u32 = 50;
/// The time over which they are counted, in milliseconds.
pub const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// What is known of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Whoever has it was vouched for, or has answered from it.
    Proven,
    /// Somebody typed it.
    Typed,
    /// Somebody typed it, and one of the staff sends to it by hand, having seen it and what goes there.
    Confirmed,
}

/// Whose words a mail carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// The product's alone, and links to this server.
    Ours,
    /// Also what somebody wrote: names, subjects, messages.
    Theirs,
    /// What one of the staff wrote to whoever has the address. Nothing that was written by anybody else is quoted, so that
    /// nobody can have their words sent to a stranger by asking something in the stranger's name.
    Answer,
}

/// Why a mail isn't written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Free words would go to an address that anybody may have typed.
    Relay,
    /// The address has had its mails of the day.
    TooMany,
}

/// Whether a mail may be written to an address that has had so many in [`DAY_MILLIS`]. Answers are counted apart from the
/// others.
pub fn admit(standing: Standing, words: Words, had: u32) -> Result<(), Refusal> {
    if standing == Standing::Typed && words != Words::Ours {
        return Err(Refusal::Relay);
    }
    if had >= most(words) { Err(Refusal::TooMany) } else { Ok(()) }
}

const fn most(words: Words) -> u32 {
    match words {
        Words::Ours | Words::Theirs => MAILS_PER_DAY,
        Words::Answer => ANSWERS_PER_DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_get_no_free_words_and_nobody_gets_many() {
        use Standing::{Confirmed, Proven, Typed};
        use Words::{Answer, Ours, Theirs};
        for (standing, words, had, told) in [
            (Typed, Ours, 0, Ok(())),
            (Typed, Ours, 2, Ok(())),
            (Typed, Ours, 3, Err(Refusal::TooMany)),
            (Typed, Theirs, 0, Err(Refusal::Relay)),
            (Typed, Theirs, 9, Err(Refusal::Relay)),
            (Proven, Theirs, 2, Ok(())),
            (Proven, Theirs, 3, Err(Refusal::TooMany)),
            (Proven, Ours, u32::MAX, Err(Refusal::TooMany)),
            (Typed, Answer, 0, Err(Refusal::Relay)),
            (Confirmed, Theirs, 2, Ok(())),
            (Confirmed, Theirs, 3, Err(Refusal::TooMany)),
            (Confirmed, Answer, 49, Ok(())),
            (Confirmed, Answer, 50, Err(Refusal::TooMany)),
        ] {
            assert_eq!(admit(standing, words, had), told, "{standing:?} {words:?} {had}");
        }
    }
}
