//! Who of the staff has which conversation open: colleagues see each other, and whoever may read one that isn't theirs
//! hears of everything in it for as long, without being seen.

use super::{Hub, Party, State, frame, push_to};
use axum::extract::ws::Utf8Bytes;
use shared::agent::{AgentUpdate, Looker, Vanished};
use shared::ids::{AgentId, ConversationId};
use shared::people::AgentCard;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Conversations with the connections that have them open; each connection has at most one.
#[derive(Default)]
pub(super) struct Company {
    open: HashMap<u64, ConversationId>,
    lookers: HashMap<ConversationId, BTreeMap<u64, Looker>>,
}

impl Company {
    /// A connection has opened something else, or nothing. Returns the conversations in whose company this changes
    /// anything.
    fn open(&mut self, line: u64, agent: AgentCard, wanted: Option<&ConversationId>) -> Vec<ConversationId> {
        if self.open.get(&line) == wanted {
            return Vec::new();
        }
        let mut changed: Vec<ConversationId> = self.leave(line).into_iter().collect();
        if let Some(conversation) = wanted {
            self.open.insert(line, conversation.clone());
            let lookers = self.lookers.entry(conversation.clone()).or_default();
            lookers.insert(line, Looker { agent, typing: false });
            changed.push(conversation.clone());
        }
        changed
    }

    /// A connection is gone, or has closed what it had open.
    pub(super) fn leave(&mut self, line: u64) -> Option<ConversationId> {
        let conversation = self.open.remove(&line)?;
        if let Some(lookers) = self.lookers.get_mut(&conversation) {
            lookers.remove(&line);
            if lookers.is_empty() {
                self.lookers.remove(&conversation);
            }
        }
        Some(conversation)
    }

    /// Whether it is news that somebody types, or doesn't any more.
    fn types(&mut self, line: u64, conversation: &ConversationId, on: bool) -> bool {
        let looker = self.lookers.get_mut(conversation).and_then(|lookers| lookers.get_mut(&line));
        looker.is_some_and(|looker| std::mem::replace(&mut looker.typing, on) != on)
    }

    /// The connections that have a conversation open, with whose they are.
    fn lines(&self, conversation: &ConversationId) -> Vec<(u64, AgentId)> {
        let lookers = self.lookers.get(conversation).into_iter().flatten();
        lookers.map(|(line, looker)| (*line, looker.agent.id.clone())).collect()
    }

    /// Everyone who has it open and may be seen there, each once.
    fn seen(&self, conversation: &ConversationId, may_be_seen: impl Fn(&AgentId) -> bool) -> Vec<Looker> {
        let mut seen: BTreeMap<&AgentId, Looker> = BTreeMap::new();
        for looker in self.lookers.get(conversation).into_iter().flat_map(BTreeMap::values) {
            if may_be_seen(&looker.agent.id) {
                let known = seen.entry(&looker.agent.id).or_insert_with(|| looker.clone());
                known.typing |= looker.typing;
            }
        }
        seen.into_values().collect()
    }
}

impl State {
    /// To those who follow a conversation that isn't theirs.
    pub(super) fn tell_followers(&mut self, id: &ConversationId, but: &BTreeSet<AgentId>, told: &Utf8Bytes) {
        for (line, agent) in self.company.lines(id) {
            if !but.contains(&agent) {
                self.tell_line(&agent, line, told);
            }
        }
    }

    /// Tells an agent that a conversation is out of sight, and doesn't let their windows follow it. Once all have been
    /// told, the company hears of it by [`Self::tell_company`].
    pub(super) fn vanish(&mut self, agent: &AgentId, conversation: &ConversationId, reason: Vanished) {
        self.tell_agent(agent, &frame(&AgentUpdate::Vanished { conversation: conversation.clone(), reason }));
        let lines = self.company.lines(conversation);
        for (line, _) in lines.iter().filter(|(_, looker)| looker == agent) {
            self.company.leave(*line);
        }
    }

    /// Tells everyone who has a conversation open who else has. Nothing where nobody has, as with nearly all.
    pub(super) fn tell_company(&mut self, conversation: &ConversationId) {
        if !self.company.lookers.contains_key(conversation) {
            return;
        }
        let audience = self.routes.get(conversation).map(super::Route::audience).unwrap_or_default();
        let lookers = self.company.seen(conversation, |agent| audience.contains(agent));
        let told = frame(&AgentUpdate::Company { conversation: conversation.clone(), lookers });
        for (line, agent) in self.company.lines(conversation) {
            self.tell_line(&agent, line, &told);
        }
    }

    fn tell_line(&mut self, agent: &AgentId, number: u64, told: &Utf8Bytes) {
        if let Some(lines) = self.agents.get_mut(agent) {
            push_to(lines, told, |line| line.number == number);
        }
    }
}

