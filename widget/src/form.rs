//! The first form. The server has drawn it, so that it stands there and can be typed into before this program runs;
//! it is taken over as it is, with everything that was typed, the focus and the caret.

use crate::app::App;
use crate::dom;
use crate::state::{Notice, State};
use crate::view::bind;
use shared::ids::QueueId;
use shared::problem::{Code, Field};
use shared::rules;
use web_sys::{HtmlElement, HtmlInputElement};

/// Ids of the inputs in the document; their messages stand in `ID-error`.
const TOPIC: &str = "topic";
const NAME: &str = "name";
const EMAIL: &str = "email";

/// Makes the form work.
pub fn take_over(app: App) {
    let Some(form) = dom::element::<HtmlElement>("form") else { return };
    dom::listen(&form, "focusin", move |_| app.connect());
    dom::listen(&form, "input", move |event| {
        // A complaint goes as soon as something is done about it.
        let name = event.target().and_then(|target| js_sys::Reflect::get(&target, &"name".into()).ok());
        if let Some(name) = name.and_then(|name| name.as_string()) {
            complain(&name, None);
        }
    });
    dom::listen(&form, "submit", move |event| {
        event.prevent_default();
        submit(app);
    });
    bind::follow(move || show_state(app));
    if form.dataset().get("sent").is_some() {
        submit(app);
    }
}

/// Sends the form if everything in it is right; else says what is not, and moves the focus there.
fn submit(app: App) {
    if app.glance(State::is_opening) {
        return;
    }
    let topic = dom::document()
        .query_selector("#form [name=topic]:checked, #form input[type=hidden], #form select")
        .ok()
        .flatten()
        .and_then(|input| js_sys::Reflect::get(&input, &"value".into()).ok()?.as_string())
        .filter(|topic| !topic.is_empty());
    let email = rules::email(&value(EMAIL));
    let name = rules::name(&value(NAME));
    let texts = app.texts;
    complain(TOPIC, topic.is_none().then(|| texts.get("error_topic")));
    complain(NAME, name.is_err().then(|| texts.get("error_name")));
    complain(EMAIL, email.is_err().then(|| texts.get("error_email")));
    match (topic, name, email) {
        (Some(topic), Ok(name), Ok(email)) => app.open(QueueId(topic), name, email),
        (None, ..) => focus_topic(),
        (_, Err(_), _) => dom::focus(NAME),
        (.., Err(_)) => dom::focus(EMAIL),
    }
}

fn value(id: &str) -> String {
    dom::element::<HtmlInputElement>(id).map(|input| input.value()).unwrap_or_default()
}

fn focus_topic() {
    if let Ok(Some(input)) = dom::document().query_selector("#form [name=topic]") {
        let _ = wasm_bindgen::JsCast::unchecked_into::<HtmlElement>(input).focus();
    }
}

/// Writes a message, or takes it away.
fn say(place: &str, message: Option<&str>) {
    if let Some(place) = dom::element::<HtmlElement>(place) {
        place.set_text_content(message);
        place.set_hidden(message.is_none());
    }
}

/// Marks a field as wrong and says why, or takes that back.
pub fn complain(field: &str, message: Option<&str>) {
    say(&[field, "-error"].concat(), message);
    if let Some(input) = dom::element::<HtmlElement>(field) {
        let _ = match message {
            Some(_) => input.set_attribute("aria-invalid", "true"),
            None => input.remove_attribute("aria-invalid"),
        };
    }
}

/// Shows what became of the form.
fn show_state(app: App) {
    let (busy, rejected, notice) = app.read(|state| (state.is_opening(), state.rejected, state.notice));
    if let Some(button) = dom::element::<HtmlElement>("submit") {
        let text = if busy { "starting" } else { "start" };
        button.set_text_content(Some(app.texts.get(text)));
        let _ = button.set_attribute("aria-disabled", if busy { "true" } else { "false" });
    }
    let general = match (rejected, notice) {
        (Some((Field::Email, Code::Invalid)), _) => {
            return complain(EMAIL, Some(app.texts.get("error_email")));
        }
        (Some((Field::Name, Code::Invalid)), _) => return complain(NAME, Some(app.texts.get("error_name"))),
        (Some(_), _) => Some("error_topic_gone"),
        (None, Some(notice)) => Some(notice_key(notice)),
        (None, None) => None,
    };
    say("notice", general.map(|key| app.texts.get(key)));
}

/// The text for a notice.
pub fn notice_key(notice: Notice) -> &'static str {
    match notice {
        Notice::Expired => "notice_expired",
        Notice::TooFast => "notice_too_fast",
        Notice::Unavailable => "notice_unavailable",
        Notice::Refused => "notice_refused",
    }
}
