//! The same done with many conversations: what is asked, what becomes of it, and how it is told.

use super::Looking;
use super::shelving::leave;
use crate::live::api::{Failure, desk};
use crate::parts::failure_text;
use crate::parts::toast::Toast;
use crate::state::picks::Why;
use crate::text::{count, fill, number};
use crate::workplace::Workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::Vanished;
use shared::bulk::{BulkAction, BulkLine};
use shared::ids::ConversationId;
use shared::search::{FoundLine, PAGE_LINES};
use std::collections::BTreeMap;

/// Does it with each of them, and says with how many it was done, with how many not, and why.
pub async fn run(workplace: Workplace, looking: Looking, ids: Vec<ConversationId>, action: BulkAction) {
    let (lines, failure) = desk::bulk(&ids, &action).await;
    let done = lines.iter().filter(|line| line.refused.is_none());
    let done: Vec<ConversationId> = done.map(|line| line.conversation.clone()).collect();
    if let Some(failure) = &failure {
        workplace.heed(&Err::<(), _>(failure.clone()));
    }
    settle(workplace, looking, &action, &done).await;
    tell(workplace, looking, &action, done, &lines, failure.as_ref());
}

/// What is done stands in the lists as it is now.
async fn settle(workplace: Workplace, looking: Looking, action: &BulkAction, done: &[ConversationId]) {
    if done.is_empty() {
        return;
    }
    let reason = match action {
        BulkAction::Archive => Some(Vanished::Archived),
        BulkAction::Delete => Some(Vanished::Deleted),
        BulkAction::Transfer { .. } => Some(Vanished::GivenAway),
        BulkAction::Unarchive | BulkAction::Tag { .. } | BulkAction::Untag { .. } => None,
    };
    if let Some(reason) = reason {
        done.iter().for_each(|id| leave(workplace, looking, id));
        workplace.change(|state| done.iter().flat_map(|id| state.take_away(id, reason.clone())).collect());
    }
    let open = workplace.open.get_untracked().filter(|open| done.contains(open));
    if let (BulkAction::Unarchive, Some(open)) = (action, open) {
        workplace.look_up(&open).await;
    }
    let _ = looking.picks.try_update(|picks| picks.settle(done));
    // Whoever has gone far down stays there.
    let lines = looking.order.try_get_value().flatten();
    match lines.filter(|lines| lines.with_untracked(Vec::len) > PAGE_LINES) {
        Some(lines) => {
            let _ = lines.try_update(|lines| change(lines, action, done));
        }
        None => workplace.put_away.update(|count| *count += 1),
    }
    request_animation_frame(focus_what_is_left);
}

/// The lines as the server would show them now.
fn change(lines: &mut Vec<FoundLine>, action: &BulkAction, done: &[ConversationId]) {
    let changed = lines.iter_mut().filter(|line| done.contains(&line.conversation));
    match action {
        BulkAction::Tag { tag } => changed.for_each(|line| {
            if !line.tags.contains(tag) {
                line.tags.push(tag.clone());
            }
        }),
        BulkAction::Untag { tag } => changed.for_each(|line| line.tags.retain(|known| known != tag)),
        BulkAction::Archive | BulkAction::Unarchive | BulkAction::Transfer { .. } | BulkAction::Delete => {
            lines.retain(|line| !done.contains(&line.conversation));
        }
    }
}

/// The button that had the focus may be gone with what was picked.
fn focus_what_is_left() {
    let has_focus = document().active_element().is_some_and(|element| element.tag_name() != "BODY");
    if !has_focus {
        super::commands::focus("#pick-begin");
    }
}

fn tell(
    workplace: Workplace,
    looking: Looking,
    action: &BulkAction,
    done: Vec<ConversationId>,
    lines: &[BulkLine],
    failure: Option<&Failure>,
) {
    let words = outcome(action, done.len(), lines, failure);
    if words.is_empty() {
        return;
    }
    let toast = if done.is_empty() {
        Toast::trouble(words)
    } else if *action == BulkAction::Archive {
        let undo = Callback::new(move |()| {
            spawn_local(run(workplace, looking, done.clone(), BulkAction::Unarchive));
        });
        Toast::undoable(words, undo)
    } else {
        Toast::news(words)
    };
    workplace.toasts.show(toast);
}

/// "3 archived; 1 goes on still".
fn outcome(action: &BulkAction, done: usize, lines: &[BulkLine], failure: Option<&Failure>) -> String {
    let mut reasons: BTreeMap<Why, usize> = BTreeMap::new();
    for hindrance in lines.iter().filter_map(|line| line.refused) {
        *reasons.entry(Why::of(hindrance)).or_default() += 1;
    }
    let did = match action {
        BulkAction::Archive => "bulk.archived",
        BulkAction::Unarchive => "bulk.unarchived",
        BulkAction::Tag { .. } => "bulk.tagged",
        BulkAction::Untag { .. } => "bulk.untagged",
        BulkAction::Transfer { .. } => "bulk.transferred",
        BulkAction::Delete => "bulk.deleted",
    };
    let mut parts: Vec<String> =
        (done > 0).then(|| fill(did, &[("count", &number(done))])).into_iter().collect();
    parts.extend(reasons.into_iter().map(|(why, many)| {
        let key = match why {
            Why::GoesOn => "bulk.goes_on",
            Why::NotYours => "bulk.not_yours",
            Why::Taken => "bulk.taken",
            Why::BegunAnew => "bulk.begun_anew",
            Why::Tags => "bulk.tags_full",
            Why::Again => "bulk.again",
        };
        count(key, many)
    }));
    parts.extend(failure.map(failure_text));
    parts.join("; ")
}
