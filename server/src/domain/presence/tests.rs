//! Tables and properties of the roster.

use super::*;
use proptest::prelude::*;

const MINUTE: i64 = 60_000;

fn anna() -> AgentId {
    "anna".into()
}

fn roster() -> Roster {
    Roster::new(IDLE_MILLIS)
}

fn there(status: Status) -> Roster {
    let mut roster = roster();
    roster.connected(Timestamp(0), &anna(), status, 3);
    roster
}

fn shift(room: Option<u32>, status: Status, away: Option<AwayReason>, presence: Presence) -> Shift {
    Shift { agent: anna(), room, status, away, presence }
}

fn online() -> Shift {
    shift(Some(3), Status::Online, None, Presence::Online)
}

fn offline() -> Shift {
    shift(None, Status::Online, None, Presence::Offline)
}

fn idle() -> Shift {
    shift(None, Status::Online, Some(AwayReason::Idle), Presence::Away)
}

fn silent() -> Shift {
    shift(None, Status::Online, Some(AwayReason::Silent), Presence::Away)
}

#[test]
fn what_was_chosen_counts_while_connected() {
    for (status, room, seen, truth) in [
        (Status::Online, Some(3), Presence::Online, Presence::Online),
        (Status::Away, None, Presence::Away, Presence::Away),
        (Status::Invisible, None, Presence::Offline, Presence::Away),
    ] {
        let mut roster = roster();
        let shifts = roster.connected(Timestamp(0), &anna(), status, 3);
        assert_eq!(shifts, [shift(room, status, None, seen)]);
        assert_eq!((roster.room(&anna()), roster.presence(&anna())), (room, seen));
        assert_eq!(roster.true_presence(&anna()), truth);
        assert_eq!(roster.standing(&anna()), Some((status, None)));
    }
    let nobody = roster();
    assert_eq!((nobody.presence(&anna()), nobody.room(&anna())), (Presence::Offline, None));
    assert_eq!((nobody.standing(&anna()), nobody.next_deadline()), (None, None));
}

#[test]
fn the_last_connection_of_several_counts() {
    let mut roster = there(Status::Online);
    assert_eq!(roster.connected(Timestamp(1), &anna(), Status::Online, 3), [], "a second device");
    assert_eq!(roster.disconnected(Timestamp(2), &anna()), []);
    assert_eq!(roster.tick(Timestamp(GRACE_MILLIS * 2)), []);
    assert_eq!(roster.presence(&anna()), Presence::Online);
}

#[test]
fn a_reload_is_no_absence_and_a_longer_break_is() {
    let mut roster = there(Status::Online);
    assert_eq!(roster.disconnected(Timestamp(1_000), &anna()), []);
    assert_eq!(roster.room(&anna()), Some(3));
    assert_eq!(roster.connected(Timestamp(10_999), &anna(), Status::Online, 3), []);
    roster.disconnected(Timestamp(20_000), &anna());
    assert_eq!(roster.next_deadline(), Some(Timestamp(30_000)));
    assert_eq!(roster.tick(Timestamp(29_999)), []);
    assert_eq!(roster.tick(Timestamp(30_000)), [offline()]);
    assert_eq!((roster.standing(&anna()), roster.next_deadline()), (None, None));
    assert_eq!(roster.connected(Timestamp(40_000), &anna(), Status::Online, 3), [online()]);
}

#[test]
fn who_does_nothing_is_away_until_something_is_done() {
    let mut roster = there(Status::Online);
    assert_eq!(roster.stirred(Timestamp(MINUTE), &anna()), []);
    assert_eq!(roster.next_deadline(), Some(Timestamp(16 * MINUTE)));
    assert_eq!(roster.tick(Timestamp(16 * MINUTE - 1)), []);
    assert_eq!(roster.tick(Timestamp(16 * MINUTE)), [idle()]);
    assert_eq!(roster.next_deadline(), None);
    assert_eq!(roster.stirred(Timestamp(20 * MINUTE), &anna()), [online()]);
    for status in [Status::Away, Status::Invisible] {
        assert_eq!(there(status).next_deadline(), None, "there is nothing to become");
    }
}

