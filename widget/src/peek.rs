//! The sneak-peek's pace: not more often than every half second, and what was typed last always goes.

use crate::dom;
use std::cell::{Cell, OnceCell};

/// Least time between two, in milliseconds.
const PAUSE_MILLIS: f64 = 500.0;

/// Decides when to send.
#[derive(Default)]
pub struct Peek {
    sent_at: Cell<f64>,
    waits: Cell<bool>,
    fire: OnceCell<js_sys::Function>,
}

impl Peek {
    /// What to do when it is time.
    pub fn attach(&'static self, send: impl Fn() + 'static) {
        let _ = self.fire.set(dom::callback(move |_| {
            self.waits.set(false);
            self.sent_at.set(dom::now());
            send();
        }));
    }

    /// The text changed.
    pub fn changed(&self) {
        let Some(fire) = self.fire.get() else { return };
        if !self.waits.replace(true) {
            let wait = (self.sent_at.get() + PAUSE_MILLIS - dom::now()).clamp(0.0, PAUSE_MILLIS);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "at most half a second"
            )]
            dom::after(wait as u32, fire);
        }
    }
}
