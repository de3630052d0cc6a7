//! What isn't taken, and that nothing of it stays.

use super::samples::*;
use super::{Desk, without_files};
use crate::databases::on_each;
use crate::support::TestServer;
use hyper::Method;
use image::ImageFormat;
use server::domain::conversation::Command;
use server::store::bans::Ban;
use shared::problem::{Code, Problem};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn what_could_do_harm_is_told_by_its_content() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let half = {
            let whole = encoded(&picture(300, 200), ImageFormat::Png);
            whole[..whole.len() / 2].to_vec()
        };
        for (name, content) in [
            ("invoice.pdf", exe()),
            ("invoice.pdf", zip(&["invoice.exe"])),
            ("macro.docx", zip(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])),
            ("mail.doc", ole("__properties_version1.0")),
            ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec()),
            ("page.txt", b"<!doctype html><script>alert(1)</script>".to_vec()),
            ("half.png", half),
            ("noise.jpg", b"\xff\xd8\xff\xe0 this is no photo".to_vec()),
            ("empty.txt", Vec::new()),
        ] {
            assert_eq!(desk.refusal(name, content).await, Code::FileRefused, "{name}");
            desk.server.clock.advance(10_000);
        }
        assert_eq!(desk.kept_files(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_bomb_is_refused_before_it_is_unpacked() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        assert_eq!(desk.refusal("bomb.png", bomb(65_535)).await, Code::TooLarge);
        assert_eq!(desk.refusal("bomb.png", bomb(6_400)).await, Code::TooLarge, "41 megapixels");
        assert_eq!(desk.kept_files(), 0);
    })
    .await;
}

#[tokio::test]
async fn the_limit_holds_for_what_is_announced_and_for_what_comes() {
    let desk = Desk::over(TestServer::configured("--file-megabytes 1").await).await;
    let page = desk.server.get("/widget/demo").await;
    assert!(page.text().contains("data-limit=\"1048576\""), "the widget knows it before it sends");
    let just = vec![b'a'; 1024 * 1024];
    desk.kept("just.txt", just.clone()).await;
    let over = [just, b"b".to_vec()].concat();
    assert_eq!(desk.refusal("over.txt", over.clone()).await, Code::TooLarge);

    let mut socket = TcpStream::connect(desk.server.app.config.listen).await.unwrap();
    socket.write_all(head(&desk, "Transfer-Encoding: chunked").as_bytes()).await.unwrap();
    for part in over.chunks(256 * 1024) {
        socket.write_all(format!("{:x}\r\n", part.len()).as_bytes()).await.unwrap();
        socket.write_all(part).await.unwrap();
        socket.write_all(b"\r\n").await.unwrap();
    }
    socket.write_all(b"0\r\n\r\n").await.unwrap();
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    assert_eq!(desk.kept_files(), 1);
}

#[tokio::test]
async fn what_breaks_off_leaves_nothing() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let mut socket = TcpStream::connect(desk.server.app.config.listen).await.unwrap();
        socket.write_all(head(&desk, "Content-Length: 900000").as_bytes()).await.unwrap();
        socket.write_all(&[b'a'; 100_000]).await.unwrap();
        drop(socket);
        // The one worth waiting for: a later upload goes the whole way.
        let card = desk.kept("whole.txt", b"whole".to_vec()).await;
        assert_eq!(desk.kept_files(), 1);
        assert_eq!(desk.fetch(&format!("/api/files/{}", card.id)).await.text(), "whole");
    })
    .await;
}

/// The beginning of an upload that is written by hand.
fn head(desk: &Desk, length: &str) -> String {
    format!(
        "POST /api/visitor/files?conversation={} HTTP/1.1\r\nHost: x\r\nOrigin: {}\r\nAuthorization: Bearer {}\r\n{length}\r\n\r\n",
        desk.conversation, desk.server.origin, desk.token
    )
}

