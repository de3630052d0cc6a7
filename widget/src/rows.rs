//! The conversation as a list of rows, from top to bottom.

use crate::state::State;
use shared::ids::ClientId;
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{Author, PublicFact};
use shared::visitor::VisitorCommand;

/// After a break of this many milliseconds a message begins a new group.
const GROUP_MILLIS: i64 = 5 * 60_000;

/// One line of the list. What is in it never changes as long as its key stays; what changes (the state of a message)
/// is looked up by the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The same for the same thing, also before and after the server has recorded it.
    pub key: String,
    /// What it shows.
    pub kind: Kind,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new day began.
    Day(Timestamp),
    /// The conversation began.
    Opened(Timestamp, String),
    /// An agent came in.
    Joined(Timestamp, String),
    /// An agent went out.
    Left(Timestamp, String),
    /// The visitor ended it.
    EndedByVisitor(Timestamp),
    /// An agent ended it.
    EndedByAgent(Timestamp, String),
    /// The visitor wrote.
    Mine {
        /// By which its state can be looked up.
        id: ClientId,
        /// The text.
        text: String,
        /// Whether it stands apart from the message above.
        apart: bool,
    },
    /// An agent wrote.
    Theirs {
        /// When.
        at: Timestamp,
        /// Who.
        name: String,
        /// The text.
        text: String,
        /// Whether it stands apart from the message above.
        apart: bool,
    },
}

/// All rows. `day` gives the number of an instant's day where the visitor is.
pub fn rows(state: &State, day: impl Fn(Timestamp) -> i32) -> Vec<Row> {
    let Some(chat) = &state.chat else { return Vec::new() };
    let mut rows = Vec::new();
    let mut today = None;
    let mut before: Option<(Timestamp, &Author)> = None;
    for entry in &chat.timeline.entries {
        let Some(fact) = &entry.fact else { continue };
        let number = day(entry.at);
        if today.replace(number).is_some_and(|before| before != number) {
            rows.push(Row { key: ["day", &number.to_string()].concat(), kind: Kind::Day(entry.at) });
        }
        let apart = |by: &Author, before: Option<(Timestamp, &Author)>| {
            before.is_none_or(|(at, last)| last != by || entry.at.millis_since(at) > GROUP_MILLIS)
        };
        let key = entry.seq.to_string();
        let kind = match fact {
            PublicFact::Opened { topic } => Kind::Opened(entry.at, topic.clone()),
            PublicFact::Joined { agent } => Kind::Joined(entry.at, agent.name.clone()),
            PublicFact::Left { agent } => Kind::Left(entry.at, name(chat.timeline.summary.agent(agent))),
            PublicFact::Ended { by: Author::Visitor, .. } => Kind::EndedByVisitor(entry.at),
            PublicFact::Ended { by: Author::Agent(agent), .. } => {
                Kind::EndedByAgent(entry.at, name(chat.timeline.summary.agent(agent)))
            }
            PublicFact::Message { by, text, id } => {
                let apart = apart(by, before);
                before = Some((entry.at, by));
                match by {
                    Author::Visitor => {
                        rows.push(mine(id, text, apart));
                        continue;
                    }
                    Author::Agent(agent) => Kind::Theirs {
                        at: entry.at,
                        name: name(chat.timeline.summary.agent(agent)),
                        text: text.clone(),
                        apart,
                    },
                }
            }
            PublicFact::Rated { .. } => continue,
        };
        if !matches!(fact, PublicFact::Message { .. }) {
            before = None;
        }
        rows.push(Row { key, kind });
    }
    for item in state.pending() {
        if let VisitorCommand::Send { conversation, id, text } = &item.command
            && *conversation == chat.id
        {
            let apart = before.is_none_or(|(_, by)| *by != Author::Visitor);
            before = Some((Timestamp::default(), &Author::Visitor));
            rows.push(mine(id, text, apart));
        }
    }
    rows
}

fn mine(id: &ClientId, text: &str, apart: bool) -> Row {
    Row { key: id.0.clone(), kind: Kind::Mine { id: id.clone(), text: text.into(), apart } }
}

fn name(agent: Option<&AgentCard>) -> String {
    agent.map(|agent| agent.name.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Kept;
    use shared::ids::{AgentId, ConversationId, Epoch, WidgetId};
    use shared::timeline::{Entry, Receipts, VisitorEntry};
    use shared::visitor::{VisitorConversation, VisitorUpdate};

    const DAY: i64 = 86_400_000;

    fn message(seq: u32, at: i64, by: Author) -> VisitorEntry {
        let fact = PublicFact::Message { id: ClientId(format!("m{seq}")), by, text: seq.to_string() };
        Entry { seq, at: Timestamp(at), fact: Some(fact) }
    }

    fn state(facts: Vec<VisitorEntry>) -> State {
        let mut state = State::new(WidgetId::from("w"), Kept::default());
        let last = u32::try_from(facts.len()).unwrap();
        let conversation = VisitorConversation {
            id: ConversationId::from("k"),
            topic: String::new(),
            last,
            staff: Receipts::default(),
            visitor: Receipts::default(),
        };
        state.apply(VisitorUpdate::Welcome {
            epoch: Epoch::from("e"),
            now: Timestamp(0),
            token: None,
            conversation: Some(conversation),
        });
        state.apply(VisitorUpdate::Events { conversation: ConversationId::from("k"), events: facts, last });
        state
    }

    /// The list in a few letters: `day`, `M` and `T` for a message apart (mine, theirs), `m` and `t` for one in a group.
    fn sketch(state: &State) -> String {
        let sketch = |row: Row| match row.kind {
            Kind::Day(_) => "day",
            Kind::Mine { apart: true, .. } => "M",
            Kind::Mine { .. } => "m",
            Kind::Theirs { apart: true, .. } => "T",
            Kind::Theirs { .. } => "t",
            Kind::Joined(..) => "joined",
            _ => "event",
        };
        rows(state, |at| i32::try_from(at.0 / DAY).unwrap())
            .into_iter()
            .map(sketch)
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn messages_are_grouped_by_author_pause_and_event() {
        let agent = || Author::Agent(AgentId::from("a"));
        let joined = |seq| {
            let agent = AgentCard { id: AgentId::from("a"), name: "Anna".into(), photo: None };
            Entry { seq, at: Timestamp(2_000), fact: Some(PublicFact::Joined { agent }) }
        };
        let staff_only = Entry { seq: 3, at: Timestamp(0), fact: None };
        let state = state(vec![
            message(1, 0, Author::Visitor),
            message(2, 1_000, Author::Visitor),
            staff_only,
            joined(4),
            message(5, 3_000, Author::Visitor),
            message(6, 4_000, agent()),
            message(7, 5_000, agent()),
            message(8, 5_000 + GROUP_MILLIS + 1, agent()),
        ]);
        assert_eq!(sketch(&state), "M m joined M T t T");
    }

    #[test]
    fn a_new_day_is_said_and_what_waits_stands_last_with_a_lasting_key() {
        let mut state = state(vec![message(1, DAY - 1, Author::Visitor), message(2, DAY, Author::Visitor)]);
        state.send(ClientId::from("m3"), "3".into());
        assert_eq!(sketch(&state), "M day m m");
        let keys = |state: &State| rows(state, |_| 0).into_iter().map(|row| row.key).collect::<Vec<_>>();
        let before = keys(&state);
        let conversation = ConversationId::from("k");
        let events = vec![message(3, DAY + 1, Author::Visitor)];
        state.apply(VisitorUpdate::Events { conversation, events, last: 3 });
        assert_eq!(keys(&state), before);
        assert_eq!(state.pending().count(), 0);
    }
}
