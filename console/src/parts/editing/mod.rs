//! A page on which an agent or a queue is changed: fields bound to what is set, saving, and what keeps from it.

mod bar;
mod conflict;
mod deletion;
mod page;

pub use bar::{Bar, FaultSummary, SaveBar};
pub use conflict::ConflictDialog;
pub use deletion::{Delete, Deletion, Words};
pub use page::SettingsPage;

use crate::live::api::Failure;
use crate::live::storage::{self, Keep};
use crate::parts::bound::Bound;
use crate::place::Place;
use crate::shell::guard::use_unsaved;
use crate::state::edited::{Edited, Subject};
use crate::text::{fill, t};
use crate::workplace::{Workplace, use_workplace};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::people::AgentCard;
use shared::problem::Code;
use shared::settings::{SettingFault, Wrong};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// How saving goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Saving {
    /// Nothing is under way.
    Idle,
    /// It is under way.
    Busy,
    /// The last time it went wrong.
    Failed(Failure),
}

/// Somebody else was faster.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict<S> {
    /// What is saved now.
    pub theirs: S,
    /// Who saved it, if the server says.
    pub by: Option<AgentCard>,
}

/// A request that brings a subject.
pub type Request<S> = Pin<Box<dyn Future<Output = Result<S, Failure>>>>;

/// Reads a subject anew.
type Read<S> = dyn Fn(&S) -> Request<S>;
/// Writes what is set over the version that was read.
type Write<S> = dyn Fn(&S, <S as Subject>::Set) -> Request<S>;

/// How a subject is read and written.
pub struct Door<S: Subject> {
    /// Reads it anew.
    pub read: Box<Read<S>>,
    /// Writes what is set over the version that was read.
    pub write: Box<Write<S>>,
}

/// Handles to everything that the fields of a page read and change; cheap to copy.
pub struct Editor<S: Subject> {
    /// The subject under change.
    pub edited: RwSignal<Edited<S>>,
    /// Everything that is wrong.
    pub faults: Memo<Vec<SettingFault>>,
    /// How saving goes.
    pub saving: RwSignal<Saving>,
    /// Set while two versions stand against each other.
    pub conflict: RwSignal<Option<Conflict<S>>>,
    /// Counts tries to save that found something wrong, so that the summary gets the focus each time.
    pub complaints: RwSignal<u32>,
    door: StoredValue<Rc<Door<S>>, LocalStorage>,
    workplace: Workplace,
}

impl<S: Subject> Clone for Editor<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S: Subject> Copy for Editor<S> {}

impl<S: Subject> Editor<S> {
    /// Begins with what the server has, or with what a reload has interrupted. Whoever leaves `place` with something
    /// unsaved is asked.
    pub fn open(subject: S, place: Place, door: Door<S>) -> Self {
        let name = format!("{}.{}", place.path(), subject.id());
        let kept: Option<Edited<S>> = storage::value(Keep::Tab, &name).filter(Edited::is_dirty);
        let edited = RwSignal::new(kept.unwrap_or_else(|| Edited::new(subject)));
        let faults = Memo::new(move |_| edited.with(Edited::faults));
        let editor = Self {
            edited,
            faults,
            saving: RwSignal::new(Saving::Idle),
            conflict: RwSignal::new(None),
            complaints: RwSignal::new(0),
            door: StoredValue::new_local(Rc::new(door)),
            workplace: use_workplace(),
        };
        let unsaved = use_unsaved();
        Effect::new(move |_| {
            let is_dirty = edited.with(|edited| {
                match edited.is_dirty() {
                    true => storage::keep_value(Keep::Tab, &name, edited),
                    false => storage::keep_text(Keep::Tab, &name, ""),
                }
                edited.is_dirty()
            });
            let discard = Callback::new(move |()| editor.discard());
            unsaved.set(is_dirty.then(|| (place.clone(), discard)));
        });
        on_cleanup(move || {
            let _ = unsaved.try_set(None);
        });
        editor
    }

