//! The house rules that no compiler knows: small files, a word at the top of each, who may import whom, and a map that
//! names only what exists.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{command, paths};

const LONGEST_FILE: usize = 400;

/// Files that may be longer, each with the reason. The one place for it.
const LONGER: &[(&str, &str)] = &[];

/// Which of our own crates a crate may use. Tools stand outside and may use none.
const MAY_USE: [(&str, &[&str]); 6] = [
    ("shared", &[]),
    ("widget", &["shared"]),
    ("console", &["shared"]),
    ("server", &["shared"]),
    ("e2e", &["shared"]),
    ("xtask", &[]),
];

/// What the rooms of the server may not mention, from the inside out. Documentation and tests may.
const SERVER_ROOMS: [(&str, &[&str]); 3] = [
    (
        "server/src/domain/",
        &[
            "async ",
            ".await",
            "sqlx",
            "tokio",
            "axum",
            "crate::store",
            "crate::live",
            "crate::http",
            "crate::cli",
            "crate::clock",
            "crate::entropy",
            "crate::config",
            "crate::App",
        ],
    ),
    ("server/src/store/", &["axum", "crate::live", "crate::http", "crate::cli", "crate::App"]),
    ("server/src/live/", &["crate::http", "crate::cli", "sqlx::query"]),
];

/// Checks all rules and reports every breach.
///
/// # Errors
/// When a rule is broken; the message lists each breach with its file.
pub fn check() -> Result<()> {
    let mut breaches = Vec::new();
    let files = tracked_files()?;
    for file in &files {
        let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !matches!(extension, "rs" | "js" | "css") || !paths::at(file).is_file() {
            continue;
        }
        let name = file.to_string_lossy();
        let text = std::fs::read_to_string(paths::at(file)).with_context(|| format!("reading {name}"))?;
        breaches.extend(too_long(&name, &text));
        if extension == "rs" {
            breaches.extend(unannounced(&name, &text));
            breaches.extend(outward(&name, &text));
        }
    }
    for (krate, allowed) in MAY_USE {
        let manifest = std::fs::read_to_string(paths::at(krate).join("Cargo.toml"))?;
        breaches.extend(foreign(krate, allowed, &manifest)?);
    }
    if let Ok(map) = std::fs::read_to_string(paths::at("ARCHITECTURE.md")) {
        breaches.extend(stale(&map, |path| paths::at(path).exists()));
    }
    if !breaches.is_empty() {
        bail!("{} house rules are broken:\n    {}", breaches.len(), breaches.join("\n    "));
    }
    Ok(())
}

/// Everything under version control and everything new that is not ignored.
fn tracked_files() -> Result<Vec<PathBuf>> {
    let listed = command::output(command::program("git").args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]))?;
    Ok(listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}

fn too_long(name: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    let excused = LONGER.iter().any(|(file, _)| *file == name);
    (lines > LONGEST_FILE && !excused).then(|| {
        format!("{name}: {lines} lines; at most {LONGEST_FILE} so that a reader keeps the whole in mind")
    })
}

fn unannounced(name: &str, text: &str) -> Option<String> {
    let first = text.lines().find(|line| !line.is_empty() && !line.starts_with("#!["));
    let announced = first.is_some_and(|line| line.starts_with("//!"));
    (!announced).then(|| format!("{name}: does not open with `//!` and what it is for"))
}

