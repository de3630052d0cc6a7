//! The harness itself: what it must notice, it notices in every engine.

use anyhow::Result;
use axum::Router;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use e2e::browser::{Browser, PATIENCE, Place};
use e2e::driver::Engine;
use e2e::until::until;

e2e::in_all_engines!(reaches_into_shadow_root_and_frame, notices_errors_breaches_and_barriers);

const PAGE: &str = r#"<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1><div id="host"></div></main>
<script nonce="n">
const root = document.getElementById('host').attachShadow({ mode: 'open' });
const button = document.createElement('button');
button.textContent = 'Open';
button.onclick = () => {
    const frame = document.createElement('iframe');
    frame.src = '/widget/demo';
    frame.title = 'Chat';
    root.append(frame);
};
root.append(button);
</script>"#;

const FRAME: &str = r#"<!doctype html><html lang="en"><title>Chat</title><main><h1>Chat</h1>
<label>Name <input></label></main>"#;

const BROKEN: &str = r#"<!doctype html><html lang="en"><title>Broken</title><main><h1>Broken</h1><input>
<button class="tiny">a</button><button class="tiny">b</button>
<div class="long"><p>long</p></div><button class="far">c</button></main>
<style nonce="n">
.tiny { border: 0; padding: 0; width: 12px; height: 12px; }
.long { width: 100px; overflow: auto; }
.long p { width: 300px; }
.far { position: fixed; top: 5000px; left: 0; }
@keyframes turn { to { rotate: 1turn; } }
.far { animation: turn 1s infinite; }
</style>
<script nonce="n">
setTimeout(() => {
    console.error('said aloud');
    document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/a.png', alt: '' }));
    setTimeout(() => { throw new Error('thrown') });
}, 500);
</script>"#;

async fn site() -> Result<String> {
    let strict = [(
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'nonce-n'; img-src 'self'; frame-src 'self'",
    )];
    let router = Router::new()
        .route("/", get(move || async move { (strict.clone(), Html(PAGE)).into_response() }))
        .route("/widget/demo", get(|| async { Html(FRAME) }))
        .route(
            "/broken",
            get(|| async {
                let policy = "default-src 'none'; script-src 'nonce-n'; style-src 'nonce-n'";
                ([(CONTENT_SECURITY_POLICY, policy)], Html(BROKEN)).into_response()
            }),
        )
        .route("/favicon.ico", get(|| async {}));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(format!("http://{address}"))
}

async fn reaches_into_shadow_root_and_frame(engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, "person").await?;
    browser.go(&site().await?).await?;
    browser.set_viewport(390, 844).await?;
    browser.click(("button", "Open")).await?;
    browser.turn_to(Place::Widget).await?;
    browser.type_into("input", "grüße ✓").await?;
    assert_eq!(browser.value("input").await?, "grüße ✓");
    assert_eq!(browser.texts("h1").await?, ["Chat"]);
    assert_eq!(browser.barriers().await?, [""; 0]);
    assert_eq!(browser.complaints().await?, [""; 0]);
    browser.quit().await
}

async fn notices_errors_breaches_and_barriers(engine: Engine) -> Result<()> {
    let browser = Browser::start(engine, "person").await?;
    browser.go(&format!("{}/broken", site().await?)).await?;
    let mut heard = Vec::new();
    for expected in ["said aloud", "policy: img-src", "thrown"] {
        until(expected, PATIENCE, async || {
            heard.extend(browser.complaints().await?);
            Ok(heard.iter().any(|complaint| complaint.contains(expected)).then_some(()))
        })
        .await?;
    }
    let barriers = browser.barriers().await?;
    for rule in ["label:", "target-size:"] {
        assert!(barriers.iter().any(|barrier| barrier.starts_with(rule)), "{rule} {barriers:?}");
    }
    let misfits = browser.misfits().await?;
    for misfit in ["div.long scrolls sideways", "button.far is out of reach", "button.far moves"] {
        assert!(misfits.iter().any(|found| found.starts_with(misfit)), "{misfit}: {misfits:?}");
    }
    browser.quit().await
}
