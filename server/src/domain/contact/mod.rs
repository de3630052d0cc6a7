//! A contact's card: what may stand on it, how two become one ([`merge`]), how it is found ([`sought`]), and the way of a
//! visitor through the site ([`trail`]).

pub mod merge;
pub mod sought;
pub mod trail;

use shared::contact::field::{ContactField, ContactFieldDraft, ContactFieldKind};
use shared::contact::tag::TAG_CHARS;
use shared::contact::{ADDRESSES_MAX, ContactDraft, ContactPatch, NOTES_CHARS, TAGS_PER_CONTACT, phone};
use shared::rules;
use shared::settings::{SettingFault, Wrong};
use std::collections::BTreeSet;

/// The card with what a patch names, tidied up. What it doesn't name stays as it is, even where it wouldn't be taken any
/// more because a field has changed since.
///
/// # Errors
/// All that is wrong with what is named.
pub fn patched(
    before: &ContactDraft,
    patch: &ContactPatch,
    fields: &[ContactField],
) -> Result<ContactDraft, Vec<SettingFault>> {
    let mut set = before.clone();
    let mut faults = Faults::default();
    for (path, wanted, place) in [
        ("first_name", &patch.first_name, &mut set.first_name),
        ("last_name", &patch.last_name, &mut set.last_name),
        ("company", &patch.company, &mut set.company),
    ] {
        let Some(wanted) = wanted else { continue };
        match rules::name(wanted) {
            Ok(name) => *place = name,
            Err(_) => faults.add(path, Wrong::TooLong),
        }
    }
    if let Some(emails) = &patch.emails {
        set.emails = faults.list("emails", emails, ADDRESSES_MAX, email, str::to_lowercase);
    }
    if let Some(phones) = &patch.phones {
        let normal = |text: &str| phone::normal(text).unwrap_or_default();
        set.phones = faults.list("phones", phones, ADDRESSES_MAX, number, normal);
    }
    if let Some(tags) = &patch.tags {
        set.tags = faults.list("tags", tags, TAGS_PER_CONTACT, tag, sought::folded);
    }
    if let Some(notes) = &patch.notes {
        match notes_of(notes) {
            Some(notes) => set.notes = notes,
            None => faults.add("notes", Wrong::TooLong),
        }
    }
    for (id, value) in &patch.values {
        let path = format!("values.{id}");
        let field = fields.iter().find(|field| field.id == *id);
        match field.map(|field| field.set.kind.checked(value)) {
            Some(Ok(value)) if value.is_empty() => drop(set.values.remove(id)),
            Some(Ok(value)) => drop(set.values.insert(id.clone(), value)),
            Some(Err(wrong)) => faults.add(path, wrong),
            None => faults.add(path, Wrong::Missing),
        }
    }
    if faults.0.is_empty() && set.name().is_empty() {
        // A card on which nobody would know whose it is.
        faults.add("first_name", Wrong::Missing);
    }
    if faults.0.is_empty() { Ok(set) } else { Err(faults.0) }
}

/// The draft of a field of the admin's own as it is stored. One that every card has can only be shown or not.
///
/// # Errors
/// All that is wrong with it.
pub fn checked_field(
    draft: &ContactFieldDraft,
    before: Option<&ContactField>,
) -> Result<ContactFieldDraft, Vec<SettingFault>> {
    let is_same_kind =
        |field: &ContactField| std::mem::discriminant(&field.set.kind) == std::mem::discriminant(&draft.kind);
    let fits = match before {
        Some(before) => is_same_kind(before),
        None => draft.kind != ContactFieldKind::BuiltIn,
    };
    if !fits {
        return Err(vec![SettingFault { path: "kind".into(), wrong: Wrong::Malformed }]);
    }
    let mut draft = draft.clone();
    if draft.kind == ContactFieldKind::BuiltIn {
        draft.label = String::new();
        return Ok(draft);
    }
    let faults = draft.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    draft.label = rules::one_line(&draft.label);
    if let ContactFieldKind::Choice(options) = &mut draft.kind {
        *options = options.iter().map(|option| rules::one_line(option)).collect();
        options.retain(|option| !option.is_empty());
    }
    Ok(draft)
}

/// A tag's name as it is stored.
///
/// # Errors
/// What is wrong with it.
pub fn tag(text: &str) -> Result<String, Wrong> {
    let name = rules::one_line(text);
    match name.chars().count() {
        0 => Err(Wrong::Missing),
        count if count > TAG_CHARS => Err(Wrong::TooLong),
        // Signs alone can't be told from other signs by what is compared.
        _ if sought::folded(&name).is_empty() => Err(Wrong::Malformed),
        _ => Ok(name),
    }
}

fn email(text: &str) -> Result<String, Wrong> {
    rules::email(text).map_err(|_| Wrong::Malformed)
}

fn number(text: &str) -> Result<String, Wrong> {
    let text = rules::one_line(text);
    if phone::normal(&text).is_some() { Ok(text) } else { Err(Wrong::Malformed) }
}

/// Notes without what can't be seen; `None` if they are too long.
fn notes_of(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some(String::new());
    }
    match rules::written(text, NOTES_CHARS) {
        Ok(text) => Some(text),
        Err(_) if text.chars().count() > NOTES_CHARS => None,
        // Nothing in it can be seen.
        Err(_) => Some(String::new()),
    }
}

#[derive(Default)]
struct Faults(Vec<SettingFault>);

impl Faults {
    fn add(&mut self, path: impl Into<String>, wrong: Wrong) {
        self.0.push(SettingFault { path: path.into(), wrong });
    }

