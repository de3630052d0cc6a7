//! What is known of the visitor. All of it was said by a foreign browser, so it is shown as text, and only addresses
//! that are safe to open become links.

use super::PanelUnfolded;
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::text::{date_and_time, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::agent::InboxItem;
use shared::ids::ConversationId;
use shared::rules::{email, safe_link};
use shared::timeline::Stage;

/// The visitor's panel.
#[component]
pub fn VisitorPanel(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let item = workplace.follow(&id, |it| it.item.clone());
    let who = Memo::new(move |_| item.get().map(|item| (item.visitor, item.online, item.summary.stage)));
    view! {
        <header class="pane-head">
            <h2 id="panel-title">{t("panel.title")}</h2>
            <button
                type="button"
                class="button quiet square panel-close"
                aria-label=t("panel.close")
                on:click=move |_| unfolded.set(false)
            >
                {icon(Icon::Close)}
            </button>
        </header>
        <div class="pane-body" tabindex="0" role="group" aria-labelledby="panel-title">
            {move || who.get().map(|(visitor, online, stage)| {
                let name = visitor_name(&visitor);
                let presence = (stage != Stage::Ended).then_some(online);
                view! {
                    <div class="panel-who">
                        <Avatar name=name.clone() online=Signal::stored(presence) />
                        <div>
                            <p class="panel-name"><bdi>{name}</bdi></p>
                            {presence.map(|online| view! {
                                <p class="soft small">{t(if online { "visitor.online" } else { "visitor.offline" })}</p>
                            })}
                        </div>
                    </div>
                }
            })}
            {move || item.get().map(|item| view! { <Facts item=item /> })}
        </div>
    }
}

#[component]
fn Facts(item: InboxItem) -> impl IntoView {
    let workplace = use_workplace();
    let summary = item.summary.clone();
    let opened_at = summary.opened_at;
    let is_waiting = summary.stage == Stage::Waiting;
    let mail = email(&item.visitor.email).ok();
    let title = if item.page.title.is_empty() { item.page.url.clone() } else { item.page.title.clone() };
    let language = language_name(&item.browser.language);
    view! {
        <dl class="facts">
            {mail.map(|mail| fact("panel.email", view! { <a href=format!("mailto:{mail}")><bdi>{mail.clone()}</bdi></a> }.into_any()))}
            {text_fact("panel.topic", &item.topic)}
            {(!item.page.url.is_empty()).then(|| fact("panel.page", page_link(&item.page.url, title)))}
            {(!item.page.referrer.is_empty())
                .then(|| fact("panel.referrer", page_link(&item.page.referrer, item.page.referrer.clone())))}
            {text_fact("panel.browser", &item.browser.name)}
            {text_fact("panel.language", &language)}
            {text_fact("panel.address", &item.browser.address)}
            {fact("panel.started", date_and_time(opened_at).into_any())}
            {is_waiting.then(|| fact("panel.waits", (move || waiting(opened_at, workplace.now.get())).into_any()))}
            {summary.ended_at.map(|at| fact("panel.ended", date_and_time(at).into_any()))}
        </dl>
    }
}

fn fact(key: &str, value: AnyView) -> impl IntoView + use<> {
    view! {
        <div class="fact">
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
        </div>
    }
}

fn text_fact(key: &str, value: &str) -> Option<impl IntoView + use<>> {
    let value = value.to_string();
    (!value.is_empty()).then(|| fact(key, view! { <bdi>{value}</bdi> }.into_any()))
}

/// A link only where a click can lead nowhere but to a page; the address is shown under the title, so that nobody is
/// led by a title alone.
fn page_link(url: &str, title: String) -> AnyView {
    let shown = url.to_string();
    match safe_link(url) {
        Some(href) => view! {
            <a href=href.to_string() target="_blank" rel="noopener noreferrer nofollow">
                <bdi>{title.clone()}</bdi>
                {icon(Icon::External)}
                <span class="unseen">{t("panel.new_tab")}</span>
            </a>
            {(title != shown).then(|| view! { <p class="soft small"><bdi>{shown}</bdi></p> })}
        }
        .into_any(),
        None => view! { <bdi>{title}</bdi> }.into_any(),
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
