//! The head of a conversation: whose it is and where it stands.

use super::actions::Actions;
use super::channel::ChannelSign;
use super::{Looking, PanelUnfolded};
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::place::Place;
use crate::state::Conversation;
use crate::text::{clock_time, fill, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::{AgentId, ConversationId, WidgetId};
use shared::time::Timestamp;
use shared::timeline::Stage;

#[derive(Clone, Debug, PartialEq)]
struct Head {
    name: String,
    topic: String,
    channel: WidgetId,
    stage: Stage,
    opened_at: Timestamp,
    online: bool,
    rings_until: Option<Timestamp>,
    is_invited: bool,
}

impl Head {
    fn of(conversation: &Conversation, me: Option<&AgentId>) -> Self {
        let item = &conversation.item;
        let is_waiting = item.summary.stage == Stage::Waiting;
        Self {
            name: visitor_name(&item.visitor),
            topic: item.topic.clone(),
            channel: item.channel.clone(),
            stage: item.summary.stage,
            opened_at: item.summary.opened_at,
            online: item.online,
            rings_until: item.offer.as_ref().and_then(|offer| offer.until).filter(|_| is_waiting),
            is_invited: conversation.is_invited(me),
        }
    }
}

/// Name, topic, stage and actions.
#[component]
pub fn Header(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let looking = expect_context::<Looking>();
    let me = workplace.my_id();
    let head = workplace.follow(&id, move |it| Head::of(it, me.as_ref()));
    view! {
        <header class="pane-head">
            <a class="button quiet square back" href=move || looking.path_of(&Place::Inbox) aria-label=t("conversation.back")>{icon(Icon::Back)}</a>
            {move || head.get().map(|head| view! { <Who head=head /> })}
            <div class="actions">
                <Actions id=id />
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
    }
}

#[component]
fn Who(head: Head) -> impl IntoView {
    let workplace = use_workplace();
    let opened_at = head.opened_at;
    let stage = move || match head.stage {
        _ if head.is_invited => t("stage.invited"),
        Stage::Waiting if let Some(until) = head.rings_until => {
            fill("stage.rings", &[("time", &waiting(workplace.now.get(), until))])
        }
        Stage::Waiting => fill("stage.waiting", &[("time", &waiting(opened_at, workplace.now.get()))]),
        Stage::Active => t("stage.active"),
        Stage::Ended => t("stage.ended"),
    };
    let word = match head.stage {
        _ if head.is_invited => "waiting",
        Stage::Waiting => "waiting",
        Stage::Active => "active",
        Stage::Ended => "ended",
    };
    view! {
        <Avatar name=head.name.clone() online=Signal::stored((head.stage != Stage::Ended).then_some(head.online)) />
        <div class="who">
            <h2 id="conversation-title" dir="auto">{head.name}</h2>
            <p class="who-line">
                <ChannelSign id=head.channel />
                <span class="stage" data-stage=word>{stage}</span>
                <span class="who-topic"><span dir="auto">{head.topic}</span></span>
                <span class="who-since"><bdi>{fill("conversation.since", &[("time", &clock_time(opened_at))])}</bdi></span>
            </p>
        </div>
    }
}
