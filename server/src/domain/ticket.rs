//! One ticket: what the staff may do to it, and which entries of its thread that makes.

use shared::ids::QueueId;
use shared::people::AgentCard;
use shared::ticket::{Priority, Status, TicketFact};

/// A ticket as far as it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// What people call it by.
    pub number: u32,
    /// Where it stands.
    pub status: Status,
    /// How much it hurries.
    pub priority: Priority,
    /// Who has it.
    pub assignee: Option<AgentCard>,
    /// Its queue.
    pub queue: QueueId,
    /// The queue's name.
    pub topic: String,
    /// What it is about.
    pub subject: String,
    /// The ticket in which it goes on.
    pub merged_into: Option<u32>,
}

/// What one of the staff does. Texts were checked, and who and what is named is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers the requester.
    Reply {
        /// What is written.
        text: String,
        /// Where the ticket stands after it.
        then: Status,
    },
    /// Writes a word for colleagues.
    Note {
        /// What is written.
        text: String,
    },
    /// Arranges it anew.
    Arrange(Arrangement),
    /// Lets it go on in another one.
    MergeInto(u32),
    /// Lets another one go on in it.
    TakeIn(u32),
}

/// What is to be different; what is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// Where it is to stand.
    pub status: Option<Status>,
    /// How much it is to hurry.
    pub priority: Option<Priority>,
    /// Who is to have it, or nobody.
    pub assignee: Option<Option<AgentCard>>,
    /// In which queue it is to be, with the queue's name.
    pub queue: Option<(QueueId, String)>,
    /// What it is to be about.
    pub subject: Option<String>,
}

/// Why something can't be done to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It goes on in another one, and so does everything that is done to it. That can't be taken back.
    Merged,
    /// It would go on in itself.
    Itself,
}

impl State {
    /// Decides on an act and, if it is legal, takes into account what follows. Whoever answers a ticket that nobody has
    /// gets it. No entries are nothing to record.
    ///
    /// As neither of two tickets that are merged may have been before, no ticket leads back to itself.
    ///
    /// # Errors
    /// The rule that the act breaks; then nothing has changed.
    pub fn act(&mut self, by: &AgentCard, act: Act) -> Result<Vec<TicketFact>, Refusal> {
        if self.merged_into.is_some() {
            return Err(Refusal::Merged);
        }
        Ok(match act {
            Act::Note { text } => vec![TicketFact::Note { text }],
            Act::Reply { text, then } => {
                let takes = self.assignee.is_none().then(|| Some(by.clone()));
                let follows = Arrangement { status: Some(then), assignee: takes, ..Arrangement::default() };
                let mut facts = vec![TicketFact::Reply { text }];
                facts.extend(self.arrange(follows));
                facts
            }
            Act::Arrange(wanted) => self.arrange(wanted),
            Act::MergeInto(number) | Act::TakeIn(number) if number == self.number => {
                return Err(Refusal::Itself);
            }
            Act::MergeInto(number) => {
                self.merged_into = Some(number);
                let solved = Arrangement { status: Some(Status::Solved), ..Arrangement::default() };
                let mut facts = vec![TicketFact::MergedInto { number }];
                facts.extend(self.arrange(solved));
                facts
            }
            Act::TakeIn(number) => vec![TicketFact::Merged { number }],
        })
    }

    fn arrange(&mut self, wanted: Arrangement) -> Vec<TicketFact> {
        let mut facts = Vec::new();
        if let Some(to) = wanted.status.filter(|status| *status != self.status) {
            facts.push(TicketFact::Status { from: self.status, to });
            self.status = to;
        }
        if let Some(to) = wanted.priority.filter(|priority| *priority != self.priority) {
            facts.push(TicketFact::Priority { from: self.priority, to });
            self.priority = to;
        }
        let id = |agent: &Option<AgentCard>| agent.as_ref().map(|agent| agent.id.clone());
        if let Some(to) = wanted.assignee.filter(|assignee| id(assignee) != id(&self.assignee)) {
            let from = std::mem::replace(&mut self.assignee, to.clone());
            facts.push(TicketFact::Assignee { from, to });
        }
        if let Some((queue, to)) = wanted.queue.filter(|(queue, _)| *queue != self.queue) {
            self.queue = queue;
            let from = std::mem::replace(&mut self.topic, to.clone());
            facts.push(TicketFact::Queue { from, to });
        }
        if let Some(to) = wanted.subject.filter(|subject| *subject != self.subject) {
            let from = std::mem::replace(&mut self.subject, to.clone());
            facts.push(TicketFact::Subject { from, to });
        }
        facts
    }
}

