//! What was said to a ticket and done to it, in order.

use super::open::Opened;
use super::words::{priority_name, status_name};
use crate::live::api::Failure;
use crate::parts::avatar::Avatar;
use crate::parts::facts::{Facts, page_link};
use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::parts::visitor_name;
use crate::place::Place;
use crate::text::{date_and_time, fill, t};
use leptos::prelude::*;
use shared::mail::MailState;
use shared::people::AgentCard;
use shared::ticket::{Delivery, Ticket, TicketEntry, TicketFact, TicketPage};

/// The original text with what is known of the requester, and everything after it.
#[component]
pub fn Thread(opened: Opened) -> impl IntoView {
    // What was written first never changes; who wrote it neither.
    let ticket = opened.page.with_untracked(|page| match page {
        Some(Ok(page)) => Some(page.ticket.clone()),
        _ => None,
    });
    let entries = move || match opened.page.get() {
        Some(Ok(TicketPage { entries, .. })) => entries,
        Some(Err(Failure::Refused(_) | Failure::Faulty(_) | Failure::Unreachable)) | None => Vec::new(),
    };
    let key = |entry: &TicketEntry| (entry.seq, entry.delivery.map(|delivery| delivery.state as u8));
    view! {
        {ticket.map(|ticket| view! { <Original ticket=ticket /> })}
        <ol class="thread" aria-label=t("tickets.thread")>
            <For each=entries key=key let(entry)>
                <li><Entry entry=entry /></li>
            </For>
        </ol>
    }
}

#[component]
fn Original(ticket: Ticket) -> impl IntoView {
    let page = ticket.page.clone();
    view! {
        <article class="said-box theirs" aria-label=t("tickets.original")>
            <p class="said-head"><strong dir="auto">{visitor_name(&ticket.visitor)}</strong>" "<span class="soft small">{date_and_time(ticket.created_at)}</span></p>
            <p class="ticket-text" dir="auto">{linked(&ticket.text)}</p>
        </article>
        <Facts visitor=ticket.visitor.clone()>
            {ticket.conversation.clone().map(|id| view! {
                <div class="fact">
                    <dt>{t("tickets.made_of")}</dt>
                    <dd><a href=Place::Conversation(id).path()>{t("tickets.conversation")}</a></dd>
                </div>
            })}
            {(!page.url.is_empty()).then(|| view! {
                <div class="fact"><dt>{t("panel.page")}</dt><dd>{page_link(&page.url, &page.title)}</dd></div>
            })}
        </Facts>
    }
}

#[component]
fn Entry(entry: TicketEntry) -> impl IntoView {
    let TicketEntry { at, by, fact, delivery, .. } = entry;
    let time = date_and_time(at);
    match fact {
        TicketFact::Reply { text } => said("ours", by, time, text, delivery),
        TicketFact::Note { text } => said("note", by, time, text, None),
        fact => {
            let (words, other) = sentence(&by.name, fact);
            view! {
                <p class="happening">
                    <span dir="auto">{words}</span>
                    {other.map(|number| view! { " "<a href=Place::Tickets(Some(number)).path()>{format!("#{number}")}</a> })}
                    " "<span class="happening-time">{time}</span>
                </p>
            }
            .into_any()
        }
    }
}

fn said(
    whose: &'static str,
    by: AgentCard,
    time: String,
    text: String,
    delivery: Option<Delivery>,
) -> AnyView {
    let is_note = whose == "note";
    view! {
        <article class=format!("said-box {whose}")>
            <p class="said-head">
                <Avatar name=by.name.clone() photo=by.photo />
                <strong dir="auto">{by.name}</strong>
                {is_note.then(|| view! { <span class="chip warn">{t("tickets.note")}</span> })}
                <span class="soft small">{time}</span>
            </p>
            <p class="said" dir="auto">{linked(&text)}</p>
            {delivery.map(delivered)}
        </article>
    }
    .into_any()
}

/// How the mail with a reply stands.
fn delivered(delivery: Delivery) -> AnyView {
    let (sign, key) = match delivery.state {
        MailState::Waiting if delivery.trouble.is_some() => (Icon::Clock, "tickets.mail_again"),
        MailState::Waiting | MailState::Sending => (Icon::Clock, "tickets.mail_waiting"),
        MailState::Sent => (Icon::Check, "tickets.mail_sent"),
        MailState::Dead => (Icon::Alert, "tickets.mail_dead"),
    };
    let is_dead = delivery.state == MailState::Dead;
    view! { <p class="delivery small with-icon" class:failed=is_dead>{icon(sign)}<span>{t(key)}</span></p> }
        .into_any()
}

/// What was done, in a sentence, and another ticket that it is about.
fn sentence(name: &str, fact: TicketFact) -> (String, Option<u32>) {
    let say = |key: &str, from: &str, to: &str| fill(key, &[("name", name), ("from", from), ("to", to)]);
    let agent = |agent: Option<AgentCard>| agent.map_or_else(|| t("tickets.nobody"), |agent| agent.name);
    let called = |subject: String| if subject.is_empty() { "—".into() } else { subject };
    match fact {
        TicketFact::Made => (say("tickets.did_make", "", ""), None),
        TicketFact::Status { from, to } => {
            (say("tickets.did_status", &status_name(from), &status_name(to)), None)
        }
        TicketFact::Priority { from, to } => {
            (say("tickets.did_priority", &priority_name(from), &priority_name(to)), None)
        }
        TicketFact::Assignee { from, to } => (say("tickets.did_assign", &agent(from), &agent(to)), None),
        TicketFact::Queue { from, to } => (say("tickets.did_queue", &from, &to), None),
        TicketFact::Subject { from, to } => (say("tickets.did_subject", &called(from), &to), None),
        TicketFact::MergedInto { number } => (say("tickets.did_merge_into", "", ""), Some(number)),
        TicketFact::Merged { number } => (say("tickets.did_merge", "", ""), Some(number)),
        TicketFact::Reply { text } | TicketFact::Note { text } => (text, None),
    }
}