/// Mentions of what lies further out than the room that a file of the server is in.
fn outward(name: &str, text: &str) -> Vec<String> {
    let Some((room, forbidden)) = SERVER_ROOMS.iter().find(|(room, _)| name.starts_with(room)) else {
        return Vec::new();
    };
    let code: Vec<&str> = text
        .lines()
        .take_while(|line| *line != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect();
    let mentioned = forbidden.iter().filter(|word| code.iter().any(|line| line.contains(**word)));
    mentioned.map(|word| format!("{name}: {room} may not know `{}`", word.trim())).collect()
}

/// The part of a crate's manifest that names what it uses.
#[derive(Deserialize)]
struct Dependencies {
    #[serde(default)]
    dependencies: toml::Table,
    #[serde(default, rename = "build-dependencies")]
    build: toml::Table,
}

/// Uses of our own crates that the house does not allow. What only tests use is free.
fn foreign(krate: &str, allowed: &[&str], manifest: &str) -> Result<Vec<String>> {
    let uses: Dependencies = toml::from_str(manifest).with_context(|| format!("{krate}/Cargo.toml"))?;
    let ours = MAY_USE.map(|(name, _)| name);
    let used = uses.dependencies.keys().chain(uses.build.keys()).map(String::as_str);
    let forbidden = used.filter(|name| ours.contains(name) && !allowed.contains(name));
    Ok(forbidden.map(|name| format!("{krate}/Cargo.toml: {krate} may not use {name}")).collect())
}

/// Paths in the code spans of a document that do not exist.
fn stale(document: &str, exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut outside_fences = String::new();
    let mut fenced = false;
    for line in document.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            outside_fences.push_str(line);
            outside_fences.push('\n');
        }
    }
    let spans = outside_fences.split('`').skip(1).step_by(2);
    let missing = spans.filter(|span| looks_like_path(span) && !exists(Path::new(span)));
    missing.map(|span| format!("ARCHITECTURE.md: `{span}` does not exist")).collect()
}

/// A path of ours starts with one of the crates or `public`, or is a document at the top. Routes start with a slash.
fn looks_like_path(span: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    let top = span.split('/').next().unwrap_or_default();
    let room = top == "public" || MAY_USE.iter().any(|(name, _)| *name == top);
    span.chars().all(plain) && ((room && span.contains('/')) || (top == span && span.ends_with(".md")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_reported() {
        assert_eq!(too_long("a.rs", &"x\n".repeat(400)), None);
        assert!(too_long("a.rs", &"x\n".repeat(401)).unwrap().contains("401"));
    }

    #[test]
    fn a_file_says_first_what_it_is_for() {
        assert_eq!(unannounced("a.rs", "#![no_std]\n\n//! Words.\nuse core::fmt;\n"), None);
        assert!(unannounced("a.rs", "use core::fmt;\n//! Words.\n").is_some());
        assert!(unannounced("a.rs", "").is_some());
    }

    #[test]
    fn apps_share_only_the_words() {
        let manifest =
            "[dependencies]\nshared.workspace = true\nserver = { path = \"../server\" }\nleptos = \"0.8\"";
        let breaches = foreign("widget", &["shared"], manifest).unwrap();
        assert_eq!(breaches, ["widget/Cargo.toml: widget may not use server"]);
    }

    #[test]
    fn the_domain_waits_for_nothing_and_knows_no_one_outside() {
        let text =
            "//! See crate::live.\nasync fn f() {}\nuse crate::store::Store;\n#[cfg(test)]\nuse tokio;\n";
        let breaches = outward("server/src/domain/x.rs", text);
        assert_eq!(
            breaches,
            [
                "server/src/domain/x.rs: server/src/domain/ may not know `async`",
                "server/src/domain/x.rs: server/src/domain/ may not know `crate::store`",
            ]
        );
        assert!(outward("server/src/http/x.rs", text).is_empty());
    }

    #[test]
    fn tests_may_use_more() {
        assert!(foreign("shared", &[], "[dev-dependencies]\nserver = \"1\"").unwrap().is_empty());
    }

    #[test]
    fn the_map_names_only_what_exists() {
        let map = "See `server/src/main.rs`, `server/src/gone.rs`, `/widget.js`, `Timeline` and `README.md`.\n```\n`e2e/x`\n```\n";
        let breaches = stale(map, |path| path.ends_with("main.rs") || path.ends_with("README.md"));
        assert_eq!(breaches, ["ARCHITECTURE.md: `server/src/gone.rs` does not exist"]);
    }
}
