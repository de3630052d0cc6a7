//! The visitor's side of a conversation: a small program in an iframe of ours.
//!
//! Reading order: [`state`] is pure and knows everything; [`app`] carries out what it decides, with the help of
//! [`socket`], [`storage`] and [`host`] (the loader in the page around); [`form`] takes over the form that the server
//! has drawn; [`view`] draws the rest.

mod app;
mod clock;
mod dom;
mod form;
mod host;
mod link;
mod peek;
mod rows;
mod socket;
mod state;
mod storage;
mod text;
mod view;
mod wire;

use leptos::mount::mount_to;
use web_sys::{Element, HtmlElement};

fn main() {
    let boot = dom::element::<Element>("boot")
        .and_then(|element| element.text_content())
        .and_then(|json| wire::boot(&json));
    if let (Some(boot), Some(place)) = (boot, dom::element::<HtmlElement>("rows")) {
        mount_to(place, move || {
            let app = app::App::start(boot);
            form::take_over(app);
            view::attach(app);
        })
        .forget();
    }
}
