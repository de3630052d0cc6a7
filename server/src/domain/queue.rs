//! A queue as an admin sets it: checked on its own and beside its neighbours, and written the one way it is stored.

use super::hours::{Fault, Hours};
use shared::hours::Hours as Written;
use shared::ids::{AgentId, QueueId};
use shared::queue::{QueueDraft, QueueSettings, Rule};
use shared::rules;
use shared::settings::{ByLang, SettingFault, Wrong};
use std::collections::{BTreeMap, BTreeSet};

/// Stands for the queue's name in the subject of its tickets.
const QUEUE: &str = "{queue}";

/// The draft as it is stored: texts tidied up, empty ones left out, hours in their one way of writing. `own` is the
/// queue itself, where it exists already.
///
/// # Errors
/// All that is wrong with it, as far as it can be told without the database.
pub fn checked(draft: &QueueDraft, own: Option<&QueueId>) -> Result<QueueDraft, Vec<SettingFault>> {
    let mut faults = draft.faults(own);
    let hours = match draft.settings.hours.as_ref().map(Hours::try_from) {
        Some(Ok(hours)) => Some(Written::from(&hours)),
        Some(Err(Fault::Zone(zone))) if !zone.is_empty() => {
            faults.push(fault("settings.hours.zone", Wrong::Malformed));
            None
        }
        // The draft's own check has named it.
        Some(Err(_)) | None => None,
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    let set = &draft.settings;
    Ok(QueueDraft {
        name: rules::one_line(&draft.name),
        members: draft.members.clone(),
        settings: QueueSettings {
            topics: texts(&set.topics, rules::one_line),
            hours,
            closed_notice: texts(&set.closed_notice, |text| text.trim().to_owned()),
            ticket_subject: rules::one_line(&set.ticket_subject),
            ..set.clone()
        },
    })
}

/// Hours alone, as part of a queue that is edited: its faults have the paths of a whole draft.
///
/// # Errors
/// All that is wrong with them.
pub fn checked_hours(hours: &Written) -> Result<Hours, Vec<SettingFault>> {
    let settings = QueueSettings { hours: Some(hours.clone()), ..QueueSettings::default() };
    checked(&QueueDraft { name: "?".into(), settings, ..QueueDraft::default() }, None)?;
    Hours::try_from(hours).map_err(|_| vec![fault("settings.hours", Wrong::Malformed)])
}

fn texts(texts: &ByLang, tidy: impl Fn(&str) -> String) -> ByLang {
    let tidied = texts.iter().map(|(lang, text)| (lang.clone(), tidy(text)));
    tidied.filter(|(_, text)| !text.is_empty()).collect()
}

/// What a queue's settings can speak of.
#[derive(Clone, Debug, Default)]
pub struct Neighbours {
    /// Every agent who may sign in.
    pub agents: BTreeSet<AgentId>,
    /// Every other queue, and where it overflows to.
    pub queues: BTreeMap<QueueId, Option<QueueId>>,
}

impl Neighbours {
    /// What is wrong with a draft beside them: it names somebody or something that is gone, or what overflows from it
    /// would come back. `own` is the queue itself, where it exists already.
    pub fn faults(&self, draft: &QueueDraft, own: Option<&QueueId>) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        for (at, _) in draft.members.iter().enumerate().filter(|(_, agent)| !self.agents.contains(agent)) {
            faults.push(fault(&format!("members.{at}"), Wrong::Missing));
        }
        for (at, rule) in draft.settings.rules.iter().enumerate() {
            if matches!(rule, Rule::Agent { agent } if !self.agents.contains(agent)) {
                faults.push(fault(&format!("settings.rules.{at}.agent"), Wrong::Missing));
            }
        }
        if let Some(overflow) = &draft.settings.overflow {
            if !self.queues.contains_key(&overflow.queue) {
                faults.push(fault("settings.overflow.queue", Wrong::Missing));
            } else if own.is_some_and(|own| self.leads_to(&overflow.queue, own)) {
                faults.push(fault("settings.overflow.queue", Wrong::Malformed));
            }
        }
        faults
    }

    /// Whether what overflows from one queue comes to another at last.
    fn leads_to(&self, from: &QueueId, own: &QueueId) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = Some(from);
        while let Some(queue) = at {
            if queue == own {
                return true;
            }
            if !seen.insert(queue) {
                return false;
            }
            at = self.queues.get(queue).and_then(Option::as_ref);
        }
        false
    }
}

/// The subject of a ticket that is made of a conversation of a queue.
pub fn ticket_subject(name: &str, settings: &QueueSettings) -> String {
    settings.ticket_subject.replace(QUEUE, name)
}

