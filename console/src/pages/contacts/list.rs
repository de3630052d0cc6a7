//! The list of contacts by name, with a field to find some and a choice of tags. Both stand in the address.

use super::making::NewContactDialog;
use crate::live::api::{Failure, contacts as api};
use crate::parts::avatar::Avatar;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::window::Window;
use crate::place::{Place, use_go};
use crate::text::{count, t};
use crate::workplace::{Workplace, use_workplace};
use form_urlencoded::Serializer;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::contact::tag::Tag;
use shared::contact::{Contact, ContactDraft, ContactLine, ContactsWanted, SOUGHT_CHARS};
use std::time::Duration;

/// What is typed is looked for once nothing more is typed for so long.
const TYPED: Duration = Duration::from_millis(300);

/// The contacts that are here. Cheap to copy.
#[derive(Clone, Copy)]
struct Contacts {
    lines: RwSignal<Vec<ContactLine>>,
    next: RwSignal<Option<String>>,
    is_here: RwSignal<bool>,
    is_busy: RwSignal<bool>,
    trouble: RwSignal<Option<Failure>>,
    /// Counts questions: an answer to an earlier one is dropped.
    question: StoredValue<u32>,
    wanted: Memo<ContactsWanted>,
    workplace: Workplace,
}

impl Contacts {
    fn by(wanted: Memo<ContactsWanted>) -> Self {
        let contacts = Self {
            lines: RwSignal::default(),
            next: RwSignal::default(),
            is_here: RwSignal::new(false),
            is_busy: RwSignal::new(false),
            trouble: RwSignal::default(),
            question: StoredValue::new(0),
            wanted,
            workplace: use_workplace(),
        };
        Effect::new(move |_| {
            wanted.track();
            contacts.ask(None);
        });
        contacts
    }

    /// Asks anew, or for what comes after a page. What is here stays until the answer comes.
    fn ask(self, after: Option<String>) {
        let turn = self.question.try_update_value(|question| {
            *question += 1;
            *question
        });
        self.is_busy.set(true);
        self.trouble.set(None);
        let is_more = after.is_some();
        let wanted = ContactsWanted { after, ..self.wanted.get_untracked() };
        spawn_local(async move {
            let answer = api::list(&wanted).await;
            if self.question.try_get_value() != turn {
                return;
            }
            self.workplace.heed(&answer);
            self.is_busy.set(false);
            match answer {
                Ok(page) => {
                    self.next.set(page.next);
                    self.is_here.set(true);
                    if is_more {
                        self.lines.update(|lines| lines.extend(page.lines));
                    } else {
                        self.lines.set(page.lines);
                    }
                }
                Err(failure) => self.trouble.set(Some(failure)),
            }
        });
    }

    fn more(self) {
        if let Some(after) = self.next.get_untracked()
            && !self.is_busy.get_untracked()
            && self.trouble.with_untracked(Option::is_none)
        {
            self.ask(Some(after));
        }
    }
}

/// All contacts.
#[component]
pub fn ContactsPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let value = |name: &str| query.with(|query| query.get(name)).unwrap_or_default();
        ContactsWanted { text: value("text"), tag: value("tag"), after: None }
    });
    let contacts = Contacts::by(wanted);
    let is_making = RwSignal::new(false);
    let go = StoredValue::new_local(use_go());
    let made = Callback::new(move |contact: Contact| go.with_value(|go| go(&Place::Contact(contact.id))));
    let new = move || {
        view! {
            <button type="button" class="button primary" on:click=move |_| is_making.set(true)>
                {icon(Icon::Plus)}
                <span class="label">{t("contacts.new")}</span>
            </button>
        }
    };
    let is_all = move || wanted.with(|wanted| *wanted == ContactsWanted::default());
    let is_none =
        move || contacts.is_here.get() && !contacts.is_busy.get() && contacts.lines.with(Vec::is_empty);
    let near_end = Callback::new(move |()| contacts.more());
    let retry = Callback::new(move |()| contacts.ask(None));
    let said = move || {
        let size = contacts.lines.with(Vec::len);
        match contacts.is_here.get() && !contacts.is_busy.get() && contacts.next.with(Option::is_none) {
            true => count("contacts.found", size),
            false => String::new(),
        }
    };
    view! {
        <main class="page" aria-labelledby="page-title" aria-busy=move || contacts.is_busy.get().to_string()>
            <header class="pane-head">
                <h1 id="page-title">{t("contacts.title")}</h1>
                {new()}
            </header>
            <div class="pane-body page-body">
                <Filter wanted=wanted />
                <p class="unseen" role="status">{said}</p>
                <Window
                    items=contacts.lines
                    key=|line: &ContactLine| line.id.to_string()
                    draw=|line: ContactLine| view! { <Line line=line /> }
                    class="entries contact-lines"
                    near_end=near_end
                />
                {move || (contacts.is_busy.get() && !contacts.is_here.get()).then(|| view! { <Skeleton rows=4 /> })}
                {move || contacts.trouble.get().map(|failure| view! { <Trouble failure=failure retry=retry sign=Icon::Offline /> })}
                {move || is_none().then(|| view! {
                    <div class="empty">
                        {icon(Icon::Contact)}
                        <h2>{t(if is_all() { "contacts.none" } else { "contacts.none_found" })}</h2>
                        <p class="soft">{t(if is_all() { "contacts.none_note" } else { "contacts.none_found_note" })}</p>
                    </div>
                })}
            </div>
            {move || is_making.get().then(|| view! {
                <NewContactDialog begun=ContactDraft::default() conversation=None close=Callback::new(move |()| is_making.set(false)) made=made />
            })}
        </main>
    }
}

