//! Offers that ring, invitations, standing, and wishes that have no entry of their own.

use super::*;
use shared::agent::{AgentUpdate, InboxItem, Offer};
use shared::ids::AgentId;
use shared::people::{Browser, Page, VisitorCard};
use shared::staff::{AwayReason, Status};
use shared::time::Timestamp;
use shared::timeline::{Entry, Fact, OfferRule, PublicFact, Receipts, StaffFact, Stage, Summary};

fn anna() -> AgentCard {
    AgentCard { id: "a1".into(), name: "Anna".into(), photo: None }
}

fn item(id: &str, stage: Stage, until: Option<i64>) -> InboxItem {
    let offer =
        until.map(|until| Offer { rule: OfferRule::Top, at: Timestamp(0), until: Some(Timestamp(until)) });
    InboxItem {
        conversation: id.into(),
        queue: "q1".into(),
        topic: "Sales".into(),
        channel: "w1".into(),
        visitor: VisitorCard::default(),
        page: Page::default(),
        browser: Browser::default(),
        online: true,
        summary: Summary { stage, last: 1, ..Summary::default() },
        preview: None,
        offer,
        unread: 0,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts::default(),
    }
}

fn state(inbox: Vec<InboxItem>) -> State {
    let mut state = State::default();
    state.apply(AgentUpdate::Welcome { epoch: "e1".into(), now: Timestamp(0), me: anna(), inbox });
    state
}

fn ids(list: &[ConversationId]) -> Vec<&str> {
    list.iter().map(ConversationId::as_str).collect()
}

#[test]
fn what_rings_comes_first_and_the_least_time_before_the_others() {
    let mut invited = item("k4", Stage::Active, None);
    invited.summary.invited = vec!["a1".into()];
    let state = state(vec![
        item("k1", Stage::Waiting, Some(90)),
        item("k2", Stage::Waiting, Some(60)),
        item("k3", Stage::Waiting, None),
        invited,
    ]);
    let sections = state.sections();
    assert_eq!(ids(&sections.offered), ["k4", "k2", "k1"]);
    assert_eq!(ids(&sections.waiting), ["k3"]);
    assert_eq!((sections.mine.len(), state.total_unread()), (0, 4));
}

#[test]
fn an_offer_that_passed_is_told_and_what_one_wanted_is_not() {
    for (reason, told) in [
        (Vanished::NotAnswered, Some(Effect::Tell(Notice::Missed("k1".into())))),
        (Vanished::Declined, None),
        (Vanished::GivenAway, None),
        (Vanished::DealtWith, None),
    ] {
        let mut state = state(vec![item("k1", Stage::Waiting, Some(60))]);
        state.open(&"k1".into());
        let effects = state.apply(AgentUpdate::Vanished { conversation: "k1".into(), reason });
        assert_eq!(effects, Vec::from_iter(told));
        assert!(state.sections().offered.is_empty());
    }
}

#[test]
fn who_is_in_it_has_it_among_theirs_and_who_left_does_not() {
    let mut guest = item("k1", Stage::Active, None);
    guest.summary.owner = Some("a2".into());
    guest.summary.present = vec!["a2".into(), "a1".into()];
    let mut state = state(vec![guest]);
    let me = AgentId::from("a1");
    assert!(state.conversations[&"k1".into()].is_mine(Some(&me)));
    let left = Fact::Public(PublicFact::Left { agent: me.clone() });
    let events = vec![Entry { seq: 2, at: Timestamp(1), fact: left }];
    state.apply(AgentUpdate::Events { conversation: "k1".into(), events, last: 2 });
    assert!(!state.conversations[&"k1".into()].is_mine(Some(&me)));
}

#[test]
fn a_wish_without_an_entry_is_done_once_it_shows() {
    let mut invited = item("k1", Stage::Active, None);
    invited.summary.invited = vec!["a1".into()];
    let mut state = state(vec![invited]);
    state.wish(AgentCommand::Join { conversation: "k1".into(), id: "c1".into() });
    let boris: AgentId = "a2".into();
    state.wish(AgentCommand::Invite { conversation: "k1".into(), id: "c2".into(), agent: boris.clone() });
    let boris = AgentCard { id: boris, name: "Boris".into(), photo: None };
    let facts = [
        Fact::Public(PublicFact::Joined { agent: anna() }),
        Fact::Staff(StaffFact::Invited { by: anna(), agent: boris }),
    ];
    for (seq, fact) in (2..).zip(facts) {
        let before = state.outboxes()[&"k1".into()].iter().count();
        let events = vec![Entry { seq, at: Timestamp(1), fact }];
        state.apply(AgentUpdate::Events { conversation: "k1".into(), events, last: seq });
        let after = state.outboxes().get(&"k1".into()).map_or(0, |outbox| outbox.iter().count());
        assert_eq!(after, before - 1);
    }
}

#[test]
fn how_one_stands_is_what_the_server_says() {
    let mut state = state(vec![]);
    assert_eq!(state.standing, None);
    state.apply(AgentUpdate::Status { status: Status::Online, away: Some(AwayReason::Silent) });
    assert_eq!(state.standing, Some(Standing { status: Status::Online, away: Some(AwayReason::Silent) }));
}
