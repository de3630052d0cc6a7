//! On which sites tags were seen.

use super::{Result, Store};
use shared::ids::WidgetId;
use shared::time::Timestamp;
use sqlx::Row;
use std::collections::HashMap;

/// Most sites that are kept of a widget: the ones that were seen last.
const KEPT: i64 = 200;

/// When and how often a site was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// When first.
    pub first_at: Timestamp,
    /// When last.
    pub last_at: Timestamp,
    /// How often.
    pub loads: u32,
}

impl Seen {
    /// Counts one more load.
    pub fn count(&mut self, now: Timestamp) {
        self.last_at = now;
        self.loads = self.loads.saturating_add(1);
    }
}

impl Store {
    /// Adds what was seen of widgets by origin. What was seen of a widget that is gone is forgotten.
    pub async fn note_sightings(&self, seen: &HashMap<(WidgetId, String), Seen>) -> Result<()> {
        // Always in the same order, so that two writers never wait for each other in a ring.
        let mut sorted: Vec<_> = seen.iter().collect();
        sorted.sort_by_key(|(key, _)| *key);
        let mut transaction = self.begin().await?;
        for ((widget, origin), seen) in sorted {
            let sql = "insert into widget_sightings (widget, origin, first_at, last_at, loads) \
                       select id, $2, $3, $4, $5 from widgets where id = $1 \
                       on conflict (widget, origin) do update set \
                       last_at = case when excluded.last_at > widget_sightings.last_at \
                       then excluded.last_at else widget_sightings.last_at end, loads = widget_sightings.loads + excluded.loads";
            sqlx::query(sql)
                .bind(widget.as_str())
                .bind(origin)
                .bind(seen.first_at.0)
                .bind(seen.last_at.0)
                .bind(i64::from(seen.loads))
                .execute(&mut *transaction)
                .await?;
        }
        let mut widgets: Vec<_> = seen.keys().map(|(widget, _)| widget).collect();
        widgets.sort();
        widgets.dedup();
        for widget in widgets {
            let sql = "delete from widget_sightings where widget = $1 and origin not in \
                       (select origin from widget_sightings where widget = $1 order by last_at desc, origin limit $2)";
            sqlx::query(sql).bind(widget.as_str()).bind(KEPT).execute(&mut *transaction).await?;
        }
        transaction.commit().await
    }

    /// The sites on which a widget's tag was seen, the last one first.
    pub async fn sightings(&self, widget: &WidgetId) -> Result<Vec<(String, Seen)>> {
        let sql = "select origin, first_at, last_at, loads from widget_sightings where widget = $1 \
                   order by last_at desc, origin";
        let rows = sqlx::query(sql).bind(widget.as_str()).fetch_all(self.reading()).await?;
        let seen = |row: &sqlx::any::AnyRow| {
            let loads: i64 = row.try_get(3)?;
            let seen = Seen {
                first_at: Timestamp(row.try_get(1)?),
                last_at: Timestamp(row.try_get(2)?),
                loads: u32::try_from(loads).unwrap_or(u32::MAX),
            };
            Ok((row.try_get(0)?, seen))
        };
        rows.iter().map(seen).collect()
    }

    /// When each widget's tag was last seen anywhere.
    pub async fn last_seen(&self) -> Result<HashMap<WidgetId, Timestamp>> {
        let sql = "select widget, max(last_at) from widget_sightings group by widget";
        let rows = sqlx::query(sql).fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((WidgetId(row.try_get(0)?), Timestamp(row.try_get(1)?)))).collect()
    }
}
