//! A contact's tags: taken off with one click, put on by name.

use super::{Card, Outcome};
use crate::live::api::contacts as api;
use crate::parts::icon::{Icon, icon};
use crate::parts::toast::Toast;
use crate::text::{fill, t};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::tag::{TAG_CHARS, Tag, TagColor};
use shared::contact::{ContactDraft, ContactPatch};

/// The colour of a tag.
fn color_of(tags: &[Tag], name: &str) -> &'static str {
    tags.iter().find(|tag| tag.name == name).map_or(TagColor::Slate, |tag| tag.color).word()
}

/// The tags.
#[component]
pub fn Tags(
    /// Whose.
    card: Card,
) -> impl IntoView {
    let tags = card.read(|set: &ContactDraft| set.tags.clone());
    let is_adding = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    card.changes.hold(move || is_adding.get());
    let save = move |wanted: Vec<String>, then: fn(RwSignal<bool>, RwSignal<String>)| {
        spawn_local(async move {
            let patch = ContactPatch { tags: Some(wanted), ..ContactPatch::default() };
            match card.save(patch).await {
                Outcome::Saved => {
                    let _ = fault.try_set(None);
                    then(is_adding, typed);
                    // One that is new has a colour now.
                    if let Ok(all) = api::tags().await {
                        let _ = card.tags.try_set(all);
                    }
                }
                // They are shown as they are now; what one wanted is one click away.
                Outcome::Clash => card.workplace.toasts.show(Toast::news(t("contacts.tags_changed"))),
                Outcome::Wrong(text) => {
                    let _ = fault.try_set(Some(text));
                }
            }
        });
    };
    let take_off = move |name: String| {
        let rest = tags.with_untracked(|tags| tags.iter().filter(|tag| **tag != name).cloned().collect());
        save(rest, |_, _| ());
    };
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let name = typed.get_untracked();
        if name.trim().is_empty() {
            return is_adding.set(false);
        }
        let wanted = tags.with_untracked(|tags| [tags.as_slice(), &[name]].concat());
        save(wanted, |is_adding, typed| {
            let _ = typed.try_set(String::new());
            let _ = is_adding.try_set(false);
        });
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            typed.set(String::new());
            fault.set(None);
            is_adding.set(false);
        }
    };
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let chip = move |name: String| {
        let (shown, label) = (name.clone(), fill("contacts.tag_off", &[("name", &name)]));
        let color = {
            let name = name.clone();
            move || card.tags.with(|all| color_of(all, &name))
        };
        view! {
            <li class="tag" data-color=color>
                <bdi>{shown}</bdi>
                <button type="button" aria-label=label on:click=move |_| take_off(name.clone())>{icon(Icon::Close)}</button>
            </li>
        }
    };
    let known = move || {
        let others = move |tag: &Tag| !tags.with(|tags| tags.contains(&tag.name));
        let options = card.tags.get().into_iter().filter(others);
        options.map(|tag| view! { <option value=tag.name></option> }).collect_view()
    };
    view! {
        <ul class="tags" role="list">{move || tags.get().into_iter().map(chip).collect_view()}</ul>
        {move || match is_adding.get() {
            false => view! {
                <button type="button" class="link" id="contact-add-tag" on:click=move |_| is_adding.set(true)>{t("contacts.add_tag")}</button>
            }
            .into_any(),
            true => view! {
                <form class="add-tag" on:submit=add>
                    <input
                        id="contact-tag"
                        node_ref=input
                        class="input compact"
                        dir="auto"
                        autocomplete="off"
                        list="contact-tags-known"
                        maxlength=TAG_CHARS
                        aria-label=t("contacts.tag")
                        aria-invalid=move || fault.with(Option::is_some).then_some("true")
                        aria-describedby="contact-tag-error"
                        prop:value=typed
                        on:input=move |event| {
                            typed.set(event_target_value(&event));
                            fault.set(None);
                        }
                        on:keydown=on_key
                    />
                    <datalist id="contact-tags-known">{known}</datalist>
                    <button type="submit" class="button small">{t("action.add")}</button>
                </form>
            }
            .into_any(),
        }}
        <p class="field-error" id="contact-tag-error" aria-live="polite">{move || fault.get()}</p>
    }
}
