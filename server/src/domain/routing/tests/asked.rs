//! One after the other, and none twice before all were asked.

use super::*;

#[test]
fn nobody_is_asked_twice_before_all_were() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna", "boris", "clara"], 3);
    assert_eq!(desk.waits(1), ["1 to anna by RoundRobin until 60"]);
    assert_eq!(desk.tick(59), NOTHING);
    assert_eq!(desk.tick(60), ["1 not answered by anna", "1 to boris by RoundRobin until 120"]);
    // Boris goes; that is no answer, but nothing to be recorded either.
    assert_eq!(desk.agent("boris", None), ["1 from boris", "1 to clara by RoundRobin until 120"]);
    assert_eq!(desk.agent("boris", Some(3)), NOTHING);
    assert_eq!(desk.tick(120), ["1 not answered by clara", "1 to boris by RoundRobin until 180"]);
    assert_eq!(desk.tick(180), ["1 not answered by boris", "1 to clara by RoundRobin until 240"]);
}

#[test]
fn each_rule_is_gone_through_and_then_comes_the_next() {
    let rules = [Rule::LastAgent, Rule::Random { count: 2 }, Rule::Everyone];
    let mut desk = Desk::new(&rules, &["anna", "boris", "clara", "dora"], 3);
    let last = Wait { last_agent: Some("dora"), ..Wait::default() };
    assert_eq!(desk.waits_as(1, last), ["1 to dora by LastAgent until 60"]);
    let two = desk.tick(60);
    assert_eq!(two[0], "1 not answered by dora");
    assert!(two[1].ends_with(" by Random until 120") && !two[1].contains("dora"), "{two:?}");
    // One is left of the members; then all were asked, and all may be asked by the next rule.
    let one = desk.tick(120);
    assert!(one[1].ends_with(" by Random until 180") && one[1].matches(' ').count() == 6, "{one:?}");
    assert_eq!(desk.tick(180)[1], "1 to anna boris clara dora by Everyone");
    assert_eq!(desk.due(), None);
}

#[test]
fn after_the_last_rule_it_begins_again_from_the_first() {
    let mut desk = Desk::new(&[agent("boris"), Rule::Top { count: 2 }], &["anna", "boris"], 3);
    assert_eq!(desk.waits(1), ["1 to boris by Agent until 60"]);
    assert_eq!(desk.tick(60), ["1 not answered by boris", "1 to anna by Top until 120"]);
    assert_eq!(desk.tick(120), ["1 not answered by anna", "1 to boris by Agent until 180"]);
    assert_eq!(desk.tick(180), ["1 not answered by boris", "1 to anna by Top until 240"]);
}

#[test]
fn a_rule_that_finds_nobody_is_passed_over() {
    let mut desk = Desk::new(&[agent("nobody"), agent("boris"), Rule::Everyone], &["anna", "boris"], 1);
    desk.taken(9, "boris");
    assert_eq!(desk.waits(1), ["1 to anna by Everyone"]);
}

#[test]
fn members_whom_no_rule_picks_are_asked_before_anybody_is_twice() {
    let mut desk = Desk::new(&[agent("boris")], &["anna", "boris", "clara"], 3);
    assert_eq!(desk.waits(1), ["1 to boris by Agent until 60"]);
    assert_eq!(desk.tick(60), ["1 not answered by boris", "1 to anna clara by Everyone until 120"]);
    assert_eq!(desk.tick(120), ["1 not answered by anna clara", "1 to boris by Agent until 180"]);
    // And where the only rule finds nobody.
    let mut desk = Desk::new(&[Rule::LastAgent], &["anna"], 3);
    assert_eq!(desk.waits(1), ["1 to anna by Everyone until 60"]);
}

