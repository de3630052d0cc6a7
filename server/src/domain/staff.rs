//! An agent as an admin sets them: checked, and written the one way it is stored.

use shared::people::Role;
use shared::rules;
use shared::settings::SettingFault;
use shared::staff::AgentDraft;

/// The draft as it is stored: name and extension tidied up, the address in lower case, and queues to arrange only for
/// whoever arranges them.
///
/// # Errors
/// All that is wrong with it, as far as it can be told without the database.
pub fn checked(draft: &AgentDraft) -> Result<AgentDraft, Vec<SettingFault>> {
    let faults = draft.faults();
    if !faults.is_empty() {
        return Err(faults);
    }
    let manages = if draft.role == Role::GroupManager { draft.manages.clone() } else { Vec::new() };
    Ok(AgentDraft {
        name: rules::one_line(&draft.name),
        email: address(&draft.email),
        extension: draft.extension.trim().into(),
        manages,
        ..draft.clone()
    })
}

/// An e-mail address as it is stored, so that it is found however it is typed.
pub fn address(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_draft_is_tidied_up() {
        let draft = AgentDraft {
            name: " Anna\u{202e}  Nowak ".into(),
            email: " Anna@Shop.Example".into(),
            extension: " 12 ".into(),
            manages: vec!["q".into()],
            ..AgentDraft::default()
        };
        let stored = checked(&draft).unwrap();
        assert_eq!(
            (stored.name.as_str(), stored.email.as_str(), stored.extension.as_str()),
            ("Anna  Nowak", "anna@shop.example", "12")
        );
        assert_eq!(stored.manages, [], "an agent arranges nothing");
        let group = checked(&AgentDraft { role: Role::GroupManager, ..draft.clone() }).unwrap();
        assert_eq!(group.manages, draft.manages);
        assert_eq!(checked(&AgentDraft { email: String::new(), ..draft }).unwrap_err()[0].path, "email");
    }
}
