//! What was before with somebody: conversations and tickets of all queues, as far as the agent may read them.

use crate::live::api::{Failure, contacts as api};
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::place::Place;
use crate::text::{fill, moment, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::known::{HistoryLine, Past};
use shared::ids::{ContactId, ConversationId};
use shared::ticket::Status;
use shared::timeline::{Rating, Stage};

/// Whose history it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A contact's.
    Contact(ContactId),
    /// That of the visitor of a conversation, which itself is marked.
    Conversation(ConversationId),
}

impl Of {
    fn path(&self) -> String {
        match self {
            Self::Contact(id) => format!("contacts/{id}"),
            Self::Conversation(id) => format!("conversations/{id}"),
        }
    }
}

/// The lines, the latest first, a page at a time.
#[component]
pub fn HistoryList(
    /// Whose.
    of: Of,
) -> impl IntoView {
    let workplace = use_workplace();
    let lines = RwSignal::new(Vec::<HistoryLine>::new());
    let next = RwSignal::new(None::<String>);
    let is_here = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(None::<Failure>);
    let path = StoredValue::new(of.path());
    let more = move || {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            let Some((path, before)) = path.try_get_value().zip(next.try_get_untracked()) else { return };
            let answer = api::history(&path, before).await;
            workplace.heed(&answer);
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(page) => {
                    next.set(page.next);
                    lines.update(|lines| lines.extend(page.lines));
                    is_here.set(true);
                }
                Err(failure) => trouble.set(Some(failure)),
            }
        });
    };
    more();
    let here = match of {
        Of::Conversation(id) => Some(id),
        Of::Contact(_) => None,
    };
    let here = StoredValue::new(here);
    let line = move |line: HistoryLine| view! { <Line line=line here=here.get_value() /> };
    let is_empty = move || is_here.get() && lines.with(Vec::is_empty) && next.with(Option::is_none);
    view! {
        <ul class="history" role="list">{move || lines.get().into_iter().map(line).collect_view()}</ul>
        {move || is_empty().then(|| view! { <p class="soft small">{t("contacts.no_history")}</p> })}
        {move || (is_busy.get() && !is_here.get()).then(|| view! { <Skeleton rows=2 /> })}
        {move || trouble.get().map(|failure| view! { <Trouble failure=failure retry=Callback::new(move |()| more()) /> })}
        {move || (next.with(Option::is_some) && !is_busy.get()).then(|| view! {
            <button type="button" class="button quiet small" on:click=move |_| more()>{t("contacts.more_history")}</button>
        })}
    }
}

#[component]
fn Line(line: HistoryLine, here: Option<ConversationId>) -> impl IntoView {
    let workplace = use_workplace();
    let when = moment(line.at, workplace.now.get_untracked());
    let (place, sign, title, about) = match line.what {
        Past::Conversation { id, stage, agents, rating } => {
            let names: Vec<String> = agents.into_iter().map(|agent| agent.name).collect();
            let who = if names.is_empty() { t("contacts.nobody_there") } else { names.join(", ") };
            let stage = t(match stage {
                Stage::Waiting => "contacts.waits",
                Stage::Active => "stage.active",
                Stage::Ended => "stage.ended",
            });
            let rated = rating.map(|rating| fill("contacts.rated", &[("rating", &rating_name(rating))]));
            let about: Vec<String> = [who, stage].into_iter().chain(rated).collect();
            (Place::Conversation(id), Icon::Chats, line.topic, about.join(" · "))
        }
        Past::Ticket { number, subject, status, assignee } => {
            let status = t(match status {
                Status::Open => "tickets.open",
                Status::Pending => "tickets.pending",
                Status::Solved => "tickets.solved",
            });
            let who = assignee.map_or_else(|| t("tickets.nobody"), |agent| agent.name);
            let title = if subject.is_empty() { line.topic.clone() } else { subject };
            let about = [line.topic, who, status].join(" · ");
            (Place::Tickets(Some(number)), Icon::Ticket, format!("#{number} {title}"), about)
        }
    };
    let is_here = matches!((&place, &here), (Place::Conversation(id), Some(here)) if id == here);
    view! {
        <li>
            <a class="history-line" href=place.path() aria-current=is_here.then_some("true")>
                {icon(sign)}
                <span class="history-main">
                    <span class="history-top"><strong dir="auto">{title}</strong><span class="soft small"><bdi>{when}</bdi></span></span>
                    <span class="soft small" dir="auto">{about}</span>
                    {line.claimed.then(|| view! { <span class="small claimed">{t("contacts.claimed")}</span> })}
                    {is_here.then(|| view! { <span class="soft small">{t("contacts.this_one")}</span> })}
                </span>
            </a>
        </li>
    }
}

fn rating_name(rating: Rating) -> String {
    t(match rating {
        Rating::Good => "rating.good",
        Rating::Fair => "rating.fair",
        Rating::Bad => "rating.bad",
    })
}
