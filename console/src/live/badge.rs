//! The tab's title and icon, which tell from afar whether something waits.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlLinkElement};

/// An address that the document holds for the console, such as `sound` for `data-sound`.
pub fn shell(name: &str) -> Option<String> {
    let root: HtmlElement = document().get_element_by_id("console")?.dyn_into().ok()?;
    root.get_attribute(&format!("data-{name}")).filter(|url| !url.is_empty())
}

/// Shows how much waits: in front of the title, and as a dot on the icon.
pub fn show(count: u32, title: &str) {
    let title = if count > 0 { format!("({count}) {title}") } else { title.to_string() };
    document().set_title(&title);
    let icon = if count > 0 { shell("icon-unread") } else { shell("icon") };
    let link = document().get_element_by_id("icon").and_then(|link| link.dyn_into::<HtmlLinkElement>().ok());
    if let (Some(icon), Some(link)) = (icon, link)
        && link.get_attribute("href").as_deref() != Some(&icon)
    {
        link.set_href(&icon);
    }
}
