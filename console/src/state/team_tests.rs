//! The staff chat: frames in, state and effects out.

use super::team::TeamEffect;
use super::{Effect, State};
use shared::agent::{AgentCommand, AgentUpdate};
use shared::ids::RoomId;
use shared::people::AgentCard;
use shared::problem::{Code, Problem};
use shared::team::{Kind, Member, Room, TeamCommand, TeamEntry, TeamFact, TeamUpdate};
use shared::time::Timestamp;
use shared::timeline::Seq;

fn card(id: &str) -> AgentCard {
    AgentCard { id: id.into(), name: id.into(), photo: None }
}

fn r1() -> RoomId {
    "r1".into()
}

fn room(last: Seq, unread: u32) -> Room {
    let member = |id| Member { card: card(id), active: true, read: last - unread };
    Room {
        id: r1(),
        kind: Kind::Pair,
        name: String::new(),
        members: vec![member("anna"), member("boris")],
        last,
        unread,
        preview: None,
        made_at: Timestamp(0),
    }
}

fn said(seq: Seq, by: &str) -> TeamEntry {
    let id = Some(format!("c{seq}").as_str().into());
    let fact = TeamFact::Said { text: seq.to_string(), files: vec![] };
    TeamEntry { seq, at: Timestamp(seq.into()), by: card(by), id, fact }
}

/// Anna's console, connected, with one room.
fn state(last: Seq, unread: u32) -> State {
    let mut state = State::default();
    let welcome =
        AgentUpdate::Welcome { epoch: "e1".into(), now: Timestamp(0), me: card("anna"), inbox: vec![] };
    state.apply(welcome);
    assert_eq!(state.look_at_rooms(), [says(TeamCommand::Look)]);
    assert_eq!(hear(&mut state, TeamUpdate::Rooms(vec![room(last, unread)])), []);
    state
}

fn hear(state: &mut State, update: TeamUpdate) -> Vec<Effect> {
    state.apply(AgentUpdate::Team(update))
}

fn entries(list: Vec<TeamEntry>, last: Seq) -> TeamUpdate {
    TeamUpdate::Entries { room: r1(), entries: list, last }
}

fn says(command: TeamCommand) -> Effect {
    Effect::Say(AgentCommand::Team(command))
}

fn ask(after: Seq, to: Seq) -> Effect {
    says(TeamCommand::Ask { room: r1(), after, to })
}

fn arrived() -> Effect {
    Effect::Team(TeamEffect::Arrived(r1()))
}

fn seqs(state: &State) -> Vec<Seq> {
    state.team.chats[&r1()].entries.iter().map(|entry| entry.seq).collect()
}

#[test]
fn a_room_is_fetched_when_it_is_opened_from_its_end() {
    let mut state = state(250, 0);
    assert_eq!(state.open_room(&r1()), [ask(150, 250)]);
    assert_eq!(state.open_room(&r1()), [], "asked once");
    assert_eq!(hear(&mut state, entries((151..=250).map(|seq| said(seq, "boris")).collect(), 250)), []);
    assert!(state.team.chats[&r1()].is_whole() && state.team.chats[&r1()].has_earlier());
    assert_eq!(state.see_earlier(&r1()), [ask(50, 150)]);
    assert_eq!(state.see_earlier(&r1()), [], "asked once");
    hear(&mut state, entries((51..=150).map(|seq| said(seq, "boris")).collect(), 250));
    assert_eq!(state.see_earlier(&r1()), [ask(0, 50)]);
    hear(&mut state, entries((1..=50).map(|seq| said(seq, "boris")).collect(), 250));
    assert_eq!(seqs(&state), (1..=250).collect::<Vec<_>>());
    assert_eq!(state.see_earlier(&r1()), [], "there is no more");
}

#[test]
fn a_hole_is_asked_for_and_filled() {
    let mut state = state(1, 0);
    state.open_room(&r1());
    hear(&mut state, entries(vec![said(1, "boris")], 1));
    assert_eq!(hear(&mut state, entries(vec![said(4, "boris")], 4)), [ask(1, 4), arrived()]);
    assert_eq!(seqs(&state), [1]);
    let missing = vec![said(2, "anna"), said(3, "boris"), said(4, "boris")];
    assert_eq!(hear(&mut state, entries(missing.clone(), 4)), []);
    hear(&mut state, entries(missing, 4));
    assert_eq!(seqs(&state), [1, 2, 3, 4], "none twice");
}

