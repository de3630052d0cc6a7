//! Messages that speak to a visitor first, each with its conditions.

use super::editor::{Editor, use_editor};
use super::{LanguageTabs, Part};
use crate::live::api::admin;
use crate::parts::bound::Bound;
use crate::parts::choice::{SelectInput, SwitchInput};
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::{NumberInput, TextInput, TextLines};
use crate::state::widget::{add_invitation, invitation, invitation_mut};
use crate::text::{fill, number, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::QueueId;
use shared::rest::TopicStatus;
use shared::settings::{INVITATIONS_MAX, Invitation};

/// The chapter.
#[component]
pub fn Invitations() -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let topics = RwSignal::new(None::<Vec<TopicStatus>>);
    spawn_local(async move {
        if let Ok(now) = admin::status(&editor.id()).await {
            let _ = topics.try_set(Some(now.topics));
        }
    });
    let ids =
        editor.read(|set| set.settings.invitations.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    let removed = RwSignal::new(None::<(usize, Invitation)>);
    let remove = Callback::new(move |id: String| {
        if let Some(index) = ids.with_untracked(|ids| ids.iter().position(|known| *known == id)) {
            editor.change(|set| removed.set(Some((index, set.settings.invitations.remove(index)))));
            request_animation_frame(|| field::focus("invitation-undo"));
        }
    });
    let undo = move |_| {
        if let Some((index, one)) = removed.get_untracked() {
            editor.change(|set| {
                let all = &mut set.settings.invitations;
                all.insert(index.min(all.len()), one);
            });
            removed.set(None);
            workplace.announce(t("invite.restored"));
            field::focus("invitation-add");
        }
    };
    let add = move |_| {
        let mut id = String::new();
        editor.change(|set| id = add_invitation(&mut set.settings.invitations));
        removed.set(None);
        request_animation_frame(move || field::focus(&format!("invitations.{id}.text")));
    };
    let is_full = move || ids.with(Vec::len) >= INVITATIONS_MAX;
    view! {
        <Part title=t("chapter.invitations") note=t("invite.note")>
            <LanguageTabs />
            <ol class="entries">
                <For each=move || ids.get() key=Clone::clone let(id)>
                    <Card id=id ids=ids topics=topics remove=remove />
                </For>
            </ol>
            {move || ids.with(Vec::is_empty).then(|| view! {
                <div class="empty">
                    {icon(Icon::Chats)}
                    <p class="soft">{t("invite.none")}</p>
                </div>
            })}
            <div role="status">
                {move || removed.with(Option::is_some).then(|| view! {
                    <p class="undo">
                        <span>{t("invite.removed")}</span>
                        <button type="button" class="button small" id="invitation-undo" on:click=undo>{t("action.undo")}</button>
                    </p>
                })}
            </div>
            <p>
                <button
                    type="button"
                    class="button"
                    id="invitation-add"
                    disabled=is_full
                    on:click=add
                >
                    {icon(Icon::Plus)}
                    {t("invite.add")}
                </button>
            </p>
        </Part>
    }
}

#[component]
fn Card(
    id: String,
    ids: Memo<Vec<String>>,
    topics: RwSignal<Option<Vec<TopicStatus>>>,
    remove: Callback<String>,
) -> impl IntoView {
    let editor = use_editor();
    let key = StoredValue::new(id.clone());
    let position = Memo::new(move |_| {
        let at = key.with_value(|id| ids.with(|ids| ids.iter().position(|known| known == id)));
        number(at.unwrap_or_default() + 1)
    });
    let on = bind(editor, &id, "on", |one| one.on, |one, on| one.on = on);
    let staffed = bind(editor, &id, "staffed", |one| one.staffed, |one, on| one.staffed = on);
    let open = bind(editor, &id, "open", |one| one.open.clone(), |one, open| one.open = open);
    let leaving = bind(editor, &id, "leaving", |one| one.leaving, |one, on| one.leaving = on);
    let page = bind(editor, &id, "page", |one| one.page.clone(), |one, page| one.page = page);
    let seconds = bind(editor, &id, "seconds", |one| one.seconds, |one, seconds| one.seconds = seconds);
    let visits = bind(editor, &id, "visits", |one| one.visits, |one, visits| one.visits = visits);
    let scrolled = bind(
        editor,
        &id,
        "scrolled",
        |one| one.scrolled.map(u32::from),
        |one, percent: Option<u32>| {
            one.scrolled = percent.map(|percent| u8::try_from(percent).unwrap_or(u8::MAX));
        },
    );
    view! {
        <li class="entry invitation" data-entry=id>
            <div class="entry-head">
                <strong class="entry-name">{move || fill("invite.name", &[("number", &position.get())])}</strong>
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=move || fill("invite.remove", &[("number", &position.get())])
                    on:click=move |_| remove.run(key.get_value())
                >
                    {icon(Icon::Trash)}
                </button>
            </div>
            <div class="entry-details">
                <SwitchInput bound=on label=t("invite.on") />
                {move || {
                    let lang = editor.lang.get();
                    let (read_id, write_id) = (key.get_value(), key.get_value());
                    let text = editor.bind_text(
                        format!("invitations.{read_id}.text"),
                        lang,
                        move |set| invitation(set, &read_id).map(|one| &one.text),
                        move |set| invitation_mut(set, &write_id).map(|one| &mut one.text),
                    );
                    view! { <TextLines bound=text label=t("invite.text") lang=lang /> }
                }}
                <TextInput bound=page label=t("invite.page") hint=t("invite.page_note") placeholder="/pricing*" />
                <div class="pair">
                    <NumberInput bound=seconds label=t("invite.seconds") unit=t("invite.seconds_unit") max=86_400 />
                    <NumberInput bound=scrolled label=t("invite.scrolled") unit="%" max=100 />
                    <NumberInput bound=visits label=t("invite.visits") hint=t("invite.visits_note") max=1_000 />
                </div>
                <SwitchInput bound=leaving label=t("invite.leaving") />
                <OpenTopic bound=open topics=topics />
                <SwitchInput bound=staffed label=t("invite.staffed") />
            </div>
        </li>
    }
}

/// Chooses the topic that must be open.
#[component]
fn OpenTopic(
    /// The choice; `None` is whatever is open.
    bound: Bound<Option<QueueId>>,
    /// All there are, once the server has said so.
    topics: RwSignal<Option<Vec<TopicStatus>>>,
) -> impl IntoView {
    let choices = Memo::new(move |_| {
        let mut choices = vec![(None, t("invite.open_any"))];
        let known = topics.get();
        let unknown = if known.is_some() { t("invite.open_gone") } else { t("app.loading") };
        choices.extend(known.into_iter().flatten().map(|topic| (Some(topic.id), topic.name)));
        let chosen = bound.value.get();
        if choices.iter().all(|(id, _)| *id != chosen) {
            choices.push((chosen, unknown));
        }
        choices
    });
    move || {
        let (ids, names): (Vec<_>, Vec<_>) = choices.get().into_iter().unzip();
        let ids = StoredValue::new(ids);
        let at = Signal::derive(move || {
            let chosen = bound.value.get();
            ids.with_value(|ids| ids.iter().position(|id| *id == chosen)).unwrap_or_default()
        });
        let choose = Callback::new(move |at: usize| {
            if let Some(id) = ids.with_value(|ids| ids.get(at).cloned()) {
                bound.set.run(id);
            }
        });
        let bound = Bound::new(bound.id(), at, choose, bound.fault);
        let options = names.into_iter().enumerate().collect();
        view! { <SelectInput bound=bound label=t("invite.open") options=options /> }
    }
}

fn bind<T: PartialEq + Clone + Default + Send + Sync + 'static>(
    editor: Editor,
    id: &str,
    word: &str,
    read: fn(&Invitation) -> T,
    write: fn(&mut Invitation, T),
) -> Bound<T> {
    let (read_id, write_id) = (id.to_string(), id.to_string());
    editor.bind(
        format!("invitations.{id}.{word}"),
        move |set| invitation(set, &read_id).map(read).unwrap_or_default(),
        move |set, value| {
            if let Some(one) = invitation_mut(set, &write_id) {
                write(one, value);
            }
        },
    )
}
