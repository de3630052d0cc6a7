//! Notes, mentions, tags, and what this window shows.

use super::tests::{anna, begun, boris, events, item, k1, mine, open_and_whole, state_with, unread, welcome};
use super::*;
use shared::agent::{AgentUpdate, Looker};
use shared::ids::AgentId;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Entry, Fact, StaffFact};

fn staff(seq: u32, fact: StaffFact) -> AgentEntry {
    Entry { seq, at: Timestamp(10), fact: Fact::Staff(fact) }
}

fn note(seq: u32, by: AgentCard, mentions: Vec<AgentId>) -> AgentEntry {
    staff(seq, StaffFact::Note { id: "n1".into(), by, text: "look".into(), mentions })
}

#[test]
fn a_colleagues_note_is_heard_and_ones_own_is_acknowledged() {
    let mut state = open_and_whole();
    let heard = state.apply(events(vec![note(5, boris(), vec![])], 5));
    assert_eq!(heard, [Effect::Arrived(Arrival::Note(k1()))]);
    let wish =
        AgentCommand::Note { conversation: k1(), id: "n1".into(), text: "look".into(), mentions: vec![] };
    assert_eq!(state.wish(wish.clone()), [Effect::Say(wish)]);
    let unsent: Vec<bool> = state.conversations[&k1()].unsent().map(|unsent| unsent.is_note).collect();
    assert_eq!(unsent, [true]);
    assert_eq!(state.apply(events(vec![note(6, anna(), vec![])], 6)), []);
    assert!(state.conversations[&k1()].outbox.is_empty());
    assert_eq!(unread(&state), 0, "a note is nothing of the visitor's");
}

#[test]
fn a_mention_stands_among_what_is_asked_of_the_agent() {
    let mut line = item("k1", &begun(), 0, 4);
    line.summary.present.clear();
    line.summary.owner = Some(boris().id);
    line.summary.mentioned = vec![anna().id];
    let mut state = state_with(item("k2", &[], 0, 0));
    let heard = state.apply(AgentUpdate::Appeared(Box::new(line)));
    assert_eq!(heard[0], Effect::Arrived(Arrival::Note(k1())));
    assert_eq!(state.section(&state.conversations[&k1()]), Section::Offered);
    let heed = AgentCommand::Heed { conversation: k1(), id: "h1".into() };
    state.wish(heed);
    let heeded = AgentUpdate::Vanished { conversation: k1(), reason: Vanished::Heeded };
    assert_eq!(state.apply(heeded), [], "it was wanted so");
    assert_eq!(state.gone[&k1()].reason, Vanished::Heeded);
}

#[test]
fn a_tag_is_on_its_way_until_it_is_there() {
    let mut state = open_and_whole();
    let tag = |id: &str| AgentCommand::Tag { conversation: k1(), id: id.into(), tag: "billing".into() };
    state.wish(tag("t1"));
    // A colleague was faster.
    state.apply(events(
        vec![staff(5, StaffFact::Tagged { id: "x".into(), by: boris(), tag: "billing".into() })],
        5,
    ));
    assert!(state.conversations[&k1()].outbox.is_empty());
    assert_eq!(state.conversations[&k1()].item.summary.tags, ["billing"]);
}

#[test]
fn the_server_hears_what_the_window_shows_on_every_connection() {
    let mut state = mine();
    let open = |id: Option<&str>| Effect::Say(AgentCommand::Open { conversation: id.map(Into::into) });
    assert_eq!(state.show(Some(k1())), [open(Some("k1"))]);
    let anna_too = Looker { agent: anna(), typing: false };
    let company = vec![anna_too, Looker { agent: boris(), typing: true }];
    state.apply(AgentUpdate::Company { conversation: k1(), lookers: company });
    let beside = |state: &State| state.conversations[&k1()].company(state.my_id()).len();
    assert_eq!(beside(&state), 1, "not oneself");
    state.disconnected();
    assert_eq!(beside(&state), 0);
    let said = state.apply(welcome(vec![item("k1", &begun(), 0, 4)]));
    assert!(said.contains(&open(Some("k1"))), "{said:?}");
    assert_eq!(state.show(None), [open(None)]);
    state.disconnected();
    assert_eq!(state.show(Some(k1())), [], "said once there is a connection");
}

#[test]
fn what_is_looked_up_is_asked_for_again_once_it_is_followed() {
    let mut state = mine();
    state.show(Some("k2".into()));
    let said = state.look_up(item("k2", &begun(), 0, 4));
    assert!(said.contains(&Effect::Say(AgentCommand::Open { conversation: Some("k2".into()) })), "{said:?}");
    let ask = state.apply(AgentUpdate::Events { conversation: "k2".into(), events: vec![], last: 6 });
    assert!(ask.is_empty() || ask.iter().all(|one| matches!(one, Effect::Say(AgentCommand::Resume { .. }))));
}
