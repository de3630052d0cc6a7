//! What all chapters of a widget's page share: the widget under change, what is wrong with it, and saving.

use super::fault_text;
use crate::live::api::{Failure, admin};
use crate::live::storage::{self, Keep};
use crate::parts::bound::Bound;
use crate::parts::editing::Saving;
use crate::place::Chapter;
use crate::state::widget::{Editing, Located, located};
use crate::workplace::Workplace;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::WidgetId;
use shared::people::AgentCard;
use shared::problem::Code;
use shared::rest::{Widget, WidgetDraft};
use shared::settings::{ByLang, LANGUAGES};

/// Somebody else was faster.
pub type Conflict = crate::parts::editing::Conflict<Widget>;

/// Handles to everything that the chapters read and change; cheap to copy.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The widget under change.
    pub editing: RwSignal<Editing>,
    /// The language whose texts are shown.
    pub lang: RwSignal<&'static str>,
    /// Everything that is wrong, with the fields that show it.
    pub faults: Memo<Vec<Located>>,
    /// How saving goes.
    pub saving: RwSignal<Saving>,
    /// Set while two versions stand against each other.
    pub conflict: RwSignal<Option<Conflict>>,
    /// Counts tries to save that found something wrong, so that the summary gets the focus each time.
    pub complaints: RwSignal<u32>,
    workplace: Workplace,
}

impl Editor {
    /// Begins with what the server has, or with what a reload has interrupted.
    pub fn open(widget: Widget, workplace: Workplace) -> Self {
        let lang = LANGUAGES[0];
        let name = kept_name(&widget.id);
        let kept = storage::value(Keep::Tab, &name).filter(Editing::is_dirty);
        let editing = RwSignal::new(kept.unwrap_or_else(|| Editing::new(widget)));
        let faults = Memo::new(move |_| {
            editing.with(|editing| {
                editing.faults().iter().map(|fault| located(fault, &editing.set)).collect::<Vec<_>>()
            })
        });
        Effect::new(move |_| {
            editing.with(|editing| match editing.is_dirty() {
                true => storage::keep_value(Keep::Tab, &name, editing),
                false => storage::keep_text(Keep::Tab, &name, ""),
            });
        });
        Self {
            editing,
            lang: RwSignal::new(lang),
            faults,
            saving: RwSignal::new(Saving::Idle),
            conflict: RwSignal::new(None),
            complaints: RwSignal::new(0),
            workplace,
        }
    }

    /// The widget's id.
    pub fn id(self) -> WidgetId {
        self.editing.with_untracked(|editing| editing.saved.id.clone())
    }

    /// Reads something of what is set, and follows it.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&WidgetDraft) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.editing.with(|editing| read(&editing.set)))
    }

    /// Changes what is set.
    pub fn change(self, change: impl FnOnce(&mut WidgetDraft)) {
        self.editing.update(|editing| change(&mut editing.set));
        if matches!(self.saving.get_untracked(), Saving::Failed(_)) {
            self.saving.set(Saving::Idle);
        }
    }

    /// What is wrong with the field of this id, in words.
    pub fn fault(self, anchor: impl Into<String>) -> Signal<Option<String>> {
        let anchor = anchor.into();
        Signal::derive(move || {
            let lang = self.lang.get();
            self.faults.with(|faults| {
                let here = |fault: &&Located| {
                    fault.anchor == anchor && fault.lang.is_none_or(|wrong_in| wrong_in == lang)
                };
                faults.iter().find(here).map(fault_text)
            })
        })
    }

    /// Binds a field to one value of what is set. The field's id is the value's path with ids for numbers.
    pub fn bind<T: PartialEq + Clone + Send + Sync + 'static>(
        self,
        anchor: impl Into<String>,
        read: impl Fn(&WidgetDraft) -> T + Send + Sync + 'static,
        write: impl Fn(&mut WidgetDraft, T) + Send + Sync + 'static,
    ) -> Bound<T> {
        let anchor = anchor.into();
        let set = Callback::new(move |value| self.change(|set| write(set, value)));
        Bound::new(anchor.clone(), self.read(read), set, self.fault(anchor))
    }

    /// Binds a field to one language of a text.
    pub fn bind_text(
        self,
        anchor: impl Into<String>,
        lang: &'static str,
        read: impl Fn(&WidgetDraft) -> Option<&ByLang> + Send + Sync + 'static,
        write: impl Fn(&mut WidgetDraft) -> Option<&mut ByLang> + Send + Sync + 'static,
    ) -> Bound<String> {
        let shown =
            move |set: &WidgetDraft| read(set).and_then(|texts| texts.get(lang)).cloned().unwrap_or_default();
        let change = move |set: &mut WidgetDraft, text: String| {
            if let Some(texts) = write(set) {
                put(texts, lang, text);
            }
        };
        self.bind(anchor, shown, change)
    }

    /// Saves, unless something is wrong that can be seen from here.
    pub fn save(self, then: impl FnOnce() + 'static) {
        if self.saving.get_untracked() == Saving::Busy {
            return;
        }
        let may_go = self.editing.try_update(|editing| editing.try_to_save());
        if may_go != Some(true) {
            return self.complain();
        }
        self.saving.set(Saving::Busy);
        let (id, change) =
            self.editing.with_untracked(|editing| (editing.saved.id.clone(), editing.change()));
        spawn_local(async move {
            match admin::save(&id, &change).await {
                Ok(widget) => {
                    self.saving.set(Saving::Idle);
                    self.editing.update(|editing| editing.saved(widget, &change.set));
                    then();
                }
                Err(Failure::Faulty(faults)) => {
                    self.saving.set(Saving::Idle);
                    self.editing.update(|editing| editing.refused(faults, change.set));
                    self.complain();
                }
                Err(Failure::Refused(problem)) if problem.code == Code::Stale => {
                    self.fetch_theirs(id, problem.by).await;
                }
                Err(failure) => self.failed(failure),
            }
        });
    }

    /// Forgets what was changed.
    pub fn discard(self) {
        self.editing.update(Editing::discard);
        self.saving.set(Saving::Idle);
    }

    /// Forgets what is kept of a widget that is gone.
    pub fn forget(self) {
        self.editing.update(Editing::discard);
        storage::keep_text(Keep::Tab, &kept_name(&self.id()), "");
    }

    async fn fetch_theirs(self, id: WidgetId, by: Option<AgentCard>) {
        match admin::widget(&id).await {
            Ok(theirs) => {
                self.saving.set(Saving::Idle);
                self.conflict.set(Some(Conflict { theirs, by }));
            }
            Err(failure) => self.failed(failure),
        }
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

    /// The first chapter in which something is wrong.
    pub fn is_wrong_in(self, chapter: Chapter) -> bool {
        self.faults.with(|faults| faults.iter().any(|fault| fault.chapter == chapter))
    }
}

/// Sets one language of a text; an empty one gives way to what holds without it.
pub fn put(texts: &mut ByLang, lang: &str, text: String) {
    if text.is_empty() {
        texts.remove(lang);
    } else {
        texts.insert(lang.into(), text);
    }
}

fn kept_name(id: &WidgetId) -> String {
    format!("widget.{id}")
}

/// The editor of the page that asks.
pub fn use_editor() -> Editor {
    expect_context()
}
