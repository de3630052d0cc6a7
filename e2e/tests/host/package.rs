//! The npm package: its types hold, and its examples run.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use e2e::driver::Engine;
use e2e::settings;
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use crate::scene::play;
use crate::site::Page;

const EXAMPLES: [(&str, &str, &str); 2] = [
    (
        "react",
        "react.tsx",
        "import { createRoot } from 'react-dom/client';
        import { createElement } from 'react';
        import { App } from './react';
        createRoot(document.getElementById('app')!).render(createElement(App, { options: (window as any).options }));",
    ),
    (
        "vue",
        "vue.ts",
        "import { createApp } from 'vue';
        import { App } from './vue';
        createApp(App, { options: (window as any).options }).mount('#app');",
    ),
];

/// The examples beside the packages that they import.
struct Workshop(TempDir);

impl Workshop {
    fn open() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("frontdesk-npm-").tempdir()?;
        let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/npm");
        let package = package.canonicalize().with_context(|| package.display().to_string())?;
        let installed = settings::npm("typescript/bin/tsc")?;
        let packages = installed.ancestors().nth(3).context("the packages have no folder")?;
        let modules = folder.path().join("node_modules");
        std::fs::create_dir(&modules)?;
        for entry in std::fs::read_dir(packages)? {
            let entry = entry?;
            std::os::unix::fs::symlink(entry.path(), modules.join(entry.file_name()))?;
        }
        std::os::unix::fs::symlink(&package, modules.join("frontdesk"))?;
        for entry in std::fs::read_dir(package.join("examples"))? {
            let entry = entry?;
            std::fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
        Ok(Self(folder))
    }

    fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    async fn run(&self, program: &str, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new("node");
        command.arg(settings::npm(program)?).args(arguments).current_dir(self.0.path()).stdin(Stdio::null());
        let output = command.kill_on_drop(true).output().await.context("node is not installed")?;
        let printed =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "{program}: {printed}");
        Ok(printed)
    }

    /// An example as one script.
    async fn bundle(&self, name: &str, start: &str) -> Result<String> {
        let entry = format!("start-{name}.ts");
        std::fs::write(self.path(&entry), start)?;
        let bundle = format!("{name}.js");
        let output = format!("--outfile={bundle}");
        let production = "--define:process.env.NODE_ENV=\"production\"";
        self.run(
            "esbuild/bin/esbuild",
            &[&entry, "--bundle", "--format=esm", "--jsx=automatic", production, &output],
        )
        .await?;
        Ok(std::fs::read_to_string(self.path(&bundle))?)
    }
}

#[tokio::test]
async fn types_say_what_the_documentation_says() -> Result<()> {
    let workshop = Workshop::open()?;
    workshop.run("typescript/bin/tsc", &["--project", "tsconfig.json"]).await?;
    // They refuse what is wrong: else the check above would mean nothing.
    let usage = std::fs::read_to_string(workshop.path("usage.ts"))?;
    std::fs::write(workshop.path("usage.ts"), usage.replace("'prefill', 'Hello'", "'prefill', 7"))?;
    let refused = workshop.run("typescript/bin/tsc", &["--project", "tsconfig.json"]).await;
    ensure!(refused.is_err_and(|error| error.to_string().contains("usage.ts")));
    Ok(())
}

pub async fn examples_of_the_package_run(engine: Engine) -> Result<()> {
    play(engine, "examples_of_the_package_run", async |scene| {
        let workshop = Workshop::open()?;
        let chat = scene.server.origin();
        for (name, example, start) in EXAMPLES {
            ensure!(workshop.path(example).is_file(), "{example} is missing");
            let widget = scene.widget(shared::settings::WidgetSettings::default()).await?;
            let script = scene.site.script(&format!("{name}.js"), workshop.bundle(name, start).await?);
            let options = json!({ "chat": chat, "widget": widget.id, "nonce": "n" });
            let body = format!(
                "<div id=\"app\"></div><script nonce=\"n\">options = {options}</script><script nonce=\"n\" type=\"module\" src=\"{script}\"></script>"
            );
            let policy = format!("default-src 'none'; img-src 'self'; script-src 'nonce-n' {chat}; frame-src {chat}; \
                require-trusted-types-for 'script'; trusted-types frontdesk vue");
            scene.visit(name, &Page { body, policy, ..Page::default() }).await?;
            scene.becomes("document.querySelector('main[data-chat]').dataset.chat", json!("ready")).await?;
            scene.browser.click(("#app button", "Ask us")).await?;
            scene.is_open().await?;
            scene.is_quiet().await?;
        }
        Ok(())
    })
    .await
}
