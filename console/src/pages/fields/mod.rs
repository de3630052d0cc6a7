//! What contacts' cards are made of: fields in their order ([`list`]), one of them under change ([`editing`]), their tags
//! ([`tags`]), and the tags of conversations ([`conversation_tags`]).

mod conversation_tags;
mod deletion;
mod editing;
mod list;
mod tags;

use crate::live::api::{Failure, contacts as api};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::t;
use crate::workplace::use_workplace;
use conversation_tags::ConversationTagList;
use editing::{FieldDialog, Subject};
use leptos::prelude::*;
use leptos::task::spawn_local;
use list::FieldList;
use shared::contact::field::ContactField;
use shared::contact::tag::Tag;
use tags::TagList;

/// Fields and tags.
#[component]
pub fn FieldsPage() -> impl IntoView {
    let workplace = use_workplace();
    let fields = RwSignal::new(Vec::<ContactField>::new());
    let tags = RwSignal::new(Vec::<Tag>::new());
    let state = RwSignal::new(None::<Result<(), Failure>>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let answer = async { Ok((api::fields().await?, api::tags().await?)) }.await;
            workplace.heed(&answer);
            if fields.try_get_untracked().is_none() {
                return;
            }
            state.set(Some(answer.map(|(all, known)| {
                fields.set(all);
                tags.set(known);
            })));
        });
    });
    load.run(());
    let edited = RwSignal::new(None::<Subject>);
    let body = move || match state.get() {
        None => view! { <Skeleton rows=5 /> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=load sign=Icon::Offline /> }.into_any(),
        Some(Ok(())) => view! {
            <p class="soft small list-note">{t("contacts.fields_note")}</p>
            <FieldList fields=fields edited=edited load=load />
            <section class="tag-part" aria-labelledby="tags-title">
                <h2 id="tags-title">{t("tags.of_contacts")}</h2>
                <p class="soft small">{t("contacts.tags_note")}</p>
                <TagList tags=tags />
            </section>
            <section class="tag-part" aria-labelledby="conversation-tags-title">
                <h2 id="conversation-tags-title">{t("tags.of_conversations")}</h2>
                <p class="soft small">{t("tags.note")}</p>
                <ConversationTagList />
            </section>
        }
        .into_any(),
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title">{t("contacts.fields_title")}</h1>
                <button type="button" class="button primary" on:click=move |_| edited.set(Some(Subject::New))>
                    {icon(Icon::Plus)}
                    <span class="label">{t("contacts.new_field")}</span>
                </button>
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || edited.get().map(|subject| view! {
                <FieldDialog subject=subject close=Callback::new(move |()| edited.set(None)) load=load />
            })}
        </main>
    }
}
