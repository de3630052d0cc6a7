//! The tag to paste, and where it was seen.

use super::Part;
use super::editor::use_editor;
use super::sites::add_site;
use crate::live::api::admin;
use crate::parts::copy::CodeToCopy;
use crate::parts::icon::{Icon, icon};
use crate::text::{count, date_and_time, fill, t};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::rest::Sighting;
use std::time::Duration;

/// So often the server is asked whether the tag was seen.
const ASK_EVERY: Duration = Duration::from_secs(4);

/// The chapter.
#[component]
pub fn Install() -> impl IntoView {
    let editor = use_editor();
    let snippet = Memo::new(move |_| editor.editing.with(|editing| editing.saved.snippet.clone()));
    let policy = Memo::new(move |_| snippet.with(|snippet| policy_for(snippet)));
    view! {
        <Part title=t("install.snippet") note=t("install.snippet_note")>
            <CodeToCopy label=t("install.snippet") code=snippet />
        </Part>
        <Part title=t("install.policy") note=t("install.policy_note")>
            <CodeToCopy label=t("install.policy") code=policy />
        </Part>
        <Part title=t("install.checker") note=t("install.checker_note")>
            <Checker />
        </Part>
    }
}

/// What the site's policy must let in: the origin that the tag names, which needn't be the one that the console is
/// opened at.
fn policy_for(snippet: &str) -> String {
    let address =
        snippet.split_once("src=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default());
    let origin = address.rsplit_once("/w/").map_or(address, |(origin, _)| origin);
    format!("script-src {origin};\nframe-src {origin};\nconnect-src {origin}")
}

/// Asks again and again, as the owner goes to the site and back.
#[component]
fn Checker() -> impl IntoView {
    let editor = use_editor();
    let seen = RwSignal::new(None::<Vec<Sighting>>);
    let is_lost = RwSignal::new(false);
    let ask = move || {
        spawn_local(async move {
            let answer = admin::sightings(&editor.id()).await;
            let _ = is_lost.try_set(answer.is_err());
            if let Ok(sightings) = answer
                && seen.try_with_untracked(|seen| seen.as_ref() != Some(&sightings)) == Some(true)
            {
                let _ = seen.try_set(Some(sightings));
            }
        });
    };
    ask();
    if let Ok(timer) = set_interval_with_handle(ask, ASK_EVERY) {
        on_cleanup(move || timer.clear());
    }
    view! {
        {move || is_lost.get().then(|| view! { <p class="caution small" role="status">{t("problem.unreachable")}</p> })}
        {move || match seen.get() {
            None => view! { <p class="soft" role="status">{t("app.loading")}</p> }.into_any(),
            Some(seen) if seen.is_empty() => view! {
                <div class="empty">
                    {icon(Icon::Eye)}
                    <p class="soft" role="status">{t("install.unseen")}</p>
                </div>
            }
            .into_any(),
            Some(seen) => view! {
                <ul class="sightings">{seen.into_iter().map(|one| view! { <li><Seen one=one /></li> }).collect_view()}</ul>
            }
            .into_any(),
        }}
    }
}

#[component]
fn Seen(one: Sighting) -> impl IntoView {
    let editor = use_editor();
    let origin = one.origin.clone();
    let shown = if origin.is_empty() { t("install.nowhere") } else { origin.clone() };
    let added = {
        let origin = origin.clone();
        editor.read(move |set| set.sites.contains(&origin))
    };
    let add = {
        let origin = origin.clone();
        move |_| editor.change(|set| add_site(set, origin.clone()))
    };
    let times = fill(
        "install.seen",
        &[
            ("time", &date_and_time(one.last_at)),
            ("loads", &count("install.loads", usize::try_from(one.loads).unwrap_or_default())),
        ],
    );
    let may_add = !one.allowed && !origin.is_empty();
    view! {
        <div class="sighting" data-allowed=one.allowed.to_string()>
            {icon(if one.allowed { Icon::Check } else { Icon::Alert })}
            <div class="sighting-main">
                <strong dir="ltr">{shown}</strong>
                <p class="soft small">{times}</p>
                {(!one.allowed).then(|| view! { <p class="caution small">{t("install.not_allowed")}</p> })}
            </div>
            {may_add.then(|| view! {
                {move || if added.get() {
                    view! { <span class="soft small">{t("install.added")}</span> }.into_any()
                } else {
                    view! { <button type="button" class="button small" on:click=add.clone()>{t("install.add")}</button> }.into_any()
                }}
            })}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_origin_of_the_tag() {
        for origin in ["https://chat.example", "http://127.0.0.1:8080"] {
            let tag = format!(r#"<script async src="{origin}/w/shop.js"></script>"#);
            let expected = format!("script-src {origin};\nframe-src {origin};\nconnect-src {origin}");
            assert_eq!(policy_for(&tag), expected);
        }
    }
}
