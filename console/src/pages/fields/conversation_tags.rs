//! The tags of conversations: renamed, merged and taken away, once it was said how many conversations that touches.

use crate::live::api::{Failure, tags as api};
use crate::parts::bound::Bound;
use crate::parts::choice::SelectInput;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::rules;
use shared::settings::Wrong;
use shared::tags::{ConversationTag, ConversationTags, TagInto, TagWork};
use std::time::Duration;

/// While conversations are gone through it is asked so often how far that is.
const REFRESH: Duration = Duration::from_secs(2);

/// What is about to be done to a tag.
#[derive(Clone, Debug, PartialEq)]
enum Wish {
    Rename(String),
    Merge(String),
    Remove,
}

/// All of them by name.
#[component]
pub fn ConversationTagList() -> impl IntoView {
    let workplace = use_workplace();
    let known = RwSignal::new(None::<Result<ConversationTags, Failure>>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let answer = api::list().await;
            workplace.heed(&answer);
            // What is shown stays while the server can't be reached.
            let keeps = answer.is_err()
                && known.try_with_untracked(|known| matches!(known, Some(Ok(_)))) == Some(true);
            if !keeps {
                let _ = known.try_set(Some(answer));
            }
        });
    });
    load.run(());
    let work = Memo::new(move |_| known.with(|known| known.as_ref()?.as_ref().ok()?.work.clone()));
    let is_working = Memo::new(move |_| work.with(Option::is_some));
    Effect::new(move |_| {
        if !is_working.get() {
            return;
        }
        if let Ok(timer) = set_interval_with_handle(move || load.run(()), REFRESH) {
            on_cleanup(move || timer.clear());
        }
    });
    let edited = RwSignal::new(None::<ConversationTag>);
    let line = move |tag: ConversationTag| {
        let about = count("tags.conversations", tag.conversations as usize);
        let edit = fill("fields.edit", &[("name", &tag.tag)]);
        let name = tag.tag.clone();
        let open = move |_| {
            if !is_working.get_untracked() {
                edited.set(Some(tag.clone()));
            }
        };
        view! {
            <li class="entry">
                <div class="entry-head">
                    <span class="entry-name tag-entry">
                        <span class="tag"><bdi>{name}</bdi></span>
                        <span class="soft small">{about}</span>
                    </span>
                    <button
                        type="button"
                        class="button quiet square small"
                        aria-label=edit
                        aria-disabled=move || is_working.get().then_some("true")
                        on:click=open
                    >
                        {icon(Icon::Edit)}
                    </button>
                </div>
            </li>
        }
    };
    let body = move || match known.get() {
        None => view! { <Skeleton rows=2 /> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=load sign=Icon::Offline /> }.into_any(),
        Some(Ok(all)) => view! {
            {all.building.then(|| view! { <p class="soft small" role="status">{t("tags.building")}</p> })}
            {all.tags.is_empty().then(|| view! { <p class="soft">{t("tags.none")}</p> })}
            <ul class="entries tag-list">{all.tags.into_iter().map(line).collect_view()}</ul>
        }
        .into_any(),
    };
    view! {
        <div class="tag-work" role="status">{move || work.get().map(|work| view! { <Progress work=work /> })}</div>
        {body}
        {move || edited.get().map(|tag| view! {
            <TagDialog tag=tag known=known close=Callback::new(move |()| edited.set(None)) />
        })}
    }
}

/// How far it is.
#[component]
fn Progress(work: TagWork) -> impl IntoView {
    let said = match &work.into {
        Some(into) => fill("tags.work_into", &[("tag", &work.tag), ("into", into)]),
        None => fill("tags.work_off", &[("tag", &work.tag)]),
    };
    let done =
        fill("tags.work_done", &[("done", &work.done.to_string()), ("total", &work.total.to_string())]);
    view! {
        <p class="small"><span dir="auto">{said.clone()}</span>" "<span class="soft">{done}</span></p>
        <progress class="progress" max=work.total value=work.done aria-label=said></progress>
    }
}

