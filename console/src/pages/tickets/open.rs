//! One ticket: what it is about, where it stands, who has it, and what was said.

use super::composer::Composer;
use super::filter::address;
use super::merge::MergeDialog;
use super::pick::Pick;
use super::thread::Thread;
use super::words::{chips, priority_name, status_name};
use super::{Staff, people, places};
use crate::live::api::{Failure, tickets as api};
use crate::pages::contacts::requester::Requester;
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::parts::{failure_text, visitor_name};
use crate::place::Place;
use crate::text::t;
use crate::workplace::{Workplace, use_workplace};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::AgentId;
use shared::problem::Code;
use shared::ticket::{
    Assignment, Priority, SUBJECT_CHARS, Status, Ticket, TicketFilter, TicketPage, TicketPatch,
};
use std::time::Duration;

/// Mails go out and colleagues work by themselves: the ticket is read anew this often while it is looked at.
const REFRESH: Duration = Duration::from_secs(10);

/// A ticket that is open.
#[derive(Clone, Copy)]
pub struct Opened {
    /// Which.
    pub number: u32,
    /// How it stands, or why that isn't known; `None` until it has come.
    pub page: RwSignal<Option<Result<TicketPage, Failure>>>,
    /// What is told of every change.
    heard: Callback<Ticket>,
    workplace: Workplace,
}

impl Opened {
    fn load(self) {
        spawn_local(async move {
            let answer = api::ticket(self.number).await;
            self.workplace.heed(&answer);
            // What is on the screen stays there when the network goes.
            let keeps = matches!(answer, Err(Failure::Unreachable))
                && self.page.try_with_untracked(|page| matches!(page, Some(Ok(_)))) == Some(true);
            if !keeps {
                self.set(answer);
            }
        });
    }

    /// It stands like this now.
    pub fn set(self, answer: Result<TicketPage, Failure>) {
        let is_news = self.page.try_with_untracked(|page| page.as_ref() != Some(&answer));
        if is_news != Some(true) {
            return;
        }
        if let Ok(page) = &answer {
            self.heard.run(page.ticket.clone());
        }
        self.page.set(Some(answer));
    }

    /// Something of the ticket, followed.
    pub fn read<T: Clone + Default + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&TicketPage) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| {
            self.page.with(|page| match page {
                Some(Ok(page)) => read(page),
                _ => T::default(),
            })
        })
    }

    /// Arranges it anew. If somebody else has, how it stands now is shown.
    fn arrange(self, patch: TicketPatch) {
        let Some(version) = self.page.with_untracked(|page| match page {
            Some(Ok(page)) => Some(page.ticket.version),
            _ => None,
        }) else {
            return;
        };
        spawn_local(async move {
            match api::arrange(self.number, &TicketPatch { version, ..patch }).await {
                Ok(page) => {
                    self.workplace.announce(t("tickets.saved"));
                    self.set(Ok(page));
                }
                Err(failure) => self.complain(failure),
            }
        });
    }

    /// Says what went wrong, and shows how it stands.
    pub fn complain(self, failure: Failure) {
        let answer = Err::<(), _>(failure);
        self.workplace.heed(&answer);
        if let Err(failure) = answer {
            self.workplace.toasts.show(Toast::trouble(failure_text(&failure)));
            if let Failure::Refused(problem) = failure
                && matches!(problem.code, Code::Stale | Code::Merged | Code::NotFound)
            {
                self.load();
            }
        }
    }
}

