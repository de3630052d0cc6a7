//! Each fault by its path, and properties of the whole check.

use super::*;
use crate::settings::{Need, Palette};
use proptest::prelude::*;

fn paths(settings: &WidgetSettings) -> Vec<String> {
    settings.faults().into_iter().map(|fault| fault.path).collect()
}

#[test]
fn what_comes_without_settings_is_good_and_reads_back() {
    let settings = WidgetSettings::default();
    assert_eq!(settings.faults(), []);
    assert_eq!(serde_json::from_str::<WidgetSettings>("{}").unwrap(), settings);
    let text = serde_json::to_string(&settings).unwrap();
    assert_eq!(serde_json::from_str::<WidgetSettings>(&text).unwrap(), settings);
}

#[test]
fn colors_that_cannot_be_read_are_refused_with_a_suggestion_that_can() {
    let mut settings = WidgetSettings::default();
    settings.look.light = Palette { brand: Color::new(0xff, 0xe0, 0x66), on_brand: PANEL[0] };
    let faults = settings.faults();
    assert_eq!(
        faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(),
        ["look.light.brand", "look.light.on_brand"]
    );
    let Wrong::Contrast { suggestion: Some(brand), .. } = faults[0].wrong else { panic!("{faults:?}") };
    settings.look.light.brand = brand;
    let faults = settings.faults();
    let Wrong::Contrast { suggestion: Some(on_brand), .. } = faults[0].wrong else { panic!("{faults:?}") };
    settings.look.light.on_brand = on_brand;
    assert_eq!(settings.faults(), []);
}

#[test]
fn each_bad_setting_is_named_by_its_path() {
    let mut settings = WidgetSettings { languages: vec!["xx".into()], ..WidgetSettings::default() };
    settings.look.offset_x = 201;
    settings.look.logo = Some("../x".into());
    settings.chat.idle_seconds = 59;
    settings.before.push(FormField { id: "name".into(), ..FormField::default() });
    settings.before.push(FormField {
        id: "Size".into(),
        kind: Some(FieldKind::Select),
        ..FormField::default()
    });
    settings.before.push(FormField {
        id: "terms".into(),
        kind: Some(FieldKind::Consent),
        label: [("en".into(), "I agree".into())].into(),
        link: "javascript:alert(1)".into(),
        ..FormField::default()
    });
    settings.invitations.push(Invitation { id: "a".into(), scrolled: Some(101), ..Invitation::default() });
    settings.invitations.push(Invitation {
        id: "b".into(),
        text: [("en".into(), "Hello".into())].into(),
        open: Some("no such id".into()),
        ..Invitation::default()
    });
    settings.texts.entry("en".into()).or_default().insert("log".into(), "x".into());
    assert_eq!(
        paths(&settings),
        [
            "languages",
            "look.offset_x",
            "look.logo",
            "texts.en.log",
            "chat.idle_seconds",
            "before.3.id",
            "before.3.kind",
            "before.4.id",
            "before.4.label",
            "before.4.options",
            "before.5.link",
            "invitations.0.text",
            "invitations.0.scrolled",
            "invitations.1.open",
        ]
    );
}

#[test]
fn a_link_of_any_field_must_be_safe_and_a_ticket_must_say_something() {
    let mut settings = WidgetSettings::default();
    settings.before[1].link = "data:text/html,x".into();
    for field in &mut settings.closed[1..] {
        field.need = Need::Off;
    }
    assert_eq!(paths(&settings), ["before.1.link", "closed"], "the topic alone says nothing");
}

#[test]
fn a_form_has_one_topic_beside_its_fields() {
    let field = |id: String, kind| FormField {
        id,
        kind: Some(kind),
        label: [("en".into(), "x".into())].into(),
        ..FormField::default()
    };
    let mut settings = WidgetSettings::default();
    settings.before.truncate(1);
    settings.before.extend((0..FIELDS_MAX).map(|n| field(format!("f{n}"), FieldKind::Text)));
    assert_eq!(paths(&settings), <[&str; 0]>::default());
    settings.before.push(field("f_more".into(), FieldKind::Text));
    assert_eq!(paths(&settings), ["before"]);
    for (id, kind, expected) in [
        ("about", FieldKind::Topic, &["before.1.kind"][..]),
        ("topic", FieldKind::Topic, &["before.1.id"]),
        ("topic", FieldKind::Text, &["before.1.id", "before.1.kind"]),
    ] {
        settings.before.truncate(1);
        settings.before.push(field(id.into(), kind));
        assert_eq!(paths(&settings), expected, "{id} {kind:?}");
    }
}