#[test]
fn who_was_tried_before_a_restart_is_not_tried_again() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna", "boris"], 3);
    let tried = Wait { tried: &["anna"], ..Wait::default() };
    assert_eq!(desk.waits_as(1, tried), ["1 to boris by RoundRobin until 60"]);
    let all = Wait { tried: &["anna", "boris", "gone"], ..Wait::default() };
    assert_eq!(desk.waits_as(2, all), ["2 to anna by RoundRobin until 60"], "all were");
}

#[test]
fn who_appears_while_all_others_were_tried_is_asked() {
    let mut desk = Desk::new(&[Rule::Top { count: 1 }], &["anna", "boris"], 3);
    desk.agent("boris", None);
    desk.waits(1);
    assert_eq!(desk.at(10).declined(1, "anna"), ["1 from anna", "1 noticed at 1"]);
    assert_eq!(desk.at(20).agent("boris", Some(1)), ["1 to boris by Top until 80"]);
}

#[test]
fn whoever_refuses_is_left_in_peace_as_long_as_an_offer_takes() {
    for rules in [[Rule::Everyone], [Rule::RoundRobin]] {
        let mut desk = Desk::new(&rules, &["anna"], 3);
        desk.waits(1);
        assert_eq!(desk.at(50).declined(1, "anna"), ["1 from anna", "1 noticed at 1"]);
        assert_eq!(desk.due(), Some(60));
        // Not even what else happens brings it back.
        desk.at(70).waits(2);
        desk.taken(2, "anna");
        assert_eq!(desk.tick(109), NOTHING);
        assert!(desk.tick(110)[0].starts_with("1 to anna by "));
    }
}

#[test]
fn a_refusal_leaves_the_others_to_decide() {
    let mut desk = Desk::new(&[Rule::Top { count: 2 }], &["anna", "boris", "clara"], 3);
    assert_eq!(desk.waits(1), ["1 to anna boris by Top until 60"]);
    assert_eq!(desk.declined(1, "anna"), ["1 from anna"]);
    assert_eq!(desk.declined(1, "anna"), NOTHING, "said twice");
    assert_eq!(desk.tick(60), ["1 not answered by boris", "1 to clara by Top until 120"]);
    // What wasn't offered can be refused too: it won't be.
    desk.waits(2);
    assert_eq!(desk.declined(2, "clara"), NOTHING);
    desk.taken(2, "anna");
    assert_eq!(desk.declined(2, "boris"), NOTHING, "too late");
}

#[test]
fn whoever_has_room_again_is_asked_again_once_all_were() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna", "boris"], 1);
    desk.waits(1);
    desk.at(5).declined(1, "anna");
    desk.taken(8, "anna");
    assert_eq!(desk.taken(9, "boris"), ["1 from boris", "1 noticed at 1"]);
    assert_eq!(desk.at(10).released(8), NOTHING, "peace");
    assert_eq!(desk.tick(65), ["1 to anna by Everyone"]);
}

#[test]
fn a_silent_agent_is_away_where_the_queue_wants_that() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna", "boris"], 3);
    desk.change(|line| line.away_when_silent = true);
    desk.waits(1);
    desk.at(5).waits(2);
    desk.at(6).waits(3);
    // What else rings at an agent who is away is withdrawn.
    assert_eq!(
        desk.tick(60),
        [
            "1 not answered by anna",
            "anna away",
            "3 from anna",
            "1 to boris by RoundRobin until 120",
            "3 to boris by RoundRobin until 120"
        ]
    );
    assert_eq!(desk.engine.room_in(&"sales".into()), 1);
    assert_eq!(
        desk.tick(65),
        [
            "2 not answered by boris",
            "boris away",
            "3 from boris",
            "1 from boris",
            "1 noticed at 1",
            "2 noticed at 2",
            "3 noticed at 3"
        ]
    );
    assert_eq!(desk.engine.staffed(), BTreeSet::new());
    assert_eq!(desk.due(), None);
    // Anna was tried for the first alone, Boris for the second.
    assert_eq!(
        desk.agent("anna", Some(2)),
        ["1 to anna by RoundRobin until 125", "2 to anna by RoundRobin until 125"]
    );
}
