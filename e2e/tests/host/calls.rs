//! What the page may say to the chat, and what it hears.

use anyhow::{Result, ensure};
use e2e::browser::Place;
use e2e::driver::Engine;
use e2e::pages::{LAUNCHER, panel_rests};
use serde_json::json;

use crate::scene::play;
use crate::site::Page;

/// The queue that docs/embed.md gives to pages.
pub const QUEUE: &str = "window.Frontdesk ??= function () { (Frontdesk.q ??= []).push(arguments) };";

const ESCAPE: &str = "\u{e00c}";

pub async fn calls_wait_in_line(engine: Engine) -> Result<()> {
    play(engine, "calls_wait_in_line", async |scene| {
        let tag = scene.tag().await?;
        let said = format!(
            "<script>{QUEUE} heard = [];
            Frontdesk('on', 'ready', () => heard.push('ready'));
            Frontdesk('setUser', 'u-1', {{ name: 'Vera', email: 'vera@example.org' }});
            Frontdesk('setCustomAttributes', {{ plan: 'gold' }});
            Frontdesk('prefill', 'Is the blue one');
            Frontdesk('setLocale', 'pl');
            </script>"
        );
        scene.visit("queue", &Page::with(&format!("{said}{tag}"))).await?;
        scene.becomes("heard", json!(["ready"])).await?;
        // What can wait fetches nothing.
        let origin = scene.server.origin();
        let fetched = format!(
            "performance.getEntriesByType('resource').filter(({{ name }}) => name.startsWith('{origin}/')).length"
        );
        ensure!(scene.ask(&fetched).await? == 1);
        scene.browser.find((LAUNCHER, "Porozmawiaj")).await?;
        scene.open().await?;
        scene.browser.turn_to(Place::Widget).await?;
        ensure!(scene.ask("document.documentElement.lang").await? == "pl");
        // What the page knows needn't be typed again.
        scene.becomes("document.querySelector('#form [type=email]').value", json!("vera@example.org")).await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn events_are_told_and_faults_stay_the_pages(engine: Engine) -> Result<()> {
    play(engine, "events_are_told_and_faults_stay_the_pages", async |scene| {
        let tag = scene.tag().await?;
        let listen = format!(
            "<script>{QUEUE} heard = []; faults = [];
            addEventListener('error', (event) => {{ faults.push(event.message); event.preventDefault() }});
            Frontdesk('on', 'opened', () => {{ throw new Error('of the page') }});
            Frontdesk('setCustomAttributes', null);
            Frontdesk('on', 'opened', () => heard.push('callback'));
            document.addEventListener('frontdesk:opened', () => heard.push('document'));
            document.addEventListener('frontdesk:closed', () => heard.push('closed'));
            </script>"
        );
        scene.visit("events", &Page::with(&format!("{listen}{tag}"))).await?;
        scene.open().await?;
        scene.becomes("heard", json!(["callback", "document"])).await?;
        scene.becomes("faults.length", json!(2)).await?;
        let faults = scene.ask("faults").await?;
        ensure!(faults.to_string().contains("of the page"), "{faults}");

        scene.browser.script("Frontdesk('on', 'closed', () => heard.push('never'))(); Frontdesk('close')", Vec::new()).await?;
        scene.becomes("heard", json!(["callback", "document", "closed"])).await?;
        // Frames of others may not speak for the chat.
        let forged = "const frame = document.createElement('iframe'); document.body.append(frame);
            for (const source of [window, frame.contentWindow])
                source.eval(`(parent.heard ? parent : window).postMessage({ frontdesk: 'unread', value: 7 }, '*')`);
            Frontdesk('on', 'unread', () => heard.push('forged'));
            document.querySelector('frontdesk-widget').shadowRoot.querySelector('iframe').contentWindow.postMessage({ frontdesk: 'reset', value: true }, '*')";
        scene.browser.script(forged, Vec::new()).await?;
        scene.browser.script("Frontdesk('open')", Vec::new()).await?;
        scene.becomes("heard.slice(3)", json!(["callback", "document"])).await
    })
    .await
}

pub async fn any_element_opens_and_gets_the_focus_back(engine: Engine) -> Result<()> {
    play(engine, "any_element_opens_and_gets_the_focus_back", async |scene| {
        let tag = scene.tag().await?.replace("<script ", "<script data-launcher=\"none\" ");
        let body = "<p><a id=\"ask\" href=\"/contact\" data-frontdesk-open>Ask <b>us</b></a></p>
            <p><button id=\"own\" onclick=\"Frontdesk('open')\">Chat</button></p>
            <p><help-line><template shadowrootmode=\"open\"><button data-frontdesk-open>Shaded</button></template></help-line></p>".to_owned();
        let page = Page { body, ..Page::with(&tag) };
        scene.browser.go(&scene.site.page("opener", &page)).await?;
        scene.becomes("typeof window.Frontdesk", json!("function")).await?;
        ensure!(scene.browser.find_all(LAUNCHER).await?.is_empty(), "there is a launcher");
        scene.browser.click("#ask b").await?;
        scene.is_open().await?;
        ensure!(scene.ask("location.pathname").await? == "/opener", "the link was followed");
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.click("[data-close]").await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.browser.gone(".panel").await?;
        if engine != Engine::Webkit {
            // WebKit gives no link the focus that was only clicked.
            scene.becomes("document.activeElement.id", json!("ask")).await?;
        }
        // From the page's own button by a call, and from somebody else's shadow root.
        let focused = "document.activeElement.shadowRoot?.activeElement.textContent ?? document.activeElement.id";
        let own = "const own = document.querySelector('#own'); own.focus(); own.click()";
        for (open, back) in [(Some(own), "own"), (None, "Shaded")] {
            match open {
                Some(script) => scene.browser.script(script, Vec::new()).await.map(drop)?,
                None => scene.browser.click(("button", back)).await?,
            }
            scene.is_open().await?;
            panel_rests(&scene.browser).await?;
            scene.browser.turn_to(Place::Widget).await?;
            scene.browser.click("[data-close]").await?;
            scene.browser.turn_to(Place::Page).await?;
            scene.browser.gone(".panel").await?;
            scene.becomes(focused, json!(back)).await?;
        }
        scene.is_quiet().await
    })
    .await
}

pub async fn a_double_click_opens_once_and_escape_closes(engine: Engine) -> Result<()> {
    play(engine, "a_double_click_opens_once_and_escape_closes", async |scene| {
        let listen = format!(
            "<script>{QUEUE} heard = [];
            for (const name of ['opened', 'closed']) Frontdesk('on', name, () => heard.push(name));</script>"
        );
        scene.visit("double", &Page::with(&format!("{listen}{}", scene.tag().await?))).await?;
        let launcher = scene.browser.find(LAUNCHER).await?;
        scene.browser.session().action_chain().double_click_element(&launcher).perform().await?;
        scene.is_open().await?;
        panel_rests(&scene.browser).await?;
        ensure!(scene.ask("heard").await? == json!(["opened"]));
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.type_into("#before-name", ESCAPE).await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.browser.gone(".panel").await?;
        scene.becomes("heard", json!(["opened", "closed"])).await?;
        let focus = "document.querySelector('frontdesk-widget').shadowRoot.activeElement?.classList.contains('launcher')";
        scene.becomes(focus, json!(true)).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn comes_and_goes_as_told(engine: Engine) -> Result<()> {
    play(engine, "comes_and_goes_as_told", async |scene| {
        let tag = scene.tag().await?;
        scene.visit("commands", &Page::with(&tag)).await?;
        let say = async |call: &str| {
            let script = format!("window.answer = undefined; Promise.resolve({call}).then((answer) => (window.answer = answer ?? null))");
            scene.browser.script(&script, Vec::new()).await
        };
        say("Frontdesk('isOpen')").await?;
        scene.becomes("window.answer", json!(false)).await?;
        say("Frontdesk('toggle')").await?;
        scene.is_open().await?;
        say("Frontdesk('isOpen')").await?;
        scene.becomes("window.answer", json!(true)).await?;
        say("Frontdesk('hide')").await?;
        scene.browser.gone(LAUNCHER).await?;
        scene.browser.gone(".panel").await?;
        say("Frontdesk('show')").await?;
        scene.browser.find(LAUNCHER).await?;
        say("Frontdesk('shutdown')").await?;
        scene.browser.gone(LAUNCHER).await?;
        say("Frontdesk('open')").await?;
        say("Frontdesk('boot')").await?;
        scene.browser.find(LAUNCHER).await?;
        scene.browser.gone(".panel").await?;
        // Who calls nothing of it doesn't pay for it.
        let rarely = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/api-'))";
        ensure!(scene.ask(rarely).await? == false);
        say("Frontdesk('getStatus')").await?;
        scene.becomes("['online', 'away', 'offline'].includes(window.answer)", json!(true)).await?;
        ensure!(scene.ask(rarely).await? == true);
        // Who listens later hears what is known already.
        for name in ["first", "second"] {
            let listen = format!("Frontdesk('on', 'status', (status) => (window.{name} = status === window.answer))");
            scene.browser.script(&listen, Vec::new()).await?;
            scene.becomes(&format!("window.{name}"), json!(true)).await?;
        }
        say("Frontdesk('setColorScheme', 'dark')").await?;
        scene.open().await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.becomes("document.documentElement.dataset.scheme", json!("dark")).await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.is_quiet().await
    })
    .await
}
