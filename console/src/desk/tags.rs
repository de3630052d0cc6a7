//! In the margin of a conversation: its tags, and who else has it open.

use super::Looking;
use crate::live::api::desk;
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::{AgentCommand, Looker};
use shared::ids::ConversationId;
use shared::rules::{self, TAG_CHARS};
use shared::timeline::TAGS_MAX;

/// Tags at the start side, company at the end side.
#[component]
pub fn Margin(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let me = workplace.my_id();
    let company = workplace.follow(&id, move |it| it.company(me.as_ref()));
    view! {
        <div class="margin">
            <Tags id=id />
            <div class="company" role="status">
                {move || company.get().filter(|company| !company.is_empty()).map(|company| view! { <Beside company=company /> })}
            </div>
        </div>
    }
}

#[component]
fn Beside(company: Vec<Looker>) -> impl IntoView {
    let typing = company.iter().find(|looker| looker.typing);
    let said = match (typing, company.as_slice()) {
        (Some(looker), _) => fill("company.types", &[("name", &looker.agent.name)]),
        (None, [looker]) => fill("company.looks", &[("name", &looker.agent.name)]),
        (None, many) => count("company.look", many.len()),
    };
    let face = |looker: Looker| view! { <Avatar name=looker.agent.name photo=looker.agent.photo /> };
    view! {
        <span class="company-faces" aria-hidden="true">{company.clone().into_iter().take(3).map(face).collect_view()}</span>
        <span class="small soft" dir="auto">{said}</span>
    }
}

#[component]
fn Tags(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let tags = workplace.follow(&id, |it| it.item.summary.tags.clone());
    let id = StoredValue::new(id);
    let is_adding = RwSignal::new(false);
    let opener = NodeRef::<html::Button>::new();
    let close = move || {
        let _ = is_adding.try_set(false);
        request_animation_frame(move || {
            if let Some(opener) = opener.try_get_untracked().flatten() {
                let _ = opener.focus();
            }
        });
    };
    let add = move |typed: String| match rules::tag(&typed) {
        Ok(tag) => {
            is_adding.set(false);
            workplace.wish(id.get_value(), |conversation, id| AgentCommand::Tag { conversation, id, tag });
        }
        Err(_) => close(),
    };
    let take_off = move |tag: String| {
        workplace.wish(id.get_value(), |conversation, id| AgentCommand::Untag { conversation, id, tag });
    };
    let chip = move |tag: String| {
        let label = fill("tags.remove", &[("tag", &tag)]);
        let find = fill("tags.find", &[("tag", &tag)]);
        let (gone, sought) = (tag.clone(), tag.clone());
        view! {
            <li class="tag">
                <span dir="auto">
                    <button type="button" class="tag-find" title=find on:click=move |_| looking.seek_tag(&sought)>{tag}</button>
                </span>
                <button type="button" class="tag-off" aria-label=label on:click=move |_| take_off(gone.clone())>
                    {icon(Icon::Close)}
                </button>
            </li>
        }
    };
    let has_room = move || tags.with(|tags| tags.as_ref().is_some_and(|tags| tags.len() < TAGS_MAX));
    view! {
        <ul class="tags" aria-label=t("tags.title")>
            {move || tags.get().unwrap_or_default().into_iter().map(chip).collect_view()}
            <li>
                {move || if is_adding.get() {
                    view! { <NewTag add=Callback::new(add) close=Callback::new(move |()| close()) /> }.into_any()
                } else {
                    has_room().then(|| view! {
                        <button type="button" node_ref=opener class="button quiet small tag-add" on:click=move |_| is_adding.set(true)>
                            {icon(Icon::Tag)}
                            {t("tags.add")}
                        </button>
                    })
                    .into_any()
                }}
            </li>
        </ul>
    }
}

/// The tags that are in use, to choose from, as soon as they have come. Without them a tag can still be typed.
pub fn known_tags() -> RwSignal<Vec<String>> {
    let workplace = use_workplace();
    let known = RwSignal::new(Vec::new());
    spawn_local(async move {
        let answer = desk::tags().await;
        workplace.heed(&answer);
        if let Ok(tags) = answer {
            let _ = known.try_set(tags);
        }
    });
    known
}

/// A field for one tag, with those that are in use to choose from.
#[component]
fn NewTag(add: Callback<String>, close: Callback<()>) -> impl IntoView {
    let known = known_tags();
    let input = NodeRef::<html::Input>::new();
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let on_key = move |event: ev::KeyboardEvent| {
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "Enter" => add.run(text.get_untracked()),
            "Escape" => close.run(()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    // Browsers say so, too, of a field that is taken away because it has done its work.
    let on_blur = move |_| {
        if let Some(text) = text.try_get_untracked() {
            add.run(text);
        }
    };
    view! {
        <input
            node_ref=input
            type="text"
            class="input small-input"
            list="known-tags"
            dir="auto"
            autocomplete="off"
            enterkeyhint="done"
            maxlength=TAG_CHARS
            aria-label=t("tags.new")
            placeholder=t("tags.new")
            prop:value=text
            on:input=move |event| text.set(event_target_value(&event))
            on:keydown=on_key
            on:blur=on_blur
        />
        <datalist id="known-tags">
            {move || known.get().into_iter().map(|tag| view! { <option value=tag></option> }).collect_view()}
        </datalist>
    }
}
