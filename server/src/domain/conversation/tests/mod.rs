//! Tables and properties of one conversation.

mod any;
mod handing;
mod ownership;
mod remarks;

use super::*;
use shared::timeline::{Destination, OfferRule};

pub(crate) fn agent(name: &str) -> AgentCard {
    AgentCard { id: AgentId::from(name), name: name.into(), photo: None }
}

pub(crate) fn visitor(name: &str) -> Actor {
    Actor::Visitor(VisitorId::from(name))
}

pub(crate) fn member(name: &str) -> Actor {
    Actor::Agent { card: agent(name), rights: Rights { member: true, ..Rights::default() } }
}

pub(crate) fn stranger(name: &str) -> Actor {
    Actor::Agent { card: agent(name), rights: Rights::default() }
}

pub(crate) fn overseer(name: &str) -> Actor {
    Actor::Agent { card: agent(name), rights: Rights { oversees: true, ..Rights::default() } }
}

pub(crate) fn note(text: &str, mentions: &[&str]) -> Command {
    let mentions = mentions.iter().map(|name| AgentId::from(*name)).collect();
    Command::Note { id: "n".into(), text: text.into(), mentions }
}

pub(crate) fn take_back(note: Seq, author: &str) -> Command {
    Command::TakeBack { id: "b".into(), note, author: author.into() }
}

pub(crate) fn tag(tag: &str) -> Command {
    Command::Tag { id: "g".into(), tag: tag.into() }
}

pub(crate) fn untag(tag: &str) -> Command {
    Command::Untag { id: "u".into(), tag: tag.into() }
}

pub(crate) fn retag(tag: &str, into: &str) -> Command {
    Command::Retag { id: "r".into(), tag: tag.into(), into: into.into() }
}

pub(crate) fn waiting() -> Conversation {
    Conversation {
        id: "k".into(),
        visitor: "v".into(),
        widget: "w".into(),
        queue: "q".into(),
        topic: "Sales".into(),
        card: VisitorCard::default(),
        page: Page::default(),
        browser: Browser::default(),
        stage: Stage::Waiting,
        owner: None,
        staff: Staff::default(),
        past: Past::default(),
        last: 1,
        opened_at: Timestamp(0),
        entered_at: Timestamp(0),
        spoke_at: None,
        ended_at: None,
        dealt_at: None,
        archived_at: None,
        rating: None,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts::default(),
    }
}

pub(crate) fn after(mut conversation: Conversation, steps: &[(Actor, Command)]) -> Conversation {
    for (actor, command) in steps {
        conversation.act(actor, command, Timestamp(1)).expect("a legal step");
    }
    conversation
}

pub(crate) fn send(text: &str) -> Command {
    Command::Send { id: "c".into(), text: text.into(), files: vec![] }
}

pub(crate) fn see(delivered: Seq, read: Seq) -> Command {
    Command::See(Receipts { delivered, read })
}

pub(crate) fn end() -> Command {
    Command::End { id: "e".into() }
}

pub(crate) fn rate() -> Command {
    Command::Rate { id: "r".into(), rating: Rating::Good, comment: String::new() }
}

pub(crate) fn make_ticket() -> Command {
    Command::MakeTicket { id: "t".into(), number: 7 }
}

pub(crate) fn invite(name: &str) -> Command {
    Command::Invite { agent: agent(name) }
}

pub(crate) fn give_to(name: &str) -> Command {
    Command::Transfer { to: Destination::Agent(agent(name)) }
}

pub(crate) fn give_to_queue(name: &str) -> Command {
    Command::Transfer { to: Destination::Queue { id: name.into(), topic: "Support".into() } }
}

pub(crate) fn hand_to(name: &str) -> Command {
    Command::HandOn { id: "h".into(), to: Destination::Agent(agent(name)) }
}

pub(crate) fn hand_to_queue(name: &str) -> Command {
    Command::HandOn { id: "i".into(), to: Destination::Queue { id: name.into(), topic: "Support".into() } }
}

pub(crate) fn deal_with() -> Command {
    Command::DealWith { id: "d".into() }
}

pub(crate) fn archive() -> Command {
    Command::Archive { id: "x".into() }
}

pub(crate) fn unarchive() -> Command {
    Command::Unarchive { id: "y".into() }
}

