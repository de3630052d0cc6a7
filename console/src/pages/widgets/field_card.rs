//! One field of a form: what it takes, whether it is asked, and its texts.

use super::editor::{Editor, use_editor};
use super::options::Options;
use crate::parts::bound::Bound;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::reorder::{Mover, Order};
use crate::state::widget::{FormKind, field, field_mut};
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::form::FieldKind;
use shared::settings::{FormField, Need, has_own_label};

/// What a kind of field is called.
pub fn kind_name(kind: FieldKind) -> String {
    t(match kind {
        FieldKind::Topic => "kind.topic",
        FieldKind::Name => "kind.name",
        FieldKind::Email => "kind.email",
        FieldKind::Phone => "kind.phone",
        FieldKind::Company => "kind.company",
        FieldKind::Text => "kind.text",
        FieldKind::LongText => "kind.long_text",
        FieldKind::Number => "kind.number",
        FieldKind::Date => "kind.date",
        FieldKind::Select => "kind.select",
        FieldKind::Checkbox => "kind.checkbox",
        FieldKind::Consent => "kind.consent",
    })
}

/// What a field is called: its label in the language that is shown, or in any, or its kind.
fn field_name(field: &FormField, lang: &str) -> String {
    let label = field.label.get(lang).or_else(|| field.label.values().next());
    label.cloned().unwrap_or_else(|| kind_name(field.kind()))
}

/// The card of a field.
#[component]
pub fn FieldCard(
    /// Which form it stands in.
    form: FormKind,
    /// The field's id.
    id: String,
    /// Its place among the others.
    order: Order,
    /// Which field of the form is unfolded.
    unfolded: RwSignal<Option<String>>,
    /// Takes it away; gets its id and its name.
    remove: Callback<(String, String)>,
) -> impl IntoView {
    let editor = use_editor();
    let key = StoredValue::new(id.clone());
    let name = Memo::new(move |_| {
        let lang = editor.lang.get();
        key.with_value(|id| {
            editor.editing.with(|editing| {
                field(&editing.set, form, id).map(|field| field_name(field, lang)).unwrap_or_default()
            })
        })
    });
    let kind = editor
        .editing
        .with_untracked(|editing| field(&editing.set, form, &id).map(FormField::kind))
        .unwrap_or(FieldKind::Text);
    let anchor = format!("{}.{id}", form.word());
    let is_wrong = {
        let start = format!("{anchor}.");
        Memo::new(move |_| editor.faults.with(|all| all.iter().any(|fault| fault.anchor.starts_with(&start))))
    };
    // What is wrong must be in sight.
    let is_open = move || key.with_value(|id| unfolded.with(|open| open.as_ref() == Some(id)));
    let toggle = move |_| {
        let next = (!is_open()).then(|| key.get_value());
        unfolded.set(next);
    };
    let details_id = format!("{anchor}.details");
    view! {
        <li class="entry" data-list=form.word() data-entry=id.clone() class:wrong=is_wrong>
            <div class="entry-head">
                <Mover order=order id=id.clone() name=name />
                <span class="entry-name">
                    <strong dir="auto">{name}</strong>
                    {move || (name.get() != kind_name(kind)).then(|| view! { <span class="soft small">{kind_name(kind)}</span> })}
                </span>
                <NeedChoice form=form id=id.clone() name=name />
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=move || fill("fields.edit", &[("name", &name.get())])
                    aria-expanded=move || (is_open() || is_wrong.get()).to_string()
                    aria-controls=details_id.clone()
                    on:click=toggle
                >
                    {icon(Icon::Edit)}
                </button>
                // A form always has the topic; it can be switched off.
                {(kind != FieldKind::Topic).then(|| view! {
                    <button
                        type="button"
                        class="button quiet square small"
                        aria-label=move || fill("fields.remove", &[("name", &name.get())])
                        on:click=move |_| remove.run((key.get_value(), name.get_untracked()))
                    >
                        {icon(Icon::Trash)}
                    </button>
                })}
            </div>
            <div class="entry-details" id=details_id hidden=move || !(is_open() || is_wrong.get())>
                {move || {
                    let lang = editor.lang.get();
                    (is_open() || is_wrong.get()).then(|| view! { <Details form=form id=key.get_value() kind=kind lang=lang /> })
                }}
            </div>
        </li>
    }
}

