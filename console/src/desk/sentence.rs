//! What happened in a conversation, in a sentence.

use crate::parts::visitor_name;
use crate::state::Conversation;
use crate::text::{count, duration, fill, t};
use shared::ids::AgentId;
use shared::people::AgentCard;
use shared::time::Timestamp;
use shared::timeline::{Author, Destination, Entry, Fact, OfferRule, PublicFact, Rating, StaffFact};

/// Names in one sentence; the others are counted.
const NAMES: usize = 3;

/// The sentence for an entry that is no message.
pub fn sentence(conversation: &Conversation, entry: &Entry<Fact>, me: Option<&AgentId>) -> String {
    match &entry.fact {
        Fact::Public(fact) => public(conversation, fact, me),
        Fact::Staff(fact) => staff(fact, entry.at, me),
    }
}

/// The name of an agent who has been in the conversation.
pub fn agent_name(conversation: &Conversation, id: &AgentId) -> String {
    conversation.item.summary.agent(id).map_or_else(|| t("agent.unknown"), |card| card.name.clone())
}

fn public(conversation: &Conversation, fact: &PublicFact, me: Option<&AgentId>) -> String {
    let visitor = visitor_name(&conversation.item.visitor);
    let by_id = |key: &str, agent: &AgentId| by_agent(key, agent, &agent_name(conversation, agent), me);
    match fact {
        PublicFact::Opened { topic } => fill("happened.opened", &[("name", &visitor), ("topic", topic)]),
        PublicFact::Joined { agent } => by_agent("happened.joined", &agent.id, &agent.name, me),
        PublicFact::Left { agent } => by_id("happened.left", agent),
        PublicFact::Ended { by: Author::Agent(agent), .. } => by_id("happened.ended", agent),
        PublicFact::Ended { by: Author::Visitor, .. } => {
            fill("happened.ended.visitor", &[("name", &visitor)])
        }
        PublicFact::Ended { by: Author::System, .. } => t("happened.ended.system"),
        PublicFact::Reopened { by: Author::Agent(agent), .. } => by_id("happened.reopened", agent),
        PublicFact::Reopened { .. } => fill("happened.reopened.agent", &[("name", &visitor)]),
        PublicFact::TicketMade { number, .. } => fill("happened.ticket", &[("number", &number.to_string())]),
        PublicFact::Rated { rating, .. } => {
            let (face, key) = match rating {
                Rating::Bad => ("🙁", "rating.bad"),
                Rating::Fair => ("😐", "rating.fair"),
                Rating::Good => ("🙂", "rating.good"),
            };
            fill("happened.rated", &[("name", &visitor), ("face", face), ("rating", &t(key))])
        }
        // Messages are bubbles.
        PublicFact::Message { text, .. } => text.clone(),
    }
}

fn staff(fact: &StaffFact, at: Timestamp, me: Option<&AgentId>) -> String {
    let by_card = |key: &str, card: &AgentCard| by_agent(key, &card.id, &card.name, me);
    match fact {
        StaffFact::Offered { rule: OfferRule::Everyone, until: None, .. } => t("happened.offered"),
        StaffFact::Offered { agents, until, rule } => {
            let names = names(agents, me);
            let why = t(rule_key(*rule));
            match until {
                Some(until) => fill(
                    "happened.offered.until",
                    &[("names", &names), ("why", &why), ("time", &duration(until.millis_since(at)))],
                ),
                None => fill("happened.offered.to", &[("names", &names), ("why", &why)]),
            }
        }
        StaffFact::NotAnswered { agents } => fill("happened.not_answered", &[("names", &names(agents, me))]),
        StaffFact::Declined { agent } => by_card("happened.declined", agent),
        StaffFact::Taken { agent } => by_card("happened.taken", agent),
        StaffFact::Transferred { by, to } => {
            let to = match to {
                Destination::Agent(card) => name_of(card, me),
                Destination::Queue { topic, .. } => topic.clone(),
            };
            let key =
                if Some(&by.id) == me { "happened.transferred.me" } else { "happened.transferred.agent" };
            fill(key, &[("name", &by.name), ("to", &to)])
        }
        StaffFact::Overflowed { topic, .. } => fill("happened.overflowed", &[("topic", topic)]),
        StaffFact::Invited { by, agent } => {
            let key = if Some(&by.id) == me { "happened.invited.me" } else { "happened.invited.agent" };
            fill(key, &[("name", &by.name), ("to", &name_of(agent, me))])
        }
        StaffFact::Noticed { place, wait_millis: Some(wait) } => {
            fill("happened.noticed.wait", &[("place", &place.to_string()), ("time", &duration(*wait))])
        }
        StaffFact::Noticed { place, wait_millis: None } => {
            fill("happened.noticed", &[("place", &place.to_string())])
        }
        StaffFact::DealtWith { by, .. } => by_card("happened.dealt_with", by),
        StaffFact::Archived { by, .. } => by_card("happened.archived", by),
        StaffFact::Unarchived { by, .. } => by_card("happened.unarchived", by),
        StaffFact::NoteTakenBack { by, .. } => by_card("happened.note_taken_back", by),
        StaffFact::Heeded { agent } => by_card("happened.heeded", agent),
        StaffFact::Tagged { by, tag, .. } => tagged("happened.tagged", by, tag, me),
        StaffFact::Untagged { by, tag, .. } => tagged("happened.untagged", by, tag, me),
        // Notes are bubbles.
        StaffFact::Note { text, .. } => text.clone(),
    }
}

fn tagged(key: &str, by: &AgentCard, tag: &str, me: Option<&AgentId>) -> String {
    let key = if Some(&by.id) == me { format!("{key}.me") } else { format!("{key}.agent") };
    fill(&key, &[("name", &by.name), ("tag", tag)])
}

fn by_agent(key: &str, agent: &AgentId, name: &str, me: Option<&AgentId>) -> String {
    if Some(agent) == me { t(&format!("{key}.me")) } else { fill(&format!("{key}.agent"), &[("name", name)]) }
}

fn name_of(card: &AgentCard, me: Option<&AgentId>) -> String {
    if Some(&card.id) == me { t("agent.you") } else { card.name.clone() }
}

/// The first few names, and how many more there are.
fn names(agents: &[AgentCard], me: Option<&AgentId>) -> String {
    let mut said: Vec<String> = agents.iter().take(NAMES).map(|card| name_of(card, me)).collect();
    if agents.len() > NAMES {
        said.push(count("happened.more", agents.len() - NAMES));
    }
    said.join(", ")
}

/// The rule's key among the texts.
fn rule_key(rule: OfferRule) -> &'static str {
    match rule {
        OfferRule::Everyone => "rule.everyone",
        OfferRule::Agent => "rule.agent",
        OfferRule::Random => "rule.random",
        OfferRule::Top => "rule.top",
        OfferRule::RoundRobin => "rule.round_robin",
        OfferRule::FewestConversations => "rule.fewest_conversations",
        OfferRule::LeastRecent => "rule.least_recent",
        OfferRule::LastAgent => "rule.last_agent",
        OfferRule::Unfinished => "rule.unfinished",
    }
}
