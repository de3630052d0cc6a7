//! What the waiting are told, and when.

use super::*;

fn minutes(minutes: i64) -> i64 {
    minutes * 60
}

/// Places and waits alone.
fn waits_told(told: &[(String, u32, bool, Option<i64>)]) -> Vec<(u32, Option<i64>)> {
    told.iter().map(|(_, place, _, wait)| (*place, *wait)).collect()
}

#[test]
fn each_is_told_where_they_stand_and_whether_somebody_is_there() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 3);
    assert_eq!(desk.told(waits(1, Wait::default())), [("1".into(), 1, true, None)]);
    assert_eq!(desk.told(waits(2, Wait { since: 1, ..Wait::default() })), [("2".into(), 2, true, None)]);
    assert_eq!(desk.told(taken(1, "anna")), [("2".into(), 1, true, None)]);
    let none = Input::Agent { agent: "anna".into(), room: None };
    assert_eq!(desk.told(none.clone()), [("2".into(), 1, false, None)]);
    assert_eq!(desk.told(none), []);
    // Having no room is not being away.
    assert_eq!(
        desk.told(Input::Agent { agent: "anna".into(), room: Some(0) }),
        [("2".into(), 1, true, None)]
    );
    // Somebody comes who has waited longer, elsewhere.
    assert_eq!(
        desk.told(waits(3, Wait::default())),
        [("3".into(), 1, true, None), ("2".into(), 2, true, None)]
    );
    assert_eq!(desk.engine.standing(&id(2)).map(|standing| standing.place), Some(2));
    assert_eq!(desk.engine.standing(&id(1)), None);
}

#[test]
fn waiting_times_are_told_once_they_are_known_and_only_while_somebody_is_there() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 9);
    for n in 1..=6 {
        desk.waits(n);
    }
    // One a minute; with the third it is known.
    for n in 1..=2 {
        let told = desk.at(minutes(i64::from(n))).told(taken(n, "anna"));
        assert!(waits_told(&told).iter().all(|(_, wait)| wait.is_none()));
    }
    let third = desk.at(minutes(3)).told(taken(3, "anna"));
    assert_eq!(waits_told(&third), [(1, Some(60)), (2, Some(120)), (3, Some(180))]);
    // Somebody gives up: those behind move, those before hear nothing.
    assert_eq!(waits_told(&desk.told(released(5))), [(2, Some(120))]);
    // Nobody is taken for as long as was said: it doubles, and no sooner.
    assert_eq!(desk.due(), Some(60));
    assert_eq!(desk.at(minutes(4) - 1).told(Input::Tick), []);
    assert_eq!(waits_told(&desk.at(minutes(4)).told(Input::Tick)), [(1, Some(120)), (2, Some(240))]);
    // Nobody is there: nobody knows.
    let gone = desk.told(Input::Agent { agent: "anna".into(), room: None });
    assert_eq!(waits_told(&gone), [(1, None), (2, None)]);
    // The time without anybody isn't held against who comes then.
    let back = desk.at(minutes(30)).told(Input::Agent { agent: "anna".into(), room: Some(9) });
    assert_eq!(waits_told(&back), [(1, Some(60)), (2, Some(120))]);
}

#[test]
fn a_restart_recalls_how_fast_a_queue_was_served() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 9);
    for minute in 1..=3 {
        desk.engine.recall("sales".into(), Timestamp(0), Timestamp(minute * 60_000));
    }
    assert_eq!(waits_told(&desk.at(180).told(waits(1, Wait::default()))), [(1, Some(60))]);
}

#[test]
fn what_is_taken_elsewhere_says_nothing_of_a_queue() {
    let mut desk = Desk::new(&[Rule::Everyone], &["anna"], 9);
    for n in 1..=3 {
        desk.waits(n);
        desk.put(Input::Taken { conversation: id(n), agent: "anna".into(), queue: "other".into() });
    }
    assert_eq!(waits_told(&desk.told(waits(4, Wait::default()))), [(1, None)]);
}

/// Many wait, with nobody there; conversation `n` at place `n`.
fn crowd(count: u32) -> Desk {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna"], 1);
    desk.agent("anna", None);
    for n in 1..=count {
        let told = desk.told(waits(n, Wait { since: i64::from(n), ..Wait::default() }));
        assert_eq!(told, [(n.to_string(), n, false, None)]);
    }
    desk
}

#[test]
fn who_is_far_behind_hears_of_moves_in_rounds() {
    let mut desk = crowd(350);
    assert_eq!(desk.engine.next_deadline(), None);
    // The first goes: the front hears of it at once.
    let told = desk.told(released(1));
    assert_eq!(told.len(), AT_ONCE);
    assert_eq!(told.first().map(|told| (told.0.as_str(), told.1)), Some(("2", 1)));
    // Newcomers hear the truth at once.
    assert_eq!(
        desk.told(waits(999, Wait { since: 999, ..Wait::default() })),
        [("999".into(), 350, false, None)]
    );
    // The others in parts of a hundred, while the front goes on moving, before and behind the part.
    let mut heard = BTreeMap::new();
    let mut parts = 0;
    while let Some(deadline) = desk.engine.next_deadline().filter(|deadline| deadline.0 < ROUND_MILLIS) {
        desk.now = deadline;
        for (name, place, ..) in desk.told(Input::Tick) {
            heard.insert(name, place);
        }
        parts += 1;
        if parts == 1 {
            desk.told(released(2));
            desk.told(released(300));
        }
    }
    assert_eq!(parts, 3);
    assert_eq!(heard.get("150"), Some(&149), "before the second went");
    assert_eq!(heard.get("250"), Some(&248));
    assert_eq!(heard.get("301"), Some(&298));
    assert_eq!(heard.get("999"), Some(&348));
    // The second's going is told to the part that had heard already with the next round, not before.
    assert_eq!(desk.engine.next_deadline(), Some(Timestamp(50 + ROUND_MILLIS)));
    desk.now = Timestamp(50 + ROUND_MILLIS);
    let told = desk.told(Input::Tick);
    assert!(told.contains(&("150".into(), 148, false, None)), "{told:?}");
}

#[test]
fn a_round_ends_when_the_line_is_short() {
    let mut desk = crowd(102);
    desk.released(1);
    assert_eq!(desk.engine.next_deadline(), Some(Timestamp(50)));
    desk.released(2);
    assert_eq!(desk.engine.next_deadline(), None);
    assert_eq!(desk.engine.standing(&id(102)).map(|standing| standing.place), Some(100));
}
