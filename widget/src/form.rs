//! The first form. The server has drawn it, so that it stands there and can be typed into before this program runs;
//! it is taken over as it is, with everything that was typed, the focus and the caret.
//!
//! It has two groups of fields: one for before a conversation, and one for a topic that is closed. What is typed into a
//! field goes into the field of the same name in the other group too, so that nothing is lost when the office closes
//! meanwhile.

use crate::app::App;
use crate::dom;
use crate::state::{Notice, Rejected, State};
use crate::view::bind;
use shared::form::{self, Answer, Fault, FieldFault, FieldKind, FieldSpec, TICKED};
use shared::ids::QueueId;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

/// The two groups: the id of each in the document, and what the ids of its inputs begin with.
const GROUPS: [(&str, &str); 2] = [("before", "before-"), ("closed", "closed-")];
/// The picked topic, however the document offers them.
const PICKED: &str = "#form [name=topic]:checked, #form input[type=hidden], #form select[name=topic]";

/// Makes the form work.
pub fn take_over(app: App) {
    let Some(form) = dom::element::<HtmlElement>("form") else { return };
    dom::listen(&form, "focusin", move |_| app.connect());
    dom::listen(&form, "input", move |event| changed(app, &dom::property(&event, "target")));
    dom::listen(&form, "submit", move |event| {
        event.prevent_default();
        submit(app);
    });
    if let Some((topic, answers)) = app.kept_form() {
        if topic_now().is_none() {
            pick(app, &topic);
        }
        fill(&answers, |input, value| {
            if dom::text_property(input, "value").is_none_or(|typed| typed.is_empty()) || value == TICKED {
                write(input, value);
            }
        });
    }
    let shown = RefCell::new(None);
    bind::follow(move || {
        app.read(|state| state.closed.len());
        show_group(app);
        show_state(app, &shown);
    });
    if form.dataset().get("sent").is_some() {
        submit(app);
    }
}

/// Picks a topic by its id or its name, if the document offers it.
pub fn pick(app: App, topic: &str) {
    let Ok(options) = dom::document().query_selector_all("#form [name=topic], #form [name=topic] option")
    else {
        return;
    };
    for index in 0..options.length() {
        let Some(option) = options.get(index).map(JsValue::from) else { continue };
        let label = dom::property(&option, "labels");
        let label = dom::text_property(&dom::property(&label, "0"), "innerText");
        let named = [dom::text_property(&option, "value"), dom::text_property(&option, "text"), label];
        if named.iter().flatten().any(|name| name.trim() == topic) {
            dom::set_property(&option, "checked", &JsValue::TRUE);
            dom::set_property(&option, "selected", &JsValue::TRUE);
        }
    }
    show_group(app);
}

/// Offers what the site knows of the visitor, where nothing was typed.
pub fn suggest(known: &[Answer]) {
    fill(known, |input, value| dom::set_property(input, "defaultValue", &value.into()));
}

/// Empties the form but for what the site knows.
pub fn clear(app: App) {
    if let Some(form) = dom::element::<HtmlElement>("form") {
        dom::call(&form, "reset", &[]);
        show_group(app);
    }
}

/// Does something with the fields of these names.
fn fill(answers: &[Answer], put: impl Fn(&JsValue, &str)) {
    for Answer { field, value } in answers {
        for (_, prefix) in GROUPS {
            if let Some(input) = dom::element::<Element>(&[prefix, field].concat()) {
                put(&input, value);
            }
        }
    }
}

/// The visitor changed a field or picked a topic.
fn changed(app: App, input: &JsValue) {
    let id = dom::text_property(input, "id").unwrap_or_default();
    match GROUPS.iter().find_map(|(_, prefix)| id.strip_prefix(prefix)) {
        Some(field) => {
            complain(&id, None);
            fill(&[Answer { field: field.into(), value: read(input) }], |other, value| {
                if other != input {
                    write(other, value);
                }
            });
        }
        None => {
            complain("topic", None);
            show_group(app);
        }
    }
    let forms = app.forms();
    let mut answers = answers(GROUPS[0].1, &forms.before);
    answers.extend(self::answers(GROUPS[1].1, &forms.closed));
    app.keep_form(&topic_now().unwrap_or_default(), &answers);
}

/// Sends the form if everything in it is right; else says what is not, and moves the focus there.
fn submit(app: App) {
    if app.glance(State::is_opening) {
        return;
    }
    let topic = topic_now();
    let (_, prefix, specs) = group(app);
    let checked = form::check_all(specs, &answers(prefix, specs));
    complain("topic", topic.is_none().then(|| app.texts.get("error_topic")));
    for spec in specs {
        complain(&[prefix, &spec.id].concat(), None);
    }
    let mut wrong = topic.is_none().then(|| dom::find("#form [name=topic]")).flatten();
    if let Err(faults) = &checked {
        let first = complain_all(app, faults);
        wrong = wrong.or(first);
    }
    match (topic, checked, wrong) {
        (Some(topic), Ok(answers), _) => app.submit(QueueId(topic), answers),
        (.., Some(wrong)) => drop(wrong.focus()),
        _ => {}
    }
}

