//! Agents out of a table.

use super::*;
use crate::databases::on_each;
use shared::staff::{IMPORT_BYTES, ImportPreview, ImportProgress, ImportWrong};
use std::collections::HashSet;

const IMPORT: &str = "/api/admin/agents/import";

impl Console<'_> {
    async fn table(&self, table: impl Into<Vec<u8>>) -> ImportPreview {
        let reply = self.call(Method::POST, IMPORT).body(table.into()).send().await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// Creates them and asks until it is over.
    async fn import(&self, key: &str) -> ImportProgress {
        let mut reply = self.post(&format!("{IMPORT}/{key}")).await;
        loop {
            assert_eq!(reply.status, 200, "{}", reply.text());
            match reply.json() {
                ImportProgress::Running { done, rows } => assert!(done <= rows),
                end => return end,
            }
            reply = self.get(&format!("{IMPORT}/{key}")).await;
        }
    }
}

fn links(progress: ImportProgress) -> Vec<(String, String)> {
    match progress {
        ImportProgress::Created { links, .. } => links,
        ImportProgress::Running { .. } => panic!("it still runs"),
        ImportProgress::Refused { faults } => panic!("{faults:?}"),
    }
}

fn told(preview: &ImportPreview) -> Vec<(u32, &str, ImportWrong)> {
    preview.faults.iter().map(|fault| (fault.line, fault.column.as_str(), fault.wrong)).collect()
}

#[tokio::test]
async fn a_table_is_looked_at_and_then_created() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let (sales, support) = (server.queue("Sales").await, server.queue("Support").await);
        let owner = Console::of(&server, Role::Owner).await;
        let table = "\u{feff}Name;E-Mail;Role;Queues;Manages\r\n\
                     Anna;Anna@shop.example;;Sales, Support;\r\n\
                     Boris;boris@shop.example;group manager;;support\r\n";
        let preview = owner.table(table).await;
        assert_eq!((preview.encoding.as_str(), preview.delimiter, preview.rows), ("UTF-8", ';', 2));
        assert_eq!(preview.faults, []);
        let anna = draft("Anna", &[&sales, &support]);
        let boris =
            AgentDraft { role: Role::GroupManager, manages: vec![support.clone()], ..draft("Boris", &[]) };
        assert_eq!(preview.sample, [anna.clone(), boris.clone()]);
        assert_eq!(owner.agents().await.len(), 1, "nothing is stored yet");

        let stranger = Console::of(&server, Role::Manager).await;
        let foreign = stranger.post(&format!("{IMPORT}/{}", preview.key)).await;
        assert_eq!(code(&foreign), (404, Code::NotFound), "somebody else's table");
        let links = links(owner.import(&preview.key).await);
        let addresses: Vec<_> = links.iter().map(|(email, _)| email.as_str()).collect();
        assert_eq!(addresses, ["anna@shop.example", "boris@shop.example"]);
        let again = owner.post(&format!("{IMPORT}/{}", preview.key)).await;
        assert_eq!(code(&again), (404, Code::NotFound), "told once");
        assert_eq!((owner.agent("anna").await.set, owner.agent("boris").await.set), (anna, boris));
        let names: Vec<_> = owner.agents().await.into_iter().map(|agent| agent.set.name).collect();
        assert_eq!(names, ["Somebody", "Somebody", "Anna", "Boris"]);
        let members = &server.app.store.queues().await.unwrap()[0].members;
        assert_eq!(members.last(), Some(&owner.agent("anna").await.id), "behind those of before");
        let cookie = redeem(&server, &links[0].1).await;
        assert_eq!(Console { server: &server, cookie }.me().await, 200);
    })
    .await;
}

#[tokio::test]
async fn a_table_with_a_fault_makes_nobody() {
    let server = TestServer::start().await;
    let manager = Console::of(&server, Role::Manager).await;
    let table = "name,email,role,queues\nAnna,anna@shop.example,,\nBoris,manager@example.com,owner,Nowhere\n";
    let preview = manager.table(table).await;
    assert_eq!(
        told(&preview),
        [
            (3, "email", ImportWrong::Taken),
            (3, "role", ImportWrong::RoleTooHigh),
            (3, "queues", ImportWrong::UnknownQueue),
        ]
    );
    assert_eq!(preview.key, "");
    let nothing = manager.post(&format!("{IMPORT}/none")).await;
    assert_eq!(code(&nothing), (404, Code::NotFound));
    assert_eq!(manager.agents().await.len(), 1);
}