/// Off, optional or required; after hours whatever is asked is required.
#[component]
fn NeedChoice(form: FormKind, id: String, name: Memo<String>) -> impl IntoView {
    let editor = use_editor();
    let anchor = format!("{}.{id}.need", form.word());
    let (read_id, write_id) = (id.clone(), id);
    let need = editor.bind(
        anchor.clone(),
        move |set| match (form, field(set, form, &read_id).map(|field| field.need).unwrap_or_default()) {
            (FormKind::Closed, Need::Optional) => Need::Required,
            (_, need) => need,
        },
        move |set, need| {
            if let Some(field) = field_mut(set, form, &write_id) {
                field.need = need;
            }
        },
    );
    let mut options = vec![(Need::Off, t("fields.off"))];
    if form == FormKind::Before {
        options.push((Need::Optional, t("fields.optional")));
    }
    options.push((Need::Required, t("fields.required")));
    let choose = move |event| {
        need.set.run(match event_target_value(&event).as_str() {
            "off" => Need::Off,
            "optional" => Need::Optional,
            _ => Need::Required,
        });
    };
    let option = move |(value, shown): (Need, String)| {
        let word = match value {
            Need::Off => "off",
            Need::Optional => "optional",
            Need::Required => "required",
        };
        view! { <option value=word prop:selected=move || need.value.get() == value>{shown}</option> }
    };
    view! {
        <select
            id=anchor
            class="input compact"
            aria-label=move || fill("fields.need", &[("name", &name.get())])
            on:change=choose
        >
            {options.into_iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn Details(form: FormKind, id: String, kind: FieldKind, lang: &'static str) -> impl IntoView {
    let editor = use_editor();
    let anchor = format!("{}.{id}", form.word());
    let label = text(editor, form, &id, "label", lang, |field| &field.label, |field| &mut field.label);
    let help = text(editor, form, &id, "help", lang, |field| &field.help, |field| &mut field.help);
    let own = if has_own_label(&id) { kind_name(kind) } else { String::new() };
    let label_hint = if has_own_label(&id) { t("fields.own_label") } else { String::new() };
    let link_id = id.clone();
    let link = (kind == FieldKind::Consent).then(|| {
        let write_id = link_id.clone();
        editor.bind(
            format!("{anchor}.link"),
            move |set| field(set, form, &link_id).map(|field| field.link.clone()).unwrap_or_default(),
            move |set, link| {
                if let Some(field) = field_mut(set, form, &write_id) {
                    field.link = link;
                }
            },
        )
    });
    view! {
        <TextInput bound=label label=t("fields.label") hint=label_hint placeholder=own lang=lang />
        <TextInput bound=help label=t("fields.help") hint=t("fields.help_note") lang=lang />
        {link.map(|link| view! {
            <TextInput bound=link label=t("fields.link") hint=t("fields.link_note") placeholder="https://shop.example/privacy" />
        })}
        {(kind == FieldKind::Select).then(|| view! { <Options form=form id=id.clone() lang=lang /> })}
    }
}

fn text(
    editor: Editor,
    form: FormKind,
    id: &str,
    word: &str,
    lang: &'static str,
    read: fn(&FormField) -> &shared::settings::ByLang,
    write: fn(&mut FormField) -> &mut shared::settings::ByLang,
) -> Bound<String> {
    let (read_id, write_id) = (id.to_string(), id.to_string());
    editor.bind_text(
        format!("{}.{id}.{word}", form.word()),
        lang,
        move |set| field(set, form, &read_id).map(read),
        move |set| field_mut(set, form, &write_id).map(write),
    )
}