#[tokio::test]
async fn only_into_an_open_conversation_of_ones_own() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        let text = || b"hello".to_vec();
        let code = async |call: crate::support::Call| call.send().await.json::<Problem>().code;
        let other = desk.open("v2").await;
        assert_eq!(code(desk.upload_to(&other, &desk.token, "a.txt", text())).await, Code::NotFound);
        assert_eq!(code(desk.upload_to(&"none".into(), &desk.token, "a.txt", text())).await, Code::NotFound);
        let forged = format!("{}0", desk.token);
        for token in ["", "nonsense", &forged] {
            let call = desk.upload_to(&desk.conversation, token, "a.txt", text());
            assert_eq!(code(call).await, Code::SessionExpired);
        }
        let foreign = desk
            .server
            .request(Method::POST, &format!("/api/visitor/files?conversation={}", desk.conversation))
            .header("authorization", &format!("Bearer {}", desk.token))
            .header("origin", "https://evil.example")
            .body(text());
        assert_eq!(code(foreign).await, Code::ForeignOrigin);

        let nowhere = desk.server.post("/api/visitor/files").body(text());
        let call = nowhere.header("authorization", &format!("Bearer {}", desk.token));
        assert_eq!(code(call).await, Code::Malformed);

        desk.act(desk.as_visitor(), Command::End { id: "end".into() }).await;
        assert_eq!(desk.refusal("a.txt", text()).await, Code::Ended);
        assert_eq!(desk.kept_files(), 0);
    })
    .await;
}

#[tokio::test]
async fn agents_send_files_where_they_may_write() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        assert_eq!(desk.agents_upload("a.txt", b"hello".to_vec()).send().await.status, 201);
        desk.server.outsider("otto@example.com", "Otto").await;
        let cookie = desk.server.sign_in("otto@example.com").await;
        let path = format!("/api/agent/files?conversation={}", desk.conversation);
        let call = desk.server.post(&path).header("cookie", &cookie).body(b"hello".to_vec());
        assert_eq!(call.send().await.json::<Problem>().code, Code::NotFound);
        let call = desk.server.post(&path).body(b"hello".to_vec());
        assert_eq!(call.send().await.json::<Problem>().code, Code::SessionExpired);
    })
    .await;
}

#[tokio::test]
async fn the_owners_no_and_a_ban_hold_on_the_server() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        desk.server.widget_with("quiet", without_files()).await;
        let mut wish = crate::store_contract::wish("quiet-one", "v3");
        wish.widget = "quiet".into();
        wish.queue = desk.queue.clone();
        desk.server.app.live.ledger.open(wish, "open".into()).await.unwrap();
        let call = desk.upload_to(&"quiet-one".into(), &desk.token_of("v3"), "a.txt", b"hello".to_vec());
        assert_eq!(call.send().await.json::<Problem>().code, Code::Forbidden);

        let now = desk.server.app.clock.now();
        let network = "127.0.0.0/8".parse().unwrap();
        let ban = Ban { id: "b1".into(), network, reason: String::new(), created_at: now, until: None };
        desk.server.app.store.create_ban(&ban, None).await.unwrap();
        desk.server.clock.advance(60_000);
        assert_eq!(desk.refusal("a.txt", b"hello".to_vec()).await, Code::Banned);
    })
    .await;
}

#[tokio::test]
async fn too_many_and_too_much_have_to_wait() {
    on_each(async |database| {
        let desk = Desk::on(database).await;
        for number in 0..20 {
            desk.kept(&format!("{number}.txt"), b"hello".to_vec()).await;
        }
        assert_eq!(desk.refusal("more.txt", b"hello".to_vec()).await, Code::TooMany);
        desk.server.clock.advance(60_000);

        let large = vec![b'a'; 10 * 1024 * 1024];
        for number in 0..4 {
            desk.kept(&format!("large {number}.txt").replace(' ', "%20"), large.clone()).await;
        }
        let kept = desk.kept_files();
        assert_eq!(desk.refusal("one%20more.txt", large.clone()).await, Code::TooMany, "50 MiB a day");
        assert_eq!(desk.kept_files(), kept);
        desk.server.clock.advance(24 * 60 * 60 * 1_000);
        desk.kept("tomorrow.txt", large).await;
    })
    .await;
}
