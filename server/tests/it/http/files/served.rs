//! Who gets a file, and as what.

use super::Desk;
use super::samples::*;
use crate::databases::on_each;
use hyper::Method;
use image::ImageFormat;
use server::domain::conversation::{Actor, Command};
use shared::file::FileCard;

const POLICY: &str = "sandbox; default-src 'none'";

#[tokio::test]
async fn nothing_that_people_send_can_run_as_a_page_of_ours() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let text = desk.kept("a%22%0d%0ab%D0%B6.html", b"alert(1) <script>".to_vec()).await;
        let reply = desk.fetch(&format!("/api/files/{}", text.id)).await;
        assert_eq!(reply.header("content-type"), "text/plain");
        assert_eq!(
            reply.header("content-disposition"),
            "attachment; filename=\"a_  b_.html.txt\"; filename*=UTF-8''a_%20%20b%D0%B6.html.txt"
        );
        let png = desk.kept("a.png", encoded(&picture(500, 500), ImageFormat::Png)).await;
        let shown = desk.fetch(&format!("/api/files/{}", png.id)).await;
        assert!(shown.header("content-disposition").starts_with("inline; "));
        let small = desk.fetch(&format!("/api/files/{}/thumbnail", png.id)).await;
        for reply in [&reply, &shown, &small] {
            assert_eq!(reply.header("content-security-policy"), POLICY);
            assert_eq!(reply.header("x-content-type-options"), "nosniff");
            assert_eq!(reply.header("cross-origin-resource-policy"), "same-origin");
            assert_eq!(reply.header("cache-control"), "private, max-age=3600");
            assert!(!reply.headers.contains_key("access-control-allow-origin"));
        }
        assert_eq!(desk.fetch(&format!("/api/files/{}/thumbnail", text.id)).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_file_is_seen_by_those_who_see_its_message() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let card = desk.kept("a.txt", b"hello".to_vec()).await;
        let path = format!("/api/files/{}", card.id);
        let as_agent = async |cookie: &str| {
            desk.server.request(Method::GET, &path).header("cookie", cookie).send().await.status
        };
        assert_eq!(desk.fetch(&path).await.status, 200, "the sender sees it at once");
        assert_eq!(as_agent(&desk.cookie).await, 404, "nobody else does");

        send(&desk, desk.as_visitor(), "m1", &card).await;
        assert_eq!(as_agent(&desk.cookie).await, 200);
        desk.server.outsider("otto@example.com", "Otto").await;
        let outsider = desk.server.sign_in("otto@example.com").await;
        assert_eq!(as_agent(&outsider).await, 404);
        assert_eq!(desk.server.get(&path).await.status, 401);
        let other = format!("Bearer {}", desk.token_of("v2"));
        let call = desk.server.request(Method::GET, &path).header("authorization", &other);
        assert_eq!(call.send().await.status, 404);
        for unknown in ["/api/files/none", "/api/files/..%2f..%2ffrontdesk.db"] {
            assert_eq!(desk.fetch(unknown).await.status, 404, "{unknown}");
        }
        let status = desk.fetch("/api/files/%00").await.status;
        assert!([400, 404].contains(&status), "PostgreSQL can't even ask for it: {status}");
    })
    .await;
}

#[tokio::test]
async fn what_was_never_sent_goes_after_a_day_and_what_was_stays() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let sent = desk.kept("sent.png", encoded(&picture(50, 50), ImageFormat::Png)).await;
        let forgotten = desk.kept("forgotten.png", encoded(&picture(50, 50), ImageFormat::Png)).await;
        let refused = desk.kept("refused.txt", b"hello".to_vec()).await;
        send(&desk, desk.as_visitor(), "m1", &sent).await;
        desk.act(desk.as_visitor(), Command::End { id: "end".into() }).await;
        send(&desk, desk.as_visitor(), "m2", &refused).await;
        let sweep = async || {
            server::files::sweep(&desk.server.app).await.unwrap();
            desk.kept_files()
        };
        desk.server.clock.advance(24 * 60 * 60 * 1_000);
        assert_eq!(sweep().await, 5, "not yet");
        desk.server.clock.advance(60 * 60 * 1_000 + 1);
        assert_eq!(sweep().await, 2, "the picture that was sent, and its thumbnail");
        assert_eq!(desk.fetch(&format!("/api/files/{}", sent.id)).await.status, 200);
        for gone in [forgotten, refused] {
            assert_eq!(desk.server.app.store.file(&gone.id).await.unwrap(), None);
        }
    })
    .await;
}

/// Sends a file as a connection does: first it is given to the message, then the message is recorded, or refused.
async fn send(desk: &Desk, actor: Actor, id: &str, card: &FileCard) {
    let store = &desk.server.app.store;
    let now = desk.server.app.clock.now();
    let ids = std::slice::from_ref(&card.id);
    let files = store.claim_files(&actor, &desk.conversation, &id.into(), ids, now).await.unwrap().unwrap();
    assert_eq!(files, std::slice::from_ref(card));
    desk.act(actor, Command::Send { id: id.into(), text: String::new(), files }).await;
}
