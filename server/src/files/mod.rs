//! Files that people send each other, and pictures of the house: what they are ([`kind`], [`name`]), how pictures are
//! cleaned and drawn small ([`picture`], [`strip`]), and where they are kept ([`shelf`]).

pub mod kind;
pub mod name;
pub mod picture;
pub mod shelf;
mod strip;

use self::kind::Kind;
use self::picture::{Drawn, Refused};
use self::shelf::{Room, Shelf};
use crate::App;
use crate::error::Error;
use crate::store::Store;
use axum::body::Bytes;
use shared::ids::FileId;
use shared::problem::Code;
use std::sync::Arc;

/// Files that were never sent are looked for this often, in milliseconds: an hour.
const SWEEP_MILLIS: i64 = 60 * 60 * 1_000;

/// A file that has been looked into.
pub struct Checked {
    /// What it is.
    pub kind: Kind,
    /// As it is kept: without what it told of its maker.
    pub content: Bytes,
    /// If it is a picture that can be drawn.
    pub thumbnail: Option<Drawn>,
}

/// Looks into a file. Takes up to a second of a processor.
///
/// # Errors
/// [`Code::FileRefused`], [`Code::TooLarge`] for too many pixels.
pub fn check(content: Bytes) -> Result<Checked, Error> {
    let kind = Kind::of(&content).ok_or_else(|| refused("files of this kind aren't taken"))?;
    let Some(format) = kind.picture() else {
        let content = match kind {
            Kind::Heic => strip::heif::blank(&content).map_err(Refused::from)?.into(),
            _ => content,
        };
        return Ok(Checked { kind, content, thumbnail: None });
    };
    let (kept, thumbnail) = picture::admit(&content, kind, format)?;
    Ok(Checked { kind, content: Bytes::from(kept.into_owned()), thumbnail })
}

/// Takes a file away: first what is in it, then what is known of it, so that it is found again if this breaks off.
///
/// # Errors
/// The place or the database is away.
pub async fn forget(shelf: &Shelf, store: &Store, id: &FileId) -> Result<(), Error> {
    for room in [Room::Files, Room::Thumbnails] {
        shelf.delete(room, id.as_str()).await?;
    }
    Ok(store.remove_file(id).await?)
}

/// Takes away, now and then, what was uploaded and never sent. Ends when the task is dropped.
pub async fn keep_swept(app: Arc<App>) {
    loop {
        if let Err(error) = sweep(&app).await {
            tracing::warn!(error = ?error.into_problem().detail, "unsent files were not taken away");
        }
        app.clock.sleep(SWEEP_MILLIS).await;
    }
}

/// Takes away what was uploaded more than a day ago and never sent.
///
/// # Errors
/// The place or the database is away.
pub async fn sweep(app: &App) -> Result<(), Error> {
    for id in app.store.unsent_files(app.clock.now()).await? {
        forget(&app.shelf, &app.store, &id).await?;
    }
    Ok(())
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Broken => self::refused("the file is damaged or not what it seems"),
            Refused::TooManyPixels => {
                Error::refuse(Code::TooLarge, "a picture may have 40 million pixels at most")
            }
        }
    }
}

fn refused(detail: &str) -> Error {
    Error::refuse(Code::FileRefused, detail)
}
