//! The list of canned responses, by category, with a field to find one.

use crate::live::api::{Failure, canned};
use crate::parts::bound::Bound;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::loading::{Skeleton, Trouble};
use crate::place::Place;
use crate::text::{count, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::canned::Canned;
use std::collections::BTreeMap;

/// From so many on there is a field to find one.
const MANY: usize = 8;

/// All that one may arrange.
#[component]
pub fn CannedPage() -> impl IntoView {
    let workplace = use_workplace();
    let all = RwSignal::new(None::<Result<Vec<Canned>, Failure>>);
    let load = move || {
        all.set(None);
        spawn_local(async move {
            let answer = canned::arrangeable().await;
            workplace.heed(&answer);
            let _ = all.try_set(Some(answer));
        });
    };
    load();
    let new = || {
        view! {
            <a class="button primary" href=Place::NewCanned.path()>
                {icon(Icon::Plus)}
                {t("canned.new")}
            </a>
        }
    };
    let body = move || match all.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Trouble failure=failure retry=Callback::new(move |()| load()) sign=Icon::Offline /> }
                .into_any()
        }
        Some(Ok(list)) if list.is_empty() => view! {
            <div class="empty">
                {icon(Icon::Canned)}
                <h2>{t("canned.none")}</h2>
                <p class="soft">{t("canned.none_note")}</p>
                {new()}
            </div>
        }
        .into_any(),
        Some(Ok(list)) => view! { <List list=list /> }.into_any(),
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title">{t("canned.title")}</h1>
                {move || all.with(|all| matches!(all, Some(Ok(list)) if !list.is_empty())).then(new)}
            </header>
            <div class="pane-body page-body">{body}</div>
        </main>
    }
}

#[component]
fn List(list: Vec<Canned>) -> impl IntoView {
    let sought = RwSignal::new(String::new());
    let is_long = list.len() >= MANY;
    let list = StoredValue::new(list);
    let by_category = move || {
        let sought = sought.get().trim().to_lowercase();
        let mut found: BTreeMap<String, Vec<Canned>> = BTreeMap::new();
        list.with_value(|list| {
            for canned in list.iter().filter(|canned| fits(canned, &sought)) {
                found.entry(canned.set.category.clone()).or_default().push(canned.clone());
            }
        });
        if found.is_empty() {
            return view! { <p class="empty soft" role="status">{t("canned.none_fits")}</p> }.into_any();
        }
        let section = |(category, list): (String, Vec<Canned>)| {
            let title = if category.is_empty() { t("canned.no_category") } else { category };
            view! {
                <section>
                    <h2 class="section-title"><bdi>{title}</bdi></h2>
                    <ul class="entries">
                        {list.into_iter().map(|canned| view! { <Line canned=canned /> }).collect_view()}
                    </ul>
                </section>
            }
        };
        found.into_iter().map(section).collect_view().into_any()
    };
    view! {
        <p class="soft small list-note">{t("canned.note")}</p>
        {is_long.then(|| view! { <TextInput bound=Bound::free("canned-sought", sought) label=t("canned.search") /> })}
        <div class="canned-list">{by_category}</div>
    }
}

fn fits(canned: &Canned, sought: &str) -> bool {
    let set = &canned.set;
    let mut texts = [&set.title, &set.shortcut, &set.category].into_iter().chain(set.texts.values());
    texts.any(|text| text.to_lowercase().contains(sought))
}

#[component]
fn Line(canned: Canned) -> impl IntoView {
    let text = canned.set.texts.values().next().cloned().unwrap_or_default();
    let langs = canned.set.texts.keys().cloned().collect::<Vec<_>>().join(", ");
    let queues = canned.set.queues.as_ref().map(|queues| count("canned.queues", queues.len()));
    let about: Vec<String> = queues.into_iter().chain([langs]).collect();
    let shortcut = (!canned.set.shortcut.is_empty()).then(|| format!("/{}", canned.set.shortcut));
    view! {
        <li class="entry">
            <div class="entry-head">
                <a class="entry-link" href=Place::CannedResponse(canned.id).path()>
                    <span class="entry-name">
                        <span class="canned-title">
                            <strong dir="auto">{canned.set.title}</strong>
                            {shortcut.map(|shortcut| view! { <kbd>{shortcut}</kbd> })}
                        </span>
                        <span class="soft small clip" dir="auto">{text}</span>
                        <span class="soft small">{about.join(" · ")}</span>
                    </span>
                    {icon(Icon::Forth)}
                </a>
            </div>
        </li>
    }
}
