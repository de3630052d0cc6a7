//! Keeps the timeline at its end as long as the agent is there, and where it is while older lines come in above.

use leptos::html;
use leptos::prelude::*;

/// So near to the end counts as being there, in CSS pixels.
const NEAR: i32 = 48;

/// The scrolled element and what is known of its position.
#[derive(Clone, Copy)]
pub struct Scroll {
    /// The element.
    pub element: NodeRef<html::Div>,
    /// Whether its end is in sight.
    pub at_end: RwSignal<bool>,
}

impl Scroll {
    /// At the end, as every conversation begins.
    pub fn new() -> Self {
        Self { element: NodeRef::new(), at_end: RwSignal::new(true) }
    }

    /// The element, unless the conversation was left by now.
    fn present(self) -> Option<web_sys::HtmlDivElement> {
        self.element.try_get_untracked().flatten()
    }

    /// The agent scrolled.
    pub fn moved(self) {
        if let Some(element) = self.present() {
            let rest = element.scroll_height() - element.scroll_top() - element.client_height();
            let at_end = rest <= NEAR;
            if self.at_end.get_untracked() != at_end {
                self.at_end.set(at_end);
            }
        }
    }

    /// Something came in below: follows it if the agent was at the end.
    pub fn follow(self) {
        if self.at_end.get_untracked() {
            self.to_end();
        }
    }

    /// Goes to the end, once what is new has been laid out.
    pub fn to_end(self) {
        self.at_end.set(true);
        request_animation_frame(move || {
            if let Some(element) = self.present() {
                element.set_scroll_top(element.scroll_height());
            }
        });
    }

    /// Lets older lines come in above while what is seen stays in its place.
    pub fn grow_above(self, grow: impl FnOnce()) {
        let Some(element) = self.present() else {
            return grow();
        };
        self.at_end.set(false);
        let below = element.scroll_height() - element.scroll_top();
        grow();
        request_animation_frame(move || element.set_scroll_top(element.scroll_height() - below));
    }
}
