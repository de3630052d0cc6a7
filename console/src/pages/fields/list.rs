//! The fields in their order: moved, shown or not, changed, taken away.

use super::deletion::DeleteFieldDialog;
use super::editing::Subject;
use crate::live::api::contacts as api;
use crate::pages::contacts::field_name;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::reorder::{Mover, Order};
use crate::parts::toast::Toast;
use crate::state::widget::shift;
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::field::{ContactField, ContactFieldChange, ContactFieldDraft, ContactFieldKind};

/// All of them.
#[component]
pub fn FieldList(
    /// As they stand.
    fields: RwSignal<Vec<ContactField>>,
    /// Which one is under change.
    edited: RwSignal<Option<Subject>>,
    /// Reads them anew.
    load: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let ids = Memo::new(move |_| {
        fields.with(|fields| fields.iter().map(|field| field.id.to_string()).collect::<Vec<_>>())
    });
    // What is moved shows at once; the server is told, and if it refuses, the list is read anew.
    let moved = Callback::new(move |(from, to): (usize, usize)| {
        fields.update(|fields| shift(fields, from, to));
        let order = shared::staff::Order { ids: ids.get_untracked() };
        spawn_local(async move {
            if let Err(failure) = api::order_fields(&order).await {
                workplace.toasts.show(Toast::trouble(failure_text(&failure)));
                load.run(());
            }
        });
    });
    let order = Order { ids: ids.into(), shift: moved, name: "contact-fields" };
    let deleted = RwSignal::new(None::<ContactField>);
    view! {
        <ul class="entries">
            <For each=move || fields.get() key=|field| (field.id.clone(), field.version, field.used) let(field)>
                {
                    let id = field.id.to_string();
                    view! {
                        <li class="entry" data-list="contact-fields" data-entry=id>
                            <Line field=field order=order edited=edited deleted=deleted load=load />
                        </li>
                    }
                }
            </For>
        </ul>
        {move || deleted.get().map(|field| view! {
            <DeleteFieldDialog field=field close=Callback::new(move |()| deleted.set(None)) load=load />
        })}
    }
}

#[component]
fn Line(
    field: ContactField,
    order: Order,
    edited: RwSignal<Option<Subject>>,
    deleted: RwSignal<Option<ContactField>>,
    load: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let name = field_name(&field);
    let is_own = field.set.kind != ContactFieldKind::BuiltIn;
    let kind = kind_name(&field.set.kind);
    let used = is_own.then(|| count("contacts.used", field.used as usize));
    let about: Vec<String> = [kind].into_iter().chain(used).collect();
    let id = field.id.to_string();
    let shown = field.set.shown;
    let field = StoredValue::new(field);
    let show = move |event| {
        let shown = event_target_checked(&event);
        let known = field.get_value();
        spawn_local(async move {
            let set = ContactFieldDraft { shown, ..known.set };
            let change = ContactFieldChange { version: known.version, set };
            let answer = api::change_field(&known.id, &change).await;
            workplace.heed(&answer);
            if let Err(failure) = answer {
                workplace.toasts.show(Toast::trouble(failure_text(&failure)));
            }
            load.run(());
        });
    };
    let mover_name = Signal::stored(name.clone());
    let edit = fill("fields.edit", &[("name", &name)]);
    let remove = fill("fields.remove", &[("name", &name)]);
    let label = fill("contacts.shown_name", &[("name", &name)]);
    view! {
        <div class="entry-head">
            <Mover order=order id=id.clone() name=mover_name />
            <span class="entry-name">
                <strong dir="auto">{name}</strong>
                <span class="soft small">{about.join(" · ")}</span>
            </span>
            <label class="switch field-switch">
                <span class="small" aria-hidden="true">{t("contacts.shown")}</span>
                <input type="checkbox" role="switch" id=format!("shown-{id}") aria-label=label prop:checked=shown on:change=show />
            </label>
            {is_own.then(|| view! {
                <button type="button" class="button quiet square small" aria-label=edit on:click=move |_| edited.set(Some(Subject::Known(field.get_value())))>
                    {icon(Icon::Edit)}
                </button>
                <button type="button" class="button quiet square small" aria-label=remove on:click=move |_| deleted.set(Some(field.get_value()))>
                    {icon(Icon::Trash)}
                </button>
            })}
        </div>
    }
}

/// What a field holds.
pub fn kind_name(kind: &ContactFieldKind) -> String {
    t(match kind {
        ContactFieldKind::BuiltIn => "contacts.kind_built_in",
        ContactFieldKind::Text => "contacts.kind_text",
        ContactFieldKind::Number => "contacts.kind_number",
        ContactFieldKind::Date => "contacts.kind_date",
        ContactFieldKind::YesNo => "contacts.kind_yes_no",
        ContactFieldKind::Link => "contacts.kind_link",
        ContactFieldKind::Choice(_) => "contacts.kind_choice",
    })
}
