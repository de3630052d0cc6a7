//! The list of agents in their order: who is there, what they do, and the ways to new ones.

use super::invited::InvitedDialog;
use super::{presence, role_name};
use crate::live::api::{Failure, staff};
use crate::parts::avatar::Avatar;
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::editing::fault_text;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::reorder::{Mover, Order};
use crate::parts::toast::Toast;
use crate::parts::window::Window;
use crate::place::Place;
use crate::state::widget::shift;
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::Role;
use shared::staff::{Agent, AgentDraft, Invited};
use std::time::Duration;

/// Of more agents one is looked for by name.
const FEW: usize = 10;
/// Who is there changes all the time: the list is read anew this often while it is looked at.
const REFRESH: Duration = Duration::from_secs(15);

/// All agents.
#[component]
pub fn AgentsPage() -> impl IntoView {
    let workplace = use_workplace();
    let agents = RwSignal::new(None::<Result<Vec<Agent>, Failure>>);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let answer = staff::agents().await;
            workplace.heed(&answer);
            // A list that is on the screen stays there when the network goes.
            let keeps = answer.is_err()
                && agents.try_with_untracked(|known| matches!(known, Some(Ok(_)))) == Some(true);
            if !keeps {
                let _ = agents.try_set(Some(answer));
            }
        });
    });
    load.run(());
    if let Ok(timer) = set_interval_with_handle(
        move || {
            if workplace.attention.get_untracked() {
                load.run(());
            }
        },
        REFRESH,
    ) {
        on_cleanup(move || timer.clear());
    }
    let is_making = RwSignal::new(false);
    let may_make = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let make = move || {
        may_make.get().then(|| {
            view! {
                <a class="button" href=Place::Import.path()>{icon(Icon::File)}<span class="label">{t("agents.import")}</span></a>
                <button type="button" class="button primary" on:click=move |_| is_making.set(true)>
                    {icon(Icon::Plus)}
                    <span class="label">{t("agents.new")}</span>
                </button>
            }
        })
    };
    let is_listed = Memo::new(move |_| agents.with(|agents| matches!(agents, Some(Ok(_)))));
    let failure = move || {
        agents.with(|agents| match agents {
            Some(Err(failure)) => Some(failure.clone()),
            _ => None,
        })
    };
    let body = move || {
        if is_listed.get() {
            return view! { <List agents=agents may_order=may_make load=load /> }.into_any();
        }
        match failure() {
            Some(failure) => view! { <Trouble failure=failure retry=load sign=Icon::Offline /> }.into_any(),
            None => view! { <Skeleton /> }.into_any(),
        }
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title">{t("agents.title")}</h1>
                {make}
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || is_making.get().then(|| view! { <NewAgent is_making=is_making made=load /> })}
        </main>
    }
}

#[component]
fn List(
    agents: RwSignal<Option<Result<Vec<Agent>, Failure>>>,
    may_order: Memo<bool>,
    load: Callback<()>,
) -> impl IntoView {
    let workplace = use_workplace();
    let all = Memo::new(move |_| {
        agents.with(|agents| match agents {
            Some(Ok(agents)) => agents.clone(),
            _ => Vec::new(),
        })
    });
    let ids =
        Memo::new(move |_| all.with(|all| all.iter().map(|agent| agent.id.to_string()).collect::<Vec<_>>()));
    // What is moved shows at once; the server is told, and if it refuses, the list is read anew.
    let moved = Callback::new(move |(from, to): (usize, usize)| {
        agents.update(|agents| {
            if let Some(Ok(agents)) = agents {
                shift(agents, from, to);
            }
        });
        let order = shared::staff::Order { ids: ids.get_untracked() };
        spawn_local(async move {
            if let Err(failure) = staff::order_agents(&order).await {
                workplace.toasts.show(Toast::trouble(failure_text(&failure)));
                load.run(());
            }
        });
    });
    let order = Order { ids: ids.into(), shift: moved, name: "agents" };
    // Whoever sees only some of them can't put them in order.
    let typed = RwSignal::new(String::new());
    let is_long = Memo::new(move |_| all.with(Vec::len) > FEW);
    let shown = Memo::new(move |_| {
        let typed = typed.with(|typed| typed.trim().to_lowercase());
        let is_meant = |agent: &&Agent| {
            let set = &agent.set;
            typed.is_empty()
                || [&set.name, &set.email, &set.extension]
                    .iter()
                    .any(|text| text.to_lowercase().contains(&typed))
        };
        all.with(|all| all.iter().filter(is_meant).map(|agent| agent.id.to_string()).collect::<Vec<_>>())
    });
    let may_move = Memo::new(move |_| may_order.get() && typed.with(String::is_empty));
    let row = move |id: String| {
        let key = id.clone();
        let wanted = id.clone();
        let agent =
            Memo::new(move |_| all.with(|all| all.iter().find(|agent| agent.id.as_str() == wanted).cloned()));
        view! {
            <div class="entry" data-list="agents" data-entry=key>
                <Line id=id agent=agent order=order may_order=may_move />
            </div>
        }
    };
    view! {
        <p class="soft small list-note">{t("agents.note")}</p>
        {move || is_long.get().then(|| view! {
            <label class="field list-filter">
                <span>{t("agents.find")}</span>
                <input
                    id="agents-find"
                    type="search"
                    class="input"
                    autocomplete="off"
                    dir="auto"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </label>
        })}
        <Window items=shown key=Clone::clone draw=row class="entries" />
        {move || (!typed.with(String::is_empty) && shown.with(Vec::is_empty)).then(|| view! {
            <p class="empty soft" role="status">{t("agents.none_found")}</p>
        })}
    }
}

