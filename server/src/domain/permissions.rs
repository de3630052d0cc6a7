//! Who may do what: the one place where roles are weighed. Every route and every frame asks here, with what it is about
//! inside the action, and on what the database says at that moment. What isn't allowed here is forbidden.

use shared::ids::{AgentId, QueueId};
use shared::people::Role;
use std::collections::BTreeSet;

/// Who wants to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// Which agent.
    pub agent: AgentId,
    /// What they may do at all.
    pub role: Role,
    /// The queues that they arrange; only weighed for a [`Role::GroupManager`].
    pub manages: BTreeSet<QueueId>,
    /// The queues that they are a member of.
    pub queues: BTreeSet<QueueId>,
}

/// The agent whom something is done to.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// What they may do.
    pub role: Role,
    /// The queues that they are a member of.
    pub queues: &'a BTreeSet<QueueId>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug)]
pub enum Action<'a> {
    /// Make, read, change and take away widgets, and what belongs to them.
    ArrangeWidgets,
    /// See and change how mail is sent, and look after what wasn't.
    ArrangeMail,
    /// See the ban list, add to it and take from it.
    ArrangeBans,
    /// See the page of queues: those that one may arrange.
    SeeQueues,
    /// See and change one queue: its members and its settings.
    ArrangeQueue(&'a QueueId),
    /// Make a queue.
    AddQueue,
    /// Take a queue away.
    DeleteQueue,
    /// Put the queues into another order.
    OrderQueues,
    /// See the page of agents: those whom one may see.
    SeeAgents,
    /// See how an agent is set.
    SeeAgent(Person<'a>),
    /// Make an agent like this.
    AddAgent(Person<'a>),
    /// Change an agent, deactivate or reactivate them, give them a photo or a link to set a password.
    ArrangeAgent(Person<'a>),
    /// Make of an agent another one: more queues, another role.
    ChangeAgent(Person<'a>, Person<'a>),
    /// Give or take a role.
    AppointRole(Role),
    /// Put the agents into another order.
    OrderAgents,
    /// Make many agents out of a table.
    ImportAgents,
    /// See where an agent is signed in.
    SeeSessions(Person<'a>),
    /// End an agent's sessions.
    ForceLogout(Person<'a>),
    /// See the tickets of a queue.
    SeeTickets(&'a QueueId),
    /// See the tickets of all queues, those that are gone too.
    SeeAllTickets,
    /// See the page of canned responses: those that one may arrange.
    SeeCanned,
    /// Write, change and take away a canned response for these queues, or for all.
    ArrangeCanned(Option<&'a BTreeSet<QueueId>>),
    /// Answer with a canned response for these queues, or for all.
    UseCanned(Option<&'a BTreeSet<QueueId>>),
    /// See one ticket and work on it: of this queue, and this agent has it.
    WorkOnTicket(&'a QueueId, Option<&'a AgentId>),
    /// See the wall: what goes on in the queues that one arranges, and who serves them.
    SeeWall,
    /// See who is on the site, and speak to them first.
    SeeVisits,
    /// Take a conversation that waits in a queue.
    TakeFrom(&'a QueueId),
    /// Read what colleagues talk about in a queue, and put it into the archive or take it out.
    SeeConversations(&'a QueueId),
    /// The same in all queues, those that are gone too.
    SeeAllConversations,
    /// Delete conversations for good.
    DeleteConversations,
    /// See, add, change and merge contacts. Everyone may: the cards are the office's one address book, and who somebody
    /// is can only be said by looking them up. Of what is behind a card, everyone still reads no more than they may.
    SeeContacts,
    /// Delete contacts.
    DeleteContacts,
    /// Make the fields of contacts, and look after tags.
    ArrangeContactFields,
}

/// Whether somebody may do something.
pub fn may(who: &Who, action: Action<'_>) -> bool {
    let arranges_all = who.role >= Role::Manager;
    let arranges = |queue: &QueueId| arranges_all || who.manages(queue);
    match action {
        Action::ArrangeWidgets
        | Action::ArrangeMail
        | Action::ArrangeBans
        | Action::AddQueue
        | Action::DeleteQueue
        | Action::OrderQueues
        | Action::OrderAgents
        | Action::ImportAgents
        | Action::SeeAllTickets
        | Action::SeeAllConversations
        | Action::DeleteConversations
        | Action::DeleteContacts
        | Action::ArrangeContactFields => arranges_all,
        Action::SeeContacts => true,
        Action::SeeQueues | Action::SeeAgents | Action::SeeCanned | Action::SeeWall => {
            who.role >= Role::GroupManager
        }
        Action::ArrangeQueue(queue) | Action::SeeConversations(queue) => arranges(queue),
        Action::SeeAgent(person) => arranges_all || person.queues.iter().any(|queue| who.manages(queue)),
        Action::AddAgent(person) => who.reaches(person) && who.appoints(person.role),
        Action::ArrangeAgent(person) | Action::SeeSessions(person) | Action::ForceLogout(person) => {
            who.reaches(person)
        }
        Action::ChangeAgent(before, after) => {
            let role_stays = before.role == after.role;
            who.reaches(before)
                && who.reaches(after)
                && (role_stays || (who.appoints(before.role) && who.appoints(after.role)))
        }
        Action::AppointRole(role) => who.appoints(role),
        Action::SeeTickets(queue) => arranges(queue) || who.queues.contains(queue),
        Action::ArrangeCanned(None) => arranges_all,
        Action::ArrangeCanned(Some(queues)) => {
            arranges_all || (!queues.is_empty() && queues.iter().all(arranges))
        }
        Action::UseCanned(None) => true,
        Action::UseCanned(Some(queues)) => {
            arranges_all || queues.iter().any(|queue| arranges(queue) || who.queues.contains(queue))
        }
        Action::WorkOnTicket(queue, assignee) => {
            assignee == Some(&who.agent) || may(who, Action::SeeTickets(queue))
        }
        Action::SeeVisits => who.role >= Role::GroupManager || !who.queues.is_empty(),
        Action::TakeFrom(queue) => who.queues.contains(queue),
    }
}

impl Who {
    /// Whether the queue was given to them to arrange.
    fn manages(&self, queue: &QueueId) -> bool {
        self.role == Role::GroupManager && self.manages.contains(queue)
    }

    /// Whoever can change an agent's address can sign in as that agent, so nobody reaches above themself, and a group
    /// manager only those who work for their queues alone.
    fn reaches(&self, person: Person<'_>) -> bool {
        match self.role {
            Role::Owner => true,
            Role::Manager => person.role <= Role::Manager,
            Role::GroupManager => {
                let all_given = person.queues.iter().all(|queue| self.manages.contains(queue));
                person.role == Role::Agent && !person.queues.is_empty() && all_given
            }
            Role::Agent => false,
        }
    }

    fn appoints(&self, role: Role) -> bool {
        match self.role {
            Role::Owner => true,
            Role::Manager => role <= Role::GroupManager,
            Role::GroupManager => role == Role::Agent,
            Role::Agent => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 4] = [Role::Agent, Role::GroupManager, Role::Manager, Role::Owner];

    fn set(queues: &[&str]) -> BTreeSet<QueueId> {
        queues.iter().map(|queue| QueueId::from(*queue)).collect()
    }

    /// Somebody who manages and works in the queue "own".
    fn who(role: Role) -> Who {
        Who { agent: "me".into(), role, manages: set(&["own"]), queues: set(&["own"]) }
    }

    #[test]
    fn the_matrix() {
        let (own, foreign): (QueueId, QueueId) = ("own".into(), "foreign".into());
        let (me, other): (AgentId, AgentId) = ("me".into(), "other".into());
        let places = [("own", set(&["own"])), ("own+foreign", set(&["own", "foreign"])), ("no", set(&[]))];
        let foreigns = set(&["foreign"]);
        let mut lines: Vec<(String, Action<'_>)> = [
            ("arrange widgets", Action::ArrangeWidgets),
            ("arrange mail", Action::ArrangeMail),
            ("arrange bans", Action::ArrangeBans),
            ("see queues", Action::SeeQueues),
            ("add a queue", Action::AddQueue),
            ("delete a queue", Action::DeleteQueue),
            ("order queues", Action::OrderQueues),
            ("see agents", Action::SeeAgents),
            ("order agents", Action::OrderAgents),
            ("import agents", Action::ImportAgents),
            ("see all tickets", Action::SeeAllTickets),
            ("see all conversations", Action::SeeAllConversations),
            ("delete conversations", Action::DeleteConversations),
            ("see contacts", Action::SeeContacts),
            ("delete contacts", Action::DeleteContacts),
            ("arrange contact fields", Action::ArrangeContactFields),
            ("see conversations of own queue", Action::SeeConversations(&own)),
            ("see conversations of foreign queue", Action::SeeConversations(&foreign)),
            ("arrange own queue", Action::ArrangeQueue(&own)),
            ("arrange foreign queue", Action::ArrangeQueue(&foreign)),
            ("see tickets of own queue", Action::SeeTickets(&own)),
            ("see tickets of foreign queue", Action::SeeTickets(&foreign)),
            ("see canned responses", Action::SeeCanned),
            ("arrange a canned response for all queues", Action::ArrangeCanned(None)),
            ("arrange a canned response for own queue", Action::ArrangeCanned(Some(&places[0].1))),
            ("arrange a canned response for own+foreign", Action::ArrangeCanned(Some(&places[1].1))),
            ("arrange a canned response for no queue", Action::ArrangeCanned(Some(&places[2].1))),
            ("use a canned response for all queues", Action::UseCanned(None)),
            ("use a canned response for own+foreign queue", Action::UseCanned(Some(&places[1].1))),
            ("use a canned response for foreign queue", Action::UseCanned(Some(&foreigns))),
            ("use a canned response for no queue", Action::UseCanned(Some(&places[2].1))),
            ("work on a ticket of own queue", Action::WorkOnTicket(&own, None)),
            ("work on a ticket of foreign queue", Action::WorkOnTicket(&foreign, Some(&other))),
            ("work on own ticket of foreign queue", Action::WorkOnTicket(&foreign, Some(&me))),
            ("see the wall", Action::SeeWall),
            ("see who is on the site", Action::SeeVisits),
            ("take from own queue", Action::TakeFrom(&own)),
            ("take from foreign queue", Action::TakeFrom(&foreign)),
        ]
        .map(|(name, action)| (name.to_owned(), action))
        .into();
        for role in ROLES {
            lines.push((format!("appoint {role:?}"), Action::AppointRole(role)));
            for (place, queues) in &places {
                let person = Person { role, queues };
                for (name, action) in [
                    ("see", Action::SeeAgent(person)),
                    ("add", Action::AddAgent(person)),
                    ("arrange", Action::ArrangeAgent(person)),
                    ("see sessions of", Action::SeeSessions(person)),
                    ("log out", Action::ForceLogout(person)),
                ] {
                    lines.push((format!("{name} {role:?} of {place} queue"), action));
                }
            }
        }
        for (before, after) in ROLES.into_iter().flat_map(|one| ROLES.map(|other| (one, other))) {
            let person = |role| Person { role, queues: &places[0].1 };
            let action = Action::ChangeAgent(person(before), person(after));
            lines.push((format!("make {after:?} of {before:?}"), action));
        }
        let moved = Action::ChangeAgent(
            Person { role: Role::Agent, queues: &places[0].1 },
            Person { role: Role::Agent, queues: &places[1].1 },
        );
        lines.push(("lend Agent to foreign queue".into(), moved));
        let mut table = format!("{:44} agent group manager owner\n", "");
        for (name, action) in &lines {
            let [agent, group, manager, owner] =
                ROLES.map(|role| if may(&who(role), *action) { "yes" } else { "-" });
            table.push_str(&format!("{name:44} {agent:5} {group:5} {manager:7} {owner}\n"));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn a_later_role_may_all_that_an_earlier_one_may() {
        let queues = set(&["own"]);
        for role in ROLES {
            let person = Person { role, queues: &queues };
            for action in [
                Action::ArrangeWidgets,
                Action::ArrangeMail,
                Action::ArrangeQueue(&"own".into()),
                Action::SeeConversations(&"own".into()),
                Action::SeeAgent(person),
                Action::AddAgent(person),
                Action::ArrangeAgent(person),
                Action::AppointRole(role),
                Action::ForceLogout(person),
            ] {
                let allowed = ROLES.map(|role| may(&who(role), action));
                assert!(allowed.is_sorted(), "{action:?}");
            }
        }
    }

    #[test]
    fn what_was_given_to_a_group_manager_is_nothing_in_another_role() {
        let former = Who { queues: set(&[]), ..who(Role::Agent) };
        let queue = QueueId::from("own");
        let queues = set(&["own"]);
        let person = Person { role: Role::Agent, queues: &queues };
        for action in [
            Action::ArrangeQueue(&queue),
            Action::SeeTickets(&queue),
            Action::SeeAgent(person),
            Action::ArrangeAgent(person),
        ] {
            assert!(!may(&former, action), "{action:?}");
        }
    }
}
