//! The address of a conversation that is not there: what happened, and what was left unsent.

use super::Looking;
use crate::parts::icon::{Icon, icon};
use crate::place::Place;
use crate::state::Gone;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::agent::Vanished;
use shared::ids::ConversationId;

/// Says why there is nothing to see. What the agent wrote in vain can still be copied.
#[component]
pub fn GonePane(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let gone = Memo::new(move |_| workplace.state.with(|state| state.gone.get(&id).cloned()));
    let said = move || match gone.get() {
        Some(Gone { reason: Vanished::TakenBy(by), .. }) => fill("gone.taken_by", &[("name", &by.name)]),
        Some(Gone { reason: Vanished::Ended, .. }) => t("gone.ended"),
        Some(Gone { reason: Vanished::NotAnswered, .. }) => t("gone.not_answered"),
        Some(Gone { reason: Vanished::Declined, .. }) => t("gone.declined"),
        Some(Gone { reason: Vanished::GivenAway, .. }) => t("gone.given_away"),
        Some(Gone { reason: Vanished::Heeded, .. }) => t("gone.heeded"),
        Some(Gone { reason: Vanished::Uncalled, .. }) => t("gone.uncalled"),
        Some(Gone { reason: Vanished::DealtWith, .. }) => t("gone.dealt_with"),
        Some(Gone { reason: Vanished::Archived, .. }) => t("gone.archived"),
        Some(Gone { reason: Vanished::Deleted, .. }) => t("gone.deleted"),
        Some(Gone { reason: Vanished::NotYours, .. }) | None => t("gone.not_yours"),
    };
    let unsent = move || gone.get().map(|gone| gone.unsent.join("\n\n")).filter(|unsent| !unsent.is_empty());
    view! {
        <section class="conversation nothing" aria-label=t("conversation.label")>
            <div class="empty">
                {icon(Icon::Chats)}
                <p>{said}</p>
                {move || unsent().map(|unsent| view! {
                    <label class="field unsent">
                        <span>{t("gone.unsent")}</span>
                        <textarea class="input" readonly rows="4" dir="auto">{unsent}</textarea>
                    </label>
                })}
                <a class="button" href=move || looking.path_of(&Place::Inbox)>{t("gone.back")}</a>
            </div>
        </section>
    }
}
