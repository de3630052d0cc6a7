//! Waiting for a condition, never for a time. The one door to the clock of tests and measurements.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// The monotonic clock.
#[expect(clippy::disallowed_methods, reason = "the one door to the clock for tests and measurements")]
pub fn now() -> Instant {
    Instant::now()
}

/// Lets a span of time pass: for load generators and for pauses between two looks at a condition.
#[expect(clippy::disallowed_methods, reason = "load is spread over time, and conditions are polled")]
pub async fn pause(span: Duration) {
    tokio::time::sleep(span).await;
}

/// Looks again and again until there is something to see.
///
/// # Errors
/// After `limit`, with `what` was waited for and the last error of the look, if it had one.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut look: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    const BETWEEN: Duration = Duration::from_millis(20);
    let start = now();
    loop {
        let seen = look().await;
        match seen {
            Ok(Some(value)) => return Ok(value),
            Ok(None) if start.elapsed() < limit => {}
            Err(_) if start.elapsed() < limit => {}
            Ok(None) => bail!("waited {limit:?} in vain: {what}"),
            Err(error) => return Err(error.context(format!("waited {limit:?} in vain: {what}"))),
        }
        pause(BETWEEN).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unmet_condition_names_itself_and_its_last_error() {
        let error =
            until::<()>("the moon", Duration::from_millis(1), async || bail!("cloudy")).await.unwrap_err();
        assert_eq!(format!("{error:#}"), "waited 1ms in vain: the moon: cloudy");
    }
}
