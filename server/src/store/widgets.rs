//! Widgets.

use super::conversations::{from_json, json};
use super::{Result, Store};
use shared::ids::WidgetId;
use shared::settings::WidgetSettings;
use sqlx::Row;
use sqlx::any::AnyRow;

/// One embedding of the chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widget {
    /// As in the tag.
    pub id: WidgetId,
    /// What the visitor reads at the top.
    pub name: String,
    /// Origins of the sites that may embed it, such as `https://shop.example`, `https://*.shop.example` or `*`.
    pub sites: Vec<String>,
    /// All that an admin can set.
    pub settings: WidgetSettings,
}

impl Store {
    /// Makes a widget. False if the id is taken.
    pub async fn create_widget(&self, widget: &Widget) -> Result<bool> {
        let sites = serde_json::Value::from(widget.sites.clone()).to_string();
        let sql = "insert into widgets (id, name, sites, settings) values ($1, $2, $3, $4) on conflict (id) do nothing";
        let inserted = sqlx::query(sql)
            .bind(widget.id.as_str())
            .bind(&widget.name)
            .bind(sites)
            .bind(json(&widget.settings)?)
            .execute(self.writing())
            .await?;
        Ok(inserted.rows_affected() > 0)
    }

    /// A widget by id.
    pub async fn widget(&self, id: &WidgetId) -> Result<Option<Widget>> {
        let sql = "select id, name, sites, settings from widgets where id = $1";
        let row = sqlx::query(sql).bind(id.as_str()).fetch_optional(self.reading()).await?;
        row.as_ref().map(widget_from).transpose()
    }

    /// All widgets by id.
    pub async fn widgets(&self) -> Result<Vec<Widget>> {
        let rows = sqlx::query("select id, name, sites, settings from widgets order by id")
            .fetch_all(self.reading())
            .await?;
        rows.iter().map(widget_from).collect()
    }
}

fn widget_from(row: &AnyRow) -> Result<Widget> {
    let sites: String = row.try_get(2)?;
    let settings: String = row.try_get(3)?;
    Ok(Widget {
        id: WidgetId(row.try_get(0)?),
        name: row.try_get(1)?,
        sites: from_json(&sites)?,
        settings: from_json(&settings)?,
    })
}
