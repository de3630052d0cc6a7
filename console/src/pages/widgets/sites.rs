//! The sites that may embed a widget: a list that grows by one line at a time.

use super::editor::use_editor;
use super::fault_text;
use crate::parts::bound::Bound;
use crate::parts::field;
use crate::parts::icon::{Icon, icon};
use crate::parts::inputs::TextInput;
use crate::text::{fill, t};
use crate::workplace::use_workplace;
use leptos::ev;
use leptos::prelude::*;
use shared::rest::WidgetDraft;
use shared::settings::SITES_MAX;

/// The list and the field for one more.
#[component]
pub fn Sites() -> impl IntoView {
    let editor = use_editor();
    let workplace = use_workplace();
    let sites = editor.read(|set| set.sites.clone());
    let typed = RwSignal::new(String::new());
    let fault = RwSignal::new(None::<String>);
    let set = Callback::new(move |text| {
        typed.set(text);
        fault.set(None);
    });
    let add = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let Some(site) = tidy(&typed.get_untracked()) else {
            fault.set(Some(t("faults.missing")));
            return;
        };
        if sites.with_untracked(|sites| sites.len() >= SITES_MAX) {
            return fault.set(Some(t("faults.too_long")));
        }
        workplace.announce(fill("basics.site_added", &[("site", &site)]));
        editor.change(|set| add_site(set, site));
        typed.set(String::new());
        field::focus("new-site");
    };
    let remove = move |index: usize, site: String| {
        editor.change(|set| drop(set.sites.remove(index)));
        workplace.announce(fill("basics.site_removed", &[("site", &site)]));
        field::focus("new-site");
    };
    let row = move |(index, site): (usize, String)| {
        let shown = site.clone();
        let label = fill("basics.site_remove", &[("site", &site)]);
        view! {
            <li class="site" id=format!("sites.{index}") tabindex="-1">
                <span class="site-name" dir="ltr">{shown}</span>
                <button
                    type="button"
                    class="button quiet square small"
                    aria-label=label
                    on:click=move |_| remove(index, site.clone())
                >
                    {icon(Icon::Close)}
                </button>
                <p class="field-error">{move || site_fault(editor, index)}</p>
            </li>
        }
    };
    view! {
        <ul class="sites" aria-label=t("basics.sites")>
            {move || sites.get().into_iter().enumerate().map(row).collect_view()}
        </ul>
        {move || sites.with(Vec::is_empty).then(|| view! { <p class="caution small">{t("basics.no_sites")}</p> })}
        <form class="add-line" on:submit=add novalidate>
            <TextInput
                bound=Bound::new("new-site", typed, set, fault)
                label=t("basics.site")
                hint=t("basics.site_note")
                placeholder="https://shop.example"
            />
            <button type="submit" class="button">{icon(Icon::Plus)}{t("action.add")}</button>
        </form>
    }
}

fn site_fault(editor: super::editor::Editor, index: usize) -> Option<String> {
    let anchor = format!("sites.{index}");
    editor.faults.with(|faults| faults.iter().find(|fault| fault.anchor == anchor).map(fault_text))
}

/// What people type or paste, as a site: without path and blanks, with the scheme that they left out.
fn tidy(typed: &str) -> Option<String> {
    let typed = typed.trim().to_lowercase();
    if typed == "*" || typed.is_empty() {
        return (!typed.is_empty()).then_some(typed);
    }
    let (scheme, rest) = typed.split_once("://").unwrap_or(("https", &typed));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    Some(format!("{scheme}://{host}"))
}

/// Adds a site unless it is there.
pub fn add_site(set: &mut WidgetDraft, site: String) {
    if !set.sites.contains(&site) {
        set.sites.push(site);
    }
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn what_people_paste_becomes_a_site() {
        for (typed, site) in [
            ("", None),
            ("*", Some("*")),
            ("shop.example", Some("https://shop.example")),
            (" https://Shop.example/cart?x#y ", Some("https://shop.example")),
            ("*.shop.example", Some("https://*.shop.example")),
            ("http://localhost:3000/", Some("http://localhost:3000")),
        ] {
            assert_eq!(tidy(typed).as_deref(), site, "{typed}");
        }
    }
}
