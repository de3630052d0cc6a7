//! Whom a waiting conversation is offered to next.
//!
//! The rules are taken in order. Only those count who serve the queue, have room, and weren't tried since all were. A
//! rule is gone through until it finds nobody any more; then comes the next one. Once everyone with room was tried, all
//! may be asked again: by the next rule, and after the last one by the first. Those whom no rule picks, though they have
//! room (the only rule names somebody who is away), are all asked before anybody is for the second time: members serve
//! their queue, and the rules only say in which order.

use super::line::{Queue, SHOWN_MAX, Seat};
use super::load::{AgentNo, Staff};
use super::waiting::Waiting;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use shared::queue::Rule;
use shared::time::Timestamp;
use shared::timeline::OfferRule;
use std::collections::BTreeSet;

/// What the rules say.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// These few are asked.
    Few(OfferRule, Vec<AgentNo>),
    /// All members are asked, for the usual time.
    All,
    /// All members are asked for as long as it takes, those included who come later.
    Whoever,
    /// It would be shown to everyone, but too many are already.
    Crowded,
    /// All were asked, and somebody refused not long ago: they are left in peace until then.
    Rest(Timestamp),
    /// Nobody has room.
    Nobody,
}

/// Finds out whom to ask.
pub fn find(
    now: Timestamp,
    waiting: &mut Waiting,
    queue: &mut Queue,
    staff: &Staff,
    dice: &mut StdRng,
) -> Found {
    let Some(line) = &queue.line else { return Found::Nobody };
    if let Some(agent) = waiting.unfinished
        && staff[agent].has_room()
        && !waiting.tried.contains(&agent)
    {
        return Found::Few(OfferRule::Unfinished, vec![agent]);
    }
    if queue.free.is_empty() {
        return Found::Nobody;
    }
    let nobody = BTreeSet::new();
    let all_tried = queue.untried(&waiting.tried).next().is_none();
    let count = line.rules.len();
    let (first, tried) = if all_tried {
        let rests_until = waiting.declined_at.map(|at| at.plus_millis(line.accept_millis.max(1)));
        if let Some(until) = rests_until.filter(|until| *until > now) {
            return Found::Rest(until);
        }
        (waiting.rule.map_or(0, |rule| rule + 1), &nobody)
    } else {
        (waiting.rule.unwrap_or(0), &waiting.tried)
    };
    let search = Search { tried, last_agent: waiting.last_agent, queue, staff };
    let mut in_order = (first..first + count).map(|at| at % count);
    let by_rule = in_order.find_map(|at| {
        let found = match &line.rules[at] {
            Rule::Everyone => search.everyone(at + 1 == count),
            rule => search.few(rule, dice),
        };
        found.map(|found| (Some(at), found))
    });
    let (rule, found) =
        by_rule.unwrap_or_else(|| (waiting.rule, search.everyone(false).unwrap_or(Found::Nobody)));
    if !matches!(found, Found::Crowded | Found::Nobody) {
        waiting.rule = rule;
        if all_tried {
            waiting.tried.clear();
            waiting.declined_at = None;
        }
    }
    if let Found::Few(OfferRule::RoundRobin, agents) = &found {
        queue.last_in_turn = agents.first().copied();
    }
    found
}

/// What the rules choose from.
struct Search<'a> {
    tried: &'a BTreeSet<AgentNo>,
    last_agent: Option<AgentNo>,
    queue: &'a Queue,
    staff: &'a Staff,
}

impl Search<'_> {
    fn everyone(&self, is_last: bool) -> Option<Found> {
        self.queue.untried_members(self.tried).next()?;
        Some(match is_last {
            _ if self.queue.shown.len() >= SHOWN_MAX => Found::Crowded,
            true => Found::Whoever,
            false => Found::All,
        })
    }

    fn few(&self, rule: &Rule, dice: &mut StdRng) -> Option<Found> {
        let members = self.queue.untried_members(self.tried);
        let agents = match rule {
            Rule::Everyone => Vec::new(),
            Rule::Agent { agent } => {
                let named = self.staff.find(agent);
                self.queue.untried(self.tried).filter(|agent| Some(*agent) == named).collect()
            }
            Rule::LastAgent => members.filter(|agent| Some(*agent) == self.last_agent).collect(),
            Rule::Top { count } => members.take(*count as usize).collect(),
            Rule::Random { count } => {
                let mut members: Vec<AgentNo> = members.collect();
                members.partial_shuffle(dice, *count as usize).0.to_vec()
            }
            Rule::RoundRobin => self.next_in_turn().into_iter().collect(),
            Rule::FewestConversations => {
                let load = |agent: &AgentNo| {
                    let agent = &self.staff[*agent];
                    (agent.busy(), agent.dozing, agent.given)
                };
                members.min_by_key(load).into_iter().collect()
            }
            Rule::LeastRecent => members.min_by_key(|agent| self.staff[*agent].given).into_iter().collect(),
        };
        (!agents.is_empty()).then(|| Found::Few(name(rule), agents))
    }

    /// The member after the one whom the last conversation was offered to, and after the last member the first.
    fn next_in_turn(&self) -> Option<AgentNo> {
        let Queue { seats, free, members, last_in_turn, .. } = self.queue;
        let last = last_in_turn.and_then(|last| seats.iter().position(|agent| *agent == last));
        let next = last.map_or(0, |seat| seat as Seat + 1).min(*members);
        let in_turn = free.range(next..*members).chain(free.range(..next));
        in_turn.map(|seat| seats[*seat as usize]).find(|agent| !self.tried.contains(agent))
    }
}

/// What a rule is called in the timeline.
fn name(rule: &Rule) -> OfferRule {
    match rule {
        Rule::Everyone => OfferRule::Everyone,
        Rule::Agent { .. } => OfferRule::Agent,
        Rule::Random { .. } => OfferRule::Random,
        Rule::Top { .. } => OfferRule::Top,
        Rule::RoundRobin => OfferRule::RoundRobin,
        Rule::FewestConversations => OfferRule::FewestConversations,
        Rule::LeastRecent => OfferRule::LeastRecent,
        Rule::LastAgent => OfferRule::LastAgent,
    }
}
