//! What becomes of those whom nobody takes.

use super::*;

fn two_queues() -> Desk {
    let mut desk = Desk::new(&[], &[], 0);
    let mut sales = line("sales", &[Rule::RoundRobin], &["anna"]);
    sales.overflow = Some(("support".into(), 90_000));
    sales.ticket_after_millis = Some(300_000);
    desk.arrange(vec![sales, line("support", &[Rule::RoundRobin], &["boris"])]);
    desk.agent("anna", Some(3));
    desk.agent("boris", Some(3));
    desk
}

#[test]
fn what_nobody_took_in_time_overflows() {
    let mut desk = two_queues();
    desk.waits(1);
    assert_eq!(desk.tick(60), ["1 not answered by anna", "1 to anna by RoundRobin until 120"]);
    assert_eq!(desk.due(), Some(30));
    assert_eq!(desk.tick(90), ["1 from anna", "1 over to support"]);
    assert_eq!((desk.due(), desk.engine.standing(&id(1))), (None, None), "forgotten");
    let over = Wait { queue: "support", since: 0, entered_at: 90, ..Wait::default() };
    assert_eq!(desk.waits_as(1, over), ["1 to boris by RoundRobin until 150"]);
}

#[test]
fn it_overflows_from_where_it_entered() {
    let mut desk = two_queues();
    // Whoever has waited elsewhere has their time here.
    desk.at(1_000).waits_as(1, Wait { since: 0, entered_at: 1_000, ..Wait::default() });
    assert_eq!(desk.due(), Some(60));
    // And what should have gone before the engine was there goes at once, unseen.
    assert_eq!(
        desk.waits_as(2, Wait { since: 0, entered_at: 900, ..Wait::default() }),
        ["2 over to support"]
    );
}

#[test]
fn nothing_overflows_into_a_queue_that_is_gone() {
    let mut desk = two_queues();
    let sales = desk.lines[0].clone();
    let both = desk.lines.clone();
    desk.waits(1);
    desk.arrange(vec![sales]);
    assert_eq!(desk.due(), Some(60), "the offer's end");
    desk.tick(60);
    desk.tick(120);
    assert_eq!(desk.at(130).arrange(both), ["1 from anna", "1 over to support"], "it is back");
}

#[test]
fn at_last_it_becomes_a_ticket_if_something_was_written() {
    let mut desk = two_queues();
    desk.change(|line| line.overflow = None);
    desk.agent("anna", None);
    desk.waits_as(1, Wait { written: true, ..Wait::default() });
    desk.waits(2);
    assert_eq!(desk.due(), Some(300));
    assert_eq!(desk.tick(300), ["1 is a ticket"]);
    assert_eq!(desk.due(), None, "the other has written nothing");
    assert_eq!(desk.at(400).written(2), ["2 is a ticket"], "and does so now");
    desk.waits_as(3, Wait { entered_at: 390, ..Wait::default() });
    desk.written(3);
    assert_eq!(desk.due(), Some(290));
    desk.taken(3, "anna");
    assert_eq!(desk.tick(690), NOTHING);
}

#[test]
fn a_ticket_takes_it_out_of_sight() {
    let mut desk = two_queues();
    desk.change(|line| (line.overflow, line.rules) = (None, vec![Rule::Everyone]));
    assert_eq!(desk.waits_as(1, Wait { written: true, ..Wait::default() }), ["1 to anna by Everyone"]);
    assert_eq!(desk.tick(300), ["1 from anna", "1 is a ticket"]);
}

#[test]
fn the_earlier_of_overflow_and_ticket_comes_first() {
    for (overflow, expected) in
        [(299, "1 over to support"), (300, "1 over to support"), (301, "1 is a ticket")]
    {
        let mut desk = two_queues();
        desk.change(|line| line.overflow = Some(("support".into(), overflow * 1_000)));
        desk.agent("anna", None);
        desk.waits_as(1, Wait { written: true, ..Wait::default() });
        // Both are due when the clock jumps.
        assert_eq!(desk.tick(1_000), [expected], "{overflow}");
    }
}

#[test]
fn the_visitor_hears_once_that_somebody_is_being_looked_for() {
    let mut desk = Desk::new(&[Rule::RoundRobin], &["anna"], 1);
    desk.taken(9, "anna");
    assert_eq!(desk.waits(1), ["1 noticed at 1"]);
    desk.released(9);
    assert_eq!(desk.agent("anna", None), ["1 from anna"], "heard already");
    assert_eq!(desk.waits(2), ["2 noticed at 2"]);
    desk.waits_as(2, Wait { queue: "other", ..Wait::default() });
    assert_eq!(desk.released(2), NOTHING);
    assert_eq!(desk.waits(2), ["2 noticed at 2"], "as if new");
}
