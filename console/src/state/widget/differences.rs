//! In what two versions of a widget differ.

use serde_json::Value;
use shared::rest::WidgetDraft;
use std::collections::BTreeMap;

/// A setting that is not the same in both versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which, as a path such as `look.light.brand`.
    pub path: String,
    /// In one's own version; empty if it isn't there.
    pub mine: String,
    /// In the other version; empty if it isn't there.
    pub theirs: String,
}

/// All settings that differ, in the order of their paths.
pub fn differences(mine: &WidgetDraft, theirs: &WidgetDraft) -> Vec<Difference> {
    let (mine, theirs) = (leaves(mine), leaves(theirs));
    let mut paths: Vec<&String> = mine.keys().chain(theirs.keys()).collect();
    paths.sort();
    paths.dedup();
    let of = |leaves: &BTreeMap<String, String>, path| leaves.get(path).cloned().unwrap_or_default();
    paths
        .into_iter()
        .map(|path| Difference { path: path.clone(), mine: of(&mine, path), theirs: of(&theirs, path) })
        .filter(|difference| difference.mine != difference.theirs)
        .collect()
}

fn leaves(set: &WidgetDraft) -> BTreeMap<String, String> {
    let mut leaves = BTreeMap::new();
    if let Ok(value) = serde_json::to_value(set) {
        collect(&value, "", &mut leaves);
    }
    leaves
}

fn collect(value: &Value, path: &str, leaves: &mut BTreeMap<String, String>) {
    let below = |name: &str| match path {
        "" | "settings" => name.to_string(),
        _ => format!("{path}.{name}"),
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let path = if path.is_empty() && name == "settings" { name.clone() } else { below(name) };
            collect(value, &path, leaves);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, value)| collect(value, &below(&index.to_string()), leaves)),
        Value::Null => {}
        Value::String(text) => {
            leaves.insert(path.into(), text.clone());
        }
        Value::Bool(_) | Value::Number(_) => {
            leaves.insert(path.into(), value.to_string());
        }
    }
}
