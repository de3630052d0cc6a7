//! Whatever style sheets a page has, launcher and panel look as on a page with none.

use anyhow::{Context, Result, ensure};
use e2e::browser::PATIENCE;
use e2e::driver::Engine;
use e2e::settings;
use e2e::until::until;
use serde_json::{Map, Value};

use crate::scene::{Scene, play};
use crate::site::Page;

/// Style sheets of others, as they come from npm.
const OTHERS: [(&str, &str); 3] = [
    ("bootstrap", "bootstrap/dist/css/bootstrap.min.css"),
    ("tailwind", "tailwindcss/preflight.css"),
    ("foundation", "foundation-sites/dist/css/foundation.min.css"),
];

/// A page that means ill, or has been patched for too long.
const HOSTILE: &str = "
* { all: unset !important; }
html > *, body, body * { transform: rotate(3deg) scale(.5) !important; filter: grayscale(1) !important;
  opacity: .2 !important; contain: strict !important; }
html > :not(head, body), frontdesk-widget, iframe, button, div, svg, [role=dialog] { display: none !important; visibility: hidden !important;
  position: static !important; width: 3px !important; height: 3px !important; clip-path: inset(50%) !important;
  z-index: -1 !important; pointer-events: none !important; font: 40px/3 serif !important; letter-spacing: 9px !important;
  color: red !important; background: lime !important; margin: 50px !important; border: 9px solid !important; }
*, *::before, *::after { animation: none !important; transition: all 9s !important; text-transform: uppercase !important;
  word-spacing: 30px !important; text-indent: 4em !important; line-height: 4 !important; unicode-bidi: bidi-override !important; }
:root { --brand: red; --on: red; --panel: red; --ink: red; --size: 3px; --x: 300px; --y: 300px; }
";

/// Where everything is and every computed property of it, once nothing moves. Asked after two frames: under load WebKit
/// names no running animation while the last style is still the one on the way.
const LOOKS: &str = "new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))).then(() => {
    const root = document.querySelector('frontdesk-widget').shadowRoot;
    const moves = ({ playState, effect }) => playState === 'running' && Number.isFinite(effect.getComputedTiming().endTime);
    const all = [...root.children].flatMap((part) => part.getAnimations({ subtree: true }));
    if (all.some(moves) || getComputedStyle(root.querySelector('.talk')).opacity !== '0') return null;
    const looks = {};
    for (const css of ['.launcher', '.launcher svg', '.panel', 'iframe']) {
        const element = root.querySelector(css);
        const style = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        looks[`${css} box`] = [box.x, box.y, box.width, box.height].join(' ');
        for (const name of style) if (!name.startsWith('--')) looks[`${css} ${name}`] = style.getPropertyValue(name);
    }
    const host = getComputedStyle(root.host);
    for (const name of ['opacity', 'filter', 'transform', 'display', 'visibility', 'zIndex', 'position', 'clipPath'])
        looks[`host ${name}`] = host[name];
    looks.hit = root.elementFromPoint(innerWidth - 40, innerHeight - 50)?.closest('.launcher') !== null;
    return looks;
})";

pub async fn looks_the_same_on_every_page(engine: Engine) -> Result<()> {
    play(engine, "looks_the_same_on_every_page", async |scene| {
        let tag = scene.tag().await?;
        let mut pages = vec![("hostile", HOSTILE.to_owned())];
        for (name, file) in OTHERS {
            let path = settings::npm(file)?;
            let css = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            pages.push((name, css));
        }
        let plain = looks(scene, "plain", &tag, "").await?;
        ensure!(plain.len() > 400 && plain["hit"] == true, "too little was measured: {plain:#?}");
        for (name, css) in pages {
            until_the_same(scene, name, &tag, &css, &plain).await?;
        }
        Ok(())
    })
    .await
}

async fn looks(scene: &Scene, name: &str, tag: &str, css: &str) -> Result<Map<String, Value>> {
    // A scroll bar would take some of the room.
    let page = Page {
        head: format!("<style>{css} html {{ overflow: hidden !important }}</style>{tag}"),
        ..Page::default()
    };
    scene.visit(name, &page).await?;
    // Without the pointer, which would hover over the launcher.
    scene.ask("Frontdesk('open')").await?;
    scene.is_open().await?;
    let mut before = Value::Null;
    // Until it has come to rest.
    until(&format!("rest on {name}"), PATIENCE, async || {
        let now = scene.ask(LOOKS).await?;
        let rests = now == before;
        before = now.clone();
        Ok(if rests { now.as_object().cloned() } else { None })
    })
    .await
}

async fn until_the_same(
    scene: &Scene,
    name: &str,
    tag: &str,
    css: &str,
    plain: &Map<String, Value>,
) -> Result<()> {
    let mut different = Vec::new();
    let first = looks(scene, name, tag, css).await?;
    let same = until(name, PATIENCE, async || {
        let now = scene.ask(LOOKS).await?;
        let now = now.as_object().unwrap_or(&first);
        different = plain
            .iter()
            .filter(|(key, value)| now.get(*key) != Some(value))
            .map(|(key, value)| format!("{key}: {value} is {:?}", now.get(key)))
            .collect();
        Ok(different.is_empty().then_some(()))
    })
    .await;
    same.with_context(|| format!("on a page with {name} other than on a plain one: {different:#?}"))
}
