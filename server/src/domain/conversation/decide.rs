//! Which facts a command makes, and when it makes none.

use super::{Actor, Command, Conversation, Part, Refusal};
use shared::ids::{AgentId, ClientId};
use shared::people::AgentCard;
use shared::timeline::{Destination, Fact, OfferRule, PublicFact, Seq, StaffFact, Stage, TAGS_MAX};

type Facts = Vec<Fact>;

impl Conversation {
    /// The facts that the command makes, in order; none if it asks for what is so already.
    pub(super) fn decide(&self, actor: &Actor, command: &Command) -> Result<Facts, Refusal> {
        match actor {
            Actor::Visitor(visitor) if *visitor != self.visitor => Err(Refusal::NotFound),
            Actor::Visitor(_) => self.for_visitor(actor, command),
            Actor::System => self.for_system(actor, command),
            Actor::Agent { .. } if is_remark(command) => self.remark(actor, command),
            Actor::Agent { card, .. } if *command == Command::Heed => Ok(self.heeded(card)),
            Actor::Agent { card, rights } => match self.part(&card.id, *rights) {
                Part::Owner => self.for_present(actor, card, command),
                Part::Guest if *command == Command::Take => Err(self.taken()),
                Part::Guest if matches!(command, Command::Transfer { .. }) => Err(Refusal::Forbidden),
                Part::Guest => self.for_present(actor, card, command),
                Part::Invited => self.for_invited(actor, card, command),
                Part::Member => self.for_member(actor, card, command),
                Part::Mentioned => Err(Refusal::Forbidden),
                Part::Overseer => self.for_overseer(actor, card, command),
                Part::Stranger => Err(Refusal::NotFound),
            },
        }
    }

    fn for_visitor(&self, actor: &Actor, command: &Command) -> Result<Facts, Refusal> {
        match command {
            Command::Send { .. } | Command::End { .. } => self.unless_ended()?,
            Command::MakeTicket { .. } => {
                self.while_waiting()?;
                if self.spoke_at.is_none() {
                    return Err(Refusal::NothingWritten);
                }
            }
            Command::Rate { .. } if self.stage != Stage::Ended => return Err(Refusal::NotEnded),
            Command::Rate { .. } if self.rating.is_some() => return Err(Refusal::AlreadyRated),
            Command::Rate { .. } => {}
            _ => return Err(Refusal::Forbidden),
        }
        Ok(command.fact(actor).into_iter().collect())
    }

    fn for_system(&self, actor: &Actor, command: &Command) -> Result<Facts, Refusal> {
        let staff = |fact| Ok(vec![Fact::Staff(fact)]);
        match command.clone() {
            Command::Lapse { silent_since, .. } => {
                self.unless_ended()?;
                if self.silent_since() > silent_since {
                    return Err(Refusal::NotSilent);
                }
                Ok(command.fact(actor).into_iter().collect())
            }
            Command::MakeTicket { .. } => {
                self.while_waiting()?;
                if !self.is_answerable() {
                    return Err(Refusal::NothingWritten);
                }
                Ok(command.fact(actor).into_iter().collect())
            }
            Command::NoteOffer { rule, agents, until } => {
                self.while_waiting()?;
                if self.staff.shown_to_all && rule == OfferRule::Everyone && until.is_none() {
                    return Ok(Vec::new());
                }
                staff(StaffFact::Offered { rule, agents, until })
            }
            Command::NoteUnanswered { agents } => {
                self.while_waiting()?;
                staff(StaffFact::NotAnswered { agents })
            }
            Command::NoteNotice { .. } if self.staff.noticed => Ok(Vec::new()),
            Command::NoteNotice { place, wait_millis } => {
                self.while_waiting()?;
                staff(StaffFact::Noticed { place, wait_millis })
            }
            Command::Overflow { queue, topic } => {
                self.while_waiting()?;
                staff(StaffFact::Overflowed { queue, topic })
            }
            Command::Vacate { agent } => {
                let is_theirs = self.owner.as_ref().is_some_and(|owner| owner.id == agent);
                if self.stage != Stage::Active || !is_theirs {
                    return Err(Refusal::NotTheirs);
                }
                Ok(self.without(&agent))
            }
            _ => Err(Refusal::Forbidden),
        }
    }