/// The pane of a ticket.
#[component]
pub fn OpenTicket(
    number: u32,
    staff: Staff,
    filter: Memo<TicketFilter>,
    heard: Callback<Ticket>,
) -> impl IntoView {
    let workplace = use_workplace();
    let opened = Opened { number, page: RwSignal::new(None), heard, workplace };
    opened.load();
    let look = move || {
        if workplace.attention.get_untracked() {
            opened.load();
        }
    };
    if let Ok(timer) = set_interval_with_handle(look, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    let is_here = Memo::new(move |_| opened.page.with(|page| matches!(page, Some(Ok(_)))));
    let retry = Callback::new(move |()| {
        opened.page.set(None);
        opened.load();
    });
    move || {
        if is_here.get() {
            return view! { <Ready opened=opened staff=staff filter=filter /> }.into_any();
        }
        let rest = match opened.page.get() {
            Some(Err(failure)) => {
                view! { <Trouble failure=failure retry=retry sign=Icon::Ticket /> }.into_any()
            }
            _ => view! { <Skeleton rows=4 /> }.into_any(),
        };
        view! {
            <section class="reading" aria-label=t("tickets.ticket")>
                <header class="pane-head"><BackLink filter=filter /></header>
                {rest}
            </section>
        }
        .into_any()
    }
}

/// To the list, with the filter as it was.
#[component]
pub fn BackLink(filter: Memo<TicketFilter>) -> impl IntoView {
    let href = move || address(&Place::Tickets(None), &filter.get());
    view! { <a class="button quiet square back" href=href aria-label=t("tickets.back")>{icon(Icon::Back)}</a> }
}

#[component]
fn Ready(opened: Opened, staff: Staff, filter: Memo<TicketFilter>) -> impl IntoView {
    let is_merging = RwSignal::new(false);
    let close = Callback::new(move |()| is_merging.set(false));
    let name = opened.read(|page| page.ticket.visitor.name.clone());
    let visitor = opened.read(|page| visitor_name(&page.ticket.visitor));
    let chip = opened.read(|page| (page.ticket.status, page.ticket.priority));
    let merged_into = opened.read(|page| page.ticket.merged_into);
    let number = format!("#{}", opened.number);
    view! {
        <section class="reading" aria-labelledby="ticket-title">
            <header class="pane-head">
                <BackLink filter=filter />
                {move || view! { <Avatar name=name.get() /> }}
                <div class="who">
                    <Subject opened=opened />
                    <p class="who-line clip"><bdi>{number}</bdi>" · "<bdi>{visitor}</bdi></p>
                </div>
                <span class="head-chips">{move || { let (status, priority) = chip.get(); chips(status, priority) }}</span>
                {move || merged_into.get().is_none().then(|| view! {
                    <button type="button" class="button" on:click=move |_| is_merging.set(true)>
                        {icon(Icon::Copy)}
                        <span class="label">{t("tickets.merge")}</span>
                    </button>
                })}
            </header>
            <div class="pane-body" tabindex="0" role="group" aria-labelledby="ticket-title">
                <div class="ticket">
                    {move || merged_into.get().map(|number| view! {
                        <p class="kept with-icon">
                            {icon(Icon::Info)}
                            <span>{t("tickets.goes_on")}" "<a href=Place::Tickets(Some(number)).path()>{format!("#{number}")}</a></span>
                        </p>
                    })}
                    <Requester number=opened.number visitor=opened.read(|page| page.ticket.visitor.clone()) />
                    <Controls opened=opened staff=staff />
                    <Thread opened=opened />
                </div>
            </div>
            {move || merged_into.get().is_none().then(|| view! { <Composer opened=opened /> })}
            {move || is_merging.get().then(|| view! { <MergeDialog opened=opened filter=filter close=close /> })}
        </section>
    }
}

/// What the ticket is about; it can be changed where it stands.
#[component]
fn Subject(opened: Opened) -> impl IntoView {
    let subject = opened.read(|page| page.ticket.subject.clone());
    let topic = opened.read(|page| page.ticket.topic.clone());
    let is_fixed = opened.read(|page| page.ticket.merged_into.is_some());
    let shown = move || if subject.with(String::is_empty) { topic.get() } else { subject.get() };
    let editing = RwSignal::new(None::<String>);
    let save = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(text) = editing.get_untracked() else { return };
        match shared::ticket::subject(&text) {
            Ok(subject) => {
                editing.set(None);
                opened.arrange(TicketPatch { subject: Some(subject), ..TicketPatch::default() });
            }
            Err(problem) => opened.complain(Failure::Refused(problem)),
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            editing.set(None);
        }
    };
    let is_editing = Memo::new(move |_| editing.with(Option::is_some));
    move || {
        if is_editing.get() {
            return view! {
                <form class="subject-form" on:submit=save>
                    <h2 id="ticket-title" class="unseen" dir="auto">{shown}</h2>
                    <label class="unseen" for="ticket-subject">{t("tickets.subject")}</label>
                    <input
                        id="ticket-subject"
                        class="input"
                        dir="auto"
                        autofocus
                        maxlength=SUBJECT_CHARS
                        prop:value=move || editing.get().unwrap_or_default()
                        on:input=move |event| editing.set(Some(event_target_value(&event)))
                        on:keydown=on_key
                    />
                    <button type="submit" class="button primary small">{t("tickets.save")}</button>
                    <button type="button" class="button quiet small" on:click=move |_| editing.set(None)>{t("action.cancel")}</button>
                </form>
            }
            .into_any();
        }
        view! {
            <div class="subject">
                <h2 id="ticket-title" class="clip" dir="auto">{shown}</h2>
                {move || (!is_fixed.get()).then(|| view! {
                    <button
                        type="button"
                        class="button quiet square small"
                        aria-label=t("tickets.edit_subject")
                        on:click=move |_| {
                            editing.set(Some(subject.get_untracked()));
                            request_animation_frame(|| crate::parts::field::focus("ticket-subject"));
                        }
                    >
                        {icon(Icon::Edit)}
                    </button>
                })}
            </div>
        }
        .into_any()
    }
}

