//! The visitor's side of a conversation: a small program in an iframe of ours.
//!
//! Reading order: [`state`] is pure and knows everything; [`app`] carries out what it decides, with the help of
//! [`socket`], [`storage`] and [`host`] (the loader in the page around); [`form`] takes over the form that the server
//! has drawn; [`view`] fills in and draws the rest.
//!
//! Every byte counts (`cargo xtask size`): what never changes is markup of the document, the reactive core of
//! Leptos knows what to bring up to date in it ([`watched`]), and [`wire`] is written by hand.

mod app;
mod clock;
mod digits;
mod dom;
mod draft;
mod form;
mod host;
mod peek;
mod rows;
mod scripts;
mod socket;
mod state;
mod storage;
mod text;
mod tray;
mod view;
mod watched;
mod wire;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

fn main() {
    let boot =
        dom::element("boot").and_then(|element| element.text_content()).and_then(|json| wire::boot(&json));
    // Mounted is nothing: Leptos brings the reactive graph, the document the markup (see `view`).
    if let Some(boot) = boot {
        let app = app::App::start(boot);
        form::take_over(app);
        view::attach(app);
    }
}
