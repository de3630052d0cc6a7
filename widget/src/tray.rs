//! Files that the visitor has uploaded and not sent yet. Our own scripts fill the tray (`public/widget/extras.js`);
//! sending a message empties it.

use crate::dom;
use crate::wire;
use shared::file::FileCard;

/// Whether there is anything to send.
pub fn has_files() -> bool {
    dom::find("#tray [data-card]").is_some()
}

/// Whether a file is still on its way.
pub fn is_busy() -> bool {
    dom::find("#tray [data-busy]").is_some()
}

/// Takes all files that are there.
pub fn take() -> Vec<FileCard> {
    let mut files = Vec::new();
    while let Some(item) = dom::find("#tray [data-card]") {
        files.extend(item.get_attribute("data-card").and_then(|card| wire::file_card(&card)));
        item.remove();
    }
    files
}
