//! When the queue is open: a week by the clock on the wall of a time zone, and what that means now.

use super::exceptions::Exceptions;
use super::{QueueEditor, opening};
use crate::live::api::staff;
use crate::parts::editing::Part;
use crate::parts::icon::{Icon, icon};
use crate::text::{fill, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::hours::{Hours, SPANS_MAX, Span, Weekday};
use shared::rest::OpenNow;
use std::time::Duration;

/// Whoever types is asked about only after a pause.
const PAUSE: Duration = Duration::from_millis(400);
/// What a new day begins with.
const OFFICE: &str = "09:00-17:00";

/// The part of the page.
#[component]
pub fn HoursPart(
    /// The queue under change.
    editor: QueueEditor,
) -> impl IntoView {
    let has_hours = editor.read(|set| set.settings.hours.is_some());
    let switch = move |on: bool| {
        editor.change(|set| set.settings.hours = on.then(office_week));
    };
    let fault = editor.fault("settings.hours");
    view! {
        <Part title=t("queue.hours") note=t("queue.hours_note")>
            <label class="check">
                <input
                    type="checkbox"
                    id="settings.hours"
                    prop:checked=has_hours
                    on:change=move |event| switch(event_target_checked(&event))
                />
                <span>{t("queue.has_hours")}</span>
            </label>
            <p class="field-error">{move || fault.get()}</p>
            {move || has_hours.get().then(|| view! {
                <OpenLine editor=editor />
                <Zone editor=editor />
                <Week editor=editor />
                <Exceptions editor=editor />
            })}
        </Part>
    }
}

/// Monday to Friday, nine to five, where the admin sits.
fn office_week() -> Hours {
    let spans: Vec<Span> = OFFICE.parse().into_iter().collect();
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    Hours {
        zone: own_zone(),
        week: days.into_iter().map(|day| (day, spans.clone())).collect(),
        ..Hours::default()
    }
}

fn own_zone() -> String {
    let options =
        js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new()).resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_else(|| "UTC".into())
}

/// All zones that the browser knows.
fn zones() -> Vec<String> {
    let list = js_sys::Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| js_sys::Reflect::get(&intl, &"supportedValuesOf".into()))
        .ok()
        .and_then(|function| wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(function).ok())
        .and_then(|function| function.call1(&wasm_bindgen::JsValue::NULL, &"timeZone".into()).ok());
    list.map(|list| js_sys::Array::from(&list).iter().filter_map(|zone| zone.as_string()).collect())
        .unwrap_or_default()
}

/// Whether it would be open now.
#[component]
fn OpenLine(editor: QueueEditor) -> impl IntoView {
    let hours = editor.read(|set| set.settings.hours.clone());
    let now = RwSignal::new(None::<OpenNow>);
    let asked = StoredValue::new(0u32);
    Effect::new(move |_| {
        let Some(hours) = hours.get() else { return };
        asked.update_value(|asked| *asked += 1);
        let number = asked.get_value();
        let ask = move || {
            if asked.try_get_value() != Some(number) {
                return;
            }
            spawn_local(async move {
                let answer = staff::open_now(&hours).await;
                if asked.try_get_value() == Some(number) {
                    now.set(answer.ok());
                }
            });
        };
        set_timeout(ask, PAUSE);
    });
    view! {
        <p class="open-line" role="status">
            {move || now.get().map(|now| {
                let (is_open, local) = (now.open, fill("queue.local_time", &[("time", &now.local)]));
                view! {
                    <strong data-open=is_open.to_string()>{opening(now.open, now.changes_at)}</strong>
                    <span class="soft small">{local}</span>
                }
            })}
        </p>
    }
}

#[component]
fn Zone(editor: QueueEditor) -> impl IntoView {
    let zone =
        editor.read(|set| set.settings.hours.as_ref().map(|hours| hours.zone.clone()).unwrap_or_default());
    let fault = editor.fault("settings.hours.zone");
    let change = move |event| {
        let zone: String = event_target_value(&event);
        editor.change(|set| {
            if let Some(hours) = &mut set.settings.hours {
                hours.zone = zone.trim().into();
            }
        });
    };
    view! {
        <div class="field">
            <label for="settings.hours.zone">{t("queue.zone")}</label>
            <input
                id="settings.hours.zone"
                type="text"
                class="input"
                list="zones"
                autocomplete="off"
                spellcheck="false"
                dir="ltr"
                aria-invalid=move || fault.get().is_some().then_some("true")
                aria-describedby="settings.hours.zone-error"
                prop:value=zone
                on:change=change
            />
            <datalist id="zones">{zones().into_iter().map(|zone| view! { <option value=zone></option> }).collect_view()}</datalist>
            <p class="field-error" id="settings.hours.zone-error">{move || fault.get()}</p>
        </div>
    }
}

/// A day's name in the agent's language.
fn day_name(day: Weekday) -> String {
    t(match day {
        Weekday::Mon => "weekday.mon",
        Weekday::Tue => "weekday.tue",
        Weekday::Wed => "weekday.wed",
        Weekday::Thu => "weekday.thu",
        Weekday::Fri => "weekday.fri",
        Weekday::Sat => "weekday.sat",
        Weekday::Sun => "weekday.sun",
    })
}

