//! The same done with many conversations: each as it would be alone.

use super::*;
use shared::agent::{Target, Vanished};
use shared::bulk::{Bulk, BulkAction, BulkContent, BulkOutcome, BulkWanted, Hindrance, IDS_MAX};
use shared::people::Role;
use shared::problem::Code;
use shared::rest::ProblemDocument;
use shared::search::Content;
use shared::timeline::Stage;

const PATH: &str = "/api/agent/conversations/bulk";
const NOT_FOUND: Option<Hindrance> = Some(Hindrance::Problem(Code::NotFound));
const FORBIDDEN: Option<Hindrance> = Some(Hindrance::Problem(Code::Forbidden));

async fn send(server: &TestServer, cookie: &str, ids: &[&ConversationId], action: BulkAction) -> Reply {
    let ids = ids.iter().copied().cloned().collect();
    server.own_page(Method::POST, PATH, cookie).json(&Bulk { ids, action }).send().await
}

/// What became of each, in their order.
async fn act(
    server: &TestServer,
    cookie: &str,
    ids: &[&ConversationId],
    action: BulkAction,
) -> Vec<Option<Hindrance>> {
    let reply = send(server, cookie, ids, action).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let lines = reply.json::<BulkOutcome>().lines;
    assert_eq!(lines.iter().map(|line| &line.conversation).collect::<Vec<_>>(), ids);
    lines.into_iter().map(|line| line.refused).collect()
}

async fn problem(server: &TestServer, cookie: &str, ids: &[&ConversationId], action: BulkAction) -> Code {
    send(server, cookie, ids, action).await.json::<ProblemDocument>().problem.code
}

fn tag(tag: &str) -> BulkAction {
    BulkAction::Tag { tag: tag.into() }
}

#[tokio::test]
async fn what_is_over_is_archived_and_nothing_is_ended_by_it() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let boris = server.sign_in("boris@example.com").await;
        let mut had = Vec::new();
        for _ in 0..3 {
            let conversation = Visitor::come(&server).await.ask(&queue).await;
            take(&mut anna, &conversation).await;
            had.push(conversation);
        }
        let (one, two, active) = (&had[0], &had[1], &had[2]);
        end(&mut anna, one).await;
        end(&mut anna, two).await;
        let strange = ConversationId::from("nowhere");
        let all = [one, active, &strange, two];

        // Whoever isn't in them can't touch them, and isn't told that there are such.
        let refused = act(&server, &boris, &all, BulkAction::Archive).await;
        assert_eq!(refused, [NOT_FOUND; 4]);
        assert_eq!(act(&server, &boris, &all, tag("mine")).await, [NOT_FOUND; 4]);
        assert_eq!(act(&server, &boris, &all, BulkAction::Delete).await, [FORBIDDEN; 4]);

        let goes_on = Some(Hindrance::GoesOn);
        let done = act(&server, &anna.cookie, &all, BulkAction::Archive).await;
        assert_eq!(done, [None, goes_on, NOT_FOUND, None]);
        assert_eq!(anna.loses(one).await, Vanished::Archived);
        assert_eq!(act(&server, &anna.cookie, &all, BulkAction::Archive).await, done, "twice is once");
        let archived = server.app.store.conversation(active).await.unwrap().unwrap();
        assert_eq!((archived.stage, archived.archived_at), (Stage::Active, None));
        // The index knows at once.
        let path = "/api/agent/conversations?section=archive";
        let found: Found =
            server.request(Method::GET, path).header("cookie", &anna.cookie).send().await.json();
        assert_eq!(found.lines.len(), 2);

        assert_eq!(act(&server, &anna.cookie, &[one, two, active], BulkAction::Unarchive).await, [None; 3]);
        assert_eq!(ids(&server, &anna.cookie, "?section=archive").await, []);
        assert_eq!(ids(&server, &anna.cookie, "?section=ended").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn tags_are_given_and_taken_off() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let one = leave(&server, &queue, "apple").await;
        let two = leave(&server, &queue, "apple").await;
        let both = [&one, &two];
        assert_eq!(act(&server, &owner, &both, tag("#Late  Parcel")).await, [None, None]);
        assert_eq!(act(&server, &owner, &both, tag("late parcel")).await, [None, None], "twice is once");
        assert_eq!(ids(&server, &owner, "?tag=late+parcel").await.len(), 2);
        for number in 1..shared::timeline::TAGS_MAX {
            assert_eq!(act(&server, &owner, &[&one], tag(&format!("t{number}"))).await, [None]);
        }
        let full = Some(Hindrance::Problem(Code::Invalid));
        assert_eq!(act(&server, &owner, &both, tag("one more")).await, [full, None]);
        let untag = BulkAction::Untag { tag: "late parcel".into() };
        assert_eq!(act(&server, &owner, &both, untag).await, [None, None]);
        assert_eq!(ids(&server, &owner, "?tag=late+parcel").await, []);
        assert_eq!(problem(&server, &owner, &both, tag(" # ")).await, Code::Invalid);
    })
    .await;
}

