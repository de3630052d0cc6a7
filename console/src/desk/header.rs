//! The head of a conversation: whose it is, where it stands, and what can be done with it.

use super::PanelUnfolded;
use crate::parts::avatar::Avatar;
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::place::Place;
use crate::state::Conversation;
use crate::text::{clock_time, fill, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::time::Timestamp;
use shared::timeline::Stage;

#[derive(Clone, Debug, PartialEq)]
struct Head {
    name: String,
    topic: String,
    stage: Stage,
    opened_at: Timestamp,
    online: bool,
    is_being_taken: bool,
    is_being_ended: bool,
}

impl Head {
    fn of(conversation: &Conversation) -> Self {
        let item = &conversation.item;
        Self {
            name: visitor_name(&item.visitor),
            topic: item.topic.clone(),
            stage: item.summary.stage,
            opened_at: item.summary.opened_at,
            online: item.online,
            is_being_taken: conversation.is_being_taken(),
            is_being_ended: conversation.is_being_ended(),
        }
    }
}

/// Name, topic, stage and actions.
#[component]
pub fn Header(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let head = workplace.follow(&id, Head::of);
    let is_asking = RwSignal::new(false);
    let end_id = id.clone();
    let end = Callback::new(move |()| {
        is_asking.set(false);
        workplace.end(&end_id);
    });
    view! {
        <header class="pane-head">
            <a class="button quiet square back" href=Place::Inbox.path() aria-label=t("conversation.back")>{icon(Icon::Back)}</a>
            {move || head.get().map(|head| view! { <Who head=head /> })}
            <div class="actions">
                {move || head.get().map(|head| view! { <Actions id=id.clone() head=head is_asking=is_asking /> })}
                <button
                    type="button"
                    class="button quiet square panel-toggle"
                    aria-label=t("panel.open")
                    aria-expanded=move || unfolded.get().to_string()
                    aria-controls="panel"
                    on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)
                >
                    {icon(Icon::Info)}
                </button>
            </div>
        </header>
        {move || is_asking.get().then(|| view! { <ConfirmEnd is_asking=is_asking end=end /> })}
    }
}

#[component]
fn Who(head: Head) -> impl IntoView {
    let workplace = use_workplace();
    let opened_at = head.opened_at;
    let stage = move || match head.stage {
        Stage::Waiting => fill("stage.waiting", &[("time", &waiting(opened_at, workplace.now.get()))]),
        Stage::Active => t("stage.active"),
        Stage::Ended => t("stage.ended"),
    };
    let word = match head.stage {
        Stage::Waiting => "waiting",
        Stage::Active => "active",
        Stage::Ended => "ended",
    };
    view! {
        <Avatar name=head.name.clone() online=Signal::stored((head.stage != Stage::Ended).then_some(head.online)) />
        <div class="who">
            <h2 id="conversation-title" dir="auto">{head.name}</h2>
            <p class="who-line">
                <span class="stage" data-stage=word>{stage}</span>
                <span class="who-topic"><span dir="auto">{head.topic}</span></span>
                <span class="who-since"><bdi>{fill("conversation.since", &[("time", &clock_time(opened_at))])}</bdi></span>
            </p>
        </div>
    }
}

#[component]
fn Actions(id: ConversationId, head: Head, is_asking: RwSignal<bool>) -> impl IntoView {
    let workplace = use_workplace();
    match head.stage {
        Stage::Waiting => {
            let take = move |_| {
                if !head.is_being_taken {
                    workplace.take(&id)
                }
            };
            view! {
                <button type="button" class="button primary" aria-disabled=head.is_being_taken.then_some("true") on:click=take>
                    {t(if head.is_being_taken { "conversation.taking" } else { "conversation.take" })}
                </button>
            }
            .into_any()
        }
        Stage::Active => view! {
            <button
                type="button"
                class="button"
                aria-disabled=head.is_being_ended.then_some("true")
                on:click=move |_| if !head.is_being_ended { is_asking.set(true) }
            >
                {icon(Icon::End)}
                <span class="label">{t("conversation.end")}</span>
            </button>
        }
        .into_any(),
        Stage::Ended => ().into_any(),
    }
}

#[component]
fn ConfirmEnd(is_asking: RwSignal<bool>, end: Callback<()>) -> impl IntoView {
    let cancel = Callback::new(move |()| is_asking.set(false));
    view! {
        <Dialog title=t("end.title") on_cancel=cancel>
            <p class="soft">{t("end.text")}</p>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| cancel.run(())>{t("end.cancel")}</button>
                <button type="button" class="button danger" on:click=move |_| end.run(())>{t("end.confirm")}</button>
            </div>
        </Dialog>
    }
}
