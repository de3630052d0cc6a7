//! What the tag costs a page: the same long tasks and layout shifts with it as without, in Chromium, which tells.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use e2e::browser::PATIENCE;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::report::report;
use e2e::until::until;
use serde::Deserialize;
use shared::settings::WidgetSettings;

use crate::scene::{Scene, play};
use crate::site::Page;

/// A busy machine makes long tasks of anything once in a while, and draws the page's own pictures late: the best of this
/// many loads counts.
const LOADS: usize = 5;

const OBSERVE: &str = "<script>
    figures = { longTasks: 0, longTaskMillis: 0, shifts: 0, ours: 0 };
    new PerformanceObserver((list) => {
        for (const task of list.getEntries()) { figures.longTasks += 1; figures.longTaskMillis += task.duration; }
    }).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) {
            figures.shifts += shift.value;
            figures.ours += shift.sources.some(({ node }) => node?.localName === 'frontdesk-widget' || node?.getRootNode() instanceof ShadowRoot);
        }
    }).observe({ type: 'layout-shift', buffered: true });
    // Not before the page is at rest.
    addEventListener('load', () => setTimeout(() => requestIdleCallback(() => (figures.done = true)), 1500));
</script>";

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    long_tasks: u32,
    long_task_millis: f64,
    shifts: f64,
    ours: u32,
}

impl Figures {
    /// What one load is better than another by.
    fn weight(&self) -> (f64, f64) {
        (self.long_task_millis, self.shifts)
    }
}

async fn figures(scene: &Scene, url: &str) -> Result<Figures> {
    scene.browser.go(url).await?;
    until("a page at rest", PATIENCE, async || Ok((scene.ask("figures.done").await? == true).then_some(())))
        .await?;
    Ok(serde_json::from_value(scene.ask("figures").await?)?)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tag_costs_the_page_no_long_task_and_no_shift() -> Result<()> {
    play(Engine::Chromium, "the_tag_costs_the_page_no_long_task_and_no_shift", async |scene| {
        let shop = reqwest::get(scene.server.demo_origin()).await?.text().await?;
        let main = shop
            .split_once("<main")
            .and_then(|(_, rest)| rest.rsplit_once("</main>"))
            .context("the demo has no main")?;
        let style = reqwest::get(format!("{}/shop.css", scene.server.demo_origin())).await?.text().await?;
        let mut settings = WidgetSettings::default();
        settings.texts.entry("en".into()).or_default().insert("teaser".into(), "Plants? Ask us!".into());
        let tag = scene.widget(settings).await?.snippet;
        let page = |tag: &str| Page {
            head: format!("{OBSERVE}<style>{style}</style>{tag}"),
            body: format!("<div{}</div>", main.0),
            ..Page::default()
        };
        let pages = [
            ("without", scene.site.page("without", &page(""))),
            ("with", scene.site.page("with", &page(&tag))),
        ];
        let mut best: BTreeMap<&str, Figures> = BTreeMap::new();
        let mut last = None;
        for _ in 0..LOADS {
            for (name, url) in &pages {
                let now = figures(scene, url).await?;
                let kept = best.entry(name).or_insert(now);
                if now.weight() < kept.weight() {
                    *kept = now;
                }
                ensure!(now.ours == 0, "the tag moves the page: {now:?}");
                last = Some(now);
            }
        }
        let (without, with) = (best["without"], best["with"]);
        report(&format!("without the tag {without:?}, with it {with:?}"));
        ensure!(with.long_tasks <= without.long_tasks, "{with:?} instead of {without:?}");
        ensure!(with.shifts <= without.shifts && with.ours == 0, "{with:?} instead of {without:?}");

        // Nor does what comes later move the page.
        scene.browser.find(".invitation").await?;
        scene.open().await?;
        scene.browser.click(LAUNCHER).await?;
        scene.browser.gone(".panel").await?;
        let after: Figures = serde_json::from_value(scene.ask("figures").await?)?;
        let before = last.context("no page was loaded")?;
        ensure!(after.shifts <= before.shifts && after.ours == 0, "{after:?} after {before:?}");
        Ok(())
    })
    .await
}
