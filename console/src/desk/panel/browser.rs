//! The visitor's browser: where on the site they are and were, what they came from, and what they look through.

use crate::live::api::{Failure, contacts as api};
use crate::parts::facts::{fact, page_link, text_fact};
use crate::parts::loading::Trouble;
use crate::state::contact::stays;
use crate::text::{date_and_time, duration, moment, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::agent::InboxItem;
use shared::contact::known::Visited;
use shared::ids::ConversationId;
use shared::timeline::Stage;

/// Page, way, browser.
#[component]
pub fn BrowserPart(
    /// Of whose conversation.
    id: ConversationId,
) -> impl IntoView {
    let workplace = use_workplace();
    let item = workplace.follow(&id, |it| it.item.clone());
    view! {
        {move || item.get().map(|item| view! { <About item=item /> })}
        <Trail id=id />
    }
}

#[component]
fn About(item: InboxItem) -> impl IntoView {
    let workplace = use_workplace();
    let opened_at = item.summary.opened_at;
    let is_waiting = item.summary.stage == Stage::Waiting;
    let language = language_name(&item.browser.language);
    view! {
        <dl class="facts">
            {(!item.page.url.is_empty()).then(|| fact("panel.page", page_link(&item.page.url, &item.page.title)))}
            {(!item.page.referrer.is_empty())
                .then(|| fact("panel.referrer", page_link(&item.page.referrer, &item.page.referrer)))}
            {text_fact("panel.browser", &item.browser.name)}
            {text_fact("panel.language", &language)}
            {text_fact("panel.address", &item.browser.address)}
            {fact("panel.started", date_and_time(opened_at).into_any())}
            {is_waiting.then(|| fact("panel.waits", (move || waiting(opened_at, workplace.now.get())).into_any()))}
            {item.summary.ended_at.map(|at| fact("panel.ended", date_and_time(at).into_any()))}
        </dl>
    }
}

/// The pages that the visitor went through, and how long they stayed on each.
#[component]
fn Trail(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let trail = RwSignal::new(None::<Result<Vec<Visited>, Failure>>);
    let page = workplace.follow(&id, |it| it.item.page.url.clone());
    let ended_at = workplace.follow(&id, |it| it.item.summary.ended_at);
    let of = StoredValue::new(id);
    let load = Callback::new(move |()| {
        spawn_local(async move {
            let Some(id) = of.try_get_value() else { return };
            let answer = api::trail(&id).await;
            workplace.heed(&answer);
            let keeps = answer.is_err()
                && trail.try_with_untracked(|trail| matches!(trail, Some(Ok(_)))) == Some(true);
            if !keeps {
                let _ = trail.try_set(Some(answer));
            }
        });
    });
    // Another page makes the way longer.
    Effect::new(move |_| {
        if page.get().is_some() {
            load.run(());
        }
    });
    let line = move |(visited, spent): (Visited, i64), is_here: bool| {
        let since = moment(visited.at, workplace.now.get_untracked());
        let began = visited.at;
        let spent = move || match is_here {
            true => waiting(began, workplace.now.get()),
            false => duration(spent),
        };
        view! {
            <li>
                <p class="trail-page">{page_link(&visited.url, &visited.title)}</p>
                <p class="soft small"><bdi>{since}</bdi>" · "<bdi>{spent}</bdi></p>
            </li>
        }
    };
    let lines = move |visited: Vec<Visited>| {
        let ended_at = ended_at.get().flatten();
        let until = ended_at.unwrap_or_else(|| workplace.now.get_untracked());
        let last = visited.len().saturating_sub(1);
        let stays = stays(&visited, until).into_iter().enumerate();
        // The way goes on as long as the conversation does.
        stays.map(|(at, stay)| line(stay, at == last && ended_at.is_none())).collect_view()
    };
    move || match trail.get() {
        Some(Ok(visited)) if visited.len() > 1 => view! {
            <h4 class="facts-title">{t("contacts.trail")}</h4>
            <ol class="trail" role="list">{lines(visited)}</ol>
        }
        .into_any(),
        // One page alone is named above.
        Some(Ok(visited)) => {
            let only = visited.first().filter(|_| ended_at.get().flatten().is_none()).map(|only| only.at);
            let since = only.map(|since| {
                let spent = move || waiting(since, workplace.now.get());
                view! { <dl class={"facts"}>{fact("contacts.on_page", spent.into_any())}</dl> }
            });
            since.into_any()
        }
        None => ().into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=load /> }.into_any(),
    }
}

/// A language by its name in the agent's own, such as "Polish (pl)".
fn language_name(tag: &str) -> String {
    let name = crate::text::language_of(tag);
    match name {
        Some(name) if name != tag => format!("{name} ({tag})"),
        _ => tag.to_string(),
    }
}
