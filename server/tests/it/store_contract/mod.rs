//! What the store promises, on SQLite and on PostgreSQL.

mod arranging;
mod files;
mod ownership;
mod queues;
mod reading;
mod tickets;
mod upgrades;
mod widgets;
mod writing;

use crate::databases::on_each;
use server::domain::conversation::{Actor, Change, Command, Conversation, Past, Rights, Staff};
use server::store::Store;
use server::store::append::{Act, Memory, Opened, Outcome};
use server::store::people::{Made, NewAgent, Queues};
use shared::ids::{AgentId, ClientId, ConversationId, QueueId};
use shared::people::{AgentCard, Browser, Page, Role, VisitorCard};
use shared::problem::{Code, Problem};
use shared::rules::PAGE_ENTRIES;
use shared::time::Timestamp;
use shared::timeline::{AgentEntry, Fact, PublicFact, Rating, Receipts, Seq, Stage};

pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub fn wish(conversation: &str, visitor: &str) -> Conversation {
    Conversation {
        id: conversation.into(),
        visitor: visitor.into(),
        widget: "demo".into(),
        queue: "sales".into(),
        topic: "Sales".into(),
        card: VisitorCard { name: "Ira".into(), email: "ira@example.com".into(), ..VisitorCard::default() },
        page: Page::default(),
        browser: Browser::default(),
        stage: Stage::Waiting,
        owner: None,
        staff: Staff::default(),
        past: Past::default(),
        last: 0,
        opened_at: NOW,
        entered_at: NOW,
        spoke_at: None,
        dealt_at: None,
        archived_at: None,
        ended_at: None,
        rating: None,
        visitor_receipts: Receipts::default(),
        staff_receipts: Receipts::default(),
    }
}

pub fn card(name: &str) -> AgentCard {
    AgentCard { id: AgentId::from(name), name: name.into(), photo: None }
}

pub async fn with_agents(store: &Store, names: &[&str]) {
    store.create_queue(&QueueId::from("sales"), "Sales").await.unwrap();
    for name in names {
        let email = format!("{name}@example.com");
        let id = AgentId::from(*name);
        let agent =
            NewAgent { id: &id, email: &email, name, role: Role::Agent, password_hash: None, now: NOW };
        assert_eq!(store.create_agent(&agent, Queues::All).await.unwrap(), Made::Done);
    }
}

pub async fn open(store: &Store, conversation: &str, visitor: &str) -> Conversation {
    match store.open_conversation(&wish(conversation, visitor), &ClientId::from("open")).await.unwrap() {
        Opened::New(conversation, _) => Conversation::clone(&conversation),
        other => panic!("{visitor} can't open: {other:?}"),
    }
}

pub fn visitor_act(conversation: &str, visitor: &str, command: Command) -> Act {
    Act { conversation: conversation.into(), actor: Actor::Visitor(visitor.into()), command }
}

pub fn agent_act(conversation: &str, agent: &str, command: Command) -> Act {
    Act {
        conversation: conversation.into(),
        actor: Actor::Agent { card: card(agent), rights: Rights { member: true, ..Rights::default() } },
        command,
    }
}

pub fn send(id: &str, text: &str) -> Command {
    Command::Send { id: id.into(), text: text.into(), files: vec![] }
}

pub async fn one(store: &Store, act: Act) -> Outcome {
    store.append(&mut Memory::default(), &[act], NOW).await.unwrap().remove(0)
}

pub fn seqs(outcome: &Outcome) -> Vec<Seq> {
    match outcome {
        Outcome::Changed(_, Change::Recorded(entries)) => entries.iter().map(|entry| entry.seq).collect(),
        Outcome::Repeated(entry) => vec![entry.seq],
        Outcome::Changed(..) | Outcome::Refused(_) => vec![],
    }
}

pub fn refusal(outcome: Outcome) -> Problem {
    match outcome {
        Outcome::Refused(problem) => problem,
        other => panic!("{other:?} is no refusal"),
    }
}

pub async fn timeline(store: &Store, conversation: &str) -> Vec<AgentEntry> {
    let mut all: Vec<AgentEntry> = Vec::new();
    loop {
        let after = all.last().map_or(0, |entry| entry.seq);
        let page = store.entries_after(&conversation.into(), after).await.unwrap();
        if page.is_empty() {
            return all;
        }
        all.extend(page);
    }
}
