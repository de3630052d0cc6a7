//! The first form. The server has drawn it, so that it stands there and can be typed into before this program runs;
//! it is taken over as it is, with everything that was typed, the focus and the caret.
//!
//! It has two groups of fields: one for before a conversation, and one for a topic that is closed. Which of them is shown,
//! and that values go along, is the work of `public/widget/start.js`; the form says by `data-closed` which it is.

use crate::app::App;
use crate::dom;
use crate::state::{Rejected, State};
use crate::view::bind;
use shared::form::{self, Answer, Fault, FieldFault, FieldKind, FieldSpec, TICKED};
use shared::ids::QueueId;
use std::cell::RefCell;
use web_sys::HtmlElement;

/// The picked topic, however the document offers them. It is empty if none was picked where none must be.
const PICKED: &str = "#form [name=topic]:checked, #form input[type=hidden], #form select[name=topic]";
/// Where a topic must be picked, and none is.
const UNPICKED: &str = "#form [name=topic]:invalid";

/// In place of what the browser's own field does not make a value of: wrong for every kind of field that can have it.
const HALF: &str = "?";

/// Makes the form work.
pub fn take_over(app: App) {
    let Some(form) = dom::element("form") else { return };
    dom::listen(&form, "focusin", move |_| app.connect());
    dom::listen(&form, "input", move |event| {
        // A complaint goes as soon as something is done about it. Radio buttons have no id of their own.
        let id = dom::text_property(&dom::property(&event, "target"), "id").unwrap_or_default();
        complain(if id.is_empty() { "topic" } else { &id }, None);
    });
    dom::listen(&form, "submit", move |event| {
        event.prevent_default();
        submit(app);
    });
    bind::attribute("submit", "aria-disabled", move || bind::flag(app.read(State::is_opening)));
    bind::note("notice", move || app.words(State::form_trouble).into());
    let said = RefCell::new(None);
    bind::follow(move || show_faults(app, &said));
    if form.get_attribute("data-sent").is_some() {
        submit(app);
    }
}

/// Sends the form if everything in it is right; else says what is not, and moves the focus there.
fn submit(app: App) {
    if app.glance(State::is_opening) {
        return;
    }
    let unpicked = dom::find(UNPICKED);
    complain("topic", unpicked.as_ref().map(|_| app.texts.get("error_topic")));
    let (prefix, specs) = group(app);
    let answers: Vec<Answer> = specs.iter().filter_map(|spec| answer(prefix, spec)).collect();
    let checked = form::check_all(specs, &answers);
    let wrong = match &checked {
        Ok(_) => None,
        Err(faults) => complain_all(app, faults),
    };
    match checked {
        _ if unpicked.is_some() => focus(unpicked),
        Ok(answers) if is_closed() => app.leave(picked(), answers),
        Ok(answers) => app.open(picked(), answers),
        Err(_) => focus(wrong),
    }
}

fn picked() -> QueueId {
    QueueId(dom::find(PICKED).and_then(|topic| dom::text_property(&topic, "value")).unwrap_or_default())
}

/// Whether the picked topic is closed.
fn is_closed() -> bool {
    dom::find("#form[data-closed]").is_some()
}

/// The group of fields that is shown: what the ids of its inputs begin with, and what they take.
fn group(app: App) -> (&'static str, &'static [FieldSpec]) {
    let forms = app.forms();
    if is_closed() { ("closed-", &forms.closed) } else { ("before-", &forms.before) }
}

fn answer(prefix: &str, spec: &FieldSpec) -> Option<Answer> {
    let input = dom::element(&[prefix, &spec.id].concat())?;
    let value = match spec.kind {
        FieldKind::Checkbox | FieldKind::Consent if dom::has(&input, "checked") => TICKED.into(),
        FieldKind::Checkbox | FieldKind::Consent => String::new(),
        // Half a day has no value, and would be left out without a word.
        _ if dom::has(&dom::property(&input, "validity"), "badInput") => HALF.into(),
        _ => dom::text_property(&input, "value")?,
    };
    Some(Answer { field: spec.id.clone(), value })
}

/// Says at each wrong field what is wrong, and gives back the first of them.
fn complain_all(app: App, faults: &[FieldFault]) -> Option<HtmlElement> {
    let (prefix, specs) = group(app);
    let mut first = None;
    for FieldFault { field, fault } in faults {
        let Some(spec) = specs.iter().find(|spec| spec.id == *field) else { continue };
        let id = [prefix, field].concat();
        complain(&id, Some(app.texts.get(fault_key(spec.kind, *fault))));
        first = first.or_else(|| dom::element(&id));
    }
    first
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        let _ = element.focus();
    }
}

/// Marks a field as wrong and says why, or takes that back.
pub fn complain(field: &str, message: Option<&str>) {
    bind::say(&[field, "-error"].concat(), message);
    if let Some(input) = dom::element(field) {
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

/// Shows once each time what the server finds wrong with the answers.
fn show_faults(app: App, said: &RefCell<Option<Rejected>>) {
    let rejected = app.read(|state| state.rejected.clone());
    if said.replace(rejected.clone()) != rejected
        && let Some(Rejected::Answers(faults)) = &rejected
    {
        focus(complain_all(app, faults));
    }
}
