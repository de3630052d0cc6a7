//! Frames in, state and effects out.

use super::*;
use shared::agent::{AgentUpdate, InboxItem};
use shared::ids::{AgentId, ClientId};
use shared::people::{Browser, Page, VisitorCard};
use shared::problem::Code;
use shared::time::Timestamp;
use shared::timeline::{
    AgentEntry, Author, Entry, Fact, OfferRule, PublicFact, Receipts, Seq, StaffFact, Stage, Summary,
};

fn card(id: &str, name: &str) -> AgentCard {
    AgentCard { id: id.into(), name: name.into(), photo: None }
}

pub(super) fn anna() -> AgentCard {
    card("a1", "Anna")
}

pub(super) fn boris() -> AgentCard {
    card("a2", "Boris")
}

pub(super) fn k1() -> ConversationId {
    "k1".into()
}

fn at(seq: Seq, fact: Fact) -> AgentEntry {
    Entry { seq, at: Timestamp(i64::from(seq) * 1_000), fact }
}

fn visitor(seq: Seq) -> AgentEntry {
    at(
        seq,
        Fact::Public(PublicFact::Message {
            id: format!("v{seq}").as_str().into(),
            by: Author::Visitor,
            text: seq.to_string(),
            files: Vec::new(),
        }),
    )
}

fn agent(seq: Seq, id: &str) -> AgentEntry {
    let by = Author::Agent(anna().id);
    at(seq, Fact::Public(PublicFact::Message { id: id.into(), by, text: seq.to_string(), files: Vec::new() }))
}

/// Opened, offered, taken by Anna, joined by Anna.
pub(super) fn begun() -> Vec<AgentEntry> {
    vec![
        at(1, Fact::Public(PublicFact::Opened { topic: "Sales".into() })),
        at(2, Fact::Staff(StaffFact::Offered { rule: OfferRule::Everyone, agents: vec![], until: None })),
        at(3, Fact::Staff(StaffFact::Taken { agent: anna() })),
        at(4, Fact::Public(PublicFact::Joined { agent: anna() })),
    ]
}

pub(super) fn item(id: &str, entries: &[AgentEntry], unread: u32, read: Seq) -> InboxItem {
    let mut summary = Summary::default();
    entries.iter().for_each(|entry| summary.apply(entry));
    InboxItem {
        conversation: id.into(),
        queue: "q1".into(),
        topic: "Sales".into(),
        channel: "w1".into(),
        visitor: VisitorCard::default(),
        page: Page::default(),
        browser: Browser::default(),
        online: true,
        summary,
        preview: None,
        offer: None,
        unread,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts { delivered: read, read },
    }
}

pub(super) fn welcome(inbox: Vec<InboxItem>) -> AgentUpdate {
    AgentUpdate::Welcome { epoch: "e1".into(), now: Timestamp(0), me: anna(), inbox }
}

pub(super) fn events(events: Vec<AgentEntry>, last: Seq) -> AgentUpdate {
    AgentUpdate::Events { conversation: k1(), events, last }
}

pub(super) fn state_with(item: InboxItem) -> State {
    let mut state = State::default();
    assert_eq!(state.apply(welcome(vec![item])), [], "what was there before makes no noise");
    state
}

/// Anna's conversation with four entries, of which all are read.
pub(super) fn mine() -> State {
    state_with(item("k1", &begun(), 0, 4))
}

/// The same, opened and whole.
pub(super) fn open_and_whole() -> State {
    let mut state = mine();
    state.open(&k1());
    assert_eq!(state.apply(events(begun(), 4)), []);
    state
}

pub(super) fn unread(state: &State) -> u32 {
    state.conversations[&k1()].item.unread
}

fn send(id: &str) -> AgentCommand {
    AgentCommand::Send { conversation: k1(), id: id.into(), text: format!("text {id}"), files: Vec::new() }
}

fn take() -> AgentCommand {
    AgentCommand::Take { conversation: k1(), id: "t1".into() }
}

fn resume(after: Seq) -> Effect {
    Effect::Say(AgentCommand::Resume { conversation: k1(), after })
}

fn refused(id: &str, problem: Problem) -> AgentUpdate {
    AgentUpdate::Refused { id: Some(id.into()), conversation: Some(k1()), problem }
}

fn outbox_ids(state: &State) -> Vec<ClientId> {
    state.conversations[&k1()].outbox.iter().map(|pending| pending.id.clone()).collect()
}