#[tokio::test]
async fn what_became_wrong_since_the_preview_is_told_and_nobody_is_made() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let owner = Console::of(&server, Role::Owner).await;
        let preview =
            owner.table("name,email,ext\nAnna,anna@shop.example,7\nBoris,boris@shop.example,8\n").await;
        owner.create(&AgentDraft { extension: "8".into(), ..draft("Other", &[]) }).await;
        match owner.import(&preview.key).await {
            ImportProgress::Refused { faults } => {
                let told: Vec<_> = faults.iter().map(|fault| (fault.line, fault.wrong)).collect();
                assert_eq!(told, [(3, ImportWrong::Taken)]);
            }
            ImportProgress::Created { .. } | ImportProgress::Running { .. } => panic!("it was taken"),
        }
        assert_eq!(owner.agents().await.len(), 2, "all or none");
    })
    .await;
}

#[tokio::test]
async fn a_preview_is_good_for_half_an_hour() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let preview = owner.table("name,email\nAnna,anna@shop.example\n").await;
    server.clock.advance(30 * 60 * 1_000);
    let late = owner.post(&format!("{IMPORT}/{}", preview.key)).await;
    assert_eq!(code(&late), (404, Code::NotFound));
}

#[tokio::test]
async fn ten_thousand_agents_come_at_once() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.queue("Sales").await;
        let owner = Console::of(&server, Role::Owner).await;
        let rows = (0..10_000).map(|row| format!("Agent {row},a{row}@shop.example,{row},Sales\n"));
        let table: String = std::iter::once("name,email,extension,queues\n".to_owned()).chain(rows).collect();
        let preview = owner.table(table).await;
        assert_eq!((preview.rows, preview.sample.len(), preview.faults.len()), (10_000, 20, 0));
        let links = links(owner.import(&preview.key).await);
        let different: HashSet<_> = links.iter().map(|(_, link)| link).collect();
        assert_eq!((links.len(), different.len()), (10_000, 10_000));
        let agents = owner.agents().await;
        assert_eq!(agents.len(), 10_001);
        assert_eq!(agents[10_000].set.email, "a9999@shop.example", "in the table's order");
        assert_eq!(server.app.store.queues().await.unwrap()[0].members.len(), 10_001);
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_read() {
    let server = TestServer::start().await;
    let owner = Console::of(&server, Role::Owner).await;
    let announced = owner.call(Method::POST, IMPORT).body(vec![b'a'; IMPORT_BYTES + 1]).send().await;
    assert_eq!(code(&announced), (413, Code::TooLarge));
    let empty = owner.post(IMPORT).await;
    assert_eq!(code(&empty), (415, Code::FileRefused));
    for (table, wrong) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], ImportWrong::UnknownColumn),
        (b"name,email\n\"Anna,anna@shop.example\n", ImportWrong::Quote),
        (b"name\nAnna\n", ImportWrong::Missing),
        (b"name,email\n=HYPERLINK(1),a@b.cd\n", ImportWrong::Formula),
        (b"name,email\nA,a@b.cd\nB,A@b.cd\n", ImportWrong::Twice),
    ] {
        let preview = owner.table(table).await;
        assert_eq!(preview.faults[0].wrong, wrong, "{table:?}");
    }
}

#[tokio::test]
async fn the_sample_is_a_table_that_can_be_imported() {
    let server = TestServer::start().await;
    server.queue("Sales & more").await;
    let owner = Console::of(&server, Role::Owner).await;
    let sample = owner.get(&format!("{IMPORT}/sample.csv")).await;
    assert_eq!(sample.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(sample.header("content-disposition"), "attachment; filename=\"agents.csv\"");
    let preview = owner.table(sample.body.to_vec()).await;
    assert_eq!((preview.rows, told(&preview)), (2, vec![]));
}
