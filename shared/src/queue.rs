//! Everything that an admin can set for a queue, and the check of it, the same in browser and server. Stored as JSON; a
//! setting that an older version hasn't written takes its default.

use crate::hours::{Flaw, Hours};
use crate::ids::{AgentId, QueueId};
use crate::rules;
use crate::settings::{ByLang, LANGUAGES, SettingFault, TEXT_CHARS, Wrong};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most rules of a queue.
pub const RULES_MAX: usize = 10;
/// Longest time for accepting an offer, in seconds; the shortest is [`ACCEPT_MIN_SECONDS`].
pub const ACCEPT_MAX_SECONDS: u32 = 3_600;
/// Shortest time for accepting an offer, in seconds.
pub const ACCEPT_MIN_SECONDS: u32 = 5;
/// Longest time before overflow or ticket, in seconds: a day.
pub const LATER_MAX_SECONDS: u32 = 86_400;
/// Most agents that a rule picks at once.
pub const PICK_MAX: u32 = 100;
/// Longest subject of a ticket in characters.
pub const SUBJECT_CHARS: usize = 200;

/// What an admin sets for a queue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueDraft {
    /// What the staff calls it, and visitors whose language has no topic of its own; 1 to 100 characters.
    pub name: String,
    /// Who is offered what waits in it, in their order.
    pub members: Vec<AgentId>,
    /// All else.
    pub settings: QueueSettings,
}

/// How a queue works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueueSettings {
    /// The topic's name by language.
    pub topics: ByLang,
    /// To whom a conversation is offered: one rule after the other, and then from the first again. Never empty.
    pub rules: Vec<Rule>,
    /// How long an offer waits for an answer, in seconds.
    pub accept_seconds: u32,
    /// Whether an agent who lets an offer pass counts as away from then on.
    pub away_when_silent: bool,
    /// Where a conversation goes that nobody took.
    pub overflow: Option<Overflow>,
    /// After how many seconds in the queue a conversation becomes a ticket at last, if something was written.
    pub ticket_after_seconds: Option<u32>,
    /// When it is open; `None` is always.
    pub hours: Option<Hours>,
    /// What visitors read while it is closed, by language, instead of the widget's own notice.
    pub closed_notice: ByLang,
    /// The subject of a ticket made from a conversation of this queue; `{queue}` stands for the queue's name.
    pub ticket_subject: String,
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            topics: ByLang::new(),
            rules: vec![Rule::Everyone],
            accept_seconds: 60,
            away_when_silent: false,
            overflow: None,
            ticket_after_seconds: None,
            hours: None,
            closed_notice: ByLang::new(),
            ticket_subject: "Ticket for chat from queue {queue}".into(),
        }
    }
}

impl QueueSettings {
    /// The topic's name in a language.
    pub fn topic<'a>(&'a self, name: &'a str, lang: &str) -> &'a str {
        self.topics.get(lang).filter(|topic| !topic.is_empty()).map_or(name, String::as_str)
    }
}

/// Whom a queue offers a conversation to. Only agents count who are online, have room for one more, and haven't been
/// tried since all were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// All members at once. As the last rule it has no end: whoever comes is offered it too.
    Everyone,
    /// One given agent.
    Agent {
        /// Who.
        agent: AgentId,
    },
    /// Some members by chance, at once.
    Random {
        /// How many.
        count: u32,
    },
    /// The first members by the queue's order, at once.
    Top {
        /// How many.
        count: u32,
    },
    /// One member after the other in the queue's order, going on where the last conversation stopped.
    RoundRobin,
    /// The member with the fewest conversations.
    FewestConversations,
    /// The member who has been given none for the longest time.
    LeastRecent,
    /// The agent who last had a conversation with this visitor.
    LastAgent,
}

impl Rule {
    /// As it is written.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Agent { .. } => "agent",
            Self::Random { .. } => "random",
            Self::Top { .. } => "top",
            Self::RoundRobin => "round_robin",
            Self::FewestConversations => "fewest_conversations",
            Self::LeastRecent => "least_recent",
            Self::LastAgent => "last_agent",
        }
    }
}

/// Where a conversation goes that nobody took in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overflow {
    /// Into which queue.
    pub queue: QueueId,
    /// After how many seconds in this one.
    pub after_seconds: u32,
}

