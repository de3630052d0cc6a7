//! To whom a conversation is passed on, or who is asked in: found by name or extension.

use super::Looking;
use super::bulk::run;
use crate::live::api::{Failure, staff};
use crate::parts::avatar::Avatar;
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::text::{count, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::{AgentCommand, Target};
use shared::bulk::BulkAction;
use shared::ids::{AgentId, ConversationId, QueueId};
use shared::staff::{Colleague, Colleagues, Place, Presence};

/// What the agent is about to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Passing {
    /// Give it away.
    Transfer,
    /// Let somebody else go on with what is over.
    HandOn,
    /// Ask a colleague in.
    Invite,
}

/// Passes a conversation on that goes on, or asks somebody in.
#[component]
pub fn PassingDialog(
    /// Which conversation.
    id: ConversationId,
    /// What for.
    passing: Passing,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let present = workplace
        .read(&id, |it| [it.item.summary.present.clone(), it.item.summary.invited.clone()].concat())
        .unwrap_or_default();
    let own_queue = workplace.read(&id, |it| it.item.queue.clone());
    let choose = Callback::new(move |to: Target| {
        workplace.wish(id.clone(), |conversation, id| match (passing, to) {
            (Passing::Invite, Target::Agent(agent)) => AgentCommand::Invite { conversation, id, agent },
            (_, to) => AgentCommand::Transfer { conversation, id, to },
        });
    });
    view! { <WhomDialog passing=passing without=present own_queue=own_queue choose=choose close=close /> }
}

/// Passes on what is over: it goes on with somebody else, out of the archive if it stands there.
#[component]
pub fn HandOnDialog(
    /// Which conversation.
    id: ConversationId,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let (workplace, looking) = (use_workplace(), expect_context::<Looking>());
    let choose = Callback::new(move |to: Target| {
        spawn_local(run(workplace, looking, vec![id.clone()], BulkAction::Transfer { to }));
    });
    view! { <WhomDialog passing=Passing::HandOn without=Vec::new() own_queue=None choose=choose close=close /> }
}

/// Lists everyone to whom something can go.
#[component]
pub fn WhomDialog(
    /// What for.
    passing: Passing,
    /// Who needn't be asked.
    without: Vec<AgentId>,
    /// The queue where it is already.
    own_queue: Option<QueueId>,
    /// Does it. The dialog is closed by then.
    choose: Callback<Target>,
    /// Closes the dialog.
    close: Callback<()>,
) -> impl IntoView {
    let found = RwSignal::new(None::<Result<Colleagues, Failure>>);
    let wanted = RwSignal::new(String::new());
    let load = move || {
        found.set(None);
        spawn_local(async move {
            let answer = staff::colleagues().await;
            let _ = found.try_set(Some(answer));
        });
    };
    load();
    let go = move |to: Target| {
        close.run(());
        choose.run(to);
    };
    let to_agent = Callback::new(move |agent: AgentId| go(Target::Agent(agent)));
    let to_queue = Callback::new(move |queue: QueueId| go(Target::Queue(queue)));
    let lists = move |colleagues: Colleagues| {
        let needle = wanted.get();
        let is_transfer = passing != Passing::Invite;
        let agents: Vec<Colleague> = colleagues
            .agents
            .into_iter()
            .filter(|one| !without.contains(&one.card.id))
            .filter(|one| is_found(&needle, &[&one.card.name, &one.extension]))
            .collect();
        let queues: Vec<Place> = colleagues
            .queues
            .into_iter()
            .filter(|one| {
                is_transfer && Some(&one.id) != own_queue.as_ref() && is_found(&needle, &[&one.name])
            })
            .collect();
        let nobody = agents.is_empty() && queues.is_empty();
        view! {
            {(!agents.is_empty()).then(|| view! {
                <h3 class="section-title">{t("passing.agents")}</h3>
                <ul class="choices-list">
                    {agents.into_iter().map(|one| view! { <li><Person one=one passing=passing choose=to_agent /></li> }).collect_view()}
                </ul>
            })}
            {(!queues.is_empty()).then(|| view! {
                <h3 class="section-title">{t("passing.queues")}</h3>
                <ul class="choices-list">
                    {queues.into_iter().map(|one| view! { <li><Line one=one choose=to_queue /></li> }).collect_view()}
                </ul>
            })}
            {nobody.then(|| view! { <p class="empty small soft">{t("passing.nobody")}</p> })}
        }
    };
    let body = move || match found.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Trouble failure=failure retry=Callback::new(move |()| load()) /> }.into_any()
        }
        Some(Ok(colleagues)) => lists(colleagues).into_any(),
    };
    let (title, note) = match passing {
        Passing::Transfer => ("passing.transfer", "passing.transfer_note"),
        Passing::HandOn => ("passing.transfer", "passing.hand_on_note"),
        Passing::Invite => ("passing.invite", "passing.invite_note"),
    };
    view! {
        <Dialog title=t(title) on_cancel=close>
            <p class="soft small">{t(note)}</p>
            <div class="field">
                <label class="unseen" for="passing-search">{t("passing.search")}</label>
                <input
                    id="passing-search"
                    type="search"
                    class="input"
                    autocomplete="off"
                    dir="auto"
                    autofocus
                    placeholder=t("passing.search")
                    prop:value=wanted
                    on:input=move |event| wanted.set(event_target_value(&event))
                />
            </div>
            <div class="passing-lists" tabindex="-1">{body}</div>
            <div class="dialog-actions">
                <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
            </div>
        </Dialog>
    }
}

