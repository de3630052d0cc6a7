//! Two cards of one person become one.

use super::patched;
use shared::contact::field::ContactField;
use shared::contact::{ContactDraft, ContactPatch};
use shared::settings::SettingFault;

/// What stands on the card that stays: all addresses, numbers, tags and notes of both. Of what there can be only one of,
/// its own is kept, and the other's goes into the notes.
///
/// # Errors
/// What would be too much for one card.
pub fn merged(
    stays: &ContactDraft,
    goes: &ContactDraft,
    fields: &[ContactField],
) -> Result<ContactDraft, Vec<SettingFault>> {
    let mut set = stays.clone();
    let mut lost = Vec::new();
    let other_name = format!("{} {}", goes.first_name, goes.last_name);
    let own_name = format!("{} {}", stays.first_name, stays.last_name);
    if own_name.trim().is_empty() {
        set.first_name.clone_from(&goes.first_name);
        set.last_name.clone_from(&goes.last_name);
    } else if !other_name.trim().is_empty() && other_name != own_name {
        lost.push(other_name.trim().to_owned());
    }
    if stays.company.is_empty() {
        set.company.clone_from(&goes.company);
    } else if !goes.company.is_empty() && goes.company != stays.company {
        lost.push(goes.company.clone());
    }
    for (id, value) in &goes.values {
        let own = set.values.entry(id.clone()).or_insert_with(|| value.clone());
        if own != value {
            let label = fields.iter().find(|field| field.id == *id).map(|field| field.set.label.as_str());
            lost.push(format!("{}: {value}", label.unwrap_or_default()));
        }
    }
    let notes = [&stays.notes, &lost.join("\n"), &goes.notes].map(|part| part.trim().to_owned());
    let notes: Vec<_> = notes.into_iter().filter(|part| !part.is_empty()).collect();
    let both = |one: &[String], other: &[String]| Some([one, other].concat());
    let patch = ContactPatch {
        emails: both(&stays.emails, &goes.emails),
        phones: both(&stays.phones, &goes.phones),
        tags: both(&stays.tags, &goes.tags),
        notes: Some(notes.join("\n\n")),
        ..ContactPatch::default()
    };
    patched(&set, &patch, fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::contact::field::{ContactFieldDraft, ContactFieldKind};
    use shared::settings::Wrong;

    fn field(id: &str, label: &str) -> ContactField {
        let set = ContactFieldDraft { label: label.into(), kind: ContactFieldKind::Text, shown: true };
        ContactField { id: id.into(), version: 1, set, used: 1 }
    }

    #[test]
    fn nothing_that_stood_on_either_is_lost() {
        let stays = ContactDraft {
            first_name: "Ira".into(),
            last_name: "Novak".into(),
            emails: vec!["ira@example.org".into()],
            notes: "Likes ferns".into(),
            values: [("plan".into(), "Gold".into())].into(),
            tags: vec!["VIP".into()],
            ..ContactDraft::default()
        };
        let goes = ContactDraft {
            first_name: "Irena".into(),
            company: "Fern & Co".into(),
            emails: vec!["IRA@example.org".into(), "i@b.cd".into()],
            phones: vec!["112".into()],
            notes: "Has a cat".into(),
            values: [("plan".into(), "Tin".into()), ("size".into(), "L".into())].into(),
            tags: vec!["vip".into(), "cats".into()],
            ..ContactDraft::default()
        };
        let fields = [field("plan", "Plan"), field("size", "Size")];
        let set = merged(&stays, &goes, &fields).unwrap();
        insta::assert_json_snapshot!(set, @r#"
        {
          "first_name": "Ira",
          "last_name": "Novak",
          "company": "Fern & Co",
          "emails": [
            "ira@example.org",
            "i@b.cd"
          ],
          "phones": [
            "112"
          ],
          "notes": "Likes ferns\n\nIrena\nPlan: Tin\n\nHas a cat",
          "values": {
            "plan": "Gold",
            "size": "L"
          },
          "tags": [
            "VIP",
            "cats"
          ]
        }
        "#);
        assert_eq!(merged(&stays, &stays, &fields).unwrap().emails, stays.emails);
    }

    #[test]
    fn what_would_be_too_much_for_one_card_is_told() {
        let with = |host: &str| ContactDraft {
            emails: (0..15).map(|at| format!("a{at}@{host}")).collect(),
            ..ContactDraft::default()
        };
        let faults = merged(&with("b.cd"), &with("e.fg"), &[]).unwrap_err();
        assert_eq!(faults, [SettingFault { path: "emails".into(), wrong: Wrong::TooLong }]);
    }
}