#[test]
fn unread_counts_what_the_visitor_wrote_above_what_was_read() {
    let receipts = |read| AgentUpdate::Receipts {
        conversation: k1(),
        visitor: Receipts::default(),
        staff: Receipts { delivered: read, read },
    };
    // (the server's count, read up to, frames, expected)
    let table: [(u32, Seq, Vec<AgentUpdate>, u32); 7] = [
        (0, 4, vec![], 0),
        (2, 0, vec![], 2),
        (2, 0, vec![events(vec![visitor(5)], 5)], 3),
        (0, 4, vec![events(vec![visitor(5), agent(6, "x"), visitor(7)], 7)], 2),
        (0, 4, vec![events(vec![visitor(5), visitor(6)], 6), receipts(5)], 1),
        (2, 0, vec![events(vec![visitor(5)], 5), receipts(4)], 1),
        (2, 0, vec![events(vec![visitor(5)], 5), receipts(5), receipts(3)], 0),
    ];
    for (row, (count, read, frames, expected)) in table.into_iter().enumerate() {
        let mut state = state_with(item("k1", &begun(), count, read));
        for frame in frames {
            state.apply(frame);
        }
        assert_eq!(unread(&state), expected, "row {row}");
    }
}

#[test]
fn entries_that_come_twice_count_once() {
    let mut state = open_and_whole();
    for _ in 0..3 {
        state.apply(events(vec![visitor(5)], 5));
    }
    assert_eq!(unread(&state), 1);
    assert_eq!(state.conversations[&k1()].timeline.entries().len(), 5);
}

#[test]
fn a_hole_is_asked_for_once() {
    let mut state = open_and_whole();
    assert_eq!(state.apply(events(vec![visitor(7)], 7)), [resume(4)]);
    assert_eq!(state.apply(events(vec![visitor(8)], 8)), [], "it is on its way");
    let effects = state.apply(events(vec![visitor(5), visitor(6), visitor(7), visitor(8)], 8));
    assert_eq!(effects, [Effect::Arrived(Arrival::Message(k1()))]);
    assert_eq!(unread(&state), 4);
    assert!(state.conversations[&k1()].is_whole());
}

#[test]
fn a_long_timeline_comes_page_by_page() {
    let all: Vec<AgentEntry> = begun().into_iter().chain((5..=9).map(visitor)).collect();
    let mut state = state_with(item("k1", &all, 5, 4));
    assert_eq!(state.open(&k1()), [resume(0)]);
    assert_eq!(state.open(&k1()), [], "nothing is asked twice");
    assert_eq!(state.apply(events(all[..4].to_vec(), 9)), [resume(4)]);
    assert!(!state.conversations[&k1()].is_whole());
    assert_eq!(state.apply(events(all[4..].to_vec(), 9)), [], "old messages are no news");
    assert!(state.conversations[&k1()].is_whole());
    assert_eq!(unread(&state), 5);
}

#[test]
fn one_message_goes_at_a_time_and_its_own_entry_acknowledges_it() {
    let mut state = open_and_whole();
    assert_eq!(state.wish(send("c1")), [Effect::Say(send("c1"))]);
    assert_eq!(state.wish(send("c2")), []);
    let foreign = at(
        5,
        Fact::Public(PublicFact::Message {
            id: "c1".into(),
            by: Author::Visitor,
            text: String::new(),
            files: Vec::new(),
        }),
    );
    state.apply(events(vec![foreign], 5));
    assert_eq!(outbox_ids(&state).len(), 2, "an id of the visitor's acknowledges nothing");
    assert_eq!(state.apply(events(vec![agent(6, "c1")], 6)), [Effect::Say(send("c2"))]);
    assert_eq!(outbox_ids(&state), ["c2".into()]);
    // The answer to a resent command is an entry that may be known already.
    state.disconnected();
    state.apply(welcome(vec![item("k1", &begun(), 0, 4)]));
    state.apply(events(vec![agent(3, "c2")], 6));
    assert_eq!(outbox_ids(&state), []);
}

#[test]
fn what_was_on_its_way_goes_again_after_a_break() {
    let mut state = open_and_whole();
    state.wish(send("c1"));
    state.disconnected();
    assert_eq!(state.wish(send("c2")), [], "nobody listens");
    let effects = state.apply(welcome(vec![item("k1", &begun(), 0, 4)]));
    assert_eq!(effects, [Effect::Say(send("c1"))]);
}

