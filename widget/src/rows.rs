//! The conversation as a list of rows, from top to bottom.

use crate::digits::digits;
use crate::state::State;
use shared::file::FileCard;
use shared::ids::{AgentId, ClientId};
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
    /// Something happened: when, the text's key, and what the text is about.
    Event(Timestamp, &'static str, String),
    /// Somebody wrote.
    Message(Message),
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it.
    pub from: From,
    /// The text; empty if there are only files.
    pub text: String,
    /// What came with it.
    pub files: Vec<FileCard>,
    /// Whether it stands apart from the message above.
    pub apart: bool,
}

/// Who wrote a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// The visitor; by this id its state can be looked up.
    Visitor(ClientId),
    /// An agent, and when.
    Agent(AgentCard, Timestamp),
}

/// All rows. `day` gives the number of an instant's day where the visitor is.
pub fn rows(state: &State, day: impl Fn(Timestamp) -> i32) -> Vec<Row> {
    let Some(chat) = &state.chat else { return Vec::new() };
    let agent = |id: &AgentId| match chat.timeline.summary.agent(id) {
        Some(card) => card.clone(),
        None => AgentCard { id: id.clone(), name: String::new(), photo: None },
    };
    let mut rows = Vec::new();
    let mut today = None;
    let mut before: Option<(Timestamp, &Author)> = None;
    for entry in &chat.timeline.entries {
        let Some(fact) = &entry.fact else { continue };
        let number = day(entry.at);
        if today.replace(number).is_some_and(|before| before != number) {
            rows.push(Row { key: ["day", &digits(number)].concat(), kind: Kind::Day(entry.at) });
        }
        let mut key = digits(entry.seq);
        let (text, about) = match fact {
            PublicFact::Message { by, text, id, files } => {
                let apart =
                    before.is_none_or(|(at, last)| last != by || entry.at.millis_since(at) > GROUP_MILLIS);
                before = Some((entry.at, by));
                let from = match by {
                    Author::Agent(id) => From::Agent(agent(id), entry.at),
                    // No client id of the visitor's is a number: the key stays when the message is recorded.
                    Author::Visitor | Author::System => {
                        key.clone_from(&id.0);
                        From::Visitor(id.clone())
                    }
                };
                let kind = Kind::Message(Message { from, text: text.clone(), files: files.clone(), apart });
                rows.push(Row { key, kind });
                continue;
            }
            PublicFact::Opened { topic } => ("event_opened", topic.clone()),
            PublicFact::Joined { agent } => ("event_joined", agent.name.clone()),
            PublicFact::Left { agent: id } => ("event_left", agent(id).name),
            PublicFact::Ended { by: Author::Visitor, .. } => ("event_ended", String::new()),
            PublicFact::Ended { by: Author::Agent(id), .. } => ("event_ended_by", agent(id).name),
            PublicFact::Ended { by: Author::System, .. } => ("event_ended_idle", String::new()),
            PublicFact::Reopened { by: Author::Agent(id), .. } => ("event_reopened", agent(id).name),
            // Only agents reopen.
            PublicFact::Reopened { .. } => continue,
            PublicFact::TicketMade { number, .. } => ("event_ticket", digits(*number)),
            PublicFact::Rated { .. } => continue,
        };
        before = None;
        rows.push(Row { key, kind: Kind::Event(entry.at, text, about) });
    }
    for item in state.pending() {
        if let VisitorCommand::Send { conversation, id, text, files } = &item.command
            && *conversation == chat.id
        {
            let apart = before.is_none_or(|(_, by)| *by != Author::Visitor);
            before = Some((Timestamp::default(), &Author::Visitor));
            let files = files.iter().filter_map(|file| state.file(file)).cloned().collect();
            let message = Message { from: From::Visitor(id.clone()), text: text.clone(), files, apart };
            rows.push(Row { key: id.0.clone(), kind: Kind::Message(message) });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Kept;
    use shared::boot::Can;
    use shared::ids::{ConversationId, Epoch, WidgetId};
    use shared::timeline::{Entry, Receipts, VisitorEntry};
    use shared::visitor::{VisitorConversation, VisitorUpdate};

    const DAY: i64 = 86_400_000;

    fn message(seq: u32, at: i64, by: Author) -> VisitorEntry {
        let fact = PublicFact::Message {
            id: ClientId(format!("m{seq}")),
            by,
            text: seq.to_string(),
            files: Vec::new(),
        };
        Entry { seq, at: Timestamp(at), fact: Some(fact) }
    }

    fn state(facts: Vec<VisitorEntry>) -> State {
        let mut state = State::new(WidgetId::from("w"), Can::default(), Kept::default());
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
            Kind::Message(message) => match (message.from, message.apart) {
                (From::Visitor(_), true) => "M",
                (From::Visitor(_), false) => "m",
                (From::Agent(..), true) => "T",
                (From::Agent(..), false) => "t",
            },
            Kind::Event(_, "event_joined", _) => "joined",
            Kind::Event(..) => "event",
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
        state.send(ClientId::from("m3"), "3".into(), Vec::new());
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
