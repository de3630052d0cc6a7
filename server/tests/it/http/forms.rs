//! The forms in the widget's document: which fields, in which order, with whose words.

use crate::support::TestServer;
use hyper::Method;
use shared::form::FieldKind;
use shared::hours::Hours;
use shared::rest::WidgetDraft;
use shared::settings::{ByLang, FieldOption, FormField, Need, WidgetSettings};

fn by_lang(texts: &[(&str, &str)]) -> ByLang {
    texts.iter().map(|(lang, text)| ((*lang).into(), (*text).into())).collect()
}

fn field(id: &str, kind: FieldKind, need: Need) -> FormField {
    FormField { id: id.into(), kind: Some(kind), need, ..FormField::default() }
}

fn topic(need: Need) -> FormField {
    field("topic", FieldKind::Topic, need)
}

/// A server with topics of these names, and a widget with these settings.
async fn shop(topics: &[&str], settings: WidgetSettings) -> TestServer {
    assert_eq!(settings.faults(), []);
    let server = TestServer::start().await;
    for name in topics {
        server.queue(name).await;
    }
    let sites = vec!["*".into()];
    server.widget_with("shop", WidgetDraft { name: "Shop".into(), sites, settings }).await;
    server
}

/// The form in a language, as it stands in the document.
async fn form(server: &TestServer, lang: &str) -> String {
    let call = server.request(Method::GET, &format!("/widget/shop?lang={lang}"));
    let reply = call.header("accept-encoding", "br;q=0").send().await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let (_, rest) = reply.text().split_once("<form id=\"form\"").unwrap();
    rest.split_once("</form>").unwrap().0.to_owned()
}

/// The names of a form's inputs in their order, and where the groups begin: `[` stands for one that is asked, `(` for one
/// that is not. The inputs of one name count as one.
fn order(form: &str) -> String {
    let mut order: Vec<String> = Vec::new();
    for tag in form.split('<').filter_map(|piece| piece.split_once('>').map(|(tag, _)| tag)) {
        let name = tag.split_once(" name=\"").and_then(|(_, rest)| rest.split('"').next());
        let word = match name {
            Some(name) => name.to_owned(),
            None if tag.contains("data-group") => if tag.contains(" hidden") { "(" } else { "[" }.into(),
            None => continue,
        };
        if order.last() != Some(&word) {
            order.push(word);
        }
    }
    order.join(" ")
}

async fn close(server: &TestServer, topics: &[&str]) {
    let never = r#"{"zone":"UTC","week":{"mon":["09:00-10:00"]}}"#;
    let hours: Hours = serde_json::from_str(never).unwrap();
    for name in topics {
        assert!(server.app.store.set_hours(name, Some(&hours)).await.unwrap());
    }
}

