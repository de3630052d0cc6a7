//! What becomes of conversations and topics when an admin arranges their queues.

use super::people::{Socket, Visitor, answers, office};
use hyper::Method;
use shared::ids::QueueId;
use shared::people::{Page, Role};
use shared::problem::{Code, Field, Problem};
use shared::rest::{Queue, QueueChange};
use shared::visitor::VisitorCommand;

fn path(id: &QueueId) -> String {
    format!("/api/admin/queues/{id}")
}

#[tokio::test]
async fn a_queue_with_open_conversations_is_not_taken_away() {
    let (server, id) = office().await;
    let cookie = server.signed_in(Role::Owner).await;
    let call = |method: Method| {
        server.request(method, &path(&id)).header("origin", &server.origin).header("cookie", &cookie)
    };
    let mut ira = Visitor::come(&server).await;
    let conversation = ira.ask(&id).await;
    let refused = call(Method::DELETE).send().await;
    let problem = refused.json::<Problem>();
    assert_eq!((refused.status, problem.code, problem.count), (409, Code::InUse, Some(1)));
    let queue = call(Method::GET).send().await.json::<Queue>();
    assert_eq!((queue.waiting, queue.active), (1, 0));
    let id_of_end = ira.id();
    ira.socket.say(&VisitorCommand::End { conversation, id: id_of_end.clone() }).await;
    ira.acknowledged(&id_of_end).await;
    let only = call(Method::DELETE).send().await.json::<Problem>();
    assert_eq!((only.code, only.count), (Code::InUse, Some(0)));
    server.queue("Support").await;
    assert_eq!(call(Method::DELETE).send().await.status, 204);
    let mut late = Visitor::come(&server).await;
    let wish = VisitorCommand::Open {
        id: late.id(),
        queue: id.clone(),
        answers: answers("Ira", "ira@example.com"),
        page: Page::default(),
    };
    late.socket.say(&wish).await;
    let refused = late.refused().await;
    assert_eq!((refused.code, refused.field), (Code::Invalid, Some(Field::Topic)));
}

#[tokio::test]
async fn a_visitor_reads_the_topic_in_the_widgets_language_and_the_staff_its_name() {
    let (server, id) = office().await;
    let queue = server.app.store.queue(&id).await.unwrap().unwrap();
    let mut set = queue.draft();
    set.settings.topics.insert("pl".into(), "Sprzedaż".into());
    let change = QueueChange { version: queue.version, set };
    let cookie = server.signed_in(Role::Owner).await;
    let call = server.request(Method::PUT, &path(&id)).header("origin", &server.origin);
    let version = server.app.store.queue(&id).await.unwrap().unwrap().version;
    let changed = call.header("cookie", &cookie).json(&QueueChange { version, ..change }).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    for (address, topic) in
        [("?lang=pl", "Sprzedaż"), ("?lang=ru", "Sales"), ("?lang=xx", "Sales"), ("", "Sales")]
    {
        let socket = Socket::open(&server, &format!("/api/visitor/socket{address}"), None).await;
        let conversation = Visitor::greet(socket, None).await.ask(&id).await;
        let stored = server.app.store.conversation(&conversation).await.unwrap().unwrap();
        assert_eq!(stored.topic, topic, "{address}");
        let item = server.app.store.inbox_item(&stored, true).await.unwrap();
        assert_eq!(item.topic, "Sales", "the staff's word for it");
    }
}