#[test]
fn what_is_written_waits_for_its_entry() {
    let mut state = state(1, 0);
    state.open_room(&r1());
    hear(&mut state, entries(vec![said(1, "boris")], 1));
    let send = |id: &str| TeamCommand::Send { room: r1(), id: id.into(), text: id.into(), files: vec![] };
    assert_eq!(state.wish_in_room(send("c2")), [says(send("c2"))]);
    assert_eq!(state.wish_in_room(send("c3")), [], "one at a time");
    state.disconnected();
    let kept = state.room_outboxes();
    state.connected = true;
    assert_eq!(hear(&mut state, TeamUpdate::Rooms(vec![room(1, 0)])), [says(send("c2"))], "sent again");
    // Boris has an entry of the same id; it is not ours.
    hear(&mut state, entries(vec![TeamEntry { id: Some("c2".into()), ..said(2, "boris") }], 2));
    assert_eq!(state.team.chats[&r1()].unsent().count(), 2);
    let own = TeamEntry { id: Some("c2".into()), ..said(3, "anna") };
    assert_eq!(hear(&mut state, entries(vec![own], 3)), [says(send("c3"))]);
    let away = Problem { retry_after: Some(2), ..Problem::new(Code::Unavailable, "") };
    let refused = |problem| TeamUpdate::Refused { room: r1(), id: Some("c3".into()), problem };
    let later = Effect::Team(TeamEffect::FlushIn(r1(), 2_000));
    assert_eq!(hear(&mut state, refused(away)), [later]);
    assert_eq!(state.flush_room(&r1()), Some(says(send("c3"))));
    hear(&mut state, refused(Problem::new(Code::Invalid, "")));
    assert_eq!(state.team.chats[&r1()].unsent().next().unwrap().failed, Some(Code::Invalid));
    assert_eq!(state.retry_in_room(&r1(), &"c3".into()), [says(send("c3"))]);
    assert_eq!(state.discard_in_room(&r1(), &"c3".into()), []);
    assert!(state.room_outboxes().is_empty());

    let mut reloaded = self::state(1, 0);
    assert_eq!(reloaded.restore_rooms(kept), [says(send("c2"))], "a reload loses nothing");
}

#[test]
fn unread_counts_what_colleagues_wrote_until_it_is_on_the_screen() {
    let mut state = state(3, 2);
    assert_eq!(state.team.unread(), 2);
    hear(&mut state, entries(vec![said(4, "boris"), said(5, "anna")], 5));
    assert_eq!(state.team.unread(), 3, "one's own is never unread");
    assert_eq!(state.see_room(&r1()), [], "it isn't here yet");
    state.open_room(&r1());
    hear(&mut state, entries((1..=5).map(|seq| said(seq, "boris")).collect(), 5));
    assert_eq!(state.see_room(&r1()), [says(TeamCommand::Read { room: r1(), seq: 5 })]);
    assert_eq!((state.team.unread(), state.see_room(&r1())), (0, vec![]), "said once");
    hear(&mut state, entries((6..=8).map(|seq| said(seq, "boris")).collect(), 8));
    hear(&mut state, TeamUpdate::Read { room: r1(), agent: "anna".into(), seq: 7 });
    assert_eq!(state.team.unread(), 1, "read on another device");
    hear(&mut state, TeamUpdate::Read { room: r1(), agent: "boris".into(), seq: 8 });
    assert_eq!((state.team.unread(), state.team.chats[&r1()].room.read(&"boris".into())), (1, 8));
}

#[test]
fn what_was_deleted_is_gone_here_too() {
    let mut state = state(2, 0);
    state.open_room(&r1());
    hear(&mut state, entries(vec![said(1, "anna"), said(2, "anna")], 2));
    let delete = TeamCommand::Delete { room: r1(), id: "d".into(), seq: 1 };
    assert_eq!(state.wish_in_room(delete.clone()), [says(delete)]);
    let deleted =
        TeamEntry { id: Some("other".into()), fact: TeamFact::Deleted { seq: 1 }, ..said(3, "anna") };
    hear(&mut state, entries(vec![deleted], 3));
    assert_eq!(state.team.chats[&r1()].entries[0].fact, TeamFact::Gone);
    assert!(state.room_outboxes().is_empty(), "done by another device of hers");
}

#[test]
fn rooms_come_and_go() {
    let mut state = state(1, 0);
    let mut other = room(1, 1);
    other.id = "r2".into();
    assert_eq!(hear(&mut state, TeamUpdate::Room(Box::new(other))).len(), 1, "it tells");
    assert_eq!(state.team.in_order().len(), 2);
    hear(&mut state, TeamUpdate::Left("r2".into()));
    assert_eq!(state.team.in_order(), [r1()]);
    assert_eq!(hear(&mut state, TeamUpdate::Rooms(vec![])), []);
    assert!(state.team.in_order().is_empty() && state.team.is_known);
}

#[test]
fn another_life_of_the_database_makes_timelines_worthless() {
    let mut state = state(1, 0);
    state.open_room(&r1());
    hear(&mut state, entries(vec![said(1, "boris")], 1));
    state.disconnected();
    let me = card("anna");
    state.apply(AgentUpdate::Welcome { epoch: "e2".into(), now: Timestamp(0), me, inbox: vec![] });
    state.look_at_rooms();
    assert_eq!(hear(&mut state, TeamUpdate::Rooms(vec![room(1, 0)])), [ask(0, 1)]);
}
