//! WebKit by WebKitWebDriver, on a display without a screen.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::{LISTEN_LIMIT, Lack, Listening, Motion, Nature, command};
use crate::process::Process;
use crate::settings;
use crate::until::until;

const MINI_BROWSERS: &[&str] = &[
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
];

pub(super) async fn start(folder: &Path, nature: Nature) -> Result<Listening> {
    let (display, number) = display(folder).await?;
    let program = settings::installed(&["/usr/bin/WebKitWebDriver"])?;
    // It can't tell which port it chose by itself.
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let mut driver = command(&program, folder);
    driver
        .arg(format!("--port={port}"))
        .env("DISPLAY", format!(":{number}"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .env("XDG_CONFIG_HOME", config(folder, nature.motion)?)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("GDK_BACKEND", "x11")
        .env("GSETTINGS_BACKEND", "memory")
        .env("LIBGL_ALWAYS_SOFTWARE", "1")
        .env("NO_AT_BRIDGE", "1")
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("WAYLAND_DISPLAY");
    if nature.lack == Lack::WebAssembly {
        driver.env("JSC_useWasm", "0");
    }
    let mut process = Process::start("WebKitWebDriver", driver)?;
    until("WebKitWebDriver listens", LISTEN_LIMIT, async || {
        if !process.is_running() {
            bail!("it ended: {}", process.log().text());
        }
        Ok(TcpStream::connect(("127.0.0.1", port)).await.ok())
    })
    .await?;
    Ok(Listening { process, display: Some(display), port })
}

/// Makes the folder of the person's settings: pages are told what GTK is told.
fn config(folder: &Path, motion: Motion) -> Result<PathBuf> {
    let config = folder.join("config");
    let animations = u8::from(motion == Motion::Any);
    let settings = format!("[Settings]\ngtk-enable-animations={animations}\n");
    let file = config.join("gtk-3.0/settings.ini");
    std::fs::create_dir_all(config.join("gtk-3.0"))
        .and_then(|()| std::fs::write(&file, settings))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(config)
}

async fn display(folder: &Path) -> Result<(Process, u32)> {
    let mut server = command(&settings::installed(&["/usr/bin/Xvfb"])?, folder);
    server.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"]);
    // Killed outright, it would leave its lock behind.
    let mut process = Process::start("Xvfb", server)?.politely();
    // It complains of displays that are taken before it prints the number of a free one.
    let number = |log: &str| log.lines().find_map(|line| line.trim().parse().ok());
    let number = process.printed(LISTEN_LIMIT, number).await?;
    Ok((process, number))
}

pub(super) fn capabilities() -> Result<Value> {
    Ok(json!({
        "browserName": "MiniBrowser",
        // Otherwise every command waits until each frame has loaded whatever it may ever need.
        "pageLoadStrategy": "none",
        "webkitgtk:browserOptions": {
            "binary": settings::installed(MINI_BROWSERS)?,
            // Its toolbar would take 38 pixels and demand 447 in width.
            "args": ["--automation", "--full-screen"],
        },
    }))
}
