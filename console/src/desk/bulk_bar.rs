//! Above a list: how many conversations are picked, and what can be done with them.

use super::Looking;
use super::bulk::run;
use super::bulk_dialogs::{DeleteManyDialog, TagDialog, UntagDialog};
use super::passing::{Passing, WhomDialog};
use crate::parts::icon::{Icon, icon};
use crate::state::picks::{Offers, Picks};
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::Target;
use shared::bulk::BulkAction;
use shared::search::FoundLine;

/// What needs a word before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Nothing,
    Tag,
    Untag,
    Transfer,
    Delete,
}

/// Begins to pick, and ends it.
#[component]
pub fn PickButton() -> impl IntoView {
    let looking = expect_context::<Looking>();
    let is_picking = Memo::new(move |_| looking.picks.with(Picks::is_picking));
    let press = move |_| {
        looking.picks.update(|picks| if picks.is_picking() { picks.clear() } else { picks.begin() });
    };
    view! {
        <button
            type="button"
            id="pick-begin"
            class="button quiet small"
            aria-pressed=move || is_picking.get().to_string()
            on:click=press
        >
            {move || t(if is_picking.get() { "bulk.end" } else { "bulk.begin" })}
        </button>
    }
}

/// The bar, as long as something is picked.
#[component]
pub fn BulkBar(lines: RwSignal<Vec<FoundLine>>) -> impl IntoView {
    let looking = expect_context::<Looking>();
    let picks = looking.picks;
    let size = Memo::new(move |_| picks.with(Picks::len));
    // Those who listen hear it every time: the place where it is said is always there.
    let said = move || if size.get() > 0 { count("bulk.selected", size.get()) } else { String::new() };
    let is_picking = Memo::new(move |_| picks.with(Picks::is_picking));
    view! {
        <p class="unseen" role="status">{said}</p>
        {move || is_picking.get().then(|| view! { <Bar lines=lines size=size /> })}
    }
}

#[component]
fn Bar(lines: RwSignal<Vec<FoundLine>>, size: Memo<usize>) -> impl IntoView {
    let workplace = use_workplace();
    let looking = expect_context::<Looking>();
    let picks = looking.picks;
    let me = workplace.my_id();
    let role = move || workplace.session.with(|session| session.me().map(|me| me.role)).unwrap_or_default();
    let offers = Memo::new(move |_| picks.with(|picks| picks.offers(me.as_ref(), role())));
    let asking = RwSignal::new(Asking::Nothing);
    let close = Callback::new(move |()| asking.set(Asking::Nothing));
    let is_busy = RwSignal::new(false);
    let go = Callback::new(move |action: BulkAction| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let ids = picks.with_untracked(Picks::ids);
        spawn_local(async move {
            run(workplace, looking, ids, action).await;
            let _ = is_busy.try_set(false);
        });
    });
    let loaded = Memo::new(move |_| lines.with(Vec::len));
    let take_all = move |_| lines.with_untracked(|lines| picks.update(|picks| picks.take_all(lines)));
    let ask = move |what: Asking| Callback::new(move |()| asking.set(what));
    let act = move |action: BulkAction| Callback::new(move |()| go.run(action.clone()));
    let has_any = Memo::new(move |_| size.get() > 0);
    let buttons = move || {
        let Offers { archive, unarchive, tags, transfer, delete } = offers.get();
        let has_tags = !tags.is_empty();
        view! {
            {archive.then(|| view! { <Deed sign=Icon::Archive name=t("archive.put") run=act(BulkAction::Archive) /> })}
            {unarchive.then(|| view! { <Deed sign=Icon::Archive name=t("archive.take_out") run=act(BulkAction::Unarchive) /> })}
            {has_any.get().then(|| view! { <Deed sign=Icon::Tag name=t("tags.add_long") run=ask(Asking::Tag) /> })}
            {has_tags.then(|| view! { <Deed sign=Icon::Tag name=t("bulk.untag") run=ask(Asking::Untag) /> })}
            {transfer.then(|| view! { <Deed sign=Icon::Forth name=t("conversation.transfer") run=ask(Asking::Transfer) /> })}
            {delete.then(|| view! { <Deed sign=Icon::Trash name=t("delete.open") run=ask(Asking::Delete) /> })}
        }
    };
    let dialog = move || match asking.get() {
        Asking::Nothing => None,
        Asking::Tag => {
            let tag = Callback::new(move |tag: String| go.run(BulkAction::Tag { tag }));
            Some(view! { <TagDialog run=tag close=close /> }.into_any())
        }
        Asking::Untag => {
            let untag = Callback::new(move |tag: String| go.run(BulkAction::Untag { tag }));
            let tags = offers.with_untracked(|offers| offers.tags.iter().cloned().collect());
            Some(view! { <UntagDialog tags=tags run=untag close=close /> }.into_any())
        }
        Asking::Transfer => {
            let pass = Callback::new(move |to: Target| go.run(BulkAction::Transfer { to }));
            let dialog = view! {
                <WhomDialog passing=Passing::Transfer without=Vec::new() own_queue=None choose=pass close=close />
            };
            Some(dialog.into_any())
        }
        Asking::Delete => {
            let delete = Callback::new(move |()| go.run(BulkAction::Delete));
            let ids = picks.with_untracked(Picks::ids);
            Some(view! { <DeleteManyDialog ids=ids run=delete close=close /> }.into_any())
        }
    };
    view! {
        <div class="bulk-bar" role="group" aria-label=t("bulk.label") aria-busy=move || is_busy.get().to_string()>
            <div class="bulk-line">
                <strong>{move || count("bulk.selected", size.get())}</strong>
                {move || (size.get() < loaded.get()).then(|| view! {
                    <button type="button" class="button quiet small" on:click=take_all>{count("bulk.select_all", loaded.get())}</button>
                })}
            </div>
            <div class="bulk-line">{buttons}</div>
            {dialog}
        </div>
    }
}

#[component]
fn Deed(
    /// Its icon.
    sign: Icon,
    /// What it does, in words.
    name: String,
    /// Does it.
    run: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="button small" on:click=move |_| run.run(())>
            {icon(sign)}
            {name}
        </button>
    }
}
