//! Tables and properties of the engine.

use super::*;
use proptest::prelude::*;

fn waits(n: u8, queue: &str) -> Input {
    Input::Waits { conversation: id(n), queue: queue.into(), since: Timestamp(i64::from(n)) }
}

fn id(n: u8) -> ConversationId {
    ConversationId(format!("k{n}"))
}

fn connected(agent: &str, queues: &[&str]) -> Input {
    Input::Connected {
        agent: agent.into(),
        queues: queues.iter().map(|queue| QueueId::from(*queue)).collect(),
    }
}

fn offer(n: u8, agents: &[&str]) -> Effect {
    Effect::Offer { conversation: id(n), agents: agents.iter().map(|agent| AgentId::from(*agent)).collect() }
}

fn withdraw(n: u8, agents: &[&str]) -> Effect {
    Effect::Withdraw {
        conversation: id(n),
        agents: agents.iter().map(|agent| AgentId::from(*agent)).collect(),
    }
}

fn tell(n: u8, place: u32, staffed: bool) -> Effect {
    Effect::Tell { conversation: id(n), standing: Standing { place, staffed } }
}

#[test]
fn everyone_in_the_queue_is_offered_it_and_the_others_lose_it_from_sight() {
    let mut engine = Engine::default();
    let now = Timestamp(0);
    assert_eq!(engine.handle(now, connected("anna", &["sales"])), vec![]);
    engine.handle(now, connected("boris", &["sales", "support"]));
    engine.handle(now, connected("clara", &["support"]));
    assert_eq!(engine.handle(now, waits(1, "sales")), vec![offer(1, &["anna", "boris"]), tell(1, 1, true)]);
    assert_eq!(engine.handle(now, waits(1, "sales")), vec![], "said twice");
    assert_eq!(engine.handle(now, waits(2, "sales")), vec![offer(2, &["anna", "boris"]), tell(2, 2, true)]);
    let taken = engine.handle(now, Input::Settled { conversation: id(1) });
    assert_eq!(taken, vec![withdraw(1, &["anna", "boris"]), tell(2, 1, true)]);
}

#[test]
fn who_comes_later_is_offered_what_waits() {
    let mut engine = Engine::default();
    let now = Timestamp(0);
    assert_eq!(engine.handle(now, waits(1, "sales")), vec![tell(1, 1, false)]);
    assert_eq!(
        engine.handle(now, connected("anna", &["sales"])),
        vec![offer(1, &["anna"]), tell(1, 1, true)]
    );
    assert_eq!(engine.handle(now, connected("anna", &["sales"])), vec![], "a second device");
    assert_eq!(engine.handle(now, connected("anna", &[])), vec![withdraw(1, &["anna"]), tell(1, 1, false)]);
}

#[test]
fn a_reload_is_not_an_absence() {
    let mut engine = Engine::default();
    engine.handle(Timestamp(0), connected("anna", &["sales"]));
    engine.handle(Timestamp(0), waits(1, "sales"));
    engine.handle(Timestamp(0), Input::Disconnected { agent: "anna".into() });
    assert_eq!(engine.next_deadline(), Some(Timestamp(GRACE_MILLIS)));
    assert_eq!(engine.handle(Timestamp(GRACE_MILLIS - 1), Input::Tick), vec![]);
    assert_eq!(engine.handle(Timestamp(GRACE_MILLIS - 1), connected("anna", &["sales"])), vec![]);
    assert_eq!(engine.next_deadline(), None);
    engine.handle(Timestamp(20_000), Input::Disconnected { agent: "anna".into() });
    assert_eq!(engine.handle(Timestamp(20_000 + GRACE_MILLIS), Input::Tick), vec![tell(1, 1, false)]);
    assert_eq!(engine.next_deadline(), None);
}

fn any_input() -> impl Strategy<Value = Input> {
    let queue = prop::sample::select(vec!["a", "b"]);
    let agent = prop::sample::select(vec!["anna", "boris", "clara"]);
    let queues = prop::sample::subsequence(vec!["a", "b"], 0..=2);
    prop_oneof![
        (0u8..8, queue).prop_map(|(n, queue)| waits(n, queue)),
        (0u8..8).prop_map(|n| Input::Settled { conversation: id(n) }),
        (agent.clone(), queues).prop_map(|(agent, queues)| connected(agent, &queues)),
        agent.prop_map(|agent| Input::Disconnected { agent: agent.into() }),
        Just(Input::Tick),
    ]
}

proptest! {
    /// After any inputs: what the effects told the visitors is the truth, nobody is offered what isn't in their
    /// queues, and no one is forgotten.
    #[test]
    fn what_was_told_is_true(inputs in prop::collection::vec((0i64..5_000, any_input()), 0..60)) {
        let mut engine = Engine::default();
        let mut now = Timestamp(0);
        let mut told = HashMap::new();
        for (wait, input) in inputs {
            now = now.plus_millis(wait);
            for effect in engine.handle(now, input) {
                match effect {
                    Effect::Tell { conversation, standing } => { told.insert(conversation, standing); }
                    Effect::Offer { conversation, agents } => {
                        let queue = &engine.waiting[&conversation].queue;
                        prop_assert!(!agents.is_empty());
                        for agent in agents {
                            prop_assert!(engine.agents[&agent].queues.contains(queue));
                        }
                    }
                    Effect::Withdraw { agents, .. } => prop_assert!(!agents.is_empty()),
                }
            }
            prop_assert!(engine.next_deadline().is_none_or(|deadline| deadline > now));
            for (queue, line) in &engine.lines {
                let staffed = engine.members(queue).next().is_some();
                for (place, (_, id)) in (1..).zip(line) {
                    prop_assert_eq!(told[id], Standing { place, staffed });
                    let members: BTreeSet<AgentId> = engine.members(queue).cloned().collect();
                    prop_assert_eq!(&engine.waiting[id].offered, &members);
                }
            }
        }
    }
}
