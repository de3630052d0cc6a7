//! Each test plays the server's part with frames, and looks at what the widget does and shows.

mod form;
mod heard;
mod kept;
mod page;

use super::*;
use shared::ids::{AgentId, QueueId};
use shared::people::{AgentCard, Page};
use shared::problem::Problem;
use shared::time::Timestamp;
use shared::timeline::{Author, Entry, PublicFact, Rating, Receipts, Seq, VisitorEntry};
use shared::visitor::{VisitorConversation, VisitorUpdate};

fn id(n: u32) -> ClientId {
    ClientId(format!("c{n}"))
}

fn k(name: &str) -> ConversationId {
    ConversationId::from(name)
}

fn entry(seq: Seq, fact: Option<PublicFact>) -> VisitorEntry {
    Entry { seq, at: Timestamp(i64::from(seq) * 1_000), fact }
}

fn opened(seq: Seq) -> VisitorEntry {
    entry(seq, Some(PublicFact::Opened { topic: "Sales".into() }))
}

fn joined(seq: Seq) -> VisitorEntry {
    let agent = AgentCard { id: AgentId::from("a1"), name: "Anna".into(), photo: None };
    entry(seq, Some(PublicFact::Joined { agent }))
}

fn mine(seq: Seq, n: u32) -> VisitorEntry {
    entry(
        seq,
        Some(PublicFact::Message { id: id(n), by: Author::Visitor, text: n.to_string(), files: Vec::new() }),
    )
}

fn theirs(seq: Seq, text: &str) -> VisitorEntry {
    // Agents' clients make ids too: one may well look like ours.
    let by = Author::Agent(AgentId::from("a1"));
    entry(seq, Some(PublicFact::Message { id: id(1), by, text: text.into(), files: Vec::new() }))
}

fn ended(seq: Seq) -> VisitorEntry {
    entry(seq, Some(PublicFact::Ended { id: id(90), by: Author::Agent(AgentId::from("a1")) }))
}

fn view(name: &str, last: Seq) -> VisitorConversation {
    let (staff, visitor) = (Receipts::default(), Receipts::default());
    VisitorConversation { id: k(name), topic: "Sales".into(), last, staff, visitor }
}

fn welcome(epoch: &str, conversation: Option<VisitorConversation>) -> VisitorUpdate {
    VisitorUpdate::Welcome {
        epoch: Epoch::from(epoch),
        now: Timestamp(0),
        token: Some("t".into()),
        conversation,
    }
}

fn events(list: Vec<VisitorEntry>) -> VisitorUpdate {
    let last = list.last().map_or(0, |entry| entry.seq);
    VisitorUpdate::Events { conversation: k("k1"), events: list, last }
}

fn refused(of: Option<ClientId>, code: Code) -> VisitorUpdate {
    VisitorUpdate::Refused { id: of, problem: Problem::new(code, "") }
}

fn send(n: u32) -> VisitorCommand {
    VisitorCommand::Send { conversation: k("k1"), id: id(n), text: n.to_string(), files: Vec::new() }
}

fn resume(after: Seq) -> VisitorCommand {
    VisitorCommand::Resume { conversation: k("k1"), after }
}

fn stranger() -> State {
    State::new(WidgetId::from("w"), Can::default(), Kept::default())
}

/// A visitor whose conversation `k1` was taken by Anna: entries 1 to 3.
fn chatting() -> State {
    let kept = Kept { token: Some("t".into()), ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    state.connected();
    state.apply(welcome("e1", Some(view("k1", 3))));
    state.apply(events(vec![opened(1), entry(2, None), joined(3)]));
    state
}

fn said(acts: &[Act]) -> Vec<&VisitorCommand> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Say(command) => Some(command),
            _ => None,
        })
        .collect()
}

/// What the page around is told.
fn told(acts: &[Act]) -> Vec<&Event> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Tell(event) => Some(event),
            _ => None,
        })
        .collect()
}