#[component]
fn Line(id: String, agent: Memo<Option<Agent>>, order: Order, may_order: Memo<bool>) -> impl IntoView {
    let name = Signal::derive(move || {
        agent.with(|agent| agent.as_ref().map(|agent| agent.set.name.clone()).unwrap_or_default())
    });
    let content = move |agent: Agent| {
        let (word, state) = presence(agent.presence);
        let facts = [
            role_name(agent.set.role),
            count("agents.conversations", agent.conversations as usize),
            count("agents.devices", agent.sessions as usize),
        ];
        view! {
            <a class="entry-link" class:faded=!agent.active href=Place::Agent(agent.id).path()>
                <Avatar name=agent.set.name.clone() photo=agent.photo />
                <span class="entry-name">
                    <strong><bdi>{agent.set.name}</bdi>{(!agent.set.extension.is_empty()).then(|| view! { <span class="soft">" "<bdi>{agent.set.extension}</bdi></span> })}</strong>
                    <span class="soft small clip"><bdi>{agent.set.email}</bdi></span>
                    <span class="soft small">
                        {if agent.active {
                            view! { <span class="presence" data-presence=word>{state}</span> }.into_any()
                        } else {
                            view! { <span class="chip warn">{t("agents.inactive")}</span> }.into_any()
                        }}
                        {facts.map(|fact| view! { " · " <span class="unbroken">{fact}</span> }).collect_view()}
                        {(!agent.signed_up && agent.active).then(|| view! { " " <span class="chip warn">{t("agents.not_signed_up")}</span> })}
                    </span>
                </span>
                {icon(Icon::Forth)}
            </a>
        }
    };
    view! {
        <div class="entry-head">
            {move || may_order.get().then(|| view! { <Mover order=order id=id.clone() name=name /> })}
            {move || agent.get().map(content)}
        </div>
    }
}

/// Asks for name and address; all else can be set once the agent is there.
#[component]
fn NewAgent(is_making: RwSignal<bool>, made: Callback<()>) -> impl IntoView {
    let draft = RwSignal::new(AgentDraft::default());
    let faults = RwSignal::new(Vec::new());
    let failed = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let invited = RwSignal::new(None::<Invited>);
    let bind = move |path: &'static str,
                     read: fn(&AgentDraft) -> &String,
                     write: fn(&mut AgentDraft) -> &mut String| {
        let value = Memo::new(move |_| draft.with(|draft| read(draft).clone()));
        let set = Callback::new(move |text: String| {
            draft.update(|draft| *write(draft) = text);
            faults.update(|faults: &mut Vec<shared::settings::SettingFault>| {
                faults.retain(|fault| fault.path != path)
            });
        });
        let fault = Signal::derive(move || {
            faults.with(|faults| faults.iter().find(|fault| fault.path == path).map(fault_text))
        });
        Bound::new(format!("new-{path}"), value, set, fault)
    };
    let name = bind("name", |draft| &draft.name, |draft| &mut draft.name);
    let email = bind("email", |draft| &draft.email, |draft| &mut draft.email);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let wanted = draft.get_untracked();
        let wrong = wanted.faults();
        if let Some(first) = wrong.first() {
            let id = format!("new-{}", first.path);
            faults.set(wrong);
            return crate::parts::field::focus(&id);
        }
        is_busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = staff::create_agent(&wanted).await;
            is_busy.set(false);
            match answer {
                Ok(agent) => {
                    made.run(());
                    invited.set(Some(agent));
                }
                Err(Failure::Faulty(wrong)) => faults.set(wrong),
                Err(failure) => failed.set(Some(failure_text(&failure))),
            }
        });
    };
    let cancel = Callback::new(move |()| is_making.set(false));
    move || {
        match invited.get() {
        Some(invited) => view! { <InvitedDialog invited=invited close=cancel /> }.into_any(),
        None => view! {
            <Dialog title=t("agents.new") on_cancel=cancel>
                <form class="form" on:submit=submit novalidate>
                    <TextInput bound=name label=t("agent.name") />
                    <TextInput bound=email label=t("agent.email") hint=t("agent.email_note") />
                    {move || failed.get().map(|failed| view! { <p class="field-error" role="alert">{failed}</p> })}
                    <div class="dialog-actions">
                        <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                        <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>
                            {t("agents.create")}
                        </button>
                    </div>
                </form>
            </Dialog>
        }
        .into_any(),
    }
    }
}
