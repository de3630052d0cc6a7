//! Files that visitors and agents send each other.

use crate::ids::FileId;
use serde::{Deserialize, Serialize};

/// Most files with one message.
pub const FILES_MAX: usize = 5;
/// Longest name of a file in characters; more is cut off before the ending.
pub const FILE_NAME_CHARS: usize = 120;
/// Largest file in bytes, unless the operator sets another limit: 10 MiB.
pub const FILE_BYTES: u64 = 10 * 1024 * 1024;
/// Endings of the names of files that are taken, for the browser's file picker. What a file is, its content decides.
pub const FILE_ENDINGS: [&str; 19] = [
    "pdf", "doc", "docx", "ppt", "pptx", "xls", "xlsx", "txt", "rtf", "jpg", "jpeg", "png", "gif", "bmp",
    "webp", "tif", "tiff", "heic", "heif",
];

/// What everyone in the conversation knows of a file. It is fetched from `/api/files/{id}`, its thumbnail from
/// `/api/files/{id}/thumbnail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileCard {
    /// Its id.
    pub id: FileId,
    /// Its name as its sender gave it, on one line and without a path.
    pub name: String,
    /// Its media type by its content, such as `image/png`.
    pub kind: String,
    /// Its size.
    pub bytes: u64,
    /// Set if it is a picture that has a thumbnail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<Thumbnail>,
}

/// The size of a thumbnail in pixels, so that room is kept for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// At most 320.
    pub width: u16,
    /// At most 240.
    pub height: u16,
}
