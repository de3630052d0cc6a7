//! When a conversation whose visitor says nothing is over.

use shared::time::Timestamp;

/// A conversation that goes on, and since when its visitor is silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The visitor's last message, or the opening.
    pub spoke_at: Timestamp,
    /// When the visitor's last connection was gone, if that is known; a visitor who has come back has left all the same.
    pub left_at: Option<Timestamp>,
}

impl Silence {
    /// When it is over, if nothing happens before.
    pub fn ends_at(self, idle_seconds: u32) -> Timestamp {
        let since = self.left_at.map_or(self.spoke_at, |left| left.max(self.spoke_at));
        since.plus_millis(i64::from(idle_seconds) * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_later_of_the_last_word_and_the_leaving_counts() {
        let at = |seconds: i64| Timestamp(seconds * 1_000);
        for (spoke, left, idle, ends) in [
            (100, None, 60, 160),
            (100, Some(90), 60, 160),
            (100, Some(150), 60, 210),
            (0, None, 604_800, 604_800),
        ] {
            let silence = Silence { spoke_at: at(spoke), left_at: left.map(at) };
            assert_eq!(silence.ends_at(idle), at(ends), "{spoke} {left:?} {idle}");
        }
    }
}
