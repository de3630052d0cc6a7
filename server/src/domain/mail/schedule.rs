//! When a mail that wasn't taken is tried again, and when it is given up.

use shared::mail::Trouble;

/// A mail that is on its way counts as lost after this time, in milliseconds: whoever had it is gone. Longer than an
/// attempt can take.
pub const LEASE_MILLIS: i64 = 4 * MINUTE;
/// After a server couldn't be reached at all, nobody else's mail is tried for this long, in milliseconds.
pub const PAUSE_MILLIS: i64 = 10_000;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// How long after each attempt the next one comes, in milliseconds: about a day in all.
const WAITS: [i64; 8] = [MINUTE / 2, 2 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 8 * HOUR];
/// A wait is shortened or lengthened by at most this part of it, so that not everything comes at the same moment.
const JITTER_PART: i64 = 10;

/// What becomes of a mail that wasn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is tried again after so many milliseconds.
    Again(i64),
    /// It is given up.
    Dead,
}

/// What becomes of a mail after its `attempts`-th attempt, of which `unclear` may have succeeded. `dice` is any byte.
pub fn after(trouble: Trouble, attempts: u32, unclear: u32, dice: u8) -> Next {
    // A third copy would be one too many.
    if unclear > 1 || is_final(trouble) {
        return Next::Dead;
    }
    let tried = usize::try_from(attempts).unwrap_or(usize::MAX).saturating_sub(1);
    WAITS.get(tried).map_or(Next::Dead, |wait| {
        let span = 2 * wait / JITTER_PART;
        Next::Again(wait - wait / JITTER_PART + span * i64::from(dice) / i64::from(u8::MAX))
    })
}

/// Whether it would be the same the next time. What an admin or operator can mend is not: the mail waits for that.
const fn is_final(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::Refused | Trouble::Unclear | Trouble::Address | Trouble::Outdated)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_waits_grow_and_end_after_a_day() {
        let mut waited = 0;
        let mut told = Vec::new();
        for attempt in 1.. {
            match after(Trouble::Later, attempt, 0, 0x80) {
                Next::Again(wait) => {
                    waited += wait;
                    told.push(wait / 1_000);
                }
                Next::Dead => break,
            }
        }
        assert_eq!(told, [30, 120, 600, 3_601, 7_202, 14_405, 28_811, 28_811]);
        assert!((20 * HOUR..28 * HOUR).contains(&waited), "{waited}");
    }

    #[test]
    fn what_stays_as_it_is_is_given_up_at_once() {
        for (trouble, unclear, dead) in [
            (Trouble::Refused, 0, true),
            (Trouble::Address, 0, true),
            (Trouble::Key, 0, false),
            (Trouble::Outdated, 0, true),
            (Trouble::BrokeOff, 1, false),
            (Trouble::BrokeOff, 2, true),
            (Trouble::Credentials, 0, false),
            (Trouble::Certificate, 0, false),
            (Trouble::Unreachable, 0, false),
        ] {
            assert_eq!(after(trouble, 1, unclear, 0) == Next::Dead, dead, "{trouble:?} {unclear}");
        }
    }

    proptest! {
        #[test]
        fn no_wait_is_far_from_its_step(attempts in 0u32..20, dice: u8) {
            match after(Trouble::Later, attempts, 0, dice) {
                Next::Again(wait) => {
                    let step = WAITS[attempts.saturating_sub(1) as usize];
                    prop_assert!((wait - step).abs() <= step / JITTER_PART, "{wait} is far from {step}");
                }
                Next::Dead => prop_assert!(attempts as usize > WAITS.len()),
            }
        }
    }
}
