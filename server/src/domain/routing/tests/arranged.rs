//! Queues change while conversations wait in them.

use super::*;

#[test]
fn nothing_changes_when_nothing_changed() {
    for rules in [[Rule::Everyone], [Rule::RoundRobin]] {
        let mut desk = Desk::new(&rules, &["anna", "boris"], 1);
        desk.waits(1);
        desk.waits(2);
        desk.waits(3);
        let due = desk.due();
        assert_eq!(desk.change(|_| ()), NOTHING);
        let mut lines = desk.lines.clone();
        lines.push(line("other", &rules, &["anna"]));
        assert_eq!(desk.arrange(lines), NOTHING, "only another queue");
        assert_eq!(desk.due(), due);
    }
}

#[test]
fn who_is_no_longer_a_member_loses_sight() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna", "boris"], 3);
    desk.waits(1);
    assert_eq!(desk.change(|line| line.members = vec!["boris".into()]), ["1 from anna"]);
    assert_eq!(
        desk.change(|line| line.members = vec!["anna".into()]),
        ["1 from boris", "1 to anna by Everyone"]
    );
    assert_eq!(desk.change(|line| line.members.clear()), ["1 from anna", "1 noticed at 1"]);

    let mut desk = Desk::new(&[Rule::Top { count: 2 }], &["anna", "boris", "clara"], 1);
    desk.waits(1);
    assert_eq!(desk.change(|line| drop(line.members.remove(0))), ["1 from anna"], "boris rings on");
    assert_eq!(
        desk.change(|line| drop(line.members.remove(0))),
        ["1 from boris", "1 to clara by Top until 60"]
    );
}

#[test]
fn a_rule_that_names_somebody_else_takes_it_from_the_former() {
    let mut desk = Desk::new(&[agent("zoe")], &[], 3);
    desk.agent("zoe", Some(1));
    desk.agent("yan", Some(1));
    desk.waits(1);
    assert_eq!(
        desk.change(|line| line.rules = vec![agent("yan")]),
        ["1 from zoe", "1 to yan by Agent until 60"]
    );
}

#[test]
fn other_rules_begin_from_the_first() {
    let mut desk = Desk::new(&[agent("anna"), Rule::Everyone], &["anna", "boris"], 3);
    desk.waits(1);
    assert_eq!(desk.tick(60), ["1 not answered by anna", "1 to boris by Everyone"]);
    assert_eq!(
        desk.change(|line| line.rules.insert(0, Rule::Top { count: 1 })),
        ["1 from boris", "1 to boris by Top until 120"],
        "anna was tried"
    );
    // What has an end goes on until then, and then by the new rules.
    assert_eq!(desk.change(|line| line.rules = vec![Rule::RoundRobin, Rule::LeastRecent]), NOTHING);
    assert_eq!(desk.tick(120), ["1 not answered by boris", "1 to anna by RoundRobin until 180"]);
}

#[test]
fn what_waits_in_a_queue_that_is_not_there_waits_for_it() {
    let mut desk = Desk::new(&[], &[], 0);
    desk.agent("anna", Some(1));
    desk.arrange(Vec::new());
    assert_eq!(desk.told(waits(1, Wait::default())), [("1".into(), 1, false, None)]);
    let sales = line("sales", &[Rule::RoundRobin], &["anna"]);
    assert_eq!(desk.arrange(vec![sales.clone()]), ["1 to anna by RoundRobin until 60"]);
    assert_eq!(desk.engine.standing(&id(1)).map(|standing| standing.staffed), Some(true));
    assert_eq!(desk.arrange(Vec::new()), ["1 from anna"]);
    assert_eq!(desk.engine.standing(&id(1)).map(|standing| standing.staffed), Some(false));
    assert_eq!((desk.engine.staffed(), desk.engine.room_in(&"sales".into())), (BTreeSet::new(), 0));
    assert_eq!(desk.arrange(vec![sales]), ["1 to anna by RoundRobin until 60"]);
    // What was not dealt with is for its agent, whatever becomes of the queue.
    desk.waits_as(2, Wait { queue: "gone", unfinished: Some("boris"), ..Wait::default() });
    assert_eq!(desk.agent("boris", Some(1)), NOTHING);
    desk.waits_as(3, Wait { queue: "gone", unfinished: Some("boris"), ..Wait::default() });
}

#[test]
fn a_queue_where_a_conversation_is_moved_by_hand_has_it_alone() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 3);
    desk.waits(1);
    desk.arrange(vec![
        line("sales", &[Rule::Everyone], &["anna"]),
        line("support", &[Rule::Everyone], &["boris"]),
    ]);
    desk.agent("boris", Some(1));
    let moved = Wait { queue: "support", ..Wait::default() };
    assert_eq!(desk.waits_as(1, moved), ["1 from anna", "1 to boris by Everyone"]);
}

#[test]
fn members_named_twice_are_one() {
    let mut desk = Desk::new(&[Rule::Everyone, agent("anna")], &["anna", "anna"], 3);
    assert_eq!(desk.waits(1), ["1 to anna by Everyone until 60"]);
    assert_eq!(desk.engine.room_in(&"sales".into()), 1);
}
