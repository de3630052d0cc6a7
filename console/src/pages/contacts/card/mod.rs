//! A contact's card: its fields in the admin's order, each changed where it stands. What is changed is saved at once; of two
//! who change the same, the second sees what the first one wrote.

mod addresses;
mod in_place;
mod notes;
mod tags;
mod values;

use super::{fault_text, field_name};
use crate::live::api::{Failure, contacts as api};
use crate::parts::failure_text;
use crate::parts::under_change::UnderChange;
use crate::state::contact::clashes;
use crate::text::t;
use crate::workplace::{Workplace, use_workplace};
use addresses::{Emails, Phones};
use in_place::InPlace;
use leptos::prelude::*;
use notes::Notes;
use shared::contact::field::{
    COMPANY, ContactField, ContactFieldKind, EMAILS, FIRST_NAME, LAST_NAME, NOTES, PHONES, TAGS,
};
use shared::contact::tag::Tag;
use shared::contact::{Contact, ContactDraft, ContactPatch};
use shared::problem::Code;
use tags::Tags;
use values::Value;

/// So often a change is tried upon what others have changed besides.
const TRIES: usize = 3;

/// A card that is shown. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Card {
    /// How it stands.
    pub contact: RwSignal<Contact>,
    /// All tags that there are, to choose from; they know their colours.
    pub tags: RwSignal<Vec<Tag>>,
    /// What the agent has open on it.
    pub changes: UnderChange,
    workplace: Workplace,
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is saved.
    Saved,
    /// Somebody else has changed the same meanwhile, and the card shows it: the next try overwrites it.
    Clash,
    /// It isn't, in words.
    Wrong(String),
}

impl Card {
    /// A card as the server told it.
    pub fn of(contact: Contact, tags: RwSignal<Vec<Tag>>) -> Self {
        let contact = RwSignal::new(contact);
        Self { contact, tags, changes: UnderChange::new(), workplace: use_workplace() }
    }

    /// Something of what stands on it, followed.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&ContactDraft) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.contact.with(|contact| read(&contact.set)))
    }

    /// Saves what a patch names, also upon what others have changed besides.
    pub async fn save(self, patch: ContactPatch) -> Outcome {
        let Some(read) = self.contact.try_get_untracked() else { return Outcome::Saved };
        let mut version = read.version;
        for _ in 0..TRIES {
            let answer = api::change(&read.id, &ContactPatch { version, ..patch.clone() }).await;
            match answer {
                Ok(contact) => {
                    let _ = self.contact.try_set(contact);
                    return Outcome::Saved;
                }
                Err(Failure::Refused(problem)) if problem.code == Code::Stale => {
                    let theirs = match api::contact(&read.id).await {
                        Ok(theirs) => theirs,
                        Err(failure) => return self.failed(failure),
                    };
                    version = theirs.version;
                    let is_clash = clashes(&patch, &read.set, &theirs.set);
                    let _ = self.contact.try_set(theirs);
                    if is_clash {
                        return Outcome::Clash;
                    }
                }
                Err(failure) => return self.failed(failure),
            }
        }
        Outcome::Wrong(t("problem.stale"))
    }

    fn failed(self, failure: Failure) -> Outcome {
        let answer = Err::<(), _>(failure);
        self.workplace.heed(&answer);
        Outcome::Wrong(match answer {
            Err(Failure::Faulty(faults)) => faults.first().map(fault_text).unwrap_or_default(),
            Err(failure) => failure_text(&failure),
            Ok(()) => String::new(),
        })
    }
}

/// The card's fields, as many as are given.
#[component]
pub fn CardFields(
    /// The card.
    card: Card,
    /// Which fields, in their order.
    fields: Vec<ContactField>,
) -> impl IntoView {
    let row = move |field: ContactField| {
        let name = field_name(&field);
        let label = name.clone();
        view! {
            <div class="fact">
                <dt><bdi>{name}</bdi></dt>
                <dd>{value(card, field, label)}</dd>
            </div>
        }
    };
    view! { <dl class="facts card-facts">{fields.into_iter().map(row).collect_view()}</dl> }
}

fn value(card: Card, field: ContactField, label: String) -> AnyView {
    if field.set.kind != ContactFieldKind::BuiltIn {
        return view! { <Value card=card field=field label=label /> }.into_any();
    }
    let line = |read: fn(&ContactDraft) -> String, patch: fn(String) -> ContactPatch| {
        let id = format!("contact-{}", field.id);
        view! { <InPlace card=card id=id label=label.clone() value=card.read(read) patch=Callback::new(patch) /> }
            .into_any()
    };
    match field.id.as_str() {
        FIRST_NAME => line(
            |set| set.first_name.clone(),
            |text| ContactPatch { first_name: Some(text), ..ContactPatch::default() },
        ),
        LAST_NAME => line(
            |set| set.last_name.clone(),
            |text| ContactPatch { last_name: Some(text), ..ContactPatch::default() },
        ),
        COMPANY => line(
            |set| set.company.clone(),
            |text| ContactPatch { company: Some(text), ..ContactPatch::default() },
        ),
        EMAILS => view! { <Emails card=card /> }.into_any(),
        PHONES => view! { <Phones card=card /> }.into_any(),
        TAGS => view! { <Tags card=card /> }.into_any(),
        NOTES => view! { <Notes card=card label=label /> }.into_any(),
        _ => ().into_any(),
    }
}
