//! The fields that visitors fill in: before a conversation, and when the office is closed.

use super::editor::use_editor;
use super::field_card::{FieldCard, kind_name};
use super::{LanguageTabs, Part};
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::reorder::Order;
use crate::state::widget::{FormKind, KINDS, add_field, fields, fields_mut, has_kind, shift};
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::form::{FIELDS_MAX, FieldKind};
use shared::settings::FormField;

/// The chapter.
#[component]
pub fn Forms() -> impl IntoView {
    view! {
        <div class="part"><LanguageTabs /></div>
        <Part title=t("fields.before") note=t("fields.before_note")>
            <Fields form=FormKind::Before />
        </Part>
        <Part title=t("fields.closed") note=t("fields.closed_note")>
            <Fields form=FormKind::Closed />
        </Part>
    }
}

/// A field that was just taken away, and where it stood.
#[derive(Clone, PartialEq)]
struct Removed {
    index: usize,
    field: FormField,
    name: String,
}

#[component]
fn Fields(form: FormKind) -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let ids =
        editor.read(move |set| fields(set, form).iter().map(|field| field.id.clone()).collect::<Vec<_>>());
    let removed = RwSignal::new(None::<Removed>);
    let unfolded = RwSignal::new(None::<String>);
    let order = Order {
        ids: ids.into(),
        shift: Callback::new(move |(from, to)| {
            editor.change(|set| shift(fields_mut(set, form), from, to));
        }),
        name: form.word(),
    };
    let remove = Callback::new(move |(id, name): (String, String)| {
        let Some(index) = ids.with_untracked(|ids| ids.iter().position(|known| *known == id)) else {
            return;
        };
        editor.change(|set| {
            let field = fields_mut(set, form).remove(index);
            removed.set(Some(Removed { index, field, name }));
        });
        request_animation_frame(move || field::focus(&undo_id(form)));
    });
    let undo = move |_| {
        if let Some(Removed { index, field, name }) = removed.get_untracked() {
            let id = field.id.clone();
            editor.change(|set| {
                let fields = fields_mut(set, form);
                fields.insert(index.min(fields.len()), field);
            });
            removed.set(None);
            workplace.announce(fill("fields.restored", &[("name", &name)]));
            request_animation_frame(move || field::focus(&format!("{}-{id}-handle", form.word())));
        }
    };
    let add = Callback::new(move |kind| {
        let mut id = String::new();
        editor.change(|set| id = add_field(fields_mut(set, form), kind));
        removed.set(None);
        workplace.announce(fill("fields.added", &[("name", &kind_name(kind))]));
        unfolded.set(Some(id.clone()));
        request_animation_frame(move || field::focus(&format!("{}.{id}.label", form.word())));
    });
    view! {
        <ol class="entries">
            <For each=move || ids.get() key=Clone::clone let(id)>
                <FieldCard form=form id=id order=order unfolded=unfolded remove=remove />
            </For>
        </ol>
        <div role="status">
            {move || removed.get().map(|removed| view! {
                <p class="undo">
                    <span>{fill("fields.removed", &[("name", &removed.name)])}</span>
                    <button type="button" class="button small" id=undo_id(form) on:click=undo>{t("action.undo")}</button>
                </p>
            })}
        </div>
        <AddField form=form add=add />
    }
}

fn undo_id(form: FormKind) -> String {
    format!("{}-undo", form.word())
}

/// The kinds of fields that can be added.
#[component]
fn AddField(form: FormKind, add: Callback<FieldKind>) -> impl IntoView {
    let editor = use_editor();
    let free = editor.read(move |set| {
        let fields = fields(set, form);
        let is_full = fields.iter().filter(|field| !field.is_topic()).count() >= FIELDS_MAX;
        KINDS.into_iter().filter(|kind| !is_full && !has_kind(fields, *kind)).collect::<Vec<_>>()
    });
    let item = move |kind: FieldKind| {
        view! {
            <button type="button" class="button small" on:click=move |_| add.run(kind)>{kind_name(kind)}</button>
        }
    };
    view! {
        <div class="add" role="group" aria-labelledby=format!("{}-add", form.word())>
            <span class="label with-icon" id=format!("{}-add", form.word())>{icon(Icon::Plus)}{t("fields.add")}</span>
            <div class="choices">{move || free.get().into_iter().map(item).collect_view()}</div>
            {move || free.with(Vec::is_empty).then(|| view! { <p class="soft small">{t("fields.full")}</p> })}
        </div>
    }
}
