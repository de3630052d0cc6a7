//! Staff chat: which room is wanted, and what may be done in it.

use shared::ids::AgentId;
use shared::problem::{Code, Field, Problem};
use shared::team::{Kind, MEMBERS_MAX, NewRoom, group_name};
use std::collections::BTreeSet;

/// A room to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The one room of two people.
    Pair(AgentId),
    /// A group with these besides whoever makes it.
    Group {
        /// Its name.
        name: String,
        /// Who else is in it.
        others: BTreeSet<AgentId>,
    },
}

/// What somebody wants to make.
///
/// # Errors
/// [`Code::Invalid`]: nobody is named, or too many, or several and no name.
pub fn wanted(me: &AgentId, new: &NewRoom) -> Result<Wanted, Problem> {
    let others: BTreeSet<AgentId> = new.agents.iter().filter(|agent| *agent != me).cloned().collect();
    if others.len() + 1 > MEMBERS_MAX {
        return Err(too_many());
    }
    let mut named = others.iter();
    match (named.next(), named.next()) {
        (None, _) => {
            Err(Problem { field: Some(Field::Assignee), ..Problem::new(Code::Invalid, "nobody is named") })
        }
        (Some(other), None) if new.name.trim().is_empty() => Ok(Wanted::Pair(other.clone())),
        _ => Ok(Wanted::Group { name: group_name(&new.name)?, others }),
    }
}

/// The name by which the one room of two people is found, whoever of them looks.
pub fn pair(one: &AgentId, other: &AgentId) -> String {
    let (first, second) = if one <= other { (one, other) } else { (other, one) };
    // No id holds a blank.
    format!("{first} {second}")
}

/// Whether people and name of a room of this kind may change.
///
/// # Errors
/// [`Code::Forbidden`].
pub fn changes(kind: Kind) -> Result<(), Problem> {
    match kind {
        Kind::Group => Ok(()),
        Kind::Pair => Err(Problem::new(Code::Forbidden, "a room for two stays as it is")),
    }
}

/// The refusal of more people than a room holds.
pub fn too_many() -> Problem {
    Problem {
        field: Some(Field::Number),
        ..Problem::new(Code::Invalid, format!("a room holds {MEMBERS_MAX} people at most"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(agents: &[&str], name: &str) -> NewRoom {
        NewRoom {
            id: "c".into(),
            agents: agents.iter().map(|id| AgentId::from(*id)).collect(),
            name: name.into(),
        }
    }

    #[test]
    fn who_is_named_decides_what_it_is() {
        let group = |name: &str, others: &[&str]| Wanted::Group {
            name: name.into(),
            others: others.iter().map(|id| AgentId::from(*id)).collect(),
        };
        for (agents, name, expected) in [
            (&["b"][..], " ", Ok(Wanted::Pair("b".into()))),
            (&["b", "me", "b"], "", Ok(Wanted::Pair("b".into()))),
            (&["b"], "Us", Ok(group("Us", &["b"]))),
            (&["c", "b"], " Us ", Ok(group("Us", &["b", "c"]))),
            (&["c", "b"], "", Err(Some(Field::Name))),
            (&[], "Us", Err(Some(Field::Assignee))),
            (&["me"], "", Err(Some(Field::Assignee))),
        ] {
            let found = wanted(&"me".into(), &new(agents, name));
            assert_eq!(found.map_err(|problem| problem.field), expected, "{agents:?} {name:?}");
        }
    }

    #[test]
    fn a_room_has_an_end() {
        let ids: Vec<String> = (0..MEMBERS_MAX).map(|n| format!("a{n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert!(wanted(&"me".into(), &new(&ids[1..], "All")).is_ok());
        assert_eq!(wanted(&"me".into(), &new(&ids, "All")).unwrap_err().field, Some(Field::Number));
    }

    #[test]
    fn two_people_have_one_room() {
        assert_eq!(pair(&"b".into(), &"a".into()), pair(&"a".into(), &"b".into()));
        assert_ne!(pair(&"a".into(), &"b".into()), pair(&"a".into(), &"c".into()));
    }
}
