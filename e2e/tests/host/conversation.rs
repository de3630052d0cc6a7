//! A conversation as the page around it lives it: told of what happens, reminded on the next page, kept only with consent.

use anyhow::{Result, ensure};
use e2e::browser::{PATIENCE, Place};
use e2e::client::{AgentClient, Credentials, Journal};
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::server::PASSWORD;
use serde_json::json;
use shared::settings::WidgetSettings;

use crate::scene::{Scene, play};
use crate::site::Page;

const LISTEN: &str = "<script>
    heard = [];
    for (const name of ['chatStarted', 'messageSent', 'messageReceived', 'agentJoined', 'unread', 'prechatSubmitted'])
        document.addEventListener(`frontdesk:${name}`, ({ detail }) => heard.push([name, detail]));
</script>";

/// An agent who waits for visitors.
pub async fn agent(scene: &Scene) -> Result<AgentClient> {
    scene.server.create_agent("anna@example.org", "Anna").await?;
    let origin = scene.server.origin();
    let credentials = Credentials::sign_in(&origin, "anna@example.org", PASSWORD).await?;
    AgentClient::attend(&origin, "Anna", &credentials, &Journal::default())
}

/// The visitor fills in the form and writes; afterwards the browser looks at the page.
pub async fn begin(scene: &Scene) -> Result<()> {
    scene.open().await?;
    scene.browser.turn_to(Place::Widget).await?;
    scene.browser.click(("#form label.topic", "Sales")).await?;
    scene.browser.type_into("#before-name", "Vera").await?;
    scene.browser.type_into("#before-email", "vera@example.org").await?;
    scene.browser.click("#submit").await?;
    scene.browser.type_into("#composer", "Hello").await?;
    scene.browser.click("#send").await?;
    scene.browser.turn_to(Place::Page).await
}

pub async fn unread_messages_show_on_the_next_page(engine: Engine) -> Result<()> {
    play(engine, "unread_messages_show_on_the_next_page", async |scene| {
        let anna = agent(scene).await?;
        let page = Page::with(&format!("{LISTEN}{}", scene.tag().await?));
        scene.visit("first", &page).await?;
        begin(scene).await?;
        let waiting =
            anna.until("a waiting visitor", PATIENCE, |state| state.waiting.first().cloned()).await?;
        anna.change(|state| state.take(&waiting));
        anna.until("a conversation", PATIENCE, |state| state.mine().next().cloned()).await?;
        let heard = |name: &str| format!("heard.find(([name]) => name === '{name}') ?? null");
        scene.becomes(&heard("chatStarted"), json!(["chatStarted", { "topic": "Sales" }])).await?;
        scene.becomes(&heard("agentJoined"), json!(["agentJoined", { "name": "Anna" }])).await?;
        scene.becomes(&heard("messageSent"), json!(["messageSent", {}])).await?;
        scene.becomes(&heard("prechatSubmitted"), json!(["prechatSubmitted", {}])).await?;

        // Nobody opens the chat there.
        scene.visit("second", &page).await?;
        anna.change(|state| state.send(&waiting, "Are you there?".into()));
        scene.browser.find((".badge", "1")).await?;
        scene.browser.find((LAUNCHER, "unread: 1")).await?;
        scene
            .becomes(&heard("messageReceived"), json!(["messageReceived", { "text": "Are you there?" }]))
            .await?;
        scene.becomes(&heard("unread"), json!(["unread", 1])).await?;
        scene.browser.click(LAUNCHER).await?;
        scene.browser.gone(".badge").await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn nothing_is_kept_without_consent(engine: Engine) -> Result<()> {
    play(engine, "nothing_is_kept_without_consent", async |scene| {
        let tag = scene.tag().await?.replace("<script ", "<script data-consent=\"required\" ");
        scene.visit("consent", &Page::with(&format!("{LISTEN}{tag}"))).await?;
        begin(scene).await?;
        scene.becomes("heard.some(([name]) => name === 'messageSent')", json!(true)).await?;
        let kept = "[localStorage.length, sessionStorage.length]";
        for place in [Place::Widget, Place::Page] {
            scene.browser.turn_to(place).await?;
            let kept = scene.ask(kept).await?;
            ensure!(kept == json!([0, 0]), "kept in {place:?}: {kept}");
        }
        scene.browser.script("Frontdesk('consent', true)", Vec::new()).await?;
        scene.becomes("Object.keys(localStorage).some((key) => key.endsWith('.chat'))", json!(true)).await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.becomes("Object.keys(localStorage).some((key) => key.endsWith('.token'))", json!(true)).await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.browser.script("Frontdesk('consent', false)", Vec::new()).await?;
        scene.becomes("localStorage.length", json!(0)).await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.becomes("localStorage.length", json!(0)).await
    })
    .await
}

/// What the site's server would do: JSON Web Tokens (RFC 7519), of which the first has run out already.
const SIGN: &str = "
    const bytes = (text) => new TextEncoder().encode(text);
    const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=/g, '');
    tokens = 0;
    async function getToken() {
        const exp = Date.now() / 1000 + (tokens++ ? 900 : -900);
        const signed = [{ alg: 'HS256' }, { sub: 'u-42', name: 'Vera', exp }].map((part) => base64url(bytes(JSON.stringify(part)))).join('.');
        const key = await crypto.subtle.importKey('raw', bytes(SECRET), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
        return `${signed}.${base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(signed))))}`;
    }";

pub async fn a_user_is_vouched_for_and_the_proof_renewed(engine: Engine) -> Result<()> {
    play(engine, "a_user_is_vouched_for_and_the_proof_renewed", async |scene| {
        let _anna = agent(scene).await?;
        let mut settings = WidgetSettings::default();
        settings.chat.verified_only = true;
        let widget = scene.widget(settings).await?;
        // Nobody else may write.
        scene.visit("stranger", &Page::with(&widget.snippet)).await?;
        scene.browser.click(LAUNCHER).await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.find("#barred").await?;

        let secret = scene.secret(&widget).await?;
        let sign = SIGN.replace("SECRET", &format!("'{secret}'"));
        let page = format!("<script>{sign}</script>{}", widget.snippet);
        scene.visit("user", &Page::with(&page)).await?;
        scene
            .browser
            .script("Frontdesk('setUser', 'u-42', { name: 'Vera' }, { getToken })", Vec::new())
            .await?;
        begin(scene).await?;
        scene.becomes("tokens", json!(2)).await
    })
    .await
}