#[component]
fn Filter(wanted: Memo<ContactsWanted>) -> impl IntoView {
    let workplace = use_workplace();
    let navigate = StoredValue::new_local(use_navigate());
    let tags = RwSignal::new(Vec::<Tag>::new());
    spawn_local(async move {
        let answer = api::tags().await;
        workplace.heed(&answer);
        if let Ok(all) = answer {
            let _ = tags.try_set(all);
        }
    });
    let show = move |text: &str, tag: &str, replace: bool| {
        let pairs = [("text", text), ("tag", tag)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let query = Serializer::new(String::new()).extend_pairs(pairs).finish();
        let path = Place::Contacts.path();
        let path = if query.is_empty() { path } else { format!("{path}?{query}") };
        let options = NavigateOptions { resolve: false, scroll: false, replace, ..Default::default() };
        navigate.with_value(|navigate| navigate(&path, options));
    };
    let typing = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |event| {
        let text = event_target_value(&event);
        if let Some(earlier) = typing.get_value() {
            earlier.clear();
        }
        let look = move || {
            if let Some(wanted) = wanted.try_get_untracked() {
                show(&text, &wanted.tag, true);
            }
        };
        typing.set_value(set_timeout_with_handle(look, TYPED).ok());
    };
    on_cleanup(move || {
        if let Some(timer) = typing.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    });
    let option = move |tag: Tag| {
        let own = tag.name.clone();
        let name = format!("{} ({})", tag.name, crate::text::number(tag.contacts as usize));
        view! { <option value=tag.name prop:selected=move || wanted.with(|wanted| wanted.tag == own)>{name}</option> }
    };
    view! {
        <search class="contact-filter" aria-label=t("contacts.filter")>
            <div class="field">
                <label for="contacts-find">{t("contacts.search")}</label>
                <input
                    id="contacts-find"
                    type="search"
                    class="input"
                    dir="auto"
                    autocomplete="off"
                    maxlength=SOUGHT_CHARS
                    prop:value=wanted.get_untracked().text
                    on:input=typed
                />
            </div>
            {move || (!tags.with(Vec::is_empty)).then(|| view! {
                <div class="field">
                    <label for="contacts-tag">{t("contacts.tag")}</label>
                    <select
                        id="contacts-tag"
                        class="input"
                        on:change=move |event| show(&wanted.get_untracked().text, &event_target_value(&event), false)
                    >
                        <option value="" prop:selected=move || wanted.with(|wanted| wanted.tag.is_empty())>{t("contacts.any_tag")}</option>
                        {tags.get().into_iter().map(option).collect_view()}
                    </select>
                </div>
            })}
        </search>
    }
}

#[component]
fn Line(line: ContactLine) -> impl IntoView {
    let about: Vec<String> = [line.company, line.email, line.phone]
        .into_iter()
        .filter(|text| !text.is_empty() && *text != line.name)
        .collect();
    let tags = line.tags.into_iter();
    let tags =
        tags.map(|tag| view! { <span class="tag" data-color=tag.color.word()><bdi>{tag.name}</bdi></span> });
    view! {
        <div class="entry">
            <div class="entry-head">
                <a class="entry-link" href=Place::Contact(line.id).path()>
                    <Avatar name=line.name.clone() />
                    <span class="entry-name">
                        <strong class="clip" dir="auto">{line.name}</strong>
                        <span class="soft small clip" dir="auto">{about.join(" · ")}</span>
                        <span class="tags">{tags.collect_view()}</span>
                    </span>
                    {icon(Icon::Forth)}
                </a>
            </div>
        </div>
    }
}
