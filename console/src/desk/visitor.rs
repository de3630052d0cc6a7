//! What is known of the visitor of a conversation.

use super::PanelUnfolded;
use crate::parts::avatar::Avatar;
use crate::parts::banning::{BanDialog, Whom};
use crate::parts::facts::{Facts, fact, page_link, text_fact};
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::text::{date_and_time, t, waiting};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::agent::InboxItem;
use shared::ids::ConversationId;
use shared::timeline::Stage;

/// The visitor's panel.
#[component]
pub fn VisitorPanel(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let item = workplace.follow(&id, |it| it.item.clone());
    let who = Memo::new(move |_| item.get().map(|item| (item.visitor, item.online, item.summary.stage)));
    let address = Memo::new(move |_| item.get().map(|item| item.browser.address).unwrap_or_default());
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
            {move || item.get().map(|item| view! { <About item=item /> })}
            <Banning id=id address=address />
        </div>
    }
}

#[component]
fn About(item: InboxItem) -> impl IntoView {
    let workplace = use_workplace();
    let summary = item.summary.clone();
    let opened_at = summary.opened_at;
    let is_waiting = summary.stage == Stage::Waiting;
    let language = language_name(&item.browser.language);
    view! {
        <Facts visitor=item.visitor>
            {text_fact("panel.topic", &item.topic)}
            {(!item.page.url.is_empty()).then(|| fact("panel.page", page_link(&item.page.url, &item.page.title)))}
            {(!item.page.referrer.is_empty())
                .then(|| fact("panel.referrer", page_link(&item.page.referrer, &item.page.referrer)))}
            {text_fact("panel.browser", &item.browser.name)}
            {text_fact("panel.language", &language)}
            {text_fact("panel.address", &item.browser.address)}
            {fact("panel.started", date_and_time(opened_at).into_any())}
            {is_waiting.then(|| fact("panel.waits", (move || waiting(opened_at, workplace.now.get())).into_any()))}
            {summary.ended_at.map(|at| fact("panel.ended", date_and_time(at).into_any()))}
        </Facts>
    }
}

/// Turning the visitor away, where it is known from which address they came.
#[component]
fn Banning(id: ConversationId, address: Memo<String>) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    let close = Callback::new(move |()| is_asking.set(false));
    let id = StoredValue::new(id);
    view! {
        {move || (!address.with(String::is_empty)).then(|| view! {
            <p class="panel-actions">
                <button type="button" class="button quiet small danger-quiet" on:click=move |_| is_asking.set(true)>
                    {icon(Icon::Ban)}
                    {t("bans.visitor")}
                </button>
            </p>
        })}
        {move || is_asking.get().then(|| {
            view! { <BanDialog whom=Whom::Visitor(id.get_value(), address.get_untracked()) close=close /> }
        })}
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