/// The acts but for what the page around is told.
fn done(acts: Vec<Act>) -> Vec<Act> {
    acts.into_iter().filter(|act| !matches!(act, Act::Tell(_))).collect()
}

fn open(state: &mut State) -> Vec<Act> {
    state.open(id(1), QueueId::from("q"), Vec::new(), Page::default())
}

#[test]
fn nothing_is_kept_before_the_visitor_acts() {
    let mut state = stranger();
    state.connected();
    let acts = state.apply(welcome("e1", None));
    assert_eq!(acts, [Act::Settled]);
    assert!(!state.has_acted());
    let acts = open(&mut state);
    assert_eq!(acts[0], Act::KeepToken(Some("t".into())));
    assert!(matches!(acts[1], Act::KeepPending(_)));
    assert_eq!(said(&acts).len(), 1);
}

#[test]
fn a_request_made_without_a_connection_goes_out_with_the_greeting() {
    let mut state = stranger();
    assert!(said(&open(&mut state)).is_empty());
    assert!(state.is_opening());
    let acts = state.apply(welcome("e1", None));
    assert!(acts.contains(&Act::KeepToken(Some("t".into()))));
    assert!(matches!(said(&acts)[..], [VisitorCommand::Open { .. }]));
    let acts = state.apply(VisitorUpdate::Opened { id: id(1), conversation: view("k1", 2) });
    assert_eq!(done(acts.clone())[0], Act::DropPending(id(1)));
    assert_eq!(said(&acts), [&resume(0)]);
    assert!(!state.is_opening());
}

#[test]
fn a_message_is_sending_then_sent_then_delivered_then_read() {
    let mut state = chatting();
    let acts = state.send(id(7), "hello".into(), Vec::new());
    assert_eq!(said(&acts).len(), 1);
    assert_eq!(state.mark(&id(7)), (Mark::Sending, None));
    state.apply(events(vec![mine(4, 7)]));
    assert_eq!(state.mark(&id(7)), (Mark::Sent, Some(Timestamp(4_000))));
    for (delivered, read, mark) in
        [(3, 3, Mark::Sent), (4, 3, Mark::Delivered), (4, 4, Mark::Read), (2, 2, Mark::Read)]
    {
        let receipts = Receipts { delivered, read };
        state.apply(VisitorUpdate::Receipts { conversation: k("k1"), receipts });
        assert_eq!(state.mark(&id(7)).0, mark, "{delivered} {read}");
    }
}

#[test]
fn an_acknowledgement_below_the_last_position_counts() {
    let mut state = chatting();
    state.apply(events(vec![mine(4, 7), mine(5, 8)]));
    state.send(id(7), "7".into(), Vec::new());
    let acts = state.apply(events(vec![mine(4, 7)]));
    assert_eq!(done(acts), [Act::DropPending(id(7))]);
    assert_eq!(state.pending().count(), 0);
}

#[test]
fn an_agents_message_with_the_same_client_id_acknowledges_nothing() {
    let mut state = chatting();
    state.send(id(1), "hello".into(), Vec::new());
    state.apply(events(vec![theirs(4, "hi")]));
    assert_eq!(state.mark(&id(1)).0, Mark::Sending);
}

#[test]
fn messages_go_one_by_one_and_again_after_a_break() {
    let mut state = chatting();
    assert_eq!(said(&state.send(id(7), "7".into(), Vec::new())), [&send(7)]);
    assert!(said(&state.send(id(8), "8".into(), Vec::new())).is_empty());
    state.disconnected();
    assert_eq!(state.link, Link::Down);
    let acts = state.apply(welcome("e1", Some(view("k1", 3))));
    assert_eq!(said(&acts), [&send(7)]);
    let acts = state.apply(events(vec![mine(4, 7)]));
    assert_eq!(said(&acts), [&send(8)]);
}

