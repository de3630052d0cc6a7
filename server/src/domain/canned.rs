//! A canned response as it is stored.

use shared::canned::CannedDraft;
use shared::ids::QueueId;
use shared::rules;
use shared::settings::{SettingFault, Wrong};
use std::collections::BTreeSet;

/// The draft as it is stored: tidied up, empty texts left out. `queues` are all that there are.
///
/// # Errors
/// All that is wrong with it.
pub fn checked(draft: &CannedDraft, queues: &BTreeSet<QueueId>) -> Result<CannedDraft, Vec<SettingFault>> {
    let mut faults = draft.faults();
    if draft.queues.as_ref().is_some_and(|named| !named.is_subset(queues)) {
        faults.push(SettingFault { path: "queues".into(), wrong: Wrong::Missing });
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let texts = draft.texts.iter().map(|(lang, text)| (lang.clone(), text.trim().to_owned()));
    Ok(CannedDraft {
        title: rules::one_line(&draft.title),
        shortcut: draft.shortcut.trim().to_lowercase(),
        category: rules::one_line(&draft.category),
        queues: draft.queues.clone(),
        texts: texts.filter(|(_, text)| !text.is_empty()).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_draft_is_tidied_up_and_a_queue_that_is_gone_is_told() {
        let queues = BTreeSet::from([QueueId::from("sales")]);
        let draft = CannedDraft {
            title: " Our\nhours ".into(),
            shortcut: " Hours ".into(),
            category: " General ".into(),
            queues: Some(queues.clone()),
            texts: [("en".into(), " 9 to 5\n".into()), ("pl".into(), " ".into())].into(),
        };
        let good = checked(&draft, &queues).unwrap();
        assert_eq!((good.title.as_str(), good.shortcut.as_str()), ("Our hours", "hours"));
        assert_eq!(
            (good.category.as_str(), good.texts),
            ("General", [("en".into(), "9 to 5".into())].into())
        );
        let fault = SettingFault { path: "queues".into(), wrong: Wrong::Missing };
        assert_eq!(checked(&draft, &BTreeSet::new()), Err(vec![fault]));
    }
}
