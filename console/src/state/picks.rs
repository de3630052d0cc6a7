//! Which of the conversations in a list are picked, to do the same with all of them.

use shared::bulk::Hindrance;
use shared::ids::{AgentId, ConversationId};
use shared::people::Role;
use shared::problem::Code;
use shared::search::FoundLine;
use shared::timeline::Stage;
use std::collections::{BTreeMap, BTreeSet};

/// What is picked, with what is known of it: a line may have left the list meanwhile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picks {
    lines: BTreeMap<ConversationId, FoundLine>,
    /// Where a range begins.
    anchor: Option<ConversationId>,
    /// Picking has begun, though nothing may be picked yet.
    begun: bool,
}

/// What may be done with what is picked: only what makes sense for one of them at least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// Something is over and not archived.
    pub archive: bool,
    /// Something is archived.
    pub unarchive: bool,
    /// The tags that can be taken off.
    pub tags: BTreeSet<String>,
    /// Something is the agent's to pass on.
    pub transfer: bool,
    /// Something can be deleted.
    pub delete: bool,
}

impl Picks {
    /// Begins to pick.
    pub fn begin(&mut self) {
        self.begun = true;
    }

    /// Picks nothing more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Whether it is being picked.
    pub fn is_picking(&self) -> bool {
        self.begun || !self.lines.is_empty()
    }

    /// Whether a conversation is picked.
    pub fn has(&self, id: &ConversationId) -> bool {
        self.lines.contains_key(id)
    }

    /// How many are picked.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Which are picked.
    pub fn ids(&self) -> Vec<ConversationId> {
        self.lines.keys().cloned().collect()
    }

    /// Picks a line, or not any more; from there a range begins.
    pub fn toggle(&mut self, line: &FoundLine) {
        if self.lines.remove(&line.conversation).is_none() {
            self.lines.insert(line.conversation.clone(), line.clone());
        }
        self.anchor = Some(line.conversation.clone());
    }

    /// Picks all from where the range begins to a line, both with it.
    pub fn reach(&mut self, list: &[FoundLine], to: &ConversationId) {
        let place = |id: &ConversationId| list.iter().position(|line| line.conversation == *id);
        let Some(end) = place(to) else { return };
        let start = self.anchor.as_ref().and_then(place).unwrap_or(end);
        let range = &list[start.min(end)..=start.max(end)];
        self.lines.extend(range.iter().map(|line| (line.conversation.clone(), line.clone())));
        if self.anchor.as_ref().and_then(place).is_none() {
            self.anchor = Some(to.clone());
        }
    }

    /// Picks all that are in a list.
    pub fn take_all(&mut self, list: &[FoundLine]) {
        self.lines.extend(list.iter().map(|line| (line.conversation.clone(), line.clone())));
    }

    /// What is picked is known anew from a list.
    pub fn learn(&mut self, list: &[FoundLine]) {
        for line in list {
            if let Some(known) = self.lines.get_mut(&line.conversation) {
                known.clone_from(line);
            }
        }
    }

    /// Something was done with these; what was refused stays picked.
    pub fn settle(&mut self, done: &[ConversationId]) {
        done.iter().for_each(|id| drop(self.lines.remove(id)));
        if self.lines.is_empty() {
            self.clear();
        }
    }

    /// What an agent may do with them. The server has the last word on each.
    pub fn offers(&self, me: Option<&AgentId>, role: Role) -> Offers {
        let lines = || self.lines.values();
        let is_over = |line: &FoundLine| line.stage == Stage::Ended;
        let is_mine = |line: &FoundLine| {
            line.stage == Stage::Active && line.owner.as_ref().is_some_and(|owner| Some(&owner.id) == me)
        };
        Offers {
            archive: lines().any(|line| is_over(line) && !line.archived),
            unarchive: lines().any(|line| line.archived),
            tags: lines().flat_map(|line| line.tags.iter().cloned()).collect(),
            transfer: lines().any(|line| is_over(line) || is_mine(line)),
            delete: role >= Role::Manager && lines().any(is_over),
        }
    }
}

/// Why it wasn't done with some, as far as it matters to whoever wanted it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// They go on still.
    GoesOn,
    /// They aren't the agent's to change, or are gone.
    NotYours,
    /// A colleague has them.
    Taken,
    /// Their visitors have begun other conversations since.
    BegunAnew,
    /// They have as many tags as they can have.
    Tags,
    /// Something happened to them meanwhile, or the server can't now: another try may do.
    Again,
}

