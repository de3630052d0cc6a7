//! What is known of the visitor of a conversation.

use super::PanelUnfolded;
use super::panel::{BrowserPart, ContactPart, Fold};
use crate::pages::contacts::history::{HistoryList, Of};
use crate::parts::avatar::Avatar;
use crate::parts::banning::{BanDialog, Whom};
use crate::parts::icon::{Icon, icon};
use crate::parts::visitor_name;
use crate::text::t;
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::ids::ConversationId;
use shared::timeline::Stage;

/// The visitor's panel.
#[component]
pub fn VisitorPanel(id: ConversationId) -> impl IntoView {
    let workplace = use_workplace();
    let PanelUnfolded(unfolded) = expect_context();
    let item = workplace.follow(&id, |it| it.item.clone());
    let of = StoredValue::new(id.clone());
    let [has_contact, has_browser, has_history] = [true, true, false].map(RwSignal::new);
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
            <Fold title=t("contacts.contact") open=has_contact>{
                let id = of.get_value();
                view! { <ContactPart id=id /> }
            }</Fold>
            <Fold title=t("contacts.browser") open=has_browser>{
                let id = of.get_value();
                view! { <BrowserPart id=id /> }
            }</Fold>
            <Fold title=t("contacts.history") open=has_history>{
                let id = of.get_value();
                view! { <div class="panel-history"><HistoryList of=Of::Conversation(id) /></div> }
            }</Fold>
            <Banning id=id address=address />
        </div>
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
