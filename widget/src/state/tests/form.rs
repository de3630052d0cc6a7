//! The form: what becomes of it, with an office that is open, closed, or closes meanwhile.

use super::*;
use shared::boot::Can;
use shared::form::{Answer, Fault, FieldFault};

fn queue() -> QueueId {
    QueueId::from("q")
}

fn answers() -> Vec<Answer> {
    vec![Answer { field: "email".into(), value: "i@x.yz".into() }]
}

fn submit(state: &mut State, n: u32) -> Vec<Act> {
    state.open(id(n), queue(), answers(), Page::default())
}

fn submit_ticket(state: &mut State, n: u32) -> Vec<Act> {
    state.leave(id(n), queue(), answers(), Page::default())
}

fn leave(n: u32) -> VisitorCommand {
    VisitorCommand::Leave { id: id(n), queue: queue(), answers: answers(), page: Page::default() }
}

#[test]
fn what_the_server_finds_wrong_in_the_form_comes_back_to_it() {
    let fault = FieldFault { field: "email".into(), fault: Fault::NotEmail };
    for (fields, rejected) in
        [(vec![fault.clone()], Rejected::Answers(vec![fault])), (Vec::new(), Rejected::Other)]
    {
        let mut state = stranger();
        state.apply(welcome("e1", None));
        submit(&mut state, 1);
        let problem = Problem { fields, ..Problem::new(Code::Invalid, "") };
        let acts = state.apply(VisitorUpdate::Refused { id: Some(id(1)), problem });
        assert_eq!(done(acts), [Act::DropPending(id(1))]);
        assert_eq!(state.rejected, Some(rejected));
        assert!(!state.is_opening());
        submit(&mut state, 2);
        assert_eq!(state.rejected, None);
    }
}

#[test]
fn a_form_is_sent_once_however_often_it_is_clicked() {
    let mut state = stranger();
    state.apply(welcome("e1", None));
    assert_eq!(said(&submit(&mut state, 1)).len(), 1);
    assert_eq!(submit(&mut state, 2), []);
    assert_eq!(state.pending().count(), 1);
}

#[test]
fn a_ticket_is_left_once_whatever_breaks_in_between() {
    let mut state = stranger();
    state.apply(welcome("e1", None));
    assert_eq!(said(&submit_ticket(&mut state, 1)), [&leave(1)]);
    assert_eq!(submit_ticket(&mut state, 2), [], "once is enough");
    // The answer is lost; a page that is loaded anew finds the command in storage.
    let saved = Saved { id: id(1), command: leave(1), failed: None };
    let kept = Kept { token: Some("t".into()), saved: vec![saved], ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    assert!(state.is_opening());
    assert_eq!(said(&state.apply(welcome("e1", None))), [&leave(1)]);
    let acts = state.apply(VisitorUpdate::Left { id: id(1), number: 1_042 });
    assert_eq!(done(acts.clone()), [Act::DropPending(id(1))]);
    assert_eq!(told(&acts), [&Event::OfflineSubmitted { number: 1_042 }]);
    assert_eq!(state.left, Some(1_042));
    assert!(!state.is_opening());
    assert_eq!(state.dismiss(), []);
    assert_eq!(state.left, None);
}

#[test]
fn an_office_that_closes_meanwhile_takes_a_ticket_instead() {
    let mut state = stranger();
    state.apply(welcome("e1", None));
    assert!(matches!(said(&submit(&mut state, 1))[..], [VisitorCommand::Open { .. }]));
    let acts = state.apply(refused(Some(id(1)), Code::Closed));
    assert_eq!(done(acts), [Act::CloseTopic(queue()), Act::DropPending(id(1))]);
    assert_eq!(state.rejected, None);
    assert_eq!(said(&submit_ticket(&mut state, 2)), [&leave(2)]);
}

#[test]
fn who_would_rather_not_wait_makes_a_ticket_of_what_was_written() {
    let mut state = chatting_alone();
    assert!(!state.has_written());
    assert_eq!(said(&state.send(id(7), "7".into(), Vec::new())), [&send(7)]);
    assert!(state.has_written());
    let wish = VisitorCommand::MakeTicket { conversation: k("k1"), id: id(8) };
    assert!(said(&state.make_ticket(id(8))).is_empty(), "what was written goes first");
    assert_eq!(state.make_ticket(id(9)), [], "once is enough");
    assert_eq!(said(&state.apply(events(vec![mine(2, 7)]))), [&wish]);
    let made = PublicFact::TicketMade { id: id(8), number: 5 };
    let acts = state.apply(events(vec![entry(3, Some(made.clone()))]));
    assert!(acts.contains(&Act::DropPending(id(8))));
    let (sent, over) = (Event::OfflineSubmitted { number: 5 }, Event::ChatEnded { by: Author::Visitor });
    assert_eq!(told(&acts), [&sent, &over]);
    assert_eq!(state.chat.as_ref().unwrap().ending(), Some(&made));
    assert!(!state.was_served());
}

/// A visitor whom nobody has come to yet.
fn chatting_alone() -> State {
    let kept = Kept { token: Some("t".into()), ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    state.apply(welcome("e1", Some(view("k1", 1))));
    state.apply(events(vec![opened(1)]));
    state
}

#[test]
fn a_form_on_its_way_says_what_keeps_it_and_an_unsent_one_is_left_in_peace() {
    let mut state = stranger();
    state.apply(welcome("e1", None));
    state.disconnected();
    assert_eq!((state.trouble(), state.form_trouble()), (Some("offline"), None));
    submit(&mut state, 1);
    assert_eq!(state.form_trouble(), Some("offline"));
    state.apply(welcome("e1", None));
    assert_eq!(state.form_trouble(), None);
    state.apply(VisitorUpdate::Closing { retry_millis: 700 });
    assert_eq!(state.form_trouble(), Some("restarting"));
    state.disconnected();
    assert_eq!(state.form_trouble(), Some("restarting"));
    state.apply(welcome("e1", None));
    for (code, trouble) in [
        (Code::TooMany, "notice_too_fast"),
        (Code::Unavailable, "notice_unavailable"),
        (Code::SessionExpired, "notice_expired"),
        (Code::Invalid, "error_topic_gone"),
    ] {
        state.apply(refused(Some(id(1)), code));
        assert_eq!(state.form_trouble(), Some(trouble), "{code:?}");
    }
}