#[test]
fn who_let_an_offer_pass_is_away_until_they_choose_to_be_online() {
    let mut roster = there(Status::Online);
    assert_eq!(roster.silent(Timestamp(1), &anna()), [silent()]);
    assert_eq!(roster.silent(Timestamp(1), &anna()), []);
    assert_eq!(roster.stirred(Timestamp(2), &anna()), []);
    roster.disconnected(Timestamp(3), &anna());
    roster.tick(Timestamp(MINUTE));
    assert_eq!(roster.connected(Timestamp(2 * MINUTE), &anna(), Status::Online, 3), [silent()]);
    assert_eq!(roster.choose(Timestamp(3 * MINUTE), &anna(), Status::Online), [online()]);
}

#[test]
fn a_connection_that_comes_back_by_itself_wakes_nobody() {
    let mut roster = there(Status::Online);
    // The network fails for a minute, now and then, in front of an empty chair.
    for minute in [3, 6, 9, 12] {
        roster.disconnected(Timestamp(minute * MINUTE), &anna());
        roster.connected(Timestamp((minute + 1) * MINUTE), &anna(), Status::Online, 3);
    }
    assert_eq!(roster.tick(Timestamp(15 * MINUTE)), [idle()]);
    roster.disconnected(Timestamp(16 * MINUTE), &anna());
    roster.tick(Timestamp(17 * MINUTE));
    assert_eq!(roster.connected(Timestamp(90 * MINUTE), &anna(), Status::Online, 3), [idle()]);
    // It was away when the chair became empty.
    let mut roster = there(Status::Online);
    roster.disconnected(Timestamp(14 * MINUTE), &anna());
    assert_eq!(roster.connected(Timestamp(16 * MINUTE), &anna(), Status::Online, 3), [offline(), idle()]);
    // Whoever comes back after a long time has just opened the console.
    let mut roster = there(Status::Online);
    roster.disconnected(Timestamp(MINUTE), &anna());
    roster.tick(Timestamp(2 * MINUTE));
    assert_eq!(roster.connected(Timestamp(90 * MINUTE), &anna(), Status::Online, 3), [online()]);
    assert_eq!(roster.next_deadline(), Some(Timestamp(105 * MINUTE)));
}

#[test]
fn who_is_signed_off_is_gone_at_once() {
    let mut roster = there(Status::Online);
    roster.connected(Timestamp(1), &anna(), Status::Online, 3);
    roster.silent(Timestamp(2), &anna());
    assert_eq!(roster.signed_off(Timestamp(3), &anna()), [offline()]);
    assert_eq!((roster.standing(&anna()), roster.next_deadline()), (None, None));
    // Signs in again before the old connections are closed.
    assert_eq!(roster.connected(Timestamp(4), &anna(), Status::Online, 3), [online()]);
    assert_eq!(roster.disconnected(Timestamp(5), &anna()), []);
    assert_eq!(roster.disconnected(Timestamp(6), &anna()), []);
    assert_eq!(roster.tick(Timestamp(MINUTE)), []);
    assert_eq!(roster.presence(&anna()), Presence::Online);
    // Also within the grace.
    roster.disconnected(Timestamp(2 * MINUTE), &anna());
    assert_eq!(roster.signed_off(Timestamp(2 * MINUTE), &anna()), [offline()]);
}

#[test]
fn a_new_capacity_is_room_at_once() {
    let mut roster = there(Status::Online);
    assert_eq!(roster.resized(Timestamp(1), &anna(), 5), [Shift { room: Some(5), ..online() }]);
    assert_eq!(roster.resized(Timestamp(1), &anna(), 5), []);
    assert_eq!(there(Status::Away).resized(Timestamp(1), &anna(), 5), []);
}

#[derive(Clone, Debug)]
enum Step {
    Connect,
    Disconnect,
    SignOff,
    Stir,
    Choose(Status),
    BeSilent,
    Pass(i64),
}

fn steps() -> impl Strategy<Value = Vec<(u8, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Connect),
        4 => Just(Step::Disconnect),
        1 => Just(Step::SignOff),
        2 => Just(Step::Stir),
        2 => prop::sample::select(vec![Status::Online, Status::Away, Status::Invisible]).prop_map(Step::Choose),
        1 => Just(Step::BeSilent),
        4 => (0..2 * GRACE_MILLIS).prop_map(Step::Pass),
        2 => (0..2 * IDLE_MILLIS).prop_map(Step::Pass),
    ];
    prop::collection::vec((0..2_u8, step), 1..60)
}

