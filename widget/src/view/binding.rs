//! A function that runs again after each change of a signal that it has read.
//!
//! The effects that Leptos brings can run on many threads, inside each other, and end. Ours stay as long as the page,
//! on its one thread: this node of Leptos' graph does without the rest, and without what the rest needs of the standard
//! library.

use reactive_graph::graph::{AnySource, AnySubscriber, ReactiveNode, Subscriber, WithObserver};
use std::cell::RefCell;
use std::sync::{Arc, Weak};

thread_local! {
    /// What each binding does, by its place. The graph only takes what may go to another thread, and these may not.
    static RUNS: RefCell<Vec<&'static dyn Make<()>>> = const { RefCell::new(Vec::new()) };
}

/// What makes something when it is asked to. A `dyn Fn` would bring two more ways to call each closure.
pub trait Make<T> {
    fn make(&self) -> T;
}

impl<T, F: Fn() -> T> Make<T> for F {
    fn make(&self) -> T {
        self()
    }
}

struct Binding {
    place: usize,
    node: Weak<Self>,
}

/// Runs now, and again after each change of a signal that it has read.
pub fn bind(run: Box<dyn Make<()>>) {
    let place = RUNS.with_borrow_mut(|runs| {
        runs.push(Box::leak(run));
        runs.len() - 1
    });
    let binding = Arc::new_cyclic(|node| Binding { place, node: Weak::clone(node) });
    binding.mark_dirty();
    // The graph has only weak references to it.
    core::mem::forget(binding);
}

impl ReactiveNode for Binding {
    /// A signal lets go of whom it tells: what is read of it now makes it tell the next time.
    fn mark_dirty(&self) {
        if let Some(run) = RUNS.with_borrow(|runs| runs.get(self.place).copied()) {
            AnySubscriber(self.place, self.node.clone()).with_observer(|| run.make());
        }
    }

    /// Only computed values would ask to check first, and there are none.
    fn mark_check(&self) {
        self.mark_dirty();
    }

    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        false
    }
}

impl Subscriber for Binding {
    /// Signals that one run has read and the next has not may tell once more: it does no harm.
    fn add_source(&self, _: AnySource) {}

    fn clear_sources(&self, _: &AnySubscriber) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use reactive_graph::signal::ArcRwSignal;
    use reactive_graph::traits::{Get, Set};
    use std::rc::Rc;

    #[test]
    fn runs_at_once_and_after_each_change_of_what_it_read() {
        let (gate, text) = (ArcRwSignal::new(false), ArcRwSignal::new("a"));
        let seen = Rc::new(RefCell::new(Vec::new()));
        let (gate_too, text_too, seen_too) = (gate.clone(), text.clone(), Rc::clone(&seen));
        bind(Box::new(move || {
            let seen = if gate_too.get() { text_too.get() } else { "-" };
            seen_too.borrow_mut().push(seen);
        }));
        text.set("b");
        gate.set(true);
        text.set("c");
        text.set("d");
        assert_eq!(*seen.borrow(), ["-", "b", "c", "d"]);
    }

    #[test]
    fn may_change_what_another_has_read() {
        let (from, to) = (ArcRwSignal::new(1), ArcRwSignal::new(0));
        let seen = Rc::new(RefCell::new(Vec::new()));
        let (to_too, seen_too) = (to.clone(), Rc::clone(&seen));
        bind(Box::new(move || seen_too.borrow_mut().push(to_too.get())));
        let from_too = from.clone();
        bind(Box::new(move || to.set(from_too.get() * 10)));
        from.set(2);
        assert_eq!(*seen.borrow(), [0, 10, 20]);
    }
}
