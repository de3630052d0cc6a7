//! The widgets: their list, and a page for each with everything that can be set.

mod basics;
mod chat;
mod conflict;
mod danger;
mod editor;
mod field_card;
mod forms;
mod identity;
mod install;
mod invitations;
mod list;
mod logo;
mod look;
mod options;
mod page;
mod preview;
mod save_bar;
mod sites;
mod texts;

pub use list::WidgetsPage;
pub use page::WidgetPage;

use crate::parts::bound::Bound;
use crate::place::Chapter;
use crate::state::widget::Located;
use crate::text::{VISITORS_LANGUAGES, fill, t};
use leptos::prelude::*;
use shared::settings::Wrong;

/// A chapter's name.
fn chapter_name(chapter: Chapter) -> String {
    t(match chapter {
        Chapter::Basics => "chapter.basics",
        Chapter::Look => "chapter.look",
        Chapter::Texts => "chapter.texts",
        Chapter::Chat => "chapter.chat",
        Chapter::Forms => "chapter.forms",
        Chapter::Invitations => "chapter.invitations",
        Chapter::Install => "chapter.install",
    })
}

/// What is wrong with a setting, in words.
fn fault_text(fault: &Located) -> String {
    match &fault.wrong {
        Wrong::Missing => t("faults.missing"),
        Wrong::TooLong => t("faults.too_long"),
        Wrong::OutOfRange => t("faults.out_of_range"),
        Wrong::Malformed if fault.anchor.starts_with("sites") => t("faults.site"),
        Wrong::Malformed | Wrong::Variable { .. } => t("faults.malformed"),
        Wrong::Twice => t("faults.twice"),
        Wrong::Contrast { hundredths, needed, .. } => {
            fill("faults.contrast", &[("ratio", &ratio(*hundredths)), ("needed", &ratio(*needed))])
        }
    }
}

/// A contrast ratio such as `4.5`.
fn ratio(hundredths: u32) -> String {
    let ratio = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    ratio.trim_end_matches('0').trim_end_matches('.').into()
}

/// A part of a chapter with its heading.
#[component]
fn Part(
    /// The heading.
    #[prop(into)]
    title: String,
    /// What the part is for.
    #[prop(optional, into)]
    note: String,
    /// What stands in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="part">
            <header class="part-head">
                <h3>{title}</h3>
                {(!note.is_empty()).then(|| view! { <p class="soft small">{note}</p> })}
            </header>
            {children()}
        </section>
    }
}

fn language_names() -> Vec<(&'static str, String)> {
    VISITORS_LANGUAGES.map(|(tag, name)| (tag, name.to_string())).to_vec()
}

/// Chooses the language whose texts are shown.
#[component]
fn LanguageTabs() -> impl IntoView {
    let editor = editor::use_editor();
    view! { <crate::parts::choice::Segments bound=Bound::free("texts-language", editor.lang) label=t("wording.language") options=language_names() /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::settings::LANGUAGES;

    #[test]
    fn every_language_has_its_name() {
        assert_eq!(VISITORS_LANGUAGES.map(|(tag, _)| tag), LANGUAGES);
    }

    #[test]
    fn ratios_are_written_as_short_as_they_can_be() {
        for (hundredths, expected) in [(450, "4.5"), (300, "3"), (131, "1.31"), (2_100, "21")] {
            assert_eq!(ratio(hundredths), expected);
        }
    }
}