/// Status, priority, assignee and queue. Each choice is saved at once, and stands in the thread.
#[component]
fn Controls(opened: Opened, staff: Staff) -> impl IntoView {
    let is_fixed = opened.read(|page| page.ticket.merged_into.is_some());
    let choose =
        move |patch: fn(String) -> TicketPatch| Callback::new(move |word| opened.arrange(patch(word)));
    let status = opened.read(|page| page.ticket.status.name().to_owned());
    let priority = opened.read(|page| page.ticket.priority.name().to_owned());
    let assignee = opened.read(|page| page.ticket.assignee.clone());
    let queue = opened.read(|page| (page.ticket.queue.to_string(), page.ticket.topic.clone()));
    let statuses: Vec<_> =
        Status::ALL.into_iter().map(|one| (one.name().to_owned(), status_name(one))).collect();
    let priorities: Vec<_> =
        Priority::ALL.into_iter().map(|one| (one.name().to_owned(), priority_name(one))).collect();
    // Whoever has it may be somebody who can't be given anything any more, and so may its queue.
    let assignees = move || {
        let mut all = vec![(String::new(), t("tickets.nobody"))];
        all.extend(staff.with(people));
        if let Some(agent) = assignee.get()
            && !all.iter().any(|(id, _)| *id == agent.id.0)
        {
            all.push((agent.id.0, agent.name));
        }
        all
    };
    let queues = move || {
        let mut all = staff.with(places);
        let own = queue.get();
        if !all.iter().any(|(id, _)| *id == own.0) {
            all.push(own);
        }
        all
    };
    view! {
        <div class="controls" role="group" aria-label=t("tickets.controls")>
            <Pick id="ticket-status" label=t("tickets.status") value=status options=Signal::stored(statuses) is_fixed=is_fixed
                choose=choose(|word| TicketPatch { status: Status::ALL.into_iter().find(|one| one.name() == word), ..TicketPatch::default() }) />
            <Pick id="ticket-priority" label=t("tickets.priority") value=priority options=Signal::stored(priorities) is_fixed=is_fixed
                choose=choose(|word| TicketPatch { priority: Priority::ALL.into_iter().find(|one| one.name() == word), ..TicketPatch::default() }) />
            <Pick id="ticket-assignee" label=t("tickets.assignee") options=Signal::derive(assignees) is_fixed=is_fixed
                value=Signal::derive(move || assignee.get().map(|agent| agent.id.0).unwrap_or_default())
                choose=choose(|word| {
                    let to = if word.is_empty() { Assignment::Nobody } else { Assignment::Agent(AgentId(word)) };
                    TicketPatch { assignee: Some(to), ..TicketPatch::default() }
                }) />
            <Pick id="ticket-queue" label=t("tickets.queue") options=Signal::derive(queues) is_fixed=is_fixed
                value=Signal::derive(move || queue.get().0)
                choose=choose(|word| TicketPatch { queue: Some(word.as_str().into()), ..TicketPatch::default() }) />
        </div>
    }
}
