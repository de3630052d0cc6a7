//! Who has room for how many.

use super::*;

#[test]
fn an_agent_is_asked_for_no_more_than_there_is_room_for() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna"], 2);
    assert_eq!(desk.waits(1), ["1 to anna by RoundRobin until 60"]);
    assert_eq!(desk.waits(2), ["2 to anna by RoundRobin until 60"]);
    assert_eq!(desk.waits(3), ["3 noticed at 3"]);
    assert_eq!(desk.taken(2, "anna"), NOTHING, "her own room");
    assert_eq!(desk.taken(1, "anna"), NOTHING);
    assert_eq!(desk.released(2), ["3 to anna by RoundRobin until 60"]);
    assert_eq!(desk.agent("anna", Some(0)), ["3 from anna"]);
    assert_eq!(desk.engine.room_in(&"sales".into()), 1, "there, though without room");
    assert_eq!(desk.agent("anna", Some(2)), ["3 to anna by RoundRobin until 60"]);
}

#[test]
fn who_waits_longest_is_first() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna"], 1);
    desk.change(|_| ());
    desk.agent("anna", None);
    for (n, since) in [(1, 30), (2, 10), (3, 20)] {
        desk.waits_as(n, Wait { since, entered_at: 30, ..Wait::default() });
    }
    assert_eq!(desk.at(40).agent("anna", Some(1)), ["2 to anna by RoundRobin until 100"]);
    assert_eq!(desk.taken(2, "anna"), NOTHING);
    assert_eq!(
        desk.agent("anna", Some(3)),
        ["3 to anna by RoundRobin until 100", "1 to anna by RoundRobin until 100"]
    );
}

#[test]
fn who_waits_longest_is_first_among_the_queues_of_an_agent() {
    let mut desk = Desk::new(&[], &[], 0);
    let queues = ["a", "b", "c"].map(|queue| line(queue, &[Rule::Top { count: 1 }], &["anna"]));
    desk.arrange(queues.to_vec());
    for (n, queue, since) in [(1, "a", 3), (2, "b", 1), (3, "c", 2)] {
        desk.waits_as(n, Wait { queue, since, ..Wait::default() });
    }
    assert_eq!(desk.at(5).agent("anna", Some(2)), ["2 to anna by Top until 65", "3 to anna by Top until 65"]);
}

#[test]
fn what_everyone_is_offered_is_for_those_with_room() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna", "boris"], 1);
    desk.waits(1);
    desk.waits(2);
    assert_eq!(desk.taken(1, "anna"), ["1 from boris", "2 from anna"]);
    assert_eq!(desk.taken(2, "boris"), NOTHING);
    assert_eq!(desk.waits(3), ["3 noticed at 1"]);
    assert_eq!(desk.released(1), ["3 to anna by Everyone"]);
    assert_eq!(desk.agent("boris", Some(2)), ["3 to boris by Everyone"]);
    // The last with room has none any more: it is shown to the next who has.
    assert_eq!(desk.agent("boris", Some(1)), ["3 from boris"]);
    assert_eq!(desk.agent("anna", None), ["3 from anna"]);
    assert_eq!(desk.agent("boris", Some(2)), ["3 to boris by Everyone"]);
}

#[test]
fn what_rings_takes_the_room_of_what_is_shown_to_everyone() {
    let mut desk = Desk::new(&[], &[], 0);
    desk.arrange(vec![
        line("all", &[Rule::Everyone], &["anna", "boris"]),
        line("turn", &[Rule::RoundRobin], &["anna"]),
    ]);
    desk.agent("anna", Some(1));
    desk.agent("boris", Some(1));
    assert_eq!(desk.waits_as(1, Wait { queue: "all", ..Wait::default() }), ["1 to anna boris by Everyone"]);
    assert_eq!(
        desk.waits_as(2, Wait { queue: "turn", ..Wait::default() }),
        ["2 to anna by RoundRobin until 60", "1 from anna"]
    );
    // And where both come at once, nothing is shown to be taken away at once.
    desk.taken(2, "anna");
    desk.waits_as(3, Wait { queue: "turn", ..Wait::default() });
    assert_eq!(desk.released(2), ["3 to anna by RoundRobin until 60"]);
}

