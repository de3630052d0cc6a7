//! What is asked about tickets.

use super::admin::get;
use super::{Failure, answer, post};
use gloo_net::http::Request;
use shared::ids::ConversationId;
use shared::ticket::{
    NewTicketDraft, NewTicketEntry, Ticket, TicketBeginning, TicketFilter, TicketMerge, TicketPage,
    TicketPatch,
};

const TICKETS: &str = "/api/agent/tickets";

/// A page of tickets, the latest first, below the filter's number.
pub async fn list(filter: &TicketFilter) -> Result<Vec<Ticket>, Failure> {
    let before = filter.before.map(|number| ("before", number.to_string()));
    let pairs = filter.pairs().into_iter().chain(before);
    answer(Request::get(TICKETS).query(pairs).send().await).await
}

/// A ticket with its thread.
pub async fn ticket(number: u32) -> Result<TicketPage, Failure> {
    get(&format!("{TICKETS}/{number}")).await
}

/// Arranges a ticket anew; refused if somebody else did since it was read.
pub async fn arrange(number: u32, patch: &TicketPatch) -> Result<TicketPage, Failure> {
    let request = Request::patch(&format!("{TICKETS}/{number}")).json(patch);
    answer(request.map_err(|_| Failure::Unreachable)?.send().await).await
}

/// Writes a reply or a note.
pub async fn say(number: u32, new: &NewTicketEntry) -> Result<TicketPage, Failure> {
    post(&format!("{TICKETS}/{number}/entries"), new).await
}

/// Lets a ticket go on in another one, which is the answer.
pub async fn merge(number: u32, into: u32) -> Result<TicketPage, Failure> {
    post(&format!("{TICKETS}/{number}/merge"), &TicketMerge { into }).await
}

/// What a ticket made of a conversation begins as.
pub async fn begin(conversation: &ConversationId, lang: &str) -> Result<TicketBeginning, Failure> {
    get(&format!("{TICKETS}/draft?conversation={conversation}&lang={lang}")).await
}

/// Makes a ticket.
pub async fn make(draft: &NewTicketDraft) -> Result<TicketPage, Failure> {
    post(TICKETS, draft).await
}
