//! What is known of a visitor, as a list of facts. All of it was said by a foreign browser, so it is shown as text, and
//! only addresses that are safe to open become links.

use super::icon::{Icon, icon};
use crate::text::t;
use leptos::prelude::*;
use shared::people::VisitorCard;
use shared::rules::{email, safe_link};

/// E-mail, phone, company, what was filled in and what the site tells; `children` come between.
#[component]
pub fn Facts(
    /// The visitor.
    visitor: VisitorCard,
    /// Facts about the matter itself.
    children: Children,
) -> impl IntoView {
    let mail = mail_link(&visitor.email, "");
    let phone = phone_link(&visitor.phone);
    let is_verified = visitor.verified;
    let details = visitor.details.into_iter();
    let attributes = visitor.attributes;
    let shown_mail = visitor.email.clone();
    view! {
        <dl class="facts">
            {is_verified.then(|| view! {
                <div class="fact verified">
                    <dt class="unseen">{t("panel.identity")}</dt>
                    <dd class="with-icon">{icon(Icon::Verified)}{t("panel.verified")}</dd>
                </div>
            })}
            {mail.map(|href| fact("panel.email", view! { <a href=href><bdi>{shown_mail}</bdi></a> }.into_any()))}
            {phone.map(|href| fact("panel.phone", view! { <a href=href><bdi>{visitor.phone.clone()}</bdi></a> }.into_any()))}
            {text_fact("panel.company", &visitor.company)}
            {text_fact("panel.user", &visitor.user)}
            {details.map(|detail| said(detail.label, detail.value)).collect_view()}
            {children()}
        </dl>
        {(!attributes.is_empty()).then(|| view! {
            <h3 class="facts-title">{t("panel.attributes")}</h3>
            <p class="soft small facts-note">{t("panel.attributes_note")}</p>
            <dl class="facts">{attributes.into_iter().map(|one| said(one.label, one.value)).collect_view()}</dl>
        })}
    }
}

/// A fact with a name of ours.
pub fn fact(key: &str, value: AnyView) -> impl IntoView + use<> {
    view! {
        <div class="fact">
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// A fact that is a text, unless it is empty.
pub fn text_fact(key: &str, value: &str) -> Option<impl IntoView + use<>> {
    let value = value.to_string();
    (!value.is_empty()).then(|| fact(key, view! { <bdi>{value}</bdi> }.into_any()))
}

/// A fact whose name was made by the admin or by the site.
fn said(label: String, value: String) -> impl IntoView {
    view! {
        <div class="fact">
            <dt><bdi>{label}</bdi></dt>
            <dd dir="auto" class="said">{value}</dd>
        </div>
    }
}

/// Where a mail to this address begins; `None` if it is none.
pub fn mail_link(address: &str, subject: &str) -> Option<String> {
    let address = email(address).ok()?;
    let address = String::from(js_sys::encode_uri_component(&address)).replace("%40", "@");
    let subject = String::from(js_sys::encode_uri_component(subject));
    Some(if subject.is_empty() {
        format!("mailto:{address}")
    } else {
        format!("mailto:{address}?subject={subject}")
    })
}

/// A telephone number to call; `None` if there is nothing to dial in it.
fn phone_link(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    (!digits.is_empty()).then(|| format!("tel:{digits}"))
}

/// A link only where a click can lead nowhere but to a page; the address is shown under the title, so that nobody is
/// led by a title alone.
pub fn page_link(url: &str, title: &str) -> AnyView {
    let shown = url.to_string();
    let title = if title.is_empty() { shown.clone() } else { title.to_string() };
    match safe_link(url) {
        Some(href) => view! {
            <a href=href.to_string() target="_blank" rel="noopener noreferrer nofollow">
                <bdi>{title.clone()}</bdi>
                {icon(Icon::External)}
                <span class="unseen">{t("panel.new_tab")}</span>
            </a>
            {(title != shown).then(|| view! { <p class="soft small"><bdi>{shown}</bdi></p> })}
        }
        .into_any(),
        None => view! { <bdi>{title}</bdi> }.into_any(),
    }
}