impl QueueDraft {
    /// Everything that is wrong, as far as it can be told without the database; nothing is stored as long as there is
    /// something. `own` is the queue itself, where it exists already.
    pub fn faults(&self, own: Option<&QueueId>) -> Vec<SettingFault> {
        let mut faults = Vec::new();
        let mut add = |path: &str, wrong| faults.push(SettingFault { path: path.into(), wrong });
        match rules::name(&self.name) {
            Ok(name) if name.is_empty() => add("name", Wrong::Missing),
            Ok(_) => {}
            Err(_) => add("name", Wrong::TooLong),
        }
        if self.members.iter().collect::<BTreeSet<_>>().len() < self.members.len() {
            add("members", Wrong::Twice);
        }
        let set = &self.settings;
        for (group, texts, longest) in
            [("topics", &set.topics, rules::NAME_CHARS), ("closed_notice", &set.closed_notice, TEXT_CHARS)]
        {
            for (lang, text) in texts {
                let path = format!("settings.{group}.{lang}");
                if !LANGUAGES.contains(&lang.as_str()) {
                    add(&path, Wrong::Malformed);
                }
                if text.chars().count() > longest {
                    add(&path, Wrong::TooLong);
                }
            }
        }
        match set.rules.len() {
            0 => add("settings.rules", Wrong::Missing),
            1..=RULES_MAX => {}
            _ => add("settings.rules", Wrong::TooLong),
        }
        for (at, rule) in set.rules.iter().enumerate() {
            match rule {
                Rule::Random { count } | Rule::Top { count } if !(1..=PICK_MAX).contains(count) => {
                    add(&format!("settings.rules.{at}.count"), Wrong::OutOfRange);
                }
                Rule::Agent { agent } if agent.as_str().is_empty() => {
                    add(&format!("settings.rules.{at}.agent"), Wrong::Missing);
                }
                _ => {}
            }
            if set.rules[..at].contains(rule) {
                add(&format!("settings.rules.{at}"), Wrong::Twice);
            }
        }
        if !(ACCEPT_MIN_SECONDS..=ACCEPT_MAX_SECONDS).contains(&set.accept_seconds) {
            add("settings.accept_seconds", Wrong::OutOfRange);
        }
        if let Some(overflow) = &set.overflow {
            if overflow.queue.as_str().is_empty() || own == Some(&overflow.queue) {
                add("settings.overflow.queue", Wrong::Missing);
            }
            if !(1..=LATER_MAX_SECONDS).contains(&overflow.after_seconds) {
                add("settings.overflow.after_seconds", Wrong::OutOfRange);
            }
        }
        if set.ticket_after_seconds.is_some_and(|after| !(1..=LATER_MAX_SECONDS).contains(&after)) {
            add("settings.ticket_after_seconds", Wrong::OutOfRange);
        }
        match rules::one_line(&set.ticket_subject).chars().count() {
            0 => add("settings.ticket_subject", Wrong::Missing),
            1..=SUBJECT_CHARS => {}
            _ => add("settings.ticket_subject", Wrong::TooLong),
        }
        if let Some(hours) = &set.hours {
            for flaw in hours.flaws() {
                match flaw {
                    Flaw::DayOverlaps(day) => {
                        add(&format!("settings.hours.week.{}", day.name()), Wrong::Twice);
                    }
                    Flaw::DateOverlaps(date) => {
                        add(&format!("settings.hours.exceptions.{date}"), Wrong::Twice);
                    }
                    Flaw::NoDate(date) => {
                        add(&format!("settings.hours.exceptions.{date}"), Wrong::Malformed);
                    }
                    Flaw::TooMany => add("settings.hours", Wrong::TooLong),
                }
            }
            if hours.zone.is_empty() {
                add("settings.hours.zone", Wrong::Missing);
            }
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(draft: &QueueDraft) -> Vec<String> {
        draft.faults(Some(&"q1".into())).into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn a_draft_with_defaults_wants_only_a_name() {
        assert_eq!(paths(&QueueDraft::default()), ["name"]);
        assert_eq!(paths(&QueueDraft { name: "Sales".into(), ..QueueDraft::default() }), [""; 0]);
    }

    #[test]
    fn each_fault_has_its_path() {
        let draft = QueueDraft {
            name: "x".repeat(101),
            members: vec!["a".into(), "a".into()],
            settings: QueueSettings {
                topics: [("xx".into(), "y".into())].into(),
                rules: vec![Rule::Everyone, Rule::Random { count: 0 }, Rule::Everyone],
                accept_seconds: 4,
                overflow: Some(Overflow { queue: "q1".into(), after_seconds: 0 }),
                ticket_after_seconds: Some(86_401),
                hours: Some(Hours::default()),
                ticket_subject: " ".into(),
                ..QueueSettings::default()
            },
        };
        assert_eq!(
            paths(&draft),
            [
                "name",
                "members",
                "settings.topics.xx",
                "settings.rules.1.count",
                "settings.rules.2",
                "settings.accept_seconds",
                "settings.overflow.queue",
                "settings.overflow.after_seconds",
                "settings.ticket_after_seconds",
                "settings.ticket_subject",
                "settings.hours.zone",
            ]
        );
    }

    #[test]
    fn a_topic_falls_back_to_the_name() {
        let set = QueueSettings { topics: [("pl".into(), "Sprzedaż".into())].into(), ..Default::default() };
        assert_eq!((set.topic("Sales", "pl"), set.topic("Sales", "ru")), ("Sprzedaż", "Sales"));
    }
}