#[test]
fn the_shine_of_a_launcher_with_a_text_leaves_it_readable() {
    // White on this color is good by a hair.
    let brand = Color::new(0x76, 0x76, 0x76);
    let mut settings = WidgetSettings::default();
    settings.look.icon = Icon::Text;
    assert_eq!(settings.faults(), [], "the first colors are good for every launcher");
    settings.look.light.brand = brand;
    let faults = settings.faults();
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].path, "look.light.brand");
    let Wrong::Contrast { suggestion: Some(better), .. } = faults[0].wrong else { panic!("{faults:?}") };
    assert!(better.luminance() < brand.luminance());
    settings.look.light.brand = better;
    assert_eq!(settings.faults(), []);
    settings.look.light.brand = brand;
    settings.look.icon = Icon::Bubble;
    assert_eq!(settings.faults(), [], "an icon needs less");

    let loader =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/loader.js")).unwrap();
    assert!(
        loader.contains(&format!("linear-gradient(150deg,#ffffff{SHINE:02x},")),
        "the shine as it is drawn"
    );
}

fn color() -> impl Strategy<Value = Color> {
    any::<[u8; 3]>().prop_map(|[red, green, blue]| Color::new(red, green, blue))
}

fn field() -> impl Strategy<Value = FormField> {
    use FieldKind::{Checkbox, Consent, Email, LongText, Name, Select, Text};
    let kind =
        prop::option::of(prop::sample::select(vec![Checkbox, Consent, Email, LongText, Name, Select, Text]));
    let texts = || prop::collection::btree_map("[a-z]{2}|en", "\\PC{0,20}", 0..3);
    let option = ("\\PC{0,70}", texts()).prop_map(|(value, label)| FieldOption { value, label });
    ("\\PC{0,40}|name|email", kind, texts(), texts(), prop::collection::vec(option, 0..3), "\\PC{0,30}")
        .prop_map(|(id, kind, label, help, options, link)| FormField {
            id,
            kind,
            need: Need::Optional,
            label,
            help,
            options,
            link,
        })
}

proptest! {
    #[test]
    fn whatever_is_set_is_checked(
        languages in prop::collection::vec("[a-z]{2}|en|ar", 0..4),
        before in prop::collection::vec(field(), 0..25),
        closed in prop::collection::vec(field(), 0..3),
        logo in prop::option::of("\\PC{0,80}"),
        text in "\\PC{0,30}",
    ) {
        let mut settings = WidgetSettings { languages, before, closed, ..WidgetSettings::default() };
        settings.look.logo = logo;
        settings.texts.entry("pl".into()).or_default().insert(text.clone(), text);
        let faults = settings.faults();
        // What passes is complete enough to be shown.
        if faults.is_empty() {
            prop_assert!(settings.before.len() <= FIELDS_MAX && !settings.closed_specs().is_empty());
            prop_assert!(settings.languages().iter().all(|lang| LANGUAGES.contains(lang)));
        }
    }

    #[test]
    fn who_follows_the_suggestions_gets_colors_that_can_be_read(brand in color(), on_brand in color()) {
        let mut settings = WidgetSettings::default();
        settings.look.light = Palette { brand, on_brand };
        settings.look.dark = Palette { brand, on_brand };
        for _ in 0..2 {
            for SettingFault { path, wrong } in settings.faults() {
                let Wrong::Contrast { suggestion: Some(color), .. } = wrong else { panic!("{path}: {wrong:?}") };
                match path.as_str() {
                    "look.light.brand" => settings.look.light.brand = color,
                    "look.dark.brand" => settings.look.dark.brand = color,
                    "look.light.on_brand" => settings.look.light.on_brand = color,
                    _ => settings.look.dark.on_brand = color,
                }
            }
        }
        prop_assert_eq!(settings.faults(), []);
    }
}

#[test]
fn after_hours_every_field_is_required() {
    let mut settings = WidgetSettings::default();
    settings.closed[1].need = Need::Optional;
    settings.closed[2].need = Need::Off;
    let specs = settings.closed_specs();
    assert_eq!(specs.iter().map(|spec| spec.id.as_str()).collect::<Vec<_>>(), ["name", "message"]);
    assert!(specs.iter().all(|spec| spec.required));
}
