//! The visitor's side of a conversation: a small program in an iframe of ours.
//!
//! Reading order: [`state`] is pure and knows everything; [`app`] carries out what it decides, with the help of
//! [`socket`], [`storage`] and [`host`] (the loader in the page around); [`form`] takes over the form that the server
//! has drawn; [`view`] fills in and draws the rest.
//!
//! Every byte counts (`cargo xtask size`): what never changes is markup of the document, Leptos brings the reactive
//! signals and effects that keep it up to date, and [`wire`] is written by hand.

mod app;
mod clock;
mod dom;
mod form;
mod host;
mod peek;
mod rows;
mod socket;
mod state;
mod storage;
mod text;
mod tray;
mod view;
mod wire;

use leptos::mount::mount_to;
use web_sys::{Element, HtmlElement};

fn main() {
    let boot = dom::element::<Element>("boot")
        .and_then(|element| element.text_content())
        .and_then(|json| wire::boot(&json));
    // Mounted is nothing: the framework brings the signals, the document the markup (see `view`).
    if let (Some(boot), Some(place)) = (boot, dom::element::<HtmlElement>("rows")) {
        mount_to(place, move || {
            let app = app::App::start(boot);
            form::take_over(app);
            view::attach(app);
        })
        .forget();
    }
}
