//! What passes between the widget and the page around: who the visitor is, what happens, and who may not write.

use super::*;
use shared::boot::Can;
use shared::people::Detail;

fn jwt(token: &str) -> Option<Identity> {
    Some(Identity::Jwt { token: token.into() })
}

fn hello(token: Option<&str>, identity: Option<Identity>) -> VisitorCommand {
    VisitorCommand::Hello { widget: WidgetId::from("w"), token: token.map(String::from), identity }
}

#[test]
fn who_the_site_says_that_it_is_goes_into_the_greeting() {
    let mut state = stranger();
    assert_eq!(state.identify(jwt("a")), [Act::Reconnect]);
    assert_eq!(said(&state.connected()), [&hello(None, jwt("a"))]);
    assert_eq!(state.identify(jwt("a")), [], "that is no news");
    assert_eq!(state.identify(None), [], "only `reset` forgets a visitor");
    assert_eq!(said(&state.connected()), [&hello(None, None)]);
}

#[test]
fn a_proof_that_ran_out_is_asked_for_once_and_then_bars() {
    let mut state = stranger();
    state.identify(jwt("old"));
    assert_eq!(done(state.apply(refused(None, Code::NotVerified))), [Act::AskIdentity]);
    assert_eq!(state.bar(), None);
    assert_eq!(done(state.apply(refused(None, Code::NotVerified))), [Act::GiveUp]);
    assert_eq!(state.bar(), Some(Bar::NotVerified));
    assert_eq!(state.identify(jwt("new")), [Act::Reconnect]);
    assert_eq!(state.bar(), None);
    state.apply(welcome("e1", None));
    assert_eq!(done(state.apply(refused(None, Code::NotVerified))), [Act::AskIdentity], "it ran out again");
}

#[test]
fn nobody_writes_here_whom_the_site_does_not_vouch_for() {
    let can = Can { verified_only: true, ..Can::default() };
    let mut state = State::new(WidgetId::from("w"), can, Kept::default());
    assert_eq!(state.bar(), Some(Bar::NotVerified));
    state.identify(jwt("a"));
    assert_eq!(state.bar(), None);
}

#[test]
fn a_server_that_will_not_talk_is_left_alone() {
    for (code, bar) in [
        (Code::UnknownWidget, Bar::Refused),
        (Code::SiteNotAllowed, Bar::Refused),
        (Code::ForeignOrigin, Bar::Refused),
        (Code::Banned, Bar::Banned),
        (Code::NotVerified, Bar::NotVerified),
    ] {
        let mut state = stranger();
        let acts = state.apply(refused(None, code));
        assert_eq!(told(&acts), [&Event::Error { code }]);
        assert_eq!(done(acts), [Act::GiveUp]);
        assert_eq!(state.bar(), Some(bar));
    }
}

#[test]
fn what_the_site_tells_is_told_again_to_each_connection() {
    let plan = || vec![Detail { label: "plan".into(), value: "pro".into() }];
    let describe = VisitorCommand::Describe { attributes: plan() };
    let mut state = stranger();
    assert_eq!(state.describe(plan()), []);
    assert_eq!(said(&state.apply(welcome("e1", None))), [&describe]);
    assert_eq!(said(&state.describe(plan())), [&describe]);
    state.disconnected();
    assert_eq!(said(&state.apply(welcome("e1", None))), [&describe]);
}

#[test]
fn a_reset_leaves_nothing_but_what_the_widget_is() {
    let mut state = chatting();
    state.look(true);
    state.identify(jwt("a"));
    state.send(id(7), "7".into(), Vec::new());
    assert_eq!(state.reset(), [Act::Forget, Act::GiveUp]);
    assert!(state.chat.is_none() && !state.has_acted() && !state.is_resuming());
    assert_eq!((state.token(), state.conversation()), (None, None));
    assert_eq!(state.pending().count(), 0);
    assert_eq!(said(&state.connected()), [&hello(None, None)]);
}