/// Everything that can be done to one: first what, then whether.
#[component]
fn TagDialog(
    tag: ConversationTag,
    known: RwSignal<Option<Result<ConversationTags, Failure>>>,
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let name = RwSignal::new(tag.tag.clone());
    let fault = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let asked = RwSignal::new(None::<Wish>);
    let is_busy = RwSignal::new(false);
    let others: Vec<String> = known.with_untracked(|known| match known {
        Some(Ok(all)) => {
            all.tags.iter().map(|other| other.tag.clone()).filter(|other| *other != tag.tag).collect()
        }
        _ => Vec::new(),
    });
    let into = RwSignal::new(None::<usize>);
    let taken = others.clone();
    let conversations = tag.conversations as usize;
    let tag = StoredValue::new(tag.tag);
    let ask_rename = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        let wrong = match rules::tag(&typed) {
            Err(_) if typed.chars().count() > rules::TAG_CHARS => t("faults.too_long"),
            Err(_) => t("faults.missing"),
            Ok(name) if name == tag.get_value() => return close.run(()),
            Ok(name) if taken.contains(&name) => t("tags.taken"),
            Ok(name) => return asked.set(Some(Wish::Rename(name))),
        };
        fault.set(Some(wrong));
        field::focus("tag-name");
    };
    let merging = others.clone();
    let ask_merge = Callback::new(move |_: ev::MouseEvent| {
        let chosen = into.get_untracked().and_then(|at| merging.get(at).cloned());
        if let Some(into) = chosen {
            asked.set(Some(Wish::Merge(into)));
        }
    });
    let go = move |_| {
        let Some(wish) = asked.get_untracked() else { return };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let tag = tag.get_value();
            let answer = match wish {
                Wish::Rename(into) => api::rename(&TagInto { tag, into }).await,
                Wish::Merge(into) => api::merge(&TagInto { tag, into }).await,
                Wish::Remove => api::remove(&tag).await,
            };
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(all) => {
                    known.set(Some(Ok(all)));
                    close.run(());
                }
                // A colleague was faster with the name.
                Err(Failure::Faulty(faults)) => {
                    asked.set(None);
                    let is_taken = faults.iter().any(|fault| fault.wrong == Wrong::Twice);
                    fault.set(Some(t(if is_taken { "tags.taken" } else { "faults.missing" })));
                }
                Err(other) => failure.set(Some(other)),
            }
        });
    };
    let set = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let has_others = !others.is_empty();
    let mut targets = vec![(None, t("contacts.empty"))];
    targets.extend(others.into_iter().enumerate().map(|(at, other)| (Some(at), other)));
    let targets = StoredValue::new(targets);
    let question = move |wish: Wish| {
        let many = count("tags.conversations", conversations);
        let tag = tag.get_value();
        match wish {
            Wish::Rename(into) => fill("tags.ask_rename", &[("tag", &tag), ("into", &into), ("many", &many)]),
            Wish::Merge(into) => fill("tags.ask_merge", &[("tag", &tag), ("into", &into), ("many", &many)]),
            Wish::Remove => fill("tags.ask_remove", &[("tag", &tag), ("many", &many)]),
        }
    };
    let trouble = move || {
        failure
            .get()
            .map(|failure| view! { <p class="field-error" role="alert">{failure_text(&failure)}</p> })
    };
    let choosing = move || {
        let ask_rename = ask_rename.clone();
        view! {
            <form class="form" on:submit=ask_rename novalidate>
                <TextInput bound=Bound::new("tag-name", name, set, fault) label=t("contacts.tag_name") />
                {has_others.then(|| view! {
                    <div class="add-line">
                        <SelectInput bound=Bound::free("tag-into", into) label=t("tags.merge_into") options=targets.get_value() />
                        <button type="button" class="button" aria-disabled=move || into.get().is_none().then_some("true") on:click=move |event| ask_merge.run(event)>
                            {t("contacts.merge")}
                        </button>
                    </div>
                })}
                <div class="dialog-actions">
                    <button type="button" class="button danger-quiet" on:click=move |_| asked.set(Some(Wish::Remove))>{t("tags.remove_all")}</button>
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary">{t("tags.rename")}</button>
                </div>
            </form>
        }
        .into_any()
    };
    let asking = move |wish: Wish| {
        let doing = match wish {
            Wish::Rename(_) => "tags.rename",
            Wish::Merge(_) => "contacts.merge",
            Wish::Remove => "tags.remove_all",
        };
        let look = if wish == Wish::Remove { "button danger" } else { "button primary" };
        let back = move |_| {
            asked.set(None);
            failure.set(None);
        };
        request_animation_frame(|| field::focus("tag-go"));
        view! {
            <p dir="auto" role="alert">{question(wish)}</p>
            {trouble}
            <div class="dialog-actions">
                <button type="button" class="button" on:click=back>{t("tags.back")}</button>
                <button type="button" id="tag-go" class=look aria-disabled=move || is_busy.get().then_some("true") on:click=go>
                    {t(doing)}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        <Dialog title=fill("fields.edit", &[("name", &tag.get_value())]) on_cancel=close>
            {move || match asked.get() {
                None => choosing(),
                Some(wish) => asking(wish),
            }}
        </Dialog>
    }
}
