//! A file in a message. Its content is fetched by our own scripts (`public/widget/extras.js`), which send the visitor's
//! token along, and open or save it when it is clicked.

use crate::app::App;
use crate::clock;
use crate::dom;
use shared::file::FileCard;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Draws a file: a picture by its thumbnail, with its room kept free; anything else by name and size.
pub fn draw(app: App, card: &FileCard) -> Option<HtmlElement> {
    let file = dom::make("button", "file")?;
    for (name, value) in [
        ("type", "button"),
        ("data-file", card.id.as_str()),
        ("data-name", &card.name),
        ("data-kind", &card.kind),
        ("aria-label", &app.texts.with("file_open", &card.name)),
    ] {
        let _ = file.set_attribute(name, value);
    }
    let Some(thumbnail) = card.thumbnail else {
        let name = dom::make("bdi", "name")?;
        name.set_text_content(Some(&card.name));
        let size = dom::make("span", "size")?;
        size.set_text_content(Some(&clock::size(card.bytes, app.texts.lang())));
        let _ = file.append_child(&name);
        let _ = file.append_child(&size);
        return Some(file);
    };
    let image = dom::make("img", "")?;
    for (name, value) in [
        ("width", thumbnail.width.to_string()),
        ("height", thumbnail.height.to_string()),
        ("alt", String::new()),
    ] {
        let _ = image.set_attribute(name, &value);
    }
    let _ = file.append_child(&image);
    let show = dom::callback(move |url| dom::set_property(&image, "src", url.unchecked_ref::<JsValue>()));
    let url = dom::call(&dom::frontdesk(), "file", &[card.id.as_str().into(), JsValue::TRUE]);
    // Where it can't be fetched the button still says what it is.
    url.and_then(|promise| dom::call(&promise, "then", &[show.into(), dom::callback(|_| {}).into()]));
    Some(file)
}
