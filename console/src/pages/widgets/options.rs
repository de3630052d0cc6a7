//! The options of a field that is one of several.

use super::editor::use_editor;
use crate::parts::field as page;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::state::widget::{FormKind, field, field_mut};
use crate::text::{fill, number, t};
use leptos::prelude::*;
use shared::form::OPTIONS_MAX;
use shared::settings::{FieldOption, FormField};

/// The options, each with what is stored and what is read.
#[component]
pub fn Options(form: FormKind, id: String, lang: &'static str) -> impl IntoView {
    let editor = use_editor();
    let key = StoredValue::new(id.clone());
    let count = editor.read(move |set| {
        key.with_value(|id| field(set, form, id).map(|field| field.options.len()).unwrap_or_default())
    });
    let anchor = format!("{}.{id}.options", form.word());
    let fault = editor.fault(anchor.clone());
    let stem = StoredValue::new(anchor.clone());
    let change = move |change: &dyn Fn(&mut FormField)| {
        editor.change(|set| {
            if let Some(field) = key.with_value(|id| field_mut(set, form, id)) {
                change(field);
            }
        });
    };
    let add = move |_| {
        change(&|field| {
            let value = free_value(&field.options);
            field.options.push(FieldOption { value, ..FieldOption::default() });
        });
        let last = count.get_untracked().saturating_sub(1);
        request_animation_frame(move || page::focus(&format!("{}.{last}.value", stem.get_value())));
    };
    let row = move |index: usize| {
        let value = editor.bind(
            format!("{}.{index}.value", stem.get_value()),
            move |set| {
                option(set, form, &key.get_value(), index).map(|one| one.value.clone()).unwrap_or_default()
            },
            move |set, value| {
                if let Some(field) = key.with_value(|id| field_mut(set, form, id))
                    && let Some(option) = field.options.get_mut(index)
                {
                    option.value = value;
                }
            },
        );
        let label = editor.bind_text(
            format!("{}.{index}.label", stem.get_value()),
            lang,
            move |set| {
                let field = key.with_value(|id| field(set, form, id))?;
                field.options.get(index).map(|option| &option.label)
            },
            move |set| {
                let field = key.with_value(|id| field_mut(set, form, id))?;
                field.options.get_mut(index).map(|option| &mut option.label)
            },
        );
        let remove = move |_| {
            change(&|field| {
                if index < field.options.len() {
                    field.options.remove(index);
                }
            });
            page::focus(&stem.get_value());
        };
        view! {
            <li class="option">
                <TextInput bound=value label=t("fields.option_value") />
                <TextInput bound=label label=t("fields.option_label") placeholder=value.value lang=lang />
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=fill("fields.option_remove", &[("number", &number(index + 1))])
                    on:click=remove
                >
                    {icon(Icon::Trash)}
                </button>
            </li>
        }
    };
    let is_full = move || count.get() >= OPTIONS_MAX;
    view! {
        <fieldset class="field" id=anchor tabindex="-1">
            <legend>{t("fields.options")}</legend>
            <ol class="options">
                {move || (0..count.get()).map(row).collect_view()}
            </ol>
            <p class="field-error" aria-live="polite">{move || fault.get()}</p>
            <button
                type="button"
                class="button small"
                disabled=is_full
                on:click=add
            >
                {icon(Icon::Plus)}
                {t("fields.option_add")}
            </button>
        </fieldset>
    }
}

fn option<'a>(
    set: &'a shared::rest::WidgetDraft,
    form: FormKind,
    id: &str,
    index: usize,
) -> Option<&'a FieldOption> {
    field(set, form, id)?.options.get(index)
}

/// A value that no option has: the first free number.
fn free_value(options: &[FieldOption]) -> String {
    let is_free = |value: &String| options.iter().all(|option| option.value != *value);
    (1..).map(|number: usize| number.to_string()).find(is_free).unwrap_or_default()
}