#[test]
fn a_hole_is_asked_for_and_a_new_epoch_starts_anew() {
    let mut state = chatting();
    let acts = state.apply(events(vec![theirs(6, "later")]));
    assert_eq!(said(&acts), [&resume(3)]);
    let acts = state.apply(welcome("e1", Some(view("k1", 6))));
    assert_eq!(said(&acts), [&resume(3)], "the same epoch goes on");
    let acts = state.apply(welcome("e2", Some(view("k1", 6))));
    assert_eq!(said(&acts), [&resume(0)], "another one begins");
}

#[test]
fn a_page_of_entries_is_followed_by_the_next() {
    let mut state = chatting();
    let page = VisitorUpdate::Events { conversation: k("k1"), events: vec![theirs(4, "a")], last: 9 };
    assert_eq!(said(&state.apply(page))[0], &resume(4));
    let empty = VisitorUpdate::Events { conversation: k("k1"), events: Vec::new(), last: 9 };
    assert!(said(&state.apply(empty)).is_empty(), "a server with no more is not asked in circles");
}

#[test]
fn the_server_learns_what_was_delivered_and_what_was_read() {
    let seen = |delivered, read| VisitorCommand::Seen {
        conversation: k("k1"),
        receipts: Receipts { delivered, read },
    };
    let mut state = chatting();
    let acts = state.apply(events(vec![theirs(4, "hi")]));
    assert_eq!(done(acts), [Act::Heard("hi".into()), Act::Say(seen(4, 0))]);
    assert_eq!(state.chat.as_ref().unwrap().unread(), 1);
    assert_eq!(state.look(true), [Act::Say(seen(4, 4))]);
    assert_eq!(state.look(true), [], "once is enough");
    assert_eq!(state.chat.as_ref().unwrap().unread(), 0);
    assert_eq!(said(&state.apply(events(vec![mine(5, 7)]))), [] as [&VisitorCommand; 0], "not for one's own");
    assert_eq!(said(&state.apply(events(vec![theirs(6, "you")]))), [&seen(6, 6)]);
}