#[test]
fn with_consent_everything_is_kept_that_waited_for_it() {
    let mut state = chatting();
    state.send(id(7), "7".into(), Vec::new());
    let acts = state.keep();
    assert_eq!(acts[0], Act::KeepToken(Some("t".into())));
    assert!(matches!(&acts[1..], [Act::KeepPending(item)] if item.id == id(7)));
    let mut state = stranger();
    state.apply(welcome("e1", None));
    assert_eq!(state.keep(), [], "a stranger has nothing to keep");
}

#[test]
fn the_page_learns_what_happens_and_nothing_twice() {
    let name = || "Anna".to_owned();
    let left = || entry(4, Some(PublicFact::Left { agent: AgentId::from("a1") }));
    let kept = Kept { token: Some("t".into()), ..Kept::default() };
    let mut state = State::new(WidgetId::from("w"), Can::default(), kept);
    state.apply(welcome("e1", Some(view("k1", 2))));
    let acts = state.apply(events(vec![opened(1), entry(2, None), joined(3), left()]));
    assert_eq!(told(&acts), [&Event::AgentJoined { name: name() }, &Event::AgentLeft { name: name() }]);
    let acts = state.apply(events(vec![joined(3), left()]));
    assert_eq!(told(&acts), [] as [&Event; 0]);
    // What happened while the line was down is news all the same.
    state.disconnected();
    state.apply(welcome("e1", Some(view("k1", 5))));
    let acts = state.apply(events(vec![ended(5)]));
    assert!(matches!(told(&acts)[..], [Event::ChatEnded { by: Author::Agent(_) }]));
    // A page that is loaded anew has been told.
    let mut state = stranger();
    state.apply(welcome("e1", Some(view("k1", 5))));
    let acts = state.apply(events(vec![opened(1), entry(2, None), joined(3), left(), ended(5)]));
    assert_eq!(told(&acts), [] as [&Event; 0]);
}

#[test]
fn messages_ratings_and_the_line_are_told() {
    let mut state = chatting();
    state.send(id(7), "7".into(), Vec::new());
    assert_eq!(told(&state.apply(events(vec![mine(4, 7)]))), [&Event::MessageSent]);
    let (place, staffed, wait_millis) = (2, true, Some(60_000));
    let waiting = VisitorUpdate::Waiting { conversation: k("k1"), place, staffed, wait_millis };
    assert_eq!(told(&state.apply(waiting)), [&Event::Queue { place, wait_millis, staffed }]);
    state.apply(events(vec![ended(5)]));
    state.rate(id(9), Rating::Good, String::new());
    assert_eq!(state.rate(id(10), Rating::Bad, String::new()), [], "once is enough");
    let rated = PublicFact::Rated { id: id(9), rating: Rating::Good, comment: String::new() };
    let acts = state.apply(events(vec![entry(6, Some(rated))]));
    assert_eq!(told(&acts), [&Event::Rated { rating: Rating::Good }]);
}

#[test]
fn the_head_names_who_is_there() {
    let card = |n: &str| AgentCard { id: AgentId::from(n), name: n.into(), photo: None };
    let join = |seq, n: &str| entry(seq, Some(PublicFact::Joined { agent: card(n) }));
    let leave = |seq, n: &str| entry(seq, Some(PublicFact::Left { agent: AgentId::from(n) }));
    let mut state = chatting();
    let name = |state: &State| state.chat.as_ref().unwrap().agent().map(|agent| agent.name.clone());
    assert_eq!(name(&state).as_deref(), Some("Anna"));
    for (event, there) in [
        (join(4, "b"), Some("b")),
        (leave(5, "b"), Some("Anna")),
        (leave(6, "a1"), None),
        (join(7, "b"), Some("b")),
        (leave(8, "b"), None),
        (ended(9), Some("b")),
    ] {
        state.apply(events(vec![event]));
        assert_eq!(name(&state).as_deref(), there);
    }
}
