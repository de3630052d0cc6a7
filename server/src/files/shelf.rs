//! Where files are kept: an object store by the `object_store` crate. A folder for now; whatever else that crate can
//! speak to needs a line here and its feature.

use crate::error::Error;
use anyhow::Context;
use axum::body::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{ObjectStore, ObjectStoreExt};
use shared::problem::{Code, Problem};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Files that are looked into at a time: each is in memory, and a picture decoded.
const WORKERS: usize = 2;
/// Seconds after which a client may try again when the place is full or away.
const RETRY_AFTER_SECONDS: u32 = 30;

/// What is kept under an id.
#[derive(Clone, Copy, Debug)]
pub enum Room {
    /// What people sent.
    Files,
    /// Small forms of it.
    Thumbnails,
    /// Logos and photos of agents.
    Pictures,
}

impl Room {
    /// Ids are ours, so nothing that a client says becomes part of a path.
    fn place(self, id: &str) -> Place {
        let room = match self {
            Self::Files => "files",
            Self::Thumbnails => "thumbnails",
            Self::Pictures => "pictures",
        };
        Place::from_iter([room, id])
    }
}

/// Something that is being read from the shelf.
pub struct Reading {
    /// Its length in bytes.
    pub bytes: u64,
    /// Its content.
    pub content: BoxStream<'static, std::io::Result<Bytes>>,
}

impl Reading {
    /// All of it.
    ///
    /// # Errors
    /// The place is away.
    pub async fn whole(self) -> Result<Bytes, Error> {
        let parts = self.content.try_collect::<Vec<_>>().await.map_err(|error| away(&error))?;
        Ok(parts.concat().into())
    }
}

/// The place where files are kept.
pub struct Shelf {
    objects: Arc<dyn ObjectStore>,
    spool: PathBuf,
    workers: Semaphore,
}

impl Shelf {
    /// Opens a folder, making it if it isn't there.
    ///
    /// # Errors
    /// The folder can't be made.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("can't make the folder for files {}", folder.display()))?;
        // An acknowledged file outlives a power failure.
        let objects = LocalFileSystem::new_with_prefix(folder)
            .with_context(|| format!("can't keep files in {}", folder.display()))?
            .with_fsync(true);
        Ok(Self { objects: Arc::new(objects), spool: folder.into(), workers: Semaphore::new(WORKERS) })
    }

    /// A file without a name for what is still coming in. The system takes it away with its last handle, however this
    /// process ends.
    ///
    /// # Errors
    /// The disk is full or away.
    pub fn spool(&self) -> Result<File, Error> {
        tempfile::tempfile_in(&self.spool).map_err(|error| away(&error))
    }

    /// Waits for one of the places at which files are looked into.
    pub async fn worker(&self) -> Result<SemaphorePermit<'_>, Error> {
        self.workers.acquire().await.context("nobody looks into files any more").map_err(Error::from)
    }

    /// Keeps something, all or nothing.
    ///
    /// # Errors
    /// The place is full or away.
    pub async fn put(&self, room: Room, id: &str, content: Bytes) -> Result<(), Error> {
        self.objects.put(&room.place(id), content.into()).await.map(drop).map_err(|error| away(&error))
    }

    /// Reads something; `None` if it isn't there.
    ///
    /// # Errors
    /// The place is away.
    pub async fn get(&self, room: Room, id: &str) -> Result<Option<Reading>, Error> {
        match self.objects.get(&room.place(id)).await {
            Ok(found) => {
                let bytes = found.meta.size;
                let content = found.into_stream().map_err(std::io::Error::other).boxed();
                Ok(Some(Reading { bytes, content }))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(&error)),
        }
    }

    /// Takes something away. Taken away twice it is gone.
    ///
    /// # Errors
    /// The place is away.
    pub async fn delete(&self, room: Room, id: &str) -> Result<(), Error> {
        match self.objects.delete(&room.place(id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(away(&error)),
        }
    }
}

fn away(error: &dyn std::error::Error) -> Error {
    tracing::warn!(error = ?error.to_string(), "the place for files refused");
    let problem = Problem::new(Code::Unavailable, "files can't be kept now");
    Error::Problem(Problem { retry_after: Some(RETRY_AFTER_SECONDS), ..problem })
}
