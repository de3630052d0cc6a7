//! The lists of a widget's settings: fields of its two forms, and invitations. Entries are known by their ids, which
//! stay when the order changes.

use shared::form::FieldKind;
use shared::rest::WidgetDraft;
use shared::settings::{FieldOption, FormField, Invitation, Need, has_own_label};

/// Which of the two forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormKind {
    /// Before a conversation.
    Before,
    /// When the office is closed.
    Closed,
}

/// All kinds of fields, in the order in which they are offered.
pub const KINDS: [FieldKind; 11] = [
    FieldKind::Name,
    FieldKind::Email,
    FieldKind::Phone,
    FieldKind::Company,
    FieldKind::Text,
    FieldKind::LongText,
    FieldKind::Number,
    FieldKind::Date,
    FieldKind::Select,
    FieldKind::Checkbox,
    FieldKind::Consent,
];

impl FormKind {
    /// The form's name in paths.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Closed => "closed",
        }
    }
}

/// The fields of a form.
pub fn fields(set: &WidgetDraft, form: FormKind) -> &Vec<FormField> {
    match form {
        FormKind::Before => &set.settings.before,
        FormKind::Closed => &set.settings.closed,
    }
}

/// The fields of a form, to change.
pub fn fields_mut(set: &mut WidgetDraft, form: FormKind) -> &mut Vec<FormField> {
    match form {
        FormKind::Before => &mut set.settings.before,
        FormKind::Closed => &mut set.settings.closed,
    }
}

/// A field by its id.
pub fn field<'a>(set: &'a WidgetDraft, form: FormKind, id: &str) -> Option<&'a FormField> {
    fields(set, form).iter().find(|field| field.id == id)
}

/// A field by its id, to change.
pub fn field_mut<'a>(set: &'a mut WidgetDraft, form: FormKind, id: &str) -> Option<&'a mut FormField> {
    fields_mut(set, form).iter_mut().find(|field| field.id == id)
}

/// An invitation by its id.
pub fn invitation<'a>(set: &'a WidgetDraft, id: &str) -> Option<&'a Invitation> {
    set.settings.invitations.iter().find(|one| one.id == id)
}

/// An invitation by its id, to change.
pub fn invitation_mut<'a>(set: &'a mut WidgetDraft, id: &str) -> Option<&'a mut Invitation> {
    set.settings.invitations.iter_mut().find(|one| one.id == id)
}

/// The id that a field of this kind has wherever it stands; `None` if there can be several.
fn known_id(kind: FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::Name => Some("name"),
        FieldKind::Email => Some("email"),
        FieldKind::Phone => Some("phone"),
        FieldKind::Company => Some("company"),
        _ => None,
    }
}

/// Whether a form has a field of a kind of which one is all there can be.
pub fn has_kind(fields: &[FormField], kind: FieldKind) -> bool {
    known_id(kind).is_some_and(|id| fields.iter().any(|field| field.id == id))
}

/// Adds a field at the end and returns its id. The first long text is the message.
pub fn add_field(fields: &mut Vec<FormField>, kind: FieldKind) -> String {
    let is_taken = |id: &str| fields.iter().any(|field| field.id == id);
    let id = match known_id(kind) {
        Some(id) => id.into(),
        None if kind == FieldKind::LongText && !is_taken("message") => "message".into(),
        None => free_id("field", is_taken),
    };
    let need = if kind == FieldKind::Consent { Need::Required } else { Need::Optional };
    let options = match kind {
        FieldKind::Select => vec![FieldOption { value: "1".into(), ..FieldOption::default() }],
        _ => Vec::new(),
    };
    fields.push(FormField { id: id.clone(), kind: Some(kind), need, options, ..FormField::default() });
    debug_assert!(known_id(kind).is_none_or(has_own_label));
    id
}

/// Adds an invitation at the end and returns its id.
pub fn add_invitation(invitations: &mut Vec<Invitation>) -> String {
    let id = free_id("invitation", |id| invitations.iter().any(|one| one.id == id));
    let seconds = Some(30);
    invitations.push(Invitation {
        id: id.clone(),
        on: true,
        staffed: true,
        seconds,
        ..Invitation::default()
    });
    id
}

fn free_id(stem: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let ids = (1..).map(|number: u32| format!("{stem}_{number}"));
    ids.into_iter().find(|id| !is_taken(id)).unwrap_or_default()
}

/// Moves an entry to another position; what lies between makes room.
pub fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    if from < list.len() && to < list.len() {
        let item = list.remove(from);
        list.insert(to, item);
    }
}