#[test]
fn who_is_given_more_than_there_is_room_for_is_asked_for_less() {
    let mut desk = Desk::new(&[Rule::Top { count: 1 }], &["anna", "boris"], 3);
    desk.at(1).waits(1);
    desk.at(2).waits(2);
    // A colleague passes two on: room is left for one, and who waits longer keeps it.
    desk.taken(8, "anna");
    assert_eq!(desk.taken(9, "anna"), ["2 from anna", "2 to boris by Top until 62"]);
}

#[test]
fn a_quiet_visitor_takes_no_room() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna"], 1);
    desk.taken(9, "anna");
    assert_eq!(desk.at(100).waits(1), ["1 noticed at 1"]);
    desk.at(300).written(9);
    assert_eq!(desk.tick(600), NOTHING, "written since");
    assert_eq!(desk.tick(899), NOTHING);
    assert_eq!(desk.tick(900), ["1 to anna by RoundRobin until 960"]);
    assert_eq!(desk.engine.load(&"anna".into()), 1, "she has it still");
    // The visitor is back: what rang meanwhile goes to somebody else.
    assert_eq!(desk.at(910).written(9), ["1 from anna"]);
    assert_eq!(desk.due(), Some(600));
    assert_eq!(desk.tick(1_510), ["1 to anna by RoundRobin until 1570"]);
    desk.released(9);
    assert_eq!(desk.taken(1, "anna"), NOTHING);
    assert_eq!(desk.engine.load(&"anna".into()), 1);
}

#[test]
fn a_conversation_that_is_passed_on_counts_for_its_new_agent() {
    let mut desk = Desk::new(&[Rule::Top { count: 1 }], &["anna", "boris"], 1);
    desk.taken(1, "anna");
    assert_eq!(desk.taken(1, "anna"), NOTHING, "said twice");
    assert_eq!(desk.waits(2), ["2 to boris by Top until 60"]);
    assert_eq!(desk.taken(1, "boris"), ["2 from boris", "2 to anna by Top until 60"]);
    assert_eq!(["anna", "boris"].map(|agent| desk.engine.load(&agent.into())), [0, 1]);
    // Back into the queue: whoever has let it go isn't full any more.
    assert_eq!(desk.taken(2, "anna"), NOTHING);
    assert_eq!(desk.waits(1), ["1 to boris by Top until 60"]);
    assert_eq!(["anna", "boris"].map(|agent| desk.engine.load(&agent.into())), [1, 0]);
}

#[test]
fn only_so_many_are_shown_to_everyone() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 1);
    let most = SHOWN_MAX as u32;
    for n in 1..=most {
        assert_eq!(desk.at(i64::from(n)).waits(n), [format!("{n} to anna by Everyone")]);
    }
    assert_eq!(desk.at(1_000).waits(1_000), [format!("1000 noticed at {}", most + 1)]);
    assert_eq!(desk.released(5), ["5 from anna", "1000 to anna by Everyone"]);
    // The one who waits longest of those who aren't shown is the next.
    desk.at(1_002).waits(1_002);
    desk.waits_as(1_001, Wait { since: 1_001, entered_at: 1_002, ..Wait::default() });
    assert_eq!(desk.released(6), ["6 from anna", "1001 to anna by Everyone"]);
    // Nobody has room: nothing moves up.
    let hidden = desk.taken(7, "anna").into_iter().filter(|word| word.ends_with(" from anna"));
    assert_eq!(hidden.count(), SHOWN_MAX - 1);
    assert_eq!(desk.released(8), NOTHING);
    assert_eq!(desk.released(7).len(), SHOWN_MAX - 1, "all who are left");
}
