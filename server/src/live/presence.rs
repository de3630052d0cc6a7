//! Whether anybody is there to answer, as of a moment ago: every page of a site may ask, so it is kept for a second.

use crate::clock::Clock;
use crate::live::desk::Desk;
use crate::store::{Result, Store};
use shared::ids::WidgetId;
use shared::rest::{Status, TopicStatus, WidgetStatus};
use shared::time::Timestamp;
use std::collections::BTreeSet;
use tokio::sync::Mutex;

/// What is known is looked up anew when it is older than this, in milliseconds.
const FRESH_MILLIS: i64 = 1_000;

/// Answers a [`WidgetStatus`] from what was looked up last.
pub struct Presence {
    store: Store,
    clock: Clock,
    desk: Desk,
    known: Mutex<Option<Known>>,
}

struct Known {
    widgets: BTreeSet<WidgetId>,
    status: WidgetStatus,
    read_at: Timestamp,
}

impl Presence {
    /// Nothing is looked up before somebody asks.
    pub fn new(store: Store, clock: Clock, desk: Desk) -> Self {
        Self { store, clock, desk, known: Mutex::default() }
    }

    /// The status of a widget's desk: every widget offers every topic. `None` if there is no such widget.
    pub async fn status(&self, widget: &WidgetId) -> Result<Option<WidgetStatus>> {
        // Who comes while it is looked up waits for that.
        let mut known = self.known.lock().await;
        let now = self.clock.now();
        let known = match known.take() {
            Some(fresh) if (0..FRESH_MILLIS).contains(&now.millis_since(fresh.read_at)) => {
                known.insert(fresh)
            }
            _ => known.insert(self.look_up(now).await?),
        };
        Ok(known.widgets.contains(widget).then(|| known.status.clone()))
    }

    async fn look_up(&self, now: Timestamp) -> Result<Known> {
        let widgets = self.store.widgets().await?.into_iter().map(|widget| widget.id).collect();
        let topics = self.store.topics(now, "").await?;
        let staffed = self.desk.staffed().await;
        let topics: Vec<_> = topics
            .into_iter()
            .map(|topic| {
                let status = match topic.open {
                    false => Status::Offline,
                    true if staffed.contains(&topic.id) => Status::Online,
                    true => Status::Away,
                };
                TopicStatus { id: topic.id, name: topic.name, status }
            })
            .collect();
        let best = topics.iter().map(|topic| topic.status).max().unwrap_or(Status::Offline);
        let status = WidgetStatus { status: best, topics };
        Ok(Known { widgets, status, read_at: now })
    }
}
