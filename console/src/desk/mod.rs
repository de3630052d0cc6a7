//! The agent's desk: the inbox, the opened conversation, and what is known of its visitor.

mod actions;
mod bubble;
mod bulk;
mod bulk_bar;
mod bulk_dialogs;
mod canned;
mod channel;
mod commands;
mod composer;
pub mod conversation;
mod emoji;
pub mod files;
mod filters;
mod finder;
mod found;
mod found_row;
mod gone;
mod header;
mod inbox;
mod keys;
mod lines;
mod mailing;
mod mention;
mod note;
mod noted;
mod panel;
mod passing;
pub mod pill;
mod row;
pub mod scroll;
mod sentence;
mod shelving;
mod tags;
mod timeline;
pub mod tray;
pub mod unsent;
mod visitor;

use crate::place::Place;
use crate::state::picks::Picks;
use crate::state::view::View;
use crate::text::t;
use crate::workplace::use_workplace;
use channel::Channels;
use conversation::ConversationPane;
use inbox::Inbox;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use shared::search::FoundLine;

/// Whether the visitor's panel is unfolded where there is no room for it beside the conversation.
#[derive(Clone, Copy)]
struct PanelUnfolded(RwSignal<bool>);

/// What the list at the start side shows, which stands behind the question mark of the address.
#[derive(Clone, Copy)]
struct Looking {
    view: Memo<View>,
    path: Memo<String>,
    /// The lines that were found, where they stand in place of the inbox.
    order: StoredValue<Option<RwSignal<Vec<FoundLine>>>>,
    /// Which of them are picked.
    picks: RwSignal<Picks>,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = Box<dyn Fn(&str, NavigateOptions)>;

impl Looking {
    fn new() -> Self {
        let location = use_location();
        let (search, path) = (location.search, location.pathname);
        let navigate = use_navigate();
        Self {
            view: Memo::new(move |_| search.with(|search| View::of(search))),
            path: Memo::new(move |_| path.get()),
            order: StoredValue::new(None),
            picks: RwSignal::default(),
            navigate: StoredValue::new_local(Box::new(move |path, options| navigate(path, options))),
        }
    }

    /// Shows something else in the list; what is opened stays. The way back leads to what was shown before, if this
    /// `is_step` of its own.
    fn show(self, view: &View, is_step: bool) {
        self.go(&format!("{}{}", self.path.get_untracked(), view.query()), !is_step);
    }

    /// The address of a place with the list as it is.
    fn path_of(self, place: &Place) -> String {
        format!("{}{}", place.path(), self.view.with(View::query))
    }

    /// Looks for conversations with a tag, where one looks now. What is opened stays where there is room for both.
    fn seek_tag(self, tag: &str) {
        let view = View { tag: tag.into(), ..self.view.get_untracked().cleared() };
        if is_list_in_sight() {
            self.show(&view, true);
        } else {
            self.go(&format!("{}{}", Place::Inbox.path(), view.query()), false);
        }
    }

    fn go(self, path: &str, replace: bool) {
        let options = NavigateOptions { resolve: false, scroll: false, replace, ..Default::default() };
        self.navigate.with_value(|navigate| navigate(path, options));
    }
}

/// On a phone an opened conversation covers the list.
fn is_list_in_sight() -> bool {
    let list = document().query_selector(".inbox").ok().flatten();
    list.is_some_and(|list| list.get_bounding_client_rect().width() > 0.0)
}

/// The whole desk.
#[component]
pub fn Desk(
    /// Where the agent is: which conversation is open.
    place: Memo<Place>,
) -> impl IntoView {
    let workplace = use_workplace();
    let looking = Looking::new();
    provide_context(looking);
    provide_context(Channels::load());
    let unfolded = RwSignal::new(false);
    provide_context(PanelUnfolded(unfolded));

    Effect::new(move |_| {
        let open = match place.get() {
            Place::Conversation(id) => Some(id),
            _ => None,
        };
        unfolded.set(false);
        workplace.open.set(open.clone());
        workplace.change(|state| state.show(open.clone()));
        if let Some(open) = open {
            workplace.change(|state| state.open(&open));
        }
    });
    let keys =
        window_event_listener(ev::keydown, move |event| keys::handle(&event, workplace, unfolded, looking));
    on_cleanup(move || {
        keys.remove();
        // Nobody reads a conversation while another page is shown.
        workplace.open.set(None);
        workplace.change(|state| state.show(None));
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
