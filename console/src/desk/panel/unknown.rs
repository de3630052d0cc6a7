//! A visitor of whom nobody knows who it is: added to the contacts, found among them, or left alone.

use super::contact::Who;
use crate::live::api::contacts as api;
use crate::pages::contacts::making::NewContactDialog;
use crate::pages::contacts::search::ContactSearch;
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::state::contact::prefilled;
use crate::text::{fill, t};
use leptos::prelude::*;
use shared::contact::ContactLine;
use shared::contact::known::Acquaintance;
use shared::people::VisitorCard;

/// Who it may be, and what can be said about that.
#[component]
pub fn Unknown(
    /// Of whom.
    who: Who,
    /// Who it may be.
    found: Acquaintance,
    /// What the visitor said.
    visitor: Memo<Option<VisitorCard>>,
) -> impl IntoView {
    let is_adding = RwSignal::new(false);
    let is_searching = RwSignal::new(false);
    who.changes.hold(move || is_adding.get() || is_searching.get());
    let this_is = move |line: ContactLine| {
        who.say(async move |id| api::this_is(&id, line.id).await);
    };
    let made = Callback::new(move |_| who.load());
    let suggestion = move |line: ContactLine| {
        let about: Vec<String> = [&line.company, &line.email, &line.phone]
            .into_iter()
            .filter(|text| !text.is_empty())
            .cloned()
            .collect();
        let name = line.name.clone();
        let label = fill("contacts.this_is_name", &[("name", &line.name)]);
        view! {
            <li class="suggestion">
                <span class="choice-main"><strong dir="auto">{name}</strong><span class="soft small" dir="auto">{about.join(" · ")}</span></span>
                <button type="button" class="button small" aria-label=label on:click=move |_| this_is(line.clone())>{t("contacts.this_is_them")}</button>
            </li>
        }
    };
    let body = match found.ignored {
        true => view! {
            <p class="soft small">{t("contacts.ignored")}</p>
            <button type="button" class="link small" on:click=move |_| who.say(async move |id| api::mind(&id).await)>{t("action.undo")}</button>
        }
        .into_any(),
        false => {
            let suggested = found.suggested;
            view! {
                {(!suggested.is_empty()).then(|| view! {
                    <p class="soft small">{t("contacts.perhaps")}</p>
                    <ul class="suggestions" role="list">{suggested.into_iter().map(suggestion).collect_view()}</ul>
                })}
                <div class="actions">
                    <button type="button" class="button small" on:click=move |_| is_adding.set(true)>{icon(Icon::Plus)}{t("contacts.add")}</button>
                    <button type="button" class="button small" on:click=move |_| is_searching.set(true)>{icon(Icon::Search)}{t("contacts.this_is")}</button>
                    <button type="button" class="button quiet small" on:click=move |_| who.say(async move |id| api::ignore(&id).await)>{t("contacts.ignore")}</button>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <div class="panel-unknown">{body}</div>
        {move || is_adding.get().then(|| view! {
            <NewContactDialog
                begun=visitor.get_untracked().as_ref().map(prefilled).unwrap_or_default()
                conversation=Some(who.conversation.get_value())
                close=Callback::new(move |()| is_adding.set(false))
                made=made
            />
        })}
        <SearchDialog who=who is_searching=is_searching />
    }
}

/// Looks among the contacts for who it is.
#[component]
pub fn SearchDialog(
    /// Of whom.
    who: Who,
    /// Whether it is open.
    is_searching: RwSignal<bool>,
) -> impl IntoView {
    let close = Callback::new(move |()| is_searching.set(false));
    let pick = Callback::new(move |line: ContactLine| {
        close.run(());
        who.say(async move |id| api::this_is(&id, line.id).await);
    });
    move || {
        is_searching.get().then(|| {
            view! {
                <Dialog title=t("contacts.this_is") on_cancel=close>
                    <ContactSearch except=None pick=pick />
                    <div class="dialog-actions">
                        <button type="button" class="button" on:click=move |_| close.run(())>{t("action.cancel")}</button>
                    </div>
                </Dialog>
            }
        })
    }
}
