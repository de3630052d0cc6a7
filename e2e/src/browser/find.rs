//! Finding, clicking and typing as a person does: by what an element is and is called, in the page, in the launcher's
//! shadow root, or inside the widget's frame.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use thirtyfour::WebElement;

use super::{Browser, PATIENCE, in_time};
use crate::until::until;

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The page itself and every open shadow root in it.
    Page,
    /// The document inside the widget's frame.
    Widget,
}

/// What to look for: a CSS selector, and a part of the accessible name or text if there may be several.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The selector.
    pub css: &'a str,
    /// A part of its `aria-label` or text; empty fits any.
    pub name: &'a str,
}

impl<'a> From<&'a str> for Target<'a> {
    fn from(css: &'a str) -> Self {
        Self { css, name: "" }
    }
}

impl<'a> From<(&'a str, &'a str)> for Target<'a> {
    fn from((css, name): (&'a str, &'a str)) -> Self {
        Self { css, name }
    }
}

/// Looks through the document and all open shadow roots for visible elements.
const FIND: &str = "
    const [css, name] = arguments;
    const found = [];
    const look = root => {
        for (const element of root.querySelectorAll('*')) {
            if (element.matches(css)) found.push(element);
            if (element.shadowRoot) look(element.shadowRoot);
        }
    };
    look(document);
    const named = element => !name || [element.getAttribute('aria-label'), element.textContent, element.value]
        .some(text => typeof text === 'string' && text.includes(name));
    const seen = element => element.checkVisibility ? element.checkVisibility({ visibilityProperty: true })
        : element.getClientRects().length > 0;
    return found.filter(element => named(element) && seen(element));";

/// The widget's frame lies in the launcher's shadow root, where no locator of WebDriver reaches. None is found as long as
/// its panel moves: a driver clicks where a thing was when it looked, or through what isn't drawn yet.
const FIND_FRAME: &str = "
    const look = root => root.querySelector('iframe[src*=\"/widget\"]')
        || [...root.querySelectorAll('*')].filter(element => element.shadowRoot)
            .map(element => look(element.shadowRoot)).find(Boolean);
    const frame = look(document);
    return frame && frame.parentNode.getAnimations().length === 0 ? frame : null;";

/// WebDriver writes keys without a character as private ones.
fn is_key(character: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&character)
}

impl Browser {
    /// Turns to the page or to the widget's frame, and waits for the frame if it isn't there yet or still moves.
    ///
    /// # Errors
    /// When there is no frame.
    pub async fn turn_to(&self, place: Place) -> Result<()> {
        until(&format!("{place:?} of {}", self.name), PATIENCE, async || {
            in_time(self.session().enter_default_frame()).await?;
            if place == Place::Widget {
                let frame = in_time(self.session().execute(FIND_FRAME, Vec::new())).await?;
                if frame.json().is_null() {
                    return Ok(None);
                }
                in_time(frame.element()?.enter_frame()).await?;
            }
            in_time(self.complaints.listen_in_page(self.session())).await?;
            Ok(Some(()))
        })
        .await
    }

    /// All visible elements that fit, now, in the place that was turned to last.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn find_all<'a>(&self, target: impl Into<Target<'a>>) -> Result<Vec<WebElement>> {
        let target = target.into();
        let asked = self.session().execute(FIND, vec![json!(target.css), json!(target.name)]);
        let found = in_time(asked).await?;
        Ok(found.elements()?)
    }

    /// The first visible element that fits, waiting for it.
    ///
    /// # Errors
    /// When none appears.
    pub async fn find<'a>(&self, target: impl Into<Target<'a>>) -> Result<WebElement> {
        let target = target.into();
        until(&format!("{target:?} at {}", self.name), PATIENCE, async || {
            Ok(self.find_all(target).await?.into_iter().next())
        })
        .await
    }

    /// Waits until nothing fits any more.
    ///
    /// # Errors
    /// When something still does.
    pub async fn gone<'a>(&self, target: impl Into<Target<'a>>) -> Result<()> {
        let target = target.into();
        until(&format!("{target:?} gone at {}", self.name), PATIENCE, async || {
            Ok(self.find_all(target).await?.is_empty().then_some(()))
        })
        .await
    }

    /// Clicks the first element that fits, once it can be clicked.
    ///
    /// # Errors
    /// When it doesn't appear or stays covered.
    pub async fn click<'a>(&self, target: impl Into<Target<'a>>) -> Result<()> {
        let target = target.into();
        until(&format!("a click on {target:?} at {}", self.name), PATIENCE, async || {
            let Some(element) = self.find_all(target).await?.into_iter().next() else { return Ok(None) };
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Types into the first field that fits.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn type_into<'a>(&self, target: impl Into<Target<'a>>, text: &str) -> Result<()> {
        let target = target.into();
        let before = self.value(target).await?;
        until(&format!("typing into {target:?} at {}", self.name), PATIENCE, async || {
            let field = self.find(target).await?;
            if let Err(error) = field.send_keys(text).await {
                // Nothing was typed. WebKit wants a person's click before anything in a foreign frame gets the focus.
                field.click().await?;
                return Err(error.into());
            }
            Ok(Some(()))
        })
        .await?;
        // WebKit says that it has typed before the page has had all keys.
        if text.starts_with(is_key) {
            return Ok(());
        }
        until(&format!("{text:?} in {target:?} at {}", self.name), PATIENCE, async || {
            Ok((self.value(target).await?.len() == before.len() + text.len()).then_some(()))
        })
        .await
    }

    /// What stands in the first field that fits.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn value<'a>(&self, target: impl Into<Target<'a>>) -> Result<String> {
        Ok(self.find(target).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until a visible element that fits contains this text.
    ///
    /// # Errors
    /// When it doesn't come, with what stands there instead.
    pub async fn wait_for_text(&self, css: &str, text: &str) -> Result<()> {
        let seen =
            until(text, PATIENCE, async || Ok((!self.find_all((css, text)).await?.is_empty()).then_some(())))
                .await;
        if seen.is_err() {
            let instead = self.texts(css).await.unwrap_or_default();
            ensure!(seen.is_ok(), "{} waits in vain for {text:?} in {css}; there is {instead:?}", self.name);
        }
        Ok(())
    }

    /// The texts of all visible elements that fit, in their order on the page.
    ///
    /// # Errors
    /// When the browser can't be asked.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>> {
        let script = format!("return (() => {{{FIND}}})().map(element => element.textContent.trim())");
        let script = script.replacen("= arguments;", &format!("= {};", json!([css, ""])), 1);
        Ok(serde_json::from_value(self.script(&script, Vec::<Value>::new()).await?)?)
    }
}
