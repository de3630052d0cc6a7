//! The tags in use: renamed, coloured anew, merged and taken away.

use crate::live::api::{Failure, contacts as api};
use crate::parts::bound::Bound;
use crate::parts::choice::SelectInput;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::tag::{Tag, TagChange, TagColor};
use shared::settings::Wrong;

/// All of them by name.
#[component]
pub fn TagList(
    /// As they stand.
    tags: RwSignal<Vec<Tag>>,
) -> impl IntoView {
    let edited = RwSignal::new(None::<Tag>);
    let line = move |tag: Tag| {
        let (name, color) = (tag.name.clone(), tag.color.word());
        let about = count("contacts.found", tag.contacts as usize);
        let edit = fill("fields.edit", &[("name", &tag.name)]);
        view! {
            <li class="entry">
                <div class="entry-head">
                    <span class="entry-name tag-entry">
                        <span class="tag" data-color=color><bdi>{name}</bdi></span>
                        <span class="soft small">{about}</span>
                    </span>
                    <button type="button" class="button quiet square small" aria-label=edit on:click=move |_| edited.set(Some(tag.clone()))>
                        {icon(Icon::Edit)}
                    </button>
                </div>
            </li>
        }
    };
    view! {
        {move || tags.with(Vec::is_empty).then(|| view! { <p class="soft">{t("contacts.no_tags")}</p> })}
        <ul class="entries tag-list">{move || tags.get().into_iter().map(line).collect_view()}</ul>
        {move || edited.get().map(|tag| view! {
            <TagDialog tag=tag tags=tags close=Callback::new(move |()| edited.set(None)) />
        })}
    }
}

/// Everything that can be done to one.
#[component]
fn TagDialog(tag: Tag, tags: RwSignal<Vec<Tag>>, close: Callback<()>) -> impl IntoView {
    let workplace = use_workplace();
    let name = RwSignal::new(tag.name.clone());
    let color = RwSignal::new(tag.color);
    let fault = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let is_busy = RwSignal::new(false);
    let is_deleting = RwSignal::new(false);
    let others = tags.with_untracked(|all| {
        all.iter()
            .enumerate()
            .filter(|(_, other)| other.id != tag.id)
            .map(|(at, other)| (Some(at), other.name.clone()))
            .collect::<Vec<_>>()
    });
    let has_others = !others.is_empty();
    let into = RwSignal::new(None::<usize>);
    let id = StoredValue::new(tag.id.clone());
    let answered = move |answer: Result<Vec<Tag>, Failure>| {
        workplace.heed(&answer);
        if is_busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(all) => {
                tags.set(all);
                close.run(());
            }
            Err(Failure::Faulty(faults)) => {
                fault.set(faults.first().map(|fault| match fault.wrong {
                    Wrong::Twice => t("contacts.tag_taken"),
                    Wrong::Missing => t("faults.missing"),
                    Wrong::TooLong => t("faults.too_long"),
                    _ => t("contacts.no_tag"),
                }));
                field::focus("tag-name");
            }
            Err(other) => failure.set(Some(other)),
        }
    };
    let begin = move || {
        let is_free = !is_busy.get_untracked();
        is_busy.set(true);
        failure.set(None);
        is_free
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if !begin() {
            return;
        }
        let change = TagChange { name: name.get_untracked(), color: color.get_untracked() };
        spawn_local(async move { answered(api::change_tag(&id.get_value(), &change).await) });
    };
    let merge = move |_| {
        let into = into.get_untracked().and_then(|at| tags.with_untracked(|all| all.get(at).cloned()));
        let Some(into) = into else { return };
        if begin() {
            spawn_local(async move { answered(api::merge_tags(&id.get_value(), into.id).await) });
        }
    };
    let delete = move |_| {
        if !is_deleting.get_untracked() {
            return is_deleting.set(true);
        }
        if begin() {
            spawn_local(async move {
                let answer = async {
                    api::delete_tag(&id.get_value()).await?;
                    api::tags().await
                };
                answered(answer.await);
            });
        }
    };
    let set = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let colors = TagColor::ALL.map(|color| (color, color_name(color))).to_vec();
    let loss = count("contacts.tag_loss", tag.contacts as usize);
    let mut targets = vec![(None, t("contacts.empty"))];
    targets.extend(others);
    view! {
        <Dialog title=fill("fields.edit", &[("name", &tag.name)]) on_cancel=close>
            <form class="form" on:submit=submit novalidate>
                <div class="pair">
                    <TextInput bound=Bound::new("tag-name", name, set, fault) label=t("contacts.tag_name") />
                    <SelectInput bound=Bound::free("tag-color", color) label=t("contacts.tag_color") options=colors />
                </div>
                {has_others.then(|| view! {
                    <div class="add-line">
                        <SelectInput bound=Bound::free("tag-into", into) label=t("contacts.tag_merge_into") options=targets />
                        <button type="button" class="button" aria-disabled=move || into.get().is_none().then_some("true") on:click=merge>{t("contacts.merge")}</button>
                    </div>
                })}
                {move || is_deleting.get().then(|| view! { <p role="alert">{loss.clone()}</p> })}
                {move || failure.get().map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })}
                <div class="dialog-actions">
                    <button type="button" class="button danger-quiet" on:click=delete>
                        {move || t(if is_deleting.get() { "contacts.tag_delete_now" } else { "contacts.tag_delete" })}
                    </button>
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>{t("save.save")}</button>
                </div>
            </form>
        </Dialog>
    }
}

fn color_name(color: TagColor) -> String {
    t(match color {
        TagColor::Slate => "contacts.slate",
        TagColor::Red => "contacts.red",
        TagColor::Amber => "contacts.amber",
        TagColor::Green => "contacts.green",
        TagColor::Teal => "contacts.teal",
        TagColor::Blue => "contacts.blue",
        TagColor::Violet => "contacts.violet",
        TagColor::Pink => "contacts.pink",
    })
}
