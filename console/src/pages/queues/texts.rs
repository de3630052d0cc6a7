//! What the queue is called, and what visitors read while it is closed, in each language.

use super::QueueEditor;
use crate::parts::bound::Bound;
use crate::parts::choice::Segments;
use crate::parts::inputs::{TextInput, TextLines};
use crate::text::{VISITORS_LANGUAGES, t};
use leptos::prelude::*;
use shared::queue::QueueDraft;
use shared::settings::{ByLang, LANGUAGES};

fn bind(
    editor: QueueEditor,
    group: &'static str,
    lang: &'static str,
    texts: fn(&QueueDraft) -> &ByLang,
    change: fn(&mut QueueDraft) -> &mut ByLang,
) -> Bound<String> {
    editor.bind(
        format!("settings.{group}.{lang}"),
        move |set| texts(set).get(lang).cloned().unwrap_or_default(),
        move |set, text: String| {
            if text.is_empty() {
                change(set).remove(lang);
            } else {
                change(set).insert(lang.into(), text);
            }
        },
    )
}

/// Name and topics.
#[component]
pub fn Names(
    /// The queue under change.
    editor: QueueEditor,
) -> impl IntoView {
    let name = editor.bind("name", |set| set.name.clone(), |set, name| set.name = name);
    let shown = editor.read(|set| set.name.clone());
    let topic = move |(lang, own_name): (&'static str, &'static str)| {
        let bound = bind(editor, "topics", lang, |set| &set.settings.topics, |set| &mut set.settings.topics);
        view! { <TextInput bound=bound label=own_name placeholder=shown lang=lang /> }
    };
    view! {
        <TextInput bound=name label=t("queue.name") hint=t("queue.name_note") />
        <fieldset class="group">
            <legend>{t("queue.topic")}</legend>
            <p class="hint">{t("queue.topic_note")}</p>
            <div class="pair">{VISITORS_LANGUAGES.into_iter().map(topic).collect_view()}</div>
        </fieldset>
    }
}

/// The notice of the closed queue, and the subject of its tickets.
#[component]
pub fn Notices(
    /// The queue under change.
    editor: QueueEditor,
) -> impl IntoView {
    let lang = RwSignal::new(LANGUAGES[0]);
    let options = VISITORS_LANGUAGES.map(|(tag, name)| (tag, name.to_string())).to_vec();
    let notice = move || {
        let bound = bind(
            editor,
            "closed_notice",
            lang.get(),
            |set| &set.settings.closed_notice,
            |set| &mut set.settings.closed_notice,
        );
        view! { <TextLines bound=bound label=t("queue.closed_notice") hint=t("queue.closed_notice_note") lang=lang.get() /> }
    };
    let subject = editor.bind(
        "settings.ticket_subject",
        |set| set.settings.ticket_subject.clone(),
        |set, subject| set.settings.ticket_subject = subject,
    );
    view! {
        <Segments bound=Bound::free("notice-language", lang) label=t("wording.language") options=options />
        {notice}
        <TextInput bound=subject label=t("queue.ticket_subject") hint=t("queue.ticket_subject_note") />
    }
}
