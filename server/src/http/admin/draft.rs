//! The check of what an admin wants a widget to be.

use crate::http::embedding::SitePattern;
use shared::rest::WidgetDraft;
use shared::rules;
use shared::settings::{SITES_MAX, SettingFault, Wrong};
use std::collections::BTreeSet;

/// The draft as it is stored: its name tidied up, its sites in their one way of writing, each once.
///
/// # Errors
/// All that is wrong with it.
pub fn checked(draft: &WidgetDraft) -> Result<WidgetDraft, Vec<SettingFault>> {
    let mut faults = Vec::new();
    let mut fault = |path: &str, wrong| faults.push(SettingFault { path: path.into(), wrong });
    let name = rules::name(&draft.name).unwrap_or_else(|_| {
        fault("name", Wrong::TooLong);
        draft.name.clone()
    });
    if name.is_empty() {
        fault("name", Wrong::Missing);
    }
    if draft.sites.len() > SITES_MAX {
        fault("sites", Wrong::TooLong);
    }
    let mut sites = Vec::new();
    let mut known = BTreeSet::new();
    for (index, site) in draft.sites.iter().enumerate() {
        match site.trim().parse::<SitePattern>().map(|site| site.to_string()) {
            Ok(site) if known.insert(site.clone()) => sites.push(site),
            Ok(_) => fault(&format!("sites.{index}"), Wrong::Twice),
            Err(_) => fault(&format!("sites.{index}"), Wrong::Malformed),
        }
    }
    faults.extend(draft.settings.faults());
    if faults.is_empty() {
        Ok(WidgetDraft { name, sites, settings: draft.settings.clone() })
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(name: &str, sites: &[&str]) -> WidgetDraft {
        let sites = sites.iter().map(ToString::to_string).collect();
        WidgetDraft { name: name.into(), sites, ..WidgetDraft::default() }
    }

    #[test]
    fn a_good_draft_is_tidied_up() {
        let good = checked(&draft(" My\u{202e} shop ", &[" https://SHOP.example:443/ ", "*"])).unwrap();
        assert_eq!((good.name.as_str(), good.sites.join(" ")), ("My shop", "https://shop.example *".into()));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let mut bad =
            draft("\u{200b}", &["shop.example", "https://a.example", "https://a.example/", "javascript:x"]);
        bad.settings.look.offset_x = 500;
        let faults = checked(&bad).unwrap_err();
        let told: Vec<_> = faults.iter().map(|fault| (fault.path.as_str(), &fault.wrong)).collect();
        assert_eq!(
            told,
            [
                ("name", &Wrong::Missing),
                ("sites.0", &Wrong::Malformed),
                ("sites.2", &Wrong::Twice),
                ("sites.3", &Wrong::Malformed),
                ("look.offset_x", &Wrong::OutOfRange),
            ]
        );
        assert_eq!(checked(&draft(&"x".repeat(101), &[])).unwrap_err()[0].wrong, Wrong::TooLong);
        let many: Vec<_> = (0..=SITES_MAX).map(|n| format!("https://a{n}.example")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        assert_eq!(checked(&draft("x", &many)).unwrap_err()[0].path, "sites");
    }
}
