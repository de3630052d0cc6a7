//! The widget's texts in each language. What is left empty is as in Frontdesk's own words.

use super::editor::use_editor;
use super::{LanguageTabs, Part};
use crate::live::api;
use crate::parts::inputs::TextLines;
use crate::text::t;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::settings::TEXTS;
use std::collections::HashMap;

/// The chapter.
#[component]
pub fn Texts() -> impl IntoView {
    let editor = use_editor();
    // The widget's own texts by language, as far as they were asked for.
    let own = RwSignal::new(HashMap::<&'static str, HashMap<String, String>>::new());
    Effect::new(move |_| {
        let lang = editor.lang.get();
        if own.with_untracked(|own| own.contains_key(lang)) {
            return;
        }
        spawn_local(async move {
            // Without them the fields have no example, and nothing else is lost.
            if let Ok(texts) = api::widget_texts(lang).await {
                own.update(|own| drop(own.insert(lang, texts)));
            }
        });
    });
    view! {
        <Part title=t("wording.title") note=t("wording.note")>
            <LanguageTabs />
            {move || {
                let lang = editor.lang.get();
                TEXTS.into_iter().map(|key| view! { <OneText key=key lang=lang own=own /> }).collect_view()
            }}
        </Part>
    }
}

#[component]
fn OneText(
    key: &'static str,
    lang: &'static str,
    own: RwSignal<HashMap<&'static str, HashMap<String, String>>>,
) -> impl IntoView {
    let editor = use_editor();
    let text = editor.bind(
        format!("texts.{key}"),
        move |set| set.settings.texts.get(lang).and_then(|texts| texts.get(key)).cloned().unwrap_or_default(),
        move |set, text: String| {
            let texts = set.settings.texts.entry(lang.into()).or_default();
            super::editor::put(texts, key, text);
            if texts.is_empty() {
                set.settings.texts.remove(lang);
            }
        },
    );
    let placeholder = Signal::derive(move || {
        own.with(|own| own.get(lang).and_then(|texts| texts.get(key)).cloned().unwrap_or_default())
    });
    let (label, hint) = label(key);
    let reset_label = format!("{}: {label}", t("wording.reset"));
    view! {
        <div class="with-reset">
            <TextLines bound=text label=label hint=hint placeholder=placeholder lang=lang />
            {move || text.value.with(|text| !text.is_empty()).then(|| view! {
                <button type="button" class="link small" aria-label=reset_label.clone() on:click=move |_| text.set.run(String::new())>
                    {t("wording.reset")}
                </button>
            })}
        </div>
    }
}

/// What a text is called here, and where it stands.
fn label(key: &str) -> (String, String) {
    let (label, hint) = match key {
        "launcher" => ("wording.launcher", "wording.launcher_note"),
        "teaser" => ("wording.teaser", "wording.teaser_note"),
        "greeting" => ("wording.greeting", "wording.greeting_note"),
        "greeting_note" => ("wording.below_greeting", "wording.below_greeting_note"),
        "waiting" => ("wording.waiting", "wording.waiting_note"),
        "closed_title" => ("wording.closed_title", "wording.closed_title_note"),
        "closed_note" => ("wording.closed_text", "wording.closed_text_note"),
        "left_note" => ("wording.left", "wording.left_note"),
        "peek_note" => ("wording.peek", "wording.peek_note"),
        _ => return (key.into(), String::new()),
    };
    (t(label), t(hint))
}