#[component]
fn Week(editor: QueueEditor) -> impl IntoView {
    let day = move |day: Weekday| {
        let spans = editor.read(move |set| {
            set.settings.hours.as_ref().and_then(|hours| hours.week.get(&day).cloned()).unwrap_or_default()
        });
        let change = Callback::new(move |spans: Vec<Span>| {
            editor.change(|set| {
                if let Some(hours) = &mut set.settings.hours {
                    if spans.is_empty() {
                        hours.week.remove(&day);
                    } else {
                        hours.week.insert(day, spans);
                    }
                }
            });
        });
        let path = format!("settings.hours.week.{}", day.name());
        let fault = editor.fault(path.clone());
        view! {
            <div class="workday" role="group" aria-label=day_name(day) id=path tabindex="-1">
                <span class="day-name">{day_name(day)}</span>
                <Spans spans=spans.into() change=change name=day_name(day) />
                <p class="field-error">{move || fault.get()}</p>
            </div>
        }
    };
    let as_monday = move |_| {
        editor.change(|set| {
            if let Some(hours) = &mut set.settings.hours {
                let monday = hours.week.get(&Weekday::Mon).cloned().unwrap_or_default();
                for day in [Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri] {
                    hours.week.insert(day, monday.clone());
                }
                hours.week.retain(|_, spans| !spans.is_empty());
            }
        });
    };
    view! {
        <div class="week">{Weekday::ALL.into_iter().map(day).collect_view()}</div>
        <p><button type="button" class="button small" on:click=as_monday>{icon(Icon::Copy)}{t("queue.as_monday")}</button></p>
    }
}

/// The spans of a day: none is closed all day.
#[component]
pub fn Spans(
    /// As they are.
    spans: Signal<Vec<Span>>,
    /// Sets them.
    change: Callback<Vec<Span>>,
    /// What the day is called.
    name: String,
) -> impl IntoView {
    let total = Memo::new(move |_| spans.with(Vec::len));
    let name = StoredValue::new(name);
    let row = move |at: usize| {
        let span = Memo::new(move |_| spans.with(|spans| spans.get(at).copied()));
        let fault = RwSignal::new(false);
        let set = move |from: Option<String>, to: Option<String>| {
            let Some(span) = span.get_untracked() else { return };
            let (known_from, known_to) = clock(span);
            let (from, to) = (from.unwrap_or(known_from), to.unwrap_or(known_to));
            // A day ends at midnight, which the field writes as the beginning of the next one.
            let to = if to == "00:00" { "24:00".to_owned() } else { to };
            match format!("{from}-{to}").parse::<Span>() {
                Ok(span) => {
                    fault.set(false);
                    let mut all = spans.get_untracked();
                    if let Some(known) = all.get_mut(at) {
                        *known = span;
                    }
                    change.run(all);
                }
                Err(_) => fault.set(true),
            }
        };
        let remove = move |_| {
            let mut all = spans.get_untracked();
            if at < all.len() {
                all.remove(at);
                change.run(all);
            }
        };
        let label = move |key: &str| name.with_value(|name| fill(key, &[("day", name)]));
        let is_over_night = move || span.get().is_some_and(|span| span.closes() > 1_440);
        view! {
            <span class="span-row">
                <input
                    type="time"
                    class="input compact"
                    aria-label=label("queue.opens_at")
                    prop:value=move || span.get().map(|span| clock(span).0)
                    on:change=move |event| set(Some(event_target_value(&event)), None)
                />
                <span aria-hidden={"true"}>"–"</span>
                <input
                    type="time"
                    class="input compact"
                    aria-label=label("queue.closes_at")
                    prop:value=move || span.get().map(|span| clock(span).1)
                    on:change=move |event| set(None, Some(event_target_value(&event)))
                />
                {move || is_over_night().then(|| view! { <span class="soft small">{t("queue.next_day")}</span> })}
                <button type="button" class="button quiet square small" aria-label=label("queue.remove_span") on:click=remove>
                    {icon(Icon::Close)}
                </button>
                {move || fault.get().then(|| view! { <span class="field-error" role="alert">{t("queue.no_span")}</span> })}
            </span>
        }
    };
    let add = move |_| {
        let mut all = spans.get_untracked();
        all.extend(next_span(&all));
        change.run(all);
    };
    view! {
        <span class="spans">
            {move || (total.get() == 0).then(|| view! { <span class="soft">{t("queue.closed_day")}</span> })}
            {move || (0..total.get()).map(row).collect_view()}
            {move || (total.get() < SPANS_MAX).then(|| view! {
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=name.with_value(|name| fill("queue.add_span", &[("day", name)]))
                    on:click=add
                >
                    {icon(Icon::Plus)}
                </button>
            })}
        </span>
    }
}

/// Beginning and end as a field for a time takes them.
fn clock(span: Span) -> (String, String) {
    let clock = |minutes: u16| format!("{:02}:{:02}", minutes / 60 % 24, minutes % 60);
    (clock(span.opens()), clock(span.closes()))
}

/// A span that fits behind those of a day: an hour after the last one, to the end of the day at most.
fn next_span(spans: &[Span]) -> Option<Span> {
    let end = spans.iter().map(|span| span.closes()).max();
    let from = match end {
        None => return OFFICE.parse().ok(),
        Some(end) if end < 22 * 60 => end + 60,
        Some(_) => return "00:00-01:00".parse().ok(),
    };
    let to = (from + 4 * 60).min(24 * 60);
    format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(texts: &[&str]) -> Vec<Span> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn a_new_span_begins_after_the_last_one() {
        for (before, next) in [
            (vec![], "09:00-17:00"),
            (vec!["09:00-12:00"], "13:00-17:00"),
            (vec!["09:00-20:30"], "21:30-24:00"),
            (vec!["22:00-06:00"], "00:00-01:00"),
        ] {
            assert_eq!(next_span(&spans(&before)).unwrap().to_string(), next, "{before:?}");
        }
    }

    #[test]
    fn midnight_is_written_as_the_field_writes_it() {
        let [day, night] = spans(&["00:00-24:00", "22:00-06:00"])[..] else { panic!() };
        assert_eq!(clock(day), ("00:00".into(), "00:00".into()));
        assert_eq!(clock(night), ("22:00".into(), "06:00".into()));
    }
}
