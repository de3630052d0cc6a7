//! Where and how often the tag may stand, and what the page may do to its document afterwards.

use anyhow::{Context, Result, ensure};
use e2e::browser::Place;
use e2e::driver::Engine;
use e2e::pages::LAUNCHER;
use e2e::settings;
use serde_json::json;
use shared::settings::WidgetSettings;

use crate::scene::play;
use crate::site::Page;

/// How many of us there are, and the last thing that we warned of.
const SEEN: &str = "[document.querySelectorAll('frontdesk-widget').length, window.warned ?? null]";
const NOTE_WARNINGS: &str = "<script>{ const warn = console.warn; console.warn = (...words) => { window.warned = String(words[0]); warn(...words) } }</script>";

pub async fn one_launcher_wherever_the_tag_stands(engine: Engine) -> Result<()> {
    play(engine, "one_launcher_wherever_the_tag_stands", async |scene| {
        let tag = scene.tag().await?;
        let blocking = tag.replace(" async", "");
        let late = "<script>addEventListener('load', () => setTimeout(() => {
            const tag = document.createElement('script');
            tag.src = document.querySelector('link[rel=preload]').href;
            document.head.append(tag);
        }, 50))</script>";
        let address = tag.split('"').nth(1).unwrap_or_default();
        let link = format!("<link rel=\"preload\" as=\"script\" href=\"{address}\">");
        let pages = [
            ("head", Page::with(&blocking)),
            ("body", Page { body: tag.clone(), ..Page::default() }),
            ("twice", Page { body: tag.repeat(2), ..Page::with(&tag) }),
            ("late", Page::with(&format!("{link}{late}"))),
            ("twice-late", Page { body: tag.clone(), ..Page::with(&format!("{link}{late}")) }),
        ];
        for (name, mut page) in pages {
            page.head.insert_str(0, NOTE_WARNINGS);
            scene.visit(name, &page).await?;
            scene.open().await?;
            let seen = scene.ask(SEEN).await?;
            ensure!(seen == json!([1, null]), "{name}: {seen}");
            scene.is_quiet().await?;
        }
        Ok(())
    })
    .await
}

pub async fn the_first_of_two_widgets_stays(engine: Engine) -> Result<()> {
    play(engine, "the_first_of_two_widgets_stays", async |scene| {
        let first = scene.widget(WidgetSettings::default()).await?;
        let second = scene.tag().await?.replace(" async", "");
        let page = Page {
            head: format!("{NOTE_WARNINGS}{}", first.snippet.replace(" async", "")),
            body: second,
            ..Page::default()
        };
        scene.visit("two", &page).await?;
        scene.open().await?;
        let seen = scene.ask(SEEN).await?;
        ensure!(seen[0] == 1 && seen[1].as_str().is_some_and(|text| text.contains("is not shown")), "{seen}");
        ensure!(scene.ask("Frontdesk.widget").await? == first.id.as_str());

        // Something of the page's own with our name is left alone.
        let own = format!(
            "{NOTE_WARNINGS}<script>class Frontdesk {{}} window.Frontdesk = Frontdesk</script>{}",
            first.snippet
        );
        scene.browser.go(&scene.site.page("own", &Page::with(&own))).await?;
        scene
            .becomes(
                "[window.warned?.includes('is not shown'), new Frontdesk().constructor.name]",
                json!([true, "Frontdesk"]),
            )
            .await?;
        ensure!(scene.ask("document.querySelector('frontdesk-widget')").await?.is_null());
        Ok(())
    })
    .await
}

pub async fn the_page_may_swap_what_it_likes(engine: Engine) -> Result<()> {
    play(engine, "the_page_may_swap_what_it_likes", async |scene| {
        let tag = scene.tag().await?.replace(" async", " crossorigin");
        scene.visit("swaps", &Page { body: tag, ..Page::default() }).await?;
        scene.open().await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.script("window.kept = true", Vec::new()).await?;
        // What Turbo, Astro and frameworks do to the body: the same document goes on in the frame.
        for swap in [
            "const body = document.createElement('body'); body.append('Next page', ...[...document.scripts].map(script => script.cloneNode())); document.body.replaceWith(body)",
            "document.body.textContent = 'Rendered'",
            "document.documentElement.replaceChild(document.createElement('body'), document.body)",
            "history.pushState(null, '', '/swaps?page=2'); document.title = 'Page 2'",
        ] {
            scene.browser.turn_to(Place::Page).await?;
            scene.browser.script(swap, Vec::new()).await?;
            scene.browser.turn_to(Place::Widget).await?;
            ensure!(scene.browser.script("return window.kept", Vec::new()).await? == true, "{swap}");
        }
        // Whoever throws us out, or the whole document, gets us back.
        for swap in [
            "document.querySelector('frontdesk-widget').remove()",
            "const page = document.documentElement.cloneNode(true); page.querySelector('frontdesk-widget').remove(); document.documentElement.replaceWith(page)",
        ] {
            scene.browser.turn_to(Place::Page).await?;
            scene.browser.script(swap, Vec::new()).await?;
            scene.becomes("document.querySelectorAll('html > frontdesk-widget').length", json!(1)).await?;
            scene.browser.turn_to(Place::Widget).await?;
            scene.browser.find("#form #submit").await?;
        }
        scene.browser.turn_to(Place::Page).await?;
        scene.browser.find(LAUNCHER).await?;
        scene.is_quiet().await
    })
    .await
}

pub async fn turbo_goes_from_page_to_page_and_the_chat_stays(engine: Engine) -> Result<()> {
    play(engine, "turbo_goes_from_page_to_page_and_the_chat_stays", async |scene| {
        let file = settings::npm("@hotwired/turbo/dist/turbo.es2017-umd.js")?;
        let turbo = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let turbo = scene.site.script("turbo.js", turbo);
        let head = format!("<script defer src=\"{turbo}\"></script>");
        let link = |to: &str| format!("<p><a href=\"/{to}\">To {to}</a></p>{}", "<p>Long</p>".repeat(3));
        // In the body, where Turbo runs the tag again on every page.
        let tag = scene.tag().await?;
        scene.site.page(
            "next",
            &Page { head: head.clone(), body: format!("{}{tag}", link("home")), ..Page::default() },
        );
        scene
            .visit("home", &Page { head, body: format!("{}{tag}", link("next")), ..Page::default() })
            .await?;
        scene.open().await?;
        scene.browser.turn_to(Place::Widget).await?;
        scene.browser.script("window.kept = true", Vec::new()).await?;
        for page in ["next", "home"] {
            scene.browser.turn_to(Place::Page).await?;
            scene.browser.click(("a", format!("To {page}").as_str())).await?;
            scene.becomes("location.pathname", json!(format!("/{page}"))).await?;
            scene.becomes("document.querySelectorAll('frontdesk-widget').length", json!(1)).await?;
            scene.browser.turn_to(Place::Widget).await?;
            ensure!(scene.browser.script("return window.kept", Vec::new()).await? == true, "on {page}");
        }
        scene.browser.turn_to(Place::Page).await?;
        scene.is_quiet().await
    })
    .await
}
