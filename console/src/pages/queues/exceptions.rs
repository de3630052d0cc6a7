//! Holidays and other dates with hours of their own.

use super::QueueEditor;
use super::hours::Spans;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::hours::{Span, is_date};

/// The calendar of exceptions.
#[component]
pub fn Exceptions(
    /// The queue under change.
    editor: QueueEditor,
) -> impl IntoView {
    let workplace = use_workplace();
    let dates = editor.read(|set| {
        set.settings
            .hours
            .as_ref()
            .map(|hours| hours.exceptions.keys().cloned().collect::<Vec<_>>())
            .unwrap_or_default()
    });
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let date = typed.get_untracked();
        if !is_date(&date) {
            return fault.set(Some(t("queue.choose_date")));
        }
        if dates.with_untracked(|dates| dates.contains(&date)) {
            return fault.set(Some(t("faults.twice")));
        }
        editor.change(|set| {
            if let Some(hours) = &mut set.settings.hours {
                hours.exceptions.insert(date.clone(), Vec::new());
            }
        });
        typed.set(String::new());
        workplace.announce(fill("queue.date_added", &[("date", &date)]));
    };
    let remove = Callback::new(move |date: String| {
        editor.change(|set| {
            if let Some(hours) = &mut set.settings.hours {
                hours.exceptions.remove(&date);
            }
        });
        workplace.announce(fill("queue.date_removed", &[("date", &date)]));
        crate::parts::field::focus("new-date");
    });
    view! {
        <fieldset class="group">
            <legend>{t("queue.exceptions")}</legend>
            <p class="hint">{t("queue.exceptions_note")}</p>
            <ul class="week">
                <For each=move || dates.get() key=Clone::clone let(date)>
                    <li><Exception editor=editor date=date remove=remove /></li>
                </For>
            </ul>
            <form class="add-line" on:submit=add novalidate>
                <div class="field">
                    <label for="new-date">{t("queue.add_date")}</label>
                    <input
                        id="new-date"
                        type="date"
                        class="input"
                        aria-describedby="new-date-error"
                        prop:value=typed
                        on:input=move |event| {
                            typed.set(event_target_value(&event));
                            fault.set(None);
                        }
                    />
                    <p class="field-error" id="new-date-error" aria-live="polite">{move || fault.get()}</p>
                </div>
                <button type="submit" class="button">{icon(Icon::Plus)}{t("action.add")}</button>
            </form>
        </fieldset>
    }
}

#[component]
fn Exception(editor: QueueEditor, date: String, remove: Callback<String>) -> impl IntoView {
    let key = StoredValue::new(date.clone());
    let spans = editor.read(move |set| {
        let hours = set.settings.hours.as_ref();
        hours.and_then(|hours| key.with_value(|date| hours.exceptions.get(date).cloned())).unwrap_or_default()
    });
    let change = Callback::new(move |spans: Vec<Span>| {
        editor.change(|set| {
            if let Some(hours) = &mut set.settings.hours {
                hours.exceptions.insert(key.get_value(), spans);
            }
        });
    });
    let path = format!("settings.hours.exceptions.{date}");
    let fault = editor.fault(path.clone());
    let label = fill("queue.remove_date", &[("date", &date)]);
    let (shown, said) = (date.clone(), date.clone());
    view! {
        <div class="workday" role="group" aria-label=said id=path tabindex="-1">
            <span class="day-name"><bdi>{shown}</bdi></span>
            <Spans spans=spans.into() change=change name=date />
            <button type="button" class="button quiet square small" aria-label=label on:click=move |_| remove.run(key.get_value())>
                {icon(Icon::Trash)}
            </button>
            <p class="field-error">{move || fault.get()}</p>
        </div>
    }
}