/// Of a record that is too long for a ticket's text the end, from the beginning of a line on.
pub fn end_of(text: &str, longest: usize) -> String {
    let over = text.chars().count().saturating_sub(longest);
    if over == 0 {
        return text.to_owned();
    }
    // Room for the sign that something is left out.
    let start = text.char_indices().nth(over + 2).map_or(text.len(), |(at, _)| at);
    let rest = &text[start..];
    let line = rest.find('\n').map_or(rest, |end| &rest[end + 1..]);
    format!("…\n{line}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn card(name: &str) -> AgentCard {
        AgentCard { id: name.into(), name: name.into(), photo: None }
    }

    fn state() -> State {
        State {
            number: 7,
            status: Status::Open,
            priority: Priority::Normal,
            assignee: None,
            queue: "sales".into(),
            topic: "Sales".into(),
            subject: String::new(),
            merged_into: None,
        }
    }

    fn reply(then: Status) -> Act {
        Act::Reply { text: "Hi".into(), then }
    }

    fn kinds(facts: &[TicketFact]) -> Vec<&'static str> {
        facts.iter().map(TicketFact::kind).collect()
    }

    #[test]
    fn what_follows_from_what() {
        let by = card("anna");
        let with = |status, assignee: Option<&str>| State { status, assignee: assignee.map(card), ..state() };
        let arranged = |wanted| Act::Arrange(wanted);
        let none = Arrangement::default;
        for (before, act, made, status, assignee) in [
            (
                with(Status::Open, None),
                reply(Status::Pending),
                &["reply", "status", "assignee"][..],
                Status::Pending,
                Some("anna"),
            ),
            (with(Status::Open, Some("bo")), reply(Status::Open), &["reply"], Status::Open, Some("bo")),
            (
                with(Status::Solved, Some("bo")),
                reply(Status::Pending),
                &["reply", "status"],
                Status::Pending,
                Some("bo"),
            ),
            (
                with(Status::Pending, Some("bo")),
                reply(Status::Solved),
                &["reply", "status"],
                Status::Solved,
                Some("bo"),
            ),
            (with(Status::Solved, None), Act::Note { text: "x".into() }, &["note"], Status::Solved, None),
            (
                with(Status::Solved, None),
                arranged(Arrangement { status: Some(Status::Open), ..none() }),
                &["status"],
                Status::Open,
                None,
            ),
            (
                with(Status::Open, None),
                arranged(Arrangement { status: Some(Status::Open), ..none() }),
                &[],
                Status::Open,
                None,
            ),
            (
                with(Status::Open, None),
                arranged(Arrangement { assignee: Some(Some(card("bo"))), ..none() }),
                &["assignee"],
                Status::Open,
                Some("bo"),
            ),
            (
                with(Status::Open, Some("bo")),
                arranged(Arrangement { assignee: Some(Some(card("bo"))), ..none() }),
                &[],
                Status::Open,
                Some("bo"),
            ),
            (
                with(Status::Open, Some("bo")),
                arranged(Arrangement { assignee: Some(None), ..none() }),
                &["assignee"],
                Status::Open,
                None,
            ),
            (
                with(Status::Pending, None),
                Act::MergeInto(3),
                &["merged_into", "status"],
                Status::Solved,
                None,
            ),
            (with(Status::Solved, None), Act::MergeInto(3), &["merged_into"], Status::Solved, None),
            (with(Status::Solved, None), Act::TakeIn(3), &["merged"], Status::Solved, None),
        ] {
            let mut after = before.clone();
            let facts = after.act(&by, act.clone()).unwrap();
            assert_eq!(kinds(&facts), made, "{before:?} {act:?}");
            let has = after.assignee.as_ref().map(|agent| agent.name.as_str());
            assert_eq!((after.status, has), (status, assignee), "{before:?} {act:?}");
        }
    }

    #[test]
    fn everything_that_is_arranged_is_told() {
        let mut ticket = state();
        let wanted = Arrangement {
            priority: Some(Priority::Urgent),
            queue: Some(("help".into(), "Help".into())),
            subject: Some("Parcel".into()),
            ..Arrangement::default()
        };
        let facts = ticket.act(&card("anna"), Act::Arrange(wanted.clone())).unwrap();
        let told = [
            TicketFact::Priority { from: Priority::Normal, to: Priority::Urgent },
            TicketFact::Queue { from: "Sales".into(), to: "Help".into() },
            TicketFact::Subject { from: String::new(), to: "Parcel".into() },
        ];
        assert_eq!(facts, told);
        assert_eq!(ticket.act(&card("anna"), Act::Arrange(wanted)), Ok(vec![]), "it is so already");
    }

    #[test]
    fn nothing_is_done_to_a_merged_one_and_none_goes_on_in_itself() {
        let mut merged = State { merged_into: Some(3), ..state() };
        for act in [
            reply(Status::Open),
            Act::Note { text: "x".into() },
            Act::Arrange(Arrangement { status: Some(Status::Open), ..Arrangement::default() }),
            Act::MergeInto(4),
            Act::MergeInto(7),
            Act::TakeIn(4),
        ] {
            let before = merged.clone();
            assert_eq!(merged.act(&card("anna"), act.clone()), Err(Refusal::Merged), "{act:?}");
            assert_eq!(merged, before);
        }
        for act in [Act::MergeInto(7), Act::TakeIn(7)] {
            assert_eq!(state().act(&card("anna"), act), Err(Refusal::Itself));
        }
    }

    proptest! {
        #[test]
        fn the_end_of_a_long_record_has_room(text in "[a-cж\n]{0,60}", longest in 2usize..40) {
            let end = end_of(&text, longest);
            prop_assert!(end.chars().count() <= longest);
            prop_assert!(text.ends_with(end.strip_prefix("…\n").unwrap_or(&end)));
        }

        /// Merged as the store does it: both tickets are asked before either is changed.
        #[test]
        fn no_ticket_leads_back_to_itself(pairs in prop::collection::vec((0u32..6, 0u32..6), 0..20)) {
            let mut all: Vec<_> = (0..6).map(|number| State { number, ..state() }).collect();
            for (one, other) in pairs {
                let (mut from, mut to) = (all[one as usize].clone(), all[other as usize].clone());
                let by = card("anna");
                if from.act(&by, Act::MergeInto(other)).is_ok() && to.act(&by, Act::TakeIn(one)).is_ok() {
                    all[one as usize] = from;
                    all[other as usize] = to;
                }
            }
            for ticket in &all {
                let mut next = ticket.merged_into;
                for _ in 0..6 {
                    next = next.and_then(|number| all[number as usize].merged_into);
                }
                prop_assert_eq!(next, None);
            }
        }
    }
}