#[tokio::test]
async fn an_owner_deletes_many_and_sees_before_what_goes() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let one = leave(&server, &queue, "apple").await;
        let two = leave(&server, &queue, "pear").await;
        let waiting = Visitor::come(&server).await.ask(&queue).await;
        let all = [&one, &waiting, &two];
        let wanted = BulkWanted { ids: all.iter().copied().cloned().collect() };
        let path = format!("{PATH}/content");
        let content = server.own_page(Method::POST, &path, &owner).json(&wanted).send().await;
        let sum = Content { messages: 2, files: 0, bytes: 0 };
        assert_eq!(content.json::<BulkContent>(), BulkContent { conversations: 2, content: sum });
        let anna = server.sign_in("anna@example.com").await;
        assert_eq!(server.own_page(Method::POST, &path, &anna).json(&wanted).send().await.status, 403);

        let goes_on = Some(Hindrance::GoesOn);
        assert_eq!(act(&server, &owner, &all, BulkAction::Delete).await, [None, goes_on, None]);
        assert_eq!(act(&server, &owner, &all, BulkAction::Delete).await, [NOT_FOUND, goes_on, NOT_FOUND]);
        assert_eq!(ids(&server, &owner, "").await, std::slice::from_ref(&waiting));
        for id in [&one, &two] {
            assert_eq!(server.app.store.conversation(id).await.unwrap(), None);
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_archived_is_passed_on_and_goes_on() {
    on_each(async |database| {
        let (server, queue) = office(database).await;
        let support = server.queue("Support").await;
        let owner = server.signed_in(Role::Owner).await;
        let mut anna = Agent::come(&server, "anna@example.com").await;
        let mut boris = Agent::come(&server, "boris@example.com").await;
        let mut visitor = Visitor::come(&server).await;
        let conversation = visitor.ask(&queue).await;
        take(&mut anna, &conversation).await;
        end(&mut anna, &conversation).await;
        assert_eq!(act(&server, &anna.cookie, &[&conversation], BulkAction::Archive).await, [None]);
        let store = &server.app.store;
        let boris_id = store.credentials("boris@example.com").await.unwrap().unwrap().agent;
        let to_boris = || BulkAction::Transfer { to: Target::Agent(boris_id.clone()) };
        assert_eq!(act(&server, &boris.cookie, &[&conversation], to_boris()).await, [NOT_FOUND]);

        assert_eq!(act(&server, &anna.cookie, &[&conversation], to_boris()).await, [None]);
        boris.sees(&conversation).await;
        boris.write(&conversation, "I take care of it").await;
        let now = store.conversation(&conversation).await.unwrap().unwrap();
        assert_eq!((now.stage, now.archived_at, now.ended_at), (Stage::Active, None, None));
        assert_eq!(now.owner.map(|card| card.id), Some(boris_id.clone()));
        assert_eq!(ids(&server, &anna.cookie, "?section=mine").await, [], "Anna is out of it");

        // Who arranges the queue passes on what others had; what goes on stays whose it is.
        let forbidden = act(&server, &owner, &[&conversation], to_boris()).await;
        assert_eq!(forbidden, [FORBIDDEN]);
        end(&mut boris, &conversation).await;
        let to_support = || BulkAction::Transfer { to: Target::Queue(support.clone()) };
        assert_eq!(act(&server, &owner, &[&conversation], to_support()).await, [None]);
        let now = store.conversation(&conversation).await.unwrap().unwrap();
        assert_eq!((now.stage, &now.queue, now.staff.present.len()), (Stage::Waiting, &support, 0));
        visitor.write(&conversation, "still me").await;

        // Where the visitor has begun another one, the earlier one doesn't go on.
        let id = visitor.id();
        let end = shared::visitor::VisitorCommand::End { conversation: conversation.clone(), id: id.clone() };
        visitor.socket.say(&end).await;
        visitor.acknowledged(&id).await;
        visitor.ask(&queue).await;
        let begun_anew = Some(Hindrance::Problem(Code::Ended));
        assert_eq!(act(&server, &owner, &[&conversation], to_support()).await, [begun_anew]);
        let nowhere = BulkAction::Transfer { to: Target::Queue("nowhere".into()) };
        assert_eq!(problem(&server, &owner, &[&conversation], nowhere).await, Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn no_more_than_so_many_at_a_time() {
    on_each(async |database| {
        let (server, _) = office(database).await;
        let owner = server.signed_in(Role::Owner).await;
        let many: Vec<ConversationId> =
            (0..=IDS_MAX).map(|n| ConversationId(format!("0199c0de-0000-7000-8000-{n:012}"))).collect();
        let many: Vec<_> = many.iter().collect();
        assert_eq!(problem(&server, &owner, &many, BulkAction::Archive).await, Code::Invalid);
        assert_eq!(problem(&server, &owner, &[], BulkAction::Archive).await, Code::Invalid);
        let most = act(&server, &owner, &many[1..], BulkAction::Archive).await;
        assert!(most.iter().all(|refused| *refused == NOT_FOUND));
        let body = serde_json::json!({ "ids": [many[0], many[0]], "action": "unarchive" });
        let twice = server.own_page(Method::POST, PATH, &owner).json(&body).send().await;
        assert_eq!(twice.json::<BulkOutcome>().lines.len(), 1, "each once");
        let unsigned = server.own_page(Method::POST, PATH, "").json(&body).send().await;
        assert_eq!(unsigned.status, 401);
        let foreign = server.request(Method::POST, PATH).header("cookie", &owner).json(&body).send().await;
        assert_eq!(foreign.status, 403);
    })
    .await;
}
