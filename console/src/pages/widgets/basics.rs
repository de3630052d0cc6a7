//! Name, sites and languages of a widget, and its end.

use super::danger::Danger;
use super::editor::use_editor;
use super::sites::Sites;
use super::{Part, language_names};
use crate::parts::inputs::TextInput;
use crate::text::t;
use leptos::prelude::*;
use shared::settings::LANGUAGES;

/// The chapter.
#[component]
pub fn Basics() -> impl IntoView {
    let editor = use_editor();
    let name = editor.bind("name", |set| set.name.clone(), |set, name| set.name = name);
    view! {
        <Part title=t("basics.title")>
            <TextInput bound=name label=t("basics.name") hint=t("basics.name_note") />
        </Part>
        <Part title=t("basics.sites") note=t("basics.sites_note")>
            <Sites />
        </Part>
        <Part title=t("basics.languages") note=t("basics.languages_note")>
            <Languages />
        </Part>
        <Danger />
    }
}

/// Which languages visitors may get. All are stored as none, so that a later language comes by itself.
#[component]
fn Languages() -> impl IntoView {
    let editor = use_editor();
    let chosen =
        editor.read(|set| set.settings.languages().into_iter().map(String::from).collect::<Vec<_>>());
    let is_on = move |lang: &str| chosen.with(|chosen| chosen.iter().any(|known| known == lang));
    let switch = move |lang: &'static str, on: bool| {
        let mut languages = chosen.get_untracked();
        languages.retain(|known| known != lang);
        if on {
            languages.push(lang.into());
        }
        // The first is for those who understand none of them, and stays first.
        let is_all = languages.len() == LANGUAGES.len() && languages[0] == LANGUAGES[0];
        if !languages.is_empty() {
            editor.change(|set| set.settings.languages = if is_all { Vec::new() } else { languages });
        }
    };
    let make_first = move |lang: String| {
        let mut languages = chosen.get_untracked();
        languages.retain(|known| *known != lang);
        languages.insert(0, lang);
        let is_all = languages == LANGUAGES;
        editor.change(|set| set.settings.languages = if is_all { Vec::new() } else { languages });
    };
    let boxes = language_names().into_iter().map(|(lang, name)| {
        let is_only = move || is_on(lang) && chosen.with(Vec::len) == 1;
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || is_on(lang)
                    disabled=is_only
                    on:change=move |event| switch(lang, event_target_checked(&event))
                />
                <span>{name}</span>
            </label>
        }
    });
    let names = language_names();
    let option = move |lang: String| {
        let name = names.iter().find(|(tag, _)| *tag == lang).map(|(_, name)| name.clone());
        let value = lang.clone();
        let is_first = move || chosen.with(|chosen| chosen.first() == Some(&lang));
        view! { <option value=value prop:selected=is_first>{name}</option> }
    };
    view! {
        <fieldset class="checks" id="languages">
            <legend class="unseen">{t("basics.languages")}</legend>
            {boxes.collect_view()}
        </fieldset>
        <div class="field">
            <label for="fallback-language">{t("basics.fallback")}</label>
            <select id="fallback-language" class="input" on:change=move |event| make_first(event_target_value(&event))>
                {move || chosen.get().into_iter().map(option.clone()).collect_view()}
            </select>
            <p class="hint">{t("basics.fallback_note")}</p>
        </div>
    }
}