pub(crate) fn reopen() -> Command {
    Command::Reopen { id: "o".into() }
}

pub(crate) fn offer(name: &str) -> Command {
    let (rule, agents, until) = (OfferRule::Random, vec![agent(name)], Some(Timestamp(60_000)));
    Command::NoteOffer { rule, agents, until }
}

pub(crate) fn overflow(name: &str) -> Command {
    Command::Overflow { queue: name.into(), topic: "Support".into() }
}

pub(crate) fn lapse(silent_since: i64) -> Command {
    Command::Lapse { id: "l".into(), silent_since: Timestamp(silent_since) }
}

#[test]
fn who_may_do_what() {
    let active = after(waiting(), &[(member("anna"), Command::Take)]);
    let ended = after(active.clone(), &[(visitor("v"), end())]);
    let rated = after(ended.clone(), &[(visitor("v"), rate())]);
    let given_up = after(waiting(), &[(visitor("v"), end())]);
    let anna_has_it = || Err(Refusal::AlreadyTaken(agent("anna")));
    let written = after(waiting(), &[(visitor("v"), send("hi"))]);
    let answered = after(written.clone(), &[(member("anna"), Command::Take)]);
    let waiting = waiting();
    let table: Vec<(&Conversation, Actor, Command, Result<usize, Refusal>)> = vec![
        (&given_up, member("anna"), Command::Take, Err(Refusal::Ended)),
        (&given_up, visitor("v"), rate(), Ok(1)),
        (&waiting, visitor("v"), send("hi"), Ok(1)),
        (&waiting, visitor("other"), send("hi"), Err(Refusal::NotFound)),
        (&waiting, visitor("v"), Command::Take, Err(Refusal::Forbidden)),
        (&waiting, visitor("v"), rate(), Err(Refusal::NotEnded)),
        (&waiting, member("anna"), Command::Take, Ok(2)),
        (&waiting, member("anna"), send("hi"), Ok(3)),
        (&waiting, member("anna"), end(), Err(Refusal::Forbidden)),
        (&waiting, stranger("anna"), Command::Take, Err(Refusal::NotFound)),
        (&active, member("anna"), Command::Take, Ok(0)),
        (&active, member("anna"), send("hi"), Ok(1)),
        (&active, stranger("anna"), send("still mine"), Ok(1)),
        (&active, member("boris"), Command::Take, anna_has_it()),
        (&active, member("boris"), send("hi"), anna_has_it()),
        (&active, stranger("boris"), send("hi"), Err(Refusal::NotFound)),
        (&active, member("anna"), rate(), Err(Refusal::Forbidden)),
        (&ended, visitor("v"), send("hi"), Err(Refusal::Ended)),
        (&ended, member("anna"), send("hi"), Err(Refusal::Ended)),
        (&ended, visitor("v"), end(), Err(Refusal::Ended)),
        (&ended, visitor("v"), rate(), Ok(1)),
        (&rated, visitor("v"), rate(), Err(Refusal::AlreadyRated)),
        (&written, visitor("v"), make_ticket(), Ok(1)),
        (&written, visitor("w"), make_ticket(), Err(Refusal::NotFound)),
        (&written, member("anna"), make_ticket(), Err(Refusal::Forbidden)),
        (&written, Actor::System, make_ticket(), Ok(1)),
        (&waiting, Actor::System, make_ticket(), Err(Refusal::NothingWritten)),
        (&answered, Actor::System, make_ticket(), Err(Refusal::NotWaiting)),
        (&waiting, visitor("v"), make_ticket(), Err(Refusal::NothingWritten)),
        (&answered, visitor("v"), make_ticket(), Err(Refusal::NotWaiting)),
        (&ended, visitor("v"), make_ticket(), Err(Refusal::Ended)),
        (&waiting, Actor::System, lapse(0), Ok(1)),
        (&written, Actor::System, lapse(1), Ok(1)),
        (&written, Actor::System, lapse(0), Err(Refusal::NotSilent)),
        (&answered, Actor::System, lapse(1), Ok(1)),
        (&ended, Actor::System, lapse(1), Err(Refusal::Ended)),
        (&written, visitor("v"), lapse(1), Err(Refusal::Forbidden)),
        (&answered, member("anna"), lapse(1), Err(Refusal::Forbidden)),
        (&written, Actor::System, Command::Take, Err(Refusal::Forbidden)),
        (&written, Actor::System, send("hi"), Err(Refusal::Forbidden)),
        (&written, Actor::System, end(), Err(Refusal::Forbidden)),
        (&ended, Actor::System, rate(), Err(Refusal::Forbidden)),
    ];
    for (conversation, actor, command, expected) in table {
        let got = conversation.decide(&actor, &command).map(|facts| facts.len());
        assert_eq!(got, expected, "{actor:?} {command:?} in {:?}", conversation.stage);
    }
}