    /// An agent who has it, or is in it as a guest.
    fn for_present(&self, actor: &Actor, me: &AgentCard, command: &Command) -> Result<Facts, Refusal> {
        let is_over = self.stage == Stage::Ended;
        match command {
            Command::Take => Ok(Vec::new()),
            Command::DealWith { .. } if self.dealt_at.is_some() => Ok(Vec::new()),
            Command::Archive { .. } if self.archived_at.is_some() => Ok(Vec::new()),
            Command::DealWith { id } | Command::Archive { id } => {
                let mut facts = Vec::new();
                if !is_over {
                    // No client can make this id, so it stands in the way of none.
                    let id = ClientId(format!("{id}:end"));
                    facts.extend(Command::End { id }.fact(actor));
                }
                facts.extend(command.fact(actor));
                Ok(facts)
            }
            Command::Unarchive { .. } => Ok(self.unarchived(actor, command)),
            Command::Reopen { .. } if !is_over => Ok(Vec::new()),
            Command::Reopen { .. } => Ok(command.fact(actor).into_iter().collect()),
            Command::HandOn { to, .. } if is_over => Ok(self.handed_on(actor, me, command, to)),
            Command::Send { .. } | Command::End { .. } => {
                self.unless_ended()?;
                Ok(command.fact(actor).into_iter().collect())
            }
            Command::Transfer { to } => {
                self.unless_ended()?;
                self.transferred(me, to)
            }
            Command::Invite { agent } => {
                self.unless_ended()?;
                if self.is_present(&agent.id) || self.staff.invited.contains(&agent.id) {
                    return Ok(Vec::new());
                }
                let fact = StaffFact::Invited { by: me.clone(), agent: agent.clone() };
                Ok(vec![Fact::Staff(fact)])
            }
            Command::Join => self.unless_ended().map(|()| Vec::new()),
            Command::Leave => {
                self.unless_ended()?;
                Ok(self.without(&me.id))
            }
            _ => Err(Refusal::Forbidden),
        }
    }

    /// An agent who may come in. If nobody has it, whoever comes has it.
    fn for_invited(&self, actor: &Actor, me: &AgentCard, command: &Command) -> Result<Facts, Refusal> {
        match command {
            Command::Decline => Ok(vec![declined(me)]),
            Command::Join if self.owner.is_some() => Ok(vec![joined(me)]),
            Command::Join | Command::Take | Command::Send { .. } if self.owner.is_none() => {
                Ok(take(me, actor, command))
            }
            Command::Take => Err(self.taken()),
            _ => Err(Refusal::Forbidden),
        }
    }

    fn for_member(&self, actor: &Actor, me: &AgentCard, command: &Command) -> Result<Facts, Refusal> {
        match (self.stage, command) {
            (Stage::Waiting, Command::Take | Command::Send { .. }) => Ok(take(me, actor, command)),
            (Stage::Waiting, Command::Decline) => Ok(vec![declined(me)]),
            (Stage::Waiting, _) => Err(Refusal::Forbidden),
            (Stage::Active | Stage::Ended, _) => Err(self.taken()),
        }
    }

    /// Who looks after its queue may come in at any time and has it then; whoever had it stays in it. And may put away
    /// what is over.
    fn for_overseer(&self, actor: &Actor, me: &AgentCard, command: &Command) -> Result<Facts, Refusal> {
        match (self.stage, command) {
            (Stage::Waiting | Stage::Active, Command::Take) => Ok(vec![taken(me), joined(me)]),
            (Stage::Ended, Command::Archive { .. }) if self.archived_at.is_some() => Ok(Vec::new()),
            (Stage::Ended, Command::Archive { .. }) => Ok(command.fact(actor).into_iter().collect()),
            (Stage::Ended, Command::Unarchive { .. }) => Ok(self.unarchived(actor, command)),
            (Stage::Ended, Command::HandOn { to, .. }) => Ok(self.handed_on(actor, me, command, to)),
            (Stage::Ended, _) => Err(self.taken()),
            _ => Err(Refusal::Forbidden),
        }
    }

    /// Whoever sees it may say something about it to the staff, also when it is over.
    fn remark(&self, actor: &Actor, command: &Command) -> Result<Facts, Refusal> {
        if !self.shows_to(actor) {
            return Err(Refusal::NotFound);
        }
        let tags = &self.staff.tags;
        match command {
            Command::Tag { tag, .. } if tags.contains(tag) => return Ok(Vec::new()),
            Command::Tag { .. } if tags.len() >= TAGS_MAX => return Err(Refusal::TooManyTags),
            Command::Untag { tag, .. } if !tags.contains(tag) => return Ok(Vec::new()),
            Command::Retag { id, tag, into } => return Ok(self.retagged(actor, id, tag, into)),
            Command::TakeBack { id, note, author } => return self.taken_back(actor, id, *note, author),
            _ => {}
        }
        Ok(command.fact(actor).into_iter().collect())
    }

    /// Whoever wrote a note takes it back, or who may delete what others write.
    fn taken_back(
        &self,
        actor: &Actor,
        id: &ClientId,
        note: Seq,
        author: &AgentId,
    ) -> Result<Facts, Refusal> {
        let Actor::Agent { card, rights } = actor else { return Err(Refusal::Forbidden) };
        if card.id != *author && !rights.deletes {
            return Err(Refusal::Forbidden);
        }
        if self.staff.taken_back.contains(&note) {
            return Ok(Vec::new());
        }
        let (id, by, uncalled) = (id.clone(), card.clone(), self.called_alone(note));
        Ok(vec![Fact::Staff(StaffFact::NoteTakenBack { id, by, note, uncalled })])
    }

    /// Who is called to this note and to no other.
    fn called_alone(&self, note: Seq) -> Vec<AgentId> {
        let calls = &self.staff.calls;
        let is_called_elsewhere =
            |agent: &AgentId| calls.iter().any(|call| call.agent == *agent && call.note != note);
        let called = calls.iter().filter(|call| call.note == note).map(|call| &call.agent);
        called.filter(|agent| !is_called_elsewhere(agent)).cloned().collect()
    }