/// What is known of an agent without any machine: instants and a count.
#[derive(Clone, Debug, Default)]
struct Truth {
    connections: u32,
    status: Status,
    broken_at: Option<Timestamp>,
    signed_off: bool,
    silent: bool,
}

impl Truth {
    fn has_line(&self, now: Timestamp) -> bool {
        let breaks = self.broken_at.is_some_and(|at| now.millis_since(at) < GRACE_MILLIS);
        !self.signed_off && (self.connections > 0 || breaks)
    }
}

proptest! {
    #[test]
    fn presence_never_lies(steps in steps()) {
        let mut roster = roster();
        let mut now = Timestamp(0);
        let mut truths = [Truth::default(), Truth::default()];
        let mut last = BTreeMap::new();
        for (who, step) in steps {
            let agent = AgentId(format!("a{who}"));
            let truth = &mut truths[usize::from(who)];
            let shifts = match step {
                Step::Connect => {
                    truth.connections += 1;
                    truth.broken_at = None;
                    truth.silent &= !truth.signed_off;
                    truth.signed_off = false;
                    roster.connected(now, &agent, truth.status, 2)
                }
                Step::Disconnect if truth.connections == 0 => continue,
                Step::Disconnect => {
                    truth.connections -= 1;
                    truth.broken_at = (truth.connections == 0).then_some(now);
                    roster.disconnected(now, &agent)
                }
                Step::SignOff => {
                    truth.signed_off = true;
                    roster.signed_off(now, &agent)
                }
                Step::Stir => roster.stirred(now, &agent),
                Step::Choose(status) => {
                    truth.status = status;
                    truth.silent = false;
                    roster.choose(now, &agent, status)
                }
                Step::BeSilent => {
                    truth.silent |= roster.standing(&agent).is_some();
                    roster.silent(now, &agent)
                }
                Step::Pass(millis) => {
                    let until = now.plus_millis(millis);
                    let mut shifts = Vec::new();
                    while let Some(due) = roster.next_deadline().filter(|due| *due <= until) {
                        prop_assert!(due > now || shifts.is_empty(), "a deadline that never passes");
                        prop_assert_eq!(roster.tick(due.plus_millis(-1).max(now)), [], "before it is due");
                        now = due.max(now);
                        shifts.extend(roster.tick(now));
                    }
                    now = until;
                    shifts
                }
            };
            for shift in shifts {
                last.insert(shift.agent.clone(), shift);
            }
            for (who, truth) in truths.iter().enumerate() {
                let agent = AgentId(format!("a{who}"));
                let (presence, room) = (roster.presence(&agent), roster.room(&agent));
                prop_assert_eq!(room, (presence == Presence::Online).then_some(2));
                prop_assert_eq!(roster.standing(&agent).is_some(), truth.has_line(now));
                if presence != Presence::Offline {
                    prop_assert!(truth.has_line(now) && truth.status != Status::Invisible);
                }
                if presence == Presence::Online {
                    prop_assert!(truth.status == Status::Online && !truth.silent);
                }
                // Whoever only listens knows the same.
                let told = last.get(&agent).map_or((Presence::Offline, None), |shift| (shift.presence, shift.room));
                prop_assert_eq!(told, (presence, room));
            }
        }
    }

    #[test]
    fn asking_late_is_told_the_same(passes in prop::collection::vec(0..2 * IDLE_MILLIS, 1..20)) {
        // One roster hears every deadline, the other only what happens.
        let (mut punctual, mut late) = (there(Status::Online), there(Status::Online));
        let mut now = Timestamp(0);
        let mut connected = true;
        for millis in passes {
            now = now.plus_millis(millis);
            while let Some(due) = punctual.next_deadline().filter(|due| *due <= now) {
                punctual.tick(due);
            }
            for roster in [&mut punctual, &mut late] {
                if connected {
                    roster.disconnected(now, &anna());
                } else {
                    roster.connected(now, &anna(), Status::Online, 3);
                }
            }
            connected = !connected;
            prop_assert_eq!(punctual.presence(&anna()), late.presence(&anna()));
            prop_assert_eq!(punctual.next_deadline(), late.next_deadline());
        }
    }
}
