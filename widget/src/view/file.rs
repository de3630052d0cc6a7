//! A file in a message: a button with its card. Its content is fetched by our own scripts (`public/widget/extras.js`),
//! which send the visitor's token along; they draw what is in the button, and open the file when it is clicked.

use crate::dom;
use crate::wire;
use shared::file::FileCard;
use web_sys::HtmlElement;

/// Draws a file.
pub fn draw(card: &FileCard) -> HtmlElement {
    let file = dom::make("button", "file");
    file.set_text_content(Some(&card.name));
    for (name, value) in [("type", "button"), ("data-file", &wire::write_file(card))] {
        let _ = file.set_attribute(name, value);
    }
    file
}