#[tokio::test]
async fn a_field_speaks_the_visitors_language_if_the_owner_has_written_it_and_else_ours() {
    let before = vec![
        FormField {
            label: by_lang(&[("en", "Department"), ("pl", "Dział")]),
            help: by_lang(&[("en", "Who should answer?"), ("ru", "Кто ответит?")]),
            ..topic(Need::Required)
        },
        FormField {
            label: by_lang(&[("pl", "Jak się nazywasz?")]),
            ..field("name", FieldKind::Name, Need::Required)
        },
        FormField {
            label: by_lang(&[("ru", "Номер заказа"), ("pl", "Numer zamówienia")]),
            help: by_lang(&[("pl", "Jest w e-mailu"), ("ar", "في رسالتنا")]),
            ..field("order", FieldKind::Text, Need::Optional)
        },
    ];
    let settings = WidgetSettings { before, ..WidgetSettings::default() };
    let server = shop(&["Delivery", "Sales"], settings).await;
    for (lang, words) in [
        (
            "en",
            ["Department", "Who should answer?", ">Your name<", "Номер заказа", "Jest w e-mailu", "optional"],
        ),
        (
            "pl",
            [
                "Dział",
                "Who should answer?",
                "Jak się nazywasz?",
                "Numer zamówienia",
                "Jest w e-mailu",
                "opcjonalnie",
            ],
        ),
        (
            "ru",
            [
                "О чём пойдёт речь?",
                "Кто ответит?",
                ">Имя<",
                "Номер заказа",
                "Jest w e-mailu",
                "необязательно",
            ],
        ),
        ("ar", ["ما موضوع رسالتك؟", "Who should answer?", ">الاسم<", "Номер заказа", "في رسالتنا", "اختياري"]),
    ] {
        let form = form(&server, lang).await;
        let before = form.split_once(r#"data-group="closed""#).unwrap().0;
        for word in words {
            assert!(before.contains(word), "{lang}: {word} in {before}");
        }
    }
}

#[tokio::test]
async fn each_kind_is_drawn_as_what_it_takes() {
    use FieldKind::{Checkbox, Company, Consent, Date, Email, LongText, Name, Number, Phone, Select, Text};
    let named = |id: &str, kind, need| FormField { label: by_lang(&[("en", id)]), ..field(id, kind, need) };
    let color =
        |value: &str, label: &str| FieldOption { value: value.into(), label: by_lang(&[("en", label)]) };
    let before = vec![
        topic(Need::Required),
        named("name", Name, Need::Optional),
        named("email", Email, Need::Required),
        named("phone", Phone, Need::Optional),
        named("company", Company, Need::Optional),
        named("about", Text, Need::Required),
        named("story", LongText, Need::Required),
        named("size", Number, Need::Optional),
        named("day", Date, Need::Required),
        FormField {
            options: vec![color("r", "Red"), color("b", "")],
            ..named("color", Select, Need::Required)
        },
        named("gift", Checkbox, Need::Optional),
        FormField {
            link: "https://shop.example/privacy?a&b".into(),
            ..named("terms", Consent, Need::Required)
        },
        named("gone", Text, Need::Off),
    ];
    let settings = WidgetSettings { before, ..WidgetSettings::default() };
    let server = shop(&["Sales"], settings).await;
    let form = form(&server, "en").await;
    let before = form.split_once(r#"<fieldset id="before""#).unwrap().1.split_once("</fieldset>").unwrap().0;
    insta::assert_snapshot!(before);
}

#[tokio::test]
async fn the_topic_stands_where_the_owner_has_put_it() {
    let name = || field("name", FieldKind::Name, Need::Optional);
    let email = || field("email", FieldKind::Email, Need::Required);
    let off = || field("phone", FieldKind::Phone, Need::Off);
    let message = || field("message", FieldKind::LongText, Need::Required);
    let forms = |before: Vec<FormField>, closed: Vec<FormField>| WidgetSettings {
        before,
        closed,
        ..WidgetSettings::default()
    };
    let usual = WidgetSettings::default;
    let last =
        || forms(vec![off(), name(), email(), topic(Need::Required)], vec![message(), topic(Need::Required)]);
    let amid = || forms(vec![name(), topic(Need::Optional), email()], vec![topic(Need::Required), message()]);
    let none = || forms(vec![name(), topic(Need::Off), email()], vec![message(), topic(Need::Off)]);
    let many = ["A", "B", "C", "D", "E", "F", "G"];
    for (settings, topics, closed, expected) in [
        (usual(), &many[..2], &many[..0], "topic [ name email ( name email message"),
        (usual(), &many[..2], &many[..1], "topic [ name email ( name email message"),
        (usual(), &many[..2], &many[..2], "topic ( name email [ name email message"),
        (last(), &many[..2], &many[..0], "[ name email topic [ ( message"),
        (last(), &many, &many[..3], "[ name email topic [ ( message"),
        (last(), &many[..2], &many[..2], "[ message topic ( name email ["),
        (amid(), &many[..2], &many[..0], "[ name topic [ email ( message"),
        (amid(), &many[..2], &many[..2], "topic ( name email [ message"),
        (amid(), &many[..1], &many[..0], "[ name topic [ email ( message"),
        (none(), &many[..2], &many[..0], "topic [ name email ( message"),
        (none(), &many[..2], &many[..2], "topic ( name email [ message"),
    ] {
        let server = shop(topics, settings).await;
        close(&server, closed).await;
        assert_eq!(
            order(&form(&server, "en").await),
            expected,
            "{} of {} closed",
            closed.len(),
            topics.len()
        );
    }
}

#[tokio::test]
async fn whether_a_topic_must_be_picked_can_be_seen() {
    const RADIO: &str = r#"<input type="radio" name="topic" required value="#;
    const ANY: &str = r#"<input type="radio" name="topic" value="" checked><span>Any &#x2f; not sure</span>"#;
    const LIST: &str = r#"<select id="topic" name="topic" required aria-describedby="topic-error">"#;
    const PICK: &str = r#"<option value="">Please choose</option>"#;
    const ANY_LISTED: &str = r#"<option value="">Any &#x2f; not sure</option>"#;
    const UNSEEN: &str = r#"<div class="field" hidden>"#;
    const SHUT: &str = r#"<option value="" data-closed>Any &#x2f; not sure</option>"#;
    const ONE: &str = r#"<input type="hidden" name="topic" value="#;
    let all = [RADIO, ANY, LIST, PICK, ANY_LISTED, SHUT, UNSEEN, ONE];
    let many = ["A", "B", "C", "D", "E", "F", "G"];
    for (need, topics, is_closed, expected) in [
        (Need::Required, &many[..2], false, &[RADIO][..]),
        (Need::Optional, &many[..2], false, &[ANY]),
        (Need::Off, &many[..2], false, &[ANY_LISTED, UNSEEN]),
        (Need::Required, &many, false, &[LIST, PICK]),
        (Need::Optional, &many, false, &[ANY_LISTED]),
        (Need::Off, &many, false, &[ANY_LISTED, UNSEEN]),
        (Need::Off, &many, true, &[SHUT, UNSEEN]),
        // After hours all that is asked is required.
        (Need::Optional, &many[..2], true, &[RADIO]),
        (Need::Optional, &many[..1], false, &[ONE]),
        (Need::Off, &many[..1], false, &[ONE]),
    ] {
        let mut settings = WidgetSettings::default();
        settings.before[0].need = need;
        settings.closed[0].need = need;
        let server = shop(topics, settings).await;
        if is_closed {
            close(&server, topics).await;
        }
        let form = form(&server, "en").await;
        let there: Vec<_> = all.into_iter().filter(|part| form.contains(part)).collect();
        assert_eq!(there, expected, "{need:?}, {} topics, {form}", topics.len());
    }
}
