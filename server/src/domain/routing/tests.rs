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
    Effect::Tell { conversation: id(n), standing: Standing { place, staffed, wait_millis: None } }
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
    let taken = engine.handle(now, Input::Taken { conversation: id(1) });
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

fn told_waits(effects: &[Effect]) -> Vec<(u32, Option<i64>)> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell { standing, .. } => {
            Some((standing.place, standing.wait_millis.map(|wait| wait / 1_000)))
        }
        _ => None,
    });
    told.collect()
}

#[test]
fn waiting_times_are_told_once_they_are_known_and_only_while_somebody_is_there() {
    let mut engine = Engine::default();
    let minute = |minutes: i64| Timestamp(minutes * 60_000);
    engine.handle(minute(0), connected("anna", &["sales"]));
    for n in 1..=6 {
        engine.handle(minute(0), waits(n, "sales"));
    }
    // One a minute; with the third it is known.
    for n in 1..=2 {
        let effects = engine.handle(minute(i64::from(n)), Input::Taken { conversation: id(n) });
        assert!(told_waits(&effects).iter().all(|(_, wait)| wait.is_none()));
    }
    let third = engine.handle(minute(3), Input::Taken { conversation: id(3) });
    assert_eq!(told_waits(&third), [(1, Some(60)), (2, Some(120)), (3, Some(180))]);
    // Somebody gives up: those behind move, those before hear nothing.
    let gone = engine.handle(minute(3), Input::Settled { conversation: id(5) });
    assert_eq!(told_waits(&gone), [(2, Some(120))]);
    // Nobody is taken for as long as was said: it doubles, and no sooner.
    assert_eq!(engine.next_deadline(), Some(minute(4)));
    assert_eq!(told_waits(&engine.handle(minute(4).plus_millis(-1), Input::Tick)), []);
    assert_eq!(told_waits(&engine.handle(minute(4), Input::Tick)), [(1, Some(120)), (2, Some(240))]);
    // Nobody is there: nobody knows.
    engine.handle(minute(4), Input::Disconnected { agent: "anna".into() });
    let alone = minute(4).plus_millis(GRACE_MILLIS);
    assert_eq!(told_waits(&engine.handle(alone, Input::Tick)), [(1, None), (2, None)]);
    assert_eq!(engine.next_deadline(), None);
    // The time without anybody isn't held against who comes then.
    let back = engine.handle(minute(30), connected("anna", &["sales"]));
    assert_eq!(told_waits(&back), [(1, Some(60)), (2, Some(120))]);
}

#[test]
fn a_restart_recalls_how_fast_a_queue_was_served() {
    let mut engine = Engine::default();
    for minute in 1..=3 {
        engine.recall("sales".into(), Timestamp(0), Timestamp(minute * 60_000));
    }
    engine.handle(Timestamp(180_000), waits(1, "sales"));
    let effects = engine.handle(Timestamp(180_000), connected("anna", &["sales"]));
    assert_eq!(told_waits(&effects), [(1, Some(60))]);
}

fn any_input() -> impl Strategy<Value = Input> {
    let queue = prop::sample::select(vec!["a", "b"]);
    let agent = prop::sample::select(vec!["anna", "boris", "clara"]);
    let queues = prop::sample::subsequence(vec!["a", "b"], 0..=2);
    prop_oneof![
        (0u8..8, queue).prop_map(|(n, queue)| waits(n, queue)),
        (0u8..8).prop_map(|n| Input::Settled { conversation: id(n) }),
        (0u8..8).prop_map(|n| Input::Taken { conversation: id(n) }),
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
                for (place, (_, id)) in (1..).zip(&line.waiting) {
                    let Standing { wait_millis, .. } = told[id];
                    prop_assert_eq!(told[id], Standing { place, staffed, wait_millis });
                    prop_assert_eq!(Some(told[id]), engine.standing(id));
                    prop_assert!(staffed || wait_millis.is_none());
                    let members: BTreeSet<AgentId> = engine.members(queue).cloned().collect();
                    prop_assert_eq!(&engine.waiting[id].offered, &members);
                }
            }
        }
    }
}
