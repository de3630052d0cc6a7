//! The list of widgets, and the way to a new one.

use crate::live::api::{Failure, admin};
use crate::parts::bound::Bound;
use crate::parts::dialog::Dialog;
use crate::parts::failure_text;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::parts::loading::{Skeleton, Trouble};
use crate::place::{Chapter, Place, use_go};
use crate::text::{date_and_time, fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::rest::{WidgetDraft, WidgetLine};

/// All widgets.
#[component]
pub fn WidgetsPage() -> impl IntoView {
    let workplace = use_workplace();
    let lines = RwSignal::new(None::<Result<Vec<WidgetLine>, Failure>>);
    let load = move || {
        lines.set(None);
        spawn_local(async move {
            let answer = admin::widgets().await;
            workplace.heed(&answer);
            lines.set(Some(answer));
        });
    };
    load();
    let is_making = RwSignal::new(false);
    let make = move || {
        view! {
            <button type="button" class="button primary" on:click=move |_| is_making.set(true)>
                {icon(Icon::Plus)}
                {t("widgets.new")}
            </button>
        }
    };
    let body = move || {
        match lines.get() {
        None => view! { <Skeleton /> }.into_any(),
        Some(Err(failure)) => {
            view! { <Trouble failure=failure retry=Callback::new(move |()| load()) sign=Icon::Offline /> }.into_any()
        }
        Some(Ok(lines)) if lines.is_empty() => view! {
            <div class="empty">
                {icon(Icon::Widget)}
                <h3>{t("widgets.none")}</h3>
                <p class="soft">{t("widgets.none_note")}</p>
                {make()}
            </div>
        }
        .into_any(),
        Some(Ok(lines)) => view! {
            <ul class="cards">{lines.into_iter().map(|line| view! { <li><Line line=line /></li> }).collect_view()}</ul>
        }
        .into_any(),
    }
    };
    view! {
        <main class="page" aria-labelledby="page-title">
            <header class="pane-head">
                <h1 id="page-title">{t("widgets.title")}</h1>
                {move || lines.with(|lines| matches!(lines, Some(Ok(lines)) if !lines.is_empty())).then(make)}
            </header>
            <div class="pane-body page-body">{body}</div>
            {move || is_making.get().then(|| view! { <NewWidget is_making=is_making /> })}
        </main>
    }
}

#[component]
fn Line(line: WidgetLine) -> impl IntoView {
    let seen = match line.seen_at {
        Some(at) => fill("widgets.seen", &[("time", &date_and_time(at))]),
        None => t("widgets.never_seen"),
    };
    let sites = if line.sites.is_empty() { t("widgets.no_sites") } else { line.sites.join(", ") };
    view! {
        <a class="card-link" href=Place::Widget(line.id, Chapter::Basics).path()>
            <span class="card-icon">{icon(Icon::Widget)}</span>
            <span class="card-main">
                <span class="card-name" dir="auto">{line.name}</span>
                <span class="soft small clip" dir="ltr">{sites}</span>
                <span class="soft small" data-seen=line.seen_at.is_some().to_string()>{seen}</span>
            </span>
            {icon(Icon::Forth)}
        </a>
    }
}

/// Asks for a name; all else can be set once the widget is there.
#[component]
fn NewWidget(is_making: RwSignal<bool>) -> impl IntoView {
    let go = use_go();
    let name = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let is_busy = RwSignal::new(false);
    let set = Callback::new(move |text| {
        name.set(text);
        fault.set(None);
    });
    let bound = Bound::new("new-name", name, set, fault);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        let name = name.get_untracked().trim().to_string();
        if name.is_empty() {
            fault.set(Some(t("faults.missing")));
            return crate::parts::field::focus("new-name");
        }
        is_busy.set(true);
        let go = go.clone();
        spawn_local(async move {
            let answer = admin::create(&WidgetDraft { name, ..WidgetDraft::default() }).await;
            is_busy.set(false);
            match answer {
                Ok(widget) => {
                    is_making.set(false);
                    go(&Place::Widget(widget.id, Chapter::Basics));
                }
                Err(failure) => fault.set(Some(failure_text(&failure))),
            }
        });
    };
    let cancel = Callback::new(move |()| is_making.set(false));
    view! {
        <Dialog title=t("widgets.new") on_cancel=cancel>
            <form class="form" on:submit=submit novalidate>
                <TextInput bound=bound label=t("basics.name") hint=t("basics.name_note") />
                <div class="dialog-actions">
                    <button type="button" class="button" on:click=move |_| cancel.run(())>{t("action.cancel")}</button>
                    <button type="submit" class="button primary" aria-disabled=move || is_busy.get().then_some("true")>
                        {t("widgets.create")}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
