//! The console's doors to the world: clock and chance, storage, requests, the socket, sound, notifications, title and icon.

pub mod api;
pub mod badge;
pub mod clock;
pub mod emoji;
pub mod notify;
pub mod preferences;
pub mod push;
pub mod socket;
pub mod sound;
pub mod storage;
pub mod typing;