/// The group of fields that is shown: its id, the prefix of its inputs, and what they take.
fn group(app: App) -> (&'static str, &'static str, &'static [FieldSpec]) {
    let forms = app.forms();
    let is_closed = match topic_now() {
        Some(topic) => app.glance(|state| state.is_closed(&QueueId(topic.clone()))),
        None => app.glance(|state| forms.topics.iter().all(|topic| state.is_closed(topic))),
    };
    let [before, closed] = GROUPS;
    if is_closed { (closed.0, closed.1, &forms.closed) } else { (before.0, before.1, &forms.before) }
}

fn topic_now() -> Option<String> {
    let picked = dom::find(PICKED)?;
    dom::text_property(&picked, "value").filter(|topic| !topic.is_empty())
}

fn answers(prefix: &str, specs: &[FieldSpec]) -> Vec<Answer> {
    let answer = |spec: &FieldSpec| {
        let input = dom::element::<Element>(&[prefix, &spec.id].concat())?;
        Some(Answer { field: spec.id.clone(), value: read(&input) })
    };
    specs.iter().filter_map(answer).collect()
}

fn is_box(input: &JsValue) -> bool {
    dom::text_property(input, "type").is_some_and(|kind| kind == "checkbox")
}

fn read(input: &JsValue) -> String {
    if is_box(input) {
        let ticked = dom::property(input, "checked").is_truthy();
        return if ticked { TICKED.into() } else { String::new() };
    }
    dom::text_property(input, "value").unwrap_or_default()
}

fn write(input: &JsValue, value: &str) {
    if is_box(input) {
        dom::set_property(input, "checked", &(value == TICKED).into());
    } else {
        dom::set_property(input, "value", &value.into());
    }
}

/// Says at each wrong field what is wrong, and gives back the first.
fn complain_all(app: App, faults: &[FieldFault]) -> Option<HtmlElement> {
    let (_, prefix, specs) = group(app);
    let mut first = None;
    for FieldFault { field, fault } in faults {
        let Some(spec) = specs.iter().find(|spec| spec.id == *field) else { continue };
        let id = [prefix, field].concat();
        complain(&id, Some(app.texts.get(fault_key(spec.kind, *fault))));
        first = first.or_else(|| dom::element(&id));
    }
    first
}

/// Marks a field as wrong and says why, or takes that back.
pub fn complain(field: &str, message: Option<&str>) {
    bind::say(&[field, "-error"].concat(), message);
    if let Some(input) = dom::element::<HtmlElement>(field) {
        let _ = match message {
            Some(_) => input.set_attribute("aria-invalid", "true"),
            None => input.remove_attribute("aria-invalid"),
        };
    }
}

/// The text for what is wrong with a value.
fn fault_key(kind: FieldKind, fault: Fault) -> &'static str {
    match (fault, kind) {
        (Fault::Missing | Fault::NotOption, FieldKind::Checkbox | FieldKind::Consent) => "error_consent",
        (Fault::NotEmail, _) | (Fault::Missing, FieldKind::Email) => "error_email",
        (Fault::NotOption, _) | (Fault::Missing, FieldKind::Select) => "error_option",
        (Fault::NotDate, _) | (Fault::Missing, FieldKind::Date) => "error_date",
        (Fault::Missing, _) => "error_missing",
        (Fault::TooLong, _) => "error_too_long",
        (Fault::NotPhone, _) => "error_phone",
        (Fault::NotNumber, _) => "error_number",
    }
}

/// Shows the fields that belong to the picked topic.
fn show_group(app: App) {
    let (shown, ..) = group(app);
    for (id, _) in GROUPS {
        let Some(fields) = dom::element::<HtmlElement>(id) else { continue };
        fields.set_hidden(id != shown);
        dom::set_property(&fields, "disabled", &(id != shown).into());
    }
    let is_closed = shown == GROUPS[1].0;
    if let Some(notice) = dom::element::<HtmlElement>("closed-notice") {
        notice.set_hidden(!is_closed);
    }
    if let Some(button) = dom::element::<HtmlElement>("submit") {
        let busy = app.glance(State::is_opening);
        let text = match (busy, is_closed) {
            (false, false) => "start",
            (true, false) => "starting",
            (false, true) => "leave",
            (true, true) => "sending",
        };
        button.set_text_content(Some(app.texts.get(text)));
        let _ = button.set_attribute("aria-disabled", if busy { "true" } else { "false" });
    }
}

/// Shows what became of the form, once each time.
fn show_state(app: App, shown: &RefCell<Option<(Option<Rejected>, usize)>>) {
    let (rejected, notice, closed) =
        app.glance(|state| (state.rejected.clone(), state.notice, state.closed.len()));
    let general = match (&rejected, notice) {
        (Some(Rejected::Other), _) => Some("error_topic_gone"),
        (_, Some(notice)) => Some(notice_key(notice)),
        _ => None,
    };
    bind::say("notice", general.map(|key| app.texts.get(key)));
    let before = shown.replace(Some((rejected.clone(), closed)));
    let Some((said, open_till_now)) = before else { return };
    if said != rejected
        && let Some(Rejected::Answers(faults)) = &rejected
    {
        complain_all(app, faults).map(|wrong| wrong.focus());
    } else if closed > open_till_now
        && let Some(first) = app.forms().closed.first()
    {
        dom::focus(&[GROUPS[1].1, &first.id].concat());
    }
}

/// The text for a notice.
pub fn notice_key(notice: Notice) -> &'static str {
    match notice {
        Notice::Expired => "notice_expired",
        Notice::TooFast => "notice_too_fast",
        Notice::Unavailable => "notice_unavailable",
    }
}
