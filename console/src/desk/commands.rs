//! What can be done with the opened conversation from the keyboard.

use super::Looking;
use super::actions::{Asking, Part};
use super::note::Mode;
use super::passing::Passing;
use super::shelving::{archive, unarchive};
use crate::parts::icon::Icon;
use crate::shell::commands::{Command, Run};
use crate::text::t;
use crate::workplace::Workplace;
use leptos::prelude::*;
use shared::agent::AgentCommand;
use shared::ids::{ClientId, ConversationId};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The same as the buttons at its head, by what the agent may do now.
pub(super) fn of(
    part: Part,
    id: &ConversationId,
    workplace: Workplace,
    looking: Looking,
    asking: RwSignal<Asking>,
) -> Vec<Command> {
    let wish = |make: fn(ConversationId, ClientId) -> AgentCommand| -> Run {
        let id = id.clone();
        Arc::new(move || workplace.wish(id.clone(), make))
    };
    let ask = |what: Asking| -> Run { Arc::new(move || asking.set(what.clone())) };
    let command = |name: &str, sign, key, run: Run| Command { name: t(name), sign, key, run };
    let take = |name| {
        let take = wish(|conversation, id| AgentCommand::Take { conversation, id });
        command(name, Icon::Check, Some("t"), take)
    };
    let decline = || {
        let decline = wish(|conversation, id| AgentCommand::Decline { conversation, id });
        command("conversation.decline", Icon::Close, None, decline)
    };
    let deal = || {
        let deal = wish(|conversation, id| AgentCommand::DealWith { conversation, id });
        command("conversation.deal_with", Icon::Check, Some("d"), deal)
    };
    let tag = command("tags.add_long", Icon::Tag, Some("g"), Arc::new(|| press(".tag-add")));
    let mut all = match part {
        Part::Asked { rings, .. } => {
            let mut all = vec![take("conversation.take")];
            all.extend(rings.then(decline));
            all
        }
        Part::Invited { .. } => {
            let join = wish(|conversation, id| AgentCommand::Join { conversation, id });
            vec![command("conversation.join", Icon::Check, Some("t"), join), decline()]
        }
        Part::In { has_it, .. } => {
            let invite = ask(Asking::Pass(Passing::Invite));
            let mut all = vec![command("conversation.invite", Icon::People, Some("i"), invite)];
            if has_it {
                let transfer = ask(Asking::Pass(Passing::Transfer));
                all.push(command("conversation.transfer", Icon::Forth, Some("p"), transfer));
                all.push(deal());
                all.push(command("conversation.end", Icon::End, Some("e"), ask(Asking::End)));
            }
            all.push(command("conversation.leave", Icon::SignOut, None, ask(Asking::Leave)));
            all
        }
        Part::Outside { oversees, .. } => {
            oversees.then(|| take("conversation.take_over")).into_iter().collect()
        }
        Part::Over { was_in, archived } => {
            let (shown, kept) = (id.clone(), id.clone());
            let put_away: Run = Arc::new(move || archive(workplace, looking, shown.clone()));
            let take_out: Run = Arc::new(move || unarchive(workplace, kept.clone()));
            let reopen = wish(|conversation, id| AgentCommand::Reopen { conversation, id });
            let mut all = Vec::new();
            if was_in {
                all.push(command("conversation.reopen", Icon::Chats, None, reopen));
            }
            all.push(command("conversation.transfer", Icon::Forth, Some("p"), ask(Asking::HandOn)));
            if archived {
                all.push(command("archive.take_out", Icon::Archive, Some("a"), take_out));
            } else {
                all.extend(was_in.then(deal));
                all.push(command("archive.put", Icon::Archive, Some("a"), put_away));
            }
            all
        }
    };
    all.push(tag);
    all
}

/// For whom one writes next.
pub(super) fn writing(writes: Memo<bool>, mode: RwSignal<Mode>) -> Vec<Command> {
    let begin = move |wanted: Mode, field: &'static str| -> Run {
        Arc::new(move || {
            if writes.try_get_untracked() == Some(true) {
                let _ = mode.try_set(wanted);
            }
            request_animation_frame(move || focus(field));
        })
    };
    let command = |name: &str, sign, key, run: Run| Command { name: t(name), sign, key: Some(key), run };
    let reply =
        writes.get().then(|| command("commands.reply", Icon::Send, "r", begin(Mode::Reply, "#composer")));
    let note = command("commands.note", Icon::Note, "n", begin(Mode::Note, "#note"));
    reply.into_iter().chain([note]).collect()
}

fn element(selector: &str) -> Option<HtmlElement> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}

pub(super) fn focus(selector: &str) {
    if let Some(element) = element(selector) {
        let _ = element.focus();
    }
}

fn press(selector: &str) {
    if let Some(element) = element(selector) {
        element.click();
    }
}