#[test]
fn receipts_only_grow_and_never_beyond_the_end() {
    let mut active = after(waiting(), &[(member("anna"), Command::Take)]);
    assert_eq!(active.act(&member("anna"), &see(3, 1), Timestamp(1)), Ok(Change::Seen));
    assert_eq!(active.act(&member("anna"), &see(2, 1), Timestamp(1)), Ok(Change::Nothing));
    assert_eq!(active.act(&visitor("v"), &see(0, 99), Timestamp(1)), Ok(Change::Seen));
    assert_eq!(active.act(&member("boris"), &see(3, 3), Timestamp(1)), Err(Refusal::NotFound));
    assert_eq!(active.staff_receipts, Receipts { delivered: 3, read: 1 });
    assert_eq!(active.visitor_receipts, Receipts { delivered: 3, read: 3 });
    assert_eq!(waiting().act(&member("anna"), &see(1, 1), Timestamp(1)), Ok(Change::Nothing), "only looks");
    let mut shared = after(active, &[(member("anna"), invite("boris"))]);
    assert_eq!(shared.act(&stranger("boris"), &see(4, 4), Timestamp(1)), Ok(Change::Nothing), "only looks");
    shared.act(&stranger("boris"), &Command::Join, Timestamp(1)).expect("he may come in");
    assert_eq!(shared.act(&stranger("boris"), &see(5, 5), Timestamp(1)), Ok(Change::Seen));
}

#[test]
fn a_ticket_keeps_its_first_number() {
    let (mut written, asked) = (after(waiting(), &[(visitor("v"), send("hi"))]), visitor("v"));
    let Ok(Change::Recorded(entries)) = written.act(&asked, &make_ticket(), Timestamp(2)) else {
        panic!("a ticket is made")
    };
    assert_eq!((written.stage, written.ended_at), (Stage::Ended, Some(Timestamp(2))));
    let again = |id: &str| Command::MakeTicket { id: id.into(), number: 8 };
    assert!(again("t").has_made(&asked, &entries[0].fact));
    assert!(!again("u").has_made(&asked, &entries[0].fact));
    assert!(!send("hi").has_made(&asked, &entries[0].fact));
}

#[test]
fn who_sees_it() {
    let active = after(waiting(), &[(member("anna"), Command::Take)]);
    assert!(waiting().shows_to(&visitor("v")));
    assert!(!waiting().shows_to(&visitor("w")));
    assert!(waiting().shows_to(&member("boris")));
    assert!(!waiting().shows_to(&stranger("boris")));
    assert!(active.shows_to(&member("anna")));
    assert!(!active.shows_to(&member("boris")));
}

#[test]
fn what_stands_for_everyone_is_recorded_once() {
    let everyone =
        |name: &str| Command::NoteOffer { rule: OfferRule::Everyone, agents: vec![agent(name)], until: None };
    let facts = |conversation: &Conversation| {
        conversation.decide(&Actor::System, &everyone("jan")).map(|facts| facts.len())
    };
    let shown = after(waiting(), &[(Actor::System, everyone("anna"))]);
    assert_eq!(facts(&shown), Ok(0));
    let ringing = after(shown.clone(), &[(Actor::System, offer("anna"))]);
    assert_eq!(facts(&ringing), Ok(1));
    let moved = after(shown.clone(), &[(Actor::System, overflow("support"))]);
    assert_eq!(facts(&moved), Ok(1));
    let back = after(shown, &[(member("anna"), Command::Take), (member("anna"), Command::Leave)]);
    assert_eq!(facts(&back), Ok(1));
}
