//! Bans: addresses whose visitors are turned away.

use crate::rules;
use crate::settings::{SettingFault, Wrong};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest reason in characters.
pub const REASON_CHARS: usize = 200;
/// Longest time of a ban in hours: ten years. What shall last longer lasts for ever.
pub const HOURS_MAX: u32 = 10 * 365 * 24;

/// A ban as somebody wants it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BanDraft {
    /// An address or a network such as `203.0.113.0/24`.
    pub network: String,
    /// For the staff; no visitor is told. 1 to [`REASON_CHARS`] characters.
    pub reason: String,
    /// For how many hours; `None` for ever.
    #[serde(default)]
    pub hours: Option<u32>,
}

/// The ban of a conversation's visitor, whose address the server knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisitorBan {
    /// Whom it covers.
    pub cover: Cover,
    /// As in [`BanDraft`].
    pub reason: String,
    /// As in [`BanDraft`].
    #[serde(default)]
    pub hours: Option<u32>,
}

/// How much around a visitor's address is banned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cover {
    /// One IPv4 address; of IPv6, where each household has that many, a /64.
    Address,
    /// What is near it: an IPv4 /24, an IPv6 /48.
    Network,
}

/// A ban that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// To take it back by.
    pub id: String,
    /// Whom it covers, such as `203.0.113.9/32`.
    pub network: String,
    /// For the staff.
    pub reason: String,
    /// Since when.
    pub created_at: Timestamp,
    /// From when on no longer; `None` for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The name of who banned; `None` if it was done where the server runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What is wrong with reason and time of a ban.
pub fn faults(reason: &str, hours: Option<u32>) -> Vec<SettingFault> {
    let fault = |path: &str, wrong| SettingFault { path: path.into(), wrong };
    let reason = rules::one_line(reason);
    let of_reason = match reason.chars().count() {
        0 => Some(fault("reason", Wrong::Missing)),
        1..=REASON_CHARS => None,
        _ => Some(fault("reason", Wrong::TooLong)),
    };
    let is_odd = hours.is_some_and(|hours| !(1..=HOURS_MAX).contains(&hours));
    of_reason.into_iter().chain(is_odd.then(|| fault("hours", Wrong::OutOfRange))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_asked_for_and_no_time_is_endless_by_mistake() {
        let told = |reason: &str, hours| -> Vec<_> {
            faults(reason, hours).into_iter().map(|fault| (fault.path, fault.wrong)).collect()
        };
        assert_eq!(told("advertises", None), []);
        assert_eq!(told("ж".repeat(200).as_str(), Some(HOURS_MAX)), []);
        assert_eq!(
            told("\u{200b} ", Some(0)),
            [("reason".into(), Wrong::Missing), ("hours".into(), Wrong::OutOfRange)]
        );
        assert_eq!(told(&"x".repeat(201), None), [("reason".into(), Wrong::TooLong)]);
    }
}
