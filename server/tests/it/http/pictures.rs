//! Logos and agents' photos: whatever comes in is drawn anew, small, and open to everyone.

use super::files::samples::{SECRET, bomb, encoded, exe, glass, photo, picture};
use crate::databases::on_each;
use crate::support::{Reply, TestServer};
use hyper::Method;
use image::{GenericImageView, ImageFormat};
use shared::people::{Role, STOCK_PHOTOS};
use shared::problem::{Code, Problem};
use shared::rest::{Me, Picture, StockPhoto};

async fn change(server: &TestServer, cookie: &str, kind: &str, body: Vec<u8>) -> Reply {
    server
        .request(Method::PUT, "/api/agent/photo")
        .header("origin", &server.origin)
        .header("cookie", cookie)
        .header("content-type", kind)
        .body(body)
        .send()
        .await
}

#[tokio::test]
async fn an_agents_photo_is_the_middle_of_a_picture_and_tells_nothing() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        server.agent("anna@example.com", "Anna").await;
        let cookie = server.sign_in("anna@example.com").await;
        let reply = change(&server, &cookie, "image/jpeg", photo(400, 200)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let path = reply.json::<Me>().agent.photo.unwrap();
        let me = server.request(Method::GET, "/api/agent/me").header("cookie", &cookie).send().await;
        assert_eq!(me.json::<Me>().agent.photo.as_deref(), Some(path.as_str()));

        let shown = server.get(&path).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        assert_eq!(shown.header("cross-origin-resource-policy"), "cross-origin");
        assert_eq!(shown.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(shown.header("cache-control"), "public, max-age=31536000, immutable");
        assert!(!shown.body.windows(SECRET.len()).any(|part| part == SECRET.as_bytes()));
        let square = image::load_from_memory(&shown.body).unwrap();
        assert_eq!(square.dimensions(), (96, 96));
        assert!(square.get_pixel(48, 4).0[0] > 180, "upright: red is above");

        let call = server.request(Method::DELETE, "/api/agent/photo").header("origin", &server.origin);
        assert_eq!(call.header("cookie", &cookie).send().await.json::<Me>().agent.photo, None);
    })
    .await;
}

#[tokio::test]
async fn a_drawn_portrait_will_do() {
    let server = TestServer::start().await;
    server.agent("anna@example.com", "Anna").await;
    let cookie = server.sign_in("anna@example.com").await;
    for stock in STOCK_PHOTOS {
        let body = serde_json::to_vec(&StockPhoto { stock: stock.into() }).unwrap();
        let reply = change(&server, &cookie, "application/json", body).await;
        let path = reply.json::<Me>().agent.photo.unwrap();
        assert_eq!(path, format!("/photos/{stock}.svg"));
        let shown = server.get(&path).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/svg+xml"), "{stock}");
        assert_eq!(shown.header("content-security-policy"), "sandbox; default-src 'none'");
    }
    let body = serde_json::to_vec(&StockPhoto { stock: "../icons/favicon".into() }).unwrap();
    let reply = change(&server, &cookie, "application/json", body).await;
    assert_eq!(reply.json::<Problem>().code, Code::Invalid);
    assert_eq!(server.get("/photos/nobody.svg").await.status, 404);
    assert_eq!(server.get("/photos/..%2ficons%2ffavicon.svg").await.status, 404);
}

#[tokio::test]
async fn a_logo_is_the_managers_and_of_a_bearable_size() {
    on_each(async |database| {
        let server = TestServer::on(database).await;
        let (anna, mia) = (server.signed_in(Role::Agent).await, server.signed_in(Role::Manager).await);
        let add = async |cookie: &str, body: Vec<u8>| {
            server.post("/api/admin/pictures").header("cookie", cookie).body(body).send().await
        };
        let logo = encoded(&glass(900, 300), ImageFormat::Png);
        assert_eq!(add(&anna, logo.clone()).await.json::<Problem>().code, Code::Forbidden);
        let reply = add(&mia, logo).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let shown = server.get(&format!("/pictures/{}", reply.json::<Picture>().id)).await;
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/webp"));
        assert_eq!(image::load_from_memory(&shown.body).unwrap().dimensions(), (512, 171));

        for (body, code) in [
            (exe(), Code::FileRefused),
            (b"<svg onload='alert(1)'/>".to_vec(), Code::FileRefused),
            (b"%PDF-1.7".to_vec(), Code::FileRefused),
            (bomb(65_535), Code::TooLarge),
            (vec![b'a'; 2 * 1024 * 1024 + 1], Code::TooLarge),
            (Vec::new(), Code::FileRefused),
        ] {
            assert_eq!(add(&mia, body).await.json::<Problem>().code, code);
        }
        let small = encoded(&picture(20, 10), ImageFormat::Png);
        let id = add(&mia, small).await.json::<Picture>().id;
        let shown = server.get(&format!("/pictures/{id}")).await;
        assert_eq!(image::load_from_memory(&shown.body).unwrap().dimensions(), (20, 10), "never larger");
    })
    .await;
}
