//! What the staff says about a conversation among themselves, and who looks after it.

use super::*;
use shared::timeline::TAGS_MAX;

fn act(conversation: &mut Conversation, actor: &Actor, command: &Command) -> Result<Vec<Fact>, Refusal> {
    Ok(match conversation.act(actor, command, Timestamp(1))? {
        Change::Recorded(entries) => entries.into_iter().map(|entry| entry.fact).collect(),
        Change::Seen | Change::Nothing => Vec::new(),
    })
}

fn talk() -> Conversation {
    after(waiting(), &[(member("anna"), Command::Take)])
}

fn over() -> Conversation {
    after(talk(), &[(member("anna"), end())])
}

#[test]
fn whoever_sees_it_may_write_a_note() {
    let table: [(&str, Conversation, Actor, bool); 9] = [
        ("its owner", talk(), member("anna"), true),
        ("its owner after the end", over(), member("anna"), true),
        ("who looks after the queue", talk(), overseer("maria"), true),
        ("a member while it waits", waiting(), member("boris"), true),
        ("a member while somebody has it", talk(), member("boris"), false),
        ("a stranger", talk(), stranger("clara"), false),
        ("who is invited", after(talk(), &[(member("anna"), invite("clara"))]), stranger("clara"), true),
        (
            "who is called to a note",
            after(talk(), &[(member("anna"), note("x", &["clara"]))]),
            stranger("clara"),
            true,
        ),
        ("the visitor", talk(), visitor("v"), false),
    ];
    for (who, mut conversation, actor, may) in table {
        let made = act(&mut conversation, &actor, &note("look", &[]));
        assert_eq!(made.is_ok(), may, "{who}: {made:?}");
        assert_eq!(conversation.shows_to(&actor) && !matches!(actor, Actor::Visitor(_)), may, "{who}");
    }
}

#[test]
fn a_note_doesnt_take_what_waits() {
    let noted = after(waiting(), &[(member("boris"), note("look", &[]))]);
    assert_eq!((noted.stage, noted.owner), (Stage::Waiting, None));
}

#[test]
fn a_mention_shows_it_until_it_is_heeded() {
    let clara = stranger("clara");
    let mut conversation = after(talk(), &[(member("anna"), note("@Clara?", &["clara", "anna"]))]);
    assert_eq!(conversation.staff.mentioned, [AgentId::from("clara")], "who is in it sees it anyway");
    assert!(conversation.shows_to(&clara));
    for forbidden in [send("hi"), Command::Take, end(), Command::Join, give_to("boris")] {
        assert_eq!(act(&mut conversation, &clara, &forbidden), Err(Refusal::Forbidden), "{forbidden:?}");
    }
    assert_eq!(act(&mut conversation, &clara, &Command::Heed).map(|facts| facts.len()), Ok(1));
    assert!(!conversation.shows_to(&clara));
    assert_eq!(act(&mut conversation, &clara, &Command::Heed), Ok(vec![]), "done twice it is done");
    let mut over = after(over(), &[(member("anna"), note("@Clara", &["clara"]))]);
    assert!(over.shows_to(&clara), "after the end, too");
    assert_eq!(act(&mut over, &clara, &reopen()), Err(Refusal::Forbidden));
}

#[test]
fn who_comes_in_is_called_no_longer() {
    let steps = [(member("anna"), note("@Boris", &["boris"])), (member("anna"), give_to("boris"))];
    let conversation = after(talk(), &steps);
    assert_eq!(conversation.staff.mentioned, []);
    assert!(conversation.shows_to(&stranger("boris")));
}

#[test]
fn who_looks_after_it_takes_it_over_and_the_former_owner_stays() {
    let maria = overseer("maria");
    let mut conversation = talk();
    assert_eq!(
        act(&mut conversation, &maria, &send("hi")),
        Err(Refusal::Forbidden),
        "first it is taken over"
    );
    act(&mut conversation, &maria, &Command::Take).expect("may");
    assert_eq!(conversation.owner, Some(agent("maria")));
    assert_eq!(conversation.staff.present, [agent("anna"), agent("maria")]);
    act(&mut conversation, &maria, &send("hi")).expect("has it now");
    act(&mut conversation, &stranger("anna"), &Command::Leave).expect("is a guest now");
    let mut waits = waiting();
    act(&mut waits, &maria, &Command::Take).expect("nobody waits for ever");
    assert_eq!((waits.stage, waits.owner), (Stage::Active, Some(agent("maria"))));
    assert!(act(&mut over(), &maria, &Command::Take).is_err(), "it is over");
}

#[test]
fn a_tag_is_given_once_and_there_is_an_end() {
    let anna = member("anna");
    let mut conversation = talk();
    assert_eq!(act(&mut conversation, &anna, &tag("billing")).map(|facts| facts.len()), Ok(1));
    assert_eq!(act(&mut conversation, &anna, &tag("billing")), Ok(vec![]));
    assert_eq!(act(&mut conversation, &anna, &untag("other")), Ok(vec![]));
    assert_eq!(act(&mut conversation, &anna, &untag("billing")).map(|facts| facts.len()), Ok(1));
    for number in 0..TAGS_MAX {
        act(&mut conversation, &anna, &tag(&number.to_string())).expect("has room");
    }
    assert_eq!(act(&mut conversation, &anna, &tag("one more")), Err(Refusal::TooManyTags));
    assert_eq!(act(&mut conversation, &stranger("clara"), &tag("x")), Err(Refusal::NotFound));
}

#[test]
fn the_visitor_learns_nothing_of_it() {
    let mut conversation = talk();
    let remarks = [note("secret", &["boris"]), tag("vip"), untag("vip"), Command::Heed];
    for remark in remarks {
        let Ok(Change::Recorded(entries)) = conversation.act(&member("anna"), &remark, Timestamp(2)) else {
            continue;
        };
        assert!(entries.iter().all(|entry| entry.for_visitor().fact.is_none()), "{remark:?}");
    }
}
