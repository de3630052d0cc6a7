//! Changing, saving, losing a race, and finding what is wrong.

use super::*;
use crate::place::Chapter;
use shared::form::FieldKind;
use shared::rest::{Widget, WidgetDraft};
use shared::settings::{SettingFault, Wrong};

fn widget(version: u32, name: &str) -> Widget {
    let set = WidgetDraft { name: name.into(), ..WidgetDraft::default() };
    Widget { id: "w1".into(), version, set, snippet: String::new() }
}

fn fault(path: &str, wrong: Wrong) -> SettingFault {
    SettingFault { path: path.into(), wrong }
}

#[test]
fn what_is_changed_is_dirty_until_saved_or_discarded() {
    let mut editing = Editing::new(widget(1, "Shop"));
    assert!(!editing.is_dirty());
    editing.set.name = "Store".into();
    assert!(editing.is_dirty());
    let sent = editing.set.clone();
    editing.set.settings.chat.rating = false;
    editing.saved(widget(2, "Store"), &sent);
    assert!(editing.is_dirty(), "what was changed while it was saved is not saved");
    assert_eq!(editing.change().version, 2);
    editing.discard();
    assert!(!editing.is_dirty() && editing.set.settings.chat.rating);
}

#[test]
fn what_is_missing_is_told_once_somebody_saves() {
    let mut editing = Editing::new(widget(1, "Shop"));
    editing.set.name = " ".into();
    editing.set.settings.look.offset_x = 999;
    assert_eq!(editing.faults(), [fault("look.offset_x", Wrong::OutOfRange)]);
    assert!(!editing.try_to_save());
    assert_eq!(editing.faults()[0], fault("name", Wrong::Missing));
}

#[test]
fn what_the_server_found_is_wrong_as_long_as_it_stays() {
    let mut editing = Editing::new(widget(1, "Shop"));
    editing.set.sites = vec!["shop".into(), "https://a.example".into()];
    assert!(editing.try_to_save());
    editing.refused(vec![fault("sites.0", Wrong::Malformed)], editing.set.clone());
    editing.set.name = "Store".into();
    assert_eq!(editing.faults(), [fault("sites.0", Wrong::Malformed)]);
    editing.set.sites[0] = "https://shop.example".into();
    assert_eq!(editing.faults(), []);
}

#[test]
fn who_loses_the_race_keeps_the_own_version() {
    let mut editing = Editing::new(widget(1, "Shop"));
    editing.set.name = "Mine".into();
    editing.take_theirs(widget(2, "Theirs"));
    assert_eq!((editing.set.name.as_str(), editing.is_dirty()), ("Theirs", false));
    editing.use_kept();
    assert_eq!((editing.set.name.as_str(), editing.change().version), ("Mine", 2));

    let mut editing = Editing::new(widget(1, "Shop"));
    editing.set.name = "Mine".into();
    editing.overwrite(widget(2, "Theirs"));
    assert_eq!((editing.change().version, editing.change().set.name.as_str()), (2, "Mine"));
}

#[test]
fn differences_are_named_by_path() {
    let (mut mine, mut theirs) = (widget(1, "Shop").set, widget(1, "Shop").set);
    assert_eq!(differences(&mine, &theirs), []);
    mine.name = "Mine".into();
    mine.sites = vec!["https://a.example".into()];
    theirs.settings.chat.rating = false;
    let found: Vec<(String, String, String)> =
        differences(&mine, &theirs).into_iter().map(|one| (one.path, one.mine, one.theirs)).collect();
    let row = |path: &str, mine: &str, theirs: &str| (path.into(), mine.into(), theirs.into());
    assert_eq!(
        found,
        [
            row("chat.rating", "true", "false"),
            row("name", "Mine", "Shop"),
            row("sites.0", "https://a.example", "")
        ]
    );
}

#[test]
fn a_fault_leads_to_its_field() {
    let mut set = WidgetDraft::default();
    add_invitation(&mut set.settings.invitations);
    for (path, chapter, anchor, lang) in [
        ("name", Chapter::Basics, "name", None),
        ("sites.0", Chapter::Basics, "sites.0", None),
        ("languages", Chapter::Basics, "languages", None),
        ("look.light.brand", Chapter::Look, "look.light.brand", None),
        ("texts.pl.greeting", Chapter::Texts, "texts.greeting", Some("pl")),
        ("chat.idle_seconds", Chapter::Chat, "chat.idle_seconds", None),
        ("before.2.label", Chapter::Forms, "before.email.label", None),
        ("closed.3.help.ar", Chapter::Forms, "closed.message.help", Some("ar")),
        ("before.0.label.pl", Chapter::Forms, "before.topic.label", Some("pl")),
        ("before.9.id", Chapter::Forms, "before.9.id", None),
        ("invitations.0.text", Chapter::Invitations, "invitations.invitation_1.text", None),
    ] {
        let found = located(&fault(path, Wrong::Missing), &set);
        assert_eq!((found.chapter, found.anchor.as_str(), found.lang), (chapter, anchor, lang), "{path}");
    }
}

#[test]
fn fields_get_ids_of_their_own() {
    let mut fields = WidgetDraft::default().settings.before;
    assert!(has_kind(&fields, FieldKind::Email) && !has_kind(&fields, FieldKind::Phone));
    let kinds = [FieldKind::Phone, FieldKind::LongText, FieldKind::LongText, FieldKind::Text];
    let ids = kinds.map(|kind| add_field(&mut fields, kind));
    assert_eq!(ids, ["phone", "message", "field_1", "field_2"]);
}

#[test]
fn moving_loses_nothing_and_moves_back() {
    for (length, from, to) in
        (1..6).flat_map(|length| (0..7).flat_map(move |from| (0..7).map(move |to| (length, from, to))))
    {
        let before: Vec<usize> = (0..length).collect();
        let mut list = before.clone();
        shift(&mut list, from, to);
        if from < length && to < length {
            assert_eq!(list[to], from);
            shift(&mut list, to, from);
        }
        assert_eq!(list, before, "{from} to {to}");
    }
}