#[test]
fn an_outbox_survives_a_reload_unless_its_conversation_is_gone() {
    let mut state = open_and_whole();
    state.wish(send("c1"));
    let kept = serde_json::to_string(&state.outboxes()).unwrap();

    let mut reloaded = mine();
    let effects = reloaded.restore(serde_json::from_str(&kept).unwrap());
    assert_eq!(effects, [Effect::Say(send("c1"))]);

    let mut elsewhere = state_with(item("k2", &begun(), 0, 4));
    assert_eq!(elsewhere.restore(serde_json::from_str(&kept).unwrap()), []);
    assert_eq!(elsewhere.gone[&k1()].unsent, ["text c1"]);
}

#[test]
fn refusals() {
    let away = || Problem { retry_after: Some(2), ..Problem::new(Code::Unavailable, "") };
    let mut state = open_and_whole();
    state.wish(send("c1"));
    assert_eq!(state.apply(refused("c1", away())), [Effect::FlushIn(k1(), 2_000)]);
    assert_eq!(state.flush(&k1()), Some(Effect::Say(send("c1"))));

    let ended = Problem::new(Code::Ended, "");
    assert_eq!(state.apply(refused("c1", ended.clone())), [], "the message itself tells");
    let unsent: Vec<Unsent> = state.conversations[&k1()].unsent().collect();
    assert_eq!(unsent[0].failed, Some(Code::Ended), "a refused message stays to be seen");
    assert_eq!(state.retry(&k1(), &"c1".into()), [Effect::Say(send("c1"))]);
    state.apply(refused("c1", ended.clone()));
    state.discard(&k1(), &"c1".into());
    assert_eq!(outbox_ids(&state), []);

    let end = AgentCommand::End { conversation: k1(), id: "e1".into() };
    state.wish(end);
    assert_eq!(state.apply(refused("e1", ended.clone())), [Effect::Tell(Notice::Refused(ended))]);
    assert_eq!(outbox_ids(&state), [], "a refused wish to end is over");
    assert_eq!(state.apply(refused("c1", Problem::new(Code::SessionExpired, ""))), [Effect::SignedOut]);
}

#[test]
fn taking_is_done_once_somebody_has_it() {
    let waiting = item("k1", &begun()[..2], 0, 0);
    let mut state = state_with(waiting);
    assert_eq!(state.sections().waiting, [k1()]);
    assert_eq!(state.wish(take()), [Effect::Say(take())]);
    assert!(state.conversations[&k1()].is_wished(|wish| matches!(wish, AgentCommand::Take { .. })));
    state.apply(events(begun()[2..].to_vec(), 4));
    assert!(!state.conversations[&k1()].is_wished(|wish| matches!(wish, AgentCommand::Take { .. })));
    assert_eq!(state.sections().mine, [k1()]);
}

#[test]
fn the_loser_is_told_who_won_and_keeps_the_words() {
    let lost = || Effect::Tell(Notice::Lost { conversation: k1(), by: boris() });
    let vanished = || AgentUpdate::Vanished { conversation: k1(), reason: Vanished::TakenBy(boris()) };
    let too_late = || Problem { by: Some(boris()), ..Problem::new(Code::AlreadyTaken, "") };

    let mut onlooker = state_with(item("k1", &begun()[..2], 0, 0));
    assert_eq!(onlooker.apply(vanished()), [], "who didn't look is not disturbed");
    assert!(onlooker.conversations.is_empty());

    let mut late = state_with(item("k1", &begun()[..2], 0, 0));
    late.wish(send("c1"));
    assert_eq!(late.apply(vanished()), [lost()]);
    assert_eq!(late.apply(refused("c1", too_late())), [], "once is enough");
    assert_eq!(late.gone[&k1()].unsent, ["text c1"]);

    let mut other_order = state_with(item("k1", &begun()[..2], 0, 0));
    other_order.wish(take());
    assert_eq!(other_order.apply(refused("t1", too_late())), [lost()]);
    assert_eq!(other_order.apply(vanished()), []);
}

#[test]
fn only_what_is_new_makes_noise() {
    let waiting = |id: &str| Box::new(item(id, &begun()[..2], 0, 0));
    let mut state = mine();
    let news = |id: &str| [Effect::Arrived(Arrival::Waiting(id.into()))];
    assert_eq!(state.apply(AgentUpdate::Appeared(waiting("k2"))), news("k2"));
    assert_eq!(state.apply(AgentUpdate::Appeared(waiting("k2"))), []);
    assert_eq!(state.apply(events(vec![visitor(5)], 5)), [Effect::Arrived(Arrival::Message(k1()))]);
    assert_eq!(state.apply(events(vec![agent(6, "x")], 6)), []);
    // What came during a break is news as well.
    state.disconnected();
    let inbox = vec![item("k1", &begun(), 1, 4), *waiting("k2"), *waiting("k3")];
    assert_eq!(state.apply(welcome(inbox)), news("k3"));
}

