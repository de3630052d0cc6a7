//! Widgets.

use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::ids::WidgetId;
use shared::rest::WidgetDraft;
use shared::settings::WidgetSettings;
use sqlx::Row;
use sqlx::any::AnyRow;

/// One embedding of the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widget {
    /// As in the tag.
    pub id: WidgetId,
    /// Counts changes from 1.
    pub version: u32,
    /// What the visitor reads at the top.
    pub name: String,
    /// Origins of the sites that may embed it, such as `https://shop.example`, `https://*.shop.example` or `*`.
    pub sites: Vec<String>,
    /// All that an admin can set.
    pub settings: WidgetSettings,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// Stored, as this version.
    Done(u32),
    /// Somebody else changed it since it was read.
    Stale,
    /// There is no such widget any more.
    Gone,
}

impl Store {
    /// Makes a widget. False if the id is taken.
    pub async fn create_widget(&self, id: &WidgetId, set: &WidgetDraft) -> Result<bool> {
        let sql = "insert into widgets (id, name, sites, settings) values ($1, $2, $3, $4) on conflict (id) do nothing";
        let inserted = sqlx::query(sql)
            .bind(id.as_str())
            .bind(&set.name)
            .bind(json(&set.sites)?)
            .bind(json(&set.settings)?)
            .execute(self.writing())
            .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// Changes a widget that was read at `version`.
    pub async fn change_widget(&self, id: &WidgetId, version: u32, set: &WidgetDraft) -> Result<Changed> {
        let sql = "update widgets set name = $3, sites = $4, settings = $5, version = version + 1 \
                   where id = $1 and version = $2";
        let updated = sqlx::query(sql)
            .bind(id.as_str())
            .bind(i64::from(version))
            .bind(&set.name)
            .bind(json(&set.sites)?)
            .bind(json(&set.settings)?)
            .execute(self.writing())
            .await?;
        if updated.rows_affected() > 0 {
            return Ok(Changed::Done(version + 1));
        }
        Ok(if self.widget(id).await?.is_some() { Changed::Stale } else { Changed::Gone })
    }

    /// Takes a widget away: its tag stops working. Conversations that began in it stay as they are. False if there was
    /// none.
    pub async fn delete_widget(&self, id: &WidgetId) -> Result<bool> {
        let deleted = sqlx::query("delete from widgets where id = $1")
            .bind(id.as_str())
            .execute(self.writing())
            .await?;
        Ok(deleted.rows_affected() > 0)
    }

    /// A widget by id.
    pub async fn widget(&self, id: &WidgetId) -> Result<Option<Widget>> {
        let sql = "select id, name, sites, settings, version from widgets where id = $1";
        let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(self.reading()).await?;
        row.as_ref().map(widget_from).transpose()
    }

    /// All widgets by id.
    pub async fn widgets(&self) -> Result<Vec<Widget>> {
        let rows = sqlx::query("select id, name, sites, settings, version from widgets order by id")
            .fetch_all(self.reading())
            .await?;
        rows.iter().map(widget_from).collect()
    }

    /// What each widget is called, by name.
    pub async fn widget_names(&self) -> Result<Vec<(WidgetId, String)>> {
        let rows =
            sqlx::query("select id, name from widgets order by name, id").fetch_all(self.reading()).await?;
        rows.iter().map(|row| Ok((WidgetId(row.try_get(0)?), row.try_get(1)?))).collect()
    }

    /// What the owner's server signs identities with; empty until [`Self::secret_or`] was asked for the first time.
    /// `None` if there is no such widget.
    pub async fn widget_secret(&self, id: &WidgetId) -> Result<Option<String>> {
        let sql = "select secret from widgets where id = $1";
        sqlx::query_scalar(sql).bind(id.as_str()).fetch_optional(self.reading()).await
    }

    /// The widget's secret, from now on `fresh` if it had none. `None` if there is no such widget.
    pub async fn secret_or(&self, id: &WidgetId, fresh: &str) -> Result<Option<String>> {
        let sql = "update widgets set secret = case secret when '' then $2 else secret end where id = $1 returning secret";
        sqlx::query_scalar(sql).bind(id.as_str()).bind(fresh).fetch_optional(self.writing()).await
    }

    /// Gives the widget a new secret: what was signed with the old one is worth nothing from now on. False if there is
    /// no such widget.
    pub async fn replace_secret(&self, id: &WidgetId, fresh: &str) -> Result<bool> {
        let updated = sqlx::query("update widgets set secret = $2 where id = $1")
            .bind(id.as_str())
            .bind(fresh)
            .execute(self.writing())
            .await?;
        Ok(updated.rows_affected() > 0)
    }
}

fn widget_from(row: &AnyRow) -> Result<Widget> {
    let sites: String = row.try_get(2)?;
    let settings: String = row.try_get(3)?;
    let version: i64 = row.try_get(4)?;
    Ok(Widget {
        id: WidgetId(row.try_get(0)?),
        version: u32::try_from(version).unwrap_or(u32::MAX),
        name: row.try_get(1)?,
        sites: from_json(&sites)?,
        settings: from_json(&settings)?,
    })
}
