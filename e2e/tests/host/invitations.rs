//! Teaser and invitations: when they are due, and that a visitor's choice is the last word.

use anyhow::{Result, ensure};
use e2e::browser::Place;
use e2e::client::topics;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use serde_json::{Value, json};
use shared::settings::{Invitation, WidgetSettings};

use crate::conversation::agent;
use crate::scene::{Scene, play};
use crate::site::Page;

const BUBBLE: &str = ".invitation";
const ESCAPE: &str = "\u{e00c}";

/// Facts of a visitor, a rule, and whether it is due.
fn table() -> Value {
    let facts = json!({ "address": "https://shop.example/pricing/big?a=1#top", "seconds": 10, "scrolled": 50,
        "left": false, "visits": 2, "status": "online", "topics": [{ "id": "a", "status": "online" },
        { "id": "b", "status": "away" }, { "id": "c", "status": "offline" }] });
    let with = |name: &str, value: Value| {
        let mut facts = facts.clone();
        facts[name] = value;
        facts
    };
    json!([
        [facts, {}, true],
        [facts, { "page": "/pricing" }, true],
        [facts, { "page": "shop.example/*?a=" }, true],
        [facts, { "page": "pricing*shop" }, false],
        [facts, { "page": "/Pricing" }, false],
        [facts, { "page": "*" }, true],
        [facts, { "seconds": 10 }, true],
        [facts, { "seconds": 11 }, false],
        [facts, { "scrolled": 50 }, true],
        [facts, { "scrolled": 51 }, false],
        [facts, { "leaving": true }, false],
        [with("left", json!(true)), { "leaving": true }, true],
        [facts, { "visits": 2 }, true],
        [facts, { "visits": 3 }, false],
        [with("visits", json!(0)), { "visits": 1 }, false],
        [facts, { "staffed": true }, true],
        [with("status", json!("away")), { "staffed": true }, false],
        [with("status", json!(null)), { "staffed": true }, false],
        [facts, { "open": "a" }, true],
        [facts, { "open": "b" }, true],
        [facts, { "open": "c" }, false],
        [facts, { "open": "d" }, false],
        [with("topics", json!(null)), { "open": "a" }, false],
        [facts, { "open": "a", "staffed": true }, true],
        [facts, { "open": "b", "staffed": true }, false],
        [facts, { "page": "/pricing", "seconds": 10, "scrolled": 50, "visits": 2, "staffed": true }, true],
        [facts, { "page": "/pricing", "seconds": 10, "scrolled": 50, "visits": 3, "staffed": true }, false],
    ])
}

fn invitation(id: &str, page: &str) -> Invitation {
    let text = [("en".to_owned(), format!("Shall we help with {id}?"))].into();
    Invitation { id: id.into(), on: true, text, page: page.into(), ..Invitation::default() }
}

/// Goes to a page of a site with these settings.
async fn arrive(scene: &Scene, settings: WidgetSettings) -> Result<Page> {
    let page = Page { body: "<p>Long</p>".repeat(100), ..Page::with(&scene.widget(settings).await?.snippet) };
    scene.visit("home", &page).await?;
    Ok(page)
}

pub async fn all_conditions_of_an_invitation_must_hold(engine: Engine) -> Result<()> {
    play(engine, "all_conditions_of_an_invitation_must_hold", async |scene| {
        let settings = WidgetSettings { invitations: vec![invitation("plants", "/nowhere")], ..WidgetSettings::default() };
        arrive(scene, settings).await?;
        let module = "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('/invite-')) ?? null";
        scene.becomes(&format!("({module}) !== null"), json!(true)).await?;
        let run = format!(
            "import({module}).then(({{ isDue }}) => (window.wrong = arguments[0].filter(([facts, rule, due]) => Boolean(isDue(rule, facts)) !== due)))"
        );
        scene.browser.script(&run, vec![table()]).await?;
        scene.becomes("window.wrong", json!([])).await
    })
    .await
}

/// One invitation for each step of a visit; of the two for the last step only the second may be due.
async fn of_all_kinds(scene: &Scene) -> Result<Vec<Invitation>> {
    scene.server.command(&["queue", "create", "--name", "Night"], "").await?;
    scene.server.close_topic("Night").await?;
    let topics = topics(&scene.server.origin()).await?;
    let id = |name: &str| topics.iter().find(|topic| topic.name == name).map(|topic| topic.id.clone());
    Ok(vec![
        Invitation { seconds: Some(2), ..invitation("waiting", "step=wait") },
        Invitation { leaving: true, ..invitation("leaving", "step=leave") },
        Invitation { visits: Some(1), ..invitation("visiting", "step=visit") },
        Invitation { staffed: true, ..invitation("staff", "step=staff") },
        Invitation { open: id("Night"), ..invitation("night", "step=open") },
        Invitation { open: id("Sales"), ..invitation("sales", "step=open") },
    ])
}

