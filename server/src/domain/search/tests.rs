//! What is found by what, and that nothing typed can be more than words.

use super::document::{MONTH, agent, day, month, queue, tag, waiting};
use super::words::words;
use super::*;
use crate::domain::conversation::tests::{after, end, member, send, visitor, waiting as new};
use crate::domain::permissions::Who;
use proptest::prelude::*;
use shared::ids::QueueId;
use shared::people::Role;
use shared::search::Source;
use shared::search::{Part, Shelf, Wanted};
use shared::time::Timestamp;
use std::collections::BTreeSet;

const DAY: i64 = 24 * 60 * 60 * 1_000;

fn who(role: Role, queues: &[&str], manages: &[&str]) -> Who {
    let set = |names: &[&str]| names.iter().map(|name| QueueId::from(*name)).collect();
    Who { agent: "me".into(), role, manages: set(manages), queues: set(queues) }
}

fn said(text: &str) -> Said {
    Said { source: Source::Visitor, text: text.into(), files: Vec::new() }
}

/// Whether a set of tokens has all that is needed, as a database would answer.
fn holds(tokens: &BTreeSet<String>, needs: &[Need]) -> bool {
    needs.iter().all(|need| match need {
        Need::Token(token) => tokens.contains(token),
        Need::Begins(beginning) => tokens.iter().any(|token| token.starts_with(beginning.as_str())),
        Need::Any(any) => any.iter().any(|token| tokens.contains(token)),
    })
}

fn finds(typed: &str, text: &str) -> bool {
    let mut conversation = new();
    conversation.card.name = "Zoë Łapińska".into();
    conversation.card.email = "zoe.l@poczta.example".into();
    conversation.card.phone = "+48 600 700-800".into();
    let file = Said { files: vec!["Umowa_2026-final.PDF".into()], ..said("") };
    let tokens = document(&conversation, &[said(text), file], Timestamp(0));
    let needs = needs(&Wanted::default(), &Terms::of(typed), &who(Role::Owner, &[], &[]));
    holds(&tokens, &needs.expect("there may be some"))
}

#[test]
fn what_is_found_by_what() {
    let russian = "Ёлка приедет во вторник";
    for (typed, text, found) in [
        ("order", "My order is late", true),
        ("ord", "My order is late", true),
        ("or", "My order is late", true),
        ("order ", "My orders are late", false),
        ("late order", "My order is late", true),
        ("late order x", "My order is late", true),
        ("o", "My order is late", false),
        ("o ", "My order is late", false),
        ("ordinary", "My order is late", false),
        ("ORDER", "my Order", true),
        ("елка", russian, true),
        ("ЁЛКА вторн", russian, true),
        ("вторникам", russian, false),
        ("lapinska", "", true),
        ("Łapińska zoe", "", true),
        ("zoe.l@poczta.example", "", true),
        ("@poczta", "", true),
        ("600700800", "", false),
        ("48600700800", "", true),
        ("600 700 800", "", true),
        ("umowa final.pdf", "", true),
        ("\"my order\" AND NOT (late) OR* : ' \\", "my order and not late or", true),
        ("NEAR(order, 2)", "my order", false),
        ("", "anything", true),
        ("'; --", "anything", true),
        ("zażółć", "ZAZOLC", true),
        ("strasse", "Straße", true),
    ] {
        assert_eq!(finds(typed, text), found, "{typed:?} in {text:?}");
    }
}

#[test]
fn rights_and_filters_are_tokens_too() {
    let all = Terms::default();
    let of = |who: &Who, section| needs(&Wanted { section, ..Wanted::default() }, &all, who);
    let any = |tokens: &[String]| Need::Any(tokens.to_vec());
    let kept = Need::Token("_s-kept".into());
    let agent_one = who(Role::Agent, &["own"], &["former"]);
    let sight = any(&[agent(&"me".into()), waiting(&"own".into())]);
    assert_eq!(of(&agent_one, Shelf::All), Some(vec![kept.clone(), sight.clone()]));
    let mine = Need::Token(agent(&"me".into()));
    assert_eq!(of(&agent_one, Shelf::Mine), Some(vec![kept.clone(), mine, sight]));
    let group = who(Role::GroupManager, &["b"], &["a"]);
    let sight = any(&[agent(&"me".into()), queue(&"a".into()), waiting(&"b".into())]);
    let team = any(&[queue(&"a".into()), queue(&"b".into())]);
    assert_eq!(of(&group, Shelf::Team), Some(vec![kept.clone(), team, sight]));
    let owner = who(Role::Owner, &[], &[]);
    assert_eq!(of(&owner, Shelf::Archive), Some(vec![Need::Token("_s-archived".into())]));
    assert_eq!(of(&owner, Shelf::Team), None, "no queue, no team");
}

#[test]
fn a_span_is_made_of_days_and_months() {
    let owner = who(Role::Owner, &[], &[]);
    let of = |from: i64, to: i64| {
        let wanted = Wanted { from: Some(Timestamp(from)), to: Some(Timestamp(to)), ..Wanted::default() };
        needs(&wanted, &Terms::default(), &owner).map(|needs| needs[1..].to_vec())
    };
    assert_eq!(of(DAY, DAY + 1), Some(vec![Need::Any(vec![day(1)])]));
    assert_eq!(of(DAY, 2 * DAY), Some(vec![Need::Any(vec![day(1)])]), "the end is not in it");
    let long = of((MONTH - 1) * DAY, (2 * MONTH + 1) * DAY);
    assert_eq!(long, Some(vec![Need::Any(vec![day(31), month(1), day(64)])]));
    assert_eq!(of(0, 1_000_000 * DAY), Some(Vec::new()), "too long to be written out");
    assert_eq!(of(2 * DAY, DAY), None, "nothing is in it");
}

