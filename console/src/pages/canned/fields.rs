//! Everything that can be set for a canned response.

use super::CannedEditor;
use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::inputs::{TextInput, TextLines};
use crate::parts::queue_checks::QueueChecks;
use crate::text::{VISITORS_LANGUAGES, t};
use crate::workplace::use_workplace;
use leptos::prelude::*;
use shared::canned::CannedDraft;
use shared::canned::variables::VARIABLES;
use shared::people::Role;
use shared::rest::Queue;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// Title, shortcut and category.
#[component]
pub fn Names(
    /// The canned response under change.
    editor: CannedEditor,
    /// Categories that there are, to choose from.
    categories: Vec<String>,
) -> impl IntoView {
    let title = editor.bind("title", |set| set.title.clone(), |set, title| set.title = title);
    let shortcut =
        editor.bind("shortcut", |set| set.shortcut.clone(), |set, shortcut| set.shortcut = shortcut);
    let category =
        editor.bind("category", |set| set.category.clone(), |set, category| set.category = category);
    let choose = move |name: String| {
        let value = name.clone();
        view! {
            <button type="button" class="button small" on:click=move |_| category.set.run(value.clone())>
                <bdi>{name}</bdi>
            </button>
        }
    };
    view! {
        <TextInput bound=title label=t("canned.name") hint=t("canned.name_note") />
        <div class="pair">
            <TextInput bound=shortcut label=t("canned.shortcut") hint=t("canned.shortcut_note") />
            <div>
                <TextInput bound=category label=t("canned.category") hint=t("canned.category_note") />
                {(!categories.is_empty()).then(|| view! {
                    <p class="chips">{categories.into_iter().map(choose).collect_view()}</p>
                })}
            </div>
        </div>
    }
}

/// The text in each language, and what can stand in it.
#[component]
pub fn Texts(
    /// The canned response under change.
    editor: CannedEditor,
) -> impl IntoView {
    // The field that was written in last: there a variable goes.
    let last = RwSignal::new(VISITORS_LANGUAGES[0].0);
    let bound = move |lang: &'static str| -> Bound<String> {
        editor.bind(
            path(lang),
            move |set| set.texts.get(lang).cloned().unwrap_or_default(),
            move |set: &mut CannedDraft, text: String| {
                if text.is_empty() {
                    set.texts.remove(lang);
                } else {
                    set.texts.insert(lang.into(), text);
                }
            },
        )
    };
    let field = move |(lang, own_name): (&'static str, &'static str)| {
        view! {
            <div on:focusin=move |_| last.set(lang)>
                <TextLines bound=bound(lang) label=own_name lang=lang />
            </div>
        }
    };
    let insert = move |name: &'static str| {
        let lang = last.get_untracked();
        let written = format!("{{{name}}}");
        let area = document()
            .get_element_by_id(&path(lang))
            .and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        if let Some(area) = area {
            let _ = area.focus();
            if !crate::live::typing::insert(&written) {
                let text = bound(lang);
                text.set.run(text.value.get_untracked() + &written);
            }
        }
    };
    let variable = move |name: &'static str| {
        view! {
            <button
                type="button"
                class="button small"
                title=format!("{{{name}}}")
                on:mousedown=|event| event.prevent_default()
                on:click=move |_| insert(name)
            >
                {variable_name(name)}
            </button>
        }
    };
    let fault = editor.fault("texts");
    view! {
        <div id="texts" tabindex="-1">{VISITORS_LANGUAGES.into_iter().map(field).collect_view()}</div>
        <p class="field-error">{move || fault.get()}</p>
        <div class="field" role="group" aria-label=t("canned.variables")>
            <span class="label">{t("canned.variables")}</span>
            <p class="chips">{VARIABLES.into_iter().map(variable).collect_view()}</p>
            <p class="hint">{t("canned.variables_note")}</p>
        </div>
    }
}

fn path(lang: &str) -> String {
    format!("texts.{lang}")
}

fn variable_name(name: &str) -> String {
    t(match name {
        "visitor_name" => "canned.visitor_name",
        "visitor_email" => "canned.visitor_email",
        "visitor_company" => "canned.visitor_company",
        "agent_name" => "canned.agent_name",
        "topic" => "canned.topic",
        "page_title" => "canned.page_title",
        _ => "canned.page_url",
    })
}

/// In which queues it is offered.
#[component]
pub fn Where(
    /// The canned response under change.
    editor: CannedEditor,
    /// The queues that one may arrange.
    queues: StoredValue<Vec<Queue>>,
) -> impl IntoView {
    let may_all = use_workplace()
        .session
        .with_untracked(|session| session.me().is_some_and(|me| me.role >= Role::Manager));
    let is_narrow = editor.bind(
        "scope",
        |set| set.queues.is_some(),
        |set, is_narrow| set.queues = is_narrow.then(Default::default),
    );
    let options = vec![(false, t("canned.all_queues")), (true, t("canned.some_queues"))];
    let chosen = editor.read(|set| set.queues.iter().flatten().cloned().collect::<Vec<_>>());
    let choose = Callback::new(move |chosen: Vec<_>| {
        editor.change(|set| set.queues = Some(chosen.into_iter().collect()));
    });
    view! {
        {may_all.then(|| view! { <Segments bound=is_narrow label=t("canned.where") options=options /> })}
        {move || is_narrow.value.get().then(|| view! {
            <QueueChecks path="queues" label=t("agent.queues") queues=queues chosen=chosen set=choose fault=editor.fault("queues") />
        })}
    }
}
