//! The fields of an owner's own: every kind is asked, checked, kept over a reload and told the agent.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use e2e::driver::Engine;
use shared::form::FieldKind;
use shared::settings::{FieldOption, FormField, Need};

use crate::scene::play;

fn field(id: &str, kind: FieldKind, need: Need, label: &str) -> FormField {
    FormField { id: id.into(), kind: Some(kind), need, label: in_english(label), ..FormField::default() }
}

fn in_english(text: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("en".to_owned(), text.to_owned())])
}

/// One of each kind that isn't well-known.
fn fields() -> Vec<FormField> {
    let option = |value: &str| FieldOption { value: value.into(), label: in_english(&format!("Of {value}")) };
    let pot = field("pot", FieldKind::Select, Need::Required, "Pot");
    let terms = field("terms", FieldKind::Consent, Need::Required, "I agree to the terms");
    vec![
        field("plants", FieldKind::Number, Need::Required, "How many plants"),
        field("day", FieldKind::Date, Need::Required, "When"),
        FormField { options: vec![option("clay"), option("glass")], ..pot },
        field("wishes", FieldKind::LongText, Need::Optional, "Wishes"),
        field("gift", FieldKind::Checkbox, Need::Optional, "It is a gift"),
        FormField { link: "https://shop.example/terms".into(), ..terms },
    ]
}

pub async fn every_kind_of_field_is_checked_kept_and_told(engine: Engine) -> Result<()> {
    play(engine, "every_kind_of_field_is_checked_kept_and_told", async |scene| {
        scene.set(|settings| settings.before.extend(fields())).await?;
        let anna = scene.agent("Anna").await?;
        let vera = scene.visitor().await?;
        vera.opens_chat().await?;
        vera.picks("Sales").await?;
        vera.browser.click("#form #submit").await?;
        for id in ["email", "plants", "day", "pot", "terms"] {
            vera.browser.find(&*format!("#before-{id}-error")).await?;
        }
        vera.focus_is_on("#before-email").await?;
        ensure!(
            vera.browser.find_all("#before-gift-error").await?.is_empty(),
            "what is optional may be left"
        );
        vera.is_sound().await?;

        vera.browser.type_into("#before-name", "Vera").await?;
        vera.browser.type_into("#before-email", "vera@example.org").await?;
        vera.browser.type_into("#before-plants", "12.5").await?;
        vera.chooses("#before-day", "2026-12-24").await?;
        vera.chooses("#before-pot", "glass").await?;
        vera.browser.type_into("#before-wishes", "Tall ones").await?;
        vera.browser.click("#before-gift").await?;
        vera.browser.click("#before-terms").await?;
        vera.browser.find("#before-gift:checked").await?;
        vera.browser.gone(".error").await?;

        vera.reloads().await?;
        vera.opens_chat().await?;
        vera.browser.find(("#form label.topic:has(:checked)", "Sales")).await?;
        for (id, value) in
            [("plants", "12.5"), ("day", "2026-12-24"), ("pot", "glass"), ("wishes", "Tall ones")]
        {
            let kept = vera.browser.value(&*format!("#before-{id}")).await?;
            ensure!(kept == value, "{id} was {value} and is {kept:?}");
        }
        vera.browser.find("#before-gift:checked").await?;
        vera.browser.find("#before-terms:checked").await?;
        vera.is_sound().await?;
        vera.browser.click("#form #submit").await?;
        vera.waits().await?;

        anna.sees_waiting("Vera").await?;
        anna.open("Vera").await?;
        for told in [
            "How many plants",
            "12.5",
            "2026-12-24",
            "glass",
            "Tall ones",
            "It is a gift",
            "I agree to the terms",
        ] {
            anna.browser.wait_for_text("#panel .facts", told).await?;
        }
        anna.is_sound().await
    })
    .await
}