impl Hub {
    /// A connection of an agent has opened a conversation that they may read, or none.
    pub fn open(&self, party: &Party, line: u64, agent: &AgentCard, wanted: Option<&ConversationId>) {
        let mut state = self.state();
        // It may have been hung up since.
        if state.lines(party).iter().all(|known| known.number != line) {
            return;
        }
        for conversation in state.company.open(line, agent.clone(), wanted) {
            state.tell_company(&conversation);
        }
    }

    /// An agent types into what a connection of theirs has open, or has stopped.
    pub fn types(&self, line: u64, conversation: &ConversationId, on: bool) {
        let mut state = self.state();
        if state.company.types(line, conversation, on) {
            state.tell_company(conversation);
        }
    }

    /// What a connection has open.
    pub fn opened(&self, line: u64) -> Option<ConversationId> {
        self.state().company.open.get(&line).cloned()
    }

    /// All conversations that somebody has open.
    pub fn looked_at(&self) -> Vec<ConversationId> {
        self.state().company.lookers.keys().cloned().collect()
    }

    /// To everyone who has a conversation open.
    pub fn tell_lookers(&self, conversation: &ConversationId, update: &AgentUpdate) {
        let mut state = self.state();
        let told = frame(update);
        for (line, agent) in state.company.lines(conversation) {
            state.tell_line(&agent, line, &told);
        }
    }

    /// Who has something open that isn't theirs, as far as is known here without asking the database.
    pub fn following(&self) -> BTreeSet<(AgentId, ConversationId)> {
        let state = self.state();
        let mut following = BTreeSet::new();
        for (id, lookers) in &state.company.lookers {
            let audience = state.routes.get(id).map(super::Route::audience).unwrap_or_default();
            let agents = lookers.values().map(|looker| &looker.agent.id);
            let others = agents.filter(|agent| !audience.contains(agent));
            following.extend(others.map(|agent| (agent.clone(), id.clone())));
        }
        following
    }

    /// Whether the agent is one of those whose conversation it is, as far as is known here without asking the database.
    pub fn is_shown(&self, agent: &AgentId, conversation: &ConversationId) -> bool {
        self.state().routes.get(conversation).is_some_and(|route| route.audience().contains(agent))
    }

    /// Takes a conversation out of the sight of all whose it isn't. Whoever may read it still can ask for it again.
    pub fn end_following(&self, conversation: &ConversationId) {
        let mut state = self.state();
        let audience = state.routes.get(conversation).map(super::Route::audience).unwrap_or_default();
        for (_, agent) in state.company.lines(conversation) {
            if !audience.contains(&agent) {
                state.vanish(&agent, conversation, Vanished::NotYours);
            }
        }
        state.tell_company(conversation);
    }

    /// Agents are called to a conversation's notes no longer; `reason` says why. To be said before what brought it about
    /// is announced.
    pub fn uncall(&self, conversation: &ConversationId, agents: &[AgentId], reason: Vanished) {
        let mut state = self.state();
        // Of what is over nothing is known here, and only who is called was asked.
        let gone = match state.routes.get_mut(conversation) {
            Some(route) => route.uncall(agents),
            None => agents.to_vec(),
        };
        for agent in &gone {
            state.vanish(agent, conversation, reason.clone());
        }
        if !gone.is_empty() {
            state.tell_company(conversation);
        }
    }

    /// Takes a conversation out of one agent's sight.
    pub fn hide(&self, agent: &AgentId, conversation: &ConversationId, reason: Vanished) {
        let mut state = self.state();
        state.vanish(agent, conversation, reason);
        state.tell_company(conversation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(name: &str) -> AgentCard {
        AgentCard { id: name.into(), name: name.into(), photo: None }
    }

    fn names(lookers: &[Looker]) -> String {
        let name = |looker: &Looker| format!("{}{}", looker.agent.name, if looker.typing { "!" } else { "" });
        lookers.iter().map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn each_is_seen_once_and_only_where_they_look() {
        let (one, two) = (ConversationId::from("one"), ConversationId::from("two"));
        let mut company = Company::default();
        assert_eq!(company.open(1, card("anna"), Some(&one)), std::slice::from_ref(&one));
        assert_eq!(company.open(1, card("anna"), Some(&one)), []);
        company.open(2, card("anna"), Some(&one));
        company.open(3, card("boris"), Some(&one));
        company.open(4, card("maria"), Some(&one));
        assert!(company.types(2, &one, true) && !company.types(2, &one, true), "told once");
        assert!(!company.types(3, &two, true), "looks elsewhere");
        let but_maria = |agent: &AgentId| agent.as_str() != "maria";
        assert_eq!(names(&company.seen(&one, but_maria)), "anna! boris");
        assert_eq!(company.lines(&one).len(), 4, "who isn't seen hears of it, too");
        assert_eq!(company.open(3, card("boris"), Some(&two)), [one.clone(), two.clone()]);
        assert_eq!(company.open(2, card("anna"), None), std::slice::from_ref(&one));
        assert_eq!(names(&company.seen(&one, |_| true)), "anna maria");
        for line in 1..5 {
            company.leave(line);
        }
        assert!(company.open.is_empty() && company.lookers.is_empty(), "nothing is left behind");
    }
}