#[test]
fn where_it_stands_counts() {
    let started = after(new(), &[(visitor("v"), send("Hello"))]);
    let missed = after(started.clone(), &[(visitor("v"), end())]);
    let had = after(started, &[(member("anna"), send("Hi"))]);
    let tokens = |conversation: &_| document(conversation, &[], Timestamp(40 * DAY));
    assert!(tokens(&missed).contains("_s-missed") && tokens(&missed).contains("_s-ended"));
    assert!(!tokens(&had).contains("_s-missed"));
    assert!(tokens(&had).contains("_aanna") && tokens(&had).contains("_d40") && tokens(&had).contains("_m1"));
}

#[test]
fn a_tag_is_found_by_all_of_it() {
    let mut conversation = new();
    conversation.staff.tags = vec!["late parcel".into(), "c++".into(), "срочно".into()];
    let tokens = document(&conversation, &[], Timestamp(0));
    let of =
        |wanted: Wanted| needs(&wanted, &Terms::default(), &who(Role::Owner, &[], &[])).expect("possible");
    for (tag, found) in [
        ("late parcel", true),
        ("late", false),
        ("parcel late", false),
        ("late  parcel", false),
        ("c++", true),
        ("c", false),
        ("c+", false),
        ("срочно", true),
        ("late-20-parcel", false),
    ] {
        assert_eq!(holds(&tokens, &of(Wanted { tag: tag.into(), ..Wanted::default() })), found, "{tag}");
    }
    let channel = |id: &str| of(Wanted { channel: Some(id.into()), ..Wanted::default() });
    assert!(holds(&tokens, &channel(conversation.widget.as_str())));
    assert!(!holds(&tokens, &channel("another")));
}

fn marked(typed: &str, text: &str) -> Option<(usize, String)> {
    let (count, parts) = excerpt(&Terms::of(typed), text)?;
    let shown = |part: &Part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() };
    Some((count, parts.iter().map(shown).collect()))
}

#[test]
fn hits_are_marked() {
    let long = format!("{}the parcel is here, {}", "word ".repeat(30), "more ".repeat(60));
    assert_eq!(marked("ord", "My Order, your orders"), Some((1, "My [Order], your [orders]".into())));
    assert_eq!(marked("łó la", "Lodz, latem"), Some((1, "Lodz, [latem]".into())));
    assert_eq!(marked("lodz la", "Łódź latem"), Some((2, "[Łódź] [latem]".into())));
    assert_eq!(marked("x y", "Łódź"), None);
    let (_, piece) = marked("parcel", &long).expect("it is there");
    assert!(
        piece.starts_with("…word word ") && piece.contains("the [parcel] is") && piece.ends_with('…'),
        "{piece}"
    );
}

proptest! {
    #[test]
    fn a_token_is_never_more_than_a_token(typed in "\\PC{0,80}", name in "\\PC{0,40}") {
        let wanted = Wanted {
            queue: Some(name.as_str().into()),
            agent: Some(typed.as_str().into()),
            channel: Some(typed.as_str().into()),
            tag: name.clone(),
            ..Wanted::default()
        };
        let needs = needs(&wanted, &Terms::of(&typed), &who(Role::Agent, &["q"], &[])).expect("possible");
        for need in needs {
            let tokens = match need {
                Need::Token(token) | Need::Begins(token) => vec![token],
                Need::Any(tokens) => tokens,
            };
            for token in tokens {
                prop_assert!(!token.is_empty());
                prop_assert!(token.chars().all(|letter| letter.is_alphanumeric() || "_-".contains(letter)), "{}", token);
            }
        }
    }

    #[test]
    fn no_two_tags_have_one_token(one in "[a-cA-C +-]{1,6}|\\PC{1,8}", other in "[a-cA-C +-]{1,6}|\\PC{1,8}") {
        prop_assert_eq!(tag(&one) == tag(&other), one == other);
    }

    #[test]
    fn any_word_of_a_text_finds_it_however_far_it_is_typed(text in "[ a-zA-Zа-яёĄ-ż0-9.,!-]{0,60}", pick in any::<prop::sample::Index>()) {
        let all: Vec<_> = words(&text).filter(|word| word.folded.chars().count() > 1).collect();
        if !all.is_empty() {
            let word = &text[pick.get(&all).range.clone()];
            let tokens = document(&new(), &[said(&text)], Timestamp(0));
            for length in 2..=word.chars().count() {
                let typed: String = word.chars().take(length).collect();
                let needs = needs(&Wanted::default(), &Terms::of(&typed), &who(Role::Owner, &[], &[])).expect("possible");
                prop_assert!(holds(&tokens, &needs), "{}", typed);
            }
        }
    }

    #[test]
    fn an_excerpt_is_a_piece_of_the_text(text in "\\PC{0,400}", typed in "\\PC{1,3}") {
        if let Some((_, parts)) = excerpt(&Terms::of(&typed), &text) {
            let piece: String = parts.iter().map(|part| part.text.as_str()).collect();
            prop_assert!(text.contains(piece.trim_start_matches('…').trim_end_matches('…')));
            prop_assert!(parts.iter().any(|part| part.hit));
        }
    }
}