#[test]
fn history_is_not_read_out_again() {
    let kept = Kept { token: Some("t".into()), ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    let visitor = Receipts { delivered: 4, read: 2 };
    state.apply(welcome("e1", Some(VisitorConversation { visitor, ..view("k1", 5) })));
    let acts =
        state.apply(events(vec![opened(1), entry(2, None), joined(3), theirs(4, "old"), theirs(5, "new")]));
    let heard: Vec<&Act> = acts.iter().filter(|act| matches!(act, Act::Heard(_))).collect();
    assert_eq!(heard, [&Act::Heard("new".into())]);
    assert_eq!(state.chat.as_ref().unwrap().unread(), 2);
}

#[test]
fn typing_ends_with_the_message_the_end_and_the_connection() {
    let typing = || VisitorUpdate::Typing { conversation: k("k1"), agent: AgentId::from("a1"), on: true };
    let mut state = chatting();
    let is_typing = |state: &State| state.chat.as_ref().is_some_and(|chat| chat.typing.is_some());
    state.apply(typing());
    assert!(is_typing(&state));
    state.apply(events(vec![theirs(4, "hi")]));
    assert!(!is_typing(&state));
    state.apply(typing());
    state.disconnected();
    assert!(!is_typing(&state));
    state.apply(typing());
    state.apply(events(vec![ended(5)]));
    assert!(!is_typing(&state));
}

#[test]
fn a_passing_refusal_waits_and_a_final_one_fails() {
    let mut state = chatting();
    state.send(id(7), "7".into(), Vec::new());
    state.send(id(8), "8".into(), Vec::new());
    let acts = state.apply(refused(Some(id(7)), Code::TooMany));
    assert_eq!(done(acts), [Act::PumpIn(1_000)], "nothing goes out before the pause is over");
    assert_eq!(state.notice, Some(Notice::TooFast));
    assert_eq!(said(&state.pump()), [&send(7)]);
    let acts = done(state.apply(refused(Some(id(7)), Code::Ended)));
    assert!(
        matches!(&acts[..], [Act::KeepPending(item), Act::Say(next)] if item.id == id(7) && *next == send(8))
    );
    assert_eq!(state.mark(&id(7)).0, Mark::Failed(Code::Ended));
    state.apply(events(vec![mine(4, 8)]));
    assert_eq!(state.notice, None);
    assert_eq!(said(&state.retry(&id(7))), [&send(7)]);
    state.apply(refused(Some(id(7)), Code::Ended));
    assert_eq!(state.discard(&id(7)), [Act::DropPending(id(7))]);
    assert_eq!(state.pending().count(), 0);
}

#[test]
fn an_expired_session_starts_anew_and_keeps_unsent_text() {
    let mut state = chatting();
    state.send(id(7), "precious".into(), Vec::new());
    let acts = state.apply(refused(None, Code::SessionExpired));
    let expected =
        [Act::KeepToken(None), Act::DropPending(id(7)), Act::SaveText("precious".into()), Act::Reconnect];
    assert_eq!(done(acts), expected);
    assert!(state.chat.is_none());
    assert_eq!(
        said(&state.connected()),
        [&VisitorCommand::Hello { widget: WidgetId::from("w"), token: None, identity: None }]
    );
    state.apply(welcome("e1", None));
    assert_eq!(state.notice, Some(Notice::Expired), "it stays until the visitor goes on");
    open(&mut state);
    assert_eq!(state.notice, None);
}

#[test]
fn a_planned_stop_is_no_lost_connection() {
    let mut state = chatting();
    assert_eq!(state.apply(VisitorUpdate::Closing { retry_millis: 700 }), [Act::ComeBackIn(700)]);
    state.disconnected();
    assert_eq!(state.link, Link::Restarting);
    state.apply(welcome("e1", Some(view("k1", 3))));
    assert_eq!(state.link, Link::Up);
}

#[test]
fn an_ended_conversation_is_rated_and_put_away_for_good() {
    let mut state = chatting();
    assert_eq!(state.dismiss(), [], "not while it goes on");
    state.apply(events(vec![ended(4)]));
    state.rate(id(9), Rating::Good, String::new());
    assert!(state.is_rated());
    let rated = PublicFact::Rated { id: id(9), rating: Rating::Good, comment: String::new() };
    state.apply(events(vec![entry(5, Some(rated))]));
    assert!(state.is_rated());
    assert_eq!(state.dismiss(), [Act::KeepDismissed(k("k1"))]);
    state.apply(welcome("e1", Some(view("k1", 5))));
    assert!(state.chat.is_none());
    state.apply(welcome("e1", Some(view("k2", 1))));
    assert!(state.chat.is_some());
}

#[test]
fn tabs_share_token_and_outbox() {
    let mut state = stranger();
    state.apply(welcome("e1", None));
    let saved = || Saved { id: id(7), command: send(7), failed: None };
    assert_eq!(state.adopt_from_tab(saved()), [], "a stranger records nothing for somebody else");
    assert_eq!(state.adopt_token("other".into(), vec![saved()]), [Act::Reconnect]);
    assert_eq!(state.adopt_token("other".into(), vec![saved()]), []);
    assert_eq!(state.pending().count(), 1);
    let mut state = chatting();
    assert_eq!(said(&state.adopt_from_tab(saved())), [&send(7)]);
    assert!(state.adopt_from_tab(saved()).is_empty());
    assert_eq!(state.pending().count(), 1);
    state.forget(&id(7));
    assert_eq!(state.pending().count(), 0);
    state.adopt(Saved { failed: Some(Code::Ended), ..saved() });
    assert_eq!(state.mark(&id(7)).0, Mark::Failed(Code::Ended));
    assert!(said(&state.pump()).is_empty());
}

#[test]
fn texts_for_a_conversation_that_is_gone_are_not_lost() {
    let saved = Saved { id: id(7), command: send(7), failed: None };
    let kept = Kept { token: Some("t".into()), saved: vec![saved], ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    assert!(state.is_resuming());
    let acts = state.apply(welcome("e1", None));
    assert!(acts.contains(&Act::SaveText("7".into())));
    assert!(acts.contains(&Act::DropPending(id(7))));
    assert!(!state.is_resuming());
}
