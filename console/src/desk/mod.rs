//! The agent's desk: the inbox, the opened conversation, and what is known of its visitor.

mod actions;
mod bubble;
mod canned;
mod composer;
mod conversation;
mod files;
mod gone;
mod header;
mod inbox;
mod keys;
mod lines;
mod passing;
mod row;
mod scroll;
mod sentence;
mod timeline;
mod tray;
mod visitor;

use crate::place::{Place, use_go};
use crate::text::t;
use crate::workplace::use_workplace;
use conversation::ConversationPane;
use inbox::Inbox;
use leptos::ev;
use leptos::prelude::*;

/// Whether the visitor's panel is unfolded where there is no room for it beside the conversation.
#[derive(Clone, Copy)]
struct PanelUnfolded(RwSignal<bool>);

/// The whole desk.
#[component]
pub fn Desk(
    /// Where the agent is: which conversation is open.
    place: Memo<Place>,
) -> impl IntoView {
    let workplace = use_workplace();
    let go = use_go();
    let unfolded = RwSignal::new(false);
    provide_context(PanelUnfolded(unfolded));

    Effect::new(move |_| {
        let open = match place.get() {
            Place::Conversation(id) => Some(id),
            _ => None,
        };
        unfolded.set(false);
        workplace.open.set(open.clone());
        if let Some(open) = open {
            workplace.change(|state| state.open(&open));
        }
    });
    let keys =
        window_event_listener(ev::keydown, move |event| keys::handle(&event, workplace, unfolded, &go));
    on_cleanup(move || {
        keys.remove();
        // Nobody reads a conversation while another page is shown.
        workplace.open.set(None);
    });

    view! {
        <main class="desk" class:has-open=move || workplace.open.with(Option::is_some)>
            <h1 class="unseen">{t("app.name")}</h1>
            <Inbox />
            {move || match workplace.open.get() {
                Some(id) => view! { <ConversationPane id=id /> }.into_any(),
                None => view! { <conversation::NothingOpen /> }.into_any(),
            }}
        </main>
    }
}