impl Why {
    /// The reason behind what the server says.
    pub const fn of(hindrance: Hindrance) -> Self {
        match hindrance {
            Hindrance::GoesOn => Self::GoesOn,
            Hindrance::Problem(Code::NotFound | Code::Forbidden) => Self::NotYours,
            Hindrance::Problem(Code::AlreadyTaken) => Self::Taken,
            Hindrance::Problem(Code::Ended) => Self::BegunAnew,
            Hindrance::Problem(Code::Invalid) => Self::Tags,
            Hindrance::Problem(_) => Self::Again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::people::AgentCard;
    use shared::time::Timestamp;

    fn line(id: &str) -> FoundLine {
        FoundLine {
            conversation: id.into(),
            queue: "q".into(),
            topic: "Sales".into(),
            channel: "w".into(),
            name: String::new(),
            email: String::new(),
            stage: Stage::Ended,
            owner: None,
            opened_at: Timestamp(0),
            at: Timestamp(0),
            archived: false,
            rating: None,
            missed: false,
            tags: Vec::new(),
            excerpt: None,
        }
    }

    fn list() -> Vec<FoundLine> {
        ["a", "b", "c", "d", "e"].map(line).into()
    }

    fn ids(picks: &Picks) -> String {
        picks.ids().iter().map(ConversationId::as_str).collect()
    }

    #[test]
    fn a_range_reaches_from_what_was_picked_last() {
        let (list, mut picks) = (list(), Picks::default());
        picks.reach(&list, &"c".into());
        assert_eq!(ids(&picks), "c", "nothing was picked before");
        picks.reach(&list, &"e".into());
        assert_eq!(ids(&picks), "cde");
        picks.reach(&list, &"b".into());
        assert_eq!(ids(&picks), "bcde", "from the same beginning");
        picks.toggle(&list[3]);
        assert_eq!(ids(&picks), "bce");
        picks.reach(&list, &"a".into());
        assert_eq!(ids(&picks), "abcde");
        picks.reach(&list, &"gone".into());
        picks.reach(&list[..2], &"b".into());
        assert_eq!(ids(&picks), "abcde", "where the beginning has left the list, it begins anew");
        picks.clear();
        assert!(!picks.is_picking());
        picks.take_all(&list);
        assert_eq!(picks.len(), 5);
    }

    #[test]
    fn what_was_refused_stays_picked() {
        let (list, mut picks) = (list(), Picks::default());
        picks.begin();
        assert!(picks.is_picking() && picks.len() == 0);
        picks.take_all(&list[..2]);
        picks.settle(&["a".into(), "x".into()]);
        assert_eq!((ids(&picks).as_str(), picks.is_picking()), ("b", true));
        picks.settle(&["b".into()]);
        assert!(!picks.is_picking(), "all done");
    }

    #[test]
    fn only_what_makes_sense_is_offered() {
        let me = AgentId::from("me");
        let of = |lines: &[FoundLine], role| {
            let mut picks = Picks::default();
            picks.take_all(lines);
            picks.offers(Some(&me), role)
        };
        let owner = |id: &str| Some(AgentCard { id: id.into(), name: String::new(), photo: None });
        let waiting = FoundLine { stage: Stage::Waiting, ..line("w") };
        let mine =
            FoundLine { stage: Stage::Active, owner: owner("me"), tags: vec!["x".into()], ..line("m") };
        let theirs = FoundLine { stage: Stage::Active, owner: owner("other"), ..line("t") };
        let archived = FoundLine { archived: true, tags: vec!["x".into(), "a".into()], ..line("z") };
        assert_eq!(of(&[], Role::Owner), Offers::default());
        assert_eq!(of(&[waiting, theirs.clone()], Role::Owner), Offers::default());
        let tags = |tags: &[&str]| tags.iter().map(ToString::to_string).collect();
        let passed = Offers { transfer: true, tags: tags(&["x"]), ..Offers::default() };
        assert_eq!(of(&[mine, theirs], Role::Owner), passed);
        let over = Offers { archive: true, transfer: true, ..Offers::default() };
        assert_eq!(of(&[line("o")], Role::Agent), over);
        let all = Offers { unarchive: true, delete: true, tags: tags(&["a", "x"]), ..over };
        assert_eq!(of(&[line("o"), archived], Role::Manager), all);
    }

    #[test]
    fn what_is_known_of_a_picked_one_follows_the_list() {
        let mut picks = Picks::default();
        picks.take_all(&list()[..1]);
        picks.learn(&[FoundLine { archived: true, ..line("a") }, line("b")]);
        let offers = picks.offers(None, Role::Agent);
        assert_eq!((picks.len(), offers.archive, offers.unarchive), (1, false, true));
    }
}
