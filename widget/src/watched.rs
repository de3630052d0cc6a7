//! A value that bindings follow: Leptos' graph knows which of them have read it, and tells those of a change.
//!
//! The signals that Leptos brings are for many threads and come with locks and guards for each type of value. Ours have
//! the page's one thread for themselves: a cell and Leptos' trigger do.

use reactive_graph::signal::ArcTrigger;
use reactive_graph::traits::{Notify, Track};
use std::cell::RefCell;

/// The value, and who follows it.
pub struct Watched<T> {
    value: RefCell<T>,
    followers: ArcTrigger,
}

impl<T> Watched<T> {
    /// A value that nobody follows yet.
    pub fn new(value: T) -> Self {
        Self { value: RefCell::new(value), followers: ArcTrigger::new() }
    }

    /// Makes the binding that asks follow it.
    pub fn follow(&self) {
        self.followers.track();
    }

    /// Looks at the value as it is now. Nothing may be changed while somebody looks.
    pub fn glance<R>(&self, look: impl FnOnce(&T) -> R) -> R {
        look(&self.value.borrow())
    }

    /// Changes the value, and then runs what follows it.
    pub fn change<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.value.borrow_mut());
        self.followers.notify();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::bind;
    use std::rc::Rc;

    #[test]
    fn who_has_read_it_is_told_of_changes() {
        let name = Rc::new(Watched::new("Ann"));
        let seen = Rc::new(RefCell::new(Vec::new()));
        let (name_too, seen_too) = (Rc::clone(&name), Rc::clone(&seen));
        bind::follow(move || {
            name_too.follow();
            seen_too.borrow_mut().push(name_too.glance(|name| name.len()));
        });
        assert_eq!(name.change(|name| core::mem::replace(name, "Maria")), "Ann");
        assert_eq!(name.glance(|name| *name), "Maria");
        assert_eq!(*seen.borrow(), [3, 5]);
    }
}