    /// Nothing if it doesn't bear the tag that goes.
    fn retagged(&self, actor: &Actor, id: &ClientId, tag: &str, into: &str) -> Facts {
        let tags = &self.staff.tags;
        let bears = |wanted: &str| tags.iter().any(|tag| tag == wanted);
        if !bears(tag) || tag == into {
            return Vec::new();
        }
        // No client can make this id, so it stands in the way of none.
        let off = Command::Untag { id: ClientId(format!("{id}:off")), tag: tag.into() };
        let on = (!bears(into)).then(|| Command::Tag { id: id.clone(), tag: into.into() });
        [Some(off), on].into_iter().flatten().filter_map(|command| command.fact(actor)).collect()
    }

    fn heeded(&self, me: &AgentCard) -> Facts {
        let is_called = self.staff.mentioned.contains(&me.id);
        is_called.then(|| Fact::Staff(StaffFact::Heeded { agent: me.clone() })).into_iter().collect()
    }

    /// Nothing if it isn't in the archive.
    fn unarchived(&self, actor: &Actor, command: &Command) -> Facts {
        command.fact(actor).filter(|_| self.archived_at.is_some()).into_iter().collect()
    }

    fn transferred(&self, me: &AgentCard, to: &Destination) -> Result<Facts, Refusal> {
        let fact = StaffFact::Transferred { by: me.clone(), to: to.clone() };
        let mut facts = vec![Fact::Staff(fact)];
        match to {
            Destination::Agent(agent) if agent.id == me.id => return Err(Refusal::Forbidden),
            Destination::Agent(agent) => {
                facts.push(taken(agent));
                if !self.is_present(&agent.id) {
                    facts.push(joined(agent));
                }
                facts.push(left(&me.id));
            }
            // It waits anew, so nobody stays in it; the owner goes first.
            Destination::Queue { .. } => {
                facts.push(left(&me.id));
                let guests = self.staff.present.iter().filter(|card| card.id != me.id);
                facts.extend(guests.map(|card| left(&card.id)));
            }
        }
        Ok(facts)
    }

    /// It goes on and changes hands in one, so it never goes on with those who are out of it.
    fn handed_on(&self, actor: &Actor, me: &AgentCard, command: &Command, to: &Destination) -> Facts {
        let mut facts: Facts = command.fact(actor).into_iter().collect();
        facts.push(Fact::Staff(StaffFact::Transferred { by: me.clone(), to: to.clone() }));
        let heir = match to {
            Destination::Agent(agent) => Some(agent),
            Destination::Queue { .. } => None,
        };
        if let Some(agent) = heir {
            facts.push(taken(agent));
            facts.extend((!self.is_present(&agent.id)).then(|| joined(agent)));
        }
        let others = self.staff.present.iter().filter(|card| heir.is_none_or(|heir| heir.id != card.id));
        facts.extend(others.map(|card| left(&card.id)));
        facts
    }

    /// Somebody goes out; if they had it, the next one has it.
    fn without(&self, agent: &AgentId) -> Facts {
        let mut facts = vec![left(agent)];
        if self.owner.as_ref().is_some_and(|owner| owner.id == *agent) {
            facts.extend(self.staff.present.iter().find(|card| card.id != *agent).map(taken));
        }
        facts
    }

    /// What an agent hears who may not have it.
    fn taken(&self) -> Refusal {
        self.owner.clone().map_or(Refusal::Ended, Refusal::AlreadyTaken)
    }

    fn unless_ended(&self) -> Result<(), Refusal> {
        if self.stage == Stage::Ended { Err(Refusal::Ended) } else { Ok(()) }
    }

    fn while_waiting(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Waiting => Ok(()),
            Stage::Active => Err(Refusal::NotWaiting),
            Stage::Ended => Err(Refusal::Ended),
        }
    }
}

/// Whether it is said about the conversation and not in it.
fn is_remark(command: &Command) -> bool {
    matches!(
        command,
        Command::Note { .. }
            | Command::TakeBack { .. }
            | Command::Tag { .. }
            | Command::Untag { .. }
            | Command::Retag { .. }
    )
}

/// Whoever writes into it takes it.
fn take(me: &AgentCard, actor: &Actor, command: &Command) -> Facts {
    let mut facts = vec![taken(me), joined(me)];
    facts.extend(command.fact(actor));
    facts
}

fn taken(agent: &AgentCard) -> Fact {
    Fact::Staff(StaffFact::Taken { agent: agent.clone() })
}

fn joined(agent: &AgentCard) -> Fact {
    Fact::Public(PublicFact::Joined { agent: agent.clone() })
}

fn left(agent: &AgentId) -> Fact {
    Fact::Public(PublicFact::Left { agent: agent.clone() })
}

fn declined(me: &AgentCard) -> Fact {
    Fact::Staff(StaffFact::Declined { agent: me.clone() })
}
