//! Whatever happens in whatever order, some things never do.

use super::world::World;
use super::*;
use proptest::prelude::*;

const AGENTS: [&str; 4] = ["anna", "boris", "clara", "dora"];
const QUEUES: [&str; 3] = ["a", "b", "c"];

/// Something happens.
#[derive(Clone, Debug)]
enum Event {
    Input(Input),
    /// Many come at once.
    Flood(u32, &'static str),
    /// An agent takes something that they see, if there is anything.
    Takes(&'static str, usize),
    /// An agent refuses something that they see.
    Declines(&'static str, usize),
    /// The engine is made anew from what is known without it.
    Restart,
}

fn any_agent() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&AGENTS[..])
}

fn any_rule() -> impl Strategy<Value = Rule> {
    prop_oneof![
        3 => Just(Rule::Everyone),
        1 => any_agent().prop_map(agent),
        1 => Just(agent("nobody")),
        2 => (1u32..4).prop_map(|count| Rule::Random { count }),
        2 => (1u32..4).prop_map(|count| Rule::Top { count }),
        2 => Just(Rule::RoundRobin),
        2 => Just(Rule::FewestConversations),
        2 => Just(Rule::LeastRecent),
        1 => Just(Rule::LastAgent),
    ]
}

prop_compose! {
    fn any_line(id: &'static str)(
        members in prop::sample::subsequence(&AGENTS[..], 0..=AGENTS.len()).prop_shuffle(),
        rules in prop::collection::vec(any_rule(), 1..4),
        accept_millis in prop::sample::select(vec![5_000, 60_000]),
        away_when_silent in any::<bool>(),
        overflow in prop::option::of((prop::sample::select(&QUEUES[..]), 1_000i64..200_000)),
        ticket_after_millis in prop::option::of(1_000i64..200_000),
    ) -> Line {
        let overflow = overflow.filter(|(to, _)| *to != id).map(|(to, after)| (to.into(), after));
        Line { accept_millis, away_when_silent, overflow, ticket_after_millis, ..line(id, &rules, &members) }
    }
}

fn any_arrangement() -> impl Strategy<Value = Vec<Line>> {
    (any_line("a"), any_line("b"), any_line("c"), prop::sample::subsequence(vec![0, 1, 2], 1..=3))
        .prop_map(|(a, b, c, kept)| kept.into_iter().map(|at| [&a, &b, &c][at].clone()).collect())
}

fn any_wait() -> impl Strategy<Value = Input> {
    let some = || prop::option::of(any_agent());
    let tried = prop::sample::subsequence(&AGENTS[..], 0..=2);
    let queue = prop::sample::select(vec!["a", "a", "b", "c", "unknown"]);
    (0u32..12, queue, 0i64..100, some(), some(), tried, any::<bool>()).prop_map(
        |(n, queue, since, last_agent, unfinished, tried, written)| {
            waits(n, Wait { queue, since, entered_at: since, last_agent, unfinished, tried: &tried, written })
        },
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    let conversation = || (0u32..12).prop_map(id);
    let input = prop_oneof![
        1 => any_arrangement().prop_map(|lines| Input::Arrange { lines }),
        4 => (any_agent(), prop::option::weighted(0.8, 0u32..4))
            .prop_map(|(agent, room)| Input::Agent { agent: agent.into(), room }),
        8 => any_wait(),
        2 => conversation().prop_map(|conversation| Input::Written { conversation }),
        2 => (conversation(), any_agent(), prop::sample::select(&QUEUES[..])).prop_map(
            |(conversation, agent, queue)| Input::Taken {
                conversation,
                agent: agent.into(),
                queue: queue.into(),
            }
        ),
        3 => conversation().prop_map(|conversation| Input::Released { conversation }),
        1 => (conversation(), any_agent())
            .prop_map(|(conversation, agent)| Input::Declined { conversation, agent: agent.into() }),
        4 => Just(Input::Tick),
    ];
    prop_oneof![
        24 => input.prop_map(Event::Input),
        4 => (any_agent(), 0usize..9).prop_map(|(agent, at)| Event::Takes(agent, at)),
        3 => (any_agent(), 0usize..9).prop_map(|(agent, at)| Event::Declines(agent, at)),
        1 => (1u32..130, prop::sample::select(&QUEUES[..])).prop_map(|(count, queue)| Event::Flood(count, queue)),
        1 => Just(Event::Restart),
    ]
}

fn any_events() -> impl Strategy<Value = (Vec<Line>, Vec<(i64, Event)>)> {
    let pause = prop_oneof![4 => 0i64..3_000, 4 => 0i64..40_000, 1 => 0i64..700_000];
    (any_arrangement(), prop::collection::vec((pause, any_event()), 0..50))
}

/// An engine and what is known without it.
struct Both {
    engine: Engine,
    world: World,
    said: Vec<Effect>,
}

impl Both {
    fn put(&mut self, now: Timestamp, input: Input) {
        self.world.learn(now, &input);
        let effects = self.engine.handle(now, input.clone());
        for effect in &effects {
            self.world.hear(effect);
        }
        self.world.finish(&input);
        // A crowd that comes at once is looked at once.
        if !matches!(&input, Input::Waits { conversation, .. } if conversation.0.len() == 4) {
            self.world.check(&self.engine);
        }
        // As the desk does.
        let over = effects.iter().filter_map(|effect| match effect {
            Effect::Overflow { conversation, queue } => Some((conversation.clone(), queue.clone())),
            _ => None,
        });
        let over: Vec<_> = over.collect();
        self.said.extend(effects);
        for (conversation, queue) in over {
            let again = Input::Waits {
                conversation,
                queue,
                since: Timestamp(0),
                entered_at: now,
                last_agent: None,
                unfinished: None,
                tried: BTreeSet::new(),
                written: true,
            };
            self.put(now, again);
        }
    }

    /// Something that an agent sees.
    fn seen_by(&self, agent: &str, at: usize) -> Option<ConversationId> {
        let agent = AgentId::from(agent);
        let seen: Vec<_> =
            self.world.waiting.iter().filter(|(_, waiter)| waiter.offered.contains(&agent)).collect();
        seen.get(at % seen.len().max(1)).map(|(id, _)| (*id).clone())
    }

    fn happens(&mut self, now: Timestamp, event: Event) {
        match event {
            Event::Input(input) => self.put(now, input),
            Event::Flood(count, queue) => {
                for n in 0..count {
                    self.put(now, waits(1_000 + n, Wait { queue, since: i64::from(n), ..Wait::default() }));
                }
                self.put(now, Input::Tick);
            }
            Event::Takes(agent, at) => {
                if let Some(conversation) = self.seen_by(agent, at) {
                    let queue = self.world.waiting[&conversation].queue.clone();
                    self.put(now, Input::Taken { conversation, agent: agent.into(), queue });
                }
            }
            Event::Declines(agent, at) => {
                if let Some(conversation) = self.seen_by(agent, at) {
                    self.put(now, Input::Declined { conversation, agent: agent.into() });
                }
            }
            Event::Restart => self.restart(now),
        }
    }

    /// What the store and the connections know is enough to go on.
    fn restart(&mut self, now: Timestamp) {
        let before = std::mem::take(&mut self.world);
        self.engine = Engine::new(2);
        let lines = before.lines.into_values().collect();
        self.put(now, Input::Arrange { lines });
        for (conversation, (agent, _)) in before.held {
            self.put(now, Input::Taken { conversation, agent, queue: "a".into() });
        }
        for (conversation, waiter) in before.waiting {
            let again = Input::Waits {
                conversation,
                queue: waiter.queue,
                since: waiter.since,
                entered_at: waiter.entered_at,
                last_agent: None,
                unfinished: waiter.unfinished,
                tried: waiter.tried,
                written: waiter.written,
            };
            self.put(now, again);
        }
        for (agent, room) in before.rooms {
            self.put(now, Input::Agent { agent, room: Some(room) });
        }
    }
}

fn run(lines: Vec<Line>, events: Vec<(i64, Event)>, ticks: bool) -> Vec<Effect> {
    let mut both = Both { engine: Engine::new(1), world: World::default(), said: Vec::new() };
    let mut now = Timestamp(100_000);
    both.put(now, Input::Arrange { lines });
    for (pause, event) in events {
        let next = now.plus_millis(pause);
        while let Some(deadline) = both.engine.next_deadline().filter(|deadline| ticks && *deadline <= next) {
            now = deadline;
            both.put(now, Input::Tick);
        }
        now = next;
        both.happens(now, event);
    }
    both.said
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// With a desk that wakes for each deadline, and with one that is woken by inputs alone.
    #[test]
    fn nobody_is_forgotten_and_nobody_is_bothered((lines, events) in any_events(), ticks in any::<bool>()) {
        run(lines, events, ticks);
    }

    #[test]
    fn the_same_seed_does_the_same((lines, events) in any_events()) {
        prop_assert_eq!(run(lines.clone(), events.clone(), true), run(lines, events, true));
    }

    /// Offered by whichever rule, it comes to an end if somebody takes what they see.
    #[test]
    fn everyone_is_served_in_the_end(line in any_line("a"), count in 1u32..40) {
        let line = Line { overflow: None, ticket_after_millis: None, away_when_silent: false, ..line };
        let line = Line { members: vec!["anna".into(), "boris".into()], accept_millis: 60_000, ..line };
        let mut both = Both { engine: Engine::new(1), world: World::default(), said: Vec::new() };
        let mut now = Timestamp(0);
        both.put(now, Input::Arrange { lines: vec![line] });
        for n in 0..count {
            both.put(now, waits(n, Wait { queue: "a", since: i64::from(n), ..Wait::default() }));
        }
        both.put(now, Input::Agent { agent: "anna".into(), room: Some(1) });
        both.put(now, Input::Agent { agent: "boris".into(), room: Some(2) });
        // Boris answers nothing.
        for _ in 0..count * 4 {
            if let Some(conversation) = both.seen_by("anna", 0) {
                both.put(now, Input::Taken { conversation: conversation.clone(), agent: "anna".into(), queue: "a".into() });
                both.put(now, Input::Released { conversation });
            } else if let Some(deadline) = both.engine.next_deadline() {
                now = deadline;
                both.put(now, Input::Tick);
            }
        }
        prop_assert!(both.world.waiting.is_empty(), "{:?}", both.world.waiting);
    }
}
