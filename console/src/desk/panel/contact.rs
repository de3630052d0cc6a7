//! Who the visitor is: the contact's card where it is known, else what the visitor said, and ways to say who it is.

use super::unknown::{SearchDialog, Unknown};
use crate::live::api::{Failure, contacts as api};
use crate::pages::contacts::card::{Card, CardFields};
use crate::parts::facts::{Facts, text_fact};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::parts::under_change::UnderChange;
use crate::place::Place;
use crate::state::contact::CardTold;
use crate::text::t;
use crate::workplace::{Workplace, use_workplace};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::contact::field::ContactField;
use shared::contact::known::{Acquaintance, How, Known};
use shared::contact::tag::Tag;
use shared::contact::{Contact, ContactDraft};
use shared::ids::ConversationId;

/// Who it is, as far as that is known here. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Who {
    /// The conversation.
    pub conversation: StoredValue<ConversationId>,
    /// Who it is; `None` until that has come.
    pub found: RwSignal<Option<Result<Acquaintance, Failure>>>,
    /// What the agent is about to say of who it is.
    pub changes: UnderChange,
    /// The card that is shown, as long as it is.
    card: RwSignal<Option<Card>>,
    workplace: Workplace,
}

impl Who {
    /// Asks.
    pub fn load(self) {
        spawn_local(async move {
            let Some(id) = self.conversation.try_get_value() else { return };
            let answer = api::who(&id).await;
            self.workplace.heed(&answer);
            let _ = self.found.try_set(Some(answer));
        });
    }

    /// Shows what colleagues change, at once or as soon as the agent has nothing open there: what is typed stays, and is
    /// weighed against theirs when it is saved.
    fn follow(self, told: Memo<Option<CardTold>>) {
        let heard = StoredValue::new(told.get_untracked().map_or(0, |told| told.times));
        let is_held =
            move |card: Option<Card>| self.changes.any() || card.is_some_and(|card| card.changes.any());
        Effect::new(move |_| {
            let (Some(told), card) = (told.get(), self.card.get()) else { return };
            if is_held(card) || heard.get_value() == told.times {
                return;
            }
            heard.set_value(told.times);
            let shown =
                card.and_then(|card| card.contact.try_with_untracked(|it| (it.id.clone(), it.version)));
            if !told.is_news(shown.as_ref().map(|(id, version)| (id, *version))) {
                return;
            }
            spawn_local(async move {
                let Some(id) = self.conversation.try_get_value() else { return };
                let answer = api::who(&id).await;
                self.workplace.heed(&answer);
                // Without an answer what is shown stays.
                if let Ok(found) = answer
                    && !self.take(found)
                {
                    let _ = heard.try_set_value(0);
                }
            });
        });
    }

    /// Shows who it is now. False if the agent has begun to change something meanwhile.
    fn take(self, found: Acquaintance) -> bool {
        let card = self.card.try_get_untracked().flatten();
        if self.changes.any_now() || card.is_some_and(|card| card.changes.any_now()) {
            return false;
        }
        let before = self.found.try_with_untracked(|found| match found {
            Some(Ok(Acquaintance { known: Some(known), .. })) => Some((known.contact.id.clone(), known.how)),
            _ => None,
        });
        match (card, found.known) {
            // The same card in place: nothing of it is drawn anew but what has changed.
            (Some(card), Some(Known { contact, how })) if before == Some(Some((contact.id.clone(), how))) => {
                let _ = card.contact.try_set(contact);
            }
            (_, known) => {
                let _ = self.found.try_set(Some(Ok(Acquaintance { known, ..found })));
            }
        }
        true
    }

    /// Says or takes back something, and shows who it is then.
    pub fn say<F>(self, request: impl FnOnce(ConversationId) -> F + 'static)
    where
        F: Future<Output = Result<Acquaintance, Failure>> + 'static,
    {
        spawn_local(async move {
            let Some(id) = self.conversation.try_get_value() else { return };
            let answer = request(id).await;
            self.workplace.heed(&answer);
            match answer {
                Ok(found) => {
                    let _ = self.found.try_set(Some(Ok(found)));
                }
                Err(failure) => self.workplace.toasts.show(Toast::trouble(failure_text(&failure))),
            }
        });
    }
}

/// The contact, or what there is of one.
#[component]
pub fn ContactPart(
    /// Of whose conversation.
    id: ConversationId,
) -> impl IntoView {
    let workplace = use_workplace();
    let visitor = workplace.follow(&id, |it| it.item.visitor.clone());
    let topic = workplace.follow(&id, |it| it.item.topic.clone());
    let told = workplace.follow(&id, |it| it.card.clone());
    let who = Who {
        conversation: StoredValue::new(id),
        found: RwSignal::new(None),
        changes: UnderChange::new(),
        card: RwSignal::new(None),
        workplace,
    };
    who.load();
    who.follow(told);
    let fields = RwSignal::new(Vec::<ContactField>::new());
    let tags = RwSignal::new(Vec::<Tag>::new());
    spawn_local(async move {
        if let Ok(all) = api::fields().await {
            let _ = fields.try_set(all.into_iter().filter(|field| field.set.shown).collect());
        }
        if let Ok(all) = api::tags().await {
            let _ = tags.try_set(all);
        }
    });
    let retry = Callback::new(move |()| {
        who.found.set(None);
        who.load();
    });
    let body = move || match who.found.get() {
        None => view! { <Skeleton rows=1 /> }.into_any(),
        Some(Err(failure)) => view! { <Trouble failure=failure retry=retry /> }.into_any(),
        Some(Ok(Acquaintance { known: Some(known), .. })) => {
            view! { <KnownPart who=who known=known fields=fields tags=tags /> }.into_any()
        }
        Some(Ok(found)) => view! { <Unknown who=who found=found visitor=visitor /> }.into_any(),
    };
    view! {
        {body}
        {move || visitor.get().map(|visitor| view! {
            <h4 class="facts-title">{t("contacts.said")}</h4>
            <Facts visitor=visitor>{move || topic.get().and_then(|topic| text_fact("panel.topic", &topic))}</Facts>
        })}
    }
}

#[component]
fn KnownPart(
    who: Who,
    known: Known,
    fields: RwSignal<Vec<ContactField>>,
    tags: RwSignal<Vec<Tag>>,
) -> impl IntoView {
    let Known { contact, how } = known;
    let Contact { id, .. } = contact.clone();
    let card = Card::of(contact, tags);
    who.card.set(Some(card));
    let name = card.read(ContactDraft::name);
    let note = t(match how {
        How::ByAgent => "contacts.by_agent",
        How::ByAddress => "contacts.by_address",
    });
    let is_searching = RwSignal::new(false);
    who.changes.hold(move || is_searching.get());
    let not_them = move |_| who.say(async move |id| api::this_is_not(&id).await);
    view! {
        <p class="panel-contact">
            <a class="with-icon" href=Place::Contact(id).path()>{icon(Icon::Contact)}<bdi>{name}</bdi></a>
            <span class="soft small">{note}</span>
            {(how == How::ByAgent).then(|| view! {
                <button type="button" class="link small" on:click=not_them>{t("contacts.not_them")}</button>
            })}
            // An agent's word weighs more than an address.
            {(how == How::ByAddress).then(|| view! {
                <button type="button" class="link small" on:click=move |_| is_searching.set(true)>{t("contacts.somebody_else")}</button>
            })}
        </p>
        <SearchDialog who=who is_searching=is_searching />
        {move || view! { <CardFields card=card fields=fields.get() /> }}
    }
}
