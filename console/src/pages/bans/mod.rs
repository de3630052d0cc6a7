//! The ban list: who is turned away, until when, and why.

use crate::live::api::{Failure, bans};
use crate::parts::banning::{BanDialog, Whom};
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::loading::{Skeleton, Trouble};
use crate::parts::toast::Toast;
use crate::text::{date_and_time, fill, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::bans::Ban;

/// Those that hold.
#[component]
pub fn BansPage() -> impl IntoView {
    let workplace = use_workplace();
    let all = RwSignal::new(None::<Result<Vec<Ban>, Failure>>);
    let load = move || {
        all.set(None);
        spawn_local(async move {
            let answer = bans::list().await;
            workplace.heed(&answer);
            let _ = all.try_set(Some(answer));
        });
    };
    load();
    let is_making = RwSignal::new(false);
    let new = move || {
        view! {
            <button type="button" class="button primary" on:click=move |_| is_making.set(true)>
                {icon(Icon::Plus)}
                {t("bans.new")}
            </button>
        }
    };
    let gone = Callback::new(move |id: String| {
        all.update(|all| {
            if let Some(Ok(list)) = all {
                list.retain(|ban| ban.id != id);
            }
        });
    });
    let made = Callback::new(move |ban: Ban| {
        all.update(|all| {
            if let Some(Ok(list)) = all {
                list.insert(0, ban);
            }
        });
    });
    let is_empty = Memo::new(move |_| all.with(|all| matches!(all, Some(Ok(list)) if list.is_empty())));
    let has_any = Memo::new(move |_| all.with(|all| matches!(all, Some(Ok(list)) if !list.is_empty())));
    let body = move || {
        if is_empty.get() {
            return view! {
                <div class="empty">
                    {icon(Icon::Ban)}
                    <h2>{t("bans.none")}</h2>
                    <p class="soft">{t("bans.none_note")}</p>
                    {new()}
                </div>
            }
            .into_any();
        }
        match all.get() {
            None => view! { <Skeleton /> }.into_any(),
            Some(Err(failure)) => {
                view! { <Trouble failure=failure retry=Callback::new(move |()| load()) sign=Icon::Offline /> }
                    .into_any()
            }
            Some(Ok(list)) => view! {
                <p class="soft small list-note">{t("bans.note")}</p>
                <ul class="entries">
                    {list.into_iter().map(|ban| view! { <Line ban=ban gone=gone /> }).collect_view()}
                </ul>
            }
            .into_any(),
        }
    };
    let close = Callback::new(move |()| is_making.set(false));
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title" tabindex="-1">{t("bans.title")}</h1>
                {move || has_any.get().then(new)}
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || is_making.get().then(|| view! { <BanDialog whom=Whom::Typed close=close done=made /> })}
        </main>
    }
}

#[component]
fn Line(ban: Ban, gone: Callback<String>) -> impl IntoView {
    let workplace = use_workplace();
    let is_busy = RwSignal::new(false);
    let until = match ban.until {
        Some(until) => fill("bans.until", &[("time", &date_and_time(until))]),
        None => t("bans.for_ever"),
    };
    let since = date_and_time(ban.created_at);
    let since = match &ban.by {
        Some(name) => fill("bans.since_by", &[("time", &since), ("name", name)]),
        None => fill("bans.since", &[("time", &since)]),
    };
    // One address is written without its length.
    let network = ban.network.trim_end_matches("/32").trim_end_matches("/128").to_owned();
    let label = fill("bans.unban_one", &[("network", &network)]);
    let (id, named) = (ban.id, network.clone());
    let unban = move |_| {
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let (id, network) = (id.clone(), named.clone());
        spawn_local(async move {
            let answer = bans::remove(&id).await;
            workplace.heed(&answer);
            is_busy.set(false);
            match answer {
                Ok(()) => {
                    gone.run(id);
                    workplace.toasts.show(Toast::news(fill("bans.unbanned", &[("network", &network)])));
                    crate::parts::field::focus("page-title");
                }
                Err(failure) => workplace.toasts.show(Toast::trouble(failure_text(&failure))),
            }
        });
    };
    view! {
        <li class="entry">
            <div class="entry-head">
                <span class="entry-name">
                    <strong><bdi>{network}</bdi></strong>
                    <span dir="auto">{ban.reason}</span>
                    <span class="soft small">{until}" · "{since}</span>
                </span>
                <button
                    type="button"
                    class="button"
                    aria-label=label
                    aria-disabled=move || is_busy.get().then_some("true")
                    on:click=unban
                >
                    {t("bans.unban")}
                </button>
            </div>
        </li>
    }
}
