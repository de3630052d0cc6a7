//! A database of an earlier version is taken over with all that was set in it.

use super::*;
use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use std::borrow::Cow;

static MIGRATIONS: Migrator = sqlx::migrate!();

#[tokio::test]
async fn hours_that_were_set_before_queues_had_settings_stay() {
    on_each(async |database| {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect(&database.url).await.unwrap();
        let earlier = MIGRATIONS.iter().filter(|step| step.version < 7).cloned().collect::<Vec<_>>();
        let earlier = Migrator { migrations: Cow::Owned(earlier), ..Migrator::DEFAULT };
        earlier.run(&pool).await.unwrap();
        let json =
            r#"{"zone":"Europe/Warsaw","week":{"sat":["22:00-06:00"]},"exceptions":{"2026-12-25":[]}}"#;
        for (id, hours) in [("a", Some(json)), ("b", None)] {
            sqlx::query("insert into queues (id, name, position, hours) values ($1, $1, 1, $2)")
                .bind(id)
                .bind(hours)
                .execute(&pool)
                .await
                .unwrap();
        }
        pool.close().await;
        let queues = database.open().await.queues().await.unwrap();
        let hours: Vec<_> = queues.iter().map(|queue| queue.settings.hours.as_ref()).collect();
        assert_eq!(serde_json::to_string(&hours[0]).unwrap(), json);
        assert_eq!((hours[1], queues[1].is_open(NOW), queues[0].version), (None, true, 1));
        assert_eq!(queues[0].settings.rules, shared::queue::QueueSettings::default().rules);
    })
    .await;
}
