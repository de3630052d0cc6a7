//! What is under change on a page: nothing is drawn anew beneath somebody who types.

use leptos::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How many of a page's parts are under change. Cheap to copy.
#[derive(Clone, Copy)]
pub struct UnderChange(RwSignal<usize>);

impl UnderChange {
    /// Nothing is, yet.
    pub fn new() -> Self {
        Self(RwSignal::new(0))
    }

    /// Whether anything is, followed. What is gone isn't.
    pub fn any(self) -> bool {
        self.0.try_get().unwrap_or_default() > 0
    }

    /// Whether anything is now.
    pub fn any_now(self) -> bool {
        self.0.try_get_untracked().unwrap_or_default() > 0
    }

    /// Counts a part as long as it says so and is there.
    pub fn hold(self, is_under_change: impl Fn() -> bool + Send + Sync + 'static) {
        let is_counted = Arc::new(AtomicBool::new(false));
        let count = move |is: bool, is_counted: &AtomicBool| {
            if is_counted.swap(is, Ordering::Relaxed) != is {
                let _ = self.0.try_update(|many| *many = if is { *many + 1 } else { many.saturating_sub(1) });
            }
        };
        let counted = is_counted.clone();
        Effect::new(move |_| count(is_under_change(), &counted));
        on_cleanup(move || count(false, &is_counted));
    }
}
