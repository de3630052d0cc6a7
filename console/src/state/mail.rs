//! Outgoing mail as an admin changes it. A new password is kept apart from what is set: it never gets into the browser's
//! storage or into a comparison of two versions.

use super::edited::Subject;
use serde::{Deserialize, Serialize};
use shared::mail::{MailChange, MailDraft, MailSettings};
use shared::settings::{SettingFault, Wrong};

/// Everything that can be set.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct MailForm {
    /// All but the password.
    pub draft: MailDraft,
    /// A new password; empty leaves the one that is kept.
    #[serde(skip)]
    pub password: String,
}

/// Outgoing mail as it was read.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Mail {
    /// Counts changes; 0 as long as nothing was set up.
    pub version: u32,
    /// Whether a password is kept.
    pub has_password: bool,
    form: MailForm,
}

impl From<MailSettings> for Mail {
    fn from(settings: MailSettings) -> Self {
        let MailSettings { version, set, has_password } = settings;
        Self { version, has_password, form: MailForm { draft: set, password: String::new() } }
    }
}

impl Mail {
    /// What the server is told of a form. Without a user name no password is kept.
    pub fn change(&self, form: &MailForm) -> MailChange {
        let password = if form.draft.user.is_empty() {
            self.has_password.then(String::new)
        } else {
            (!form.password.is_empty()).then(|| form.password.clone())
        };
        MailChange { version: self.version, set: form.draft.clone(), password }
    }
}

impl Subject for Mail {
    type Set = MailForm;

    /// There is only one.
    fn id(&self) -> &str {
        "settings"
    }

    fn set(&self) -> &MailForm {
        &self.form
    }

    fn faults(&self, form: &MailForm) -> Vec<SettingFault> {
        let mut faults = form.draft.faults();
        let goes_elsewhere = self.has_password && !form.draft.keeps_password_of(&self.form.draft);
        if goes_elsewhere && self.change(form).password.is_none() {
            faults.push(SettingFault { path: "password".into(), wrong: Wrong::Missing });
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::edited::Edited;

    fn mail() -> Mail {
        let set = MailDraft {
            host: "smtp.shop.example".into(),
            user: "chat".into(),
            sender_address: "chat@shop.example".into(),
            ..MailDraft::default()
        };
        MailSettings { version: 3, set, has_password: true }.into()
    }

    #[test]
    fn a_password_is_sent_when_it_is_new_and_taken_away_with_its_user() {
        let mut form = mail().form;
        assert_eq!(mail().change(&form).password, None);
        form.password = "new".into();
        assert_eq!(mail().change(&form).password.as_deref(), Some("new"));
        form.draft.user = String::new();
        assert_eq!(mail().change(&form).password.as_deref(), Some(""));
        assert_eq!(Mail { has_password: false, ..mail() }.change(&form).password, None);
    }

    #[test]
    fn a_password_is_wanted_anew_for_another_server() {
        let mut form = mail().form;
        form.draft.host = "other.example".into();
        assert_eq!(mail().faults(&form)[0].path, "password");
        form.password = "new".into();
        assert_eq!(mail().faults(&form), []);
    }

    #[test]
    fn a_password_is_not_kept_in_the_browser() {
        let mut edited = Edited::new(mail());
        edited.set.password = "canary".into();
        assert!(edited.is_dirty());
        assert!(!serde_json::to_string(&edited).unwrap().contains("canary"));
    }
}
