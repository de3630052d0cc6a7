//! Whom each rule picks, alone.

use super::*;

/// Conversations come one after the other, ten seconds apart, and nobody answers.
fn each_is_offered_to(rules: &[Rule], room: u32, count: u32) -> Vec<String> {
    let mut desk = Desk::new(rules, &["anna", "boris", "clara", "dora"], room);
    (1..=count).flat_map(|n| desk.at(i64::from(n)).waits(n)).collect()
}

#[test]
fn everyone_is_offered_it_for_as_long_as_it_takes() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna", "boris"], 3);
    assert_eq!(desk.waits(1), ["1 to anna boris by Everyone"]);
    assert_eq!(desk.waits(1), NOTHING, "said twice");
    assert_eq!(desk.due(), None);
    assert_eq!(desk.tick(100_000), NOTHING);
    // Who comes is offered it, who goes loses it.
    assert_eq!(desk.change(|line| line.members.push("clara".into())), NOTHING);
    assert_eq!(desk.agent("clara", Some(1)), ["1 to clara by Everyone"]);
    assert_eq!(desk.agent("clara", Some(2)), NOTHING);
    assert_eq!(desk.agent("anna", None), ["1 from anna"]);
    assert_eq!(desk.taken(1, "boris"), ["1 from clara"]);
    assert_eq!(desk.agent("anna", Some(3)), NOTHING);
}

#[test]
fn everyone_before_another_rule_has_an_end() {
    let mut desk = Desk::new(&[Rule::Everyone, Rule::RoundRobin], &["anna", "boris"], 3);
    assert_eq!(desk.waits(1), ["1 to anna boris by Everyone until 60"]);
    assert_eq!(desk.due(), Some(60));
    assert_eq!(desk.tick(60), ["1 not answered by anna boris", "1 to anna by RoundRobin until 120"]);
}

#[test]
fn a_named_agent_need_not_be_a_member() {
    let mut desk = Desk::new(&[agent("zoe")], &["anna"], 3);
    desk.agent("zoe", Some(1));
    assert_eq!(desk.waits(1), ["1 to zoe by Agent until 60"]);
    assert_eq!(desk.engine.staffed(), BTreeSet::from(["sales".into()]));
    desk.agent("anna", None);
    assert_eq!(desk.engine.staffed(), BTreeSet::from(["sales".into()]), "zoe is there");
    assert_eq!(desk.agent("zoe", None), ["1 from zoe", "1 noticed at 1"]);
    assert_eq!(desk.engine.staffed(), BTreeSet::new());
}

#[test]
fn the_top_is_by_the_queues_order() {
    let top = |count| [Rule::Top { count }];
    assert_eq!(each_is_offered_to(&top(1), 3, 1), ["1 to anna by Top until 61"]);
    assert_eq!(each_is_offered_to(&top(3), 3, 1), ["1 to anna boris clara by Top until 61"]);
    assert_eq!(each_is_offered_to(&top(9), 3, 1), ["1 to anna boris clara dora by Top until 61"]);
    // Those on top ring already, and have no room for a second one.
    assert_eq!(
        each_is_offered_to(&top(3), 1, 2),
        ["1 to anna boris clara by Top until 61", "2 to dora by Top until 62"]
    );
}

#[test]
fn chance_picks_as_many_as_it_is_told_and_each_as_often() {
    let mut counts = BTreeMap::new();
    for seed in 0..2_000 {
        let mut desk = Desk::new(&[], &[], 0);
        desk.engine = Engine::new(seed);
        let members = ["anna", "boris", "clara", "dora", "emil"];
        desk.arrange(vec![line("sales", &[Rule::Random { count: 3 }], &members)]);
        for member in members {
            desk.agent(member, Some(3));
        }
        let Effect::Offer { agents, .. } = &desk.engine.handle(desk.now, waits(1, Wait::default()))[0] else {
            panic!("no offer");
        };
        assert_eq!(agents.iter().collect::<BTreeSet<_>>().len(), 3);
        for agent in agents {
            *counts.entry(agent.clone()).or_insert(0) += 1;
        }
    }
    // 1,200 each; five standard deviations are 110.
    assert!(counts.values().all(|count| (1_090..=1_310).contains(count)), "{counts:?}");
    assert_eq!(counts.len(), 5);
    assert_eq!(each_is_offered_to(&[Rule::Random { count: 9 }], 3, 1)[0].matches(' ').count(), 9);
}

