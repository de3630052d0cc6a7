//! Barriers on a page, found by axe-core.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use super::Browser;
use crate::settings;

const RUN: &str = "
    const done = arguments[arguments.length - 1];
    // What is half faded in has half its contrast. What is out of sight may never end.
    const isFading = fade => fade.playState === 'running' && Number.isFinite(fade.effect.getComputedTiming().endTime);
    const fades = document.getAnimations().filter(isFading).map(fade => fade.finished);
    Promise.race([Promise.allSettled(fades), new Promise(late => setTimeout(late, 2000))]).then(
        // The size of targets is a rule of level AA that axe leaves out unless it is asked.
        () => axe.run(document, { resultTypes: ['violations'], iframes: false, rules: { 'target-size': { enabled: true } } })).then(
        result => done({ found: result.violations.map(violation =>
            `${violation.id}: ${violation.nodes.map(node => `${node.target.flat(9)} (${node.failureSummary})`).join('; ')}`) }),
        error => done({ error: String(error) }));";

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Found(Vec<String>),
    Error(String),
}

impl Browser {
    /// Runs axe in the place that was turned to last and gives back what it finds.
    ///
    /// # Errors
    /// When it can't be run.
    pub async fn barriers(&self) -> Result<Vec<String>> {
        if self.script("return typeof axe", Vec::new()).await? != "object" {
            let path = settings::axe()?;
            let axe =
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            self.session()
                .execute(axe, Vec::<Value>::new())
                .await
                .context("axe cannot be put into the page")?;
        }
        let outcome = self.session().execute_async(RUN, Vec::<Value>::new()).await?;
        match outcome.convert()? {
            Outcome::Found(found) => Ok(found),
            Outcome::Error(error) => bail!("axe: {error}"),
        }
    }
}