pub async fn each_invitation_waits_for_its_moment(engine: Engine) -> Result<()> {
    play(engine, "each_invitation_waits_for_its_moment", async |scene| {
        let invitations = of_all_kinds(scene).await?;
        arrive(scene, WidgetSettings { invitations, ..WidgetSettings::default() }).await?;
        let go = async |step: &str| {
            scene.browser.script(&format!("history.pushState(null, '', '?step={step}')"), Vec::new()).await
        };
        let run = async |script: &str| scene.browser.script(script, Vec::new()).await;
        go("wait").await?;
        scene.browser.find((BUBBLE, "waiting")).await?;
        go("leave").await?;
        scene.browser.gone(BUBBLE).await?;
        run("document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }))").await?;
        scene.browser.find((BUBBLE, "leaving")).await?;

        go("visit").await?;
        scene.browser.gone(BUBBLE).await?;
        let kept = "[localStorage, sessionStorage].map((area) => Object.keys(area).map((key) => key.split('.')[2]))";
        for _ in 0..2 {
            run("Frontdesk('consent', true)").await?;
            scene.browser.find((BUBBLE, "visiting")).await?;
            ensure!(scene.ask(kept).await? == json!([["visits"], ["visit"]]));
            run("Frontdesk('consent', false)").await?;
            ensure!(scene.ask(kept).await? == json!([[], []]));
            scene.browser.gone(BUBBLE).await?;
        }

        go("open").await?;
        scene.browser.find((BUBBLE, "sales")).await?;
        scene.browser.click(".dismiss").await?;
        scene.browser.gone(BUBBLE).await?;
        // Who has declined one is left alone on that page, and not for ever.
        go("staff").await?;
        let _anna = agent(scene).await?;
        run("setInterval(() => Frontdesk('getStatus').then((status) => (window.known = status), () => {}), 200)").await?;
        scene.becomes("window.known", json!("online")).await?;
        scene.browser.find((BUBBLE, "staff")).await?;
        scene.browser.click(".dismiss").await?;
        scene.browser.gone(BUBBLE).await?;
        run("Frontdesk('reset')").await?;
        scene.browser.find((BUBBLE, "staff")).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn an_invitation_is_shown_once_per_choice(engine: Engine) -> Result<()> {
    play(engine, "an_invitation_is_shown_once_per_choice", async |scene| {
        let mut scrolled = invitation("scrolling", "step=scroll");
        scrolled.scrolled = Some(60);
        let invitations = vec![invitation("pricing", "step=pricing"), scrolled];
        let page = arrive(scene, WidgetSettings { invitations, ..WidgetSettings::default() }).await?;
        let go = async |step: &str| {
            scene.browser.script(&format!("history.pushState(null, '', '?step={step}')"), Vec::new()).await
        };
        // Live, without a reload, and gone with the page that it was for.
        go("pricing").await?;
        scene.browser.find((BUBBLE, "pricing")).await?;
        ensure!(scene.ask("localStorage.length").await? == 0, "something is stored before the visitor has chosen");
        go("other").await?;
        scene.browser.gone(BUBBLE).await?;
        go("pricing").await?;
        ensure!(scene.browser.barriers().await?.is_empty());
        scene.browser.click((BUBBLE.to_owned() + " button", "Chat with us").0.as_str()).await?;
        scene.is_open().await?;
        scene.browser.gone(BUBBLE).await?;

        scene.visit("home", &page).await?;
        go("pricing").await?;
        go("scroll").await?;
        scene.browser.script("scrollTo({ top: 0.3 * document.documentElement.scrollHeight, behavior: 'instant' })", Vec::new()).await?;
        scene.becomes("scrollY > 0", json!(true)).await?;
        ensure!(scene.browser.find_all(BUBBLE).await?.is_empty());
        scene.browser.script("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })", Vec::new()).await?;
        scene.browser.find((BUBBLE, "scrolling")).await?;
        scene.browser.click(".dismiss").await?;
        scene.browser.gone(BUBBLE).await?;
        scene.becomes("Object.entries(localStorage).map(([key, value]) => key.endsWith('.done') && JSON.parse(value))", json!([["pricing", "scrolling"]])).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn a_teaser_is_announced_and_dismissed_by_keyboard(engine: Engine) -> Result<()> {
    play(engine, "a_teaser_is_announced_and_dismissed_by_keyboard", async |scene| {
        let mut settings = WidgetSettings::default();
        settings.texts.entry("en".into()).or_default().insert("teaser".into(), "Plants? Ask us!".into());
        let page = arrive(scene, settings).await?;
        scene.browser.find((BUBBLE, "Plants?")).await?;
        scene.browser.type_into(".dismiss", ESCAPE).await?;
        scene.browser.gone(BUBBLE).await?;
        let focus = "document.querySelector('frontdesk-widget').shadowRoot.activeElement?.classList.contains('launcher')";
        scene.becomes(focus, json!(true)).await?;
        scene.visit("home", &page).await?;
        scene.becomes("performance.getEntriesByType('resource').some(({ name }) => name.includes('/invite-'))", json!(true)).await?;
        ensure!(scene.browser.find_all(BUBBLE).await?.is_empty(), "the teaser came back");
        // Whoever forgets the visitor forgets the choice.
        scene.browser.script("Frontdesk('reset')", Vec::new()).await?;
        scene.becomes("localStorage.length", json!(0)).await?;
        scene.browser.turn_to(Place::Page).await?;
        scene.visit("home", &page).await?;
        scene.browser.find((BUBBLE, "Plants?")).await?;
        scene.browser.find(LAUNCHER).await?;
        scene.is_quiet().await
    })
    .await
}
