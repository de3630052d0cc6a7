//! One ticket, with all that its visitor said.

use crate::parts::facts::{Facts, mail_link, page_link};
use crate::parts::icon::{Icon, icon};
use crate::parts::links::linked;
use crate::parts::visitor_name;
use crate::place::Place;
use crate::text::{date_and_time, fill, t};
use leptos::prelude::*;
use shared::ticket::Ticket;

/// The ticket.
#[component]
pub fn Reading(ticket: Ticket) -> impl IntoView {
    let subject =
        fill("tickets.reply_subject", &[("number", &ticket.number.to_string()), ("topic", &ticket.topic)]);
    let reply = mail_link(&ticket.visitor.email, &subject);
    let number = format!("#{}", ticket.number);
    let page = ticket.page.clone();
    view! {
        <section class="reading" aria-labelledby="ticket-title">
            <header class="pane-head">
                <a class="button quiet square back" href=Place::Tickets(None).path() aria-label=t("tickets.back")>{icon(Icon::Back)}</a>
                <crate::parts::avatar::Avatar name=ticket.visitor.name.clone() />
                <div class="who">
                    <h2 id="ticket-title" dir="auto">{visitor_name(&ticket.visitor)}</h2>
                    <p class="who-line"><bdi>{number}</bdi>" · "<bdi>{ticket.topic.clone()}</bdi></p>
                </div>
                {reply.map(|href| view! { <a class="button primary" href=href>{icon(Icon::Mail)}<span class="label">{t("tickets.reply")}</span></a> })}
            </header>
            <div class="pane-body" tabindex="0" role="group" aria-labelledby="ticket-title">
                <article class="ticket">
                    {(!ticket.subject.is_empty()).then(|| view! { <h3 dir="auto">{ticket.subject.clone()}</h3> })}
                    <p class="ticket-text" dir="auto">{linked(&ticket.text)}</p>
                    {ticket.conversation.clone().map(|id| view! {
                        <p><a class="button small" href=Place::Conversation(id).path()>{icon(Icon::Chats)}{t("tickets.conversation")}</a></p>
                    })}
                    <Facts visitor=ticket.visitor.clone()>
                        <div class="fact">
                            <dt>{t("tickets.left_at")}</dt>
                            <dd>{date_and_time(ticket.created_at)}</dd>
                        </div>
                        {(!page.url.is_empty()).then(|| view! {
                            <div class="fact"><dt>{t("panel.page")}</dt><dd>{page_link(&page.url, &page.title)}</dd></div>
                        })}
                    </Facts>
                </article>
            </div>
        </section>
    }
}
