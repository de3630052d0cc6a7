//! Outgoing mail, as far as it is a matter of rules: when a mail is tried again ([`schedule`]), who may be mailed what
//! ([`relay`]), and which servers are spoken to ([`address`]).

pub mod address;
pub mod relay;
pub mod schedule;

use shared::mail::{MailDraft, MailSettings};
use shared::rules;
use shared::settings::{SettingFault, Wrong};

/// What an admin wants outgoing mail to be, as it is stored: texts tidied up. `before` is what stands now, and
/// `password` the new one, if there is one.
///
/// # Errors
/// All that is wrong with it. A password that was given for another server has to be given anew.
pub fn checked(
    wanted: &MailDraft,
    password: Option<&str>,
    before: &MailSettings,
) -> Result<MailDraft, Vec<SettingFault>> {
    let mut faults = wanted.faults();
    let goes_elsewhere = before.has_password && !wanted.keeps_password_of(&before.set);
    let wrong = match password {
        Some(password) if password.len() > shared::mail::SECRET_BYTES => Some(Wrong::TooLong),
        Some(password) if password.chars().any(char::is_control) => Some(Wrong::Malformed),
        None if goes_elsewhere && faults.is_empty() => Some(Wrong::Missing),
        Some(_) | None => None,
    };
    faults.extend(wrong.map(|wrong| SettingFault { path: "password".into(), wrong }));
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(MailDraft {
        host: wanted.host.trim().to_lowercase(),
        sender_name: rules::one_line(&wanted.sender_name),
        sender_address: wanted.sender_address.trim().into(),
        hello_name: wanted.hello_name.trim().into(),
        ..wanted.clone()
    })
}

/// Whether a line end stands alone somewhere, by which some servers are made to see another mail in the middle of this
/// one. What is handed to a server never has such.
pub fn has_lone_line_end(mail: &[u8]) -> bool {
    let before = |at: usize| at.checked_sub(1).and_then(|at| mail.get(at));
    mail.iter().enumerate().any(|(at, byte)| match byte {
        b'\r' => mail.get(at + 1) != Some(&b'\n'),
        b'\n' => before(at) != Some(&b'\r'),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn draft() -> MailDraft {
        MailDraft {
            host: "mail.example.com".into(),
            sender_address: "chat@example.com".into(),
            ..MailDraft::default()
        }
    }

    fn before(has_password: bool) -> MailSettings {
        MailSettings { version: 1, set: draft(), has_password }
    }

    #[test]
    fn a_good_draft_is_tidied_up() {
        let rough = MailDraft {
            host: " Mail.Example.com ".into(),
            sender_name: " Shop\u{2028}\r\nBcc: x@y.zz\u{202e} ".into(),
            sender_address: " chat@example.com ".into(),
            ..draft()
        };
        let good = checked(&rough, None, &before(true)).unwrap();
        assert_eq!(
            (good.host.as_str(), good.sender_name.as_str(), good.sender_address.as_str()),
            ("mail.example.com", "Shop   Bcc: x@y.zz", "chat@example.com")
        );
    }

    #[test]
    fn a_password_is_asked_for_again_when_it_would_go_elsewhere() {
        let elsewhere = MailDraft { host: "mail.evil.example".into(), ..draft() };
        for (wanted, password, had, wrong) in [
            (&elsewhere, None, true, Some(Wrong::Missing)),
            (&elsewhere, None, false, None),
            (&elsewhere, Some("new"), true, None),
            (&elsewhere, Some(""), true, None),
            (&draft(), None, true, None),
            (&draft(), Some("a\r\nb"), true, Some(Wrong::Malformed)),
            (&draft(), Some(&*"x".repeat(501)), true, Some(Wrong::TooLong)),
        ] {
            let faults = checked(wanted, password, &before(had)).err().unwrap_or_default();
            let told: Vec<_> = faults.into_iter().map(|fault| (fault.path, fault.wrong)).collect();
            assert_eq!(
                told,
                wrong.map(|wrong| ("password".to_owned(), wrong)).into_iter().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn lone_line_ends_are_found() {
        for (mail, found) in [
            ("a\r\n.b\r\n", false),
            ("", false),
            ("a\n.\r\nb", true),
            ("a\r.\r\n", true),
            ("a\r", true),
            ("\n", true),
            ("a\r\r\n", true),
        ] {
            assert_eq!(has_lone_line_end(mail.as_bytes()), found, "{mail:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_has_no_line_ends(text in any::<String>()) {
            let wanted = MailDraft { sender_name: text, ..draft() };
            if let Ok(good) = checked(&wanted, None, &before(false)) {
                let breaks = good.sender_name.chars().any(|c| c.is_control() || c == '\u{2028}');
                prop_assert!(!breaks);
                prop_assert_eq!(&checked(&good, None, &before(false)).unwrap(), &good, "once is enough");
            }
        }
    }
}
