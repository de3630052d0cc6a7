//! The list of queues in their order, and the way to a new one.

use super::{opening, shown_name};
use crate::live::api::{Failure, staff};
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::editing::fault_text;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::reorder::{Mover, Order};
use crate::parts::toast::Toast;
use crate::place::{Place, use_go};
use crate::state::widget::shift;
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::Role;
use shared::queue::QueueDraft;
use shared::rest::Queue;

/// All queues.
#[component]
pub fn QueuesPage() -> impl IntoView {
    let workplace = use_workplace();
    let queues = RwSignal::new(None::<Result<Vec<Queue>, Failure>>);
    let load = move || {
        queues.set(None);
        spawn_local(async move {
            let answer = staff::queues().await;
            workplace.heed(&answer);
            let _ = queues.try_set(Some(answer));
        });
    };
    load();
    let is_making = RwSignal::new(false);
    let may_make = Memo::new(move |_| {
        workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager))
    });
    let make = move || {
        may_make.get().then(|| {
            view! {
                <button type="button" class="button primary" on:click=move |_| is_making.set(true)>
                    {icon(Icon::Plus)}
                    {t("queues.new")}
                </button>
            }
        })
    };
    let body = move || match queues.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Trouble failure=failure retry=Callback::new(move |()| load()) sign=Icon::Offline /> }
                .into_any()
        }
        Some(Ok(list)) if list.is_empty() => view! {
            <div class="empty">
                {icon(Icon::Queue)}
                <h2>{t("queues.none")}</h2>
                <p class="soft">{t("queues.none_note")}</p>
                {make()}
            </div>
        }
        .into_any(),
        Some(Ok(list)) => {
            view! { <List list=list may_order=may_make load=Callback::new(move |()| load()) /> }.into_any()
        }
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title">{t("queues.title")}</h1>
                {move || queues.with(|queues| matches!(queues, Some(Ok(list)) if !list.is_empty())).then(make)}
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || is_making.get().then(|| view! { <NewQueue is_making=is_making /> })}
        </main>
    }
}

#[component]
fn List(list: Vec<Queue>, may_order: Memo<bool>, load: Callback<()>) -> impl IntoView {
    let workplace = use_workplace();
    let queues = RwSignal::new(list);
    let ids = Memo::new(move |_| {
        queues.with(|queues| queues.iter().map(|queue| queue.id.to_string()).collect::<Vec<_>>())
    });
    // What is moved shows at once; the server is told, and if it refuses, the list is read anew.
    let moved = Callback::new(move |(from, to): (usize, usize)| {
        queues.update(|queues| shift(queues, from, to));
        let order = shared::staff::Order { ids: ids.get_untracked() };
        spawn_local(async move {
            if let Err(failure) = staff::order_queues(&order).await {
                workplace.toasts.show(Toast::trouble(failure_text(&failure)));
                load.run(());
            }
        });
    });
    let order = Order { ids: ids.into(), shift: moved, name: "queues" };
    view! {
        <p class="soft small list-note">{t("queues.note")}</p>
        <ul class="entries">
            <For each=move || queues.get() key=|queue| queue.id.clone() let(queue)>
                {
                    let id = queue.id.to_string();
                    view! {
                        <li class="entry" data-list="queues" data-entry=id>
                            <Line queue=queue order=order may_order=may_order />
                        </li>
                    }
                }
            </For>
        </ul>
    }
}

#[component]
fn Line(queue: Queue, order: Order, may_order: Memo<bool>) -> impl IntoView {
    let name = shown_name(&queue.set.name);
    let state = opening(queue.open, queue.changes_at);
    let numbers = [
        count("queues.members", queue.set.members.len()),
        count("queues.online", queue.online as usize),
        count("queues.waiting", queue.waiting as usize),
        count("queues.active", queue.active as usize),
    ];
    let mover_name = Signal::stored(name.clone());
    let id = queue.id.to_string();
    view! {
        <div class="entry-head">
            {move || may_order.get().then(|| view! { <Mover order=order id=id.clone() name=mover_name /> })}
            <a class="entry-link" href=Place::Queue(queue.id).path()>
                <span class="entry-name">
                    <strong dir="auto">{name}</strong>
                    <span class="soft small" data-open=queue.open.to_string()>{state}</span>
                    <span class="soft small">{numbers.join(" · ")}</span>
                </span>
                {icon(Icon::Forth)}
            </a>
        </div>
    }
}

/// Asks for a name; all else can be set once the queue is there.
#[component]
fn NewQueue(is_making: RwSignal<bool>) -> impl IntoView {
    let go = use_go();
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let set = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let draft = QueueDraft { name: name.get_untracked().trim().into(), ..QueueDraft::default() };
        if let Some(wrong) = draft.faults(None).first() {
            fault.set(Some(fault_text(wrong)));
            return crate::parts::field::focus("new-name");
        }
        is_busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            let answer = staff::create_queue(&draft).await;
            is_busy.set(false);
            match answer {
                Ok(queue) => {
                    is_making.set(false);
                    go(&Place::Queue(queue.id));
                }
                Err(Failure::Faulty(faults)) => fault.set(faults.first().map(fault_text)),
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let cancel = Callback::new(move |()| is_making.set(false));
    view! {
        <Dialog title=t("queues.new") on_cancel=cancel>
            <form class="form" on:submit=submit novalidate>
                <TextInput bound=Bound::new("new-name", name, set, fault) label=t("queue.name") hint=t("queue.name_note") />
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>
                        {t("queues.create")}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