#[test]
fn reading_is_said_once_and_only_for_what_is_mine_and_on_the_screen() {
    let seen = |delivered, read| {
        Effect::Say(AgentCommand::Seen { conversation: k1(), receipts: Receipts { delivered, read } })
    };
    let mut state = open_and_whole();
    state.apply(events(vec![visitor(5)], 5));
    assert_eq!(state.see(None), [seen(5, 4)]);
    assert_eq!(state.see(None), []);
    assert_eq!(unread(&state), 1);
    assert_eq!(state.see(Some(&k1())), [seen(5, 5)]);
    assert_eq!(state.see(Some(&k1())), []);
    assert_eq!(unread(&state), 0);

    let mut waiting = state_with(item("k1", &begun()[..2], 1, 0));
    assert_eq!(waiting.see(Some(&k1())), [], "a look at a waiting one doesn't count as an answer");
}

#[test]
fn ticks_follow_the_visitors_receipts() {
    let mut state = open_and_whole();
    state.apply(events(vec![agent(5, "x"), agent(6, "y"), agent(7, "z")], 7));
    let visitor = Receipts { delivered: 6, read: 5 };
    state.apply(AgentUpdate::Receipts { conversation: k1(), visitor, staff: Receipts::default() });
    let conversation = &state.conversations[&k1()];
    assert_eq!(conversation.message_state(5), MessageState::Read);
    assert_eq!(conversation.message_state(6), MessageState::Delivered);
    assert_eq!(conversation.message_state(7), MessageState::Sent);
}

#[test]
fn another_life_of_the_database_begins_all_timelines_anew() {
    let mut state = open_and_whole();
    state.disconnected();
    let inbox = vec![item("k1", &begun()[..2], 0, 0)];
    let update = AgentUpdate::Welcome { epoch: "e2".into(), now: Timestamp(0), me: anna(), inbox };
    assert_eq!(state.apply(update), [resume(0)]);
    assert_eq!(state.conversations[&k1()].timeline.entries(), []);
    assert_eq!(state.conversations[&k1()].item.summary.stage, Stage::Waiting);
}

#[test]
fn what_the_visitor_writes_is_seen_until_it_is_sent_or_the_visitor_is_gone() {
    let peek = |text: &str| AgentUpdate::Peek { conversation: k1(), text: text.into() };
    let peeked = |state: &State| state.conversations[&k1()].peek.clone();
    let mut state = open_and_whole();
    state.apply(peek("hel"));
    assert_eq!(peeked(&state), "hel");
    state.apply(events(vec![visitor(5)], 5));
    assert_eq!(peeked(&state), "");
    state.apply(peek("again"));
    let left = AgentUpdate::Presence { conversation: k1(), online: false, page: None };
    state.apply(left);
    assert_eq!(peeked(&state), "");
    assert!(!state.conversations[&k1()].item.online);
}

#[test]
fn sections_are_sorted_by_what_is_urgent() {
    let shifted = |id: &str, entries: &[AgentEntry], millis: i64| {
        let mut item = item(id, entries, 0, 0);
        item.summary.opened_at = item.summary.opened_at.plus_millis(millis);
        item
    };
    let owner: AgentId = anna().id;
    let mut ended = begun();
    ended.push(at(5, Fact::Public(PublicFact::Ended { id: "e".into(), by: Author::Agent(owner) })));
    let state_with_all = {
        let mut state = State::default();
        state.apply(welcome(vec![
            shifted("w-late", &begun()[..2], 9),
            shifted("w-early", &begun()[..2], 0),
            shifted("m-old", &begun(), 0),
            shifted("m-new", &begun(), 5),
            shifted("done", &ended, 0),
        ]));
        state
    };
    let sections = state_with_all.sections();
    assert_eq!(sections.waiting, ["w-early".into(), "w-late".into()]);
    assert_eq!(sections.mine, ["m-new".into(), "m-old".into()]);
    assert_eq!(sections.ended, ["done".into()]);
    assert_eq!(sections.in_order(false).len(), 4);
    assert_eq!(sections.in_order(true).len(), 5);
    assert_eq!(state_with_all.total_unread(), 2, "each visitor who waits counts as one");
}
