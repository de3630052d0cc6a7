//! What the engine is told, and what it wants done.

use shared::ids::{AgentId, ConversationId, QueueId};
use shared::queue::Rule;
use shared::time::Timestamp;
use shared::timeline::OfferRule;
use std::collections::BTreeSet;

/// A queue as the engine has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub id: QueueId,
    /// Who serves it, in the queue's order.
    pub members: Vec<AgentId>,
    /// Whom a conversation is offered to, one rule after the other.
    pub rules: Vec<Rule>,
    /// How long an offer waits for an answer, in milliseconds; at least one.
    pub accept_millis: i64,
    /// Whether whoever lets an offer pass counts as away from then on.
    pub away_when_silent: bool,
    /// Into which queue a conversation goes that nobody took, and after how many milliseconds in this one. Without
    /// effect as long as that queue isn't there.
    pub overflow: Option<(QueueId, i64)>,
    /// After how many milliseconds in this queue a conversation becomes a ticket, if the visitor has written.
    pub ticket_after_millis: Option<i64>,
}

/// Everything that the engine is told. What it is told twice changes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// All queues there are; said at the start, and whenever one of them changes.
    Arrange {
        /// Each of them.
        lines: Vec<Line>,
    },
    /// Whether an agent gets new conversations.
    Agent {
        /// Who.
        agent: AgentId,
        /// Simultaneous conversations at most; `None` for one who gets no new ones, being away, invisible or gone.
        room: Option<u32>,
    },
    /// A conversation waits in a queue: a new one, one that has overflown or was passed on, or one from before the start.
    /// In another queue than before, it waits there no longer.
    Waits {
        /// Which.
        conversation: ConversationId,
        /// Where.
        queue: QueueId,
        /// Since when the visitor waits; who waits longest is first.
        since: Timestamp,
        /// Since when it is in this queue; overflow and ticket count from here.
        entered_at: Timestamp,
        /// Who last had a conversation with this visitor.
        last_agent: Option<AgentId>,
        /// With whom the visitor's last conversation ended without being dealt with.
        unfinished: Option<AgentId>,
        /// Who let it pass or didn't want it, since all were asked.
        tried: BTreeSet<AgentId>,
        /// Whether the visitor has written: without that no ticket can be made.
        written: bool,
    },
    /// The visitor has written.
    Written {
        /// In which conversation.
        conversation: ConversationId,
    },
    /// A conversation is an agent's from now on: taken, passed on to them, or theirs since before the start.
    Taken {
        /// Which.
        conversation: ConversationId,
        /// Whose.
        agent: AgentId,
        /// The queue that it is in.
        queue: QueueId,
    },
    /// A conversation neither waits nor is anybody's any longer.
    Released {
        /// Which.
        conversation: ConversationId,
    },
    /// An agent doesn't want a waiting conversation.
    Declined {
        /// Which.
        conversation: ConversationId,
        /// Who.
        agent: AgentId,
    },
    /// A deadline has come.
    Tick,
}

/// Everything that the engine wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Show a waiting conversation to these agents, besides those who see it already.
    Offer {
        /// Which.
        conversation: ConversationId,
        /// To whom.
        agents: Vec<AgentId>,
        /// By which rule.
        rule: OfferRule,
        /// Until when they can take it before it goes on; `None` if it stays.
        until: Option<Timestamp>,
    },
    /// Take it out of these agents' sight, without a word about it.
    Withdraw {
        /// Which.
        conversation: ConversationId,
        /// From whom.
        agents: Vec<AgentId>,
    },
    /// Their time is up: take it out of these agents' sight, and record that.
    NotAnswered {
        /// Which.
        conversation: ConversationId,
        /// Who was silent.
        agents: Vec<AgentId>,
    },
    /// This agent counts as away from now on; the engine itself offers them nothing until it is told their room again.
    Away {
        /// Who.
        agent: AgentId,
    },
    /// Move the conversation to another queue, and say [`Input::Waits`] with that one. The engine has forgotten it.
    Overflow {
        /// Which.
        conversation: ConversationId,
        /// Where to.
        queue: QueueId,
    },
    /// Make a ticket of it. The engine has forgotten it.
    MakeTicket {
        /// Which.
        conversation: ConversationId,
    },
    /// Tell the visitor that somebody free is being looked for, and record it. At most once for a conversation, as far
    /// as the engine remembers: it knows nothing of what it said before a restart or in another queue.
    Notice {
        /// Which.
        conversation: ConversationId,
        /// Where it stands.
        standing: Standing,
    },
    /// Tell the visitor where they stand.
    Tell {
        /// Whose conversation.
        conversation: ConversationId,
        /// Where it stands.
        standing: Standing,
    },
}

/// Where a waiting conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 1 is next.
    pub place: u32,
    /// Whether anybody who serves the queue is there.
    pub staffed: bool,
    /// How long it will probably take, in milliseconds; `None` if nobody knows.
    pub wait_millis: Option<i64>,
}