fn fault(path: &str, wrong: Wrong) -> SettingFault {
    SettingFault { path: path.into(), wrong }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::queue::Overflow;

    fn draft(settings: QueueSettings) -> QueueDraft {
        QueueDraft { name: "Sales".into(), members: vec!["anna".into()], settings }
    }

    fn told(faults: &[SettingFault]) -> Vec<(&str, &Wrong)> {
        faults.iter().map(|fault| (fault.path.as_str(), &fault.wrong)).collect()
    }

    fn hours(json: &str) -> QueueSettings {
        QueueSettings { hours: Some(serde_json::from_str(json).unwrap()), ..QueueSettings::default() }
    }

    #[test]
    fn a_good_draft_is_tidied_up() {
        let rough = QueueDraft {
            name: " Sales\u{202e} \n now ".into(),
            settings: QueueSettings {
                topics: [("en".into(), " Buy ".into()), ("pl".into(), " ".into())].into(),
                closed_notice: [("en".into(), " Back\nsoon ".into()), ("ru".into(), String::new())].into(),
                ticket_subject: " About {queue} ".into(),
                ..hours(r#"{"zone":"europe/warsaw","week":{"mon":["13:00-14:00","09:00-12:00"],"tue":[]}}"#)
            },
            ..draft(QueueSettings::default())
        };
        let good = checked(&rough, None).unwrap();
        assert_eq!((good.name.as_str(), good.members.clone()), ("Sales   now", rough.members));
        assert_eq!(good.settings.topics, [("en".into(), "Buy".into())].into());
        assert_eq!(good.settings.closed_notice, [("en".into(), "Back\nsoon".into())].into());
        assert_eq!(good.settings.ticket_subject, "About {queue}");
        let json = r#"{"zone":"Europe/Warsaw","week":{"mon":["09:00-12:00","13:00-14:00"]}}"#;
        assert_eq!(serde_json::to_string(&good.settings.hours).unwrap(), json);
        assert_eq!(checked(&good, None).unwrap(), good, "once is enough");
    }

    #[test]
    fn hours_that_cannot_be_are_named() {
        for (json, path, wrong) in [
            (r#"{"zone":"Mars/Base"}"#, "settings.hours.zone", Wrong::Malformed),
            (r#"{"zone":""}"#, "settings.hours.zone", Wrong::Missing),
            (
                r#"{"zone":"UTC","week":{"mon":["09:00-13:00","12:00-14:00"]}}"#,
                "settings.hours.week.mon",
                Wrong::Twice,
            ),
            (
                r#"{"zone":"UTC","week":{"mon":["22:00-06:00","23:00-23:30"]}}"#,
                "settings.hours.week.mon",
                Wrong::Twice,
            ),
            (
                r#"{"zone":"UTC","exceptions":{"2026-02-30":[]}}"#,
                "settings.hours.exceptions.2026-02-30",
                Wrong::Malformed,
            ),
        ] {
            let faults = checked(&draft(hours(json)), None).unwrap_err();
            assert_eq!(told(&faults), [(path, &wrong)], "{json}");
        }
        // A night shift, and one through the hour that the clock skips, are what they are.
        for json in [
            r#"{"zone":"Europe/Warsaw","week":{"sat":["22:00-06:00"],"sun":["05:00-07:00"]}}"#,
            r#"{"zone":"Europe/Warsaw","exceptions":{"2026-03-29":["02:00-03:00"]}}"#,
        ] {
            assert!(checked(&draft(hours(json)), None).is_ok(), "{json}");
        }
    }

    #[test]
    fn what_is_gone_and_what_comes_back_is_named() {
        let neighbours = Neighbours {
            agents: ["anna".into(), "boris".into()].into(),
            queues: [
                ("b".into(), Some("c".into())),
                ("c".into(), Some("a".into())),
                ("d".into(), None),
                ("e".into(), Some("gone".into())),
                // Two that lead to each other, as nobody could have saved them.
                ("f".into(), Some("g".into())),
                ("g".into(), Some("f".into())),
            ]
            .into(),
        };
        let rules = vec![Rule::Agent { agent: "boris".into() }, Rule::Agent { agent: "clara".into() }];
        let bad = QueueDraft {
            members: vec!["anna".into(), "clara".into()],
            ..draft(QueueSettings { rules, ..QueueSettings::default() })
        };
        let missing = [("members.1", &Wrong::Missing), ("settings.rules.1.agent", &Wrong::Missing)];
        assert_eq!(told(&neighbours.faults(&bad, None)), missing);
        let own = QueueId::from("a");
        for (to, wrong) in [
            ("b", Some(Wrong::Malformed)),
            ("c", Some(Wrong::Malformed)),
            ("d", None),
            ("e", None),
            ("f", None),
            ("gone", Some(Wrong::Missing)),
        ] {
            let overflow = Some(Overflow { queue: to.into(), after_seconds: 60 });
            let faults =
                neighbours.faults(&draft(QueueSettings { overflow, ..Default::default() }), Some(&own));
            let expected: Vec<_> = wrong.iter().map(|wrong| ("settings.overflow.queue", wrong)).collect();
            assert_eq!(told(&faults), expected, "{to}");
        }
    }

    #[test]
    fn the_subject_of_a_ticket_names_its_queue() {
        let subject = |text: &str| {
            ticket_subject("Sales", &QueueSettings { ticket_subject: text.into(), ..Default::default() })
        };
        assert_eq!(subject("{queue}: chat of {queue}"), "Sales: chat of Sales");
        assert_eq!(ticket_subject("Sales", &QueueSettings::default()), "Ticket for chat from queue Sales");
    }
}
