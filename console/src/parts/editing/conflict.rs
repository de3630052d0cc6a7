//! Two people changed the same thing: who saves second decides what holds, knowing that the other one did.

use super::{Conflict, Editor};
use crate::parts::dialog::Dialog;
use crate::state::edited::{Edited, Subject};
use crate::text::{fill, t};
use leptos::prelude::*;
use serde_json::Value;

/// Shown as long as two versions stand against each other.
#[component]
pub fn ConflictDialog<S: Subject>(
    /// Of which page.
    editor: Editor<S>,
    /// What the setting at a path is called.
    name: fn(&str) -> String,
) -> impl IntoView {
    move || {
        editor.conflict.get().map(|conflict| view! { <Choice editor=editor conflict=conflict name=name /> })
    }
}

#[component]
fn Choice<S: Subject>(editor: Editor<S>, conflict: Conflict<S>, name: fn(&str) -> String) -> impl IntoView {
    let Conflict { theirs, by } = conflict;
    let said = match by {
        Some(by) => fill("clash.by", &[("name", &by.name)]),
        None => t("clash.by_somebody"),
    };
    let mine = editor.edited.with_untracked(|edited| serde_json::to_value(&edited.set).unwrap_or_default());
    let other = serde_json::to_value(theirs.set()).unwrap_or_default();
    let mut found = Vec::new();
    differences("", &mine, &other, &mut found);
    let row = move |(path, mine, theirs): (String, String, String)| {
        view! {
            <tr>
                <th scope="row">{name(&path)}</th>
                <td><bdi>{mine}</bdi></td>
                <td><bdi>{theirs}</bdi></td>
            </tr>
        }
    };
    let (take, over) = (theirs.clone(), theirs);
    let take = move |_| {
        editor.conflict.set(None);
        editor.edited.set(Edited::new(take.clone()));
    };
    let overwrite = move |_| {
        editor.conflict.set(None);
        editor.edited.update(|edited| edited.overwrite(over.clone()));
        editor.save(|| ());
    };
    let cancel = Callback::new(move |()| editor.conflict.set(None));
    view! {
        <Dialog title=t("conflict.title") on_cancel=cancel>
            <p>{said}</p>
            <div class="differences" tabindex="0" role="group" aria-label=t("conflict.differences")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t("conflict.setting")}</th>
                            <th scope="col">{t("conflict.mine")}</th>
                            <th scope="col">{t("conflict.theirs")}</th>
                        </tr>
                    </thead>
                    <tbody>{found.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| cancel.run(())>{t("conflict.later")}</button>
                <button type="button" class="button" on:click=take>{t("clash.take_theirs")}</button>
                <button type="button" class="button danger" on:click=overwrite>{t("conflict.overwrite")}</button>
            </div>
        </Dialog>
    }
}

/// Where two versions differ: path, mine, theirs.
fn differences(path: &str, mine: &Value, theirs: &Value, found: &mut Vec<(String, String, String)>) {
    if mine == theirs {
        return;
    }
    if let (Value::Object(mine), Value::Object(theirs)) = (mine, theirs) {
        let keys: std::collections::BTreeSet<&String> = mine.keys().chain(theirs.keys()).collect();
        for key in keys {
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            let (one, other) = (mine.get(key), theirs.get(key));
            differences(&inner, one.unwrap_or(&Value::Null), other.unwrap_or(&Value::Null), found);
        }
        return;
    }
    found.push((path.into(), shown(mine), shown(theirs)));
}

/// A value in a cell.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) if text.is_empty() => "–".into(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => "–".into(),
        Value::Array(list) => list.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn differences_have_their_path_and_both_values() {
        let mut found = Vec::new();
        let mine = json!({"name": "Sales", "settings": {"accept_seconds": 60, "hours": null}});
        let theirs = json!({"name": "Sales", "settings": {"accept_seconds": 30, "hours": {"zone": "UTC"}}});
        differences("", &mine, &theirs, &mut found);
        let row =
            |path: &str, mine: &str, theirs: &str| (path.to_owned(), mine.to_owned(), theirs.to_owned());
        assert_eq!(
            found,
            [row("settings.accept_seconds", "60", "30"), row("settings.hours", "–", r#"{"zone":"UTC"}"#)]
        );
    }
}