    /// Checks each of a list. What is empty is left out, what comes twice is kept once.
    fn list(
        &mut self,
        path: &str,
        wanted: &[String],
        most: usize,
        check: impl Fn(&str) -> Result<String, Wrong>,
        compared: impl Fn(&str) -> String,
    ) -> Vec<String> {
        let mut good = Vec::new();
        let mut known = BTreeSet::new();
        for (index, text) in wanted.iter().enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            match check(text) {
                Ok(text) => {
                    if known.insert(compared(&text)) {
                        good.push(text);
                    }
                }
                Err(wrong) => self.add(format!("{path}.{index}"), wrong),
            }
        }
        if good.len() > most {
            self.add(path, Wrong::TooLong);
        }
        good
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(id: &str, kind: ContactFieldKind) -> ContactField {
        let set = ContactFieldDraft { label: id.to_uppercase(), kind, shown: true };
        ContactField { id: id.into(), version: 1, set, used: 0 }
    }

    fn ira() -> ContactDraft {
        ContactDraft {
            first_name: "Ira".into(),
            values: [("plan".into(), "Tin".into())].into(),
            ..ContactDraft::default()
        }
    }

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(|one| (*one).to_owned()).collect()
    }

    #[test]
    fn what_a_patch_names_is_tidied_up_and_all_else_stays() {
        let fields = [field("plan", ContactFieldKind::Choice(strings(&["Gold"])))];
        let patch = ContactPatch {
            last_name: Some(" No\nvak ".into()),
            emails: Some(strings(&["Ira@Example.org", " ", "ira@example.org", "i@b.cd"])),
            phones: Some(strings(&["+48 22 123", "0048-22123", "112"])),
            tags: Some(strings(&["VIP", " vip ", "Łódź", "lodz"])),
            notes: Some(" two\nlines\u{0} ".into()),
            ..ContactPatch::default()
        };
        let set = patched(&ira(), &patch, &fields).unwrap();
        let expected = ContactDraft {
            last_name: "No vak".into(),
            emails: strings(&["Ira@Example.org", "i@b.cd"]),
            phones: strings(&["+48 22 123", "112"]),
            tags: strings(&["VIP", "Łódź"]),
            notes: "two\nlines".into(),
            ..ira()
        };
        assert_eq!(set, expected, "what is no option any more stays until it is changed");
        let gone = ContactPatch { values: [("plan".into(), " ".into())].into(), ..ContactPatch::default() };
        assert!(patched(&ira(), &gone, &fields).unwrap().values.is_empty());
    }

    #[test]
    fn what_cannot_be_is_told_by_its_path() {
        let fields = [field("since", ContactFieldKind::Date)];
        let patch = ContactPatch {
            first_name: Some("x".repeat(101)),
            emails: Some(strings(&["i@b.cd", "nowhere"])),
            phones: Some(strings(&["call me"])),
            tags: Some(strings(&["★", &"x".repeat(41)])),
            notes: Some("x".repeat(10_001)),
            values: [("since".into(), "soon".into()), ("gone".into(), "x".into())].into(),
            ..ContactPatch::default()
        };
        let faults = patched(&ira(), &patch, &fields).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), &fault.wrong)).collect();
        assert_eq!(
            told,
            [
                ("first_name", &Wrong::TooLong),
                ("emails.1", &Wrong::Malformed),
                ("phones.0", &Wrong::Malformed),
                ("tags.0", &Wrong::Malformed),
                ("tags.1", &Wrong::TooLong),
                ("notes", &Wrong::TooLong),
                ("values.gone", &Wrong::Missing),
                ("values.since", &Wrong::Malformed),
            ]
        );
        let many: Vec<String> = (0..21).map(|at| format!("a{at}@b.cd")).collect();
        let patch = ContactPatch { emails: Some(many), ..ContactPatch::default() };
        let faults = patched(&ira(), &patch, &[]).unwrap_err();
        assert_eq!(faults, [SettingFault { path: "emails".into(), wrong: Wrong::TooLong }]);
        let nobody = ContactPatch { first_name: Some("\u{200b}".into()), ..ContactPatch::default() };
        let faults = patched(&ira(), &nobody, &[]).unwrap_err();
        assert_eq!(faults, [SettingFault { path: "first_name".into(), wrong: Wrong::Missing }]);
    }

    #[test]
    fn a_field_stays_of_its_kind_and_those_of_every_card_keep_their_names() {
        let draft = |label: &str, kind| ContactFieldDraft { label: label.into(), kind, shown: false };
        let choice = |options: &[&str]| ContactFieldKind::Choice(strings(options));
        let kind = |faults: Vec<SettingFault>| faults[0].path == "kind";
        assert!(kind(checked_field(&draft("x", ContactFieldKind::BuiltIn), None).unwrap_err()));
        let text = field("x", ContactFieldKind::Text);
        assert!(kind(checked_field(&draft("x", ContactFieldKind::Date), Some(&text)).unwrap_err()));
        let plan = field("plan", choice(&["Gold"]));
        let wider = checked_field(&draft(" Plan ", choice(&[" Gold", "", "Tin"])), Some(&plan)).unwrap();
        assert_eq!(wider, draft("Plan", choice(&["Gold", "Tin"])));
        let own = field("notes", ContactFieldKind::BuiltIn);
        let hidden = checked_field(&draft("Else", ContactFieldKind::BuiltIn), Some(&own)).unwrap();
        assert_eq!(hidden, draft("", ContactFieldKind::BuiltIn));
    }
}
