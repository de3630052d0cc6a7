//! Where tags were seen: counted in memory while pages load, and written down every few seconds. Of a load nothing is kept
//! but the site's origin.

use crate::App;
use crate::store::sightings::Seen;
use shared::ids::WidgetId;
use shared::time::Timestamp;
use std::collections::HashMap;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What was seen is written down this often, in milliseconds.
const WRITE_MILLIS: i64 = 3_000;
/// Most sites that are remembered between two writings; anybody can make up origins.
const MOST: usize = 1_000;

/// Sites on which tags were seen and that nobody has written down yet.
#[derive(Default)]
pub struct Sightings(Mutex<HashMap<(WidgetId, String), Seen>>);

impl Sightings {
    /// Counts a load of a widget's tag by a page of `origin`, which is empty if the browser didn't say.
    pub fn note(&self, widget: WidgetId, origin: String, now: Timestamp) {
        let mut seen = self.lock();
        if seen.len() < MOST || seen.contains_key(&(widget.clone(), origin.clone())) {
            seen.entry((widget, origin)).or_insert(Seen { first_at: now, last_at: now, loads: 0 }).count(now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(WidgetId, String), Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down what is seen, for as long as the server runs.
pub async fn keep(app: &App) {
    loop {
        app.clock.sleep(WRITE_MILLIS).await;
        write_down(app).await;
    }
}

/// Writes down what was seen until now.
pub async fn write_down(app: &App) {
    let seen = mem::take(&mut *app.loaders.sightings.lock());
    if seen.is_empty() {
        return;
    }
    if let Err(error) = app.store.note_sightings(&seen).await {
        // Counts are worth less than anything else that the database could be busy with: they are not tried again.
        tracing::warn!(?error, "where tags were seen was not written down");
    }
}