#[test]
fn the_round_robin_goes_on_where_the_last_conversation_stopped() {
    assert_eq!(
        each_is_offered_to(&[Rule::RoundRobin], 3, 6),
        [
            "1 to anna by RoundRobin until 61",
            "2 to boris by RoundRobin until 62",
            "3 to clara by RoundRobin until 63",
            "4 to dora by RoundRobin until 64",
            "5 to anna by RoundRobin until 65",
            "6 to boris by RoundRobin until 66",
        ]
    );
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna", "boris", "clara"], 9);
    desk.waits(1);
    desk.waits(2);
    // Who isn't there is passed over; whoever is at turn moves with their place.
    desk.agent("clara", None);
    assert_eq!(desk.waits(3), ["3 to anna by RoundRobin until 60"]);
    desk.agent("clara", Some(9));
    desk.change(|line| line.members.reverse());
    assert_eq!(desk.waits(4), ["4 to clara by RoundRobin until 60"], "after anna, who is last now");
    // Whoever was at turn is gone: it begins again.
    assert_eq!(
        desk.change(|line| drop(line.members.remove(0))),
        ["4 from clara", "4 to boris by RoundRobin until 60"]
    );
}

#[test]
fn the_fewest_conversations_count_what_is_offered_too() {
    let mut desk = Desk::new(&[Rule::FewestConversations], &["anna", "boris", "clara"], 9);
    desk.taken(91, "anna");
    desk.taken(92, "anna");
    desk.taken(93, "boris");
    assert_eq!(desk.waits(1), ["1 to clara by FewestConversations until 60"]);
    // Boris and Clara have one each; Boris was given his earlier.
    assert_eq!(desk.waits(2), ["2 to boris by FewestConversations until 60"]);
    assert_eq!(desk.waits(3), ["3 to clara by FewestConversations until 60"]);
    // Two each; Anna's are the oldest.
    assert_eq!(desk.waits(4), ["4 to anna by FewestConversations until 60"]);
    // Of those whose visitors are quiet nobody has much to do.
    desk.at(601).put(Input::Tick);
    desk.written(93);
    desk.written(91);
    assert_eq!(desk.engine.load(&"anna".into()), 2);
}

#[test]
fn the_least_recent_is_whoever_was_given_none_for_longest() {
    assert_eq!(
        each_is_offered_to(&[Rule::LeastRecent], 3, 5),
        [
            "1 to anna by LeastRecent until 61",
            "2 to boris by LeastRecent until 62",
            "3 to clara by LeastRecent until 63",
            "4 to dora by LeastRecent until 64",
            "5 to anna by LeastRecent until 65",
        ]
    );
    let mut desk = Desk::new(&[Rule::LeastRecent], &["anna", "boris", "clara"], 9);
    desk.taken(91, "clara");
    desk.taken(92, "anna");
    desk.taken(93, "boris");
    assert_eq!(desk.waits(1), ["1 to clara by LeastRecent until 60"]);
    assert_eq!(desk.waits(2), ["2 to anna by LeastRecent until 60"]);
}

#[test]
fn the_last_agent_must_be_a_member() {
    let rules = [Rule::LastAgent, Rule::Top { count: 1 }];
    for (last_agent, expected) in [
        (Some("boris"), "1 to boris by LastAgent until 60"),
        (Some("zoe"), "1 to anna by Top until 60"),
        (Some("nobody"), "1 to anna by Top until 60"),
        (None, "1 to anna by Top until 60"),
    ] {
        let mut desk = Desk::new(&rules, &["anna", "boris"], 3);
        desk.agent("zoe", Some(3));
        assert_eq!(desk.waits_as(1, Wait { last_agent, ..Wait::default() }), [expected], "{last_agent:?}");
    }
}

#[test]
fn what_was_not_dealt_with_goes_back_to_the_same_agent_once() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna", "boris"], 1);
    desk.agent("zoe", Some(1));
    let unfinished = |unfinished| Wait { unfinished: Some(unfinished), ..Wait::default() };
    assert_eq!(desk.waits_as(1, unfinished("zoe")), ["1 to zoe by Unfinished until 60"]);
    assert_eq!(desk.waits_as(2, unfinished("zoe")), ["2 to anna boris by Everyone"], "she has no room");
    assert_eq!(desk.tick(60), ["1 not answered by zoe", "1 to anna boris by Everyone"]);
    assert_eq!(desk.waits_as(3, Wait { tried: &["anna"], ..unfinished("anna") }), ["3 to boris by Everyone"]);
    // Whoever comes too late for it is asked like all others.
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna", "boris"], 1);
    desk.agent("boris", None);
    assert_eq!(desk.waits_as(1, unfinished("boris")), ["1 to anna by RoundRobin until 60"]);
    desk.agent("boris", Some(1));
    assert_eq!(desk.tick(60), ["1 not answered by anna", "1 to boris by RoundRobin until 120"]);
}
