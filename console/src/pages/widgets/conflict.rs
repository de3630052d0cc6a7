//! Two people changed the same widget: who saves second decides what holds, knowing what the other one did.

use super::chapter_name;
use super::editor::{Conflict, use_editor};
use crate::parts::dialog::Dialog;
use crate::state::widget::{Difference, Located, differences, located};
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::rest::WidgetDraft;
use shared::settings::{SettingFault, Wrong};

/// Shown as long as two versions stand against each other.
#[component]
pub fn ConflictDialog() -> impl IntoView {
    let editor = use_editor();
    move || editor.conflict.get().map(|conflict| view! { <Choice conflict=conflict /> })
}

#[component]
fn Choice(conflict: Conflict) -> impl IntoView {
    let editor = use_editor();
    let Conflict { theirs, by } = conflict;
    let said = match by {
        Some(by) => fill("conflict.by", &[("name", &by.name)]),
        None => t("conflict.by_somebody"),
    };
    let mine = editor.editing.with_untracked(|editing| editing.set.clone());
    let found = differences(&mine, &theirs.set);
    let (take, over) = (theirs.clone(), theirs);
    let take = move |_| {
        editor.conflict.set(None);
        editor.editing.update(|editing| editing.take_theirs(take.clone()));
    };
    let overwrite = move |_| {
        editor.conflict.set(None);
        editor.editing.update(|editing| editing.overwrite(over.clone()));
        editor.save(|| ());
    };
    let cancel = Callback::new(move |()| editor.conflict.set(None));
    view! {
        <Dialog title=t("conflict.title") on_cancel=cancel>
            <p>{said}</p>
            <Differences found=found mine=mine />
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| cancel.run(())>{t("conflict.later")}</button>
                <button type="button" class="button" on:click=take>{t("conflict.take_theirs")}</button>
                <button type="button" class="button danger" on:click=overwrite>{t("conflict.overwrite")}</button>
            </div>
        </Dialog>
    }
}

/// Both versions, setting by setting.
#[component]
fn Differences(found: Vec<Difference>, mine: WidgetDraft) -> impl IntoView {
    if found.is_empty() {
        return view! { <p class="soft">{t("conflict.same")}</p> }.into_any();
    }
    let shown = |value: String| if value.is_empty() { "–".to_string() } else { value };
    let row = move |one: Difference| {
        let name = setting_name(&one.path, &mine);
        view! {
            <tr>
                <th scope="row"><span>{name.0}</span><span class="soft small" dir="ltr">{name.1}</span></th>
                <td><bdi>{shown(one.mine)}</bdi></td>
                <td><bdi>{shown(one.theirs)}</bdi></td>
            </tr>
        }
    };
    view! {
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
    }
    .into_any()
}

/// A setting's chapter, and what it is there: the words of its path, with what a list's entry is called for its number.
fn setting_name(path: &str, set: &WidgetDraft) -> (String, String) {
    if path == "name" {
        return (t("basics.name"), String::new());
    }
    let fault = SettingFault { path: path.into(), wrong: Wrong::Missing };
    let Located { chapter, anchor, lang, .. } = located(&fault, set);
    let words = anchor.split('.').skip(usize::from(anchor.contains('.'))).map(|word| word.replace('_', " "));
    let lang = lang.and_then(crate::text::language_of);
    (chapter_name(chapter), words.chain(lang).collect::<Vec<_>>().join(" · "))
}

/// After somebody else's version was taken: one's own is still there.
#[component]
pub fn KeptVersion() -> impl IntoView {
    let editor = use_editor();
    let kept = Memo::new(move |_| editor.editing.with(|editing| editing.kept.clone()));
    let is_comparing = RwSignal::new(false);
    let forget = move |_| editor.editing.update(|editing| editing.kept = None);
    let restore = move |_| editor.editing.update(crate::state::widget::Editing::use_kept);
    let close = Callback::new(move |()| is_comparing.set(false));
    move || {
        kept.get().map(|mine| {
            let compared = StoredValue::new(mine);
            view! {
                <section class="kept" aria-label=t("conflict.kept")>
                    <p>{t("conflict.kept_note")}</p>
                    <div class="actions">
                        <button type="button" class="button small" on:click=move |_| is_comparing.set(true)>{t("conflict.compare")}</button>
                        <button type="button" class="button small" on:click=restore>{t("conflict.restore")}</button>
                        <button type="button" class="button quiet small" on:click=forget>{t("conflict.forget")}</button>
                    </div>
                </section>
                {move || is_comparing.get().then(|| {
                    let theirs = editor.editing.with_untracked(|editing| editing.set.clone());
                    view! {
                        <Dialog title=t("conflict.differences") on_cancel=close>
                            <Differences found=compared.with_value(|mine| differences(mine, &theirs)) mine=compared.get_value() />
                            <div class="dialog-actions">
                                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.close")}</button>
                            </div>
                        </Dialog>
                    }
                })}
            }
        })
    }
}