    /// Reads something of what is set, and follows it.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&S::Set) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.edited.with(|edited| read(&edited.set)))
    }

    /// Changes what is set.
    pub fn change(self, change: impl FnOnce(&mut S::Set)) {
        self.edited.update(|edited| change(&mut edited.set));
        if matches!(self.saving.get_untracked(), Saving::Failed(_)) {
            self.saving.set(Saving::Idle);
        }
    }

    /// What is wrong at a path, in words.
    pub fn fault(self, path: impl Into<String>) -> Signal<Option<String>> {
        let path = path.into();
        Signal::derive(move || {
            self.faults.with(|faults| faults.iter().find(|fault| fault.path == path).map(fault_text))
        })
    }

    /// Binds a field to one value of what is set. The field's id is the value's path.
    pub fn bind<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        path: impl Into<String>,
        read: impl Fn(&S::Set) -> T + Send + Sync + 'static,
        write: impl Fn(&mut S::Set, T) + Send + Sync + 'static,
    ) -> Bound<T> {
        let path = path.into();
        let set = Callback::new(move |value| self.change(|set| write(set, value)));
        Bound::new(path.clone(), self.read(read), set, self.fault(path))
    }

    /// Saves, unless something is wrong that can be seen from here.
    pub fn save(self, then: impl FnOnce() + 'static) {
        if self.saving.get_untracked() == Saving::Busy {
            return;
        }
        if !self.check() {
            return;
        }
        self.saving.set(Saving::Busy);
        let sent = self.edited.with_untracked(|edited| edited.set.clone());
        let door = self.door.get_value();
        let request = self.edited.with_untracked(|edited| (door.write)(&edited.saved, sent.clone()));
        spawn_local(async move {
            match request.await {
                Ok(subject) => {
                    self.saving.set(Saving::Idle);
                    self.edited.update(|edited| edited.saved(subject, &sent));
                    then();
                }
                Err(Failure::Faulty(faults)) => {
                    self.saving.set(Saving::Idle);
                    self.refused(faults, sent);
                }
                Err(Failure::Refused(problem)) if problem.code == Code::Stale => {
                    let request = self.edited.with_untracked(|edited| (door.read)(&edited.saved));
                    match request.await {
                        Ok(theirs) => {
                            self.saving.set(Saving::Idle);
                            self.conflict.set(Some(Conflict { theirs, by: problem.by }));
                        }
                        Err(failure) => self.failed(failure),
                    }
                }
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// Whether what is set could be saved, as far as it can be seen from here. If not, it is said what is wrong.
    pub fn check(self) -> bool {
        let is_good = self.edited.try_update(Edited::try_to_save) == Some(true);
        if !is_good {
            self.complain();
        }
        is_good
    }

    /// The server has found wrong what was sent.
    pub fn refused(self, faults: Vec<SettingFault>, sent: S::Set) {
        self.edited.update(|edited| edited.refused(faults, sent));
        self.complain();
    }

    /// Forgets what was changed.
    pub fn discard(self) {
        self.edited.update(Edited::discard);
        self.saving.set(Saving::Idle);
    }

    /// The server has told the subject anew, for another reason than a save.
    pub fn refresh(self, subject: S) {
        self.edited.update(|edited| {
            let before = edited.saved.set().clone();
            edited.saved(subject, &before);
        });
    }

    fn failed(self, failure: Failure) {
        if matches!(&failure, Failure::Refused(problem) if problem.code == Code::SessionExpired) {
            self.workplace.session_ended();
        }
        self.saving.set(Saving::Failed(failure));
    }

    fn complain(self) {
        self.complaints.update(|count| *count += 1);
    }
}

/// What is wrong with a setting, in words.
pub fn fault_text(fault: &SettingFault) -> String {
    t(match &fault.wrong {
        Wrong::Variable { name } => return fill("faults.variable", &[("name", name)]),
        Wrong::Missing if fault.path == "texts" => "faults.no_text",
        Wrong::Missing if fault.path == "queues" => "faults.no_queue",
        Wrong::Missing if fault.path == "password" => "faults.password_again",
        Wrong::Missing if fault.path == "unprotected" => "faults.unprotected",
        Wrong::Missing => "faults.missing",
        Wrong::TooLong => "faults.too_long",
        Wrong::OutOfRange if fault.path == "network" => "faults.everyone",
        Wrong::OutOfRange => "faults.out_of_range",
        Wrong::Twice if fault.path == "email" => "faults.email_taken",
        Wrong::Twice if fault.path == "extension" => "faults.extension_taken",
        Wrong::Twice if fault.path == "name" => "faults.name_taken",
        Wrong::Twice if fault.path.starts_with("settings.hours") => "faults.hours_overlap",
        Wrong::Twice => "faults.twice",
        Wrong::Malformed if matches!(fault.path.as_str(), "email" | "sender_address") => "problem.email",
        Wrong::Malformed if matches!(fault.path.as_str(), "host" | "hello_name") => "faults.host",
        Wrong::Malformed if fault.path == "network" => "faults.network",
        Wrong::Malformed if fault.path.ends_with(".zone") => "faults.zone",
        Wrong::Malformed if fault.path.starts_with("settings.overflow") => "faults.overflow_circle",
        Wrong::Malformed if fault.path.starts_with("settings.rules") => "faults.rule_agent",
        Wrong::Malformed | Wrong::Contrast { .. } => "faults.malformed",
    })
}

/// A part of a page with its heading.
#[component]
pub fn Part(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What the part is for.
    #[prop(optional, into)]
    note: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="part">
            <header class="part-head">
                <h2>{title}</h2>
                {(!note.is_empty()).then(|| view! { <p class="soft small">{note}</p> })}
            </header>
            {children()}
        </section>
    }
}
