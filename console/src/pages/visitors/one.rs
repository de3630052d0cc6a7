//! One visit with all that is known of it, in a window over the list.

use super::invite::Invitation;
use super::row::{device_name, page_name, returning, state_of};
use super::say;
use crate::parts::dialog::Dialog;
use crate::parts::facts::{fact, page_link, text_fact};
use crate::parts::field::focus;
use crate::place::Place;
use crate::text::{clock_time, date_and_time, fill, language_of, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::people::Role;
use shared::visits::{Step, Visit, VisitId, VisitsCommand};
use std::sync::Arc;

/// The window. It stays when the visitor leaves, and says so.
#[component]
pub fn OneVisit(id: VisitId, chosen: RwSignal<Option<VisitId>>) -> impl IntoView {
    let workplace = use_workplace();
    let present = Memo::new(move |_| workplace.state.with(|state| state.visits.get(id)));
    // What was known last stays to be read.
    let last = RwSignal::new(present.get_untracked());
    Effect::new(move |_| {
        if let Some(visit) = present.get() {
            last.set(Some(visit));
        }
    });
    let pages = Memo::new(move |_| present.with(|visit| visit.as_ref().map(|visit| visit.pages)));
    Effect::new(move |_| {
        if pages.get().is_some() {
            say(workplace, VisitsCommand::Trail { visit: id });
        }
    });
    let trail = Memo::new(move |_| {
        workplace.state.with(|state| match &state.visits.trail {
            Some((visit, steps)) if *visit == id => steps.clone(),
            _ => Vec::new(),
        })
    });
    let close = Callback::new(move |()| {
        chosen.set(None);
        focus(&format!("visit-{}", id.0));
    });
    let state = Memo::new(move |_| last.with(|visit| visit.as_ref().and_then(|visit| state_of(visit))));
    view! {
        <Dialog title=fill("visitors.nameless", &[("number", &id.0.to_string())]) on_cancel=close>
            <div class="form">
                <p role="status">
                    {move || match (present.with(Option::is_some), state.get()) {
                        (false, _) => t("visitors.left"),
                        (true, Some((_, text))) => text,
                        (true, None) => String::new(),
                    }}
                </p>
                {move || last.get().map(|visit| view! { <About visit=visit /> })}
                {move || (!trail.with(Vec::is_empty)).then(|| view! {
                    <details class="visit-trail">
                        <summary>{t("visitors.trail")}</summary>
                        <ol>{trail.get().into_iter().map(|step| view! { <StepLine step=step /> }).collect_view()}</ol>
                    </details>
                })}
                <ToConversation visit=present />
                <Invitation id=id visit=present />
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| close.run(())>{t("action.close")}</button>
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn About(visit: Arc<Visit>) -> impl IntoView {
    let page = &visit.page;
    let language = language_of(&visit.language).unwrap_or_else(|| visit.language.clone());
    view! {
        <dl class="facts">
            {(!page.url.is_empty()).then(|| fact("panel.page", page_link(&page.url, &page_name(&visit))))}
            {(!page.referrer.is_empty()).then(|| fact("panel.referrer", page_link(&page.referrer, &page.referrer)))}
            {fact("visitors.since", date_and_time(visit.since).into_any())}
            {visit.returning.map(|is_back| fact("visitors.before", t(returning(is_back)).into_any()))}
            {text_fact("panel.browser", &visit.browser)}
            {fact("visitors.device", t(device_name(visit.device)).into_any())}
            {text_fact("panel.language", &language)}
            {text_fact("visitors.widget", &visit.widget)}
        </dl>
    }
}

#[component]
fn StepLine(step: Step) -> impl IntoView {
    view! {
        <li>
            <span class="soft small">{clock_time(step.at)}</span>
            <span>{page_link(&step.url, &step.title)}</span>
        </li>
    }
}

/// The way to the visitor's conversation, for whoever has it in their inbox or sees all.
#[component]
fn ToConversation(visit: Memo<Option<Arc<Visit>>>) -> impl IntoView {
    let workplace = use_workplace();
    let readable = Memo::new(move |_| {
        let id = visit.with(|visit| visit.as_ref().and_then(|visit| visit.conversation.clone()))?;
        let sees_all =
            workplace.session.with(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
        let is_mine = workplace.state.with(|state| state.conversations.contains_key(&id));
        (sees_all || is_mine).then_some(id)
    });
    move || {
        readable.get().map(|id| {
            let href = Place::Conversation(id).path();
            view! { <p><a class="button" href=href>{t("visitors.to_conversation")}</a></p> }
        })
    }
}
