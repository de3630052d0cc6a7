//! What is told to those who can't see it: messages, files, and that somebody types.

use super::*;
use shared::file::FileCard;
use shared::ids::FileId;

fn files(seq: Seq, text: &str, names: &[&str]) -> VisitorEntry {
    let card = |name: &&str| FileCard {
        id: FileId::from(*name),
        name: (*name).into(),
        kind: "image/png".into(),
        bytes: 1,
        thumbnail: None,
    };
    let by = Author::Agent(AgentId::from("a1"));
    let files = names.iter().map(card).collect();
    entry(seq, Some(PublicFact::Message { id: id(1), by, text: text.into(), files }))
}

fn heard(acts: &[Act]) -> Vec<&str> {
    acts.iter()
        .filter_map(|act| match act {
            Act::Heard(words) => Some(words.as_str()),
            _ => None,
        })
        .collect()
}

fn typing(name: &str, on: bool) -> VisitorUpdate {
    VisitorUpdate::Typing { conversation: k("k1"), agent: AgentId::from(name), on }
}

#[test]
fn a_file_is_told_by_its_name_and_the_page_hears_the_text_alone() {
    for (text, names, words) in [
        ("", &["card.png"][..], "card.png"),
        ("", &["a.png", "b.pdf"], "a.png, b.pdf"),
        ("look", &["a.png"], "look, a.png"),
        ("look", &[], "look"),
    ] {
        let mut state = chatting();
        let acts = state.apply(events(vec![files(4, text, names)]));
        assert_eq!(heard(&acts), [words]);
        assert_eq!(told(&acts), [&Event::MessageReceived { text: text.into() }]);
    }
}

#[test]
fn the_same_words_are_told_as_often_as_they_are_written() {
    let mut state = chatting();
    let acts = state.apply(events(vec![theirs(4, "yes"), theirs(5, "yes")]));
    assert_eq!(heard(&acts), ["yes", "yes"]);
    assert_eq!(heard(&state.apply(events(vec![theirs(6, "yes")]))), ["yes"]);
}

#[test]
fn that_an_agent_types_is_told_once_for_each_message() {
    let anna = || Act::Typing("Anna".into());
    let mut state = chatting();
    assert_eq!(state.apply(typing("a1", true)), [anna()]);
    assert_eq!(state.apply(typing("a1", true)), []);
    assert_eq!(state.apply(typing("a1", false)), []);
    assert_eq!(state.apply(typing("a1", true)), [], "a pause is no news");
    for message in [theirs(4, "hi"), mine(5, 7)] {
        state.apply(events(vec![message]));
        assert_eq!(state.apply(typing("a1", true)), [anna()]);
    }
    assert_eq!(state.apply(typing("unknown", true)), [], "there is no name to tell");
}
