//! Transcripts, which an agent mails to the visitor.

use super::peer::{Manner, Peer};
use super::*;
use crate::databases::on_each;
use crate::stories::people::{Visitor, furnish};
use shared::ids::ConversationId;
use shared::rest::TranscriptMail;

impl Office<'_> {
    async fn mail_transcript(&self, conversation: &ConversationId, email: &str) -> Reply {
        let path = format!("/api/agent/conversations/{conversation}/transcript/mail");
        self.send_with(Method::POST, &path, &TranscriptMail { email: email.into() }).await
    }
}

/// What a visitor has said, and the address that they have given.
async fn talk(server: &TestServer) -> (ConversationId, String) {
    let queue = furnish(server).await;
    let mut visitor = Visitor::come(server).await;
    let conversation = visitor.ask(&queue).await;
    visitor.write(&conversation, "Is <b>it</b> there?").await;
    let card = server.app.store.conversation(&conversation).await.unwrap().unwrap().card;
    (conversation, card.email)
}

#[tokio::test]
async fn a_transcript_goes_to_the_visitor_three_times_a_day() {
    on_each(async |database| {
        let peer = Peer::start(Manner::Takes).await;
        let server = TestServer::on(database).await;
        let (owner, _postman) = Office::mailing(&server, &peer).await;
        let (conversation, email) = talk(&server).await;
        for _ in 0..3 {
            let reply = owner.mail_transcript(&conversation, &email).await;
            assert_eq!(reply.status, 202, "{}", reply.text());
        }
        let mail = peer.has(3).await.remove(0);
        assert_eq!(header(&mail, "To"), email);
        assert!(mail.contains("Is <b>it</b> there?"), "as text: {mail}");
        assert!(mail.contains("Is &lt;b&gt;it"), "and as HTML: {mail}");
        let fourth = owner.mail_transcript(&conversation, &email).await;
        assert_eq!(code(&fourth), (429, Code::TooMany));
    })
    .await;
}

#[tokio::test]
async fn it_goes_nowhere_else_and_not_by_those_who_may_not_read_it() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let (conversation, email) = talk(&server).await;
        let owner = Office::of(&server, Role::Owner).await;
        let reply = owner.mail_transcript(&conversation, "someone@else.example").await;
        assert_eq!(code(&reply), (409, Code::Stale));
        assert_eq!(code(&owner.mail_transcript(&conversation, &email).await), (409, Code::NoMail));
        assert_eq!(code(&owner.mail_transcript(&"other".into(), &email).await), (404, Code::NotFound));
        let stranger = Office { server: &server, cookie: String::new() };
        assert_eq!(code(&stranger.mail_transcript(&conversation, &email).await), (401, Code::SessionExpired));
        server.outsider("olga@example.com", "Olga").await;
        let outsider = Office { server: &server, cookie: server.sign_in("olga@example.com").await };
        assert_eq!(code(&outsider.mail_transcript(&conversation, &email).await), (404, Code::NotFound));
        assert_eq!(owner.outbox().await, Outbox::default());
    })
    .await;
}