/// Whether one of the texts holds what is looked for, whatever its case.
fn is_found(needle: &str, texts: &[&str]) -> bool {
    let needle = needle.trim().to_lowercase();
    texts.iter().any(|text| text.to_lowercase().contains(&needle))
}

#[component]
fn Person(one: Colleague, passing: Passing, choose: Callback<AgentId>) -> impl IntoView {
    let Colleague { card, extension, presence, conversations, capacity, .. } = one;
    // Who is away can be asked in and be given something, but who isn't there would let it lie.
    let is_there = presence != Presence::Offline;
    let may = is_there || passing == Passing::Invite;
    let presence_key = match presence {
        Presence::Online => "presence.online",
        Presence::Away => "presence.away",
        Presence::Offline => "presence.offline",
    };
    let load =
        fill("passing.load", &[("count", &conversations.to_string()), ("capacity", &capacity.to_string())]);
    let id = card.id.clone();
    view! {
        <button
            type="button"
            class="choice"
            aria-disabled=(!may).then_some("true")
            on:click=move |_| if may { choose.run(id.clone()) }
        >
            <Avatar name=card.name.clone() photo=card.photo />
            <span class="choice-main">
                <span class="choice-name"><bdi>{card.name}</bdi>{(!extension.is_empty()).then(|| view! { <span class="soft">" "<bdi>{extension}</bdi></span> })}</span>
                <span class="soft small">
                    <span class="presence" data-presence=presence_key.trim_start_matches("presence.")>{t(presence_key)}</span>
                    {is_there.then(|| format!(" · {load}"))}
                </span>
            </span>
            {icon(Icon::Forth)}
        </button>
    }
}

#[component]
fn Line(one: Place, choose: Callback<QueueId>) -> impl IntoView {
    let Place { id, name, open, online } = one;
    let says = if open { count("passing.online", online as usize) } else { t("passing.closed") };
    view! {
        <button type="button" class="choice" on:click=move |_| choose.run(id.clone())>
            <span class="choice-sign">{icon(Icon::Queue)}</span>
            <span class="choice-main">
                <span class="choice-name" dir="auto">{name}</span>
                <span class="soft small">{says}</span>
            </span>
            {icon(Icon::Forth)}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_found_by_name_or_extension() {
        for (needle, found) in [("", true), (" anna ", true), ("ŁA", true), ("21", true), ("22", false)] {
            assert_eq!(is_found(needle, &["Anna Łapka", "211"]), found, "{needle}");
        }
    }
}
